"""Three-way merge of the values of a form: the base (as loaded), theirs (as saved now) and mine (as submitted).

A value that only one side has changed is taken from that side. A value that both sides have changed differently is a
conflict: somebody has to choose, and until then the submitted value stands. Works on plain values only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

#: The name that stands for the row itself in a conflict: one side removed it, the other one changed it.
ROW = "DELETE"

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A saved row of a list: its key, its display name, and its values by field name."""

    key: str
    name: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Values:
    """All values of a form: those of its own fields by name, and the rows of each list by its prefix."""

    fields: Fields
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SubmittedRow:
    """A submitted row: ``key`` (empty for a new one), ``at`` (its index in the form), ``place`` (its sort key)."""

    key: str
    fields: Fields
    removed: bool = False
    at: int = 0
    place: tuple = ()


@dataclass(slots=True)
class MergedFields:
    """Merged values, with the names of those that were taken from theirs, and of those in conflict."""

    values: Fields
    from_theirs: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class MergedRow:
    """A merged row.

    ``theirs`` is None if the row is not saved (any more), ``mine`` if the submitter has not seen it. ``conflicts``
    contains ``ROW`` if one side removed what the other one changed. A row with ``is_dropped`` was removed by somebody
    else and not changed by the submitter: it is only reported.
    """

    theirs: Row | None
    mine: SubmittedRow | None
    fields: Fields
    base: Row | None = None
    removed: bool = False
    is_dropped: bool = False
    from_theirs: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def merge_fields(base: Fields | None, theirs: Fields, mine: Fields) -> MergedFields:
    """Merge the values of a form or row. Without a ``base``, every difference is a conflict.

    Lists are sets to which each side may have added and from which each may have removed: they never conflict.

    >>> merge_fields({"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 1, "c": 2}, {"a": 1, "b": 3, "c": 3})
    MergedFields(values={'a': 2, 'b': 3, 'c': 3}, from_theirs=['a'], conflicts=['c'])
    """
    merged = MergedFields(dict(mine))
    for name, value in mine.items():
        if name not in theirs or value == theirs[name]:
            continue
        other, is_known = theirs[name], base is not None and name in base
        if is_known and isinstance(value, list):
            added, gone = set(other) - set(base[name]), set(base[name]) - set(other)
            merged.values[name] = sorted((set(value) | added) - gone)
            if merged.values[name] != value:
                merged.from_theirs.append(name)
        elif is_known and value == base[name]:
            merged.values[name] = other
            merged.from_theirs.append(name)
        elif not is_known or other != base[name]:
            merged.conflicts.append(name)
    return merged


def merge_rows(base: Sequence[Row] | None, theirs: Sequence[Row], mine: Sequence[SubmittedRow]) -> list[MergedRow]:
    """Merge the rows of a list: the saved ones in their order, then all others.

    A loaded row whose key has changed since (saving a whole text makes its rows anew) is matched by its name. A new row
    that equals a saved one in all values is that row: both added the same, or somebody pressed twice.
    """
    submitted = {row.key: row for row in mine if row.key}
    added = [row for row in mine if not row.key]
    before = {row.key: row for row in base} if base is not None else dict.fromkeys(submitted)
    loaded_keys = _match_keys(before, theirs)
    merged = []
    for row in theirs:
        key = loaded_keys.get(row.key)
        own = submitted.get(key) if key is not None else None
        if own is not None:
            merged.append(_merge_row(before[key], row, own))
            continue
        same = next((one for one in added if key is None and not one.removed and one.fields == row.fields), None)
        if same is not None:
            added.remove(same)
        merged.append(MergedRow(row, same, dict(row.fields)))
    now = set(loaded_keys.values())
    for key, was in before.items():
        if key in now or key not in submitted:
            continue
        own = submitted[key]
        if own.removed or (was is not None and own.fields == was.fields):
            merged.append(MergedRow(None, own, own.fields, was, is_dropped=True))
        else:
            merged.append(MergedRow(None, own, own.fields, was, conflicts=[ROW]))
    return merged + [MergedRow(None, row, row.fields, removed=row.removed) for row in added]


def _match_keys(base: dict[str, Row | None], theirs: Sequence[Row]) -> dict[str, str]:
    """Return the loaded key of each saved row that was loaded."""
    keys = {row.key: row.key for row in theirs if row.key in base}
    new = [row for row in theirs if row.key not in base]
    for key, was in base.items():
        same = next((row for row in new if was is not None and row.name == was.name), None)
        if key not in keys and same is not None:
            new.remove(same)
            keys[same.key] = key
    return keys


def _merge_row(base: Row | None, theirs: Row, mine: SubmittedRow) -> MergedRow:
    if mine.removed:
        changed = base is None or theirs.fields != base.fields
        return MergedRow(theirs, mine, dict(theirs.fields), base, removed=True, conflicts=[ROW] if changed else [])
    merged = merge_fields(base.fields if base else None, theirs.fields, mine.fields)
    return MergedRow(theirs, mine, merged.values, base, from_theirs=merged.from_theirs, conflicts=merged.conflicts)


def merge_order(base: Sequence[Row] | None, merged: Sequence[MergedRow]) -> list[MergedRow]:
    """Return the rows in merged order: that of the side that has moved rows; if both have, that of the submitter.

    A row that only the other side has follows the row that it follows there.
    """
    theirs = [row for row in merged if row.theirs is not None]
    mine = sorted((row for row in merged if row.mine is not None), key=lambda row: row.mine.place)
    before = [row.key for row in base or ()]
    common = [row.base.key for row in mine if row.base is not None and row.base.key in before]
    moved = common != [key for key in before if key in common]
    return _interleave(mine, theirs) if moved or base is None else _interleave(theirs, mine)


def _interleave(first: list[MergedRow], second: list[MergedRow]) -> list[MergedRow]:
    result = list(first)
    for at, row in enumerate(second):
        if any(one is row for one in result):
            continue
        behind = next((place for place, one in enumerate(result) if at and one is second[at - 1]), -1)
        result.insert(behind + 1, row)
    return result

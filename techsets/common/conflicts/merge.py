"""Putting two people's versions of one thing together: what was loaded, what is saved now, and what somebody sent.

What only one of the two has changed is taken from that one. Where both changed the same value to something else, it
clashes: somebody has to choose, and until then the sent value stands. Everything here is plain values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

#: The name that stands for a row itself where it clashes: one of the two removed it, the other one changed it.
ROW = "DELETE"

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list as it is saved: its key, what it is called, and its values by name."""

    key: str
    name: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Values:
    """All values of a form: its own by name, and the rows of each of its lists by the prefix of the list."""

    fields: Fields
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SubmittedRow:
    """A row as it was sent. ``key`` is empty for a new one; ``at`` is its number in the form, ``place`` in its list."""

    key: str
    fields: Fields
    removed: bool = False
    at: int = 0
    place: tuple = ()


@dataclass(slots=True)
class MergedFields:
    """``values`` put together; the names of those taken from what is saved now, and of those that clash."""

    values: Fields
    taken: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class MergedRow:
    """One row put together.

    ``saved`` is None where there is no such row (any more), ``sent`` where whoever sent the form has not seen it.
    ``clashes`` holds ``ROW`` where one of the two removed what the other one changed. A row with ``is_dropped`` was
    removed by somebody else and not touched by who sent the form: it is only named.
    """

    saved: Row | None
    sent: SubmittedRow | None
    fields: Fields
    loaded: Row | None = None
    removed: bool = False
    is_dropped: bool = False
    taken: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)


def merge_fields(loaded: Fields | None, saved: Fields, sent: Fields) -> MergedFields:
    """Put the values of one form, or of one row, together. ``loaded`` None: unknown, so that all that differs clashes.

    Lists are sets, to which each of the two may have added and from which each may have removed: they never clash.

    >>> merge_fields({"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 1, "c": 2}, {"a": 1, "b": 3, "c": 3})
    MergedFields(values={'a': 2, 'b': 3, 'c': 3}, taken=['a'], clashes=['c'])
    """
    merged = MergedFields(dict(sent))
    for name, mine in sent.items():
        if name not in saved or mine == saved[name]:
            continue
        theirs, is_known = saved[name], loaded is not None and name in loaded
        if is_known and isinstance(mine, list):
            added, gone = set(theirs) - set(loaded[name]), set(loaded[name]) - set(theirs)
            merged.values[name] = sorted((set(mine) | added) - gone)
            if merged.values[name] != mine:
                merged.taken.append(name)
        elif is_known and mine == loaded[name]:
            merged.values[name] = theirs
            merged.taken.append(name)
        elif not is_known or theirs != loaded[name]:
            merged.clashes.append(name)
    return merged


def merge_rows(loaded: Sequence[Row] | None, saved: Sequence[Row], sent: Sequence[SubmittedRow]) -> list[MergedRow]:
    """Put the rows of one list together: first those that are saved, in their order, then all others.

    A row that was loaded and has another key now (saving a whole text makes its rows anew) is found by its name. A new
    row that is saved already, value for value, is that one: both have added the same, or one of them pressed twice.
    """
    sent_rows = {row.key: row for row in sent if row.key}
    added = [row for row in sent if not row.key]
    before = {row.key: row for row in loaded} if loaded is not None else dict.fromkeys(sent_rows)
    known_as = _match_keys(before, saved)
    merged = []
    for row in saved:
        key = known_as.get(row.key)
        mine = sent_rows.get(key) if key is not None else None
        if mine is not None:
            merged.append(_merge_row(before[key], row, mine))
            continue
        same = next((one for one in added if key is None and not one.removed and one.fields == row.fields), None)
        if same is not None:
            added.remove(same)
        merged.append(MergedRow(row, same, dict(row.fields)))
    now = set(known_as.values())
    for key, was in before.items():
        if key in now or key not in sent_rows:
            continue
        mine = sent_rows[key]
        if mine.removed or (was is not None and mine.fields == was.fields):
            merged.append(MergedRow(None, mine, mine.fields, was, is_dropped=True))
        else:
            merged.append(MergedRow(None, mine, mine.fields, was, clashes=[ROW]))
    return merged + [MergedRow(None, row, row.fields, removed=row.removed) for row in added]


def _match_keys(before: dict[str, Row | None], saved: Sequence[Row]) -> dict[str, str]:
    """Return, for each saved row that was loaded too, under which key."""
    keys = {row.key: row.key for row in saved if row.key in before}
    new = [row for row in saved if row.key not in before]
    for key, was in before.items():
        same = next((row for row in new if was is not None and row.name == was.name), None)
        if key not in keys and same is not None:
            new.remove(same)
            keys[same.key] = key
    return keys


def _merge_row(was: Row | None, saved: Row, sent: SubmittedRow) -> MergedRow:
    if sent.removed:
        changed = was is None or saved.fields != was.fields
        return MergedRow(saved, sent, dict(saved.fields), was, removed=True, clashes=[ROW] if changed else [])
    found = merge_fields(was.fields if was else None, saved.fields, sent.fields)
    return MergedRow(saved, sent, found.values, was, taken=found.taken, clashes=found.clashes)


def merge_order(loaded: Sequence[Row] | None, merged: Sequence[MergedRow]) -> list[MergedRow]:
    """Return the rows in the order that both want: of who has moved rows; if both have, of who sent the form.

    What only the other one has comes behind the row that it stands behind there.
    """
    theirs = [row for row in merged if row.saved is not None]
    mine = sorted((row for row in merged if row.sent is not None), key=lambda row: row.sent.place)
    before = [row.key for row in loaded or ()]
    common = [row.loaded.key for row in mine if row.loaded is not None and row.loaded.key in before]
    moved = common != [key for key in before if key in common]
    return _interleave(mine, theirs) if moved or loaded is None else _interleave(theirs, mine)


def _interleave(first: list[MergedRow], second: list[MergedRow]) -> list[MergedRow]:
    result = list(first)
    for at, row in enumerate(second):
        if any(one is row for one in result):
            continue
        behind = next((place for place, one in enumerate(result) if at and one is second[at - 1]), -1)
        result.insert(behind + 1, row)
    return result

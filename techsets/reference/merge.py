"""Three-way merge of values: as last loaded, as staff have them, and as the release has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged ``values``, the names that change (``written``), and those changed on both sides (``disputed``)."""

    values: dict[str, Any]
    written: tuple[str, ...]
    disputed: tuple[str, ...]


def merge(loaded: dict[str, Any], current: dict[str, Any], release: dict[str, Any]) -> Merged:
    """Merge by name: staff's edits stay, the release's changes come in, and where both changed, staff's stay.

    A value that the last loaded release did not have, and that is empty now, was not edited: its field is new.

    >>> merge({"a": 1, "b": 1}, {"a": 1, "b": 2}, {"a": 3, "b": 1}).values
    {'a': 3, 'b': 2}
    >>> merge({"a": 1}, {"a": 2}, {"a": 3})
    Merged(values={'a': 2}, written=(), disputed=('a',))
    >>> merge({}, {"new": ""}, {"new": "of this release"}).written
    ('new',)
    """
    values = dict(current)
    written, disputed = [], []
    for name in dict.fromkeys([*release, *loaded]):
        before, now, new = (side.get(name, _ABSENT) for side in (loaded, current, release))
        if new in (now, before):
            continue
        if now != before and not (before is _ABSENT and not now):
            disputed.append(name)
            continue
        written.append(name)
        if new is _ABSENT:
            del values[name]
        else:
            values[name] = new
    return Merged(values, tuple(written), tuple(disputed))

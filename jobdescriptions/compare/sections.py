"""Match the sections of two documents and compare them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

from jobdescriptions.compare.texts import compare_texts, extract_texts
from jobdescriptions.compare.values import MOVED_IN, MOVED_OUT, SectionChange, TextChange
from jobdescriptions.word.html.subset import from_html
from jobdescriptions.word.understand.headings import normalize_wording
from techsets.common.word_changes import ADDED, REMOVED, SAME, Budget, Piece, split_words

#: A section in the shape of ``content.to_content``: its kind, heading and body.
Values = dict[str, Any]

#: Minimum share of common words for two sections to count as the same one.
MIN_SHARED = 0.5
#: Maximum number of pairs of sections that are compared by their words.
MAX_PAIRS = 900
#: Minimum number of words for a text to count as moved from another section.
MIN_MOVED_WORDS = 3


def compare_sections(before: Sequence[Values], after: Sequence[Values], budget: Budget) -> tuple[SectionChange, ...]:
    """Return the changed sections in the order of the later document.

    A removed section is listed at its former position.
    """
    pairs = match_sections(before, after)
    moved = _find_moved(pairs)
    places = {new: old for old, new in pairs}
    changes: list[SectionChange] = []
    gone = deque(sorted(set(range(len(before))) - set(places.values())))
    for new, section in enumerate(after):
        old = places.get(new)
        while gone and old is not None and new not in moved and gone[0] < old:
            changes.append(_whole_section_change(before[gone.popleft()], REMOVED))
        if old is None:
            changes.append(_whole_section_change(section, ADDED))
            continue
        follows = after[new - 1]["heading"] if new else ""
        change = _compare_pair(before[old], section, new in moved, follows, budget)
        if change is not None:
            changes.append(change)
    changes += [_whole_section_change(before[old], REMOVED) for old in gone]
    return _mark_moves_between(changes)


def _whole_section_change(section: Values, change: str) -> SectionChange:
    texts = tuple(
        TextChange(change, text.noun, (Piece(change, text.words),), clause=text.clause) for text in _read_texts(section)
    )
    if change == ADDED:
        return SectionChange("", section["heading"], added=True, texts=texts)
    return SectionChange(section["heading"], "", removed=True, texts=texts)


def _compare_pair(before: Values, after: Values, moved: bool, follows: str, budget: Budget) -> SectionChange | None:
    change = SectionChange(before["heading"], after["heading"], moved=moved, follows=follows)
    if before["body"] != after["body"]:
        found = compare_texts(_read_texts(before), _read_texts(after), budget)
        change = replace(change, texts=found.changes, renumbered=found.renumbered, coarse=found.coarse)
    return change if change.moved or change.renamed or change.texts or change.renumbered else None


def _read_texts(section: Values) -> list:
    return list(extract_texts(from_html(section["body"])))


def match_sections(before: Sequence[Values], after: Sequence[Values]) -> list[tuple[int, int]]:
    """Return the pairs of indexes of matching sections, in the order of the earlier document.

    Sections are matched by heading and text, by heading, by text, by kind, and last by their common words.
    """
    pairs: list[tuple[int, int]] = []
    keys: tuple[Callable[[Values], Hashable], ...] = (
        lambda section: (section["heading"], section["body"]),
        lambda section: section["heading"],
        lambda section: normalize_wording(section["heading"]),
        lambda section: section["body"],
        lambda section: section["kind"],
    )
    old_indexes, new_indexes = list(range(len(before))), list(range(len(after)))
    for key in keys:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for old in old_indexes:
            waiting[key(before[old])].append(old)
        waiting.pop("", None)
        found = [(waiting[word].popleft(), new) for new in new_indexes if waiting.get(word := key(after[new]))]
        pairs += found
        taken_old, taken_new = {old for old, _ in found}, {new for _, new in found}
        old_indexes = [old for old in old_indexes if old not in taken_old]
        new_indexes = [new for new in new_indexes if new not in taken_new]
    return sorted([*pairs, *_match_by_words(old_indexes, new_indexes, before, after)])


def _match_by_words(
    old_indexes: list[int], new_indexes: list[int], before: Sequence[Values], after: Sequence[Values]
) -> list[tuple[int, int]]:
    if not old_indexes or not new_indexes or len(old_indexes) * len(new_indexes) > MAX_PAIRS:
        return []
    old_words = {old: Counter(_words(before[old])) for old in old_indexes}
    new_words = {new: Counter(_words(after[new])) for new in new_indexes}
    scores = sorted(
        ((_shared_fraction(old_words[old], new_words[new]), -old, -new) for old in old_indexes for new in new_indexes),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    for score, old, new in scores:
        if score >= MIN_SHARED and -old not in pairs and -new not in pairs.values():
            pairs[-old] = -new
    return list(pairs.items())


def _words(section: Values) -> list[str]:
    return [word for text in _read_texts(section) for word in split_words(text.words)]


def _shared_fraction(one: Counter, other: Counter) -> float:
    most = max(one.total(), other.total())
    return (one & other).total() / most if most else 0.0


def _find_moved(pairs: Sequence[tuple[int, int]]) -> set[int]:
    """Return the later indexes of the smallest set of sections whose moves explain the new order.

    >>> _find_moved([(0, 0), (1, 3), (2, 1), (3, 2)])
    {3}
    """
    lowest: list[int] = []  # The lowest last index of an increasing run of each length (patience sorting).
    ends: list[int] = []
    above: dict[int, int | None] = {}
    for _, new in pairs:
        length = bisect_left(lowest, new)
        above[new] = ends[length - 1] if length else None
        if length == len(lowest):
            lowest.append(new)
            ends.append(new)
        else:
            lowest[length] = ends[length] = new
    staying = set()
    place = ends[-1] if ends else None
    while place is not None:
        staying.add(place)
        place = above[place]
    return {new for _, new in pairs} - staying


def _mark_moves_between(changes: list[SectionChange]) -> tuple[SectionChange, ...]:
    """Mark a text that left one section and entered another as moved, in both sections.

    Sections that were added or removed as a whole do not take part.
    """
    partial = [change for change in changes if not change.added and not change.removed]
    gone: dict[tuple[str, str], deque[tuple[int, int]]] = defaultdict(deque)
    for number, section in enumerate(partial):
        for place, text in enumerate(section.texts):
            if text.change == REMOVED and len(split_words(text.text)) >= MIN_MOVED_WORDS:
                gone[text.clause, text.text].append((number, place))
    texts = {number: list(section.texts) for number, section in enumerate(partial)}
    for number, section in enumerate(partial):
        for place, text in enumerate(section.texts):
            if text.change == ADDED and gone.get((text.clause, text.text)):
                other, there = gone[text.clause, text.text].popleft()
                came = replace(text, change=MOVED_IN, pieces=(Piece(SAME, text.text),))
                texts[number][place] = replace(came, other_heading=partial[other].heading)
                texts[other][there] = replace(came, change=MOVED_OUT, other_heading=section.heading)
    mended = iter([replace(section, texts=tuple(texts[number])) for number, section in enumerate(partial)])
    return tuple(change if change.added or change.removed else next(mended) for change in changes)

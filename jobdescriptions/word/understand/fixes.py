"""Fixes for a Word document whose headings, lists, header cells and layouts are such by looks only.

Fixes are suggested to the author and never applied without consent. They change the structure and never a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jobdescriptions.word.document import Block, ListItem, Table
from jobdescriptions.word.results import quote_lines
from jobdescriptions.word.understand.fix_kinds import FIX_KINDS, FixKind, FixResult

#: Maximum number of lines and characters of a document for which fixes are suggested; no job description is longer.
#: Lines of a paragraph, paragraphs in cells and cells count like paragraphs.
MAX_LINES, MAX_CHARACTERS = 3_000, 400_000

#: Maximum number of examples of a suggestion, and of characters of an example.
MAX_EXAMPLES = 4
MAX_EXAMPLE_LENGTH = 70


@dataclass(frozen=True, slots=True)
class SuggestedFix:
    """A suggested fix: ``text`` describes to the author in full sentences what was found and what the fix would do.

    ``key`` is short and stable. ``count`` is the number of lines, items or tables, ``examples`` the first few of them
    as they are in the document.
    """

    key: str
    text: str
    count: int
    examples: tuple[str, ...]


def suggest_fixes(blocks: Sequence[Block], accepted: Iterable[str] = ()) -> tuple[SuggestedFix, ...]:
    """Return the fixes that are possible in the blocks of a document, in the order of their application.

    With the keys of ``accepted`` fixes (unknown keys are ignored), the others are about the result of applying these:
    the headings inside a layout table are found once it is unfolded.

    >>> from jobdescriptions.word.document import Paragraph, Run
    >>> lines = ("- Keeps records", "- Answers calls")
    >>> (offer,) = suggest_fixes([Paragraph((Run(line),)) for line in lines])
    >>> offer.key, offer.count, offer.examples
    ('typed-lists', 2, ('- Keeps records', '- Answers calls'))
    """
    if _is_too_long(blocks):
        return ()
    keys = set(accepted)
    fix_result, lines_by_key = _apply_all(blocks, keys)
    found: list[SuggestedFix] = []
    for kind in FIX_KINDS:
        lines = lines_by_key.get(kind.key) if kind.key in keys else _apply_until_stable(fix_result, kind)[1]
        if lines:
            examples = tuple(_shorten(line) for line in lines[:MAX_EXAMPLES])
            text = kind.singular if len(lines) == 1 else kind.plural
            found.append(
                SuggestedFix(
                    kind.key, text.format(count=len(lines), examples=_join_examples(lines)), len(lines), examples
                )
            )
    return tuple(found)


def _is_too_long(blocks: Sequence[Block]) -> bool:
    texts: list[str] = []
    _collect(blocks, texts)
    lines = _count(blocks) + sum(text.count("\n") for text in texts)
    return lines > MAX_LINES or sum(map(len, texts)) > MAX_CHARACTERS


def _count(blocks: Sequence[Block]) -> int:
    cells = [cell for block in blocks if isinstance(block, Table) for row in block.rows for cell in row]
    return len(blocks) + len(cells) + sum(_count(cell.blocks) for cell in cells)


def apply_fixes(blocks: Sequence[Block], keys: Iterable[str]) -> tuple[Block, ...]:
    """Return the blocks with the chosen fixes applied. Raises ``ValueError`` for an unknown key.

    The order of the keys does not matter, and applying a fix again changes nothing.
    """
    keys = set(keys)
    unknown = keys.difference(kind.key for kind in FIX_KINDS)
    if unknown:
        raise ValueError(f"There is no fix named {', '.join(sorted(unknown))}.")
    return _apply_all(blocks, keys)[0]


def _apply_all(blocks: Sequence[Block], keys: set[str]) -> tuple[tuple[Block, ...], dict[str, tuple[str, ...]]]:
    """Return the blocks with the wanted fixes applied, and for each kind all faulty lines."""
    result = tuple(blocks)
    lines_by_key: dict[str, tuple[str, ...]] = {}
    while True:
        before = result
        for kind in FIX_KINDS:
            if kind.key in keys:
                result, lines = _apply_until_stable(result, kind)
                lines_by_key[kind.key] = lines_by_key.get(kind.key, ()) + lines
        # A fix may reveal more faults of another kind, such as the table behind a heading.
        if result == before:
            return result, lines_by_key


def _apply_until_stable(blocks: Sequence[Block], kind: FixKind) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks after applying a fix until there is nothing left to fix, and all faulty lines.

    This terminates because each round takes tables apart, turns paragraphs into headings or items, or marks tables, and
    no fix undoes that.
    """
    result = tuple(blocks)
    lines: tuple[str, ...] = ()
    while True:
        fix_result = kind.apply(result)
        if fix_result.blocks == result or not _keeps_every_character(result, fix_result):
            return result, lines
        result = fix_result.blocks
        lines += fix_result.lines


def _keeps_every_character(before: Sequence[Block], fix_result: FixResult) -> bool:
    """Return whether no character was lost, labels included, except the removed marks, and none added but marks."""
    old, new = _characters(before), _characters(fix_result.blocks)
    # Counting is needed only where some characters are missing or in another order.
    added = Counter("".join(fix_result.added.split()))
    return old == new or Counter(old) - Counter(fix_result.marks) + added == Counter(new)


def _characters(blocks: Iterable[Block]) -> str:
    """Return all characters in order, without white space."""
    texts: list[str] = []
    _collect(blocks, texts)
    return "".join("".join(texts).split())


def _collect(blocks: Iterable[Block], texts: list[str]) -> None:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    _collect(cell.blocks, texts)
            continue
        if isinstance(block, ListItem):
            texts.append(block.label)
        texts += [run.text for run in block.runs]


def _shorten(line: str) -> str:
    return line if len(line) <= MAX_EXAMPLE_LENGTH else f"{line[: MAX_EXAMPLE_LENGTH - 1].rstrip()}\u2026"


def _join_examples(lines: Sequence[str]) -> str:
    shown = [_shorten(line) for line in lines[:MAX_EXAMPLES]]
    more = len(lines) - len(shown)
    return f"{', '.join(map(_quote, shown))} and {more} more" if more else quote_lines(shown)


def _quote(line: str) -> str:
    return quote_lines([line])


#: The keys of all fixes, in the order of application.
FIX_KEYS = tuple(kind.key for kind in FIX_KINDS)

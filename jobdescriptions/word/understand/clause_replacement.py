"""Put clauses in the place of passages that state them in other words (see ``known_clauses``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from jobdescriptions.word.document import Block, Document, Inline, ListItem, Paragraph
from jobdescriptions.word.understand.known_clauses import KnownClause
from jobdescriptions.word.understand.normal import normalize_blocks, normalize_inline


def replace_passages(
    document: Document, passages: Iterable[KnownClause], wordings: Mapping[str, Sequence[Paragraph]]
) -> Document:
    """Return the document with these passages, which ``find_known_clauses`` found in it, replaced by clauses.

    ``wordings`` has the paragraphs of each clause by its key. Words that state several clauses go only if all of these
    have a wording. What else a paragraph or list item says stays, and the clause follows it. Each clause is placed
    once: where it stands already, or else in the place of its first passage.
    """
    placed = {block.clause for section in document.sections for block in section.blocks if isinstance(block, Paragraph)}
    by_block: dict[tuple[int, int], list[KnownClause]] = defaultdict(list)
    for one in passages:
        by_block[one.section, one.block].append(one)
    sections = []
    for number, section in enumerate(document.sections):
        blocks: list[Block] = []
        for index, block in enumerate(section.blocks):
            found = _choose(by_block.get((number, index), ()), wordings)
            blocks += _cut(block, found) if found else [block]
            for key in dict.fromkeys(one.key for one in found):
                if key not in placed:
                    placed.add(key)
                    blocks += [Paragraph(paragraph.runs, key) for paragraph in wordings[key]]
        sections.append(replace(section, blocks=normalize_blocks(blocks)))
    return replace(document, sections=tuple(sections))


def _choose(passages: Sequence[KnownClause], wordings: Mapping[str, Sequence[Paragraph]]) -> list[KnownClause]:
    """Return the passages of a block that can go, in order: those that share no words with one that has to stay."""
    staying = [one for one in passages if one.key not in wordings]
    going = (one for one in passages if one.key in wordings)
    free = (one for one in going if not any(one.start < other.end and other.start < one.end for other in staying))
    return sorted(free, key=lambda one: one.start)


def _cut(block: Block, passages: Sequence[KnownClause]) -> list[Block]:
    """Return the block without these passages; nothing if no words are left."""
    assert isinstance(block, Paragraph | ListItem)
    runs, cut_from = block.runs, len("".join(run.text for run in block.runs))
    for one in sorted(passages, key=lambda one: one.end, reverse=True):
        if one.start < cut_from:
            runs = _remove(runs, one.start, min(one.end, cut_from))
            cut_from = len("".join(run.text for run in runs)[: one.start].rstrip())
    text = "".join(run.text for run in runs)
    return [replace(block, runs=normalize_inline(runs))] if any(map(str.isalnum, text)) else []


def _remove(runs: Inline, start: int, end: int) -> Inline:
    """Return the runs without the characters from ``start`` to ``end``, and without the spaces in front of these."""
    text = "".join(run.text for run in runs)
    start = len(text[:start].rstrip())
    kept, place = [], 0
    for run in runs:
        first, last = place, place + len(run.text)
        place = last
        before = run.text[: max(min(start, last) - first, 0)]
        after = run.text[max(min(end, last) - first, 0) :]
        kept += [replace(run, text=part) for part in (before, after) if part]
    return tuple(kept)

"""Put clauses in the place of passages that state them in other words (see ``known_clauses``)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from jobdescriptions.word.document import Block, Document, Inline, ListItem, Paragraph, Run
from jobdescriptions.word.understand.known_clauses import KnownClause
from jobdescriptions.word.understand.normal import normalize_blocks, normalize_inline


def replace_passages(
    document: Document, passages: Iterable[KnownClause], wordings: Mapping[str, Sequence[Paragraph]]
) -> Document:
    """Return the document with the passages of these clauses replaced by the clauses.

    ``passages`` are those of ``find_known_clauses`` that may go, of words that state several clauses all or none;
    ``wordings`` has the paragraphs of the clauses by their keys. Words go only if all clauses that they state have a
    wording. What else their paragraph says stays, and the clause follows it. Each clause is placed once: where it
    stands already, or else in the place of its first passage.
    """
    placed = {block.clause for section in document.sections for block in section.blocks if isinstance(block, Paragraph)}
    by_block: dict[tuple[int, int], list[KnownClause]] = defaultdict(list)
    for one in passages:
        by_block[one.section, one.block].append(one)
    sections = []
    for number, section in enumerate(document.sections):
        blocks: list[Block] = []
        for index, block in enumerate(section.blocks):
            groups = [
                group
                for group in group_overlapping(by_block.get((number, index), ()))
                if all(one.key in wordings for one in group)
            ]
            blocks += _cut(block, [(group[0].start, max(one.end for one in group)) for group in groups])
            for key in dict.fromkeys(one.key for group in groups for one in group):
                if key not in placed:
                    placed.add(key)
                    blocks += [Paragraph(paragraph.runs, key) for paragraph in wordings[key]]
        sections.append(replace(section, blocks=normalize_blocks(blocks)))
    return replace(document, sections=tuple(sections))


def group_overlapping(passages: Iterable[KnownClause]) -> list[list[KnownClause]]:
    """Return the passages of a block in order, those that share words in one group."""
    groups: list[list[KnownClause]] = []
    end = 0
    for one in sorted(passages, key=lambda one: one.start):
        if not groups or one.start >= end:
            groups.append([])
        groups[-1].append(one)
        end = max(end, one.end)
    return groups


def _cut(block: Block, ranges: Sequence[tuple[int, int]]) -> list[Block]:
    """Return the block without these ranges of its characters, in order; nothing if no words are left."""
    if not ranges:
        return [block]
    assert isinstance(block, Paragraph | ListItem)
    text = "".join(run.text for run in block.runs)
    kept, done = [], 0
    for start, end in ranges:
        while start > done and text[start - 1].isspace():
            start -= 1  # The space in front goes, too.
        kept.append((done, max(start, done)))
        done = end
        if all(first == last for first, last in kept):
            done += len(text[end:]) - len(text[end:].lstrip("; "))  # Nothing in front of that semicolon is left.
    kept.append((done, len(text)))
    if not any(char.isalnum() for start, end in kept for char in text[start:end]):
        return []
    return [replace(block, runs=normalize_inline(_take(block.runs, kept)))]


def _take(runs: Inline, ranges: Sequence[tuple[int, int]]) -> Iterator[Run]:
    """Yield what the runs have of these ranges of characters, which are in order."""
    waiting = deque(ranges)
    place = 0
    for run in runs:
        last = place + len(run.text)
        while waiting and waiting[0][0] < last:
            start, end = waiting[0]
            yield replace(run, text=run.text[max(start - place, 0) : max(end - place, 0)])
            if end > last:
                break
            waiting.popleft()
        place = last

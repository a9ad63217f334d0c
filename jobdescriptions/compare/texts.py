"""Compare the paragraphs, items and rows of a section."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import LCSseq

from jobdescriptions.compare.values import (
    CAPTION,
    CHANGED,
    CLAUSE,
    FORMATTING,
    HEADING,
    ITEM,
    LINKS,
    MOVED,
    PARAGRAPH,
    ROW,
    TextChange,
)
from jobdescriptions.word.document import Block, Cell, Heading, ListItem, Paragraph, Run, Table
from jobdescriptions.word.html.subset import to_text
from techsets.common.word_changes import (
    ADDED,
    REMOVED,
    SAME,
    Budget,
    Piece,
    diff_words,
    measure_similarity,
    number_texts,
    split_words,
)

#: Minimum similarity for two texts to count as one that was reworded.
MIN_SIMILARITY = 0.45


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, clause, item, row, heading or table description: its words on one line, and its other properties.

    ``look`` holds everything visible beside the words, except the numbers of items, which are in ``number``. ``clause``
    is the key of a clause, whose paragraphs are one text.
    """

    noun: str
    words: str
    look: tuple
    links: tuple[str, ...] = ()
    number: str = ""
    clause: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two texts the same: a clause and ordinary text are never the same, whatever they say."""
        return self.clause, self.words


@dataclass(frozen=True, slots=True)
class TextComparison:
    """The changed texts of a section in reading order, whether items are renumbered, and whether it was too long."""

    changes: tuple[TextChange, ...]
    renumbered: bool
    coarse: bool


def extract_texts(blocks: Iterable[Block]) -> Iterator[Text]:
    """Yield the texts of blocks in reading order; a table yields its description and its rows."""
    for clause, group in groupby(blocks, lambda block: block.clause if isinstance(block, Paragraph) else ""):
        if clause:
            paragraphs = list(group)
            runs = [run for paragraph in paragraphs for run in (*paragraph.runs, Run("\n"))]
            words, look = _line("".join(run.text for run in runs)), (len(paragraphs), *_marks(runs))
            yield Text(CLAUSE, words, look, _links(runs), clause=clause)
        else:
            yield from _extract_plain_texts(group)


def _extract_plain_texts(blocks: Iterable[Block]) -> Iterator[Text]:
    for block in blocks:
        if isinstance(block, Table):
            if block.summary:
                yield Text(CAPTION, _line(block.summary), ())
            for place, row in enumerate(block.rows):
                yield _row(block, place, row)
            continue
        noun, look, number = PARAGRAPH, (), ""
        if isinstance(block, Heading):
            noun, look = HEADING, (block.level,)
        elif isinstance(block, ListItem):
            noun, look, number = ITEM, (block.level, block.format), block.label
        text = "".join(run.text for run in block.runs)
        yield Text(noun, _line(text), (*look, *_marks(block.runs)), _links(block.runs), number)


def _row(table: Table, place: int, row: Sequence[Cell]) -> Text:
    words = "\t".join(_line(to_text(cell.blocks)) for cell in row)
    runs = [run for cell in row for run in _runs(cell.blocks)]
    spans = tuple((cell.colspan, cell.rowspan) for cell in row)
    return Text(ROW, words, (place < table.header_rows, table.header_column, spans, *_marks(runs)), _links(runs))


def _runs(blocks: Iterable[Block]) -> Iterator:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from _runs(cell.blocks)
        else:
            yield from block.runs


def _line(text: str) -> str:
    return " ".join(text.split())


def _marks(runs: Iterable) -> tuple:
    return tuple((run.text, run.marks, run.language) for run in runs if run.marks or run.language)


def _links(runs: Iterable) -> tuple[str, ...]:
    return tuple(run.href for run in runs if run.href)


def compare_texts(before: Sequence[Text], after: Sequence[Text], budget: Budget) -> TextComparison:
    """Return the changes between the texts of two versions of a section."""
    coarse = False
    renumbered = False
    pairs = _align(before, after, budget)
    if pairs is None:
        coarse = True
        pairs = _match_unordered(before, after)
    pairs = _find_moves(pairs, before, after)
    changes: list[TextChange] = []
    for old, new, moved in pairs:
        if old is None or new is None:
            change, text = (REMOVED, before[old]) if new is None else (ADDED, after[new])
            changes.append(TextChange(change, text.noun, (Piece(change, text.words),), clause=text.clause))
            continue
        one, other = before[old], after[new]
        renumbered = renumbered or one.number != other.number
        if moved:
            changes.append(TextChange(MOVED, other.noun, (Piece(SAME, other.words),), clause=other.clause))
        elif one.words != other.words:
            pieces = diff_words(one.words, other.words, budget)
            if pieces is None:
                coarse = True
                pieces = (Piece(REMOVED, one.words), Piece(ADDED, other.words))
            changes.append(TextChange(CHANGED, other.noun, pieces, "", *_link_changes(one, other), other.clause))
        elif one.links != other.links:
            pieces = (Piece(SAME, other.words),)
            changes.append(TextChange(LINKS, other.noun, pieces, "", *_link_changes(one, other), other.clause))
        elif (one.noun, one.look) != (other.noun, other.look):
            changes.append(TextChange(FORMATTING, other.noun, (Piece(SAME, other.words),), clause=other.clause))
    return TextComparison(tuple(changes), renumbered, coarse)


def _link_changes(one: Text, other: Text) -> tuple[tuple[str, ...], tuple[str, ...]]:
    gone, new = Counter(one.links) - Counter(other.links), Counter(other.links) - Counter(one.links)
    return tuple(gone), tuple(new)


#: Indexes in the two sequences; None on the side that lacks the text.
Pair = tuple[int | None, int | None]


def _align(before: Sequence[Text], after: Sequence[Text], budget: Budget) -> list[Pair] | None:
    """Match equal texts in order, and similar ones between them. Return None if there are too many."""
    old_keys, new_keys = number_texts([text.identity for text in before], [text.identity for text in after])
    first = 0
    while first < min(len(old_keys), len(new_keys)) and old_keys[first] == new_keys[first]:
        first += 1
    last = 0
    while last < min(len(old_keys), len(new_keys)) - first and old_keys[-1 - last] == new_keys[-1 - last]:
        last += 1
    old_end, new_end = len(before) - last, len(after) - last
    if not budget.allows(old_end - first, new_end - first):
        return None
    pairs: list[Pair] = [(place, place) for place in range(first)]
    old_gap: list[int] = []
    new_gap: list[int] = []
    for step in LCSseq.opcodes(old_keys[first:old_end], new_keys[first:new_end]):
        old_indexes = range(first + step.src_start, first + step.src_end)
        new_indexes = range(first + step.dest_start, first + step.dest_end)
        if step.tag == "equal":
            pairs += _pair_gap(old_gap, new_gap, before, after, budget)
            old_gap, new_gap = [], []
            pairs += zip(old_indexes, new_indexes, strict=True)
        else:
            old_gap += old_indexes
            new_gap += new_indexes
    pairs += _pair_gap(old_gap, new_gap, before, after, budget)
    pairs += [(old_end + place, new_end + place) for place in range(last)]
    return pairs


def _pair_gap(
    old_indexes: list[int], new_indexes: list[int], before: Sequence[Text], after: Sequence[Text], budget: Budget
) -> list[Pair]:
    """Pair the texts of a gap, in order, so that the total similarity is highest."""
    if not old_indexes or not new_indexes or len(old_indexes) * len(new_indexes) > 10_000:
        return [*((old, None) for old in old_indexes), *((None, new) for new in new_indexes)]
    words = number_texts(
        *(split_words(before[old].words) for old in old_indexes),
        *(split_words(after[new].words) for new in new_indexes),
    )
    old_words, new_words = words[: len(old_indexes)], words[len(old_indexes) :]
    # Scoring a pair costs about as much as comparing a thousand words; see Budget.
    if not budget.allows(
        sum(map(len, old_words)) + 5000 * len(old_indexes), sum(map(len, new_words)) + len(new_indexes)
    ):
        return [*((old, None) for old in old_indexes), *((None, new) for new in new_indexes)]
    scores = [
        [
            _similarity(one, other, before[old].clause, after[new].clause)
            for new, other in zip(new_indexes, new_words, strict=True)
        ]
        for old, one in zip(old_indexes, old_words, strict=True)
    ]
    best = [[0.0] * (len(new_indexes) + 1) for _ in range(len(old_indexes) + 1)]
    for i in range(len(old_indexes) - 1, -1, -1):
        for j in range(len(new_indexes) - 1, -1, -1):
            both = scores[i][j] + best[i + 1][j + 1] if scores[i][j] else 0.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(old_indexes) and j < len(new_indexes):
        if scores[i][j] and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            pairs.append((old_indexes[i], new_indexes[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((old_indexes[i], None))
            i += 1
        else:
            pairs.append((None, new_indexes[j]))
            j += 1
    return [*pairs, *((old, None) for old in old_indexes[i:]), *((None, new) for new in new_indexes[j:])]


def _similarity(one: list[int], other: list[int], clause: str, other_clause: str) -> float:
    if clause or other_clause:
        return float(clause == other_clause)  # A clause stays the same one in any wording.
    score = measure_similarity(one, other) if one and other else 0.0
    return score if score >= MIN_SIMILARITY else 0.0


def _match_unordered(before: Sequence[Text], after: Sequence[Text]) -> list[Pair]:
    """Match equal texts regardless of their order."""
    waiting: dict[tuple[str, str], deque[int]] = defaultdict(deque)
    for place, text in enumerate(before):
        waiting[text.identity].append(place)
    pairs: list[Pair] = []
    for place, text in enumerate(after):
        known = waiting[text.identity]
        pairs.append((known.popleft() if known else None, place))
    return [*pairs, *((place, None) for places in waiting.values() for place in places)]


def _find_moves(
    pairs: list[Pair], before: Sequence[Text], after: Sequence[Text]
) -> list[tuple[int | None, int | None, bool]]:
    """Return the pairs, a text removed in one place and added in another being one that moved."""
    gone: dict[tuple[str, str], deque[int]] = defaultdict(deque)
    for old, new in pairs:
        if new is None and before[old].words.strip():
            gone[before[old].identity].append(old)
    moved: dict[int, int] = {}
    for old, new in pairs:
        if old is None and gone.get(after[new].identity):
            moved[new] = gone[after[new].identity].popleft()
    left = set(moved.values())
    return [
        (moved.get(new) if old is None else old, new, old is None and new in moved)
        for old, new in pairs
        if new is not None or old not in left
    ]

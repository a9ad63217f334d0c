"""Split a document into lines, each with the labels in front of it, beside it or above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import Block, Heading, Inline, Run, Table
from jobdescriptions.word.understand.fact_lines import GAPS
from jobdescriptions.word.understand.heading_looks import find_look
from jobdescriptions.word.understand.headings import normalize_wording
from jobdescriptions.word.understand.inferred_headers import FACT_LABELS, has_header_row
from jobdescriptions.word.understand.salaries import cell_text
from jobdescriptions.word.understand.salaries import extract_salaries as take_salaries
from jobdescriptions.word.understand.typed_lines import split_lines

#: Maximum length of a label in front of a colon or in the cell to the left.
MAX_LABEL_LENGTH = 60

#: Maximum length of a heading or column name that counts as a label, and number of such labels in a row.
MAX_HEADING_LENGTH, MAX_LABELS = 200, 4

#: Maximum length of a row; a longer one is running text.
MAX_ROW_LENGTH = 1_000


@dataclass(frozen=True, slots=True)
class Location:
    """The position of a text: the index of its block, the heading above, and the cell in a table.

    ``heading`` is empty without one, and for one that is too long to be a label.

    ``row`` and ``column`` count from 0 in the outermost table; they are None outside tables.
    """

    block: int
    heading: str = ""
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class LabeledLine:
    """A line, or a part of it with a label of its own.

    ``text`` is all of it, ``value`` the part behind its labels, and ``labels`` are ordered from the nearest: before a
    colon, in the cell to the left, at the top of the column, and last the heading above (empty without one).
    ``context`` is the whole paragraph or row that contains the line.
    """

    text: str
    value: str
    labels: tuple[str, ...]
    place: Location
    context: str = ""

    @property
    def own_labels(self) -> tuple[str, ...]:
        """The labels without the heading above."""
        return self.labels[:-1]


def iter_labeled_lines(blocks: Sequence[Block]) -> Iterator[LabeledLine]:
    """Yield the lines of a document, except those of salary tables that the parser reads."""
    heading = waiting = ""
    for number, block in enumerate(blocks):
        if isinstance(block, Table):
            waiting = ""
            if not take_salaries((block,))[1]:
                yield from _of_table(block, Location(number, heading))
            continue
        if isinstance(block, Heading) or find_look(block):
            line = block_line(block)
            heading = line.rstrip(": ") if len(line) <= MAX_HEADING_LENGTH else ""
            waiting = heading
            # A heading can be the whole statement: "Salary range 43, $3,895 to $4,936 a month".
            yield LabeledLine(line, line, ("",), Location(number, heading))
            continue
        last = block_line(block)
        yield from _of_text(block.runs, Location(number, heading), (waiting,) if waiting else (), last)
        waiting = ""
        if last.endswith(":") and len(last) <= MAX_LABEL_LENGTH:
            waiting = last.rstrip(": ")


def _of_text(runs: Inline, place: Location, outer: tuple[str, ...], context: str) -> Iterator[LabeledLine]:
    """Yield the parts of a paragraph or item: its lines, split where a tab or a bold label starts another part."""
    for line in split_lines(runs):
        waiting: tuple[str, ...] = ()
        for part in _parts(line):
            label, value = _label_and_value(part)
            if label and not value:
                waiting = (label,)  # The value follows behind a tab, or on the next line.
                continue
            text = tidy(part) if not waiting else f"{waiting[0]}: {tidy(part)}"
            labels = (*((label,) if label else ()), *waiting, *outer, place.heading)
            yield LabeledLine(text, value, labels, place, context)
            waiting = ()
        if waiting:
            outer = (*waiting, *outer[: MAX_LABELS - 1])


def _label_and_value(part: str) -> tuple[str, str]:
    """Return the text before and after a colon; without a label, all of it is value.

    >>> _label_and_value("Reports to: Principal"), _label_and_value("From 8:00 to 5:00"), _label_and_value("http://a.b")
    (('Reports to', 'Principal'), ('', 'From 8:00 to 5:00'), ('', 'http://a.b'))
    """
    before, colon, after = part.partition(":")
    label = tidy(before)
    is_label = colon and len(label) <= MAX_LABEL_LENGTH and any(char.isalpha() for char in label)
    if label.count("(") != label.count(")"):
        return "", tidy(part)  # "Classified (in some districts: confidential)"
    if not is_label or after.startswith("//") or (label[-1].isdigit() and after[:1].isdigit()):
        return "", tidy(part)
    return label, tidy(after)


def _parts(line: Sequence[Run]) -> Iterator[str]:
    part: list[str] = []
    for run in line:
        if "b" in run.marks and _is_label(run.text) and not all(map(str.isspace, part)):
            yield from _cut_at_gaps("".join(part))
            part.clear()
        part.append(run.text)
    yield from _cut_at_gaps("".join(part))


def _is_label(text: str) -> bool:
    label = text.strip()
    return 1 < len(label) <= MAX_LABEL_LENGTH + 1 and label.find(":") == len(label) - 1


def _cut_at_gaps(part: str) -> Iterator[str]:
    yield from (piece for piece in GAPS.split(part) if piece.strip())


def _of_table(table: Table, place: Location) -> Iterator[LabeledLine]:
    has_names = table.header_rows > 0 or has_header_row(table)
    # In a table with column names, the first cell of a row is a value too.
    has_labels = not has_names or max(map(len, table.rows)) < 3
    names: dict[int, str] = {}
    for number, row in enumerate(table.rows):
        column = 0
        left = ""
        texts = [cell_text(cell, MAX_ROW_LENGTH) for cell in row]
        context = " | ".join(texts)
        is_name = has_names and number < max(table.header_rows, 1)
        labeled = has_labels and not is_name and _alternate(texts)
        ends = None
        if has_names and not is_name and all(cell.colspan == 1 for cell in row):
            ends = _range_of_row(texts, [names.get(at, "") for at in range(len(row))])
        for cell, text in zip(row, texts, strict=True):
            if is_name and len(text) <= MAX_HEADING_LENGTH:
                names[column] = text
            here = replace(place, row=place.row if place.row is not None else number)
            here = replace(here, column=place.column if place.column is not None else column)
            labels = tuple(label for label in (left, names.get(column, "")) if label and label != text)
            if ends and ends[0] <= column <= ends[1]:
                if column == ends[0]:
                    pay = f"{text} - {texts[ends[1]]}"
                    yield LabeledLine(pay, pay, (*texts[: ends[0]], *labels, place.heading), here, context)
                column += 1
                continue
            for block in cell.blocks:
                if isinstance(block, Table):
                    yield from _of_table(block, here)
                else:
                    yield from _of_text(block.runs, here, labels, context)
            is_label = 0 < len(text) <= MAX_LABEL_LENGTH and (labeled or text.endswith(":"))
            left = text.rstrip(": ") if is_label else left if not text else ""
            column += cell.colspan


#: Column names of the two ends of a range, and of the steps between.
_LOW = re.compile(r"\b(?:low|lowest|min|minimum|starting|entry|beginning)\b", re.IGNORECASE)
_HIGH = re.compile(r"\b(?:high|highest|max|maximum|top)\b", re.IGNORECASE)
_STEP = re.compile(r"(?:(?:step|year|level)\s*)?(?:[A-K]|\d{1,2})", re.IGNORECASE)
_AMOUNT = re.compile(r"\$?\s?\d[\d,]*(?:\.\d{1,2})?")


def _range_of_row(texts: Sequence[str], names: Sequence[str]) -> tuple[int, int] | None:
    """Return the indexes of the cells in which a row of a pay table has its lowest and its highest amount.

    >>> _range_of_row(["Hourly", "$24.10", "$29.35"], ["", "Low", "High"])
    (1, 2)
    >>> _range_of_row(["Range 32", "24.10", "25.30", "26.60"], ["", "Step 1", "Step 2", "Step 3"])
    (1, 3)
    """
    amounts = [place for place, text in enumerate(texts) if _AMOUNT.fullmatch(text)]
    low = [place for place in amounts if _LOW.search(names[place])]
    high = [place for place in amounts if _HIGH.search(names[place])]
    if len(low) == len(high) == 1 and low < high:
        return low[0], high[0]
    steps = [place for place in amounts if _STEP.fullmatch(names[place])]
    return (steps[0], steps[-1]) if len(steps) > 1 and steps == amounts else None


def _alternate(texts: Sequence[str]) -> bool:
    """Return whether the texts of a row alternate between label and value: two texts, or more with evident labels."""
    filled = [text for text in texts if text]
    labels = filled[::2]
    return len(filled) == 2 or (len(filled) % 2 == 0 and all(normalize_wording(text) in FACT_LABELS for text in labels))

"""The facts of a job description as a table, and the extraction of facts from tables and lines of other files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jobdescriptions.facts import FACTS, TITLE
from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import Block, Cell, Document, Heading, Inline, Paragraph, Run, Table
from jobdescriptions.word.fact_values import collect_facts, format_fact, link_fact, parse_fact
from jobdescriptions.word.understand.fact_lines import NOT_FILLED_IN, OTHER_LABEL, find_ticked_option, split_facts
from jobdescriptions.word.understand.headings import normalize_wording, strip_brackets
from jobdescriptions.word.understand.salaries import cell_text
from jobdescriptions.word.understand.typed_lines import split_lines

#: The header row of the written table.
HEADER = ("Class information", "Detail")

_KEYS = {normalize_wording(word): fact.name for fact in (*FACTS, TITLE) for word in (fact.label, *fact.labels)}
_SUMMARY = "Class information: The facts about the class, with a label and a detail in each row."


@dataclass(slots=True)
class Facts:
    """The facts of tables and lines, by the names of ``facts.FACTS`` and "title"."""

    values: dict[str, str] = field(default_factory=dict)
    #: The values in the form in which they are compared. A file can repeat a fact thousands of times.
    _compared: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, value: str) -> None:
        """Add the value of a fact unless it is empty."""
        if value:
            self.values[key] = value
            self._compared[key] = normalize_wording(value)

    def contradicts(self, key: str, value: str) -> bool:
        """Return whether a different value is known already."""
        return bool(value) and key in self._compared and self._compared[key] != normalize_wording(value)

    def to_document_fields(self) -> dict[str, Any]:
        """Return the facts as fields of a ``Document``, without its title."""
        fields: dict[str, Any] = {}
        for fact in FACTS:
            fields |= parse_fact(fact, self.values.get(fact.name, ""))
        return fields


def to_table(document: Document) -> Table | None:
    """Return the facts of a document as a table, or None if it has none."""
    values = collect_facts(document)
    facts = [(fact, text) for fact in FACTS if (text := format_fact(fact, values))]
    if not facts:
        return None
    rows = [tuple(Run(text) for text in HEADER)]
    rows += [(Run(fact.label), Run(text, href=link_fact(fact, values))) for fact, text in facts]
    cells = tuple(tuple(Cell((Paragraph((run,)),)) for run in row) for row in rows)
    return Table(cells, header_rows=1, header_column=True, summary=_SUMMARY)


def extract_facts(blocks: Iterable[Block], facts: Facts) -> tuple[Block, ...]:
    """Move facts from blocks into ``facts``, and return the remaining blocks.

    Facts are tables with labels beside values, and lines such as "Reports to: Principal". Parts of a table or paragraph
    that are not understood remain. A heading that only names such a table is removed with it.
    """
    left: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            if _is_class_information(block):
                if left and isinstance(left[-1], Heading) and names_fact_table(_text(left[-1])):
                    del left[-1]
                rest = _take_rows(block, facts)
                if rest is not None:
                    left.append(rest)
                continue
        elif isinstance(block, Paragraph):
            if normalize_wording(_text(block)) in _SUMMARIES:
                continue  # Some programs write the alternative text of the table as a caption.
            runs = _take_lines(block, facts)
            if runs:
                left.append(Paragraph(runs))
            continue
        left.append(block)
    return tuple(left)


_TABLE_HEADINGS = {
    normalize_wording(words)
    for words in (
        HEADER[0], "General information", "Job information", "Position details", "Position information",
    )
}  # fmt: skip
_SUMMARIES = {
    normalize_wording(_SUMMARY),
    normalize_wording(_SUMMARY.replace(": ", "")),
    normalize_wording(_SUMMARY.partition(": ")[2]),
}

#: Maximum length of a label in front of a colon, and of a line with a fact.
_MAX_LABEL_LENGTH, _MAX_LINE_LENGTH = 40, 1_000


def names_fact_table(heading: str) -> bool:
    """Return whether a heading only names a table of facts."""
    return normalize_wording(heading) in _TABLE_HEADINGS


def split_label(text: str) -> tuple[str, str]:
    """Return the label and the value of a line such as "Reports to: Principal"; empty strings for other lines.

    >>> split_label("Position:- Network Analyst"), split_label("See http://example.org")
    (('Position', 'Network Analyst'), ('', ''))
    """
    label, colon, value = text.partition(":")
    label, value = tidy(label), tidy(value).lstrip("-\u2010\u2011\u2012\u2013\u2014 ")
    if not colon or not value or not 0 < len(label) <= _MAX_LABEL_LENGTH or value.startswith("//"):
        return "", ""
    return label, value


def _text(block: Heading | Paragraph) -> str:
    return "".join(run.text for run in block.runs)


def _is_class_information(table: Table) -> bool:
    """Return whether a table has the header row of the written table, or known labels beside values.

    Where the labels are header cells, one known label is enough; otherwise at least half of the rows must have one, and
    two at least.
    """
    if _is_own(table):
        return True
    texts = [[cell_text(cell) for cell in row] for row in table.rows]
    known = sum(
        1 for row in texts if len(row) % 2 == 0 and row and all(normalize_wording(text) in _KEYS for text in row[::2])
    )
    if table.header_column and not table.header_rows and all(len(row) == 2 for row in texts):
        return known >= 1
    return known >= 2 and known * 2 >= len(texts)


def _is_own(table: Table) -> bool:
    return tuple(normalize_wording(cell_text(cell)) for cell in table.rows[0]) == tuple(
        normalize_wording(text) for text in HEADER
    )


def _take_rows(table: Table, facts: Facts) -> Table | None:
    rest = []
    is_own = _is_own(table)
    for row in table.rows[1 if is_own else 0 :]:
        texts = [cell_text(cell) for cell in row]
        if not _take_pairs(texts, facts, is_own):
            rest.append(row)
    return Table(tuple(rest), 0, table.header_column, table.summary) if rest else None


def _take_pairs(texts: Sequence[str], facts: Facts, is_own: bool) -> bool:
    """Take the facts of a row of alternating labels and values; return whether the whole row was taken."""
    if not texts or len(texts) % 2:
        return False
    pairs = [(_key(label), value) for label, value in zip(texts[::2], texts[1::2], strict=True)]
    if not is_own:
        pairs = [(key, _chosen_value(value)) for key, value in pairs]
    if any(not key or value is None or facts.contradicts(key, value) for key, value in pairs):
        return False
    for key, value in pairs:
        facts.add(key, value or "")
    return True


def _key(label: str) -> str:
    """Return the fact that a label names, also with instructions in brackets ("FLSA status (check one)")."""
    return _KEYS.get(normalize_wording(label)) or _KEYS.get(normalize_wording(strip_brackets(label)), "")


def _chosen_value(value: str) -> str | None:
    """Return a value, of boxes the ticked one; None where the boxes leave it open, or another fact follows."""
    option = find_ticked_option(value)
    if option is not None:
        return option or None
    if NOT_FILLED_IN.search(value) or OTHER_LABEL.search(value):
        return None
    parts = value.split(":")[:-1]
    behind = (" ".join(part.split()[-count:]) for part in parts for count in (1, 2, 3, 4))
    return None if any(normalize_wording(words) in _KEYS for words in behind) else value


def _take_lines(paragraph: Paragraph, facts: Facts) -> Inline:
    """Take the facts of a paragraph whose lines are all labels with values, and return the rest of it."""
    if len(_text(paragraph)) > _MAX_LINE_LENGTH:
        return paragraph.runs
    left: list[Inline] = []
    taken: dict[str, str] = {}
    for line in split_lines(paragraph.runs):
        for piece in filter(None, split_facts(line)):
            label, value = split_label("".join(run.text for run in piece))
            if not label:
                return paragraph.runs
            key = _key(label)
            chosen = _chosen_value(value)
            if key in taken:
                return paragraph.runs
            if not key or chosen is None or facts.contradicts(key, chosen):
                left.append(piece)
            else:
                taken[key] = chosen
    if not taken:
        return paragraph.runs
    for key, value in taken.items():
        facts.add(key, value)
    return tuple(run for number, piece in enumerate(left) for run in ((Run("\n"),) if number else ()) + piece)

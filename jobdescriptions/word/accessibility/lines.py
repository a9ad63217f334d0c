"""Rules about typed formatting: lists, blank lines, columns made of spaces and tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from jobdescriptions.word.accessibility.content import BODY_REGION, NOTE_REGION, Content, Paragraph
from jobdescriptions.word.accessibility.findings import Findings, format_count, quote

#: Minimum number of blank paragraphs in a row that count as spacing.
MIN_BLANKS = 2

#: Characters that are bullets wherever they begin a line, including those of symbol fonts (private use).
_BULLET = re.compile(r"\s*([•●○◦▪▫■□◆◇❖➢➤►▶✓✔✦✧⁃∙·\uf000-\uf0ff])\s*(?=\S)")
#: Characters that are bullets only before white space.
_OTHER_BULLET = re.compile(r"\s*([-–—*o>~+])[\s\u00a0]+(?=\S)")
_NUMBER = re.compile(r"\s*\(?((?:\d{1,2}\.)*)(\d{1,2}|[a-zA-Z]|[ivxIVX]{2,5})([.)]+)[\s\u00a0]+(?=\S)")
_DECIMAL = re.compile(r"\s*((?:\d{1,2}\.)+)(\d{1,2})()[\s\u00a0]+(?=\S)")
_ROMAN = {"I": 1, "V": 5, "X": 10}

_COLUMNS = re.compile(r"\S(?: {4,}| *\t *\t[ \t]*)\S")
_INDENT = re.compile(r"(?: {4,}| *\t *\t[ \t]*)\S")
_TWO_TABS = re.compile(r"\S *\t *\S.*\S *\t *\S")
_MIN_TABLE_ROWS = 3


def check_lines(content: Content, findings: Findings) -> None:
    """Check the paragraphs of the body and of notes."""
    paragraphs = content.of(BODY_REGION, NOTE_REGION)
    _check_blanks(paragraphs, findings)
    typed = [paragraph for paragraph in paragraphs if not paragraph.generated]
    _check_lists(typed, findings)
    _check_columns(typed, findings)


@dataclass(slots=True)
class _Line:
    paragraph: Paragraph
    bullet: str
    numbers: frozenset[tuple[str, int]]
    sure: bool
    text: str


def _lines(paragraphs: Sequence[Paragraph]) -> Iterator[_Line]:
    for paragraph in paragraphs:
        real = paragraph.in_list or paragraph.level is not None
        for text in paragraph.text.split("\n"):
            if not text.strip():
                continue
            bullet = numbers = None
            if not real:
                bullet = _BULLET.match(text) or _OTHER_BULLET.match(text)
                numbers = None if bullet else _NUMBER.match(text) or _DECIMAL.match(text)
            yield _Line(
                paragraph,
                bullet[1] if bullet else "",
                _readings(numbers) if numbers else frozenset(),
                bool(bullet) and bullet.re is _BULLET,
                text,
            )


def _readings(match: re.Match[str]) -> frozenset[tuple[str, int]]:
    """Return the possible readings of a typed number: ``"i."`` is a letter and a Roman numeral."""
    before, label, after = match.groups()
    kind = f"{before}#{after}"
    if label.isdigit():
        return frozenset(((kind, int(label)),))
    case = "A" if label.isupper() else "a"
    found = set()
    if len(label) == 1:
        found.add((f"{case}{kind}", ord(label.upper()) - 64))
    if set(label.upper()) <= _ROMAN.keys():
        values = [_ROMAN[letter] for letter in label.upper()]
        total = sum(-v if v < max(values[at:]) else v for at, v in enumerate(values))
        found.add((f"{case}roman{kind}", total))
    return frozenset(found)


def _check_lists(paragraphs: Sequence[Paragraph], findings: Findings) -> None:
    lines = list(_lines(paragraphs))
    sure = sum(line.sure for line in lines)
    at = 0
    while at < len(lines):
        first = lines[at]
        end = at + 1
        if first.bullet:
            while end < len(lines) and _continues(first, lines[end]) and lines[end].bullet == first.bullet:
                end += 1
            if end - at > 1 or (first.sure and sure > 1):
                _add(
                    findings, "list-bullets", first, end - at, f"begins with the typed sign “{_display(first.bullet)}”"
                )
        elif first.numbers:
            expected = {(kind, number + 1) for kind, number in first.numbers}
            while end < len(lines) and _continues(first, lines[end]) and expected & lines[end].numbers:
                expected = {(kind, number + 1) for kind, number in expected & lines[end].numbers}
                end += 1
            if end - at > 1:
                _add(findings, "list-numbers", first, end - at, "begins with a typed number")
        at = end


def _continues(first: _Line, line: _Line) -> bool:
    return line.paragraph.container == first.paragraph.container


def _add(findings: Findings, code: str, first: _Line, count: int, how: str) -> None:
    start = f"Each of {count} lines in a row" if count > 1 else "A line"
    where = ": ".join(filter(None, (first.paragraph.location, quote(first.text))))
    findings.add(code, where, f"{start} {how} and is no item of a Word list.")


def _display(bullet: str) -> str:
    return "•" if "\uf000" <= bullet <= "\uf0ff" else bullet


def _is_blank(paragraph: Paragraph) -> bool:
    return (
        not paragraph.text.strip() and not paragraph.has_objects and not paragraph.in_list and paragraph.level is None
    )


def _check_blanks(paragraphs: Sequence[Paragraph], findings: Findings) -> None:
    at = 0
    text: Paragraph | None = None
    for (_, blank), group in groupby(paragraphs, lambda one: (one.container, _is_blank(one))):
        found = list(group)
        count = len(found)
        at += count
        text = next((one for one in reversed(found) if one.text.strip()), text)
        # Trailing blank paragraphs space nothing apart.
        if not blank or count < MIN_BLANKS or at == len(paragraphs):
            continue
        where = f"After {quote(text.text)}" if text is not None else "At the beginning"
        findings.add("blank-paragraphs", where, f"{count} blank paragraphs in a row are there to make space.")


def _has_two_tabs(paragraph: Paragraph) -> bool:
    return "\t" in paragraph.text and _TWO_TABS.search(paragraph.text) is not None


def _check_columns(paragraphs: Sequence[Paragraph], findings: Findings) -> None:
    def spaced(paragraph: Paragraph) -> str:
        lines = paragraph.text.split("\n")
        if "\t" not in paragraph.text and "    " not in paragraph.text:
            return ""
        if any(_COLUMNS.search(line) for line in lines):
            return "columns"
        return "indent" if any(_INDENT.match(line) for line in lines) else ""

    for (_, kind), group in groupby(paragraphs, lambda one: (one.container, spaced(one))):
        found = list(group)
        if kind:
            shape = "words apart" if kind == "columns" else "a line from the margin"
            number = f" in {format_count(len(found), 'paragraph')}" if len(found) > 1 else ""
            findings.add("spacing-typed", found[0].where, f"Typed spaces or tabs move {shape}{number}.")
            continue
        for tabbed, rows in groupby(found, _has_two_tabs):
            table = list(rows)
            if tabbed and len(table) >= _MIN_TABLE_ROWS:
                findings.add(
                    "spacing-typed",
                    table[0].where,
                    f"Tabs make {format_count(len(table), 'line')} look like a table, "
                    "which only the eye can read as one.",
                )

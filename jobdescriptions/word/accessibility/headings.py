"""Rules about headings: presence, order, text, and paragraphs that only look like headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from jobdescriptions.word.accessibility.content import BODY_REGION, Content, Paragraph
from jobdescriptions.word.accessibility.findings import Findings, format_count, quote
from jobdescriptions.word.accessibility.formatting import FormatResolver

#: Minimum number of words from which a document must have headings: about a page of text in 12 points, single
#: spaced, with lists. A letter or a notice needs none.
MIN_WORDS_FOR_HEADINGS = 250
MAX_HEADING_LENGTH = 120

#: Maximum length of a line in characters and in words that can look like a heading.
_MAX_LINE_LENGTH, _MAX_LINE_WORDS = 80, 12
_HEADING_STYLE = re.compile(r"heading ?([1-9])$", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_LETTERS = re.compile(r"[^\W\d_]{3}")
_LABEL_WITH_VALUE = re.compile(r":\s*\S|\S\t+\S")


def check_headings(content: Content, formats: FormatResolver, title: str, findings: Findings) -> None:
    """Check the headings of a document; ``title`` is that of its properties."""
    paragraphs = content.of(BODY_REGION)
    headings = [one for one in paragraphs if one.level and one.text.strip()]
    words = 0 if headings else sum(len(_WORD.findall(paragraph.text)) for paragraph in paragraphs)
    if words >= MIN_WORDS_FOR_HEADINGS:
        findings.add(
            "headings-none", "Whole document", f"The document has {format_count(words, 'word')} of text and no heading."
        )
    _check_order(headings, findings)
    tops = [heading for heading in headings if heading.level == 1]
    titled = bool(title) or any(one.level == 0 and one.text.strip() for one in paragraphs)
    if len(tops) > 1 and not titled:
        findings.add(
            "heading-many-tops",
            tops[1].where,
            f"The document has {len(tops)} headings of level 1 and nothing that is the title of the whole.",
        )
    before = ""
    for paragraph in paragraphs:
        _check_one(paragraph, before, formats, findings)
        before = paragraph.text.strip() or before
    _check_looks(paragraphs, findings)


def _check_order(headings: Sequence[Paragraph], findings: Findings) -> None:
    if headings and headings[0].level != 1:
        findings.add(
            "heading-first", headings[0].where, f"The first heading is of level {headings[0].level} instead of 1."
        )
    for before, heading in pairwise(headings):
        if (heading.level or 0) > (before.level or 0) + 1:
            findings.add(
                "heading-skipped",
                heading.where,
                f"A heading of level {heading.level} follows one of level {before.level}: the levels between are "
                "missing.",
            )


def _check_one(paragraph: Paragraph, before: str, formats: FormatResolver, findings: Findings) -> None:
    text = paragraph.text.strip()
    if paragraph.level is None:
        name = paragraph.style
        if text and (_HEADING_STYLE.match(name) or _HEADING_STYLE.match(formats.style_name(name))):
            missing = "is not defined in the file" if not formats.defines(name) else "is not a heading in this file"
            findings.add(
                "heading-undefined",
                paragraph.where or quote(text),
                f"The line has the style {quote(name)}, which {missing}, so that programs take it for plain text.",
            )
    elif paragraph.level and not text and not paragraph.has_objects:
        where = paragraph.where or (f"After {quote(before)}" if before else "At the beginning")
        findings.add("heading-empty", where, f"A heading of level {paragraph.level} has no text.")
    elif paragraph.level and len(text) > MAX_HEADING_LENGTH:
        findings.add(
            "heading-long",
            paragraph.where,
            f"A heading has {format_count(len(text), 'character')}; it may be text in the wrong style.",
        )


def _check_looks(paragraphs: Sequence[Paragraph], findings: Findings) -> None:
    bold = sum(len(span.text) for one in paragraphs for span in one.spans if span.run_format.bold)
    if bold * 2 > sum(len(one.text) for one in paragraphs):
        return  # Where most text is bold, bold is no sign of a heading.
    visible = [one for one in paragraphs if one.text.strip()]
    stack: list[Paragraph] = []
    for paragraph in visible:
        if stack and stack[-1].container != paragraph.container:
            stack = []
        if _looks_like_heading(paragraph):
            stack.append(paragraph)
            continue
        # More than two such lines in a row are an address or the like.
        if len(stack) <= 2:
            for one in stack:
                findings.add(
                    "heading-look", one.where, f"The bold line {quote(one.text)} looks like a heading and is none."
                )
        stack = []


def _looks_like_heading(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return (
        paragraph.level is None
        and not paragraph.location
        and not paragraph.in_list
        and len(text) <= _MAX_LINE_LENGTH
        and "\n" not in text
        and not text.endswith((".", ",", ";", "!", "?"))
        and all(span.run_format.bold for span in paragraph.spans if span.text.strip())
        and _LETTERS.search(text) is not None
        and len(text.split()) <= _MAX_LINE_WORDS
        and not _LABEL_WITH_VALUE.search(text)
    )

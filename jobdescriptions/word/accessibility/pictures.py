"""Rules about drawings: alternative texts, floating objects, text boxes and WordArt."""

from __future__ import annotations

import re
from itertools import groupby

from jobdescriptions.word.accessibility.facts import BODY_REGION, Content, Drawn
from jobdescriptions.word.accessibility.findings import Findings, counted, quoted

#: Maximum number of characters of an alternative text that are checked.
LONGEST_TEXT = 1_000
_FILE_NAME = re.compile(
    r".*[^\s.]\.(?:png|jpe?g|jfif|gif|bmp|tiff?|emf|wmf|svg|webp|heic|ico|eps|pdf)", re.IGNORECASE | re.DOTALL
)
_PLACEHOLDER = re.compile(
    r"(?:an? |the |my )?(?:image|img|picture|pic|photo|photograph|graphic|figure|chart|graph|diagram|shape|drawing|"
    r"smartart|icon|clip ?art|screen ?shot|table|object|untitled|alt text|alternative text)[ _-]?\d*[.:]?",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(r"description (?:automatically )?generated|automatically generated")


def check_pictures(content: Content, findings: Findings) -> None:
    """Check all drawings in the body and in notes, and text frames."""
    for number, drawn in enumerate(content.drawn, start=1):
        where = _where(drawn, number)
        if drawn.word_art:
            findings.add("word-art", where, "Text is drawn as WordArt, which is a picture to many programs.")
        if drawn.needs_alternative or drawn.alternative:
            _check_alternative(drawn, where, findings)
        if drawn.has_text and drawn.kind == "shape":
            findings.add("text-box", where, "Text stands in a text box, which screen readers read late or not at all.")
        elif drawn.floating and not drawn.decorative:
            findings.add(
                "object-floating",
                where,
                f"The {drawn.kind} floats beside the text, so that its place in the order of reading is not certain.",
            )
    frames = groupby(content.of(BODY_REGION), lambda one: one.frame and bool(one.text.strip() or one.holds))
    for framed, group in frames:
        if framed:
            found = list(group)
            findings.add(
                "object-floating",
                found[0].where or "Text frame",
                f"A text frame with {counted(len(found), 'paragraph')} floats beside the text.",
            )


def _check_alternative(drawn: Drawn, where: str, findings: Findings) -> None:
    text = drawn.alternative[:LONGEST_TEXT]
    if not text:
        findings.add("alt-missing", where, f"The {drawn.kind} has no alternative text.")
    elif _FILE_NAME.fullmatch(text) or _PLACEHOLDER.fullmatch(text):
        findings.add(
            "alt-poor", where, f"The alternative text of the {drawn.kind} is {quoted(text)}, which says nothing."
        )
    elif _AUTOMATIC.search(text.lower()) or "confidence" in text.lower().partition("generated with ")[2]:
        findings.add(
            "alt-automatic", where, f"The alternative text of the {drawn.kind} was made by a program: {quoted(text)}."
        )


def _where(drawn: Drawn, number: int) -> str:
    paragraph = drawn.paragraph
    near = "" if paragraph is None else quoted(paragraph.text) if paragraph.text.strip() else paragraph.place
    if drawn.has_text and drawn.kind == "shape":
        return f"Text box{f' at {near}' if near else ''}"
    return f"{drawn.kind[0].upper()}{drawn.kind[1:]} {number}{f' at {near}' if near else ''}"

"""Rules about drawings: alternative texts, floating objects, text boxes and WordArt."""

from __future__ import annotations

import re
from itertools import groupby

from jobdescriptions.word.accessibility.content import BODY_REGION, Content, Drawing
from jobdescriptions.word.accessibility.findings import Findings, format_count, quote

#: Maximum number of characters of an alternative text that are checked.
MAX_TEXT_LENGTH = 1_000
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
    for number, drawing in enumerate(content.drawings, start=1):
        where = _where(drawing, number)
        if drawing.word_art:
            findings.add("word-art", where, "Text is drawn as WordArt, which is a picture to many programs.")
        if drawing.needs_alternative or drawing.alternative:
            _check_alternative(drawing, where, findings)
        if drawing.has_text and drawing.kind == "shape":
            findings.add("text-box", where, "Text stands in a text box, which screen readers read late or not at all.")
        elif drawing.floating and not drawing.decorative:
            findings.add(
                "object-floating",
                where,
                f"The {drawing.kind} floats beside the text, so that its place in the order of reading is not certain.",
            )
    frames = groupby(content.of(BODY_REGION), lambda one: one.frame and bool(one.text.strip() or one.has_objects))
    for framed, group in frames:
        if framed:
            found = list(group)
            findings.add(
                "object-floating",
                found[0].where or "Text frame",
                f"A text frame with {format_count(len(found), 'paragraph')} floats beside the text.",
            )


def _check_alternative(drawing: Drawing, where: str, findings: Findings) -> None:
    text = drawing.alternative[:MAX_TEXT_LENGTH]
    if not text:
        findings.add("alt-missing", where, f"The {drawing.kind} has no alternative text.")
    elif _FILE_NAME.fullmatch(text) or _PLACEHOLDER.fullmatch(text):
        findings.add(
            "alt-poor", where, f"The alternative text of the {drawing.kind} is {quote(text)}, which says nothing."
        )
    elif _AUTOMATIC.search(text.lower()) or "confidence" in text.lower().partition("generated with ")[2]:
        findings.add(
            "alt-automatic", where, f"The alternative text of the {drawing.kind} was made by a program: {quote(text)}."
        )


def _where(drawing: Drawing, number: int) -> str:
    paragraph = drawing.paragraph
    near = "" if paragraph is None else quote(paragraph.text) if paragraph.text.strip() else paragraph.location
    if drawing.has_text and drawing.kind == "shape":
        return f"Text box{f' at {near}' if near else ''}"
    return f"{drawing.kind[0].upper()}{drawing.kind[1:]} {number}{f' at {near}' if near else ''}"

"""Drawings and alternate content: text boxes to read, pictures and charts to report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jobdescriptions.word.names import (
    ALTERNATE,
    BLIP,
    CHOICE,
    DOC_PROPERTIES,
    DRAWING_BOX,
    FALLBACK,
    GRAPHIC_DATA,
    M_T,
    OBJECT,
    PICT,
    TEXT_BOX,
    VML_IMAGE,
    VML_SHAPE,
    VML_TITLE,
    T,
)
from jobdescriptions.word.package.refusal import nested_too_deep_error

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.read.events import ReadingEvents

#: Maximum nesting of alternate content. Word writes two or three levels.
MAX_ALTERNATE_DEPTH = 10

_CHARTS = frozenset(("chart", "chartex", "diagram"))
_GRAPHICS = frozenset((BLIP, VML_IMAGE, GRAPHIC_DATA))
_OWN_DRAWINGS = frozenset((DRAWING_BOX, PICT, OBJECT, TEXT_BOX))


def choose_branch(alternate: etree._Element) -> etree._Element | None:
    """Return the branch of alternate content that is read: the first choice with text, else a fallback with text."""
    if sum(1 for _ in alternate.iterancestors(ALTERNATE)) > MAX_ALTERNATE_DEPTH:
        raise nested_too_deep_error()
    fallback = None
    first = None
    for branch in alternate:
        if branch.tag == CHOICE:
            if first is None:
                first = branch
            if next(branch.iter(T, M_T), None) is not None:
                return branch
        elif branch.tag == FALLBACK:
            fallback = branch
    if fallback is not None and (first is None or next(fallback.iter(T, M_T), None) is not None):
        return fallback
    return first


def find_outermost_boxes(element: etree._Element) -> list[etree._Element]:
    """Return the text boxes in a drawing, in order, except those inside another box or in an unused branch."""
    boxes: list[etree._Element] = []
    for child in element:
        tag = child.tag
        if tag == TEXT_BOX:
            boxes.append(child)
        elif tag == ALTERNATE:
            branch = choose_branch(child)
            if branch is not None:
                boxes.extend(find_outermost_boxes(branch))
        elif len(child):
            boxes.extend(find_outermost_boxes(child))
    return boxes


def report_drawing(drawing: etree._Element, events: ReadingEvents) -> None:
    """Report the pictures and charts of a drawing, with their alternative text."""
    shown = set(_message_codes(drawing)) - {""}
    for code in sorted(shown):
        events.add(code)
    if shown:
        for text in _alternative_texts(drawing):
            events.add("picture-texts", example=text)


def _message_codes(element: etree._Element) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _GRAPHICS:
            yield _message_code(child)
        # A drawing inside a text box of a drawing is reported when the box is read.
        if tag not in _OWN_DRAWINGS and len(child):
            yield from _message_codes(child)


def _message_code(element: etree._Element) -> str:
    if element.tag != GRAPHIC_DATA:
        return "pictures-dropped"
    return "charts-dropped" if (element.get("uri") or "").rpartition("/")[2] in _CHARTS else ""


def _alternative_texts(element: etree._Element) -> list[str]:
    texts = [e.get("descr") or e.get("title") or "" for e in element.iter(DOC_PROPERTIES)]
    texts += [e.get("alt") or "" for e in element.iter(VML_SHAPE)]
    if not any(texts):
        texts += [e.get(VML_TITLE) or "" for e in element.iter(VML_IMAGE)]
    return [text for text in texts if text.strip()]

"""Pictures, shapes, charts and diagrams: their kind, alternative text and position in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jobdescriptions.word.accessibility.colors import AUTO, UNKNOWN, WHITE, Palette, parse_color, read_drawing_color
from jobdescriptions.word.accessibility.content import Drawing
from jobdescriptions.word.names import (
    BLIP,
    CONTROL,
    DOC_PROPERTIES,
    DRAWING,
    GRAPHIC_DATA,
    OFFICE,
    OLE_OBJECT,
    VML,
    WORD_DRAWING,
    T,
    word,
)
from jobdescriptions.word.read.drawings import find_outermost_boxes
from jobdescriptions.word.read.styles import OFF

if TYPE_CHECKING:
    from lxml import etree

INLINE, FLOATING = f"{{{WORD_DRAWING}}}inline", f"{{{WORD_DRAWING}}}anchor"
DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
SHAPE_LOOK, SHAPE_STYLE, SHAPE_BOX = (f"{{{SHAPE}}}{name}" for name in ("spPr", "style", "bodyPr"))
WARP, FILL_REFERENCE, SOLID_FILL = (f"{{{DRAWING}}}{name}" for name in ("prstTxWarp", "fillRef", "solidFill"))
_FILLS = {f"{{{DRAWING}}}{name}" for name in ("solidFill", "noFill", "gradFill", "blipFill", "pattFill", "grpFill")}
_VML_KINDS = {
    f"{{{VML}}}{name}": kind
    for name, kind in {
        "shape": "shape", "rect": "shape", "oval": "shape", "line": "line", "roundrect": "shape", "arc": "line",
        "curve": "line", "polyline": "line", "image": "picture", "group": "group of shapes",
    }.items()
}  # fmt: skip
_VML_PICTURE, _VML_TEXT, _VML_FILL = (f"{{{VML}}}{name}" for name in ("imagedata", "textpath", "fill"))
_RULE = f"{{{OFFICE}}}hr"
_KINDS = {
    "picture": "picture", "chart": "chart", "chartex": "chart", "diagram": "SmartArt graphic",
    "wordprocessingShape": "shape", "wordprocessingGroup": "group of shapes", "wordprocessingCanvas": "drawing",
    "wordprocessingInk": "drawing", "model3d": "3D model",
}  # fmt: skip
_ABSOLUTE = re.compile(r"position\s*:\s*absolute")
_INVISIBLE = re.compile(r"visibility\s*:\s*hidden")


def iter_drawings(element: etree._Element) -> Iterator[Drawing]:
    """Yield what a ``w:drawing``, ``w:pict`` or ``w:object`` displays."""
    if next(element.iter(CONTROL), None) is not None:
        return  # A form control: its name is not an alternative text.
    embedded = next(element.iter(OLE_OBJECT), None) is not None
    for child in element:
        if child.tag in (INLINE, FLOATING):
            drawing = _read_drawing(child)
        elif child.tag in _VML_KINDS and child.get(_RULE) not in ("t", "true"):
            drawing = _read_vml(child)
        else:
            continue
        if drawing is not None:
            if embedded:
                drawing.kind = "embedded object"
            yield drawing


def _read_drawing(frame: etree._Element) -> Drawing | None:
    properties = frame.find(DOC_PROPERTIES)
    hidden = decorative = False
    alternative = ""
    if properties is not None:
        hidden = properties.get("hidden") in ("1", "true")
        alternative = (properties.get("descr") or properties.get("title") or "").strip()
        decorative = any(mark.get("val") not in OFF for mark in properties.iter(DECORATIVE))
    if hidden:
        return None
    data = next(frame.iter(GRAPHIC_DATA), None)
    kind = _KINDS.get("" if data is None else (data.get("uri") or "").rpartition("/")[2], "object")
    boxes = find_outermost_boxes(frame)
    has_text = any(_has_text(box) for box in boxes)
    if has_text and kind != "shape" and next(frame.iter(BLIP), None) is None:
        kind = "shape"  # A group of nothing but text boxes and lines.
    warps = (warp.get("prst") for warp in frame.iter(WARP))
    return Drawing(
        kind,
        alternative,
        frame.tag == FLOATING,
        decorative,
        has_text,
        has_text and any(warp not in (None, "textNoShape") for warp in warps),
    )


def _read_vml(shape: etree._Element) -> Drawing | None:
    style = shape.get("style") or ""
    if _INVISIBLE.search(style):
        return None
    kind = _VML_KINDS[shape.tag]
    if kind == "shape" and next(shape.iter(_VML_PICTURE), None) is not None:
        kind = "picture"
    has_text = any(_has_text(box) for box in find_outermost_boxes(shape))
    if has_text and next(shape.iter(_VML_PICTURE), None) is None:
        kind = "shape"
    alternatives = [shape.get("alt") or "", *(child.get("alt") or "" for child in shape.iter(*_VML_KINDS))]
    word_art = any((path.get("string") or "").strip() for path in shape.iter(_VML_TEXT))
    alternative = next((text.strip() for text in alternatives if text.strip()), "")
    return Drawing(kind, alternative, _ABSOLUTE.search(style) is not None, False, has_text, word_art)


def text_box_background(box: etree._Element, palette: Palette) -> str:
    """Return the background color of a text box (``w:txbxContent``), or ``UNKNOWN``."""
    holder = box.getparent()
    shape = None if holder is None else holder.getparent()
    if shape is None:
        return UNKNOWN
    if holder.tag == f"{{{VML}}}textbox":
        return _vml_background(shape)
    look = shape.find(SHAPE_LOOK)
    for child in () if look is None else look:
        if child.tag in _FILLS:
            return read_drawing_color(child, palette) if child.tag == SOLID_FILL else UNKNOWN
    style = shape.find(SHAPE_STYLE)
    reference = None if style is None else style.find(FILL_REFERENCE)
    # The first fill of a theme is solid; the others are gradients. 0 is no fill: the background is unknown.
    return read_drawing_color(reference, palette) if reference is not None and reference.get("idx") == "1" else UNKNOWN


def _vml_background(shape: etree._Element) -> str:
    if shape.get("filled") in ("f", "false"):
        return UNKNOWN
    fill = shape.find(_VML_FILL)
    if fill is not None and (fill.get("type") not in (None, "solid") or fill.get("opacity")):
        return UNKNOWN
    color = parse_color(shape.get("fillcolor") or "white")
    return WHITE if color == AUTO else color


def _has_text(box: etree._Element) -> bool:
    return any((text.text or "").strip() for text in box.iter(T)) or next(box.iter(word("sym")), None) is not None

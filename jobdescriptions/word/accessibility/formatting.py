"""Resolve the effective formatting of text (color, size, shading, language and the like).

The order is that of ECMA-376, 17.7.2: document defaults, table style, paragraph style, character style, direct
formatting. Headings, lists, bold and hidden text are resolved by ``styles.Styles``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobdescriptions.word.accessibility.colors import AUTO, COLOR, HIGHLIGHTS, UNKNOWN, Palette
from jobdescriptions.word.accessibility.table_styles import Properties, TableStyle
from jobdescriptions.word.names import (
    BASED_ON,
    DOC_DEFAULTS,
    LANGUAGE,
    NAME,
    P_STYLE,
    PPR,
    R_STYLE,
    RPR,
    RPR_DEFAULT,
    STYLE,
    STYLE_DEFAULT,
    STYLE_ID,
    TABLE_STYLE_PART,
    TBL_STYLE,
    TBLPR,
    TCPR,
    TYPE,
    VAL,
    word,
)
from jobdescriptions.word.read.styles import (
    BOLD_BIT,
    HIDDEN,
    LOWERED,
    RAISED,
    TOGGLES,
    Styles,
    is_on,
    parse_integer,
    read_format_bits,
)

if TYPE_CHECKING:
    from lxml import etree

SIZE, SHADING, HIGHLIGHT, EFFECT, ALIGNMENT = map(word, ("sz", "shd", "highlight", "effect", "jc"))
EAST_ASIAN, PPR_DEFAULT = word("eastAsia"), word("pPrDefault")
_ROW_BAND, _COLUMN_BAND = word("tblStyleRowBandSize"), word("tblStyleColBandSize")
TEXT_FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}textFill"

#: Word's default size in half points (ECMA-376, 17.3.2.38).
DEFAULT_SIZE = 20
_MAX_CHAIN = 40


@dataclass(frozen=True, slots=True)
class RunFormat:
    """The effective formatting of a run.

    ``size`` is in half points. ``fill`` is the background of the run itself, empty if it has none; colors are six
    digits, ``colors.AUTO`` or ``colors.UNKNOWN``. ``language`` is that of Latin text.
    """

    color: str = AUTO
    size: int = DEFAULT_SIZE
    bold: bool = False
    hidden: bool = False
    raised: bool = False
    fill: str = ""
    language: str = ""
    east_asian: str = ""
    effect: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """The effective formatting of a paragraph: the background of its text (empty if none) and its alignment."""

    fill: str = ""
    alignment: str = ""


class FormatResolver:
    """Resolves formatting. ``root`` is the root element of the styles part (None if there is none)."""

    def __init__(self, root: etree._Element | None, styles: Styles, palette: Palette) -> None:
        self.palette = palette
        self._styles = styles
        self._elements: dict[str, etree._Element] = {}
        self._defaults: dict[str, str] = {}
        self._own: dict[str, Properties] = {}
        self._tables: dict[str, TableStyle] = {}
        self._bases: dict[tuple[str, int], Properties] = {}
        self._plain: dict[tuple[str, int], RunFormat] = {}
        #: Keeps the properties of cells alive, whose ids are keys of the caches above.
        self._cells: dict[int, Properties] = {}
        self._document: Properties = {}
        if root is None:
            return
        for element in root.iterchildren(STYLE):
            style_id = element.get(STYLE_ID)
            if not style_id:
                continue  # Nothing can refer to it.
            self._elements[style_id] = element
            if element.get(STYLE_DEFAULT) in ("1", "true", "on"):
                self._defaults.setdefault(element.get(TYPE) or "", style_id)
        for path in (f"{DOC_DEFAULTS}/{RPR_DEFAULT}/{RPR}", f"{DOC_DEFAULTS}/{PPR_DEFAULT}/{PPR}"):
            found = root.find(path)
            if found is not None:
                self._document |= self._properties(found)

    def defines(self, style_id: str) -> bool:
        """Return whether the file defines a style of this id."""
        return style_id in self._elements

    def style_name(self, style_id: str) -> str:
        """Return the name of a style in lower case; empty if there is no such style."""
        element = self._elements.get(style_id)
        name = None if element is None else element.find(NAME)
        return "" if name is None else (name.get(VAL) or "").lower()

    def table(self, properties: etree._Element | None) -> TableStyle:
        """Return the formatting that a table's style gives to its cells, from the table's ``w:tblPr``."""
        named = None if properties is None else properties.find(TBL_STYLE)
        style_id = (named.get(VAL) if named is not None else None) or self._defaults.get("table", "")
        if style_id not in self._tables:
            self._tables[style_id] = self._read_table(style_id)
        return self._tables[style_id]

    def paragraph(self, properties: etree._Element | None, cell: Properties | None) -> ParagraphFormat:
        """Return the formatting of a paragraph with these ``w:pPr`` in a cell with these properties (or in none)."""
        merged = self._base(_style_of(properties, P_STYLE), cell)
        if properties is not None:
            merged = merged | self._properties(properties)
        return ParagraphFormat(merged.get("paragraph-fill", ""), merged.get("alignment", ""))

    def run(self, paragraph_style: str, properties: etree._Element | None, cell: Properties | None) -> RunFormat:
        """Return the formatting of a run with these ``w:rPr`` in a paragraph of this style."""
        if properties is None or not len(properties):
            key = (paragraph_style, id(cell))
            run_format = self._plain.get(key)
            if run_format is None:
                run_format = self._plain[key] = self._run_format(paragraph_style, None, cell)
            return run_format
        return self._run_format(paragraph_style, properties, cell)

    def _run_format(
        self, paragraph_style: str, properties: etree._Element | None, cell: Properties | None
    ) -> RunFormat:
        merged = self._base(paragraph_style, cell)
        bits = self._bits(paragraph_style, properties)
        if properties is not None:
            style_id = _style_of(properties, R_STYLE)
            if style_id in self._elements:
                merged = merged | self._chain(style_id)
            merged = merged | self._properties(properties)
        highlight = merged.get("highlight", "")
        return RunFormat(
            color=merged.get("color", AUTO),
            size=merged.get("size", DEFAULT_SIZE),
            bold=bool(bits & BOLD_BIT) or bool(cell and cell.get("bold")),
            hidden=bool(bits & HIDDEN),
            raised=bool(bits & (RAISED | LOWERED)),
            fill=highlight or merged.get("run-fill", ""),
            language=merged.get("language", ""),
            east_asian=merged.get("east-asian", ""),
            effect=merged.get("effect", ""),
        )

    def _bits(self, paragraph_style: str, properties: etree._Element | None) -> int:
        styles = self._styles
        style = styles.paragraph(paragraph_style) if paragraph_style else styles.default
        base = style.bits | styles.default_bits & ~style.specified
        if properties is None:
            return base
        spoken, given, style_id, _ = read_format_bits(properties)
        if style_id:
            other = styles.character(style_id)
            base = (base & ~other.specified | other.bits) & ~TOGGLES | (base ^ other.bits) & TOGGLES
        return base & ~spoken | given

    def _base(self, paragraph_style: str, cell: Properties | None) -> Properties:
        key = (paragraph_style, id(cell))
        base = self._bases.get(key)
        if base is None:
            if cell is not None:
                self._cells[id(cell)] = cell
            style_id = paragraph_style if paragraph_style in self._elements else self._defaults.get("paragraph", "")
            base = self._bases[key] = self._document | (cell or {}) | self._chain(style_id)
        return base

    def _chain(self, style_id: str) -> Properties:
        # Each style is resolved once, however many are based on it. A cycle is cut where it closes.
        new: dict[str, etree._Element] = {}
        while style_id in self._elements and style_id not in self._own and style_id not in new:
            element = new[style_id] = self._elements[style_id]
            basis = element.find(BASED_ON)
            style_id = "" if basis is None else basis.get(VAL) or ""
        found = self._own.get(style_id, {})
        for name, element in reversed(new.items()):
            for part in (element.find(PPR), element.find(RPR)):
                if part is not None:
                    found = found | self._properties(part, in_style=True)
            self._own[name] = found
        return found

    def _basis_first(self, style_id: str) -> Iterable[etree._Element]:
        chain: dict[str, etree._Element] = {}
        while style_id in self._elements and style_id not in chain and len(chain) < _MAX_CHAIN:
            element = chain[style_id] = self._elements[style_id]
            basis = element.find(BASED_ON)
            style_id = "" if basis is None else basis.get(VAL) or ""
        return reversed(chain.values())

    def _read_table(self, style_id: str) -> TableStyle:
        parts: dict[str, Properties] = {}
        bands = {_ROW_BAND: 1, _COLUMN_BAND: 1}
        for element in self._basis_first(style_id):
            for band in bands:
                size = element.find(f"{TBLPR}/{band}")
                if size is not None:
                    bands[band] = parse_integer(size.get(VAL)) or 1
            for part in (element, *element.iterchildren(TABLE_STYLE_PART)):
                name = "wholeTable" if part is element else part.get(TYPE) or ""
                parts[name] = parts.get(name, {}) | self._table_part(part)
        return TableStyle(parts, bands[_ROW_BAND], bands[_COLUMN_BAND])

    def _table_part(self, part: etree._Element) -> Properties:
        found: Properties = {}
        for tag in (PPR, RPR):
            properties = part.find(tag)
            if properties is not None:
                found |= self._properties(properties, in_style=True)
                if tag == RPR:
                    spoken, given, _, _ = read_format_bits(properties)
                    if spoken & BOLD_BIT:
                        found["bold"] = bool(given & BOLD_BIT)
        for path in (f"{TBLPR}/{SHADING}", f"{TCPR}/{SHADING}"):
            shading = part.find(path)
            if shading is not None:
                found["cell-fill"] = self.palette.fill_color(shading)
        return found

    def _properties(self, element: etree._Element, in_style: bool = False) -> Properties:
        found: Properties = {}
        for child in element:
            tag = child.tag
            if tag == COLOR:
                found["color"] = self.palette.text_color(child)
            elif tag == SIZE:
                size = parse_integer(child.get(VAL))
                if size:
                    found["size"] = size
            elif tag == SHADING:
                found["run-fill" if element.tag == RPR else "paragraph-fill"] = self.palette.fill_color(child)
            elif tag == HIGHLIGHT and not in_style:  # Word has no highlight in styles.
                value = child.get(VAL) or ""
                found["highlight"] = "" if value == "none" else HIGHLIGHTS.get(value, UNKNOWN)
            elif tag == LANGUAGE:
                for name, attribute in (("language", VAL), ("east-asian", EAST_ASIAN)):
                    value = child.get(attribute)
                    if value is not None:
                        found[name] = value.strip()
            elif tag == EFFECT:
                value = child.get(VAL) or "none"
                found["effect"] = "" if value == "none" else value
            elif tag == ALIGNMENT:
                found["alignment"] = child.get(VAL) or ""
            elif tag == TEXT_FILL and (not len(child) or not child[0].tag.endswith("}solidFill")):
                found["color"] = UNKNOWN
        return found


def _style_of(properties: etree._Element | None, tag: str) -> str:
    named = None if properties is None else properties.find(tag)
    return "" if named is None else named.get(VAL) or ""


def is_switched_on(parent: etree._Element | None, tag: str) -> bool:
    """Return whether an on-off element is present and on."""
    element = None if parent is None else parent.find(tag)
    return element is not None and is_on(element)

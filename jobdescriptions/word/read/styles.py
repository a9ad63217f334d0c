"""What a document's styles say about headings, lists, marks and hidden text; each style is resolved on first use.

Bold, italic, strikethrough, capitals and hidden are *toggle properties* (ECMA-376, 17.7.3): a character style that is
bold inside a paragraph style that is bold gives text that is not bold. Direct formatting overrides both.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobdescriptions.word.names import (
    BASED_ON,
    BOLD,
    CAPITALS,
    DOC_DEFAULTS,
    DOUBLE_STRIKE,
    ILVL,
    ITALIC,
    LANGUAGE,
    NAME,
    NUM_ID,
    NUM_PR,
    OUTLINE,
    PPR,
    R_STYLE,
    RPR,
    RPR_DEFAULT,
    STRIKE,
    STYLE,
    STYLE_DEFAULT,
    STYLE_ID,
    TABLE_STYLE_PART,
    TYPE,
    UNDERLINE,
    VAL,
    VANISH,
    VERTICAL_ALIGN,
)
from jobdescriptions.word.package.children import children, children_by_name

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Package

    #: The elements of a style that are read, by name.
    StyleElements = dict[str, etree._Element]

#: Maximum number of styles in a chain of "based on".
MAX_CHAIN = 40

#: The outline level that stands for body text.
BODY_TEXT_LEVEL = 9

OFF = frozenset(("0", "false", "off", "none"))

_HEADING_NAME = re.compile(r"heading ([1-9])$")
_LIST_NAME = re.compile(r"list (?:bullet|number) ([2-5])")

#: The bits of a run's formatting. The first six are in the order of ``document.MARKS``.
BOLD_BIT, ITALIC_BIT, UNDERLINE_BIT, STRIKE_BIT, RAISED, LOWERED, HIDDEN, CAPITALS_BIT = 1, 2, 4, 8, 16, 32, 64, 128
#: The bits that combine by exclusive or between paragraph style and character style.
TOGGLES = BOLD_BIT | ITALIC_BIT | STRIKE_BIT | HIDDEN | CAPITALS_BIT

_LINK_STYLES = frozenset(("hyperlink", "followedhyperlink", "internet link"))
_LATENT_END = b"</w:latentStyles>"

_READ_IN_STYLE = frozenset((NAME, BASED_ON, PPR, RPR))
_READ_IN_PPR = frozenset((OUTLINE, NUM_PR))
_FORMATS = {
    BOLD: BOLD_BIT,
    ITALIC: ITALIC_BIT,
    STRIKE: STRIKE_BIT,
    DOUBLE_STRIKE: STRIKE_BIT,
    VANISH: HIDDEN,
    UNDERLINE: UNDERLINE_BIT,
    VERTICAL_ALIGN: RAISED | LOWERED,
    CAPITALS: CAPITALS_BIT,
    LANGUAGE: 0,
    R_STYLE: 0,
}


def strip_latent_styles(styles: bytes) -> bytes:
    """Return the bytes of a styles part without its list of latent styles.

    That list is most of the part and says nothing about the document: reading a file is a tenth faster without it.
    """
    begin = styles.find(b"<w:latentStyles")
    end = styles.find(_LATENT_END, begin)
    return styles if begin < 0 or end < 0 else styles[:begin] + styles[end + len(_LATENT_END) :]


def is_on(element: etree._Element) -> bool:
    """Return whether an on-off element such as ``<w:b/>`` is on."""
    value = element.get(VAL)
    return value is None or value not in OFF


def read_format_bits(run_properties: etree._Element) -> tuple[int, int, str, str]:
    """Return the bits that a ``w:rPr`` specifies, those of them that are set, its character style, and its language.

    Bits that are specified and not set are cleared. The strings are empty where the element is missing.
    """
    specified = given = 0
    style = language = ""
    for element in children(run_properties):
        tag = element.tag
        bit = _FORMATS.get(tag)
        if bit is None:
            continue
        value = element.get(VAL)
        if bit & TOGGLES:
            if value is None or value not in OFF:
                given |= bit
                specified |= bit
            elif not given & bit:  # <w:strike w:val="1"/><w:dstrike w:val="0"/> is still struck through
                specified |= bit
        elif bit:
            specified |= bit
            if tag == UNDERLINE:
                if value is None or value not in OFF:
                    given |= UNDERLINE_BIT
            elif value == "superscript":
                given |= RAISED
            elif value == "subscript":
                given |= LOWERED
        elif tag == LANGUAGE:
            language = value or ""
        else:
            style = value or ""
    return specified, given, style, language


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """The resolved properties of a paragraph style, including those of the styles that it is based on.

    ``level`` is 0 for a title, 1 to 9 for headings, None for body text. ``chain`` lists the ids of the style and of
    those it is based on. ``number`` and ``number_level`` are those of its list, if any; ``list_depth`` is 1 for Word's
    own List Bullet 2, which has a list of its own and still ranks below that of List Bullet, and so on. ``language`` is
    the tag that it specifies.
    """

    level: int | None = None
    bits: int = 0
    specified: int = 0
    number: str | None = None
    number_level: int | None = None
    chain: tuple[str, ...] = ()
    list_depth: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class CharacterStyle:
    """The resolved properties of a character style, including those of the styles that it is based on."""

    specified: int = 0
    bits: int = 0
    language: str = ""


EMPTY_STYLE = ParagraphStyle()
NO_STYLE = CharacterStyle()


def read_styles(package: Package) -> Styles:
    """Return the styles of a Word file."""
    part = package.find_related(package.main, "styles")
    data = package.read(part) if part else None
    return Styles(package.parse(strip_latent_styles(data), part) if part and data else None)


class Styles:
    """The styles of a document, from the root element of its styles part (None if it has none)."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._paragraph: dict[str, ParagraphStyle] = {}
        self._character: dict[str, CharacterStyle] = {}
        self._first_column: dict[str, bool] = {}
        #: Whether any style can hide text.
        self.hides = False
        self.default_bits = 0
        self.language = ""
        self.default = EMPTY_STYLE
        if root is None:
            return
        self.hides = next(root.iter(VANISH), None) is not None
        default = ""
        for element in root.iterchildren(STYLE):
            style_id = element.get(STYLE_ID) or ""
            self._elements[style_id] = element
            if not default and element.get(TYPE) == "paragraph" and element.get(STYLE_DEFAULT) in ("1", "true", "on"):
                default = style_id
        defaults = root.find(f"{DOC_DEFAULTS}/{RPR_DEFAULT}/{RPR}")
        if defaults is not None:
            _, self.default_bits, _, self.language = read_format_bits(defaults)
        if default:
            self.default = self.paragraph(default)

    def paragraph(self, style_id: str) -> ParagraphStyle:
        """Return the paragraph style of this id; the default style if there is none."""
        style = self._paragraph.get(style_id)
        if style is None:
            if style_id not in self._elements:
                return self.default
            style = EMPTY_STYLE
            for id_, elements in self._unresolved(style_id, self._paragraph):
                base = self._paragraph.get(_based_on(elements), EMPTY_STYLE)
                style = self._paragraph[id_] = _derive_paragraph(id_, elements, base)
        return style

    def character(self, style_id: str) -> CharacterStyle:
        """Return the character style of this id; an empty one if there is none."""
        style = self._character.get(style_id)
        if style is None:
            style = NO_STYLE
            for id_, elements in self._unresolved(style_id, self._character):
                base = self._character.get(_based_on(elements), NO_STYLE)
                style = self._character[id_] = _derive_character(elements, base)
        return style

    def _unresolved(self, style_id: str, resolved: Container[str]) -> list[tuple[str, StyleElements]]:
        # A style and those it is based on, the lowest first, so that each is derived from a resolved one.
        found: dict[str, StyleElements] = {}
        while style_id not in resolved and style_id not in found and style_id in self._elements:
            elements = found[style_id] = children_by_name(self._elements[style_id], _READ_IN_STYLE)
            style_id = _based_on(elements)
        return list(found.items())[::-1]

    def number_of(self, style_id: str) -> str | None:
        """Return the id of the list that a style itself is in (for the links between numbering and its styles)."""
        element = self._elements.get(style_id)
        return None if element is None else _value(element.find(f"{PPR}/{NUM_PR}/{NUM_ID}"))

    def formats_first_column(self, style_id: str) -> bool:
        """Return whether a table style formats the first column differently from the others."""
        found = self._first_column.get(style_id)
        if found is None:
            chain = [self._elements[id_] for id_, _ in self._unresolved(style_id, ())]
            parts = [part for element in chain for part in element.iterchildren(TABLE_STYLE_PART)]
            found = any(part.get(TYPE) == "firstCol" and len(part) for part in parts)
            self._first_column[style_id] = found
        return found


def _derive_text(elements: StyleElements, base: ParagraphStyle | CharacterStyle) -> tuple[int, int, str]:
    properties = elements.get(RPR)
    if properties is None:
        return base.specified, base.bits, base.language
    further, given, _, language = read_format_bits(properties)
    return base.specified | further, base.bits & ~further | given, language or base.language


def _derive_character(elements: StyleElements, base: CharacterStyle) -> CharacterStyle:
    specified, bits, language = _derive_text(elements, base)
    if (_value(elements.get(NAME)) or "").lower() in _LINK_STYLES:
        # The underline of these styles means "link", which the link itself expresses.
        specified, bits = specified & ~UNDERLINE_BIT, bits & ~UNDERLINE_BIT
    return CharacterStyle(specified, bits, language)


def _derive_paragraph(style_id: str, elements: StyleElements, base: ParagraphStyle) -> ParagraphStyle:
    specified, bits, language = _derive_text(elements, base)
    level, number, number_level = base.level, base.number, base.number_level
    outline = None
    properties = elements.get(PPR)
    if properties is not None:
        given = children_by_name(properties, _READ_IN_PPR)
        outline = parse_integer(_value(given.get(OUTLINE)))
        index = given.get(NUM_PR)
        if index is not None:
            own = parse_integer(_value(index.find(ILVL)))
            number = _value(index.find(NUM_ID)) or number
            number_level = number_level if own is None else own
    # The names of built-in styles are English in every language of Word; their ids are not.
    name = (_value(elements.get(NAME)) or "").lower()
    if name == "title":
        level = 0
    elif outline is not None:
        level = outline + 1 if 0 <= outline < BODY_TEXT_LEVEL else None
    elif match := _HEADING_NAME.match(name):
        level = int(match[1])
    elif name == "subtitle":
        level = None
    match = _LIST_NAME.fullmatch(name)
    depth = int(match[1]) - 1 if match else base.list_depth if number == base.number else 0
    chain = (style_id, *base.chain[:MAX_CHAIN])
    return ParagraphStyle(level, bits, specified, number, number_level, chain, depth, language)


def _based_on(elements: StyleElements) -> str:
    return _value(elements.get(BASED_ON)) or ""


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(VAL)


def parse_integer(text: str | None) -> int | None:
    """Return the integer in a text, or None: ``parse_integer("3")``, ``parse_integer("x")``."""
    try:
        # Word's numbers have 32 bits; a longer one is an error or an attack.
        return None if text is None or len(text) > 11 else int(text)
    except ValueError:
        return None

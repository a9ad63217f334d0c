"""Map characters that exist only in the fonts Symbol and Wingdings to ordinary characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jobdescriptions.word.names import CHAR, FONT

if TYPE_CHECKING:
    from lxml import etree

#: A character of a symbol font as stored by Word: its code in the font, moved to the private use area.
PRIVATE_USE = re.compile("[\uf020-\uf0ff]")

_GREEK = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)

_SYMBOL = {ord(latin): greek for latin, greek in _GREEK.items()} | {
    0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xA7: "♣", 0xA8: "♦", 0xA9: "♥", 0xAA: "♠", 0xAB: "↔", 0xAC: "←", 0xAD: "↑",
    0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB6: "∂", 0xB7: "•", 0xB8: "÷",
    0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xCF: "∉",
    0xD0: "∠", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xDB: "⇔", 0xDC: "⇐",
    0xDD: "⇑", 0xDE: "⇒", 0xDF: "⇓", 0xE0: "◊", 0xE2: "®", 0xE3: "©", 0xE4: "™", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip

_WINGDINGS = {
    0x21: "✏", 0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x34: "⌛", 0x36: "⌛", 0x46: "☞", 0x4A: "☺", 0x4C: "☹",
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "❐", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆",
    0x76: "❖", 0x77: "⬥", 0x78: "☒", 0x9E: "•", 0x9F: "•", 0xA0: "▪", 0xA1: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪",
    0xA8: "◻", 0xAB: "★", 0xD5: "⌫", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xEF: "⇦",
    0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip

_WINGDINGS_2 = {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x97: "●", 0xA3: "□", 0x96: "•"}

_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}

#: The most common uses of both fonts, bullets and check marks, for an unknown font.
_ANY = _WINGDINGS | {0xB7: "•"}

UNKNOWN = "\ufffd"


def map_symbol(font: str, code: int) -> str:
    """Return the character for a code in a symbol font, or U+FFFD if there is none.

    >>> map_symbol("Symbol", 0xF0B7), map_symbol("Wingdings", 0xFC), map_symbol("Arial", 0x41)
    ('•', '✓', 'A')
    """
    place = code - 0xF000 if 0xF020 <= code <= 0xF0FF else code
    chars = _FONTS.get(font.lower())
    if chars is None:
        if place != code:
            return _ANY.get(place, UNKNOWN)
        # Control characters, surrogates and the like are no text.
        return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000 else ""
    if chars is _SYMBOL and 0x20 <= place < 0x41:
        return chr(place)
    return chars.get(place, UNKNOWN)


def replace_symbols(text: str, font: str) -> str:
    """Return the text with every character of a symbol font replaced."""
    return PRIVATE_USE.sub(lambda match: map_symbol(font, ord(match[0])), text)


def read_symbol(element: etree._Element) -> str:
    """Return the character of a ``w:sym``, which names a font and a code in it."""
    try:
        return map_symbol(element.get(FONT) or "", int(element.get(CHAR) or "", 16))
    except ValueError:
        return UNKNOWN

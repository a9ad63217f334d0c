"""Colors of a Word file as six hexadecimal digits: themes, tints, shades, patterns, and contrast ratios."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from jobdescriptions.word.names import DRAWING, VAL, word
from jobdescriptions.word.read.styles import parse_integer

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Package

BLACK, WHITE = "000000", "FFFFFF"
#: Word's automatic color: black, or white on a dark background. It always has enough contrast.
AUTO = "auto"
#: A color that cannot be determined (a gradient, a picture, whatever lies below a floating box).
UNKNOWN = "?"

COLOR, THEME_COLOR, THEME_TINT, THEME_SHADE = map(word, ("color", "themeColor", "themeTint", "themeShade"))
FILL, THEME_FILL, THEME_FILL_TINT, THEME_FILL_SHADE = map(
    word, ("fill", "themeFill", "themeFillTint", "themeFillShade")
)

#: ECMA-376, 17.18.40 (ST_HighlightColor).
HIGHLIGHTS = {
    "black": BLACK, "blue": "0000FF", "cyan": "00FFFF", "darkBlue": "000080", "darkCyan": "008080",
    "darkGray": "808080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000",
    "green": "00FF00", "lightGray": "C0C0C0", "magenta": "FF00FF", "red": "FF0000", "white": WHITE, "yellow": "FFFF00",
}  # fmt: skip

#: Named colors of VML, which are those of HTML 3.2.
_NAMED = {
    "black": BLACK, "white": WHITE, "silver": "C0C0C0", "gray": "808080", "red": "FF0000", "maroon": "800000",
    "yellow": "FFFF00", "olive": "808000", "lime": "00FF00", "green": "008000", "aqua": "00FFFF", "teal": "008080",
    "blue": "0000FF", "navy": "000080", "fuchsia": "FF00FF", "purple": "800080",
}  # fmt: skip

#: The theme slot of each color name of Word (ECMA-376, 17.18.97), unless the settings map it elsewhere.
_SLOTS = {
    "dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2", "text1": "dk1", "background1": "lt1",
    "text2": "dk2", "background2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink",
    "tx1": "dk1", "bg1": "lt1", "tx2": "dk2", "bg2": "lt2",
    **{f"accent{number}": f"accent{number}" for number in range(1, 7)},
}  # fmt: skip

_HEX = re.compile(r"#?([0-9A-Fa-f]{6})")
_SHORT_HEX = re.compile(r"#([0-9A-Fa-f])([0-9A-Fa-f])([0-9A-Fa-f])(?![0-9A-Fa-f])")
_PERCENT = re.compile(r"pct(\d+)$")
_MAPPING = word("clrSchemeMapping")


class Palette:
    """The colors of a document's theme; resolves every notation of a color in WordprocessingML."""

    def __init__(self, theme: etree._Element | None = None, settings: etree._Element | None = None) -> None:
        self._theme: dict[str, str] = {}
        self._slots = dict(_SLOTS)
        scheme = None if theme is None else theme.find(f".//{{{DRAWING}}}clrScheme")
        for slot in () if scheme is None else scheme:
            value = slot[0].get("lastClr") or slot[0].get("val") if len(slot) else None
            match = _HEX.fullmatch(value or "")
            if match:
                self._theme[slot.tag.rpartition("}")[2]] = match[1].upper()
        mapping = None if settings is None else settings.find(_MAPPING)
        if mapping is not None:
            self._map(mapping)

    def _map(self, mapping: etree._Element) -> None:
        for name, word_name in (("t1", "text1"), ("bg1", "background1"), ("t2", "text2"), ("bg2", "background2")):
            slot = _SLOTS.get(mapping.get(word(name)) or "")
            if slot:
                self._slots[word_name] = slot

    def theme_color(self, name: str) -> str:
        """Return the theme color of a name such as ``"accent1"``, or an empty string."""
        return self._theme.get(self._slots.get(name, ""), "")

    def text_color(self, element: etree._Element) -> str:
        """Return the text color of a ``w:color``. The theme color has precedence over the literal one."""
        return self._color(element, VAL, THEME_COLOR, THEME_TINT, THEME_SHADE)

    def fill_color(self, shading: etree._Element) -> str:
        """Return the background color of a ``w:shd``, or an empty string."""
        pattern = shading.get(VAL) or "clear"
        if pattern == "nil":
            return ""
        background = self._color(shading, FILL, THEME_FILL, THEME_FILL_TINT, THEME_FILL_SHADE)
        background = "" if background == AUTO else background
        if pattern == "clear":
            return background
        front = self._color(shading, COLOR, THEME_COLOR, THEME_TINT, THEME_SHADE)
        front = BLACK if front == AUTO else front
        if pattern == "solid":
            return front
        percent = _PERCENT.match(pattern)
        if percent is None or UNKNOWN in (background, front):
            return UNKNOWN
        return mix_colors(background or WHITE, front, min(int(percent[1]), 100) / 100)

    def _color(self, element: etree._Element, value: str, theme: str, tint: str, shade: str) -> str:
        named = self.theme_color(element.get(theme) or "")
        if named:
            return apply_tint_and_shade(named, element.get(tint), element.get(shade))
        return parse_color(element.get(value) or "")


def read_palette(package: Package, settings: etree._Element | None) -> Palette:
    """Return the palette of a Word file."""
    part = package.find_related(package.main, "theme")
    return Palette(package.xml(part) if part else None, settings)


def parse_color(text: str) -> str:
    """Return a color of Word or VML notation as six digits, ``AUTO`` or ``UNKNOWN``.

    >>> parse_color("#4f81bd [3204]"), parse_color("navy"), parse_color("#fff"), parse_color("buttonFace")
    ('4F81BD', '000080', 'FFFFFF', '?')
    """
    text = text.strip()
    if not text or text.lower() == AUTO:
        return AUTO
    match = _HEX.match(text)
    if match:
        return match[1].upper()
    short = _SHORT_HEX.match(text)
    if short:
        return "".join(digit * 2 for digit in short.groups()).upper()
    return _NAMED.get(text.split()[0].lower(), UNKNOWN)


def apply_tint_and_shade(color: str, tint: str | None, shade: str | None) -> str:
    """Return a theme color with tint or shade, both two hexadecimal digits, applied (ECMA-376, 17.3.2.6).

    Word rounds hue and lightness, so that its own result differs imperceptibly (here 365F91).

    >>> apply_tint_and_shade("4F81BD", None, "BF")
    '376092'
    """
    light = _fraction(tint)
    dark = _fraction(shade)
    if light is None and dark is None:
        return color
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    if light is not None:
        lightness = lightness * light + 1 - light
    if dark is not None:
        lightness *= dark
    return _from_parts(colorsys.hls_to_rgb(hue, lightness, saturation))


def modulate(color: str, factor: float, offset: float) -> str:
    """Return a color with its lightness multiplied and raised (lumMod and lumOff of DrawingML)."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(color))
    return _from_parts(colorsys.hls_to_rgb(hue, min(max(lightness * factor + offset, 0), 1), saturation))


def mix_colors(background: str, front: str, share: float) -> str:
    """Return the average color of a dotted pattern."""
    pairs = zip(_parts(background), _parts(front), strict=True)
    return _from_parts(tuple(below * (1 - share) + above * share for below, above in pairs))


@lru_cache(maxsize=1024)
def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21 (WCAG 2.1, definition of contrast ratio).

    >>> contrast_ratio("000000", "FFFFFF"), round(contrast_ratio("767676", "FFFFFF"), 2)
    (21.0, 4.54)
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def read_drawing_color(parent: etree._Element | None, palette: Palette) -> str:
    """Return the color inside an element of DrawingML, such as a solid fill."""
    if parent is None or not len(parent):
        return UNKNOWN
    element = parent[0]
    kind = element.tag.rpartition("}")[2]
    value = element.get("val") or ""
    if kind == "srgbClr":
        color = parse_color(value)
    elif kind == "schemeClr":
        color = palette.theme_color(value) or UNKNOWN
    elif kind == "sysClr":
        color = parse_color(element.get("lastClr") or "?")
    else:
        return UNKNOWN
    factor, offset = 1.0, 0.0
    for change in element:
        name = change.tag.rpartition("}")[2]
        value = parse_integer(change.get("val"))
        if value is None:
            return UNKNOWN
        share = value / 100_000
        if name == "lumMod":
            factor = share
        elif name == "lumOff":
            offset = share
        else:
            return UNKNOWN
    return color if color in (UNKNOWN, AUTO) or (factor, offset) == (1, 0) else modulate(color, factor, offset)


def _fraction(digits: str | None) -> float | None:
    try:
        return None if not digits else min(int(digits, 16), 255) / 255
    except ValueError:
        return None


def _parts(color: str) -> tuple[float, float, float]:
    return int(color[:2], 16) / 255, int(color[2:4], 16) / 255, int(color[4:], 16) / 255


def _from_parts(parts: tuple[float, ...]) -> str:
    return "".join(f"{round(min(max(part, 0), 1) * 255):02X}" for part in parts)


def _luminance(color: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

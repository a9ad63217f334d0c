"""Describe what HTML loses when it is reduced to the subset."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.html.reader import HEADING_LEVELS
from jobdescriptions.word.links import safe_link
from jobdescriptions.word.understand.normal import MAX_SECTION_HEADING_LENGTH, close_level_gaps

_PICTURES = frozenset(("img", "svg", "canvas", "picture"))
_EMBEDDED = frozenset(("iframe", "object", "embed", "applet", "video", "audio"))
_SCRIPTS = frozenset(("script", "noscript", "template"))
_FIELDS = frozenset(("input", "select", "textarea", "button"))
#: Elements whose formatting is lost, though neither words nor structure.
_OTHERS = {"hr": "lines across the page", "blockquote": "quotation marks of paragraphs", "pre": "monospaced text"}
_OTHERS |= dict.fromkeys(("code", "kbd", "samp", "tt"), "monospaced text")
_OTHERS |= dict.fromkeys(("mark",), "colors") | dict.fromkeys(("big", "small"), "sizes")

_LOOKS = (
    (re.compile(r"(?:^|;)\s*(?:background|color|border)", re.IGNORECASE), "colors"),
    (re.compile(r"(?:^|;)\s*font-family", re.IGNORECASE), "fonts"),
    (re.compile(r"(?:^|;)\s*font-size", re.IGNORECASE), "sizes"),
    (re.compile(r"(?:^|;)\s*(?:text-align|text-indent|margin|padding)", re.IGNORECASE), "alignment"),
)
_ATTRIBUTES = {"color": "colors", "bgcolor": "colors", "face": "fonts", "size": "sizes", "align": "alignment"}

#: Losses that are counted, in the singular and in the plural.
_COUNTED = {
    "picture": ("a picture", "pictures"),
    "embedded": ("an embedded object", "embedded objects"),
    "field": ("a form field", "form fields"),
    "link": (
        "a link that does not begin with https://, http:// or mailto:",
        "links that do not begin with https://, http:// or mailto:",
    ),
}


def describe_losses(html: str) -> tuple[str, ...]:
    """Return the losses of ``from_html``, each in words such as ``"2 pictures"`` or ``"colors"``.

    Words are never lost, except the alternatives inside scripts and embedded objects.

    >>> describe_losses('<p style="color: red"><img src="a.png" alt="A dog"><img src="b.png"><a href="file:///c">c</a></p>')
    ('2 pictures', 'a link that does not begin with https://, http:// or mailto:', 'colors')
    >>> describe_losses("<p>Plain, <strong>bold</strong>.</p>")
    ()
    """
    root = _parse(html)
    if root is None:
        return ()
    lost = Counter(loss for element in root.iter(etree.Element) for loss in _losses(element))
    counted = [
        one if lost[kind] == 1 else f"{lost[kind]} {several}" for kind, (one, several) in _COUNTED.items() if lost[kind]
    ]
    return (*counted, *sorted(kind for kind in lost if kind not in _COUNTED))


def find_raised_headings(html: str) -> tuple[str, ...]:
    """Return the headings that ``from_html`` raises because a level was skipped.

    >>> find_raised_headings("<h4>Tools</h4><p>Text.</p>"), find_raised_headings("<h3>Tools</h3><h4>Drills</h4>")
    (('Tools',), ())
    """
    root = _parse(html)
    groups: dict[etree._Element | None, list[tuple[int, str]]] = {}
    for element in () if root is None else root.iter(*HEADING_LEVELS):
        text = tidy("".join(element.itertext()))
        if text and len(text) <= MAX_SECTION_HEADING_LENGTH:
            # Each cell of a table has its own headings.
            cell = next(element.iterancestors("td", "th"), None)
            groups.setdefault(cell, []).append((HEADING_LEVELS[element.tag], text))
    return tuple(
        text
        for group in groups.values()
        for (level, text), closed in zip(group, close_level_gaps(level for level, _ in group), strict=True)
        if closed < level
    )


def _parse(html: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    return etree.fromstring(f"<html><body>{html}</body></html>".replace("\0", "").encode(), parser)


def _losses(element: etree._Element) -> Iterator[str]:
    tag = element.tag
    if tag in _PICTURES:
        yield "picture"
    elif tag in _EMBEDDED:
        yield "embedded"
    elif tag in _FIELDS:
        yield "field"
    elif tag in _SCRIPTS or any(name.startswith("on") for name in element.attrib):
        yield "scripts"
    elif tag == "style":
        yield "style sheets"
    elif tag == "a" and (element.get("href") or "").strip() and not safe_link(element.get("href")):
        yield "link"
    elif tag in _OTHERS:
        yield _OTHERS[tag]
    elif tag == "center":
        yield "alignment"
    style = element.get("style") or ""
    yield from (name for pattern, name in _LOOKS if pattern.search(style))
    if tag in ("font", "p", "div", "td", "th", "tr", "table", "body") or str(tag).startswith("h"):
        yield from (name for attribute, name in _ATTRIBUTES.items() if element.get(attribute))

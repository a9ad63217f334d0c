"""Content of a Word file outside its text: headers and footers, macros, templates, external content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jobdescriptions.word.footer import is_own_footer
from jobdescriptions.word.names import BR, TAB, P, T
from jobdescriptions.word.package.properties import read_description

if TYPE_CHECKING:
    from jobdescriptions.word.package.parts import Package
    from jobdescriptions.word.read.events import ReadingEvents

_WORD = re.compile(r"[^\W\d_]+")
#: The words of "Page 1 of 3", which any header may have.
_PAGE_WORDS = frozenset(("page", "of"))
#: Parts that are opened or fetched by Word, and not text of the document.
_FETCHED = ("image", "oleObject", "subDocument", "aFChunk", "frame", "video", "audio", "linkedStyle")


def report_unread_parts(package: Package, events: ReadingEvents) -> None:
    """Report everything in a package that is not its text and was not read."""
    relationships = package.relationships(package.main)
    seen: set[str] = set()
    for relationship in dict.fromkeys(relationships.values()):
        kind, target = relationship.kind, relationship.target
        if kind in ("header", "footer") and not relationship.external:
            text = _text(package, target)
            if text and text not in seen and not is_own_footer(text, read_description(package)):
                seen.add(text)
                events.add("header-footer-dropped", example=text)
        elif relationship.external and kind in _FETCHED:
            events.add("external-content", example=target)
    for key in package.parts():
        if key.endswith("vbaproject.bin"):
            events.add("macros-ignored")
        elif key.endswith("settings.xml.rels"):
            for relationship in package.relationships(key.replace("_rels/", "").removesuffix(".rels")).values():
                if relationship.kind == "attachedTemplate" and relationship.external:
                    events.add("external-template", example=relationship.target)
    for name in package.unsafe_names:
        events.add("strange-names", example=name)


def _text(package: Package, key: str) -> str:
    data = package.read(key)
    # Most headers are empty and need no parsing. (UTF-16 has a zero byte somewhere.)
    if data is None or (b":t>" not in data and b":t " not in data and b"<t" not in data and b"\0" not in data):
        return ""
    pieces = []
    for element in package.parse(data, key).iter(T, P, TAB, BR):
        pieces.append(element.text or "" if element.tag == T else " ")
    text = " ".join("".join(pieces).split())
    return text if {word.lower() for word in _WORD.findall(text)} - _PAGE_WORDS else ""

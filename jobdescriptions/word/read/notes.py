"""Footnotes and endnotes: their marks in the text, numbered as in Word, and the location of their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobdescriptions.word.names import ENDNOTE, ENDNOTE_REFERENCE, FOOTNOTE, FOOTNOTE_REFERENCE, ID
from jobdescriptions.word.number_formats import format_number

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Package

_KINDS = {
    FOOTNOTE_REFERENCE: ("footnotes", FOOTNOTE, "decimal"),
    ENDNOTE_REFERENCE: ("endnotes", ENDNOTE, "lowerRoman"),
}


class Notes:
    """The notes of a document. A notes part is read when one of its notes is first referenced."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._elements: dict[str, dict[str, etree._Element]] = {}
        self._counts = {FOOTNOTE_REFERENCE: 0, ENDNOTE_REFERENCE: 0}
        self._used: set[tuple[str, str]] = set()
        #: The referenced notes, each once, in the order of their references.
        self.read: list[etree._Element] = []

    def mark(self, reference: etree._Element) -> str:
        """Return the mark of a reference in the text, such as ``[1]`` or, for an endnote, ``[i]``."""
        tag = reference.tag
        self._counts[tag] += 1
        return f"[{format_number(self._counts[tag], _KINDS[tag][2])}]"

    def part(self, reference: etree._Element) -> str:
        """Return the key of the part that contains the note of a reference; empty if there is none."""
        return self._package.find_related(self._package.main, _KINDS[reference.tag][0]) or ""

    def take(self, reference: etree._Element) -> etree._Element | None:
        """Return the note of a reference at its first call; None if there is none or it has been returned before."""
        tag = reference.tag
        key = (tag, reference.get(ID) or "")
        if key in self._used:
            return None
        self._used.add(key)
        note = self._of_kind(tag).get(key[1])
        if note is not None:
            self.read.append(note)
        return note

    def _of_kind(self, tag: str) -> dict[str, etree._Element]:
        if tag not in self._elements:
            kind, element_name, _ = _KINDS[tag]
            part = self._package.find_related(self._package.main, kind)
            root = self._package.xml(part) if part else None
            found = () if root is None else root.iterchildren(element_name)
            self._elements[tag] = {note.get(ID) or "": note for note in found}
        return self._elements[tag]

"""Children of an XML element, where lxml's own ways would take much of the time of reading a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

#: The children of a slice are all in memory at once, which more than these should not be.
MOST_AT_ONCE = 1_000


def children(element: etree._Element) -> Iterable[etree._Element]:
    """The children to go through. A slice of an element takes half the time of the element itself."""
    return element[:] if len(element) <= MOST_AT_ONCE else element


def first_child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of a name, or None. Quick where the child is the very first, as properties should be."""
    if not len(element):
        return None
    first = element[0]
    return first if first.tag == name else next(element.iterchildren(name), None)


def children_by_name(element: etree._Element, names: frozenset[str]) -> dict[str, etree._Element]:
    """The first child of each of these names that there is. Cheaper than ``find`` for more than one name."""
    found: dict[str, etree._Element] = {}
    for child in children(element):
        tag = child.tag
        if tag in names and tag not in found:
            found[tag] = child
    return found

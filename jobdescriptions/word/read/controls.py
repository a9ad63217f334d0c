"""Content controls (``w:sdt``): their content, the clause that they name, and whether they display a placeholder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from jobdescriptions.word.blanks import is_blank_tag
from jobdescriptions.word.clauses import parse_key
from jobdescriptions.word.names import ALIAS, SDT_CONTENT, SDT_PR, SHOWING_PLACEHOLDER, TAG, VAL, T

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.read.events import ReadingEvents


def iter_contents(control: etree._Element, events: ReadingEvents) -> Iterator[etree._Element]:
    """Yield the elements inside a control. A control that still displays its placeholder is reported,

    unless it is one of the blanks that written files have."""
    properties = control.find(SDT_PR)
    if (
        properties is not None
        and properties.find(SHOWING_PLACEHOLDER) is not None
        and not is_blank_tag(_value(properties, TAG))
    ):
        # A placeholder is short. Controls are nested, and the whole content of each need not be searched.
        text = "".join(element.text or "" for element in islice(control.iter(), 200) if element.tag == T)
        if text:
            events.add("placeholders-kept", example=text)
    return control.iterchildren(SDT_CONTENT)


def find_clause(control: etree._Element) -> str:
    """Return the key of the clause that a control names; empty if it names none."""
    properties = control.find(SDT_PR)
    return "" if properties is None else parse_key(_value(properties, TAG), _value(properties, ALIAS))


def _value(properties: etree._Element, name: str) -> str:
    element = properties.find(name)
    return "" if element is None else element.get(VAL) or ""

"""Content controls (``w:sdt``): their content, and whether they still display a placeholder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from jobdescriptions.word.names import SDT_CONTENT, SDT_PR, SHOWING_PLACEHOLDER, T

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.read.events import ReadingEvents


def iter_contents(control: etree._Element, events: ReadingEvents) -> Iterator[etree._Element]:
    """Yield the elements inside a control. A control that still displays its placeholder is reported."""
    properties = control.find(SDT_PR)
    if properties is not None and properties.find(SHOWING_PLACEHOLDER) is not None:
        # A placeholder is short. Controls are nested, and the whole content of each need not be searched.
        text = "".join(element.text or "" for element in islice(control.iter(), 200) if element.tag == T)
        if text:
            events.add("placeholders-kept", example=text)
    return control.iterchildren(SDT_CONTENT)

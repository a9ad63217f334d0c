"""Content controls (``w:sdt``): what is in them, and whether anybody has filled them in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from jobdescriptions.word.names import SDT_CONTENT, SDT_PR, SHOWING_PLACEHOLDER, T

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.read.notices import Notices


def contents(control: etree._Element, notices: Notices) -> Iterator[etree._Element]:
    """The elements that hold what is in a control. A control that still shows its placeholder is noted."""
    properties = control.find(SDT_PR)
    if properties is not None and properties.find(SHOWING_PLACEHOLDER) is not None:
        # A placeholder is short. Controls stand in controls, and not all of each need be looked through.
        text = "".join(element.text or "" for element in islice(control.iter(), 200) if element.tag == T)
        if text:
            notices.add("placeholders-kept", example=text)
    return control.iterchildren(SDT_CONTENT)

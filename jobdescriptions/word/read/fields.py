"""Fields that are spread over runs: begin, instruction, separator, result, end; they can be nested."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jobdescriptions.word.links import safe_link
from jobdescriptions.word.names import CHECK_BOX, CHECKED, DEFAULT, DROP_DOWN, FF_DATA, LIST_ENTRY, RESULT, VAL
from jobdescriptions.word.read.styles import is_on, parse_integer

if TYPE_CHECKING:
    from lxml import etree

_HYPERLINK = re.compile(r'^\s*HYPERLINK\s+(?:(\\l)\s+)?(?:"([^"]*)"|(\S+))(.*)$', re.IGNORECASE | re.DOTALL)
_PLACE = re.compile(r'\\l\s+(?:"([^"]*)"|(\S+))')

#: Fields whose result comes from another file or program.
FETCHING_FIELDS = ("DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "RD", "DATABASE")


@dataclass(slots=True)
class OpenField:
    """An open field. ``in_result`` is set by its separator. ``link`` is its own link or that around it."""

    link: str = ""
    instruction: list[str] = field(default_factory=list)
    in_result: bool = False


def parse_hyperlink(instruction: str) -> tuple[str, str] | None:
    """Return the target of a HYPERLINK field, as written and as kept (empty if not allowed); None for other fields.

    >>> parse_hyperlink(' HYPERLINK "https://example.org/" ')
    ('https://example.org/', 'https://example.org/')
    >>> parse_hyperlink(r'HYPERLINK \\l "_Toc1"')
    ('#_Toc1', '')
    """
    match = _HYPERLINK.match(instruction)
    if match is None:
        return None
    address = (match[2] if match[2] is not None else match[3]).replace("\\\\", "\\")
    if match[1]:
        return f"#{address}", ""
    place = _PLACE.search(match[4])
    if place:
        address = f"{address}#{place[1] or place[2]}"
    return address, safe_link(address)


def read_form_field(begin: etree._Element) -> str:
    """Return the state of a legacy form field as text: its check mark or its chosen entry."""
    data = begin.find(FF_DATA)
    if data is None:
        return ""
    box = data.find(CHECK_BOX)
    if box is not None:
        state = box.find(CHECKED)
        if state is None:
            state = box.find(DEFAULT)
        return "☒" if state is not None and is_on(state) else "☐"
    choice = data.find(DROP_DOWN)
    if choice is None:
        return ""
    entries = [entry.get(VAL) or "" for entry in choice.iterchildren(LIST_ENTRY)]
    chosen = choice.find(RESULT)
    if chosen is None:
        chosen = choice.find(DEFAULT)
    index = 0 if chosen is None else parse_integer(chosen.get(VAL)) or 0
    return entries[index] if 0 <= index < len(entries) else ""


def is_fetching(instruction: str) -> bool:
    """Return whether a field takes its result from another file or program."""
    name = instruction.split(maxsplit=1)
    return bool(name) and name[0].upper() in FETCHING_FIELDS

"""Compute list numbering as Word does: level, number and label of each paragraph.

A ``w:num`` is a list, the ``w:abstractNum`` behind it the definition of its nine levels. Lists that share a definition
continue each other's numbers; ``w:startOverride`` restarts a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from jobdescriptions.word.document import BULLET, MAX_LIST_LEVEL
from jobdescriptions.word.names import (
    ABSTRACT_NUM,
    ABSTRACT_NUM_ID,
    ILVL,
    LEGAL,
    LEVEL,
    LEVEL_OVERRIDE,
    LEVEL_RESTART,
    LEVEL_TEXT,
    NUM,
    NUM_FORMAT,
    NUM_ID,
    NUM_STYLE_LINK,
    P_STYLE,
    START,
    START_OVERRIDE,
    STYLE_LINK,
    VAL,
)
from jobdescriptions.word.number_formats import format_number, to_model_format
from jobdescriptions.word.package.children import first_child
from jobdescriptions.word.read.styles import ParagraphStyle, Styles, is_on, parse_integer

if TYPE_CHECKING:
    from lxml import etree

_PLACE = re.compile(r"%([1-9])")
#: Maximum length of a label: room for nine numbers and the punctuation between them.
MAX_LABEL_LENGTH = 50
_LEVELS = MAX_LIST_LEVEL + 1


@dataclass(slots=True)
class Level:
    """One level of a list definition.

    ``format`` is the number format of the block model, ``display_format`` that of the displayed label: "ordinalText" is
    "decimal" and displays "First". ``legal`` says that the label shows every number as a decimal.
    """

    format: str = "decimal"
    display_format: str = "decimal"
    text: str = ""
    start: int = 0
    legal: bool = False


class Levels:
    """The levels of a list definition by index. Each is read on first use: most lists use one or two."""

    def __init__(self, elements: dict[int, etree._Element]) -> None:
        self.elements = elements
        self._levels: dict[int, Level] = {}
        self._styles: dict[str, int] | None = None

    def __getitem__(self, index: int) -> Level:
        level = self._levels.get(index)
        if level is None:
            element = self.elements.get(index)
            level = self._levels[index] = Level() if element is None else _read_level(element)
        return level

    def of_style(self, style_id: str) -> int | None:
        """Return the index of the level that is linked to a paragraph style, or None."""
        if self._styles is None:
            links = {index: element.find(P_STYLE) for index, element in self.elements.items()}
            self._styles = {link.get(VAL) or "": index for index, link in links.items() if link is not None}
        return self._styles.get(style_id)


@dataclass(slots=True)
class ListDefinition:
    """The nine levels of a list, and the current count of each (none: not started, or to be restarted)."""

    levels: Levels
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class ListInstance:
    """A list of a document: its definition, its overrides, and the levels that have started."""

    definition: ListDefinition
    levels: Levels
    starts: dict[int, int]
    restarts: dict[int, int]
    started: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class ListPosition:
    """The position of a paragraph in a list, in terms of the block model."""

    level: int
    format: str
    number: int | None
    label: str


#: The positions of bullets by level.
_BULLETS = tuple(ListPosition(level, BULLET, None, "") for level in range(_LEVELS))


class Numbering:
    """The lists of a document. ``load`` returns the root element of the numbering part and is called on first use."""

    def __init__(self, load: Callable[[], etree._Element | None], styles: Styles) -> None:
        self._load = load
        self._styles = styles
        self._root_nums: dict[str, etree._Element] | None = None
        self._root_definitions: dict[str, etree._Element] = {}
        self._has_restarts = False
        self._definitions: dict[str, ListDefinition] = {}
        self._lists: dict[str, ListInstance | None] = {}

    def advance(self, number: str | None, level: int | None, style: ParagraphStyle) -> ListPosition | None:
        """Count a paragraph and return its position; None if it is in no list.

        ``number`` and ``level`` are those of the paragraph itself; missing ones are taken from its style.
        """
        direct = number
        if number is None:
            number = style.number
        if number is None or number == "0":
            return None
        found = self._list(number)
        if found is None:
            return None
        if level is None:
            level = self._style_level(found, style) if direct is None else 0
        if not 0 <= level <= MAX_LIST_LEVEL:
            level = min(max(level, 0), MAX_LIST_LEVEL)
        # Where a list does not define a level, Word displays no label.
        if level not in found.levels.elements:
            return None
        place = self._count(found, level)
        if direct is None and style.list_depth and level == 0:
            return replace(place, level=style.list_depth)
        return place

    def _style_level(self, found: ListInstance, style: ParagraphStyle) -> int:
        for style_id in style.chain:
            index = found.levels.of_style(style_id)
            if index is not None:
                return index
        return style.number_level or 0

    def _count(self, found: ListInstance, level: int) -> ListPosition:
        counts = found.definition.counts
        definition = found.levels[level]
        before = counts.get(level)
        if level in found.starts and level not in found.started:
            number = found.starts[level]
        elif before is None:
            number = found.starts.get(level, definition.start)
        else:
            number = before + 1
        found.started.add(level)
        counts[level] = number
        for above in range(level):
            # A skipped level starts with its first number: "1.", "(i)", and then "b.".
            if above not in counts and above in found.levels.elements:
                counts[above] = found.starts.get(above, found.levels[above].start)
        # A level restarts after any level above it, unless the definition says after which one, or never (0).
        for deeper in [other for other in counts if other > level]:
            if level < found.restarts.get(deeper, deeper):
                del counts[deeper]
        if definition.format == BULLET:
            return _BULLETS[level]
        return ListPosition(level, definition.format, number, self._label(found, level, definition))

    def _label(self, found: ListInstance, level: int, definition: Level) -> str:
        counts = found.definition.counts
        # Split so that every second item is the number (from 1) of a level: "%1.%2" is ["", "1", ".", "2", ""].
        parts = _PLACE.split(definition.text)
        for place in range(1, len(parts), 2):
            index = int(parts[place]) - 1
            other, number = found.levels[index], counts.get(index)
            if index > level:
                parts[place] = ""
                continue
            if number is None:
                number = found.starts.get(index, other.start)
            parts[place] = format_number(number, "decimal" if definition.legal else other.display_format)
        return "".join(parts)

    def _list(self, number: str) -> ListInstance | None:
        if number not in self._lists:
            self._lists[number] = self._read_list(number)
        return self._lists[number]

    def _read_list(self, number: str) -> ListInstance | None:
        if self._root_nums is None:
            self._root_nums = {}
            root = self._load()
            if root is not None:
                self._has_restarts = next(root.iter(LEVEL_RESTART), None) is not None
                self._root_nums = {e.get(NUM_ID) or "": e for e in root.iterchildren(NUM)}
                self._root_definitions = {e.get(ABSTRACT_NUM_ID) or "": e for e in root.iterchildren(ABSTRACT_NUM)}
        element = self._root_nums.get(number)
        if element is None:
            return None
        definition = self._definition(element)
        if definition is None:
            return None
        elements, starts = dict(definition.levels.elements), {}
        for override in element.iterchildren(LEVEL_OVERRIDE):
            index = parse_integer(override.get(ILVL))
            if index is None:
                continue
            own = override.find(LEVEL)
            if own is not None:
                elements[index] = own
            start = override.find(START_OVERRIDE)
            if start is not None:
                starts[index] = parse_integer(start.get(VAL)) or 0
        levels = definition.levels if elements == definition.levels.elements else Levels(elements)
        return ListInstance(definition, levels, starts, self._restarts(elements) if self._has_restarts else {})

    def _restarts(self, elements: dict[int, etree._Element]) -> dict[int, int]:
        found = {index: level.find(LEVEL_RESTART) for index, level in elements.items()}
        return {index: parse_integer(element.get(VAL)) or 0 for index, element in found.items() if element is not None}

    def _definition(self, element: etree._Element, depth: int = 0) -> ListDefinition | None:
        reference = first_child(element, ABSTRACT_NUM_ID)
        key = "" if reference is None else reference.get(VAL) or ""
        if key in self._definitions:
            return self._definitions[key]
        abstract = self._root_definitions.get(key)
        if abstract is None:
            return None
        # A definition can be a mere link to a list style, which names the list that has the levels.
        link = abstract.find(NUM_STYLE_LINK)
        if link is not None and depth < 5:
            other = self._linked(link.get(VAL) or "")
            found = None if other is None else self._definition(other, depth + 1)
            if found is not None:
                self._definitions[key] = found
                return found
        elements = {}
        for child in abstract.iterchildren(LEVEL):
            index = parse_integer(child.get(ILVL))
            if index is not None and 0 <= index < _LEVELS:
                elements[index] = child
        definition = self._definitions[key] = ListDefinition(Levels(elements))
        return definition

    def _linked(self, style_id: str) -> etree._Element | None:
        nums = self._root_nums or {}
        element = nums.get(self._styles.number_of(style_id) or "")
        if element is not None:
            return element
        for key, abstract in self._root_definitions.items():
            link = abstract.find(STYLE_LINK)
            if link is not None and link.get(VAL) == style_id:
                for num in nums.values():
                    reference = num.find(ABSTRACT_NUM_ID)
                    if reference is not None and reference.get(VAL) == key:
                        return num
        return None


def _read_level(element: etree._Element) -> Level:
    level = Level()
    # Newer formats are in alternate content with a plain format as the last choice: the last one counts.
    for child in element.iter(NUM_FORMAT):
        level.display_format = child.get(VAL) or "decimal"
        level.format = to_model_format(level.display_format)
    for child in element:
        tag = child.tag
        if tag == START:
            level.start = parse_integer(child.get(VAL)) or 0
        elif tag == LEVEL_TEXT:
            level.text = (child.get(VAL) or "")[:MAX_LABEL_LENGTH]
        elif tag == LEGAL:
            level.legal = is_on(child)
    # A number format whose text is one character without a number looks like a bullet, so it is one.
    if level.format != BULLET and len(level.text) == 1 and not level.text.isalnum() and level.text != "%":
        level.format = BULLET
    return level

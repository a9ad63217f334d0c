"""Convert list items with labels to numbering definitions with which Word displays the same labels.

Each list is a ``w:num`` of its own that sets its start, so that no list continues another one. Lists that look alike
share one definition (``w:abstractNum``), so that somebody who changes the look of one changes all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from jobdescriptions.word.document import BULLET, MAX_LIST_LEVEL, ListItem
from jobdescriptions.word.labels import make_level_text
from jobdescriptions.word.package.xml_text import escape_attribute

#: The characters of bullet levels in turn. Every font has them.
_BULLETS = ("\u2022", "\u2013")

#: The formats of levels that no item has used, for people who press Tab in Word.
_DEFAULT_FORMATS = ("decimal", "lowerLetter", "lowerRoman")

#: In twentieths of a point: minimum hanging indent, width of a character of a label, maximum hanging indent.
_MIN_INDENT, _CHARACTER, _MAX_INDENT = 340, 105, 1400

#: The look of a list level: number format and pattern of the label.
LevelFormat = tuple[str, str]


@dataclass(slots=True)
class _List:
    """An open list: the look of its levels, their start numbers, and the current numbers."""

    number: int
    formats: dict[int, LevelFormat] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    current: dict[int, int] = field(default_factory=dict)
    longest: dict[int, int] = field(default_factory=dict)

    def accept(self, item: ListItem) -> bool:
        """Continue with an item, if it is what this list would display next; return whether it is."""
        level = item.level
        look = self._level_format(item)
        known = self.formats.get(level)
        if known is not None and known != look:
            return False
        if item.number is not None and known is not None:
            if level in self.current:
                expected = self.current[level] + 1
            elif level and self.starts[level] != 1:
                # Programs differ in whether a level restarts at 1 or at its own first number.
                return False
            else:
                expected = self.starts[level]
            if item.number != expected:
                return False
        self.formats[level] = look
        if item.number is not None:
            self.starts.setdefault(level, item.number)
            self.current[level] = item.number
        self.longest[level] = max(self.longest.get(level, 0), len(item.label))
        for deeper in [other for other in self.current if other > level]:
            del self.current[deeper]
        return True

    def _level_format(self, item: ListItem) -> LevelFormat:
        if item.format == BULLET:
            return BULLET, _BULLETS[item.level % len(_BULLETS)]
        formats = {
            level: (self.formats[level][0], number) for level, number in self.current.items() if level < item.level
        }
        if item.number is not None:
            formats[item.level] = (item.format, item.number)
        return item.format, make_level_text(item.label, item.level, item.number, formats)


class Lists:
    """The lists of a document, in document order."""

    def __init__(self) -> None:
        self._lists: list[_List] = []
        self._current: _List | None = None
        self._numbered: _List | None = None

    def assign_list(self, item: ListItem) -> int:
        """Return the id (``w:numId``) of the list of an item: the open one, or a new one."""
        current, numbered = self._current, self._numbered
        if current is not None and current.accept(item):
            if item.number is not None:
                self._numbered = current
            return current.number
        # A numbered list may continue after bullets, but not after another numbered list: the two share their count if
        # they share a definition.
        if current is not numbered and numbered is not None and item.number is not None and numbered.accept(item):
            self._current = numbered
            return numbered.number
        new = _List(len(self._lists) + 1)
        new.accept(item)
        self._lists.append(new)
        self._current = new
        if item.number is not None:
            self._numbered = new
        return new.number

    def pause(self) -> None:
        """Interrupt lists by another block: bullets after it start a new list, numbers may continue."""
        if self._current is not self._numbered:
            self._current = None

    def xml(self) -> str:
        """Return the content of ``w:numbering``: first the definitions and then the lists, as the schema demands."""
        definitions: dict[tuple[tuple[int, LevelFormat, int], ...], int] = {}
        lists: list[str] = []
        for entry in self._lists:
            key = tuple(
                (level, look, _hanging_indent(entry.longest[level])) for level, look in sorted(entry.formats.items())
            )
            number = definitions.setdefault(key, len(definitions))
            overrides = "".join(
                f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
                for level, start in sorted(entry.starts.items())
            )
            lists.append(f'<w:num w:numId="{entry.number}"><w:abstractNumId w:val="{number}"/>{overrides}</w:num>')
        return "".join([_definition(number, key) for key, number in definitions.items()] + lists)


def _hanging_indent(longest: int) -> int:
    return min(max(_MIN_INDENT, (longest + 1) * _CHARACTER), _MAX_INDENT)


@lru_cache(maxsize=64)
def _definition(number: int, key: tuple[tuple[int, LevelFormat, int], ...]) -> str:
    levels = {level: (look, hanging) for level, look, hanging in key}
    bulleted = key[0][1][0] == BULLET
    left = 0
    parts = [f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>']
    for level in range(MAX_LIST_LEVEL + 1):
        (number_format, text), hanging = levels.get(level) or (_default_format(level, bulleted), _MIN_INDENT)
        left += hanging
        parts.append(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>'
            f'<w:lvlText w:val="{escape_attribute(text)}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
        )
    return "".join([*parts, "</w:abstractNum>"])


def _default_format(level: int, bulleted: bool) -> LevelFormat:
    if bulleted:
        return BULLET, _BULLETS[level % len(_BULLETS)]
    return _DEFAULT_FORMATS[level % len(_DEFAULT_FORMATS)], f"%{level + 1}."

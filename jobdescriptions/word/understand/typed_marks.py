"""Recognize bullets and numbers typed in front of a line in place of Word's lists.

A new bullet character is a new entry here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jobdescriptions.word.document import BULLET
from jobdescriptions.word.number_formats import format_number

#: Characters that are typed as bullets. Those on one line are equivalent: people mix them without a purpose.
#: Characters of symbol fonts are listed as stored and as displayed in other fonts ("§" is the square of Wingdings).
_BULLETS = (
    "\u2022\u00b7\u25cf\u2219\u22c5\uf0b7\uf09f",
    "\u25cb\u25e6\u25ef",
    "\u25aa\u25a0\u25fe\uf0a7\uf06e",
    "\u25ab\u25a1\u25fb\u2751\uf0a8\uf071",
    "\u2023\u27a2\u27a4\u25ba\u25b8\u25b6\uf0d8",
    "\u2713\u2714\uf0fc",
    "\u2794\u2192\u21e8\uf0e0\uf0e8",
    "\u2756\u2666\u25c6\u29eb\uf076\uf075",
    "\u2043",
)

#: Characters with other meanings, which need white space behind. "o" is the round bullet of Courier New.
_BULLETS_BEFORE_SPACE = ("-\u2010\u2011\u2012\u2013\u2014\u2212", "*", "o", "\u00a7", "\u00d8", "\u00fc")

_GROUPS = {char: group[0] for group in (*_BULLETS, *_BULLETS_BEFORE_SPACE) for char in group}
_BULLET = re.compile(
    rf"(?:(?P<free>[{''.join(_BULLETS)}])\s*|(?P<bound>[{re.escape(''.join(_BULLETS_BEFORE_SPACE))}])\s+)"
    # A paragraph of law ("§ 45103") and a line of punctuation are no items.
    r"(?=[^\s\W]|[\"'(\[<$#&@+\u201c\u2018\u2026,.])"
)
_LAW = re.compile("\u00a7\\s+\\d")
_NUMBER = re.compile(
    r"(?P<open>\(?)(?:(?P<path>\d{1,3}(?:\.\d{1,3})+)|(?P<one>\d{1,3}|[ivx]{1,6}|[IVX]{1,6}|[A-Za-z]))"
    r"(?P<close>(?<=\d)(?=\s)|[.)])(?P<space>\s*)(?=\S)"
)
_LETTERS = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class TypedMark:
    """A typed bullet or number at the start of a line.

    ``typed`` is the mark without the white space around it, ``length`` its number of characters with that white space,
    ``indent`` the width of the white space in front. ``kind`` is equal for marks of one list: the character of a
    bullet, format and punctuation of a number. ``path`` has the numbers from the outermost level, ``(2, 1)`` for "2.1",
    and is empty for bullets. ``glued`` says that the text follows without a space, as in "3.Automating".
    """

    typed: str
    length: int
    indent: int
    format: str
    kind: str
    path: tuple[int, ...] = ()
    glued: bool = False

    @property
    def number(self) -> int | None:
        """The number of the item; None for bullets."""
        return self.path[-1] if self.path else None

    def goes_before(self, other: TypedMark) -> bool:
        """Return whether the other mark is the next in the same list: the same bullet, or the next number."""
        return self.kind == other.kind and (
            other.path == (*self.path[:-1], self.path[-1] + 1) if self.path else not other.path
        )


def parse_typed_marks(line: str) -> tuple[TypedMark, ...]:
    """Return the possible marks of a line: none, one, or two where "i." is a letter or a Roman numeral.

    >>> [(mark.typed, mark.format, mark.number) for mark in parse_typed_marks("(c) Keeps records")]
    [('(c)', 'lowerLetter', 3)]
    >>> [(mark.format, mark.number) for mark in parse_typed_marks("v. Keeps records")]
    [('lowerLetter', 22), ('lowerRoman', 5)]
    >>> [(mark.typed, mark.length, mark.format) for mark in parse_typed_marks("-  Keeps records")]
    [('-', 3, 'bullet')]
    >>> [parse_typed_marks(line) for line in ("-5 degrees", "$5 fee", "1,5 hours", "1.5")]
    [(), (), (), ()]
    """
    bare = line.lstrip()
    before = len(line) - len(bare)
    indent = len(line[:before].expandtabs(4))
    bullet = _BULLET.match(bare)
    if bullet and not _LAW.match(bare):
        char = bullet["free"] or bullet["bound"]
        return (TypedMark(char, before + bullet.end(), indent, BULLET, _GROUPS[char]),)
    match = _NUMBER.match(bare)
    if not match or (match["open"] and match["close"] != ")"):
        return ()
    if not match["path"] and not match["close"]:
        return ()  # A number alone is no mark: "12 months of experience".
    typed = bare[: match.start("space")]
    if match["path"] and not match["space"]:
        return ()
    if not match["space"] and not _LETTERS.match(bare, match.end()):
        return ()
    return tuple(
        TypedMark(
            typed,
            before + match.end(),
            indent,
            number_format,
            f"{number_format} {match['open']}{match['close'] if not match['path'] else '.'}",
            path,
            not match["space"],
        )
        for number_format, path in _readings(match)
    )


def _readings(match: re.Match[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    if match["path"]:
        yield "decimal", tuple(int(part) for part in match["path"].split("."))
        return
    text = match["one"]
    if text.isdigit():
        # "01." has a format of its own, and "007." none.
        number_format = "decimalZero" if text.startswith("0") and len(text) > 1 else "decimal"
        if format_number(int(text), number_format) == text:
            yield number_format, (int(text),)
        return
    lower = text.lower()
    case = "lower" if text == lower else "upper"
    if len(text) == 1:
        yield f"{case}Letter", (ord(lower) - ord("a") + 1,)
    if lower in _ROMAN:
        yield f"{case}Roman", (_ROMAN[lower],)


_ROMAN = {format_number(number, "lowerRoman"): number for number in range(1, 40)}

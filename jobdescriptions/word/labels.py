"""The labels of list items: default labels, and the patterns that produce labels in Word."""

from __future__ import annotations

import re
from collections.abc import Mapping

from jobdescriptions.word.document import BULLET
from jobdescriptions.word.number_formats import format_number


def default_label(number: int | None, number_format: str) -> str:
    """Return the label of an item whose author chose none: the number and a period.

    >>> default_label(2, "lowerLetter")
    'b.'
    >>> default_label(None, "bullet")
    ''
    """
    if number is None or number_format in (BULLET, "none"):
        return ""
    return f"{format_number(number, number_format)}."


def tidy_label(label: str, number: int | None, number_format: str) -> str:
    """Return a label that Word can produce; the default label where the given one is impossible.

    A percent sign is special in Word's patterns, and a single character without a number ("-") would be a bullet.

    >>> tidy_label(" (c)", 3, "lowerLetter")
    '(c)'
    >>> tidy_label("*", 3, "lowerLetter")
    'c.'
    """
    label = " ".join(label.replace("%", "").split())
    if len(label) == 1 and not label.isalnum():
        label = ""
    return label or default_label(number, number_format)


def make_level_text(label: str, level: int, number: int | None, formats: Mapping[int, tuple[str, int]]) -> str:
    """Return Word's pattern (``w:lvlText``) for a label, with numbers as placeholders ``%1`` to ``%9``.

    ``formats`` has the number format and the current number of this level and of those above it in the same list.

    >>> make_level_text("(c)", 1, 3, {1: ("lowerLetter", 3)})
    '(%2)'

    Numbers of the levels above become placeholders where they occur, so that the label stays right when somebody adds
    an item in Word:

    >>> make_level_text("2.1", 1, 1, {0: ("decimal", 2), 1: ("decimal", 1)})
    '%1.%2'

    Other text is literal:

    >>> make_level_text("7.1", 1, 1, {0: ("decimal", 2), 1: ("decimal", 1)})
    '7.%2'
    """
    if number is None:
        return label
    own = format_number(number, formats[level][0])
    before, found, after = label.rpartition(own) if own else ("", "", label)
    if not found:
        return label
    return f"{_replace_parent_numbers(before, level, formats)}%{level + 1}{after}"


def _replace_parent_numbers(text: str, level: int, formats: Mapping[int, tuple[str, int]]) -> str:
    """Return the beginning of a label with the numbers of the levels above replaced by placeholders, nearest last."""
    parts = re.split(r"(\w+)", text)
    above = level - 1
    for place in range(len(parts) - 2, 0, -2):
        if above not in formats or parts[place] != format_number(formats[above][1], formats[above][0]):
            return text
        parts[place] = f"%{above + 1}"
        above -= 1
    return "".join(parts)

"""Index numbers and materialized paths: two notations for the same place in a tree.

The path of a position is treebeard's: ``STEP_LENGTH`` characters in base 36 for each level, the first step being its
chart. As steps are contiguous from 1, the index number follows from the path and the path from the number; neither
is ever stored beside the other.
"""

import re
from functools import lru_cache

#: Characters a level takes in a path. Four base-36 digits: up to 1,679,615 positions below one position.
STEP_LENGTH = 4
BASE = 36
LARGEST_STEP = BASE**STEP_LENGTH - 1

#: What an index number looks like: the head of the chart is 1, and steps have no leading zeros.
INDEX_NUMBER = r"1(?:\.[1-9][0-9]{0,6})*"

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INDEX_NUMBER = re.compile(INDEX_NUMBER + r"\Z", re.ASCII)


@lru_cache(50_000)
def index_number(path: str) -> str:
    """Return the index number of the position with the materialized path ``path``.

    The first step of the path tells the chart, so every head is 1:

    >>> index_number("0003")
    '1'
    >>> index_number("00030001000A")
    '1.1.10'
    """
    parts = ["1"]
    parts.extend(str(int(path[at : at + STEP_LENGTH], BASE)) for at in range(STEP_LENGTH, len(path), STEP_LENGTH))
    return ".".join(parts)


def path_below_head(number: str) -> str:
    """Return the path for an index number, without the chart's own step; empty for the head itself.

    >>> path_below_head("1")
    ''
    >>> path_below_head("1.1.10")
    '0001000A'

    Raises ValueError for anything that is not an index number, or whose step no chart can hold:

    >>> path_below_head("1..1")
    Traceback (most recent call last):
    ...
    ValueError: '1..1' is not an index number such as 1.1.2.
    """
    if not _INDEX_NUMBER.match(number):
        raise ValueError(f"{number!r} is not an index number such as 1.1.2.")
    return "".join(step_digits(int(part)) for part in number.split(".")[1:])


@lru_cache(50_000)
def step_digits(number: int) -> str:
    """Return a step in the digits of a path. Raises ValueError where it is larger than ``LARGEST_STEP``.

    >>> step_digits(10)
    '000A'
    """
    if number > LARGEST_STEP:
        raise ValueError(f"No position has {number} positions before it.")
    digits = ""
    for _ in range(STEP_LENGTH):
        number, digit = divmod(number, BASE)
        digits = _DIGITS[digit] + digits
    return digits

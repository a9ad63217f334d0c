"""The result of reading or parsing: a value, and messages for the author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

#: Message levels: something was not understood or not imported / for information only.
WARNING, NOTICE = "warning", "notice"


@dataclass(frozen=True, slots=True)
class Message:
    """A full sentence for the author of a Word file that says what happened and how to fix it in Word.

    ``code`` is a short, stable key such as ``"comments-dropped"``; ``level`` is ``WARNING`` or ``NOTICE``.
    """

    level: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """A value with the messages that arose while producing it, in document order."""

    value: T
    messages: tuple[Message, ...] = ()


def quote_lines(lines: Sequence[str]) -> str:
    """Return lines in quotation marks, joined with commas and "and".

    >>> quote_lines(["one"]), quote_lines(["one", "two", "three"])
    ('"one"', '"one", "two" and "three"')
    """
    shown = [f'"{line}"' for line in lines]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"

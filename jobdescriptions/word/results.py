"""What reading and parsing give back: a value, and messages that a person can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

#: Message levels: something was not understood or not taken over / worth knowing, nothing to do.
WARNING, NOTICE = "warning", "notice"


@dataclass(frozen=True, slots=True)
class Message:
    """A full sentence for the author of a Word file, saying what happened and how to mend it in Word.

    ``code`` is a short, stable key such as ``"comments-dropped"``; ``level`` is ``WARNING`` or ``NOTICE``.
    """

    level: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """A value together with the messages that arose on the way to it, in document order."""

    value: T
    messages: tuple[Message, ...] = ()


def quoted(lines: Sequence[str]) -> str:
    """Return lines in quotation marks, as a sentence names them.

    >>> quoted(["one"]), quoted(["one", "two", "three"])
    ('"one"', '"one", "two" and "three"')
    """
    shown = [f'"{line}"' for line in lines]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"

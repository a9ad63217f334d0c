"""What a board does not adopt, and so stands last: the pay of other employers, notes on terms, notes for districts.

The order is the same on pages, in Word files and in stored content, below one divider.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")

#: The heading of the divider, and the sentence below it.
HEADING = "Appendix: not part of what the board adopts"
SENTENCE = (
    "What follows helps a district to adapt this job description. Leave it out of what goes to the board: figures of "
    "other employers, notes on terms, and notes for districts."
)

#: The anchor of the divider on pages.
ANCHOR = "appendix"

#: The kinds of sections (see ``understand.headings``) that always stand in the appendix.
NOTES = frozenset(("terms", "adapting"))
_SALARY, _ADAPTING = "salary", "adapting"


def split_appendix(
    sections: Sequence[T], has_figures: bool, kind_of: Callable[[T], str] = attrgetter("kind")
) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Return the sections that a board adopts and those of the appendix, both in the given order.

    A section about pay stands in the appendix where its figures are those of other employers: where the job description
    has salary ranges (``has_figures``), each of which names its employer, or is a sample with notes on how to adapt it.
    Where a district has written of its own pay, the section stays where it is.
    """
    kinds = list(map(kind_of, sections))
    last = NOTES | {_SALARY} if has_figures or _ADAPTING in kinds else NOTES
    pairs = list(zip(kinds, sections, strict=True))
    return (
        tuple(section for kind, section in pairs if kind not in last),
        tuple(section for kind, section in pairs if kind in last),
    )


def split_content(content: dict[str, Any]) -> tuple[tuple[dict[str, Any], ...], tuple[dict[str, Any], ...]]:
    """Return the sections of a stored content (see ``content.to_content``), split in the same way."""
    return split_appendix(content["sections"], bool(content["salaries"]), lambda section: section["kind"])

"""Blanks at the head of a written Word file, for what only the district that adopts it knows.

A blank is a line with a label and a content control that displays a prompt in square brackets. In Word, typing
replaces the prompt. As long as it is there, the line means nothing and is left out when the file is read; once filled
in, it is a line like any other: a fact where its label names one ("Bargaining unit: CSEA"), otherwise text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobdescriptions.word.block_text import block_line

if TYPE_CHECKING:
    from jobdescriptions.word.document import Document


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank: its ``label``, the ``prompt``, the ``key`` of its control's tag and, if it names one, the ``fact``.

    The line is not written where ``fact`` is known, or where the job description has a section of kind ``section``.
    """

    key: str
    label: str
    prompt: str
    fact: str = ""
    section: str = ""
    is_date: bool = False


BLANKS = (
    Blank("supervisor", "Immediate supervisor", "[Enter the title of the supervisor]", fact="reports_to"),
    Blank("salary-range", "Salary range", "[Enter the range and the salary schedule]"),
    Blank("bargaining-unit", "Bargaining unit", "[Enter the unit, or: unrepresented]", fact="bargaining_unit"),
    Blank("adopted", "Adopted by the board on", "[Enter the date]", section="approval", is_date=True),
)

#: What Word displays where somebody has deleted what was filled in (text, date).
_WORDS_OWN_PROMPTS = ("Click or tap here to enter text.", "Click or tap to enter a date.")

_PREFIX = "blank:"

_LABELS = tuple(f"{blank.label}:" for blank in BLANKS)
_LINES_WITH_PROMPT = frozenset(
    f"{blank.label}: {prompt}" for blank in BLANKS for prompt in (blank.prompt, *_WORDS_OWN_PROMPTS)
)


def format_tag(blank: Blank) -> str:
    """Return the tag of the content control of a blank (``w:tag``).

    >>> format_tag(BLANKS[0])
    'blank:supervisor'
    """
    return f"{_PREFIX}{blank.key}"


def is_blank_tag(tag: str) -> bool:
    """Return whether the tag of a content control is that of a blank."""
    return tag.startswith(_PREFIX)


def find_empty_lines(lines: Sequence[str]) -> set[int]:
    """Return the indexes of the lines that are blanks and not filled in.

    A label with nothing behind it is one only among other blanks: elsewhere it is the author's own, and what belongs
    to it may stand on the next line.

    >>> find_empty_lines(["Salary range: [Enter the range and the salary schedule]", "Bargaining unit:"])
    {0, 1}
    >>> find_empty_lines(["Salary range:", "Range 32", "Adopted by the board on: 5/4/2027"])
    set()
    """
    found = set()
    for index, line in enumerate(lines):
        before, after = "".join(lines[max(index - 1, 0) : index]), "".join(lines[index + 1 : index + 2])
        among_blanks = before.startswith(_LABELS) or after.startswith(_LABELS)
        if line in _LINES_WITH_PROMPT or (
            line in _LABELS and among_blanks and (not after or after.startswith(_LABELS))
        ):
            found.add(index)
    return found


def list_blanks(document: Document) -> list[Blank]:
    """Return the blanks to write: those whose value is neither a fact of the document nor a line of its text."""
    lines = [block_line(block) for section in document.sections for block in section.blocks]
    kinds = {section.kind for section in document.sections}
    return [
        blank
        for blank in BLANKS
        if not (blank.fact and getattr(document, blank.fact))
        and blank.section not in kinds - {""}
        and not any(line.startswith(f"{blank.label}:") for line in lines)
    ]

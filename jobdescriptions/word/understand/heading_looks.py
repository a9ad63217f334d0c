"""Lines that look like headings without being any: bold, underlined, in capitals, with a colon, or of known words.

The criteria that tell them from sentences, labels and form fields are data: a new case is a new entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import Block, Paragraph
from jobdescriptions.word.understand.headings import find_kind, normalize_wording
from jobdescriptions.word.understand.typed_marks import parse_typed_marks

#: Maximum length of a line that can be a heading.
MAX_HEADING_LENGTH = 90

#: The same before normalizing spaces.
MAX_SPACED_HEADING_LENGTH = 5 * MAX_HEADING_LENGTH

#: Maximum number of words of a line that may pass without looking like a heading; longer ones are also checked for
#: reading like a sentence.
MAX_LABEL_WORDS = 6

#: Words that occur in sentences and not in headings.
_SENTENCE_WORDS = frozenset(
    (
        "am", "are", "be", "been", "can", "could", "do", "does", "had", "has", "have", "he", "i", "is", "it", "may",
        "must", "our", "shall", "she", "should", "that", "their", "they", "this", "was", "we", "were", "will", "would",
        "you", "your",
    )
)  # fmt: skip

#: Words that introduce a list after a colon: "Typical duties include:", "The incumbent must be able to:".
_LEADING_WORDS = _SENTENCE_WORDS | frozenset(
    (
        "a", "an", "as", "at", "eg", "example", "examples", "following", "for", "if", "in", "include", "included",
        "includes", "including", "like", "listed", "not", "of", "on", "such", "the", "these", "those", "to", "under",
        "use", "using", "when", "which", "who", "with",
    )
)  # fmt: skip

#: Headings that have no text of the job description.
_NO_HEADINGS = frozenset(("contents", "table of contents"))

_ADDRESS = re.compile(r"https?:|www\.|@|\S\.(?:com|org|edu|gov|net)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_TOKEN = re.compile(r"\w[\w'\u2019.,-]*")
_ENDS_A_SENTENCE = re.compile(r"[.,;!\u2026\u3002]$")
_PLACEHOLDER = re.compile(r"^[(\[{<]|\{\{|<<|_{3,}|\.{4,}")


@dataclass(frozen=True, slots=True)
class HeadingLook:
    """The ways in which a line stands out. ``known`` says that its words are those of a recognized heading."""

    bold: bool = False
    underlined: bool = False
    capitals: bool = False
    colon: bool = False
    known: bool = False

    @property
    def cues(self) -> tuple[bool, bool, bool]:
        """The cues by which lines look alike, without the colon, which is often omitted within one document."""
        return self.bold, self.underlined, self.capitals


def find_look(block: Block, *, plain_too: bool = False) -> HeadingLook | None:
    """Return how a paragraph stands out, if it can be a heading by its looks and words; otherwise None.

    With ``plain_too``, it need not stand out: its words alone could be those of a heading.

    >>> from jobdescriptions.word.document import Run
    >>> find_look(Paragraph((Run("Key results", "b"),)))
    HeadingLook(bold=True, underlined=False, capitals=False, colon=False, known=False)
    >>> find_look(Paragraph((Run("Reports to: ", "b"), Run("Principal"))))
    >>> find_look(Paragraph((Run("Typical duties include the following:"),)))
    """
    if not isinstance(block, Paragraph):
        return None
    text = "".join([run.text for run in block.runs]).strip()
    # Most paragraphs are longer: the other checks are for short lines only.
    if len(text) > MAX_SPACED_HEADING_LENGTH or "\n" in text or "\t" in text:
        return None
    line = tidy(text)
    words = _WORD.findall(line) if len(line) <= MAX_HEADING_LENGTH else []
    if not words:
        return None
    if any(run.href for run in block.runs) or _ADDRESS.search(line) or _PLACEHOLDER.search(line):
        return None
    look = HeadingLook(
        bold=_all_marked(block, "b"),
        underlined=_all_marked(block, "u"),
        capitals=(line.isupper() and len(words[0]) > 1) or all(run.capitals for run in block.runs),
        colon=line.endswith(":"),
        known=bool(find_kind(line)) and line[:1].upper() == line[:1],
    )
    if not plain_too and not _stands_out(look):
        return None
    return look if all(fits(line, words, look) for fits in _CONDITIONS) else None


def _all_marked(paragraph: Paragraph, mark: str) -> bool:
    return all(mark in run.marks or not run.text.strip() for run in paragraph.runs)


def _stands_out(look: HeadingLook) -> bool:
    return look.bold or look.underlined or look.capitals or look.colon or look.known


def _is_no_item(line: str, words: list[str], look: HeadingLook) -> bool:
    return not any(not mark.path for mark in parse_typed_marks(line))


def _heads_text(line: str, words: list[str], look: HeadingLook) -> bool:
    return normalize_wording(line) not in _NO_HEADINGS


def _is_mostly_words(line: str, words: list[str], look: HeadingLook) -> bool:
    letters, figures = sum(map(str.isalpha, line)), sum(map(str.isdigit, line))
    return 2 * len(words) >= len(_TOKEN.findall(line)) and letters > max(figures, 2)


def _does_not_end_a_sentence(line: str, words: list[str], look: HeadingLook) -> bool:
    return look.known or not _ENDS_A_SENTENCE.search(line)


def _is_no_label_with_its_value(line: str, words: list[str], look: HeadingLook) -> bool:
    """Return False for a bold fact such as "Job title: Network Analyst", not for "Job requirements: knowledge"."""
    return look.known or not re.search(r"[:\u2013\u2014]\s*\S|:\S", line) or (look.capitals and ":" not in line)


def _is_no_sentence(line: str, words: list[str], look: HeadingLook) -> bool:
    if look.known or line.endswith("?"):
        return True
    if look.bold or look.underlined or look.capitals:
        return look.colon or len(words) <= MAX_LABEL_WORDS or not _SENTENCE_WORDS & set(normalize_wording(line).split())
    return _is_title_case(words) or (
        len(words) <= MAX_LABEL_WORDS
        and words[0][0].isupper()
        and not _LEADING_WORDS & set(normalize_wording(line).split())
    )


def _is_title_case(words: list[str]) -> bool:
    return all(word[0].isupper() or word in ("and", "of", "or", "the", "to", "for") for word in words) and (
        words[0][0].isupper() and words[-1][0].isupper() and words[0].lower() not in _SENTENCE_WORDS
    )


#: The conditions that a line must meet to be a heading.
_CONDITIONS: tuple[Callable[[str, list[str], HeadingLook], bool], ...] = (
    _is_no_item,
    _heads_text,
    _is_mostly_words,
    _does_not_end_a_sentence,
    _is_no_label_with_its_value,
    _is_no_sentence,
)

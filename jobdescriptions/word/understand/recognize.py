"""Recognize pay and facts in the text of a job description, as suggestions for the author."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, make_dataclass
from decimal import Decimal
from itertools import islice

from jobdescriptions.word.coercers import split_soc, tidy
from jobdescriptions.word.document import Block
from jobdescriptions.word.understand.fact_lines import NOT_FILLED_IN, OTHER_LABEL, find_ticked_option
from jobdescriptions.word.understand.fact_terms import (
    ABOUT_SOMETHING,
    DUTIES,
    END_OF_TITLE,
    LABELS,
    NO_TITLE,
    RECOGNIZED,
    SAYS_WHO_REPORTS,
)
from jobdescriptions.word.understand.headings import SALARY, find_kind, normalize_wording, strip_brackets
from jobdescriptions.word.understand.labeled_lines import LabeledLine, Location, iter_labeled_lines
from jobdescriptions.word.understand.pay_names import find_only_school_year
from jobdescriptions.word.understand.pay_text import find_pay_figures

__all__ = ["Fact", "Location", "Pay", "RecognizedFacts", "recognize"]

#: Maximum length of a line in which pay and facts are searched for.
MAX_LINE_LENGTH = 1_000

#: Limits on lines and characters that are searched, and on figures and values of one fact. Real job descriptions stay
#: below 7,000 characters, and facts are at their beginning.
MAX_LINES, MAX_TEXT, MAX_FIGURES, MAX_VALUES = 3_000, 100_000, 50, 10

#: Maximum length of a fact beside a label; a longer text is a paragraph.
MAX_VALUE_LENGTH = 200

#: Maximum length of the title of a superior; a longer text is a sentence.
MAX_TITLE_LENGTH = 90


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as worded in the text, with its line and the position of that line."""

    value: str
    text: str
    place: Location


@dataclass(frozen=True, slots=True)
class Pay:
    """A statement about pay, with its line and the position of that line. The fields are those of ``PayFigure``.

    ``unit`` and ``year`` are empty where the text does not say: the author must add them, they are not guessed.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str
    year: str
    range_label: str
    stipend: bool
    text: str
    place: Location


_FactFields = make_dataclass(
    "_FactFields",
    [(name, tuple[Fact, ...], field(default=())) for name in RECOGNIZED],
    frozen=True,
    slots=True,
    kw_only=True,
)


@dataclass(frozen=True, slots=True)
class RecognizedFacts(_FactFields):
    """Pay and facts in document order, with a tuple of ``Fact`` for each name in ``RECOGNIZED``.

    Several values of one fact contradict each other.
    """

    pay: tuple[Pay, ...] = ()


def recognize(blocks: Sequence[Block]) -> RecognizedFacts:
    """Return the pay and the facts in the paragraphs, items and table cells of a document.

    Very long lines, and lines beyond ``MAX_LINES`` or ``MAX_TEXT``, are not searched.

    >>> from jobdescriptions.word.document import Paragraph, Run
    >>> recognize([Paragraph((Run("Reports to: Director of Technology"),))]).reports_to[0].value
    'Director of Technology'
    """
    pay: list[Pay] = []
    facts: dict[str, list[Fact]] = {}
    looked_at = 0
    for labeled_line in islice(iter_labeled_lines(blocks), MAX_LINES):
        if len(labeled_line.context or labeled_line.text) > MAX_LINE_LENGTH:
            continue
        looked_at += len(labeled_line.text)
        if looked_at > MAX_TEXT:
            break
        pay += islice(_pay(labeled_line), MAX_FIGURES - len(pay))
        for key, value in _facts(labeled_line):
            known = facts.setdefault(key, [])
            # "Exempt" adds nothing to "Exempt where the tests are met".
            if len(known) < MAX_VALUES and not any(_is_included(fact.value, value) for fact in known):
                known.append(Fact(value, labeled_line.text, labeled_line.place))
    return RecognizedFacts(tuple(pay), **{name: tuple(values) for name, values in facts.items()})


def _is_included(known: str, value: str) -> bool:
    """Return whether a value equals the known one or is a part of it. Each exemption has "exempt" in its name."""
    whole, part = (f" {normalize_wording(text).replace('non exempt', 'nonexempt')} " for text in (known, value))
    return part in whole


def _pay(labeled_line: LabeledLine) -> Iterator[Pay]:
    heading = labeled_line.labels[-1]
    in_section = find_kind(heading) == SALARY
    labels = (*labeled_line.own_labels, *(("Salary", heading) if in_section else (heading,)))
    for figure in find_pay_figures(labeled_line.text, labels) or find_pay_figures(labeled_line.value, labels):
        yield Pay(
            figure.low,
            figure.high,
            figure.unit,
            figure.year or find_only_school_year(labeled_line.context),
            figure.range_label,
            figure.stipend,
            labeled_line.text,
            labeled_line.place,
        )


def _facts(labeled_line: LabeledLine) -> Iterator[tuple[str, str]]:
    """Yield the facts of a line: that of its nearest label, else those of its sentences."""
    labeled_key = ""
    for label in labeled_line.own_labels:
        key = LABELS.get(normalize_wording(label)) or LABELS.get(
            normalize_wording(strip_brackets(label)), ""
        )  # A heading is a label of the line right below it too.
        if key:
            labeled_key = key
            value = _value(key, labeled_line.value)
            if value:
                yield key, value
            break
    is_duty = find_kind(labeled_line.labels[-1]) in DUTIES and not SAYS_WHO_REPORTS.search(labeled_line.text)
    for key, fact in RECOGNIZED.items():
        if (
            key == labeled_key
            or (key == "reports_to" and is_duty)
            or (fact.left_open and fact.left_open.search(labeled_line.text))
        ):
            continue
        for pattern in fact.sentences:
            match = pattern.search(labeled_line.text)
            value = _SENTENCE_VALUES.get(key, tidy)(match["value"]) if match else ""
            if value:
                yield key, value
                break


def _value(key: str, text: str) -> str:
    """Return the value beside a label, or an empty string where it does not match the fact."""
    value = tidy(text).rstrip(".;, ")
    if len(value) <= MAX_VALUE_LENGTH:
        option = find_ticked_option(value)
        value = value if option is None else option
    pattern = RECOGNIZED[key].value_pattern
    if not value or len(value) > MAX_VALUE_LENGTH or NOT_FILLED_IN.search(value) or OTHER_LABEL.search(value):
        return ""
    if pattern and not pattern.search(value):
        return ""
    return "" if value.endswith(":") else value


def _superior(text: str) -> str:
    """Return the title of a job at the start of the rest of a sentence.

    >>> _superior("the Director of Technology, the Network Analyst performs a variety of tasks.")
    'Director of Technology'
    >>> _superior("the Assistant Superintendent, Business Services or designee and performs related duties")
    'Assistant Superintendent, Business Services or designee'
    >>> _superior("work on time"), _superior("the CEO on a regular basis")
    ('', 'CEO')
    >>> _superior("the Board of Education on technology matters")
    ''
    """
    end = END_OF_TITLE.search(text)
    if end and ABOUT_SOMETHING.match(text, end.start()):
        return ""  # To report to a board about something is a duty.
    title = tidy(text[: end.start()] if end else text).rstrip(", ")
    article, _, rest = title.partition(" ")
    has_article = article.lower() in ("the", "a", "an", "his", "her", "their")
    name = rest if has_article else title
    if not name or len(name) > MAX_TITLE_LENGTH or NO_TITLE.search(name) or NO_TITLE.search(title):
        return ""
    return name if has_article or name[0].isupper() else ""


def _exemption(text: str) -> str:
    return "Non-exempt" if text.lower().startswith("non") else "Exempt"


def _first_upper(text: str) -> str:
    return tidy(text[:1].upper() + text[1:])


def _soc_code(text: str) -> str:
    return split_soc(text)[0]


#: Conversions of the group "value" of a sentence; of facts without one, it is tidied.
_SENTENCE_VALUES = {
    "reports_to": _superior,
    "employment_class": _first_upper,
    "flsa": _exemption,
    "occupation": _soc_code,
}

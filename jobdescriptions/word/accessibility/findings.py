"""Findings of the checker, their collection, and the sentence that summarizes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jobdescriptions.word.accessibility.rules import ERROR, RULES

#: Maximum number of listed findings of one code; one more gives the number of the others.
MAX_PER_CODE = 25
#: Maximum length of a quotation from the document.
MAX_QUOTE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """A barrier for readers with disabilities in a Word file.

    ``code`` is a short, stable key, one of ``rules.RULES``; ``level`` is ``"error"`` or ``"warning"``; ``criterion`` is
    the number and name of the success criterion of WCAG 2.1. ``where`` is a short location, ``text`` a full sentence
    that says what is wrong, ``remedy`` what to do in Word. ``count`` is the number of findings that it stands for.
    """

    code: str
    level: str
    criterion: str
    where: str
    text: str
    remedy: str
    count: int = 1


class Findings:
    """Collects findings, those of each code in document order."""

    def __init__(self) -> None:
        self._found: dict[str, list[Finding]] = {}
        self._unlisted: dict[str, int] = {}

    def add(self, code: str, where: str, text: str) -> None:
        """Add a finding. Raises ``KeyError`` if there is no rule of this code."""
        rule = RULES[code]
        found = self._found.setdefault(code, [])
        if len(found) < MAX_PER_CODE:
            found.append(Finding(code, rule.level, rule.criterion, where, text, rule.remedy))
        else:
            self._unlisted[code] = self._unlisted.get(code, 0) + 1

    def all(self) -> tuple[Finding, ...]:
        """Return all findings, errors before warnings, then in the order of the rules and of the document."""
        listed: list[Finding] = []
        for code in sorted(self._found, key=lambda code: (RULES[code].level != ERROR, _ORDER[code])):
            listed.extend(self._found[code])
            if rest := self._unlisted.get(code):
                listed.append(_remaining(self._found[code][0], rest))
        return tuple(listed)


_ORDER = {code: index for index, code in enumerate(RULES)}


def _remaining(example: Finding, count: int) -> Finding:
    sentence = f"There {'is' if count == 1 else 'are'} {count:,} more of this kind."
    return Finding(example.code, example.level, example.criterion, "Further on", sentence, example.remedy, count)


def summarize(findings: Iterable[Finding]) -> str:
    """Return the sentence that summarizes findings beside a download.

    >>> summarize(())
    'Checked for accessibility: no problems found.'
    """
    errors = warnings = 0
    for finding in findings:
        if finding.level == ERROR:
            errors += finding.count
        else:
            warnings += finding.count
    numbers = [_number(errors, "error"), _number(warnings, "warning")]
    return f"Checked for accessibility: {' and '.join(filter(None, numbers)) or 'no problems found'}."


def _number(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}" if count else ""


def quote(text: str, max_length: int = MAX_QUOTE_LENGTH) -> str:
    """Return text in quotation marks, on one line and cut to a length.

    >>> quote("Duties\\tand responsibilities", 12)
    '“Duties and…”'
    """
    text = " ".join(text[: max_length * 10].split())
    if len(text) > max_length:
        text = f"{text[: max_length - 1].rstrip()}…"
    return f"“{text}”"


def format_count(count: int, singular: str, plural: str = "") -> str:
    """Return a number and its noun: ``format_count(1, "row")``, ``format_count(2, "row")``.

    >>> format_count(1, "row"), format_count(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {singular if count == 1 else plural or f'{singular}s'}"

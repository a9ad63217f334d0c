"""Pay on pages: figures in groups that separate a comparable job's pay from the job's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from jobdescriptions.salary_content import salaries_from_content
from jobdescriptions.word.annual_pay import RULE
from jobdescriptions.word.dates import format_day
from jobdescriptions.word.document import CLOSE, SAME, SalaryRange
from jobdescriptions.word.understand.salaries import GROUPS, describe_row, describe_table, list_columns

_YEAR = re.compile(r"(?<!\d)(?P<first>(?:19|20)\d\d)(?:[-/\u2013](?P<last>(?:(?:19|20)?\d\d)))?(?!\d)")
#: Words by which an author says that there are no figures. The page must not say it twice.
_SAYS_SO = re.compile(r"\bno (?:districts?\b|(?:salary |pay )?figures?\b)", re.IGNORECASE)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Pay:
    """The salary ranges of one publication."""

    ranges: tuple[SalaryRange, ...]

    @classmethod
    def of_content(cls, content: dict[str, Any]) -> Pay:
        """Return the pay of a content."""
        return cls(salaries_from_content(content))

    @property
    def own(self) -> tuple[SalaryRange, ...]:
        """The figures for the same or a close job, the only ones that count as this job's pay."""
        return tuple(salary for salary in self.ranges if salary.closeness in {SAME, CLOSE})

    def render(self, year: int) -> SafeString:
        """Return the figures as HTML tables, group by group as in the Word file; empty without figures.

        The ages of the figures are counted to the calendar ``year``, which stands beside them.
        """
        if not self.ranges:
            return mark_safe("")
        tables = list(self._list_tables(year))
        has_rule = any("annual" in table["fields"] for table in tables)
        return render_to_string("jobdescriptions/_pay.html", {"tables": tables, "rule": RULE if has_rule else ""})

    def _list_tables(self, year: int) -> Iterator[dict[str, Any]]:
        for heading, group in GROUPS:
            members = [salary for salary in self.ranges if salary.closeness in group]
            if not members:
                continue
            columns = list_columns(members)
            yield {
                "heading": heading,
                "caption": describe_table(heading, columns).partition(". ")[0].rstrip(".") + ".",
                "fields": [field for field, _ in columns],
                "columns": [name for _, name in columns],
                "rows": [_list_cells(salary, columns, year) for salary in members],
            }

    def describe_gap(self, text: str) -> str:
        """Return a sentence about missing figures; empty if there are some, or the text has some or says so itself."""
        if "$" in text or _SAYS_SO.search(text):
            return ""
        if not self.ranges:
            return "No salary figures with a source and a year have been found for this job."
        if not self.own:
            return (
                "No district's figure for this job, or for one close to it, has been found. The figures below are "
                "context, not the pay of this job."
            )
        return ""


def _list_cells(salary: SalaryRange, columns: list[tuple[str, str]], year: int) -> list[dict[str, str]]:
    texts = describe_row(salary)
    cells = [{"field": field, "label": name, "text": texts[field]} for field, name in columns]
    for cell in cells:
        if cell["field"] == "publisher":
            cell["address"], cell["after"] = salary.read_at, f", seen {format_day(salary.seen)}" if salary.seen else ""
        elif cell["field"] == "year" and (age := describe_age(salary.year, year)):
            cell["after"] = f", {age}"
    return cells


def describe_age(period: str, year: int) -> str:
    """Return how old a figure is in a calendar year, in words that stay true: they name that year.

    A school year counts from the year in which it ends. Figures of that year or a later one, and periods without a
    year, have no age.

    >>> describe_age("2022-23", 2026), describe_age("effective July 1, 2025", 2026), describe_age("2025-26", 2026)
    ('three years old in 2026', 'one year old in 2026', '')
    >>> describe_age("1999-2000", 2026), describe_age("FY 2023", 2024), describe_age("soon", 2026)
    ('26 years old in 2026', 'one year old in 2024', '')
    """
    found = list(_YEAR.finditer(period))
    if not found:
        return ""
    first, last = int(found[-1]["first"]), found[-1]["last"]
    end = first
    if last:
        end = int(last) if len(last) == 4 else first + (int(last) - first) % 100
    age = year - end
    if age <= 0:
        return ""
    number = _NUMBERS[age] if age < len(_NUMBERS) else str(age)
    return f"{number} {'year' if age == 1 else 'years'} old in {year}"

"""Pay on pages: figures in groups that separate a comparable job's pay from the job's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from jobdescriptions.salary_content import salaries_from_content
from jobdescriptions.word.document import CLOSE, SAME, SalaryRange
from jobdescriptions.word.html.subset import to_html
from jobdescriptions.word.understand import salaries


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

    @cached_property
    def tables(self) -> SafeString:
        """The tables of the Word file as HTML, group by group; empty without figures."""
        return mark_safe(to_html(salaries.to_blocks(self.ranges)))

    @property
    def gap(self) -> str:
        """A sentence about missing figures; empty if ``own`` has some."""
        if not self.ranges:
            return "No salary figures with a source and a year have been found for this job."
        if not self.own:
            return (
                "No district's figure for this job, or for one close to it, has been found. The figures below are "
                "context, not the pay of this job."
            )
        return ""

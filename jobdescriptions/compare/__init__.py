"""What changed between two versions of a job description, as values and in words. No Django in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from jobdescriptions.compare.figures import compare_salaries
from jobdescriptions.compare.sections import compare_sections
from jobdescriptions.compare.sentences import sentences
from jobdescriptions.compare.values import Comparison, FactChange, SalaryChange, SectionChange, TextChange
from jobdescriptions.word.coercers import join_soc
from techsets.common.word_changes import Budget, Piece

__all__ = ["Comparison", "FactChange", "Piece", "SalaryChange", "SectionChange", "TextChange", "compare"]

#: The values on one line: name in ``content.to_content``, and what people call it.
_FACTS = (
    ("title", "Title"),
    ("employment_class", "Employment class"),
    ("reports_to", "Reports to"),
    ("flsa", "FLSA status"),
    ("work_year", "Work year"),
    ("occupation", "Occupation (SOC)"),
)


def compare(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """Return what changed from one content to another; both have the shape of ``content.to_content``.

    Equal contents give a comparison that says nothing and is false. Texts are compared word by word; the work is
    bounded (see ``wording.Budget``), and where a section is too long for that, its comparison says so.
    """
    budget = Budget()
    titles, other_titles = before["also_called"], after["also_called"]
    salaries, salaries_reordered = compare_salaries(before["salaries"], after["salaries"])
    added = tuple((Counter(other_titles) - Counter(titles)).elements())
    removed = tuple((Counter(titles) - Counter(other_titles)).elements())
    comparison = Comparison(
        facts=tuple(
            FactChange(label, one, other)
            for name, label in _FACTS
            if (one := _fact(before, name)) != (other := _fact(after, name))
        ),
        titles_added=added,
        titles_removed=removed,
        titles_reordered=_without(titles, removed) != _without(other_titles, added),
        sections=compare_sections(before["sections"], after["sections"], budget),
        salaries=salaries,
        salaries_reordered=salaries_reordered,
    )
    return replace(comparison, sentences=sentences(comparison))


def _fact(content: dict[str, Any], name: str) -> str:
    if name == "occupation":
        return join_soc(content["soc_code"], content["soc_title"])
    return content[name]


def _without(titles: Iterable[str], gone: Iterable[str]) -> list[str]:
    """Return the titles without those that are gone; of one that is there twice, the last goes first."""
    left = Counter(titles) - Counter(gone)
    result = []
    for title in titles:
        if left[title]:
            left[title] -= 1
            result.append(title)
    return result

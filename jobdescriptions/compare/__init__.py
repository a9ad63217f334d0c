"""Compare two versions of a job description, as values and as sentences. No Django in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from jobdescriptions.compare.salaries import compare_salaries
from jobdescriptions.compare.sections import compare_sections
from jobdescriptions.compare.sentences import describe_comparison
from jobdescriptions.compare.values import (
    ClauseChange,
    Comparison,
    FactChange,
    SalaryChange,
    SectionChange,
    TextChange,
)
from jobdescriptions.facts import FACTS, LIST, TITLE
from jobdescriptions.salary_content import list_salaries
from jobdescriptions.word.appendix import split_content
from jobdescriptions.word.fact_values import format_fact
from techsets.common.word_changes import Budget, Piece

__all__ = [
    "ClauseChange",
    "Comparison",
    "FactChange",
    "Piece",
    "SalaryChange",
    "SectionChange",
    "TextChange",
    "compare",
]


def compare(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """Return the differences between two contents of the shape of ``content.to_content``.

    Equal contents give a comparison that is empty and false. Texts are compared word by word within a budget (see
    ``word_changes.Budget``); a section that exceeds it is marked as ``coarse``.
    """
    budget = Budget()
    titles, other_titles = before["also_called"], after["also_called"]
    salaries, salaries_reordered = compare_salaries(list_salaries(before), list_salaries(after))
    added = tuple((Counter(other_titles) - Counter(titles)).elements())
    removed = tuple((Counter(titles) - Counter(other_titles)).elements())
    comparison = Comparison(
        facts=tuple(
            FactChange(fact.label, one, other)
            for fact in (TITLE, *FACTS)
            if fact.kind != LIST and (one := format_fact(fact, before)) != (other := format_fact(fact, after))
        ),
        titles_added=added,
        titles_removed=removed,
        titles_reordered=_remove_titles(titles, removed) != _remove_titles(other_titles, added),
        sections=compare_sections(_order_sections(before), _order_sections(after), budget),
        salaries=salaries,
        salaries_reordered=salaries_reordered,
        clauses=tuple(_compare_clauses(before.get("clauses", {}), after.get("clauses", {}))),
    )
    return replace(comparison, sentences=describe_comparison(comparison))


def _order_sections(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sections in the order of pages, which what was stored long ago may not have."""
    return [section for part in split_content(content) for section in part]


def _compare_clauses(before: dict[str, int], after: dict[str, int]) -> Iterator[ClauseChange]:
    for key in sorted(before.keys() & after.keys()):
        if before[key] != after[key]:
            yield ClauseChange(key, before[key], after[key])


def _remove_titles(titles: Iterable[str], removed: Iterable[str]) -> list[str]:
    """Return the titles without the removed ones; of a title that occurs twice, the last occurrence is removed."""
    left = Counter(titles) - Counter(removed)
    result = []
    for title in titles:
        if left[title]:
            left[title] -= 1
            result.append(title)
    return result

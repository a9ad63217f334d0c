"""Salary ranges as JSON values of contents, and back. No Django in here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from jobdescriptions.word.document import SalaryRange

#: Where a figure was read, if nothing is known of it.
_NO_SOURCE: dict[str, Any] = {"read_at": "", "seen": None}


def salaries_to_content(salaries: Sequence[SalaryRange]) -> dict[str, Any]:
    """Return the entries of a content about ``salaries``.

    ``salaries`` is a list with the fields of ``SalaryRange``, figures as strings; ``salary_sources``, in the same order
    and only if there is any, has where each figure was read. It stands apart because servers of earlier releases, which
    may run beside this one during an upgrade, refuse unknown fields in ``salaries``.
    """
    return join_salaries([{name: _to_json(value) for name, value in asdict(salary).items()} for salary in salaries])


def join_salaries(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the entries of a content from the values of ``list_salaries``."""
    rows = [dict(row) for row in rows]
    sources = [{name: row.pop(name) for name in _NO_SOURCE} for row in rows]
    content: dict[str, Any] = {"salaries": rows}
    if any(source["read_at"] for source in sources):
        content["salary_sources"] = sources
    return content


def list_salaries(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the salary ranges of a content with all of their fields, as ``salary_from_content`` reads them."""
    rows = content["salaries"]
    sources = content.get("salary_sources") or [_NO_SOURCE] * len(rows)
    return [{**row, **source} for row, source in zip(rows, sources, strict=True)]


def salary_from_content(values: dict[str, Any]) -> SalaryRange:
    """Return a salary range of ``list_salaries`` as a plain value."""
    figures = {name: Decimal(values[name]) for name in ("low", "high")}
    median = None if values["median"] is None else Decimal(values["median"])
    seen = values.get("seen")
    return SalaryRange(**{**values, **figures, "median": median, "seen": date.fromisoformat(seen) if seen else None})


def salaries_from_content(content: dict[str, Any]) -> tuple[SalaryRange, ...]:
    """Return the salary ranges of a content as plain values."""
    return tuple(map(salary_from_content, list_salaries(content)))


def _to_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        # Two decimals, as in the database, so that equal figures are equal strings.
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value

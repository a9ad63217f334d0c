"""Compare salary ranges, field by field."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from jobdescriptions.compare.values import CHANGED, FactChange, SalaryChange
from jobdescriptions.word.coercers import Pay, format_money, format_pay
from jobdescriptions.word.dates import format_day
from jobdescriptions.word.document import MEAN, PERCENTILES, RANGE, RATE, UNITS
from jobdescriptions.word.understand.salaries import CLOSENESS_WORDS
from techsets.common.word_changes import ADDED, REMOVED

#: A salary range in the shape of ``salary_content.list_salaries``.
Values = dict[str, Any]

_MEASURES = {RANGE: "a pay range", RATE: "one rate", PERCENTILES: "percentiles", MEAN: "a mean"}
_LABELS = {
    "low": "low figure",
    "high": "high figure",
    "median": "median",
    "unit": "unit",
    "measure": "kind of figure",
    "year": "year",
    "employer": "employer",
    "class_title": "class title matched",
    "closeness": "how close",
    "publisher": "publisher and document",
    "remarks": "remarks",
    "read_at": "address",
    "seen": "day on which it was read",
}
#: The fields that identify a salary range, from the strictest key to the loosest.
_KEYS = (
    tuple(_LABELS),
    ("employer", "class_title", "year", "unit", "closeness"),
    ("employer", "class_title"),
    ("employer", "low", "high", "unit"),
    ("employer", "closeness"),
)


def compare_salaries(before: Sequence[Values], after: Sequence[Values]) -> tuple[tuple[SalaryChange, ...], bool]:
    """Return the changed salary ranges in the later order, removed ones last, and whether the others were reordered."""
    pairs: dict[int, int] = {}  # Later index to earlier index.
    old_indexes, new_indexes = list(range(len(before))), list(range(len(after)))
    for fields in _KEYS:
        found = _match_by_key(
            old_indexes, new_indexes, before, after, lambda values, fields=fields: tuple(map(values.get, fields))
        )
        pairs |= found
        old_indexes = [old for old in old_indexes if old not in found.values()] if found else old_indexes
        new_indexes = [new for new in new_indexes if new not in found]
    changes = []
    for new, values in enumerate(after):
        if new not in pairs:
            changes.append(SalaryChange(ADDED, _name(values), _pay(values)))
            continue
        fields = _fields(before[pairs[new]], values)
        if fields:
            changes.append(SalaryChange(CHANGED, _name(before[pairs[new]]), _pay(values), fields))
    changes += [SalaryChange(REMOVED, _name(before[old]), _pay(before[old])) for old in old_indexes]
    order = [pairs[new] for new in sorted(pairs)]
    return tuple(changes), order != sorted(order)


def _match_by_key(
    old_indexes: list[int],
    new_indexes: list[int],
    before: Sequence[Values],
    after: Sequence[Values],
    key: Callable[[Values], Hashable],
) -> dict[int, int]:
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for old in old_indexes:
        waiting[key(before[old])].append(old)
    return {new: waiting[word].popleft() for new in new_indexes if waiting.get(word := key(after[new]))}


def _fields(before: Values, after: Values) -> tuple[FactChange, ...]:
    return tuple(
        FactChange(label, _format_value(name, before[name]), _format_value(name, after[name]))
        for name, label in _LABELS.items()
        if before[name] != after[name]
    )


def _format_value(name: str, value: str | None) -> str:
    """Return a value as it is displayed."""
    if value is None or value == "":
        return ""
    if name in {"low", "high", "median"}:
        return format_money(Decimal(value))
    if name == "seen":
        return format_day(date.fromisoformat(value))
    words = {"unit": UNITS, "measure": _MEASURES, "closeness": CLOSENESS_WORDS}.get(name, {})
    return words.get(value, value)


def _name(values: Values) -> str:
    return f"{values['employer']}, {values['class_title']} ({values['year']})"


def _pay(values: Values) -> str:
    median = None if values["median"] is None else Decimal(values["median"])
    return format_pay(Pay(Decimal(values["low"]), Decimal(values["high"]), values["unit"], values["measure"], median))

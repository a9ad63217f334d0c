"""Convert a fact of ``facts.FACTS`` between one line of text, as in Word files and pages, and its column values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jobdescriptions.facts import FACTS, LIST, OCCUPATION, Fact
from jobdescriptions.word.coercers import join_soc, split_soc, tidy
from jobdescriptions.word.occupations import onet_address


def format_fact(fact: Fact, values: Mapping[str, Any]) -> str:
    """Return the fact on one line, in the format that ``parse_fact`` reads; ``values`` maps column names to values.

    >>> known = {"also_called": ("A", "B"), "soc_code": "15-1251"}
    >>> [format_fact(fact, known) for fact in (FACTS[0], FACTS[1], FACTS[-1])]
    ['A; B', '', '15-1251']
    """
    parts = [values.get(column.name) or column.empty for column in fact.columns]
    if fact.kind == LIST:
        return "; ".join(parts[0])
    if fact.kind == OCCUPATION:
        return join_soc(*parts)
    return parts[0]


def link_fact(fact: Fact, values: Mapping[str, Any]) -> str:
    """Return the address that the text of the fact links to, or an empty string: O*NET has a page of an occupation."""
    return onet_address(values.get(fact.columns[0].name) or "") if fact.kind == OCCUPATION else ""


def parse_fact(fact: Fact, text: str) -> dict[str, str | tuple[str, ...]]:
    """Return the values of the fact's columns in a line of text, by column name.

    >>> parse_fact(FACTS[0], "A; B"), parse_fact(FACTS[-1], "15-1251 Computer Programmers")
    ({'also_called': ('A', 'B')}, {'soc_code': '15-1251', 'soc_title': 'Computer Programmers'})
    """
    if fact.kind == LIST:
        parts: tuple[Any, ...] = (tuple(part for part in map(tidy, text.split(";")) if part),)
    elif fact.kind == OCCUPATION:
        parts = split_soc(text)
    else:
        parts = (tidy(text),)
    return dict(zip((column.name for column in fact.columns), parts, strict=True))


def collect_facts(source: object) -> dict[str, Any]:
    """Return the values of all fact columns from the attributes of ``source``."""
    return {column.name: getattr(source, column.name) for fact in FACTS for column in fact.columns}


def is_shown(fact: Fact, values: Mapping[str, Any]) -> bool:
    """Return whether pages display the fact: an occupation needs its code."""
    return bool(values.get(fact.columns[0].name))

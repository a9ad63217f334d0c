"""Words for people that every part of the site needs. No Django in here."""

from __future__ import annotations


def format_count(count: int, one: str, more: str) -> str:
    """Return a count with the fitting word.

    >>> format_count(1, "row", "rows"), format_count(1200, "row", "rows")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {one if count == 1 else more}"

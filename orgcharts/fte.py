"""Full-time equivalents (FTE) as text: as they are kept, and as people read them. No Django in here.

The Common Education Data Standards define FTE as the ratio of the hours of a position to those of a full-time one:
3.5 hours of 8 are 0.4375, so four decimals are kept.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

#: So many decimals are kept.
DECIMALS = 4


def plain_fte(value: Any) -> str | None:
    """Return full-time equivalents as history and tables keep them: a string with two to four decimals, or None.

    Two at least, so that what was kept when there were two decimals only still compares as equal.

    >>> plain_fte(2.5), plain_fte("0.4375"), plain_fte("10.1250"), plain_fte("")
    ('2.50', '0.4375', '10.125', None)
    """
    if value is None or value == "":
        return None
    whole, _, decimals = f"{Decimal(str(value)):.{DECIMALS}f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def shown_fte(value: Any) -> str:
    """Return full-time equivalents as people write them; empty where they are not known.

    >>> shown_fte("2.50"), shown_fte(Decimal("100")), shown_fte(Decimal("0.4375")), shown_fte(None)
    ('2.5', '100', '0.4375', '')
    """
    plain = plain_fte(value)
    return plain.rstrip("0").rstrip(".") if plain else ""

"""Full-time equivalents (FTE): the one place that says which values there are and how they are read and written.

The Common Education Data Standards define FTE as the ratio of the hours of a position to those of a full-time one:
3.5 hours of 8 are 0.4375, so four decimals are kept. No Django in here.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

#: A number from 0 to ``LARGEST`` with at most ``DECIMALS`` decimals; None where it is not known.
Fte: TypeAlias = Decimal | None

DECIMALS = 4
DIGITS = 8
LARGEST = Decimal("9999.9999")
#: A difference that a spreadsheet's arithmetic leaves.
_TOLERANCE = Decimal("1e-9")


class FteError(ValueError):
    """Why a value is no FTE, in full sentences with the remedy."""


def parse_fte(value: Any) -> Fte:
    """Return the FTE that a number or a text says, which may be a percentage; None for None and empty text.

    Raises FteError.

    >>> parse_fte("0.4375"), parse_fte("50%"), parse_fte(2), parse_fte(" ")
    (Decimal('0.4375'), Decimal('0.5000'), Decimal('2.0000'), None)
    """
    text = "" if value is None else "".join(str(value).split())
    if not text:
        return None
    number = _parse_decimal(text.removesuffix("%"))
    if text.endswith("%"):
        number /= 100
    if not number.is_finite():
        raise FteError(f"The FTE “{text[:40]}” is not a number. Write one such as 1 or 2.5, or leave it empty.")
    if number < 0:
        raise FteError(f"The FTE {text} is negative. Write 0 or more, or leave it empty.")
    if number > LARGEST:
        raise FteError(
            f"The FTE {text} is too large; at most {LARGEST} is possible. Write the number of full-time people."
        )
    rounded = round(number, DECIMALS)
    if abs(number - rounded) > _TOLERANCE:
        raise FteError(
            f"The FTE {text} has more than four decimals, such as 0.4375 for 3.5 of 8 hours. Round it, such as "
            f"{format_fte(number)}."
        )
    return abs(rounded)  # Not -0.


def _parse_decimal(text: str) -> Decimal:
    """Return the number, or NaN where the text is none."""
    # Decimal also takes underscores, digits of other scripts, and texts of any length.
    try:
        return Decimal(text) if len(text) <= 40 and text.isascii() and "_" not in text else Decimal("NaN")
    except InvalidOperation:
        return Decimal("NaN")


def fte_to_json(value: Fte | str) -> str | None:
    """Return an FTE as the history and the journal store it: text with two to four decimals, or None.

    Two at least, so that what was stored when there were only two still compares as equal. Takes what it returned too.

    >>> fte_to_json(Decimal("2.5")), fte_to_json("0.4375"), fte_to_json(Decimal("10.1250")), fte_to_json(None)
    ('2.50', '0.4375', '10.125', None)
    """
    if value is None or value == "":
        return None
    whole, _, decimals = f"{Decimal(value):.{DECIMALS}f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def format_fte(value: Fte | str, unknown: str = "") -> str:
    """Return an FTE as people write it, or ``unknown``. Takes what ``fte_to_json`` returned too.

    >>> format_fte("2.50"), format_fte(Decimal("100")), format_fte(Decimal("0.4375")), format_fte(None, "none")
    ('2.5', '100', '0.4375', 'none')
    """
    text = fte_to_json(value)
    return text.rstrip("0").rstrip(".") if text else unknown


def format_fte_in_words(value: Fte) -> str:
    """Return an FTE with its unit; empty where it is not known.

    >>> format_fte_in_words(Decimal("2.50")), format_fte_in_words(Decimal("1.00")), format_fte_in_words(None)
    ('2.5 full-time equivalents', '1 full-time equivalent', '')
    """
    number = format_fte(value)
    return number and f"{number} full-time equivalent{'' if number == '1' else 's'}"


def format_fte_change(before: Fte | str, after: Fte | str) -> str:
    """Return how an FTE changes.

    >>> format_fte_change("1.00", None)
    'from 1 to none'
    """
    return f"from {format_fte(before, 'none')} to {format_fte(after, 'none')}"

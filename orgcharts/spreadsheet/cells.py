"""Cells of a table as text. No Django in here."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

#: Maximum number of characters that spreadsheet programs keep in a cell.
MAX_CELL_LENGTH = 32_767
#: What a spreadsheet program would take for a formula, after any apostrophes that keep it from doing so: its signs,
#: also in full width, and behind a separator or a space where a program splits the cell (OWASP, "CSV Injection").
_FORMULA = re.compile(r"'*(?:[\t\r]|[\s,;|]*+[=+\-@\uff1d\uff0b\uff0d\uff20])")
_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"))
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class NoValue:
    """The value of a cell with a formula whose result is not in the file."""


NO_VALUE = NoValue()

_AS_TEXT = (
    "Select the whole column, give it the format Text (in Excel: Home > Number Format > Text), and type the numbers "
    "again."
)


def is_empty(cell: Any) -> bool:
    """Say whether a cell is empty or holds only spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def clean_text(text: str) -> str:
    """Return a text on one line, without control characters and without spaces around it.

    >>> clean_text(" Network\\n specialist ")
    'Network specialist'
    """
    return " ".join(_CONTROLS.sub("", text).split())


def escape_formula(text: str) -> str:
    """Return a text for a CSV file, with an apostrophe before what would be a formula.

    >>> escape_formula(";=1+1"), escape_formula("Lead, IT"), escape_formula(" =1")
    ("';=1+1", 'Lead, IT', "' =1")
    >>> escape_formula("=1+1"), escape_formula("'=1"), escape_formula("O'Neill"), escape_formula("'Acting' head")
    ("'=1+1", "''=1", "O'Neill", "'Acting' head")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def escape_apostrophe(text: str) -> str:
    """Return a text for a cell of type text, from which ``unescape_formula`` restores it."""
    return escape_formula(text) if text.startswith("'") else text


def unescape_formula(text: str) -> str:
    """Return the text that was passed to ``escape_formula``.

    >>> texts = (";=1", "';=1", ", -5", "\uff0b1", " =1", "; Lead")
    >>> all(unescape_formula(escape_formula(text)) == text for text in texts)
    True
    >>> unescape_formula("'=1+1"), unescape_formula("''=1"), unescape_formula("=1"), unescape_formula("'Acting' head")
    ('=1+1', "'=1", '=1', "'Acting' head")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def as_text(cell: Any) -> tuple[str, str]:
    """Return the text of a cell, and what is wrong with it: the rest of a sentence, or an empty string.

    >>> as_text(2.5), as_text(3.0), as_text(None)
    (('2.5', ''), ('3', ''), ('', ''))
    """
    if cell is None:
        return "", ""
    if isinstance(cell, str):
        if len(cell) > MAX_CELL_LENGTH:
            return (
                "",
                f"there are more than {MAX_CELL_LENGTH:,} characters. Shorten it; perhaps a quotation mark is wrong.",
            )
        if cell.strip() in _ERRORS or re.fullmatch(r"Err:\d{3}", cell.strip()):
            return "", f"a formula ends in the error {cell.strip()}. Correct the formula, or write its result."
        return unescape_formula(_CONTROLS.sub("", cell).strip(" \n\v\f")), ""
    if isinstance(cell, bool):
        return str(cell).upper(), ""
    if isinstance(cell, int) and abs(cell) < 10**18:
        return str(cell), ""
    if isinstance(cell, Decimal) or (isinstance(cell, float) and cell == cell and abs(cell) < 1e15):
        return (str(int(cell)) if cell == int(cell) else repr(float(cell))), ""
    if isinstance(cell, (date, time, timedelta)):
        return (
            "",
            f"the spreadsheet program has turned the text into a date or a time ({_format_date(cell)}). {_AS_TEXT}",
        )
    if isinstance(cell, NoValue):
        return "", (
            "there is a formula whose result is not in the file. Open the file in a spreadsheet program, save it again "
            "and send that, or write the result in place of the formula."
        )
    return "", "there is something that is neither text nor a usual number. Write it as text."


def as_index_number(cell: Any) -> tuple[str, str]:
    """Return what ``as_text`` does, for a cell that should hold an index number.

    >>> as_index_number(1.1)
    ('1.1', '')
    """
    if isinstance(cell, (date, time, timedelta)):
        return "", (
            f"the spreadsheet program has turned an index number into a date or a time ({_format_date(cell)}). "
            f"{_AS_TEXT}"
        )
    return as_text(cell)


def _format_date(cell: Any) -> str:
    if isinstance(cell, datetime):
        cell = cell.date() if cell.time() == time() else cell
    return str(cell)[:30]


def cell_to_json(cell: Any) -> Any:
    """Return a cell as a JSON value for ``cell_from_json``.

    >>> [cell_from_json(cell_to_json(cell)) for cell in (date(2001, 1, 1), 1.1, None)]
    [datetime.date(2001, 1, 1), 1.1, None]
    >>> cell_from_json(cell_to_json(NO_VALUE)) is NO_VALUE
    True
    """
    if cell is None or isinstance(cell, (str, bool, float)) or (isinstance(cell, int) and abs(cell) < 10**18):
        return cell
    if isinstance(cell, NoValue):
        return {"formula": ""}
    for kind in _KINDS.values():
        if type(cell) is kind:
            value = cell.total_seconds() if kind is timedelta else cell.isoformat()
            return {kind.__name__: value}
    return {"odd": ""}


def cell_from_json(value: Any) -> Any:
    """Return the cell from the value that ``cell_to_json`` returned."""
    if not isinstance(value, dict):
        return value
    ((name, content),) = value.items()
    if name == "formula":
        return NO_VALUE
    if name == "timedelta":
        return timedelta(seconds=content)
    return _KINDS[name].fromisoformat(content) if name in _KINDS else object()


_KINDS = {kind.__name__: kind for kind in (date, datetime, time, timedelta)}

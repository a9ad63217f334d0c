"""Reading tables in tests: a CSV file to rows, their outline, and what is said about them."""

from __future__ import annotations

import pytest

from orgcharts.spreadsheet.job_cell import Catalogue
from orgcharts.spreadsheet.read import read_table
from orgcharts.spreadsheet.rows import recognize
from orgcharts.spreadsheet.validate import validate
from orgcharts.spreadsheet.values import TableError, first_messages


def read(text, present=(), **options):
    """Return the table of a CSV file, for a chart with those positions."""
    sheet = recognize(read_table("a.csv", text.encode()), options.pop("columns", None))
    return validate(sheet, Catalogue([]), {one.pk: one.number for one in present}, present, **options)


def outline(table):
    assert table.errors == [], said(table)
    return [f"{row.index_number} {row.title}" for row in table.rows]


def said(table):
    return [str(message) for message in first_messages(table.messages)[0]]


def refusal(text, **options):
    with pytest.raises(TableError) as caught:
        read(text, **options)
    return caught.value.code, str(caught.value)

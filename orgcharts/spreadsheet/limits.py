"""Limits of files with tables. No Django in here."""

from __future__ import annotations

from orgcharts.spreadsheet.values import TableError

#: Maximum size of an upload, in bytes.
LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 64
#: Maximum number of XML elements of a sheet. A cell takes two or three.
MOST_ELEMENTS = 600_000


def too_many_rows() -> TableError:
    """Return the error for a file with too many rows."""
    return TableError(
        "too-many-rows",
        f"The file has more than {MOST_ROWS:,} rows, more than a chart can have. If they look empty, copy the table of "
        "positions into a new file and send that.",
    )


def too_many_cells() -> TableError:
    """Return the error for a sheet with too many cells."""
    return TableError(
        "too-many-cells",
        f"The sheet has far more cells than {MOST_ROWS:,} rows of a table. Delete everything from it but the table of "
        "positions, and send it again.",
    )

"""How much of a file with a table is read. No Django in here."""

from __future__ import annotations

from orgcharts.spreadsheet.values import TableError

#: The size of an upload, in bytes.
LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 64
#: XML elements of a sheet: a cell takes two or three, so these are the cells of more rows than are read.
MOST_ELEMENTS = 600_000


def too_many_rows() -> TableError:
    """Return the refusal of a file with more rows than are read."""
    return TableError(
        "too-many-rows",
        f"The file has more than {MOST_ROWS:,} rows, more than a chart can have. If they look empty, copy the table of "
        "positions into a new file and send that.",
    )


def too_many_cells() -> TableError:
    """Return the refusal of a sheet with far more cells than are read."""
    return TableError(
        "too-many-cells",
        f"The sheet has far more cells than {MOST_ROWS:,} rows of a table. Delete everything from it but the table of "
        "positions, and send it again.",
    )

"""Finding the row that a text names as a supervisor: by number, key, identifier or title. No Django in here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from orgcharts.spreadsheet.cells import clean_text

#: What people and programs write for the head in place of an empty cell (data.gov.uk's organograms: XX).
_NOBODY = frozenset(("-", "–", "—", "none", "n/a", "na", "nan", "null", "nobody", "xx", "0"))
#: The board of a district, to which its head reports, is no position of the chart.
_BOARD = re.compile(r"(the )?((governing|school) )?board( of (education|trustees|directors|governors))?", re.IGNORECASE)


def normalize(text: str) -> str:
    """Return a text without what programs change: case, spaces, and decimals or leading zeros of a whole number.

    >>> normalize(" 0100234.0 "), normalize("Director  of Technology"), normalize("1.10")
    ('100234', 'director of technology', '1.10')
    """
    plain = clean_text(text).casefold()
    whole = re.fullmatch(r"([0-9]+)(\.0*)?", plain)
    return (whole[1].lstrip("0") or "0") if whole else plain


def means_nobody(text: str) -> bool:
    """Say whether a text that names no row means that the position reports to nobody in the chart.

    >>> means_nobody("n/a"), means_nobody("Board of Trustees"), means_nobody("Director")
    (True, True, False)
    """
    plain = clean_text(text)
    return plain.casefold() in _NOBODY or bool(_BOARD.fullmatch(plain))


class Lookup:
    """Rows by the texts in some of their columns. ``columns`` are the texts of all rows, by the name of the column."""

    def __init__(self, columns: Mapping[str, Sequence[str]]) -> None:
        self._rows: dict[str, dict[str, list[int]]] = {}
        for name, texts in columns.items():
            found = self._rows[name] = defaultdict(list)
            for row, text in enumerate(texts):
                if text:
                    found[normalize(text)].append(row)

    def find(self, text: str) -> dict[str, list[int]]:
        """Return the rows that have the text in a column, by its name; "1.1 Director" is found by both parts."""
        found = self._find_exact(normalize(text))
        if found:
            return found
        first, _, rest = clean_text(text).partition(" ")
        rest = rest.strip("-–:() ")
        if not rest:
            return {}
        both = {row for rows in self._find_exact(normalize(rest)).values() for row in rows}
        found = {
            name: [row for row in rows if row in both] for name, rows in self._find_exact(normalize(first)).items()
        }
        return {name: rows for name, rows in found.items() if rows}

    def _find_exact(self, text: str) -> dict[str, list[int]]:
        return {name: rows[text] for name, rows in self._rows.items() if text in rows}


def find_supervisors(wanted: Sequence[str], columns: Sequence[Sequence[str]]) -> list[int | None] | None:
    """Return for each row the row that it reports to (None for nobody); None where not all name exactly one row.

    ``wanted`` are the texts of "Reports to", ``columns`` the texts in which they are looked up.

    >>> find_supervisors(["", "17", "17.0"], [["17", "18", "19"]])
    [None, 0, 0]
    >>> find_supervisors(["", "Jane Doe"], [["17", "18"]]) is None
    True
    """
    lookup = Lookup({str(at): texts for at, texts in enumerate(columns)})
    found: list[int | None] = []
    for row, text in enumerate(wanted):
        rows = {hit for hits in lookup.find(text).values() for hit in hits} if text else set()
        if len(rows) > 1 or (text and not rows and not means_nobody(text)):
            return None
        above = rows.pop() if rows else None
        found.append(None if above == row else above)
    return found if any(above is not None for above in found) else None

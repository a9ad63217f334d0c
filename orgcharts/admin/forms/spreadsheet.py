"""The forms of an import, and the signed state between its preview and its confirmation.

The cells are in a hidden field of the form, compressed and signed for the user, the chart and its revision, for a few
hours, together with the choices of staff, so that only what was previewed can be confirmed. A table that is too large
for that is sent again with the confirmation; then the signed state holds its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from openpyxl.utils import get_column_letter

from orgcharts.models import OrgChart
from orgcharts.spreadsheet.columns import ABOVE, DERIVED, FTE, IDENT, JOBS, KEY, KIND, LINES, NUMBER, TITLE
from orgcharts.spreadsheet.values import Heading, RawRows

#: How many seconds a preview can be confirmed.
PREVIEW_SECONDS = 4 * 60 * 60
#: Maximum number of characters of the hidden field; Django accepts 2.5 MB of all fields together.
LARGEST_FIELD = 1_000_000


#: What a file dialog offers.
ENDINGS = ".csv,.tsv,.txt,.xlsx,.xlsm,.ods"

#: What a column of a file can be, as staff choose it.
_MEANINGS = {
    "": "Not used",
    TITLE: "Title of the position",
    NUMBER: "Index number, such as 1.1.2",
    ABOVE: "Reports to: the supervisor",
    IDENT: "Number or ID to which “Reports to” refers",
    FTE: "FTE",
    JOBS: "Job descriptions",
    KIND: "Kind of box: alternatives, series or team",
    LINES: "Also supervised by: the dotted lines",
    DERIVED: "Derived: whether the title was worked out",
    KEY: "Key of the position on this site",
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="CSV file or spreadsheet",
        max_length=255,
        allow_empty_file=True,
        help_text="A .csv, .xlsx or .ods file with the columns described below. Nothing is saved before you confirm.",
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
    )


class ColumnsForm(forms.Form):
    """Which column of a file is which: a choice for each. The result is in ``chosen``."""

    def __init__(self, headings: Sequence[Heading], data: Any = None) -> None:
        super().__init__(data)
        self.headings = list(headings)
        for heading in headings:
            self.fields[f"column-{heading.place}"] = forms.ChoiceField(
                label=heading.text or "(no heading)",
                choices=list(_MEANINGS.items()),
                required=False,
                initial=heading.name,
            )

    @property
    def rows(self) -> list[tuple[str, Heading, forms.BoundField]]:
        """Each column by its letter, with its heading and its field."""
        return [
            (get_column_letter(heading.place + 1), heading, self[f"column-{heading.place}"])
            for heading in self.headings
        ]

    @property
    def chosen(self) -> dict[int, str]:
        """Return the name of each column by its index; empty for columns that are not used."""
        self.is_valid()
        return {heading.place: self.cleaned_data.get(f"column-{heading.place}", "") for heading in self.headings}


@dataclass(slots=True)
class PreviewedFile:
    """A previewed file: the revision of the chart then, the name of the file, its rows and its digest.

    ``columns`` are those that staff have chosen, by index, or None; ``renumber`` says whether index numbers are made
    contiguous. ``grid`` is None where the rows were too many for the hidden field.
    """

    revision: int
    name: str
    grid: RawRows | None
    digest: str
    columns: dict[int, str] | None = None
    renumber: bool = False


def compute_digest(data: bytes) -> str:
    """Return the SHA-256 digest of a file, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def sign_preview(user: Any, chart: OrgChart, held: PreviewedFile) -> tuple[str, bool]:
    """Return the signed state, and whether it contains the rows; otherwise the file has to be sent again."""
    values = {
        "revision": held.revision,
        "name": held.name,
        "digest": held.digest,
        "columns": None if held.columns is None else list(held.columns.items()),
        "renumber": held.renumber,
    }
    whole = signing.dumps(values | {"grid": held.grid.to_json()}, salt=_salt(user, chart), compress=True)
    if len(whole) <= LARGEST_FIELD:
        return whole, True
    return signing.dumps(values, salt=_salt(user, chart), compress=True), False


def unsign_preview(value: str, user: Any, chart: OrgChart) -> PreviewedFile | None:
    """Return what ``sign_preview`` was given, without the cells where they were too many.

    None where it was signed for another person or chart, is too old, or was not signed by this site.
    """
    if len(value) > LARGEST_FIELD:
        return None
    try:
        values = signing.loads(value, salt=_salt(user, chart), max_age=PREVIEW_SECONDS)
    except signing.BadSignature:
        return None
    if "renumber" not in values:  # Of a page that an earlier release has made.
        return None
    grid = RawRows.from_json(values["grid"]) if "grid" in values else None
    columns = None if values["columns"] is None else dict(values["columns"])
    return PreviewedFile(values["revision"], values["name"], grid, values["digest"], columns, values["renumber"])


def _salt(user: Any, chart: OrgChart) -> str:
    return f"orgcharts.import.{user.pk}.{chart.pk}"

"""What an import of a table keeps between its preview and its confirmation: in the form itself, signed.

Nobody can confirm what was not previewed: the cells go with the form compressed and signed, bound to the person, the
chart and the chart's revision, for a few hours, with what staff have said about them. A table too large for that is
sent once more with the confirmation, and the signature holds its digest.
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
from orgcharts.spreadsheet.columns import ABOVE, FTE, IDENT, JOBS, KEY, NUMBER, TITLE
from orgcharts.spreadsheet.values import Heading, RawRows

#: A preview can be confirmed for so many seconds.
PREVIEW_SECONDS = 4 * 60 * 60
#: The most characters that go with the form; Django takes 2.5 MB of all fields together.
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
    """Which column of a file is which: a choice for each, as it was understood. Its answer is in ``chosen``."""

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
        """Return the name of each column by its place; what was not sent is not used."""
        self.is_valid()
        return {heading.place: self.cleaned_data.get(f"column-{heading.place}", "") for heading in self.headings}


@dataclass(slots=True)
class PreviewedFile:
    """What was previewed: the chart's revision then, the name of the file, its cells, and the digest of the file.

    ``columns`` are those that staff have chosen by their places, None where they have not; ``renumber`` says that index
    numbers are made contiguous. ``grid`` is None where the cells were too many to be kept.
    """

    revision: int
    name: str
    grid: RawRows | None
    digest: str
    columns: dict[int, str] | None = None
    renumber: bool = False


def compute_digest(data: bytes) -> str:
    """Return what tells a file from every other one."""
    return hashlib.sha256(data).hexdigest()


def sign_preview(user: Any, chart: OrgChart, held: PreviewedFile) -> tuple[str, bool]:
    """Return what goes with the form, and whether the cells are in it; else the file has to be sent again."""
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

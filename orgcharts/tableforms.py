"""What an import of a table keeps between its preview and its confirmation: in the form itself, signed.

Nobody can confirm what was not previewed: the rows go with the form compressed and signed, bound to the person, the
chart and the chart's revision, for a few hours. A table too large for that is sent once more with the confirmation, and
the signature holds its digest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing

from orgcharts.models import OrgChart
from orgcharts.tables import Sheet

#: A preview can be confirmed for so many seconds.
KEPT_FOR = 4 * 60 * 60
#: The most characters that go with the form; Django takes 2.5 MB of all fields together.
LARGEST_FIELD = 1_000_000


class UploadForm(forms.Form):
    file = forms.FileField(
        label="CSV file or Excel workbook",
        max_length=255,
        allow_empty_file=True,
        help_text="A .csv or .xlsx file with the columns described below. Nothing is saved before you confirm it.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm"}),
    )


@dataclass(slots=True)
class Held:
    """What was previewed: the chart's revision then, the name of the file, and its rows or the digest of the file."""

    revision: int
    name: str
    sheet: Sheet | None
    digest: str


def digest(data: bytes) -> str:
    """Return what tells a file from every other one."""
    return hashlib.sha256(data).hexdigest()


def seal(user: Any, chart: OrgChart, name: str, sheet: Sheet, file_digest: str) -> tuple[str, bool]:
    """Return what goes with the form, and whether the rows are in it; else the file has to be sent again."""
    values = {"revision": chart.revision, "name": name, "digest": file_digest}
    whole = signing.dumps(values | sheet.to_plain(), salt=_salt(user, chart), compress=True)
    if len(whole) <= LARGEST_FIELD:
        return whole, True
    return signing.dumps(values, salt=_salt(user, chart), compress=True), False


def unseal(value: str, user: Any, chart: OrgChart) -> Held | None:
    """Return what ``seal`` was given; None where it was for another person or chart, is too old or not of ours."""
    if len(value) > LARGEST_FIELD:
        return None
    try:
        values = signing.loads(value, salt=_salt(user, chart), max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    sheet = Sheet.from_plain(values) if "lines" in values else None
    return Held(values["revision"], values["name"], sheet, values["digest"])


def _salt(user: Any, chart: OrgChart) -> str:
    return f"orgcharts.import.{user.pk}.{chart.pk}"

"""What was read of a Word file, as JSON and back: nothing of it may change on the way."""

import dataclasses
import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from jobdescriptions.imports.steps import Preview, preview_with_check
from jobdescriptions.imports.stored_readings import from_json
from jobdescriptions.word.package.guard import FileRefused
from tests.unit.jobdescriptions.word.docx_parts import archive, docx, p, tbl, tc, tr
from tests.unit.jobdescriptions.word.odd_files import odd_files
from tests.unit.jobdescriptions.word.shapes import STRUCTURES


def through_json(shown: Preview) -> Preview:
    return from_json(json.loads(json.dumps(dataclasses.asdict(shown), cls=DjangoJSONEncoder)))


def test_odd_files_are_the_same_after_they_were_kept():
    kept = 0
    for file in odd_files():
        if file.name.startswith(("many", "large", "deep")):
            continue
        data = file.make()
        if len(data) > 100_000:
            continue
        try:
            shown = preview_with_check(f"{file.name}.docx", data, ("all",))
        except FileRefused:
            continue
        kept += 1
        assert through_json(shown) == shown, file.name
        assert through_json(shown).document == shown.document
    assert kept > 50


@pytest.mark.parametrize("name", STRUCTURES)
def test_files_of_each_shape_are_the_same_after_they_were_kept(name):
    data = archive(STRUCTURES[name](2_000))
    for taken in ((), ("all",)):
        shown = preview_with_check("a.docx", data, taken)
        assert through_json(shown) == shown


def test_pay_facts_offers_and_findings_are_the_same_after_they_were_kept():
    rows = tbl(tr(tc("Reports to"), tc("Principal")), tr(tc("Work year"), tc("12 months")))
    pay = p("Salary: $24.10/hr to $30.05/hr in 2025-26") + p("Salary: $4,000 a month") + p("A stipend of 5% of the pay")
    shown = preview_with_check("a.docx", docx(p("- one") + p("- two") + p("FLSA: Exempt") + rows + pay))
    assert shown.recognised.pay and shown.recognised.flsa and shown.offers and shown.findings and shown.passages
    assert any(place.row is not None for place in [fact.place for fact in shown.recognised.reports_to])
    assert through_json(shown) == shown

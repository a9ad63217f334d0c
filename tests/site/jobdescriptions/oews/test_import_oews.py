"""``manage.py import_oews``: the workbooks as published, wrong files, releases old and new."""

import zipfile
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from jobdescriptions.models import OewsFigure
from jobdescriptions.oews import read_workbook as reading
from techsets.cache import content_version
from tests.factory import make_job
from tests.site.jobdescriptions.oews.workbooks import (
    CALIFORNIA,
    HEADINGS,
    OCCUPATION,
    SACRAMENTO,
    SCHOOLS,
    write_workbook,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _job():
    make_job("Network Specialist", soc_code="15-1244", soc_title="Network and Computer Systems Administrators")


def run(path, **options) -> str:
    out = StringIO()
    call_command("import_oews", path, stdout=out, **options)
    return out.getvalue()


def test_the_three_workbooks_of_a_release_are_merged_one_after_the_other(tmp_path):
    schools = write_workbook(tmp_path / "nat5d_6d_M2026_dl.xlsx", SCHOOLS, {**SCHOOLS, "NAICS": 611100})
    states = write_workbook(tmp_path / "state_M2026_dl.xlsx", CALIFORNIA, {**CALIFORNIA, "AREA": "32"}, above=2)
    areas = write_workbook(
        tmp_path / "download.xlsx",
        SACRAMENTO,
        {**SACRAMENTO, "AREA": 39900, "AREA_TITLE": "Reno, NV"},
        {**SACRAMENTO, "AREA": "0600003", "AREA_TITLE": "North Coast", "AREA_TYPE": 6, "PRIM_STATE": "CA"},
        sheet="MSA_M2026_dl",
    )
    assert "Pages show May 2026 once the figures of California have been imported, too." in run(schools)
    assert run(states) == "May 2026: 1 figures were saved.\n"
    assert "2 figures" in run(areas)
    kept = OewsFigure.objects.filter(year=2026).values_list("area_type", "area", "industry", "source")
    assert [(*row[:3], row[3].split(",")[0]) for row in kept.order_by("area_type")] == [
        (1, "99", "611103", "nat5d_6d_M2026_dl.xlsx"),
        (2, "06", "000000", "state_M2026_dl.xlsx"),
        (4, "40900", "000000", "download.xlsx"),
        (6, "0600003", "000000", "download.xlsx"),
    ]


def test_figures_are_taken_exactly_and_signs_in_place_of_figures_are_understood(tmp_path):
    row = {**SCHOOLS, "TOT_EMP": "**", "A_PCT10": "*", "A_PCT90": "#", "H_PCT90": "#", "H_PCT10": None}
    run(write_workbook(tmp_path / "nat_M2026_dl.xlsx", row))
    figure = OewsFigure.objects.get()
    assert (figure.jobs, figure.annual_p10, figure.hourly_p10) == (None, None, None)
    assert (figure.annual_median, figure.hourly_median) == (86350, Decimal("41.52"))
    assert (figure.annual_p90, figure.hourly_p90, figure.at_top) == (239200, 115, "annual_p90 hourly_p90")


def test_running_it_again_changes_nothing_and_begins_no_new_version_of_pages(tmp_path):
    path = write_workbook(tmp_path / "state_M2026_dl.xlsx", CALIFORNIA)
    before = content_version.read()
    run(path)
    after = content_version.read()
    assert after != before
    assert run(path).startswith("May 2026: nothing is new.")
    assert content_version.read() == after and OewsFigure.objects.count() == 1


def test_a_correction_of_a_release_replaces_its_own_kind_of_areas_only(tmp_path):
    run(write_workbook(tmp_path / "state_M2026_dl.xlsx", CALIFORNIA))
    run(write_workbook(tmp_path / "nat_M2026_dl.xlsx", SCHOOLS))
    run(write_workbook(tmp_path / "state_M2026_dl.xlsx", {**CALIFORNIA, "A_MEDIAN": 90_000}))
    assert dict(OewsFigure.objects.values_list("area_type", "annual_median")) == {1: 86350, 2: 90_000}


def test_occupations_that_no_job_description_names_are_left_out_and_named_ones_without_figures_are_told(tmp_path):
    make_job("Compliance Officer", soc_code="13-1041")
    said = run(write_workbook(tmp_path / "state_M2026_dl.xlsx", CALIFORNIA, {**CALIFORNIA, "OCC_CODE": "15-1252"}))
    assert "The file has no figure for 13-1041." in said
    assert OewsFigure.objects.get().soc_code == "15-1244"


def test_an_older_release_replaces_a_newer_one_only_when_asked_to(tmp_path):
    run(write_workbook(tmp_path / "state_M2026_dl.xlsx", CALIFORNIA))
    older = write_workbook(tmp_path / "state_M2025_dl.xlsx", CALIFORNIA)
    with pytest.raises(CommandError, match="May 2026, which is newer than that of May 2025"):
        run(older)
    assert OewsFigure.objects.get().year == 2026
    run(older, go_back=True)
    assert OewsFigure.objects.get().year == 2025


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("state_M2026_dl.xlsx", b"<!DOCTYPE html><html><title>Access Denied</title></html>", "is a web page"),
        ("state_M2026_dl.xlsx", b"\n<HTML>\n", "is a web page"),
        ("state_M2026_dl.csv", b"AREA,AREA_TITLE\n", "is no Excel workbook"),
        ("state_M2026_dl.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is no Excel workbook"),
        ("state_M2026_dl.xlsx", b"PK\x03\x04 cut off", "was not downloaded completely"),
        ("state_M2026_dl.xlsx", b"", "is no Excel workbook"),
    ],
)
def test_another_file_gets_one_sentence_and_nothing_is_saved(tmp_path, name, data, words):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(CommandError) as refused:
        run(path)
    assert words in str(refused.value) and "\n" not in str(refused.value)
    assert not OewsFigure.objects.exists()


def test_wrong_workbooks_get_one_sentence_and_nothing_is_saved(tmp_path, monkeypatch):
    lacking = [heading for heading in HEADINGS if heading not in {"A_MEDIAN", "H_PCT10"}]
    other = write_workbook(tmp_path / "M2026_other.xlsx", headings=("Name", "Street"))
    short = write_workbook(tmp_path / "state_M2026_dl.xlsx", CALIFORNIA, headings=lacking)
    wrong = write_workbook(tmp_path / "nat_M2026_dl.xlsx", CALIFORNIA, {**SCHOOLS, "A_PCT90": "see note"})
    empty = write_workbook(tmp_path / "state_M2027_dl.xlsx", {**CALIFORNIA, "AREA": "32"})
    yearly = write_workbook(tmp_path / "all_M2026_dl.xlsx", CALIFORNIA, {**SCHOOLS, "H_PCT90": 129_940})
    nameless = write_workbook(tmp_path / "download.xlsx", CALIFORNIA)
    archive = tmp_path / "oesm26st.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.write(nameless, "oesm26st/state_M2026_dl.xlsx")
    for path, words in {
        other: "has no sheet with the columns of the survey",
        short: "lacks the columns A_MEDIAN, H_PCT10",
        wrong: "“see note” in the column A_PCT90, where a number should be (occupation 15-1244)",
        yearly: "“129940” in the column H_PCT90, where a number should be",
        empty: "The file has no figure that pages show",
        nameless: "Add --release with the year",
        archive: "Unpack it and import oesm26st/state_M2026_dl.xlsx",
        tmp_path / "nothing.xlsx": "cannot be read: No such file",
    }.items():
        with pytest.raises(CommandError) as refused:
            run(path)
        assert words in str(refused.value), path
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    with pytest.raises(CommandError, match="more than 3 rows"):
        run(write_workbook(tmp_path / "long_M2026.xlsx", *[CALIFORNIA] * 4))
    monkeypatch.setattr(reading, "LARGEST_CONTENT", 100)
    with pytest.raises(CommandError, match="unpacks to more"):
        run(nameless, release=2026)
    monkeypatch.setattr(reading, "LARGEST_FILE", 100)
    with pytest.raises(CommandError, match="is larger than any workbook"):
        run(nameless, release=2026)
    assert not OewsFigure.objects.exists()


def test_the_year_can_be_given_where_no_name_has_it_and_must_not_contradict_one(tmp_path):
    run(write_workbook(tmp_path / "download.xlsx", CALIFORNIA), release=2026)
    with pytest.raises(CommandError, match="is of May 2026, not of May 2027"):
        run(write_workbook(tmp_path / "state_M2026_dl.xlsx", CALIFORNIA), release=2027)
    assert OewsFigure.objects.get().soc_title == OCCUPATION["OCC_TITLE"]


@pytest.mark.parametrize("year", [-5, 2002, 2199, 99_999])
def test_a_year_without_a_release_is_refused_with_a_sentence(tmp_path, year):
    with pytest.raises(CommandError, match=f"There is no release of May {year}"):
        run(write_workbook(tmp_path / "download.xlsx", CALIFORNIA), release=year)
    assert not OewsFigure.objects.exists()

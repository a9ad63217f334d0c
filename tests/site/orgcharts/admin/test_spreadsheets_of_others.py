"""Tables of other programs in the admin: what was understood is shown, staff correct it, and one press mends gaps."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from orgcharts.admin.forms import spreadsheet
from orgcharts.changes import positions
from orgcharts.models import OrgChart, Position
from tests.factory import at, make_chart, make_job, place
from tests.pages import form_values, words, words_of
from tests.site.orgcharts.admin.test_spreadsheet import DISTRICT, address, confirm, draft_chart, outline, send

pytestmark = pytest.mark.django_db

HR = (
    "Position Number,Title,Reports To,FTE\n100234,Superintendent,,1\n100235,Director of Technology,100234,1\n"
    "100240,Network Technician,100235,0.4375\n"
)
ODD = "Stelle,Bezeichnung,Chef\n1,Superintendent,\n2,Director,1\n"


def root_of(response):
    return html.fromstring(response.content.decode())


def again(client, chart, page, **values):
    """Send the form with the columns, with other values."""
    return client.post(address(chart), form_values(page, "columns-form") | values)


def chosen(page):
    """Return as what each column of the file was understood, by its letter and heading."""
    rows = root_of(page).xpath('//form[@id="columns-form"]//tbody/tr')
    found = {}
    for row in rows:
        selected = row.xpath(".//option[@selected]")
        found[words(row.find("th"))] = words(selected[0]) if selected else ""
    return found


def test_a_list_of_hr_becomes_a_chart(admin_client):
    chart = draft_chart("Head")
    preview = send(admin_client, chart, HR)
    assert "“Reports To” says who reports to whom, by what stands in “Position Number”." in words_of(preview)
    assert chosen(preview) == {
        "A: Position Number": "Number or ID to which “Reports to” refers",
        "B: Title": "Title of the position",
        "C: Reports To": "Reports to: the supervisor",
        "D: FTE": "FTE",
    }
    assert outline(chart) == ["1 Head"] and confirm(admin_client, chart, preview).status_code == 302
    assert outline(chart) == ["1 Superintendent", "1.1 Director of Technology", "1.1.1 Network Technician"]
    assert at(chart, "1.1.1").fte == Decimal("0.4375")


def test_the_list_of_hr_once_more_keeps_what_is_said_at_positions_and_their_namesakes(admin_client):
    chart = draft_chart(("Superintendent", [("Director", ["Technician", "Technician"])]))
    job = make_job("Technician", published=False)
    place(job, at(chart, "1.1.1"))
    keys = {row.title: row.pk for row in Position.objects.filter(chart=chart)}
    first = at(chart, "1.1.1").pk
    table = "ID,Title,Boss ID\n1,Superintendent,\n2,Director,1\n3,Technician,2\n4,Technician,2\n5,Aide,2\n"
    preview = send(admin_client, chart, table)
    assert (
        "1 position added" in words_of(preview) and "deleted" not in words_of(preview).partition("What would")[2][:90]
    )
    confirm(admin_client, chart, preview)
    assert at(chart, "1.1").pk == keys["Director"] and at(chart, "1.1.1").pk == first
    assert at(chart, "1.1.1").placements.get().job_description == job and at(chart, "1.1.3").title == "Aide"


def test_columns_that_were_not_understood_are_chosen_by_staff_and_the_choice_is_imported(admin_client):
    chart = draft_chart("Head")
    page = send(admin_client, chart, ODD)
    assert "“Index number” and “Title” are missing" in words_of(page)
    assert "A: Stelle" in chosen(page)
    wrong = again(admin_client, chart, page, **{"column-0": "title", "column-1": "title", "column-2": "above"})
    assert "“Title” is there twice" in words_of(wrong)
    assert chosen(wrong)["A: Stelle"] == "Title of the position"
    preview = again(admin_client, chart, wrong, **{"column-0": "ident"})
    assert "1 position added, 1 renamed" in words_of(preview) and outline(chart) == ["1 Head"]
    assert confirm(admin_client, chart, preview).status_code == 302
    assert outline(chart) == ["1 Superintendent", "1.1 Director"]


def test_a_column_that_was_taken_for_another_one_is_corrected(admin_client):
    chart = draft_chart()
    table = "Index number,Title,Position\n1,Superintendent,Chief\n1.1,Director,Lead\n"
    page = send(admin_client, chart, table)
    assert "under “Title” and “Position”" in words_of(page)
    preview = again(admin_client, chart, page, **{"column-0": "number", "column-1": "", "column-2": "title"})
    confirm(admin_client, chart, preview)
    assert outline(chart) == ["1 Chief", "1.1 Lead"]


def test_values_that_are_no_choice_count_as_not_used(admin_client):
    chart = draft_chart()
    page = send(admin_client, chart)
    answer = again(admin_client, chart, page, **{"column-0": "evil", "column-1": "title"})
    assert "“Index number” is missing" in words_of(answer)


@pytest.mark.parametrize("is_large", [False, True])
def test_gaps_are_closed_only_once_that_was_asked_for(admin_client, monkeypatch, is_large):
    if is_large:
        monkeypatch.setattr(spreadsheet, "LARGEST_FIELD", 250)
    chart = draft_chart()
    table = "Index number,Title\n1,Superintendent\n1.1,Director\n1.1.2,Support\n1.2,Curriculum\n"
    file = {"file": SimpleUploadedFile("chart.csv", table.encode())} if is_large else {}
    page = send(admin_client, chart, table)
    assert "1.1.2 follows a gap" in words_of(page) and 'id="confirm"' not in page.content.decode()
    assert root_of(page).xpath('//input[@name="renumber"]/@value') == ["Close gaps and shift those that follow"]
    preview = again(admin_client, chart, page, renumber="1", **file)
    assert "1 position deleted, 1 renumbered" in words_of(preview)
    assert "Gaps in the index numbers were closed" in words_of(preview)
    file = {"file": SimpleUploadedFile("chart.csv", table.encode())} if is_large else {}
    support = at(chart, "1.1.2").pk
    assert confirm(admin_client, chart, preview, **file).status_code == 302
    assert outline(chart) == ["1 Superintendent", "1.1 Director", "1.1.1 Support", "1.2 Curriculum"]
    assert at(chart, "1.1.1").pk == support


def test_an_inserted_row_shifts_those_that_follow(admin_client):
    chart = draft_chart()
    rows = admin_client.get(address(chart, "export"), {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    table = "\n".join([*rows, "1.1.1,Security,1.1,,,"])
    page = send(admin_client, chart, table)
    assert "stands in row 4 already" in words_of(page)
    network = at(chart, "1.1.1").pk
    confirm(admin_client, chart, again(admin_client, chart, page, renumber="1"))
    assert outline(chart)[2:5] == ["1.1.1 Security", "1.1.2 Network", "1.1.3 Support"]
    assert at(chart, "1.1.2").pk == network


def test_a_changed_supervisor_moves_the_position(admin_client):
    chart = draft_chart()
    rows = admin_client.get(address(chart, "export"), {"format": "csv"}).content.decode("utf-8-sig")
    network = at(chart, "1.1.1")
    preview = send(admin_client, chart, rows.replace("1.1.1,Network,1.1,", "1.1.1,Network,Curriculum,"))
    assert "“Reports to” was changed, so 1.1.1 moves below 1.2" in words_of(preview)
    assert "1 position moved, 1 renumbered" in words_of(preview)
    confirm(admin_client, chart, preview)
    assert at(chart, "1.2.1").pk == network.pk and at(chart, "1.1.1").title == "Support"


def test_a_table_of_a_chart_is_imported_into_its_copy(admin_client):
    chart = make_chart(DISTRICT)
    table = admin_client.get(address(chart, "export"), {"format": "csv"}).content.decode("utf-8-sig")
    copy = positions.duplicate_chart(chart, "Plan", "plan")
    keys = {row.title: row.pk for row in Position.objects.filter(chart=copy)}
    assert "Nothing would change" in words_of(send(admin_client, copy, table))
    preview = send(admin_client, copy, table.replace("Support", "Helpdesk"))
    assert "The keys in this table are not those of this chart" in words_of(preview)
    assert confirm(admin_client, copy, preview).status_code == 302
    assert at(copy, "1.1.2").title == "Helpdesk" and at(copy, "1.1.2").pk == keys["Support"]
    assert at(chart, "1.1.2").title == "Support"


def test_every_column_has_a_label_and_the_form_is_kept_where_something_is_wrong(admin_client):
    chart = draft_chart()
    for table in (HR, HR.replace("100235,Director", "100235,"), ODD):
        root = root_of(send(admin_client, chart, table))
        selects = root.xpath('//form[@id="columns-form"]//select')
        labels = {label.get("for") for label in root.iter("label")}
        assert selects and all(select.get("id") in labels for select in selects)
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids))


def test_a_page_of_an_earlier_release_is_asked_to_be_sent_again(admin_client, admin_user):
    from django.core import signing

    chart = draft_chart()
    held = signing.dumps(
        {"revision": chart.revision, "name": "a.csv", "digest": "", "columns": ["number", "title"], "lines": []},
        salt=spreadsheet._salt(admin_user, chart),
        compress=True,
    )
    page = admin_client.post(address(chart), {"held": held, "confirm": "yes"}, follow=True)
    assert "Nothing was imported: the preview is too old" in words_of(page)
    assert OrgChart.objects.get(pk=chart.pk).revision == chart.revision

"""Charts as tables in the admin: who may, what is shown, and that only what was shown and confirmed is saved."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.contrib.auth.models import Permission, User
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orgcharts.admin.forms import spreadsheet
from orgcharts.changes import positions
from orgcharts.models import OrgChart, Position
from tests.factory import at, make_chart, make_job, place
from tests.pages import form_values, words_of

pytestmark = pytest.mark.django_db

DISTRICT = ("Superintendent", [("Director", ["Network", "Support"]), "Curriculum"])
HEADINGS = "Index number,Title,Reports to,FTE,Job descriptions,Kind of box,Also supervised by,Derived"
GOOD = "Index number,Title\n1,Superintendent\n1.1,Director\n1.1.1,Support\n1.1.2,Security\n1.2,Curriculum\n"
AFTER = ["1 Superintendent", "1.1 Director", "1.1.1 Support", "1.1.2 Security", "1.2 Curriculum"]
BEFORE = ["1 Superintendent", "1.1 Director", "1.1.1 Network", "1.1.2 Support", "1.2 Curriculum"]


def outline(chart):
    return [str(row) for row in Position.objects.filter(chart=chart)]


def draft_chart(tree=DISTRICT):
    """Return a chart that the public does not see."""
    chart = make_chart(tree)
    OrgChart.objects.filter(pk=chart.pk).update(support_model=None)
    return OrgChart.objects.get(pk=chart.pk)


def signed_in(*permissions):
    user = User.objects.create_user(f"staff{User.objects.count()}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def address(chart, what="import"):
    return f"/admin/orgcharts/orgchart/{chart.pk}/{what}/"


def send(client, chart, table=GOOD, name="chart.csv"):
    data = table.encode() if isinstance(table, str) else table
    return client.post(address(chart), {"file": SimpleUploadedFile(name, data)})


def confirm(client, chart, preview, **files):
    return client.post(address(chart), {"held": form_values(preview, "confirm")["held"], "confirm": "yes"} | files)


def test_the_chart_is_downloaded_as_csv_and_as_a_workbook_and_sent_back_unchanged(admin_client):
    chart = make_chart(DISTRICT)
    place(make_job("Analyst", published=False), at(chart, "1.1"), "Analyst I")
    for kind in ("csv", "xlsx"):
        response = admin_client.get(address(chart, "export"), {"format": kind})
        assert response["Content-Disposition"] == f'attachment; filename="emerging-district.{kind}"'
        page = send(admin_client, chart, response.content, f"a.{kind}")
        assert "Nothing would change" in words_of(page) and 'name="confirm"' not in page.content.decode()
    text = admin_client.get(address(chart, "export"), {"format": "csv"}).content.decode("utf-8-sig")
    assert text.splitlines()[2] == f"1.1,Director,1,,TS-0001 Analyst I,,,,{at(chart, '1.1').pk}"


def test_the_empty_table_has_only_headings(admin_client):
    chart = make_chart(DISTRICT)
    response = admin_client.get(address(chart, "export"), {"format": "csv", "empty": "1"})
    assert response.content.decode("utf-8-sig") == f"{HEADINGS}\r\n"
    book = openpyxl.load_workbook(
        io.BytesIO(admin_client.get(address(chart, "export"), {"format": "xlsx", "empty": "1"}).content)
    )
    assert book.worksheets[0].max_row == 1


def test_the_upload_page_explains_the_columns_and_links_to_the_tables(admin_client):
    chart = make_chart(DISTRICT)
    page = admin_client.get(address(chart))
    said = words_of(page)
    for heading in (*HEADINGS.split(","), "Key"):
        assert heading in said
    assert "The public sees this chart" in said
    links = re.findall(r'href="([^"]*/export/[^"]*)"', page.content.decode())
    assert len(links) == 4
    assert all(admin_client.get(link.replace("&amp;", "&")).status_code == 200 for link in links)


def test_an_import_is_shown_then_confirmed_then_seen(admin_client, client):
    chart = make_chart(DISTRICT)
    preview = send(admin_client, chart)
    said = words_of(preview)
    assert outline(chart) == BEFORE
    assert "1 position added, 1 deleted, 1 renumbered" in said and "The public sees this chart" in said
    assert "Row 5 1.1.2 Security New position." in said
    assert "No row 1.1.1 Network Deleted, because it is not in the file." in said
    response = confirm(admin_client, chart, preview)
    assert response.status_code == 302 and outline(chart) == AFTER
    assert "“chart.csv” was imported" in words_of(admin_client.get(response["Location"]))
    assert "Security" in client.get(chart.get_absolute_url()).content.decode()


def test_an_import_is_one_change_in_the_history_and_is_undone_as_one(admin_client):
    from techsets.history import undo
    from techsets.history.models import Change

    chart = make_chart(DISTRICT)
    keys = list(Position.objects.values_list("pk", "path", "title"))
    count = Change.objects.count()
    confirm(admin_client, chart, send(admin_client, chart))
    assert Change.objects.count() == count + 1
    change = undo.next_undo(chart.pk)
    assert "Imported from chart.csv: 1 position added, 1 deleted, 1 renumbered." in str(change.message)
    undo.undo(change)
    assert outline(chart) == BEFORE and list(Position.objects.values_list("pk", "path", "title")) == keys


def test_problems_are_told_row_by_row_and_nothing_is_saved(admin_client):
    chart = make_chart(DISTRICT)
    page = send(admin_client, chart, "Index number,Title,Reports to\n1,S,\n1.1,A,1.2\n1.2,B,1.1\n1.4,,1\n")
    said = words_of(page)
    assert "there are 3 problems. Nothing was saved." in said
    assert "Row 3: Positions report to each other in a ring" in said
    assert "Row 5: 1.4 follows a gap" in said and "Row 5: The title is missing" in said
    assert 'id="confirm"' not in page.content.decode() and outline(chart) == BEFORE


def test_a_file_that_is_no_table_is_refused_on_the_upload_page(admin_client):
    chart = make_chart(DISTRICT)
    assert "Index number” and “Title” are missing" in words_of(send(admin_client, chart, "what\nis it\n"))
    assert "does not end in .csv or .xlsx" in words_of(send(admin_client, chart, name="a.pdf"))
    assert "This field is required" in words_of(admin_client.post(address(chart), {}))


def test_what_stands_in_a_file_is_shown_as_text_only(admin_client):
    chart = make_chart(DISTRICT)
    evil = "<script>alert(1)</script>"
    page = send(admin_client, chart, f"Index number,Title,{evil}\n1,{evil},\n1.1,{evil},\n", f"{evil}.csv")
    assert evil not in page.content.decode() and "&lt;script&gt;" in page.content.decode()


def test_a_chart_that_changed_meanwhile_is_previewed_again(admin_client):
    chart = make_chart(DISTRICT)
    preview = send(admin_client, chart)
    positions.add_below(at(chart, "1.2"), "Coach")
    page = confirm(admin_client, chart, preview)
    assert page.status_code == 200 and outline(chart) == [*BEFORE, "1.2.1 Coach"]
    assert "Somebody has changed this chart since" in words_of(page) and "1.2.1 Coach Deleted" in words_of(page)
    assert confirm(admin_client, chart, page).status_code == 302
    assert outline(chart) == AFTER


def test_a_job_description_that_went_meanwhile_is_told(admin_client):
    chart, job = make_chart(DISTRICT), make_job("Analyst", published=False)
    preview = send(admin_client, chart, "Index number,Title,Job descriptions\n1,Superintendent,Analyst\n")
    job.delete()
    page = confirm(admin_client, chart, preview)
    assert "has changed meanwhile" in words_of(page) and "no job description called “Analyst”" in words_of(page)
    assert outline(chart) == BEFORE


@pytest.mark.parametrize("how", ["changed", "forged", "other-chart", "other-person", "old", "missing"])
def test_nothing_is_confirmed_that_was_not_previewed(admin_client, how, monkeypatch):
    chart, client = make_chart(DISTRICT), admin_client
    preview = send(admin_client, chart)
    held = form_values(preview, "confirm")["held"]
    target = chart
    if how == "changed":
        held = held[:10] + ("A" if held[10] != "A" else "B") + held[11:]
    elif how == "forged":
        held = signing.dumps({"revision": chart.revision, "columns": [], "lines": []})
    elif how == "other-chart":
        target = make_chart("Principal", slug="established-school-site")
    elif how == "other-person":
        client = signed_in("change_orgchart", "publish_orgchart", "add_position", "change_position", "delete_position")
    elif how == "old":
        monkeypatch.setattr(spreadsheet, "PREVIEW_SECONDS", -1)
    elif how == "missing":
        held = ""
    before = outline(target)
    response = client.post(address(target), {"held": held, "confirm": "yes"}, follow=True)
    assert "Nothing was imported: the preview is too old, or it was of another chart" in words_of(response)
    assert outline(target) == before and outline(chart) == BEFORE


def test_a_table_too_large_for_the_form_is_sent_again_to_confirm_it(admin_client, monkeypatch):
    monkeypatch.setattr(spreadsheet, "LARGEST_FIELD", 250)
    chart = make_chart(DISTRICT)
    many = "".join(f"1.1.{at},Position {at * 7919 % 10007},\n" for at in range(1, 60))
    table = f"Index number,Title\n1,Superintendent\n1.1,Director\n{many}"
    preview = send(admin_client, chart, table)
    assert "Choose the same file once more" in words_of(preview)
    other = confirm(admin_client, chart, preview, file=SimpleUploadedFile("chart.csv", table.encode() + b"1.2,A\n"))
    assert "This is not the file that was shown before" in words_of(other) and outline(chart) == BEFORE
    assert "Choose the file once more" in words_of(admin_client.get(confirm(admin_client, chart, preview)["Location"]))
    assert outline(chart) == BEFORE
    done = confirm(admin_client, chart, preview, file=SimpleUploadedFile("chart.csv", table.encode()))
    assert done.status_code == 302 and len(outline(chart)) == 61


# Who may.


def test_viewers_download_and_do_not_import():
    chart = draft_chart()
    viewer = signed_in("view_orgchart")
    assert viewer.get(address(chart, "export")).status_code == 200
    assert viewer.get(address(chart)).status_code == 403 and send(viewer, chart).status_code == 403
    stranger = signed_in("view_jobdescription")
    assert stranger.get(address(chart, "export")).status_code == 403
    assert Client().get(address(chart, "export")).status_code == 302
    assert send(Client(), chart).status_code == 302 and outline(chart) == BEFORE


def test_a_public_chart_is_imported_only_by_those_who_may_publish():
    chart = make_chart(DISTRICT)
    rights = ["change_orgchart", "add_position", "change_position", "delete_position"]
    assert send(signed_in(*rights), chart).status_code == 403
    publisher = signed_in(*rights, "publish_orgchart")
    assert confirm(publisher, chart, send(publisher, chart)).status_code == 302 and outline(chart) == AFTER


@pytest.mark.parametrize(
    ("lacking", "words"),
    [
        ("add_position", "may not add positions"),
        ("change_position", "may not move, rename or edit positions"),
        ("delete_position", "may not delete positions"),
    ],
)
def test_an_import_needs_the_right_to_what_is_in_it(lacking, words):
    chart = draft_chart()
    rights = {"change_orgchart", "add_position", "change_position", "delete_position"}
    table = GOOD.replace("Curriculum", "Curricula")
    allowed = signed_in(*rights)
    held = form_values(send(allowed, chart, table), "confirm")["held"]
    page = send(signed_in(*rights - {lacking}), chart, table)
    assert words in words_of(page) and 'id="confirm"' not in page.content.decode()
    # A right that was taken away between preview and confirmation.
    user = User.objects.get(pk=allowed.session["_auth_user_id"])
    user.user_permissions.remove(Permission.objects.get(codename=lacking))
    page = allowed.post(address(chart), {"held": held, "confirm": "yes"})
    assert words in words_of(page) and outline(chart) == BEFORE


def test_a_chart_that_is_gone_is_not_found(admin_client):
    assert admin_client.get("/admin/orgcharts/orgchart/999/import/").status_code == 404
    assert admin_client.get("/admin/orgcharts/orgchart/999/export/").status_code == 404


# What the public may download.


def test_everybody_downloads_a_public_chart_with_its_published_job_descriptions(client):
    chart = make_chart(DISTRICT)
    place(make_job("Analyst"), at(chart, "1.1"))
    place(make_job("Secret", published=False), at(chart, "1.1"))
    page = client.get(chart.get_absolute_url()).content.decode()
    for kind in ("csv", "xlsx"):
        assert f'href="/charts/emerging-district/chart.{kind}"' in page
    table = client.get("/charts/emerging-district/chart.csv").content.decode("utf-8-sig")
    assert table.splitlines()[:3] == [
        HEADINGS,
        "1,Superintendent,,,,,,",
        "1.1,Director,1,,TS-0001 Analyst,,,",
    ]
    response = client.get("/charts/emerging-district/chart.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    texts = [cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row if cell]
    assert any("grants permission for educational institutions" in text for text in texts)
    assert book.properties.title == "Emerging district - organization chart"
    assert not any("Secret" in str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_a_draft_is_not_downloaded_by_everybody(client):
    chart = draft_chart()
    assert client.get(f"/charts/{chart.slug}/chart.csv").status_code == 404
    assert client.get(f"/charts/{chart.slug}/chart.xlsx").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_download_is_sent_again_only_once_it_has_changed(client, kind):
    chart = make_chart(DISTRICT)
    link = f"/charts/{chart.slug}/chart.{kind}"
    etag = client.get(link)["ETag"]
    assert client.get(link, headers={"if-none-match": etag}).status_code == 304
    positions.rename(at(chart, "1.2"), "Curricula")
    changed = client.get(link, headers={"if-none-match": etag})
    assert changed.status_code == 200 and changed["ETag"] != etag

"""The form of a position in the admin: what is said there, job descriptions, shared supervision."""

import pytest

from orgcharts.admin.search_field import MAX_SUGGESTIONS
from orgcharts.changes import positions
from orgcharts.changes.journal import read_values
from orgcharts.models import OrgChart, Placement, Position
from techsets.history.models import Change
from tests.factory import at, make_chart, make_job, place, share
from tests.pages import form_values, page, words, words_of
from tests.site.orgcharts.admin.test_tree import EDITING, EVERYTHING, errors, said, sign_in

pytestmark = pytest.mark.django_db

DISTRICT = ("Superintendent", [("Network", ["Cabling"]), "Help desk"])


@pytest.fixture
def chart(db):
    """A draft beside the public chart that it is a copy of."""
    return positions.duplicate_chart(make_chart(DISTRICT), "Draft", "draft")


@pytest.fixture
def editor(client):
    user = sign_in(client, *EDITING)
    from django.contrib.auth.models import Permission

    user.user_permissions.add(Permission.objects.get(codename="view_jobdescription"))
    return client


def address(position):
    return f"/admin/orgcharts/position/{position.pk}/change/"


def opened(client, position):
    """Return what a browser without JavaScript would send from the form as it is opened."""
    return form_values(client.get(address(position)), "position_form")


def values(position):
    return read_values([Position.objects.get(pk=position.pk)])[position.pk]


def test_the_page_of_a_position_tells_its_place(editor, chart):
    share(at(chart, "1.2"), "Network", at(chart, "1.1"))
    root = page(editor, address(at(chart, "1.1")))
    facts = {words(one.find("dt")): words(one.find("dd")) for one in root.xpath('//dl[@class="position-place"]/div')}
    assert facts == {
        "Chart": "Draft (draft)",
        "Index number": "1.1",
        "Reports to": "1 Superintendent",
        "Shares the supervision of": "1.2 Help desk in Draft",
    }
    tree = f"/admin/orgcharts/orgchart/{chart.pk}/change/?at={at(chart, '1.1').pk}#p{at(chart, '1.1').pk}"
    assert tree in [link.get("href") for link in root.iterfind(".//a")]
    assert "Nobody in this chart" in words(page(editor, address(at(chart, "1"))))


def test_everything_is_saved_as_one_change(editor, chart):
    position, job = at(chart, "1.1"), make_job("Network Specialist")
    sent = opened(editor, position) | {
        "title": "Data network",
        "fte": "2.5",
        "note": "One\r\ntwo",
        "is_derived": "on",
        "sources": "CoSN | https://www.cosn.org/a | | 2026-11-30",
        "kind": "team",
        "placements-0-job": "network spec",
        "placements-0-title": "",
        "shared-0-supervisor": "1.2 help draft",
        "shared-0-title": "",
        "shared-0-covers": "training",
        "shared-0-is_derived": "on",
    }
    before = Change.objects.count()
    response = editor.post(address(position), sent, follow=True)
    assert "Saved “Data network”." in said(response)
    assert values(position) == {
        "title": "Data network",
        "is_derived": True,
        "fte": "2.50",
        "note": "One\ntwo",
        "sources": "CoSN | https://www.cosn.org/a | | 2026-11-30",
        "kind": "team",
        "derived_title": "",
        "placements": [{"job": job.pk, "title": "Network Specialist"}],
        "shared": [{"supervisor": at(chart, "1.2").pk, "title": "Help desk", "covers": "training", "is_derived": True}],
    }
    assert Change.objects.count() == before + 1
    sent = opened(editor, position)
    assert (sent["fte"], sent["placements-0-job"]) == ("2.5", f"Network Specialist ({job.document_number})")
    assert sent["shared-0-supervisor"] == "1.2 Help desk, Draft"
    assert editor.post(address(position), sent | {"_continue": "yes"}).url == address(position)
    assert Change.objects.count() == before + 1, "Saving what has not changed is no change."


def test_job_descriptions_are_ordered_listed_under_another_title_and_removed(editor, chart):
    position = at(chart, "1.1")
    jobs = [make_job(title) for title in ("One", "Two", "Three")]
    rows = [place(job, position) for job in jobs]
    sent = opened(editor, position)
    assert [sent[f"placements-{at}-ORDER"] for at in range(3)] == ["1", "2", "3"]
    sent |= {
        "placements-0-ORDER": "9",
        "placements-1-DELETE": "on",
        "placements-2-title": "Third",
    }
    assert editor.post(address(position), sent).status_code == 302
    assert values(position)["placements"] == [
        {"job": jobs[2].pk, "title": "Third"},
        {"job": jobs[0].pk, "title": "One"},
    ]
    assert Placement.objects.filter(pk__in=[rows[0].pk, rows[2].pk]).count() == 2, "Rows that stay keep their keys."


def test_where_several_match_the_form_asks_which_and_nothing_typed_is_lost(editor, chart):
    position = at(chart, "1.1")
    jobs = [make_job(title) for title in ("Support Tech I", "Support Tech II")]
    sent = opened(editor, position) | {"title": "Mine", "placements-0-job": "support tech"}
    response = editor.post(address(position), sent)
    assert "2 match “support tech”. Choose the one you mean." in errors(response)
    root = page_of(response)
    radios = root.xpath('//input[@name="placements-0-job-chosen"]')
    assert [int(one.get("value")) for one in radios] == [job.pk for job in jobs]
    again = form_values(response, "position_form")
    assert again["title"] == "Mine"
    assert editor.post(address(position), again | {"placements-0-job-chosen": str(jobs[1].pk)}).status_code == 302
    assert values(position)["placements"] == [{"job": jobs[1].pk, "title": "Support Tech II"}]


def test_of_two_charts_with_one_title_the_form_asks_which(editor, chart):
    position = at(chart, "1.1")
    twin = positions.duplicate_chart(chart, "Draft", "draft-2027")
    sent = opened(editor, position) | {"shared-0-supervisor": "1.2 Help desk, Draft"}
    response = editor.post(address(position), sent)
    assert "2 match “1.2 Help desk, Draft”. Choose the one you mean." in errors(response)
    labels = page_of(response).xpath('//label[input[@name="shared-0-supervisor-chosen"]]')
    assert [words(label) for label in labels] == ["1.2 Help desk, Draft (draft)", "1.2 Help desk, Draft (draft-2027)"]
    again = form_values(response, "position_form") | {"shared-0-supervisor-chosen": str(at(twin, "1.2").pk)}
    assert editor.post(address(position), again).status_code == 302
    assert values(position)["shared"][0]["supervisor"] == at(twin, "1.2").pk


def test_full_time_equivalents_keep_four_decimals_and_are_shown_without_spare_zeros(editor, chart):
    position = at(chart, "1.1")
    for typed, kept, shown in (("0.4375", "0.4375", "0.4375"), ("2.50", "2.50", "2.5"), ("10", "10.00", "10")):
        assert editor.post(address(position), opened(editor, position) | {"fte": typed}).status_code == 302
        assert values(position)["fte"] == kept and opened(editor, position)["fte"] == shown
    listed = page(editor, "/admin/orgcharts/position/").xpath('//td[@class="field-full_time_equivalents"]')
    assert "10" in {words(cell) for cell in listed}
    changes = Change.objects.order_by("pk").values_list("message", flat=True)
    assert any("full-time equivalents from 0.4375 to 2.5" in str(one) for one in changes)


def page_of(response):
    from lxml import html

    return html.fromstring(response.content.decode())


def test_the_whole_title_is_found_although_another_one_begins_with_it(editor, chart):
    position, job = at(chart, "1.1"), make_job("Web Master")
    make_job("Web Master II")
    label = f"Web Master ({job.document_number})"
    assert editor.post(address(position), opened(editor, position) | {"placements-0-job": label}).status_code == 302
    assert values(position)["placements"][0]["job"] == job.pk


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": " "}, "The title is missing"),
        ({"title": "x" * 151}, "at most 150 characters"),
        ({"fte": "many"}, "This is not a number. Write one such as 1, 2.5 or 0.4375"),
        ({"fte": "-1"}, "greater than or equal to 0"),
        ({"fte": "1.23456"}, "no more than 4 decimal places"),
        ({"placements-0-job": "zzz"}, "Nothing matches “zzz”"),
        ({"placements-0-job": "x", "placements-0-job-id": "7", "placements-0-job-was": "x"}, "has been deleted"),
        ({"placements-0-job-chosen": "1 OR 1", "placements-0-job": "x"}, "has been deleted"),
        ({"placements-0-title": "Alone"}, "This field is required"),
        ({"shared-0-covers": "only this"}, "Say who shares the supervision"),
        ({"shared-0-title": "x" * 151}, "at most 150 characters"),
        ({"shared-0-supervisor": "1.1 network draft"}, "cannot share its own supervision"),
        ({"placements-TOTAL_FORMS": "x"}, "ManagementForm"),
        ({"placements-TOTAL_FORMS": "100000"}, "at most 200"),
        ({"revision": ""}, ""),
        ({"revision": "x"}, ""),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(editor, chart, changes, error):
    position = at(chart, "1.1")
    before = values(position)
    response = editor.post(address(position), opened(editor, position) | {"note": "Typed"} | changes)
    assert response.status_code == 200
    assert error in errors(response)
    assert "Nothing is saved yet" in errors(response)
    assert "Typed" in response.content.decode()
    assert values(position) == before


def test_a_job_description_that_is_listed_twice_is_refused(editor, chart):
    position, job = at(chart, "1.1"), make_job("Network Specialist")
    place(job, position)
    response = editor.post(address(position), opened(editor, position) | {"placements-1-job": "network specialist"})
    assert "listed twice at this position" in errors(response)


def test_who_saves_second_gets_the_form_back_with_both_versions(editor, chart):
    position = at(chart, "1.1")
    make_job("Network Specialist")
    sent = opened(editor, position) | {"title": "Mine", "placements-0-job": "network specialist"}
    positions.edit(position, {"title": "Theirs", "note": "Their note"})
    response = editor.post(address(position), sent)
    assert "Somebody else has saved this while you were editing it" in errors(response)
    table = [[words(cell) for cell in row] for row in page_of(response).xpath('//section[@class="conflict"]//tbody/tr')]
    assert table == [
        ["Title", "Theirs", "Mine"],
        ["Note", "Their note", "(empty)"],
        ["Job descriptions", "(none)", "Network Specialist"],
    ]
    assert values(position)["title"] == "Theirs"
    again = form_values(response, "position_form") | {"note": "Their note"}
    assert again["title"] == "Mine" and again["placements-0-job"] == "network specialist"
    assert editor.post(address(position), again).status_code == 302
    assert (values(position)["title"], values(position)["note"]) == ("Mine", "Their note")


def test_a_move_meanwhile_does_not_outrun_the_form_and_stays(editor, chart):
    position = at(chart, "1.1")
    sent = opened(editor, position) | {"title": "Data network"}
    positions.move(position, after=at(chart, "1.2"))
    assert editor.post(address(position), sent).status_code == 302
    assert str(Position.objects.get(pk=position.pk)) == "1.2 Data network"


def test_a_position_that_has_been_deleted_meanwhile_is_no_server_error(editor, chart):
    position = at(chart, "1.2")
    sent = opened(editor, position)
    positions.delete(position)
    response = editor.post(address(position), sent, follow=True)
    assert response.status_code == 200 and "exist" in words_of(response)


def test_permissions_are_checked_on_the_chart_of_the_position(client, chart):
    public = at(OrgChart.objects.get(slug="emerging-district"), "1.1")
    draft = at(chart, "1.1")
    sign_in(client, *EVERYTHING)
    sent = {position: opened(client, position) | {"title": "Changed"} for position in (public, draft)}
    for names, position, opens, saves in [
        (EDITING, draft, True, True),
        (EDITING, public, True, False),
        (EVERYTHING, public, True, True),
        (["view_orgchart"], draft, True, False),
        ([name for name in EVERYTHING if name != "change_position"], draft, True, False),
        ([name for name in EVERYTHING if name != "change_orgchart"], draft, True, False),
        ([], draft, False, False),
    ]:
        positions.edit(position, {"title": "As before"})
        revision = Position.objects.get(pk=position.pk).revision
        sign_in(client, *names)
        response = client.get(address(position))
        assert response.status_code == (200 if opens else 403)
        if opens:
            buttons = page_of(response).xpath('//form[@id="position_form"]//button')
            assert bool(buttons) is saves
        response = client.post(address(position), sent[position] | {"revision": str(revision)})
        assert response.status_code == (302 if saves else 403)
        assert (values(position)["title"] == "Changed") is saves


@pytest.mark.parametrize("path", ["add/", "{}/delete/"])
def test_positions_are_neither_added_nor_deleted_by_djangos_own_pages(admin_client, chart, path):
    position = at(chart, "1.2")
    start = f"/admin/orgcharts/position/{path.format(position.pk)}"
    assert admin_client.get(start).status_code == admin_client.post(start, {"post": "yes"}).status_code == 403
    sent = {"action": "delete_selected", "_selected_action": [position.pk], "post": "yes"}
    admin_client.post("/admin/orgcharts/position/", sent)
    assert Position.objects.filter(pk=position.pk).exists()


# The search boxes


def test_the_search_box_finds_positions_of_all_charts_by_number_title_and_chart(editor, chart):
    found = editor.get("/admin/orgcharts/position/find/position/", {"q": "1.1 network"}).json()
    labels = [one["label"] for one in found["results"]]
    assert labels == ["1.1 Network, Emerging district", "1.1 Network, Draft"]
    one = editor.get("/admin/orgcharts/position/find/position/", {"q": "draft cabling"}).json()["results"]
    assert one == [{"pk": at(chart, "1.1.1").pk, "label": "1.1.1 Cabling, Draft", "title": "Cabling"}]


def test_the_search_box_tells_how_many_more_match(editor, chart):
    for number in range(MAX_SUGGESTIONS + 3):
        make_job(f"Technician {number:02}", published=False)
    found = editor.get("/admin/orgcharts/position/find/job/", {"q": "technician"}).json()
    assert len(found["results"]) == MAX_SUGGESTIONS and found["more"] == 3
    assert found["results"][0]["label"].endswith(", draft)")
    assert editor.get("/admin/orgcharts/position/find/job/", {"q": "  "}).json() == {"results": [], "more": 0}


def test_the_search_boxes_answer_only_who_may_see_what_they_search(client, chart):
    make_job("Secret Draft", published=False)
    assert client.get("/admin/orgcharts/position/find/job/?q=secret").status_code == 302
    sign_in(client, *EVERYTHING)
    assert client.get("/admin/orgcharts/position/find/job/?q=secret").status_code == 403
    assert client.get("/admin/orgcharts/position/find/position/?q=network").status_code == 200
    assert client.get("/admin/orgcharts/position/find/user/?q=a").status_code == 404
    sign_in(client)
    assert client.get("/admin/orgcharts/position/find/position/?q=network").status_code == 403


def test_the_form_finds_no_job_description_for_who_may_not_see_them(client, chart):
    make_job("Secret Draft", published=False)
    sign_in(client, *EDITING)
    position = at(chart, "1.1")
    response = client.post(address(position), opened(client, position) | {"placements-0-job": "secret draft"})
    assert "Nothing matches “secret draft”" in errors(response)

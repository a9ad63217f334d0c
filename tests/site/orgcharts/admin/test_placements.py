"""Where a job description stands, seen from the job description in the admin."""

import pytest
from django.contrib.auth.models import Permission

from orgcharts.changes import positions
from orgcharts.models import OrgChart, Placement, Position
from techsets.history.models import Change
from tests.factory import at, make_chart, make_job, place
from tests.pages import page, words, words_of
from tests.site.orgcharts.admin.test_tree import EDITING, EVERYTHING, errors, said, sign_in

pytestmark = pytest.mark.django_db

DISTRICT = ("Superintendent", ["Network", "Help desk"])


@pytest.fixture
def chart(db):
    """A draft beside the public chart that it is a copy of."""
    return positions.duplicate_chart(make_chart(DISTRICT), "Draft", "draft")


@pytest.fixture
def job(db):
    return make_job("Network Specialist")


def sign_in_to_both(client, *names):
    user = sign_in(client, *names)
    user.user_permissions.add(Permission.objects.get(codename="change_jobdescription"))


def address(job):
    return f"/admin/orgcharts/position/placements/{job.pk}/"


def row(position):
    position = Position.objects.get(pk=position.pk)
    return {"position": str(position.pk), "revision": str(position.revision)}


def listed(position):
    return list(position.placements.order_by("order").values_list("title", flat=True))


def test_the_page_of_a_job_description_leads_to_where_it_stands(admin_client, job):
    root = page(admin_client, f"/admin/jobdescriptions/jobdescription/{job.pk}/change/")
    assert address(job) in [link.get("href") for link in root.iterfind(".//a")]


def test_it_is_placed_by_searching_a_position(client, chart, job):
    sign_in_to_both(client, *EDITING)
    place(make_job("Other"), at(chart, "1.1"))
    response = client.post(
        address(job), {"place": "yes", "new-position": "draft network", "new-title": ""}, follow=True
    )
    assert "stands at 1.1 Network in “Draft”, listed as “Network Specialist”" in said(response)
    assert listed(at(chart, "1.1")) == ["Other", "Network Specialist"]
    assert "1.1 Network in Draft (draft)" in words_of(response)
    assert Change.objects.first().message == "Edited “Network” (1.1): job descriptions added “Network Specialist”."


def test_a_search_that_fits_several_positions_asks_which(client, chart, job):
    sign_in_to_both(client, *EDITING)
    sent = {"place": "yes", "new-position": "network", "new-title": "Specialist"}
    response = client.post(address(job), sent)
    assert "2 match “network”" in errors(response)
    response = client.post(address(job), sent | {"new-position-chosen": str(at(chart, "1.1").pk)})
    assert response.status_code == 302
    assert listed(at(chart, "1.1")) == ["Specialist"]


def test_only_positions_in_charts_that_one_may_change_are_offered(client, chart, job):
    sign_in_to_both(client, *EDITING)
    found = client.get("/admin/orgcharts/position/find/place/", {"q": "network"}).json()
    assert [one["label"] for one in found["results"]] == ["1.1 Network, Draft"]
    response = client.post(address(job), {"place": "yes", "new-position": "network", "new-title": ""})
    assert "1 of them is in charts that you may not change." in errors(response)


def test_it_is_not_placed_twice_at_one_position_nor_nowhere(client, chart, job):
    sign_in_to_both(client, *EDITING)
    place(job, at(chart, "1.1"))
    sent = {"place": "yes", "new-position": "draft network", "new-title": ""}
    assert "It stands at 1.1 Network already" in errors(client.post(address(job), sent))
    assert "Choose the position" in errors(client.post(address(job), {"place": "yes", "new-position": ""}))
    assert listed(at(chart, "1.1")) == ["Network Specialist"]


def test_its_title_as_listed_is_changed_and_it_is_removed(client, chart, job):
    sign_in_to_both(client, *EDITING)
    placement = place(job, at(chart, "1.1"))
    place(make_job("Other"), at(chart, "1.1"))
    position = at(chart, "1.1")
    response = client.post(address(job), row(position) | {"list": "yes", "title": "Net. Spec."}, follow=True)
    assert "“Draft” lists it as “Net. Spec.” at 1.1 Network." in said(response)
    assert listed(position) == ["Net. Spec.", "Other"]
    assert Placement.objects.filter(pk=placement.pk).exists()
    response = client.post(address(job), row(position) | {"list": "yes", "title": " "})
    assert "This field is required" in errors(response)
    response = client.post(address(job), row(position) | {"remove": "yes", "title": ""}, follow=True)
    assert "does not stand at 1.1 Network in “Draft” any more" in said(response)
    assert listed(position) == ["Other"]


def test_what_somebody_has_edited_meanwhile_is_not_overwritten(client, chart, job):
    sign_in_to_both(client, *EDITING)
    position = at(chart, "1.1")
    place(job, position)
    sent = row(position) | {"list": "yes", "title": "Mine"}
    positions.edit(position, {"placements": [{"job": job.pk, "title": "Theirs"}]})
    response = client.post(address(job), sent)
    assert "Somebody else has edited “Network” meanwhile" in errors(response)
    assert listed(position) == ["Theirs"]
    assert "Mine" in response.content.decode()
    positions.edit(position, {"placements": []})
    response = client.post(address(job), sent)
    assert "does not stand at 1.1 Network any more" in errors(response)


@pytest.mark.parametrize("position", ["", "x", "999999", "9" * 40])
def test_a_position_that_is_none_is_refused_with_a_sentence(client, chart, job, position):
    sign_in_to_both(client, *EVERYTHING)
    place(job, at(chart, "1.1"))
    sent = {"position": position, "revision": "0", "title": "X", "list": "yes"}
    response = client.post(address(job), sent)
    assert response.status_code == 200 and errors(response)
    assert listed(at(chart, "1.1")) == ["Network Specialist"]


def test_the_permission_on_each_chart_decides(client, chart, job):
    public = at(OrgChart.objects.get(slug="emerging-district"), "1.1")
    draft = at(chart, "1.1")
    for position in (public, draft):
        place(job, position)
    sign_in_to_both(client, *EDITING)
    root = page(client, address(job))
    forms = root.xpath('//ul[@class="placements"]/li[.//form]')
    assert [words(one.xpath("./p")[0]) for one in forms] == ["1.1 Network in Draft (draft)"]
    assert "Listed as “Network Specialist”." in words(root)
    assert client.post(address(job), row(public) | {"remove": "yes"}).status_code == 403
    assert client.post(address(job), row(public) | {"list": "yes", "title": "X"}).status_code == 403
    sent = {"place": "yes", "new-position": "help desk emerging", "new-title": ""}
    assert client.post(address(job), sent).status_code == 403
    assert listed(public) == ["Network Specialist"]
    assert client.post(address(job), row(draft) | {"remove": "yes"}).status_code == 302
    sign_in_to_both(client, *EVERYTHING)
    assert client.post(address(job), row(public) | {"remove": "yes"}).status_code == 302
    assert listed(public) == []


def test_only_who_may_see_both_charts_and_job_descriptions_sees_the_page(client, chart, job):
    assert client.get(address(job)).status_code == 302
    sign_in(client, *EVERYTHING)
    assert client.get(address(job)).status_code == 403
    sign_in_to_both(client)
    assert client.get(address(job)).status_code == 403
    sign_in_to_both(client, "view_orgchart")
    root = page(client, address(job))
    assert root.xpath('//div[@id="content-main"]//form') == []
    assert client.post(address(job), {"place": "yes", "new-position": "draft network"}).status_code == 403
    assert client.get("/admin/orgcharts/position/placements/99999/").status_code == 404


def test_what_else_changed_at_the_position_is_no_clash_and_stays(client, chart, job):
    sign_in_to_both(client, *EDITING)
    position = at(chart, "1.1")
    place(job, position)
    form = page(client, address(job)).xpath('//ul[@class="placements"]//form')[0]
    sent = dict(form.form_values()) | {"list": "yes", "title": "Mine"}
    other = make_job("Other")
    positions.edit(
        position,
        {"note": "Theirs", "placements": [{"job": job.pk, "title": job.title}, {"job": other.pk, "title": "Other"}]},
    )
    assert client.post(address(job), sent).status_code == 302
    assert listed(position) == ["Mine", "Other"]
    assert Position.objects.get(pk=position.pk).note == "Theirs"


@pytest.mark.parametrize("button", ["list", "remove"])
def test_a_title_that_both_changed_is_shown_with_both_and_pressing_again_is_meant(client, chart, job, button):
    sign_in_to_both(client, *EDITING)
    position = at(chart, "1.1")
    place(job, position)
    form = page(client, address(job)).xpath('//ul[@class="placements"]//form')[0]
    sent = dict(form.form_values()) | {button: "yes", "title": "My new title"}
    positions.edit(position, {"placements": [{"job": job.pk, "title": "Theirs"}]})
    response = client.post(address(job), sent)
    assert "lists it as “Theirs” now" in errors(response) and listed(position) == ["Theirs"]
    from lxml import html

    form = html.fromstring(response.content.decode()).xpath('//ul[@class="placements"]//form')[0]
    again = dict(form.form_values())
    assert (again["title"], again["position"]) == ("My new title", str(position.pk))
    assert client.post(address(job), again | {button: "yes"}).status_code == 302
    assert listed(position) == (["My new title"] if button == "list" else [])

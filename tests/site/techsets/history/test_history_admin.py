"""The history in the admin: who sees what, and who takes what back."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from jobdescriptions.drafts import save
from orgcharts.changes import positions
from orgcharts.models import OrgChart, Position
from techsets.history.models import Change, Kind
from tests.factory import at, make_chart, make_document, make_job
from tests.pages import page, words, words_of

pytestmark = pytest.mark.django_db

CHART_RIGHTS = ("view_change", "view_orgchart", "change_orgchart", "add_position", "change_position", "delete_position")


@pytest.fixture
def as_staff(client, django_user_model):
    def sign_in(*codenames):
        user = django_user_model.objects.create_user(f"staff{len(codenames)}", password="x", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        assert user.user_permissions.count() == len(codenames)
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def chart():
    chart = make_chart(("Head", ["One", "Two"]))
    positions.move(at(chart, "1.2"), before=at(chart, "1.1"))
    return chart


def undo(client, chart, **data):
    return client.post(f"/admin/history/change/undo/chart/{chart.pk}/", data, follow=True)


def titles(chart):
    return [str(row) for row in Position.objects.filter(chart=chart)]


def test_the_list_says_who_did_what_and_when(admin_client, admin_user, chart):
    job = make_job("Network Technician")
    said = words_of(admin_client.get("/admin/history/change/"))
    assert "Moved “Two” from 1.2 to 1.1." in said and "Published version 1." in said and "Network Technician" in said
    found = words_of(admin_client.get("/admin/history/change/?q=Moved"))
    assert "Moved “Two”" in found and "Published" not in found
    assert job.title in words_of(admin_client.get(f"/admin/history/change/of/job-description/{job.pk}/"))


def test_a_change_made_in_the_admin_names_the_person(admin_client, chart):
    undo(admin_client, chart)
    assert Change.objects.first().who == "admin"


def test_the_last_change_is_taken_back_and_done_again_by_button(admin_client, chart):
    response = undo(admin_client, chart)
    assert titles(chart) == ["1 Head", "1.1 One", "1.2 Two"]
    assert "Undone: Moved “Two” from 1.2 to 1.1." in words_of(response)
    response = admin_client.post(f"/admin/history/change/redo/chart/{chart.pk}/", follow=True)
    assert titles(chart) == ["1 Head", "1.1 Two", "1.2 One"]
    assert "Redone" in words_of(response)
    response = admin_client.post(f"/admin/history/change/redo/chart/{chart.pk}/", follow=True)
    assert "nothing to undo" in words_of(response)


@pytest.mark.parametrize(("seconds", "ago"), [(40, "seconds ago"), (130, "2 minutes ago"), (7200, "2 hours ago")])
def test_beside_undo_stands_how_long_ago_it_was(admin_client, chart, seconds, ago):
    Change.objects.update(made_at=timezone.now() - timedelta(seconds=seconds))
    shown = words_of(admin_client.get(f"/admin/orgcharts/orgchart/{chart.pk}/change/")).replace("\xa0", " ")
    assert ago in shown and " 0 minutes" not in shown


def test_an_undo_button_that_is_out_of_date_does_nothing_and_says_so(admin_client, chart):
    seen = Change.objects.first().pk
    positions.rename(at(chart, "1.1"), "Renamed")
    response = undo(admin_client, chart, change=seen)
    assert "Somebody else has changed this chart meanwhile" in words_of(response)
    assert titles(chart) == ["1 Head", "1.1 Renamed", "1.2 One"]


def test_taking_back_goes_on_to_a_safe_address_only(admin_client, chart):
    address = f"/admin/history/change/undo/chart/{chart.pk}/"
    assert admin_client.post(address, {"next": "/admin/"}).url == "/admin/"
    assert admin_client.post(address, {"next": "https://evil.example/"}).url.startswith("/admin/orgcharts/")


def test_a_chart_is_restored_after_a_page_that_says_what_is_taken_back(admin_client, chart):
    then = Change.objects.first()
    positions.rename(at(chart, "1.1"), "Renamed")
    address = f"/admin/history/change/{then.pk}/restore/"
    shown = page(admin_client, address)
    assert "Renamed “Two” (1.1) to “Renamed”." in words(shown) and "The public sees it at once." in words(shown)
    revision = shown.xpath('//input[@name="revision"]/@value')[0]
    positions.rename(at(chart, "1.2"), "By somebody else")
    response = admin_client.post(address, {"revision": revision})
    assert "Somebody else has changed this chart meanwhile" in words_of(response)
    assert titles(chart) == ["1 Head", "1.1 Renamed", "1.2 By somebody else"]
    assert admin_client.post(address, {"revision": OrgChart.objects.get().revision}).status_code == 302
    assert titles(chart) == ["1 Head", "1.1 Two", "1.2 One"]


def test_a_draft_is_restored_after_a_page_that_shows_the_difference(admin_client):
    job = make_job("Technician", work_year="12 months")
    first = Change.objects.of(Kind.JOB_DESCRIPTION, job.pk).filter(message="Added.").get()
    save(make_document("Technician", work_year="10 months"), job)
    second = Change.objects.first()
    shown = page(admin_client, f"/admin/history/change/{second.pk}/change/")
    assert "12 months" in words(shown) and "10 months" in words(shown)
    address = f"/admin/history/change/{first.pk}/restore/"
    shown = page(admin_client, address)
    assert "12 months" in words(shown)
    job.refresh_from_db()
    assert admin_client.post(address, {"revision": "0"}).status_code == 200
    assert admin_client.post(address, {"revision": job.revision}).status_code == 302
    job.refresh_from_db()
    assert job.work_year == "12 months"


def test_a_deleted_draft_is_brought_back(admin_client):
    job = make_job("Technician", published=False)
    admin_client.post(f"/admin/jobdescriptions/jobdescription/{job.pk}/delete/", {"post": "yes"})
    change = Change.objects.first()
    assert change.message == "Deleted the draft." and change.who == "admin"
    response = admin_client.post(f"/admin/history/change/{change.pk}/restore/", {"revision": "0"}, follow=True)
    assert "is as it was" in words_of(response)
    back = type(job).objects.get()
    assert back.title == "Technician"
    assert response.request["PATH_INFO"] == f"/admin/jobdescriptions/jobdescription/{back.pk}/change/"
    told = words_of(admin_client.get(f"/admin/history/change/of/job-description/{back.pk}/"))
    assert "Deleted the draft." in told and "Restored to how it was" in told
    assert "it has been deleted" not in words_of(admin_client.get(f"/admin/history/change/{change.pk}/change/"))


def test_who_may_not_see_the_history_sees_none_of_it(as_staff, chart):
    client = as_staff("view_orgchart", "change_orgchart", "publish_orgchart")
    change = Change.objects.first()
    for address in ("", f"of/chart/{chart.pk}/", f"{change.pk}/change/", f"{change.pk}/restore/"):
        assert client.get(f"/admin/history/change/{address}").status_code in {302, 403}, address


def test_the_list_leaves_out_what_a_person_may_not_look_at(as_staff, chart):
    job = make_job("Secret Technician")
    client = as_staff("view_change", "view_orgchart")
    said = words_of(client.get("/admin/history/change/"))
    assert "Moved “Two”" in said and "Secret" not in said
    change = Change.objects.of(Kind.JOB_DESCRIPTION, job.pk).first()
    assert client.get(f"/admin/history/change/of/job-description/{job.pk}/").status_code == 403
    assert client.get(f"/admin/history/change/{change.pk}/change/").status_code == 403
    assert client.get(f"/admin/history/change/of/account/{job.pk}/").status_code == 403


@pytest.mark.parametrize("missing", [*CHART_RIGHTS, "publish_orgchart"])
def test_nobody_takes_back_what_they_could_not_have_done(as_staff, chart, missing):
    with positions.changing(chart):
        positions.delete(positions.add_below(at(chart, "1.1"), "Short-lived"))
        positions.add_below(at(chart, "1.1"), "New")
        positions.rename(at(chart, "1.2"), "Renamed")
    first = Change.objects.of(Kind.CHART, chart.pk).last()
    before = titles(chart)
    rights = {*CHART_RIGHTS, "publish_orgchart"} - {missing}
    client = as_staff(*rights)
    revision = OrgChart.objects.get().revision
    answers = [
        client.post(f"/admin/history/change/{first.pk}/restore/", {"revision": revision}).status_code,
    ]
    if missing != "view_change":
        answers.append(client.post(f"/admin/history/change/undo/chart/{chart.pk}/").status_code)
    if missing == "view_orgchart":  # Who may change a chart may look at it.
        assert answers == [302, 302]
        return
    assert set(answers) <= {403}
    assert titles(chart) == before


def test_taking_back_needs_a_post(admin_client, chart):
    for what in ("undo", "redo"):
        assert admin_client.get(f"/admin/history/change/{what}/chart/{chart.pk}/").status_code == 405


@pytest.mark.parametrize(
    "address", ["of/nonsense/1/", "of/chart/99999/", "99999/restore/", "99999999999999999999/change/"]
)
def test_addresses_that_lead_nowhere_are_answered_so(admin_client, address):
    assert admin_client.get(f"/admin/history/change/{address}").status_code in {200, 302, 404}


def test_the_history_is_not_edited(admin_client, chart):
    change = Change.objects.first()
    assert admin_client.get("/admin/history/change/add/").status_code == 403
    assert admin_client.post(f"/admin/history/change/{change.pk}/delete/", {"post": "yes"}).status_code == 403
    admin_client.post(f"/admin/history/change/{change.pk}/change/", {"message": "Nothing."})
    assert Change.objects.get(pk=change.pk).message == change.message


def test_changes_of_accounts_stand_among_the_others(admin_client, django_user_model):
    other = django_user_model.objects.create_user("maria", password="x", is_staff=True)
    admin_client.post(f"/admin/auth/user/{other.pk}/delete/", {"post": "yes"})
    said = words_of(admin_client.get("/admin/history/change/?kind__exact=account"))
    assert "maria" in said


def test_the_history_button_of_a_job_description_leads_to_its_history(admin_client):
    job = make_job("Technician")
    response = admin_client.get(f"/admin/jobdescriptions/jobdescription/{job.pk}/history/")
    assert response.status_code == 302 and response.url.endswith(f"/history/change/of/job-description/{job.pk}/")

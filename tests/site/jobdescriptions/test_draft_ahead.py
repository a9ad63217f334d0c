"""The form of a job description tells what the public does not see yet, who wrote it, and leads to the comparison."""

import pytest
from django.contrib.auth.models import Permission

from jobdescriptions.publishing import publish, unpublish
from tests.factory import make_job
from tests.pages import form_values, page, words, words_of

pytestmark = pytest.mark.django_db


def address(job):
    return f"/admin/jobdescriptions/jobdescription/{job.pk}/change/"


def edit(client, job, **values):
    sent = form_values(client.get(address(job)), "jobdescription_form") | values
    assert client.post(address(job), sent).status_code == 302


def told(client, job):
    found = page(client, address(job)).xpath('//div[@class="draft-ahead"]')
    return words(found[0]) if found else ""


def test_who_wrote_what_the_public_does_not_see_is_told_with_the_way_to_the_comparison(admin_client):
    job = make_job("Clerk")
    assert told(admin_client, job) == ""
    edit(admin_client, job, work_year="9 months")
    text = told(admin_client, job)
    assert "The draft says something else than version 1, which the public sees. See what has changed" in text
    assert ", admin: " in text
    link = page(admin_client, address(job)).xpath('//div[@class="draft-ahead"]//a[.="See what has changed"]/@href')[0]
    assert "9 months" in words(page(admin_client, link))
    job.refresh_from_db()
    publish(job)
    assert told(admin_client, job) == ""
    edit(admin_client, job, work_year="10 months")
    assert told(admin_client, job).count(", admin: ") == 1  # What has been published since is not told again.


def test_an_edit_that_was_taken_back_by_hand_is_no_difference(admin_client):
    job = make_job("Clerk", work_year="12 months")
    edit(admin_client, job, work_year="9 months")
    edit(admin_client, job, work_year="12 months")
    assert told(admin_client, job) == ""


def test_of_what_the_public_does_not_see_at_all_the_last_edits_are_told(admin_client):
    job = make_job("Clerk")
    unpublish(job)
    edit(admin_client, job, work_year="9 months")
    assert told(admin_client, job).startswith("The public does not see this job description. Edited last:")


def test_who_may_not_see_the_history_is_not_told_who_it_was(client, django_user_model, admin_client):
    job = make_job("Clerk")
    edit(admin_client, job, work_year="9 months")
    viewer = django_user_model.objects.create_user("viewer", password="x", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_jobdescription"))
    client.force_login(viewer)
    text = told(client, job)
    assert "See what has changed" in text and "admin" not in text


def test_saving_says_what_the_public_goes_on_seeing(admin_client):
    job = make_job("Clerk", work_year="12 months")
    for year, says in (
        ("9 months", "The public goes on seeing version 1 until"),
        ("12 months", "The draft says the same"),
    ):
        sent = form_values(admin_client.get(address(job)), "jobdescription_form") | {"work_year": year}
        assert says in words_of(admin_client.post(address(job), sent, follow=True))
    unpublish(job)
    sent = form_values(admin_client.get(address(job)), "jobdescription_form") | {"work_year": "8 months"}
    assert "The public does not see it until it is published" in words_of(
        admin_client.post(address(job), sent, follow=True)
    )


def test_what_went_wrong_comes_before_both_versions(admin_client):
    job = make_job("Clerk")
    stale = form_values(admin_client.get(address(job)), "jobdescription_form")
    edit(admin_client, job, work_year="9 months")
    text = words_of(admin_client.post(address(job), stale | {"work_year": "8 months"}))
    assert text.index("Somebody else has saved this") < text.index("Both versions") < text.index("Document number")


def test_from_the_comparison_with_the_draft_one_goes_on_to_publish_it(admin_client):
    job = make_job("Clerk")
    edit(admin_client, job, work_year="9 months")
    root = page(admin_client, f"/admin/jobdescriptions/jobdescription/{job.pk}/compare/?from=1&to=draft")
    assert {"Preview", "Publish…", "Back to the form"} <= {words(link) for link in root.xpath("//main//a")}
    assert "See what has changed" in words(
        page(admin_client, f"/admin/jobdescriptions/jobdescription/{job.pk}/preview/")
    )

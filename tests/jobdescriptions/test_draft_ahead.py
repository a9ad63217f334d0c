"""The form of a job description tells what the public does not see yet, who wrote it, and leads to the comparison."""

import pytest
from django.contrib.auth.models import Permission

from jobdescriptions.publishing import publish, unpublish
from tests.factory import make_job
from tests.pages import form_values, page, words

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

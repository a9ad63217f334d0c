"""Who has reviewed a page last: marked by those who may publish, and no part of the text."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from jobdescriptions.models import JobDescription
from orgcharts.models import SiteText, SupportModel
from techsets.cache import content_version
from techsets.common.reviews import set_review
from techsets.history.models import Change
from tests.factory import make_chart, make_job

pytestmark = pytest.mark.django_db

NAME = "Ann Lee, Human Resources"
SENTENCE = f"Last reviewed on November 20, 2026, by {NAME}."


def mark(client, row, day="2026-11-20", name=NAME, **values):
    address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
    sent = {"action": "mark_reviewed", "_selected_action": [row.pk], "confirm": "yes"}
    return client.post(address, sent | {"reviewed_on": day, "reviewed_by": name} | values, follow=True)


def rows():
    chart = make_chart()
    text = SiteText.objects.create(key="introduction", heading="Charts", body="Text.")
    return {
        make_job(): "/job-descriptions/network-technician/",
        SupportModel.objects.get(pk=chart.support_model_id): chart.get_absolute_url(),
        text: "/",
    }


def test_a_publisher_marks_what_is_ticked_as_reviewed_and_its_page_says_so(sign_in):
    publisher = sign_in("Publishers")
    for row, page in rows().items():
        assert "No review is recorded yet." in publisher.get(page).content.decode()
        before = content_version.read()
        assert SENTENCE in mark(publisher, row).content.decode()
        assert SENTENCE in publisher.get(page).content.decode()
        assert content_version.read() != before
        change = Change.objects.filter(object_id=row.pk).first()
        assert change.message == f"Marked as reviewed. {SENTENCE} Before: no review was recorded."
        assert change.who == "Publishers"
        call_command("verify")  # The search has the page as it is now.
        mark(publisher, row, "", "")
        assert "No review is recorded yet." in publisher.get(page).content.decode()


def test_a_review_is_no_edit_of_the_draft(sign_in):
    job = make_job()
    before = JobDescription.objects.filter(pk=job.pk).values("revision", "updated_at", "published_version").get()
    mark(sign_in("Publishers"), job)
    assert JobDescription.objects.filter(pk=job.pk).values(*before).get() == before
    assert Change.objects.first().packed is None


def test_nobody_marks_as_reviewed_what_they_may_not_publish(sign_in):
    found = rows()
    for group in ("Viewers", "Editors"):
        client = sign_in(group)
        for row in found:
            mark(client, row)
            row.refresh_from_db()
            assert (row.reviewed_on, row.reviewed_by) == (None, "")


def test_half_a_review_and_one_of_tomorrow_are_refused_with_a_sentence(sign_in):
    job, publisher = make_job(), sign_in("Publishers")
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for values, said in (
        ({"day": tomorrow}, "That day is still to come."),
        ({"day": ""}, "Write both, the day and who reviewed it"),
        ({"name": " "}, "Write both, the day and who reviewed it"),
        ({"day": "yesterday"}, "Enter a valid date."),
    ):
        assert said in mark(publisher, job, **values).content.decode()
        job.refresh_from_db()
        assert job.reviewed_on is None


def test_a_text_that_was_only_reviewed_before_can_be_restored_to_its_first_state(sign_in):
    text = SiteText.objects.create(key="introduction", heading="Charts", body="First.")
    set_review(text, date(2026, 11, 20), NAME)
    publisher = sign_in("Publishers")
    page = f"/admin/orgcharts/sitetext/{text.pk}/change/"
    publisher.post(page, {"heading": "Charts", "body": "Second.", "note": "", "seen_revision": text.revision})
    edit = Change.objects.first()
    assert edit.details["before"]["body"] == "First." and edit.details["state"]["body"] == "Second."

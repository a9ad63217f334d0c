"""The appendix on pages: below one divider, in the contents too, also for what was published before there was one."""

import pytest

from jobdescriptions.compare import compare
from jobdescriptions.content import to_content, to_document
from jobdescriptions.models import JobDescription, PendingImport, Publication
from jobdescriptions.publishing import publish_if_changed
from jobdescriptions.states import State, get_state, with_states
from jobdescriptions.word.appendix import HEADING, SENTENCE
from tests.factory import make_job, make_section
from tests.pages import page, words
from tests.site.jobdescriptions.admin.test_imports import upload, word_file

pytestmark = pytest.mark.django_db

SECTIONS = (
    make_section("definition", "Definition", "It types."),
    make_section("terms", "Notes on terms", "A type is a letter."),
    make_section("statements", "Equal opportunity", "For everybody."),
)
ORDER = ["Definition", "Equal opportunity", HEADING, "Notes on terms"]


def headings(element, tag):
    return [words(one) for one in element.iter(tag)]


def test_the_page_has_the_appendix_last_below_a_divider(client):
    make_job("Clerk", sections=SECTIONS)
    (body,) = page(client, "/job-descriptions/clerk/").find_class("document-body")
    assert headings(body, "h2") == ORDER
    divider = body.get_element_by_id("appendix")
    assert words(divider.getnext()) == SENTENCE
    (contents,) = page(client, "/job-descriptions/clerk/").find_class("contents")
    assert headings(contents, "a") == ORDER
    assert "#appendix" in contents.xpath(".//a/@href")


def test_a_page_without_an_appendix_has_no_divider(client):
    make_job("Clerk", sections=SECTIONS[:1])
    assert HEADING not in words(page(client, "/job-descriptions/clerk/"))


def test_what_was_published_in_another_order_is_shown_and_compared_in_this_one_and_is_no_draft(client):
    job = make_job("Clerk", sections=SECTIONS)
    publication = Publication.objects.get()
    old = publication.content | {"sections": [publication.content["sections"][at] for at in (0, 2, 1)]}
    assert [section["heading"] for section in old["sections"]] == [one.heading for one in SECTIONS]
    Publication.objects.update(content=old)
    for at, heading in enumerate([one.heading for one in SECTIONS]):
        job.sections.filter(heading=heading).update(order=at)
    (body,) = page(client, "/job-descriptions/clerk/").find_class("document-body")
    assert headings(body, "h2") == ORDER
    job = JobDescription.objects.get()
    assert not compare(old, to_content(to_document(job)))
    assert publish_if_changed(job) == (Publication.objects.get(), False)
    assert get_state(with_states(JobDescription.objects.all()).get()) == State.CURRENT


def test_the_preview_of_an_import_has_the_divider(admin_client):
    upload(admin_client, ("Clerk.docx", word_file("Clerk", sections=SECTIONS)))
    address = f"/admin/jobdescriptions/jobdescription/import/{PendingImport.objects.get().token}/"
    found = headings(page(admin_client, address), "h3")
    assert [one for one in found if one in ORDER] == ORDER

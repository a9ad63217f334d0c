"""Versions: compared and put back by staff in the admin, and what changed for everybody."""

import pytest
from django.core.cache import cache
from lxml import html

from jobdescriptions.content import to_document
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.publishing import publish, unpublish
from tests.factory import make_document, make_job, make_salary, make_section
from tests.pages import page, words, words_of
from tests.site.jobdescriptions.admin.test_publishing import PUBLISHER, address, edit, person, token

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(client, django_user_model):
    client.force_login(person(django_user_model, "publisher", *PUBLISHER))
    return client


def make_versions(*texts, **overrides):
    """Make a job description with one version for each text."""
    job = None
    for text in texts:
        document = make_document("Clerk", sections=(make_section("definition", "Definition", text),), **overrides)
        job = save(document, job)
        publish(job)
        job = JobDescription.objects.get(pk=job.pk)
    return job


def test_the_versions_are_listed_with_their_files_and_ways_to_compare(publisher):
    job = make_versions("Files papers.", "Files many papers.")
    root = page(publisher, address(job, "versions"))
    rows = [words(row) for row in root.xpath("//tbody/tr")]
    assert len(rows) == 3
    assert rows[0].startswith("Draft") and rows[1].startswith("2 (public now)") and rows[2].startswith("1")
    assert "Checked for accessibility: no problems found." in rows[1]
    links = root.xpath("//tbody//@href")
    assert f"{address(job, 'compare')}?from=1&to=2" in links
    assert address(job, "versions/1/restore") in links
    assert root.xpath('//input[@name="to"]/@value') == ["draft", "2", "1"]
    assert root.xpath('//input[@name="from"]/@value') == ["2", "1"]


def test_staff_get_the_word_file_of_each_version(publisher):
    job = make_versions("Files papers.", "Files many papers.")
    response = publisher.get(address(job, "versions/1/word"))
    assert response["Content-Disposition"] == 'attachment; filename="Clerk (TS-0001 version 1).docx"'
    assert len(b"".join(response.streaming_content)) == Publication.objects.get(version=1).size


def test_two_versions_and_the_draft_are_compared_in_words_and_word_by_word(publisher):
    job = make_versions("Files papers at school.", "Files many papers at school.")
    root = page(publisher, f"{address(job, 'compare')}?from=1&to=2")
    assert "In “Definition”, 1 paragraph was reworded." in words(root)
    assert [words(one) for one in root.iter("ins")] == ["[added: many ]"]
    edit(job, "Files papers at home.")
    root = page(publisher, f"{address(job, 'compare')}?from=2&to=draft")
    assert "from version 2 to the draft" in words(root.find(".//h1"))
    assert [words(one) for one in root.iter("del")] == ["[removed: many ]", "[removed: school]"]
    assert [words(one) for one in root.iter("ins")] == ["[added: home]"]


def test_the_earlier_of_two_comes_first_however_they_are_chosen(publisher):
    job = make_versions("Files papers at school.", "Files many papers at school.")
    root = page(publisher, f"{address(job, 'compare')}?from=2&to=1")
    assert "from version 1 to version 2" in words(root.find(".//h1"))


MISSING = "versions to compare."
SAME = "Choose two different ones."
WRONG = {
    "": MISSING,
    "from=1": MISSING,
    "from=1&to=1": SAME,
    "from=1&to=9": MISSING,
    "from=x&to=%00": MISSING,
    f"from={'9' * 500}&to=1": MISSING,
    "from=-1&to=1.0": MISSING,
}


@pytest.mark.parametrize(("query", "sentence"), WRONG.items())
def test_wrong_choices_lead_back_to_the_versions_with_a_sentence(publisher, query, sentence):
    job = make_versions("Files papers at school.", "Files many papers at school.")
    response = publisher.get(f"{address(job, 'compare')}?{query}", follow=True)
    assert response.redirect_chain == [(address(job, "versions"), 302)]
    assert sentence in words_of(response)


def test_text_in_a_comparison_is_never_markup(publisher, client):
    job = make_versions("Writes <script>alert(1)</script> code.", "Writes <b>bold</b> & code.", work_year="<i>12</i>")
    for place in (f"{address(job, 'compare')}?from=1&to=2", changes(job, "?from=1&to=2"), changes(job)):
        text = client.get(place).text
        assert "<script>alert" not in text and "<b>bold" not in text, place
    assert "&lt;script&gt;" in client.get(changes(job, "?from=1&to=2")).text


def test_a_version_is_restored_as_the_draft_and_the_public_sees_no_change(publisher, client):
    job = make_versions("Files papers.", "Files many papers.")
    restored = address(job, "versions/1/restore")
    assert "In “Definition”, 1 paragraph was reworded." in words(page(publisher, restored))
    assert "Files many papers." in words_of(publisher.get(address(job, "preview")))
    response = publisher.post(restored, {"draft": token(publisher, job, "versions/1/restore")}, follow=True)
    assert "Version 1 was restored as the draft." in words_of(response)
    assert to_document(JobDescription.objects.get()).sections[0].blocks[0].runs[0].text == "Files papers."
    assert "Files many papers." in words(page(client, job.get_absolute_url()))
    assert Publication.objects.count() == 2
    assert "There is nothing to change." in words(page(publisher, restored))


def test_restoring_keeps_where_figures_were_read_and_tells_the_history(publisher):
    from techsets.history.models import Change

    job = make_job("Clerk", salaries=(make_salary(),))
    job.salaries.update(read_at="https://example.org/schedule")
    save(make_document("Clerk", salaries=(make_salary(),), work_year="10 months"), job)
    seen = token(publisher, job, "versions/1/restore")
    publisher.post(address(job, "versions/1/restore"), {"draft": seen})
    assert job.salaries.get().read_at == "https://example.org/schedule"
    assert Change.objects.first().message == "Restored version 1 as the draft."
    assert Change.objects.first().who == "publisher"


def test_a_draft_that_changed_meanwhile_is_not_written_over(publisher):
    job = make_versions("Files papers.", "Files many papers.")
    seen = token(publisher, job, "versions/1/restore")
    edit(job, "Somebody else wrote this.")
    response = publisher.post(address(job, "versions/1/restore"), {"draft": seen})
    assert "The draft has changed since you looked at it." in words_of(response)
    assert "Somebody else wrote this." in words_of(publisher.get(address(job, "preview")))


@pytest.mark.parametrize("permissions", [("view_jobdescription",), ("view_jobdescription", "publish_jobdescription")])
def test_who_may_not_change_the_draft_restores_nothing(client, django_user_model, permissions):
    job = make_versions("Files papers.", "Files many papers.")
    client.force_login(person(django_user_model, "viewer", *permissions))
    assert client.post(address(job, "versions/1/restore"), {"draft": ""}).status_code == 403
    assert "as the draft…" not in words_of(client.get(address(job, "versions")))
    assert "Files many papers." in words_of(client.get(address(job, "preview")))


def test_a_version_that_breaks_a_newer_rule_is_refused_in_words_and_the_draft_stays(publisher):
    job = make_versions("Files papers.", "Files many papers.")
    old = Publication.objects.get(version=1)
    old.content["soc_code"] = "1"
    old.save()
    seen = token(publisher, job, "versions/1/restore")
    response = publisher.post(address(job, "versions/1/restore"), {"draft": seen})
    assert response.status_code == 200
    assert "This version cannot be restored as the draft. Write the code like 15-1244" in words_of(response)
    assert "Files many papers." in words_of(publisher.get(address(job, "preview")))


def test_a_page_of_changes_shows_the_first_thousand_of_a_section_and_counts_the_rest(client):
    job = make_versions("Files papers.", "Files many papers.")
    for version, word in ((1, "old"), (2, "new")):
        publication = Publication.objects.get(version=version)
        items = "".join(f"<li>{word}{number}</li>" for number in range(2000))
        publication.content["sections"][0]["body"] = f"<ul>{items}</ul>"
        publication.save()
    root = page(client, changes(job, "?from=1&to=2"))
    assert len(root.xpath('//ul[@class="changes-texts"]/li')) == 1000
    assert "In “Definition”, 2,000 items were added and 2,000 were removed." in words(root)
    assert "3000 more are not shown here." in words(root)


def changes(job, query=""):
    return f"{job.get_absolute_url()}changes/{query}"


def test_everybody_reads_what_changed_from_version_to_version(client):
    job = make_versions("Files papers at school.", "Files many papers at school.")
    link = page(client, job.get_absolute_url()).xpath('//a[contains(@href, "/changes/")]/@href')
    assert link == [changes(job)]
    root = page(client, changes(job))
    assert [words(heading)[:10] for heading in root.xpath("//main//section/h2")] == ["Version 2,", "Version 1,"]
    text = words(root.find(".//main"))
    assert "In “Definition”, 1 paragraph was reworded." in text
    assert "The first version." in text
    detail = page(client, changes(job, "?from=1&to=2"))
    assert [words(one) for one in detail.iter("ins")] == ["[added: many ]"]
    assert not detail.xpath('//script[not(@type="application/ld+json")]')


def test_a_first_version_has_no_link_to_changes_and_a_page_that_says_so(client):
    job = make_versions("Files papers.")
    assert "What changed" not in words(page(client, job.get_absolute_url()))
    assert "The first version." in words(page(client, changes(job)))


def test_the_draft_and_what_was_unpublished_stay_hidden(client):
    job = make_versions("Files papers at school.", "Files many papers at school.")
    edit(job, "Secret plans.")
    for query in ("", "?from=1&to=draft", "?from=draft&to=2"):
        assert "Secret" not in words_of(client.get(changes(job, query)))
    unpublish(job)
    for query in ("", "?from=1&to=2"):
        assert client.get(changes(job, query)).status_code == 404
    assert client.get("/job-descriptions/nowhere/changes/").status_code == 404


@pytest.mark.parametrize(
    "query", [*list(WRONG)[1:], "page=x", "page=-1", "page=999999999999999999999", "page=%00", "from=&to="]
)
def test_wrong_parameters_are_answered_with_the_list(client, query):
    job = make_versions("Files papers at school.", "Files many papers at school.")
    response = client.get(changes(job, f"?{query}"))
    assert response.status_code == 200
    root = html.fromstring(response.text)
    assert len(root.xpath("//main//section/h2")) == 2
    if "from" in query:
        assert "Choose two" in words(root.xpath('//*[@role="status"]')[0])


def test_the_changes_take_few_queries_and_many_versions_come_in_pages(client, django_assert_max_num_queries):
    cache.clear()
    job = make_versions(*(f"Files {number} papers." for number in range(23)))
    with django_assert_max_num_queries(3):
        root = page(client, changes(job))
    assert len(root.xpath("//main//section/h2")) == 20
    assert "The first version." not in words(root)
    root = page(client, changes(job, "?page=2"))
    assert [words(heading).split(",")[0] for heading in root.xpath("//main//section/h2")] == [
        "Version 3",
        "Version 2",
        "Version 1",
    ]
    assert "The first version." in words(root)
    with django_assert_max_num_queries(3):
        page(client, changes(job, "?from=1&to=23"))

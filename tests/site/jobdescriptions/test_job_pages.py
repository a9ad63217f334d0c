"""The pages of job descriptions, their list, and the Word downloads."""

import io
import json
from decimal import Decimal

import docx
import pytest

from jobdescriptions.content import to_document
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.publishing import publish, unpublish
from orgcharts.changes import positions
from orgcharts.models import Position
from tests.factory import at, make_chart, make_document, make_job, make_salary, make_section, place
from tests.pages import page, words

pytestmark = pytest.mark.django_db


def test_the_page_shows_facts_sections_and_places(client):
    chart = make_chart(("Superintendent", [("Director", ["Network"])]))
    job = make_job(
        "Network Specialist",
        also_called=("Network Administrator",),
        soc_code="15-1244",
        soc_title="Network and Computer Systems Administrators",
    )
    place(job, at(chart, "1.1.1"), "Network Spec")
    root = page(client, "/job-descriptions/network-specialist/")
    text = words(root)
    assert words(root.find(".//h1")) == "Network Specialist"
    for fact in (
        "TS-0001",
        "Network Administrator",
        "Classified",
        "Non-exempt",
        "12 months",
        "15-1244",
        "Network manager",
    ):
        assert fact in text, fact
    assert root.xpath('//dd/a[@href="https://www.onetonline.org/link/summary/15-1244.00"]')
    assert "The Network Specialist keeps the network" in text
    assert "Network Spec" in text
    assert at(chart, "1.1.1").get_absolute_url() in [link.get("href") for link in root.iterfind(".//main//a")]


def test_structured_data_is_an_occupation_with_its_code_and_never_a_job_posting(client):
    make_job("Net </script> Work", soc_code="15-1244", soc_title="Network and Computer Systems Administrators")
    root = page(client, "/job-descriptions/net-script-work/")
    data = [json.loads(script.text) for script in root.xpath('//script[@type="application/ld+json"]')]
    flat = json.dumps(data)
    assert "JobPosting" not in flat
    occupation = next(one for one in data if one.get("@type") == "Occupation")
    assert occupation["name"] == "Net </script> Work"
    assert "15-1244" in json.dumps(occupation["occupationalCategory"])


def test_a_comparable_jobs_pay_never_stands_in_the_table_of_this_jobs_pay(client):
    make_job(
        "Web Master",
        salaries=(
            make_salary(closeness="comparable", class_title="Comparable Class"),
            make_salary(closeness="same", class_title="Same Class"),
        ),
    )
    root = page(client, "/job-descriptions/web-master/")
    tables = {words(table.xpath("preceding::h3[1]")[0]): words(table) for table in root.iterfind(".//main//table")}
    own = next(text for heading, text in tables.items() if heading.startswith("Same or close"))
    assert "Same Class" in own and "Comparable Class" not in own
    assert any("not the pay" in heading and "Comparable Class" in text for heading, text in tables.items())


def test_a_job_without_figures_says_so(client):
    make_job("Web Master")
    assert "No salary figures" in words(page(client, "/job-descriptions/web-master/"))


def test_a_job_with_only_comparable_figures_says_that_none_is_its_own(client):
    make_job("Web Master", salaries=(make_salary(closeness="comparable"),))
    assert "not the pay of this job" in words(page(client, "/job-descriptions/web-master/"))


def test_the_download_is_the_word_file_of_the_text_on_the_page(client):
    make_job("Network Specialist")
    link = page(client, "/job-descriptions/network-specialist/").xpath('//a[contains(@href, "/word/")]')[0]
    response = client.get(link.get("href"))
    data = b"".join(response.streaming_content)
    publication = Publication.objects.get()
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert response["Content-Disposition"] == 'attachment; filename="Network Specialist (TS-0001 version 1).docx"'
    assert len(data) == publication.size
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert "The Network Specialist keeps the network of the schools working." in texts
    assert "version 1" in words(link.getparent())


def test_the_download_is_answered_with_not_modified_to_who_has_it(client):
    make_job("Network Specialist")
    first = client.get("/job-descriptions/network-specialist/word/")
    b"".join(first.streaming_content)
    again = client.get("/job-descriptions/network-specialist/word/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_an_edit_is_not_public_until_it_is_published_and_then_page_and_file_agree(client):
    job = make_job("Network Specialist")
    edited = make_document(
        "Network Specialist", sections=(make_section("definition", "Definition", "A new sentence."),)
    )
    save(edited, job)
    assert "A new sentence." not in words(page(client, job.get_absolute_url()))
    publish(job)
    assert "A new sentence." in words(page(client, job.get_absolute_url()))
    data = b"".join(client.get(job.get_download_url()).streaming_content)
    assert "A new sentence." in [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert Publication.objects.current().get().version == 2


def test_what_is_unpublished_is_gone_for_the_public_and_comes_back_as_the_next_version(client):
    job = make_job("Network Specialist")
    unpublish(job)
    assert client.get(job.get_absolute_url()).status_code == 404
    assert client.get(job.get_download_url()).status_code == 404
    assert "Network Specialist" not in words(page(client, "/job-descriptions/").find(".//main"))
    assert publish(job).version == 2


def test_saving_and_reading_a_document_gives_the_same_values():
    document = make_document(
        also_called=("One", "Two"),
        salaries=(make_salary(median=Decimal("4500.50"), measure="percentiles", closeness="occupation"),),
    )
    assert to_document(JobDescription.objects.get(pk=save(document).pk)) == document


def test_the_list_runs_from_a_to_z_and_narrows_by_each_filter(client):
    emerging = make_chart(("Principal", ["Desk"]), slug="emerging-school-site", level="school-site")
    established = make_chart(("Head", ["Desk"]), slug="established-district", maturity="established")
    place(make_job("Clerk"), at(emerging, "1.1"))
    place(make_job("Analyst", employment_class="Classified management"), at(established, "1.1"))
    both = make_job("Technician")
    place(both, at(emerging, "1.1"))
    place(both, at(established, "1.1"))
    make_job("Nowhere")

    def titles(query=""):
        root = page(client, f"/job-descriptions/{query}")
        links = root.xpath('//main//a[starts-with(@href, "/job-descriptions/") and not(contains(@href, "/word/"))]')
        return [words(link) for link in links if link.get("href").count("/") == 3]

    assert titles() == ["Analyst", "Clerk", "Nowhere", "Technician"]
    assert titles("?model=emerging-school-site") == ["Clerk", "Technician"]
    assert titles("?level=district") == ["Analyst", "Technician"]
    assert titles("?maturity=emerging") == ["Clerk", "Technician"]
    assert titles("?maturity=emerging&level=district") == []
    assert titles("?group=classified-management") == ["Analyst"]
    assert titles("?level=district&group=classified") == ["Technician"]
    assert titles("?model=nonsense&level=nonsense&group=nonsense") == ["Analyst", "Clerk", "Nowhere", "Technician"]
    assert titles("?model=%00") == ["Analyst", "Clerk", "Nowhere", "Technician"]


def test_the_list_takes_the_same_few_queries_for_two_and_for_twenty_jobs(client, django_assert_max_num_queries):
    chart = make_chart(("Head", ["Desk"]))
    taken = []
    for count in (2, 20):
        for at_number in range(count):
            place(make_job(f"Job {count} {at_number}"), at(chart, "1.1"))
        with django_assert_max_num_queries(12) as queries:
            page(client, "/job-descriptions/")
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 7


def test_a_job_page_takes_few_queries(client, django_assert_max_num_queries):
    make_job("Network Specialist", salaries=(make_salary(),))
    with django_assert_max_num_queries(3):
        page(client, "/job-descriptions/network-specialist/")


def test_sections_with_the_same_heading_have_anchors_of_their_own(client):
    sections = (
        make_section("", "Other", "One."),
        make_section("", "Other", "Two."),
        make_section("", "仕事", "Three."),
    )
    make_job("Network Specialist", sections=sections)
    root = page(client, "/job-descriptions/network-specialist/")
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    contents = [link.get("href")[1:] for link in root.xpath('//nav[@aria-labelledby="contents"]//a')]
    assert contents == ["other", "other-2", "section-3"]
    assert [root.get_element_by_id(anchor).tag for anchor in contents] == ["h2"] * 3


def test_a_word_file_that_has_gone_missing_is_written_again(client):
    job = make_job("Network Specialist")
    publication = Publication.objects.get()
    before = b"".join(client.get(job.get_download_url()).streaming_content)
    publication.file.storage.delete(publication.file.name)
    again = client.get(job.get_download_url())
    assert b"".join(again.streaming_content) == before
    assert publication.file.storage.exists(publication.file.name)


def test_titles_are_listed_without_regard_to_case_under_one_letter(client):
    for title in ("Zebra", "apple", "Alpha"):
        make_job(title)
    root = page(client, "/job-descriptions/")
    assert [words(heading) for heading in root.xpath("//main//h2[starts-with(@id, 'letter-')]")] == ["A", "Z"]
    links = [words(link) for link in root.xpath("//main//h3/a")]
    assert links == ["Alpha", "apple", "Zebra"]


def test_a_job_description_without_text_is_not_published():
    job = save(make_document("Empty", sections=(make_section("definition", "Definition"),)))
    with pytest.raises(ValueError, match="no text yet"):
        publish(job)
    job.refresh_from_db()
    assert not job.is_published


def test_a_title_with_a_slash_makes_a_whole_file_name(client):
    job = make_job("Clerk/Typist: I")
    assert client.get(job.get_download_url())["Content-Disposition"] == (
        'attachment; filename="Clerk Typist I (TS-0001 version 1).docx"'
    )


def test_the_list_says_nothing_of_a_place_in_a_chart_that_staff_prepare(client):
    draft = positions.create_chart("Draft chart", "draft-chart", "Nobody")
    place(make_job("Network Specialist"), Position.objects.get(chart=draft))
    text = words(page(client, "/job-descriptions/"))
    assert "Network Specialist" in text
    assert "Stands in" not in text and "Draft chart" not in text

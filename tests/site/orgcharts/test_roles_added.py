"""The page "Roles the original lists do not have": a text with headings, a table and links that staff keep."""

import json

import pytest

from jobdescriptions.models import JobDescription
from jobdescriptions.word.html.subset import from_html, to_html
from jobdescriptions.word.understand.normal import normalize_blocks
from orgcharts.models import SiteText
from techsets.history.models import Change
from techsets.search.query import search
from tests.conftest import ROOT
from tests.factory import make_job
from tests.pages import form_values, page, words, words_of

ADDRESS = "/roles-added/"
BODY = "<p>Where they stand.</p><h3>Analyst</h3><ul><li>None.</li></ul>"
SOURCES = "The framework | https://example.org/nice | table 2 | 2026-11-30"


@pytest.fixture
def text(db):
    return SiteText.objects.create(key="roles-added", heading="Roles", body=BODY, is_html=True, sources=SOURCES)


def form_of(text):
    return f"/admin/orgcharts/sitetext/{text.pk}/change/"


def test_the_page_shows_the_text_with_headings_below_its_title_and_its_sources_with_their_day(client, text):
    job = make_job("Analyst", added_year="2026, not on the original lists")
    make_job("Clerk")
    (main,) = page(client, ADDRESS).find_class("prose")
    assert [words(one) for one in main.xpath("./h1 | ./h2 | ./h3")] == ["Roles", "Analyst", "Sources"]
    assert words(main.xpath("./ul")[0]) == "Analyst (added in 2026)"
    assert main.xpath("./ul[1]//a/@href") == [job.get_absolute_url()]
    assert words(main.xpath("./ul[last()]/li")[0]) == "The framework, table 2 (seen November 30, 2026)"


def test_without_the_text_the_page_still_lists_the_job_descriptions(client, db):
    assert "No job description is marked as added" in words(page(client, ADDRESS))
    make_job("Analyst", added_year="2026")
    assert "Analyst (added in 2026)" in words(page(client, ADDRESS))


def test_home_list_and_job_description_lead_to_it_only_where_something_was_added(client, db):
    make_job("Clerk")
    addresses = ("/", "/job-descriptions/", "/job-descriptions/clerk/", "/job-descriptions/analyst/")
    assert not any(page(client, address).xpath(f'//main//a[@href="{ADDRESS}"]') for address in addresses[:3])
    make_job("Analyst", added_year="2026")
    leads = [address for address in addresses if page(client, address).xpath(f'//main//a[@href="{ADDRESS}"]')]
    assert leads == ["/", "/job-descriptions/", "/job-descriptions/analyst/"]


def test_staff_edit_it_in_the_section_editor_and_what_is_no_text_is_left_out(admin_client, text):
    response = admin_client.get(form_of(text))
    values = form_values(response, "sitetext_form")
    (area,) = page(admin_client, form_of(text)).xpath('//textarea[@name="body"]')
    assert area.get("data-section-editor") is not None and values["body"] == BODY
    values["body"] = f'{BODY}<p onclick="x()">More.</p><script>alert(1)</script>'
    assert admin_client.post(form_of(text), values).status_code == 302
    text.refresh_from_db()
    assert text.body == f"{BODY}<p>More.</p>"
    change = Change.objects.get(object_id=text.pk)
    shown = words(page(admin_client, f"/admin/history/change/{change.pk}/change/"))
    assert "More." in shown and "<p>" not in shown


def test_two_people_who_change_different_parts_are_merged(admin_client, text):
    values = form_values(admin_client.get(form_of(text)), "sitetext_form")
    admin_client.post(form_of(text), values | {"heading": "Added roles"})
    answer = admin_client.post(form_of(text), values | {"body": BODY.replace("None", "One")})
    assert "Somebody else has saved this" in words_of(answer)
    merged = form_values(answer, "sitetext_form")
    assert (merged["heading"], merged["body"]) == ("Added roles", BODY.replace("None", "One"))
    assert admin_client.post(form_of(text), merged).status_code == 302


def test_its_page_is_in_the_sitemap_and_found_by_the_search(client, text):
    make_job("Cybersecurity Analyst", added_year="2026")
    assert ADDRESS.encode() in client.get("/sitemap.xml").content
    assert ADDRESS in [hit.url for hit in search("roles original lists").hits]
    assert search("cybersecurity").hits[0].url == "/job-descriptions/cybersecurity-analyst/"


def test_the_released_text_is_in_the_form_in_which_it_is_stored():
    (released,) = [
        one for one in json.loads((ROOT / "fixtures/reference.json").read_text())["site_texts"] if "body_file" in one
    ]
    body = "".join((ROOT / "fixtures" / released["body_file"]).read_text().splitlines())
    assert to_html(normalize_blocks(from_html(body))) == body


@pytest.mark.usefixtures("reference_content")
def test_the_released_page_speaks_of_each_added_job_description_and_of_the_dates_of_the_web_rule(client):
    main = page(client, ADDRESS).find_class("prose")[0]
    titles = JobDescription.objects.exclude(added_year="").values_list("title", flat=True)
    headings = [words(one) for one in main.iter("h2")]
    assert len(titles) == 6 and set(titles) <= set(headings)
    assert "April 26, 2027 for a public entity of 50,000 people or more, April 26, 2028" in words(main)
    assert len(main.xpath('.//h2[@id="sources"]/following-sibling::ul//a')) == 25

"""The reference content says what the original site said, completely, and every document is a whole one."""

import gzip
import re
from itertools import combinations

import pytest
from django.core.management import call_command
from lxml import html

from jobdescriptions.content import from_content
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.word.html.subset import to_text
from orgcharts.drawing.boxes import read_boxes
from orgcharts.drawing.chart_page import list_jobs
from orgcharts.models import Characteristic, OrgChart, Placement, Position, SharedSupervision, SiteText, SupportModel
from techsets.common.sources import parse_sources
from tests.conftest import ROOT
from tests.site.content.original_site import CHARACTERISTICS, INTRODUCTION, LEADS, LISTINGS

pytestmark = pytest.mark.usefixtures("reference_content")

NEEDED = {
    "definition",
    "supervision",
    "duties",
    "other_duties",
    "knowledge",
    "ability",
    "education",
    "licenses",
    "conditions",
    "physical",
    "salary",
    "terms",
    "adapting",
    "statements",
}


ADDED = [
    ("TS-0030", "Cybersecurity Analyst"),
    ("TS-0031", "Data Privacy and Governance Specialist"),
    ("TS-0032", "Device Program Coordinator"),
    ("TS-0033", "Digital Accessibility Coordinator"),
    ("TS-0034", "Systems and Identity Administrator"),
    ("TS-0035", "Technology Manager"),
]


@pytest.mark.parametrize("slug", LISTINGS)
def test_each_chart_lists_the_titles_of_the_original_site_in_its_order(slug):
    found = list_jobs(read_boxes(OrgChart.objects.get(slug=slug)))
    assert [(box.index_number, listed.title) for box, listed in found] == LISTINGS[slug]


def test_there_are_forty_listings_of_twenty_nine_documents_and_six_more_documents_that_say_so():
    assert sum(map(len, LISTINGS.values())) == 40
    published = JobDescription.objects.published()
    assert published.filter(added_year="").count() == 29
    added = published.exclude(added_year="").order_by("number")
    assert [(job.document_number, job.title) for job in added] == ADDED
    assert {job.added_year for job in added} == {"2026, not on the original lists"}
    assert not Placement.objects.filter(job_description__in=added).exists()


def test_the_added_ones_say_so_wherever_they_are_listed(client):
    for address, count in (("/job-descriptions/", 6), ("/search/?q=cybersecurity+analyst", 1)):
        words = " ".join(html.fromstring(client.get(address).content).text_content().split())
        assert words.lower().count("added in 2026") >= count, address
    for job in JobDescription.objects.exclude(added_year=""):
        page = html.fromstring(client.get(job.get_absolute_url()).content)
        assert " ".join(page.find(".//h1").text_content().split()) == f"{job.title} (added in 2026)"


@pytest.mark.parametrize("slug", CHARACTERISTICS)
def test_each_characteristic_stands_word_for_word(slug):
    found = Characteristic.objects.filter(support_model__chart__slug=slug)
    assert [one.text for one in found] == CHARACTERISTICS[slug]


@pytest.mark.parametrize("slug", LEADS)
def test_each_page_shows_lead_and_characteristics_word_for_word(client, slug):
    page = html.fromstring(client.get(f"/charts/{slug}/").content)
    words = " ".join(page.text_content().split())
    for sentence in [LEADS[slug], *CHARACTERISTICS[slug]]:
        assert sentence in words


def test_every_link_of_the_reference_content_is_well_formed():
    call_command("check_links")


def test_the_about_page_names_author_license_and_the_original_page(client):
    page = html.fromstring(client.get("/about/").content)
    words = " ".join(page.text_content().split())
    assert "written anew in 2026 by the TechSETS reference project" in words
    assert page.xpath('//a[@href="https://creativecommons.org/licenses/by/4.0/"]')
    assert "K-12 School District Technology Organization Charts" in words and "Neither was found" in words


def test_the_introduction_stands_word_for_word_on_the_home_page(client):
    assert SiteText.objects.get(key="introduction").body == INTRODUCTION
    page = html.fromstring(client.get("/").content)
    assert INTRODUCTION in " ".join(page.text_content().split())


@pytest.mark.parametrize(
    ("slug", "boxes"),
    [
        ("emerging-school-site", ["1", "1.1", "1.2"]),
        ("emerging-district", ["1", "1.1", "1.1.1", "1.1.2", "1.1.3"]),
        ("established-school-site", ["1", "1.1", "1.2", "1.3", "1.4"]),
        ("established-district", ["1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.2", "1.1.1.3", "1.1.2", "1.2"]),
    ],
)
def test_each_tree_has_all_boxes_that_the_index_numbers_imply(slug, boxes):
    head = read_boxes(OrgChart.objects.get(slug=slug))
    assert [box.index_number for box in head.walk()] == boxes


def test_boxes_whose_name_was_lost_are_marked_as_derived():
    kept = Position.objects.filter(is_derived=False)
    assert sorted(str(position) for position in kept) == [
        "1.1 Director Info Systems",
        "1.2 Director Instructional Technology",
    ]
    assert all(position.derived_title == position.title for position in Position.objects.filter(is_derived=True))
    assert list(SharedSupervision.objects.values_list("is_derived", flat=True)) == [True] * 4


def test_each_box_with_several_job_descriptions_says_what_they_are():
    found = {}
    for position in Position.objects.select_related("chart"):
        if position.placements.count() > 1:
            found.setdefault(position.kind, []).append(f"{position.chart.slug} {position.index_number}")
        else:
            assert not position.kind
    assert {kind: sorted(boxes) for kind, boxes in found.items()} == {
        "alternatives": ["emerging-school-site 1.1", "established-district 1.1", "established-school-site 1.3"],
        "team": [
            *("emerging-district 1.1.1", "emerging-district 1.1.2", "emerging-district 1.1.3"),
            *("emerging-school-site 1.2", "established-district 1.1.1.1", "established-district 1.1.1.2"),
            *("established-district 1.1.1.3", "established-district 1.1.2", "established-school-site 1.4"),
        ],
    }


def test_notes_say_their_year_and_where_they_are_from_and_nothing_of_charts_that_are_lost():
    notes = [(one.note, one.sources) for one in Characteristic.objects.exclude(note="")]
    notes += [(one.note, one.sources) for one in SiteText.objects.exclude(note="")]
    assert len(notes) == 6
    for note, sources in notes:
        assert note.startswith("As of 2026, ")
        assert parse_sources(sources) or "no source was found" in note, note
    for note, sources in notes + [
        (one.note, one.sources) for model in (OrgChart, Position) for one in model.objects.exclude(note="")
    ]:
        assert not re.search(r"\btoday\b|\bnow mostly\b|[Oo]riginal chart|alternative titles", note), note
        assert bool(re.search(r"percent|\(CoSN", note)) <= bool(sources), note


def test_dated_terms_carry_a_modern_note():
    for term in ("CSIS", "CBEDS", "R30", "virus protection", "site-level servers"):
        for one in Characteristic.objects.filter(text__contains=term):
            assert one.note, one.text


def test_the_trees_have_no_problems():
    assert Position.objects.find_problems() == ([], [], [], [], [])


def test_the_established_school_site_shares_the_supervision_of_every_box_below_the_principal():
    head = read_boxes(OrgChart.objects.get(slug="established-school-site"))
    assert [len(box.shared) for box in head.walk()] == [0, 1, 1, 1, 1]


def documents():
    return [from_content(publication.content) for publication in Publication.objects.current()]


def words_of(document, kinds=None):
    """Return the document's own words: clauses are the same everywhere."""
    texts = [
        to_text(block for block in section.blocks if not getattr(block, "clause", ""))
        for section in document.sections
        if kinds is None or section.kind in kinds
    ]
    return re.findall(r"[a-z']+", " ".join(texts).lower())


def test_every_document_has_every_section_and_heading_fact():
    for document in documents():
        kinds = [section.kind for section in document.sections]
        assert set(kinds) >= NEEDED, (document.title, NEEDED - set(kinds))
        assert len(kinds) == len(set(kinds)), document.title
        # "Reports to" is a blank where a class stands in several places: tests of whom classes report to look at that.
        for fact in ("employment_class", "flsa", "work_year", "soc_code", "soc_title"):
            assert getattr(document, fact), (document.title, fact)
        assert all(section.blocks for section in document.sections), document.title


def test_what_some_districts_do_is_in_the_appendix_and_not_in_the_class_information():
    facts = [fact for one in documents() for fact in (one.employment_class, one.reports_to, one.work_year)]
    assert [fact for fact in facts if re.search(r"\bsome\b|sometimes|\bmay be\b", fact)] == []


def test_levels_of_a_series_have_distinguishing_characteristics():
    for document in documents():
        if document.title.endswith((" I", " II")):
            assert "distinguishing" in {section.kind for section in document.sections}


def test_every_document_is_two_pages_of_text():
    for document in documents():
        count = len(words_of(document, NEEDED | {"distinguishing"} - {"salary"}))
        assert 850 <= count <= 1300, (document.title, count)


def test_no_two_documents_share_their_definition_or_the_bulk_of_their_duties():
    for kinds, most in (({"definition"}, 0.1), ({"duties", "other_duties"}, 0.1)):
        shingled = {}
        for document in documents():
            words = words_of(document, kinds)
            shingled[document.title] = {tuple(words[at : at + 4]) for at in range(len(words) - 3)}
        for (one, mine), (other, theirs) in combinations(shingled.items(), 2):
            share = len(mine & theirs) / min(len(mine), len(theirs))
            assert share <= most, (one, other, kinds, share)


def test_every_figure_has_publisher_year_and_closeness_and_none_is_a_job_boards_copy():
    count = 0
    for document in documents():
        for salary in document.salaries:
            count += 1
            assert salary.publisher and salary.year and salary.closeness and salary.employer
            assert re.search(r"\d{4}", salary.year), salary
            assert not re.search(r"remotescout|betterjob|career\.com|repository|undated", f"{salary}")
            assert salary.closeness != "occupation", "figures of whole occupations are data of the site"
    assert count > 60


def test_every_figure_links_to_where_it_was_read(client):
    for job in JobDescription.objects.all():
        page = html.fromstring(client.get(job.get_absolute_url()).content)
        links = {(link.get("href"), link.text_content()) for link in page.iter("a")}
        assert {(salary.read_at, salary.publisher) for salary in job.salaries.all()} <= links


def test_each_support_model_is_one_of_the_four():
    found = [(model.maturity, model.level) for model in SupportModel.objects.all()]
    assert found == [
        ("emerging", "school-site"),
        ("emerging", "district"),
        ("established", "school-site"),
        ("established", "district"),
    ]


def test_every_page_of_the_reference_content_is_under_fourteen_kilobytes(client):
    stylesheet = len(gzip.compress((ROOT / "static" / "site.css").read_bytes(), 9))
    # Loaded behind the page, for printing only.
    assert len(gzip.compress((ROOT / "static" / "print.css").read_bytes(), 9)) < 2_500
    addresses = ["/", "/job-descriptions/", "/about/", "/accessibility/", "/search/?q=network"]
    addresses += [chart.get_absolute_url() for chart in OrgChart.objects.all()]
    addresses += [position.get_absolute_url() for position in Position.objects.select_related("chart")]
    for address in addresses:
        page = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert len(page.content) + stylesheet < 14_000, (address, len(page.content) + stylesheet)
    # With the wording of up to ten legal clauses and the pay of an occupation, without the style sheet.
    for job in JobDescription.objects.all():
        page = client.get(job.get_absolute_url(), headers={"Accept-Encoding": "gzip"})
        assert len(page.content) < 13_000, (job, len(page.content))

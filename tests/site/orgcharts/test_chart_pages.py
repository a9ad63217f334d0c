"""The pages of support models and positions."""

from decimal import Decimal

import pytest
from django.urls import reverse

from orgcharts.changes import positions
from orgcharts.drawing.boxes import read_boxes
from orgcharts.models import Characteristic
from techsets.search.index import rebuild
from tests.factory import at, make_chart, make_job, make_wide_chart, place, share
from tests.pages import page, words

pytestmark = pytest.mark.django_db

DISTRICT = ("Superintendent", [("Director", ["Network", ("Support", ["Field", "Desk"])]), "Curriculum"])


def outline(element):
    """Return (index number and title, what is nested below) of a drawn chart, from the lists themselves."""
    boxes = element.xpath('./ul/li[div[contains(@class, "box")]]') if element is not None else []
    return [(words(item.xpath('.//*[@class="box-title"]/a')[0]), outline(item.find("details"))) for item in boxes]


def test_the_chart_is_a_nested_list_with_index_numbers_and_titles(client):
    chart = make_chart(DISTRICT)
    section = page(client, chart.get_absolute_url()).get_element_by_id("chart")
    drawn = section.xpath('ancestor-or-self::section//ul[starts-with(@class, "chart ")]')[0]
    assert outline(drawn.getparent()) == [
        (
            "1 Superintendent",
            [
                (
                    "1.1 Director",
                    [("1.1.1 Network", []), ("1.1.2 Support", [("1.1.2.1 Field", []), ("1.1.2.2 Desk", [])])],
                ),
                ("1.2 Curriculum", []),
            ],
        )
    ]


def test_boxes_show_their_job_descriptions_as_links_and_the_number_of_direct_reports(client):
    chart = make_chart(DISTRICT)
    place(make_job("Network Specialist"), at(chart, "1.1.1"))
    place(make_job("Network Analyst"), at(chart, "1.1.1"), "Analyst of Networks")
    root = page(client, chart.get_absolute_url())
    box = root.get_element_by_id("p1.1.1")
    assert [(words(link), link.get("href")) for link in box.findall(".//ul/li/a")] == [
        ("Network Specialist", "/job-descriptions/network-specialist/"),
        ("Analyst of Networks", "/job-descriptions/network-analyst/"),
    ]
    assert "No direct reports" in words(box)
    assert "2 direct reports" in words(root.get_element_by_id("p1.1").getnext())


def test_a_draft_is_neither_in_the_chart_nor_in_the_listing(client):
    chart = make_chart(DISTRICT)
    place(make_job("Secret Draft", published=False), at(chart, "1.1.1"))
    assert "Secret Draft" not in words(page(client, chart.get_absolute_url()))
    assert "Secret Draft" not in words(page(client, at(chart, "1.1.1").get_absolute_url()))


def test_titles_from_people_cannot_smuggle_markup_into_the_chart(client):
    chart = make_chart(("Head", ["<script>alert(1)</script> & Co"]))
    place(make_job("A & B"), at(chart, "1.1"), '"><b>bold</b>')
    share(at(chart, "1.1"), "<i>District</i>")
    content = client.get(chart.get_absolute_url()).content.decode()
    for smuggled in ("<script>alert", "<b>bold", "<i>District"):
        assert smuggled not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in content


def test_shared_supervision_is_said_in_words_in_the_box_and_links_to_the_supervisor(client):
    chart = make_chart(DISTRICT)
    other = make_chart(
        ("Principal", ["Technician"]), slug="established-school-site", maturity="established", level="school-site"
    )
    share(at(other, "1.1"), "District support", at(chart, "1.1.2"))
    root = page(client, other.get_absolute_url())
    box = root.get_element_by_id("p1.1")
    assert "shared with District support" in words(box)
    assert at(chart, "1.1.2").get_absolute_url() in [link.get("href") for link in box.iterfind(".//a")]


def test_a_characteristic_with_a_dated_term_shows_its_note_beside_it(client):
    chart = make_chart()
    Characteristic.objects.create(support_model=chart.support_model, text="CSIS tasks.", note="This is CALPADS today.")
    item = page(client, chart.get_absolute_url()).xpath('//li[contains(., "CSIS tasks.")]')[0]
    assert "This is CALPADS today." in words(item)


def test_the_listing_runs_level_by_level_as_on_the_original_site(client):
    chart = make_chart(DISTRICT)
    for title, number in (("Deep", "1.1.2.1"), ("Shallow", "1.2"), ("Middle", "1.1.1"), ("First", "1.1")):
        place(make_job(title), at(chart, number))
    root = page(client, chart.get_absolute_url())
    heading = root.xpath('//h2[contains(., "Sample Job Descriptions")]')[0]
    assert words(heading) == "Sample Job Descriptions:"
    listing = heading.xpath("following::*[self::ul or self::ol or self::table][1]")[0]
    text = words(listing)
    places = [text.index(line) for line in ("1.1 First", "1.2 Shallow", "1.1.1 Middle", "1.1.2.1 Deep")]
    assert places == sorted(places)


def test_a_large_chart_begins_folded_and_unfolds_on_request(client):
    chart = make_wide_chart(60)
    address = chart.get_absolute_url()
    folds = page(client, address).xpath('//ul[contains(@class, "chart")]//details')
    assert [fold.get("open") is not None for fold in folds].count(True) == 1
    assert all(
        fold.get("open") is not None
        for fold in page(client, f"{address}?open=all").xpath('//ul[contains(@class, "chart")]//details')
    )


def test_searching_inside_a_chart_marks_the_hits_and_keeps_the_way_up_in_view(client):
    chart = make_wide_chart(60)
    root = page(client, f"{chart.get_absolute_url()}?find=position+57")
    drawn = [words(link) for link in root.xpath('//*[@class="box-title"]/a')]
    hit = root.xpath('//div[contains(@class, "box-hit")]//*[@class="box-title"]/a')
    assert len(hit) == 1 and "Position 57" in words(hit[0])
    number = words(hit[0]).split()[0]
    way = [number]
    while "." in way[0]:
        way.insert(0, way[0].rpartition(".")[0])
    assert [title.split()[0] for title in drawn] == way
    for fold in hit[0].iterancestors("details"):
        assert fold.get("open") is not None


def test_searching_inside_a_chart_for_nothing_that_is_there_says_so_and_shows_the_chart(client):
    chart = make_wide_chart(20)
    root = page(client, f"{chart.get_absolute_url()}?find=zebra")
    assert "zebra" in words(root)
    assert len(root.xpath('//*[@class="box-title"]/a')) == 20


def test_a_position_page_tells_its_place_its_people_and_its_jobs(client):
    chart = make_chart(DISTRICT)
    place(make_job("Field Technician"), at(chart, "1.1.2"), "Technician, Field")
    share(at(chart, "1.1.2"), "County office")
    share(at(chart, "1.2"), "Support", at(chart, "1.1.2"))
    root = page(client, "/charts/emerging-district/1.1.2/")
    text = words(root)
    assert "1.1.2" in words(root.find(".//h1")) and "Support" in words(root.find(".//h1"))
    links = {words(link): link.get("href") for link in root.iterfind(".//main//a")}
    for number in ("1.1", "1.1.2.1", "1.1.2.2", "1.2"):
        assert at(chart, number).get_absolute_url() in links.values(), number
    assert "Technician, Field" in text
    assert "County office" in text


def test_a_position_without_job_descriptions_or_people_says_so(client):
    make_chart(DISTRICT)
    root = page(client, "/charts/emerging-district/1.2/")
    facts = {words(term): words(term.getnext()) for term in root.iterfind(".//dl//dt")}
    assert facts["Direct reports"] == "None"
    assert "1.2" in words(root) and "no job description for this position" in words(root)


@pytest.mark.parametrize(
    "address",
    [
        "/charts/unknown/",
        "/charts/unknown/1/",
        "/charts/emerging-district/1.9/",
        "/charts/emerging-district/1..1/",
        "/charts/emerging-district/01.1/",
        "/charts/emerging-district/1.01/",
        "/charts/emerging-district/1.0/",
        "/charts/emerging-district/2/",
        "/charts/emerging-district/1.1.1.1.1.1/",
        "/charts/emerging-district/1.9999999/",
        "/charts/emerging-district/1" + ".1" * 400 + "/",
        "/charts/emerging-district/1.1%00/",
        "/charts/emerging-district/١/",
        "/charts//",
        "/job-descriptions/unknown/",
        "/job-descriptions/unknown/word/",
    ],
)
def test_a_bad_address_is_not_found_and_never_an_error(client, address):
    make_chart(DISTRICT)
    response = client.get(address)
    assert response.status_code == 404
    assert b"</html>" in response.content


def queries_for(client, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(20) as taken:
        assert client.get(address).status_code == 200
    return len(taken)


def test_a_chart_page_takes_the_same_few_queries_for_ten_and_for_a_thousand_positions(
    client, django_assert_max_num_queries
):
    small = make_wide_chart(10)
    large = make_wide_chart(1000, slug="established-district", maturity="established")
    place(make_job("Somebody"), at(large, "1.1"))
    place(make_job("Somebody else"), at(small, "1.1"))
    taken = [queries_for(client, django_assert_max_num_queries, chart.get_absolute_url()) for chart in (small, large)]
    assert taken == [2, 2]


def test_a_position_page_takes_the_same_few_queries_however_large_its_chart(client, django_assert_max_num_queries):
    small = make_wide_chart(10)
    large = make_wide_chart(1000, slug="established-district", maturity="established")
    for chart in (small, large):
        place(make_job(f"Somebody of {chart.slug}"), at(chart, "1.1"))
    taken = [
        queries_for(client, django_assert_max_num_queries, at(chart, "1.1").get_absolute_url())
        for chart in (small, large)
    ]
    assert taken[0] == taken[1] <= 7


def test_every_page_names_its_canonical_address(client, settings):
    settings.SITE_URL = "https://staffing.example.org"
    chart = make_chart(DISTRICT)
    for address in (reverse("home"), chart.get_absolute_url(), at(chart, "1.1").get_absolute_url()):
        link = page(client, address + "?utm=x").xpath('//link[@rel="canonical"]')[0]
        assert link.get("href") == f"https://staffing.example.org{address}"


def test_the_public_learns_nothing_of_charts_that_staff_prepare(client):
    chart = make_chart(DISTRICT)
    job = make_job("Network Specialist")
    place(job, at(chart, "1.1.1"))
    draft = positions.duplicate_chart(chart, "Secret plan", "secret-plan")
    positions.rename(at(draft, "1.1.1"), "Outsourced network")
    share(at(chart, "1.1.1"), "Somebody else", at(draft, "1.1.1"))
    share(at(draft, "1.1.2"), "Network", at(chart, "1.1.1"))
    rebuild()
    addresses = [
        chart.get_absolute_url(),
        f"{chart.get_absolute_url()}?find=network",
        at(chart, "1.1.1").get_absolute_url(),
        "/",
        "/job-descriptions/",
        "/job-descriptions/?maturity=emerging",
        "/job-descriptions/?model=secret-plan",
        job.get_absolute_url(),
        "/search/?q=outsourced",
        "/search/?q=secret+plan",
        "/sitemap.xml",
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.content.decode().replace('"secret plan"', "").replace('value="outsourced"', "")
        for secret in ("/charts/secret-plan", "Secret plan", "Outsourced network"):
            assert secret not in text, (address, secret)
    assert "Somebody else" in words(page(client, at(chart, "1.1.1").get_absolute_url()))
    for hidden in (draft.get_absolute_url(), at(draft, "1.1.1").get_absolute_url()):
        page(client, hidden, status=404)


def test_shares_of_supervision_in_charts_that_staff_prepare_are_not_told_of(client):
    chart = make_chart(DISTRICT)
    draft = positions.duplicate_chart(chart, "Secret plan", "secret-plan")
    share(at(draft, "1.1.2"), "Network", at(chart, "1.1.1"))
    text = words(page(client, at(chart, "1.1.1").get_absolute_url()))
    assert "Shares the supervision of" not in text
    share(at(chart, "1.2"), "Network", at(chart, "1.1.1"))
    text = words(page(client, at(chart, "1.1.1").get_absolute_url()))
    assert "Shares the supervision of" in text and "Secret plan" not in text


def test_full_time_equivalents_are_shown_where_they_are_known(client):
    chart = make_chart(DISTRICT)
    positions.edit(at(chart, "1.1.1"), {"fte": "2.5"})
    positions.edit(at(chart, "1.1.2"), {"fte": "1"})
    root = page(client, chart.get_absolute_url())
    assert "2.5 full-time equivalents" in words(root.get_element_by_id("p1.1.1"))
    assert "1 full-time equivalent" in words(root.get_element_by_id("p1.1.2"))
    assert "full-time" not in words(root.get_element_by_id("p1.2"))
    assert "2.5 full-time equivalents" in words(page(client, at(chart, "1.1.1").get_absolute_url()))
    assert "full-time" not in words(page(client, at(chart, "1.2").get_absolute_url()))


def test_a_chart_with_everything_at_its_positions_is_still_read_with_one_query(django_assert_num_queries):
    chart = make_chart(DISTRICT)
    place(make_job("Network Specialist"), at(chart, "1.1.1"))
    share(at(chart, "1.1.1"), "Curriculum", at(chart, "1.2"))
    positions.edit(at(chart, "1.1.1"), {"fte": "2.5"})
    for for_staff in (False, True):
        with django_assert_num_queries(1):
            head = read_boxes(chart, for_staff=for_staff)
        assert [box.fte for box in head.walk()] == [None, None, Decimal("2.5"), None, None, None, None]

"""What is found, in which order, and how it is shown. The lists are the same on SQLite and on PostgreSQL."""

import pytest
from lxml import html

from orgcharts.models import Characteristic, OrgChart
from orgcharts.signals import chart_changed
from techsets.search import index
from techsets.search.models import Kind, SearchEntry
from techsets.search.query import search
from tests.factory import at, make_chart, make_job, make_salary, make_section, place

pytestmark = pytest.mark.django_db


def describe(title, definition, **overrides):
    sections = (make_section("definition", "Definition", definition),)
    return make_job(title, sections=sections, **overrides)


def index_charts():
    for chart in OrgChart.objects.all():
        chart_changed.send(sender=OrgChart, chart=chart)


def make_small_site():
    """Make seven job descriptions and two charts with words in common."""
    analyst = describe(
        "Network Analyst", "Plans the networks of all schools.", also_called=("Systems Engineer",), soc_code="15-1241"
    )
    describe("Network Specialist", "Installs switches and keeps the network running.")
    describe("Database Network Analyst", "Designs databases for attendance and reports.")
    clerk = describe("Student Attendance Clerk", "Records attendance. Follows up on attendance letters with families.")
    describe("Web Developer", "Writes web pages; asks the network staff for servers.")
    describe("Library Media Teacher", "Teaches pupils to find, judge and use information.")
    describe("Cable Installation Assistant", "Pulls cable above ceilings for the network, the network and the network.")
    district = make_chart(
        ("Superintendent", [("Director of Technology", ["Network and Telecommunications", "Help Desk"])]),
        name="Emerging District-level Support",
        summary="For districts where e-mail and the network become central.",
    )
    make_chart(("Principal", ["Attendance Office"]), slug="emerging-school-site", name="Emerging School Site Support")
    Characteristic.objects.create(
        support_model=district.support_model, text="Staff wear many hats.", note="CSIS is called CALPADS today."
    )
    place(analyst, at(district, "1.1.1"))
    place(clerk, at(OrgChart.objects.get(slug="emerging-school-site"), "1.1"), "Attendance Typist")
    index_charts()
    # The site's own pages have many of these words, too; they have tests of their own.
    SearchEntry.objects.filter(kind=Kind.PAGE).delete()


@pytest.fixture(scope="module")
def kept_site(keep):
    return keep(make_small_site)


@pytest.fixture
def small_site(kept_site, db):
    """The small site; its chart of the district level."""
    kept_site.put()
    return OrgChart.objects.get(slug="emerging-district")


def titles(text, **more):
    return [hit.title for hit in search(text, **more).hits if hit.kind != Kind.PAGE]


def test_words_in_the_title_come_far_before_words_in_the_text(small_site):
    found = titles("network")
    assert found[:5] == [
        "Network Analyst",
        "Network Specialist",
        "Database Network Analyst",
        "Network and Telecommunications",
        "Cable Installation Assistant",
    ]
    # Both have the word once in the text, so that their lengths decide, which the databases weigh differently.
    assert sorted(found[5:]) == ["Emerging District-level Support", "Web Developer"]


def test_the_very_title_comes_first(small_site):
    assert titles("network analyst") == [
        "Network Analyst",
        "Database Network Analyst",
        "Network and Telecommunications",
    ]
    assert titles("Director, technology") == ["Director of Technology"]


def test_plurals_and_word_forms_are_found(small_site):
    expected = titles("network analyst")
    assert titles("Networks Analysts") == expected
    assert titles("NETWORKING analyst's") == expected
    assert titles("installing cables") == ["Cable Installation Assistant"]
    assert titles("clerks") == ["Student Attendance Clerk"]


def test_accents_case_and_hyphens_make_no_difference(small_site):
    assert titles("nétwörk ＡＮＡＬＹＳＴ") == titles("network analyst")
    assert titles("email") == titles("E-Mail") == titles("e‑mail") == ["Emerging District-level Support"]
    assert titles("district level") == titles("district-level") == ["Emerging District-level Support"]


def test_other_titles_count_as_titles(small_site):
    assert titles("systems engineer") == ["Network Analyst"]
    assert search("systems engineers").hits[0].title == "Network Analyst"


def test_the_main_title_comes_before_other_titles_but_for_the_very_other_title(db):
    describe("Clerk", "Files letters.", also_called=("Zebra Keeper",))
    describe("Assistant Keeper of One Zebra", "Files letters.")
    assert titles("keeper") == ["Assistant Keeper of One Zebra", "Clerk"]
    assert titles("zebra keeper") == ["Clerk", "Assistant Keeper of One Zebra"]
    make_chart("Zebra Keeper")
    index_charts()
    assert titles("zebra keeper") == ["Zebra Keeper", "Clerk", "Assistant Keeper of One Zebra"]
    describe("Zebra Keeper", "Feeds zebras.")
    assert [hit.kind for hit in search("zebra keeper").hits][:2] == ["job-description", "position"]


def test_positions_are_found_by_index_number_title_and_listings(small_site):
    found = search("1.1.1")
    assert [(hit.kind, hit.title, hit.context) for hit in found.hits] == [
        ("position", "Network and Telecommunications", "1.1.1 in Emerging District-level Support")
    ]
    assert found.hits[0].url == "/charts/emerging-district/1.1.1/"
    assert [(hit.title, hit.context) for hit in search("1.1").hits] == [
        ("Attendance Office", "1.1 in Emerging School Site Support"),
        ("Director of Technology", "1.1 in Emerging District-level Support"),
    ]
    assert titles("typist") == ["Attendance Office"]


def test_support_models_are_found_by_characteristics_and_their_notes(small_site):
    assert [(hit.kind, hit.kind_label, hit.title, hit.url) for hit in search("calpads").hits] == [
        ("support-model", "Support model", "Emerging District-level Support", "/charts/emerging-district/")
    ]
    assert titles("many hats") == ["Emerging District-level Support"]


def test_job_descriptions_are_found_by_pay_and_occupation(db):
    make_job(
        "Web Developer",
        soc_code="15-1254",
        soc_title="Web Developers",
        salaries=(make_salary(employer="Clovis Unified School District", class_title="Webmaster II"),),
    )
    for text in ("clovis", "webmaster", "15-1254"):
        hit = search(text).hits[0]
        assert (hit.title, hit.context, hit.url) == (
            "Web Developer",
            "TS-0001 · Classified",
            "/job-descriptions/web-developer/",
        )
    assert search("15-1241").total == 0


def test_slips_in_words_of_titles_are_corrected_and_said(small_site):
    found = search("netwrok analyst")
    assert found.hits[0].title == "Network Analyst"
    assert (found.query, found.corrected, found.any_word) == ("network analyst", (("netwrok", "network"),), False)
    assert search("libary techer").corrected == (("libary", "library"), ("techer", "teacher"))
    assert search("developper").query == "developer"
    assert search("derk").query == "desk", "four letters may have one slip"


def test_short_words_numbers_and_far_words_are_left_alone(small_site):
    for text in ("wbe", "1.9.9", "qqqqqqq", "ntwrk", "15-1242"):
        found = search(text)
        assert (found.total, found.corrected) == (0, ()), text


def test_words_that_something_has_are_not_corrected(small_site):
    # "hats" is no word of a title, but of a text.
    assert search("hats").corrected == ()


def test_one_word_is_enough_where_nothing_has_them_all(small_site):
    found = search("library network")
    assert found.any_word
    assert found.total == 8
    assert "Library Media Teacher" in [hit.title for hit in found.hits]
    assert not search("library teacher").any_word
    found = search("libary netwrok zzzzzz")
    assert found.any_word
    assert found.corrected == (("libary", "library"), ("netwrok", "network"))


def test_nothing_found_says_so(client, small_site):
    found = search("xylophone")
    assert (found.total, found.hits, found.query) == (0, (), "xylophone")
    answer = client.get("/search/", {"q": "xylophone"})
    assert "Nothing on this site has this word" in answer.content.decode()


@pytest.mark.parametrize("text", ["", "   ", "the and of", "!?", "😀", "\x00\x01", '"" * ()'])
def test_a_query_without_words_gets_a_clear_answer(client, small_site, text):
    found = search(text)
    assert (found.query, found.total, found.hits) == ("", 0, ())
    assert client.get("/search/", {"q": text}).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        '"network', "network OR", "NEAR(network analyst)", "title_terms:network", "network*", "^network", "-network",
        "network & analyst | !web", "network:A", "'; DROP TABLE search_searchentry; --", "network\x00analyst",
        "network\ud800", "%network%", "netw_rk", "שלום network", "شبكة", "网络", "\u202enetwork", "e\u0301cole",
        "a" * 10_000, "network " * 2_000, "1" * 300, "1." * 150, "😀 network", "{{ network }}", "\\", "1e5b 0x1f 12e3x",
        " ".join(f"w{number}" for number in range(500)),
    ],
)  # fmt: skip
def test_no_query_is_an_error(client, small_site, text):
    search(text)
    assert client.get("/search/", {"q": text.encode("utf-8", "replace").decode()}).status_code == 200


def test_a_long_query_is_cut_and_that_is_said(client, small_site):
    found = search("network " * 100)
    assert (found.is_cut, found.query, len(found.asked)) == (True, "network", 199)
    assert not search("network").is_cut
    assert "only its beginning was looked for" in client.get("/search/", {"q": "network " * 100}).content.decode()


def test_other_scripts_are_found(db):
    describe("Traductor Español", "Пишет письма. שלום עולם. 网络管理员 한국어 ﬁscal")
    for text in ("espanol", "письма", "עולם", "网络管理员", "한국어", "fiscal"):
        found = search(text)
        assert [hit.title for hit in found.hits] == ["Traductor Español"], text
        if text != "espanol":  # It stands in the title alone.
            assert any(is_hit for _, is_hit in found.hits[0].excerpt), text


def test_only_published_job_descriptions_are_found(db):
    from jobdescriptions.publishing import publish, unpublish

    job = make_job("Zebra Keeper", published=False)
    assert titles("zebra") == []
    publish(job)
    assert titles("zebra") == ["Zebra Keeper"]
    job.refresh_from_db()
    job.title = "Draft of a Giraffe Keeper"
    job.save()
    assert (titles("zebra"), titles("giraffe")) == (["Zebra Keeper"], [])
    unpublish(job)
    assert titles("zebra") == []


def test_positions_are_not_found_by_titles_of_drafts(db):
    from jobdescriptions.publishing import publish, unpublish

    chart = make_chart("Head")
    job = make_job("Clerk", published=False)
    place(job, at(chart, "1"), "Zebra Clerk")
    index_charts()
    assert titles("zebra") == []
    publish(job)
    assert titles("zebra") == ["Head"]
    unpublish(job)
    assert titles("zebra") == []


def test_what_is_deleted_is_forgotten(db):
    job = make_job("Zebra Keeper")
    chart = make_chart(("Zebra Head", ["Zebra Hand"]), name="Zebra Model")
    index_charts()
    assert titles("zebra") == ["Zebra Keeper", "Zebra Hand", "Zebra Head", "Zebra Model"]
    job.delete()
    at(chart, "1.1").delete()
    assert titles("zebra") == ["Zebra Head", "Zebra Model"]
    type(at(chart, "1")).objects.filter(chart=chart)._raw_delete("default")
    assert titles("zebra") == ["Zebra Model"], "a hit without its object is not shown"
    chart_changed.send(sender=OrgChart, chart=chart)
    assert SearchEntry.objects.filter(kind=Kind.POSITION).count() == 0
    chart.delete()
    assert SearchEntry.objects.exclude(kind=Kind.PAGE).count() == 0


def test_index_numbers_follow_the_tree(db):
    chart = make_chart(("Head", ["First", "Second"]))
    index_charts()
    assert titles("1.2") == ["Second"]
    first, second = at(chart, "1.1"), at(chart, "1.2")
    type(second).objects.move(second, first, "left")
    chart_changed.send(sender=OrgChart, chart=chart)
    assert titles("1.2") == ["First"]
    assert search("second").hits[0].url == "/charts/emerging-district/1.1/"


def test_a_rebuild_finds_the_same(small_site):
    def found():
        return [hit.title for hit in search("network").hits if hit.kind != Kind.PAGE]

    before, seen = found(), []
    count = index.rebuild(lambda done, total: seen.append((done, total)))
    assert found() == before
    assert seen[-1] == (count, count)
    assert count == SearchEntry.objects.count()


def test_entries_of_an_earlier_release_are_written_anew_once(small_site):
    assert index.rebuild_older() == 0
    for entry in SearchEntry.objects.filter(kind=Kind.JOB_DESCRIPTION):
        kept = [term for term in entry.title_terms.split() if not term.startswith("zw")]
        SearchEntry.objects.filter(pk=entry.pk).update(title_terms=" ".join(kept))
    assert index.rebuild_older() > 7
    assert index.rebuild_older() == 0


def test_pages_neither_repeat_nor_skip_hits(db):
    for number in range(1, 46):
        SearchEntry.objects.create(
            kind=Kind.PAGE, object_id=number, title=f"Page {number:02}", title_key="page", title_terms="page",
            body="same words", body_terms="same word",
        )  # fmt: skip
    from techsets.search.ranking import rank
    from techsets.search.synonyms import Query, Segment
    from techsets.search.terms import Word

    for term in ("page", "word"):
        rows = [
            row
            for offset in range(0, 60, 10)
            for row in rank(Query((Segment(term, (Word(term, term),)),)), or_any=False, limit=10, offset=offset).rows
        ]
        assert [row.title for row in rows] == [f"Page {number:02}" for number in range(1, 46)]


def test_the_page_lists_hits_with_kind_place_and_marks(client, small_site):
    root = html.fromstring(client.get("/search/", {"q": "attendance"}).content)
    results = [
        [" ".join(part.text_content().split()) for part in (result.find("h3"), result.find("p"))]
        for result in root.find_class("result")
    ]
    assert results == [
        ["Student Attendance Clerk", "Job description · TS-0004 · Classified"],
        ["Attendance Office", "Position · 1.1 in Emerging School Site Support"],
        ["Database Network Analyst", "Job description · TS-0003 · Classified"],
    ]
    marked = [mark.text for mark in root.find_class("result")[0].iter("mark")]
    assert marked == ["attendance", "attendance"]
    assert root.get_element_by_id("search-query").get("value") == "attendance"


def test_markup_in_titles_texts_and_queries_is_escaped(client, db):
    describe("Clerk <script>alert(1)</script>", "Says <img src=x onerror=alert(2)> & so on.")
    for query in ("script", "onerror", '"><script>alert(3)</script>'):
        text = client.get("/search/", {"q": query}).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "Clerk &lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_pages_lead_on_and_back(client, db):
    for number in range(45):
        make_chart("Zebra", slug=f"chart-{number}", name=f"Model {number}", maturity=f"m{number}")
    index_charts()
    root = html.fromstring(client.get("/search/", {"q": "zebra", "page": "2"}).content)
    assert [link.get("href") for link in root.find_class("pagination")[0].iter("a")] == [
        "?q=zebra&page=1",
        "?q=zebra&page=3",
    ]
    assert (len(root.find_class("result")), root.find_class("results")[0].find("ol").get("start")) == (20, "21")
    beyond = client.get("/search/", {"q": "zebra", "page": "99"})
    assert (beyond.status_code, beyond.headers["Location"]) == (302, "/search/?q=zebra&page=3")
    for page in ("0", "-1", "x", "9" * 5000, "²", "1.5"):
        assert client.get("/search/", {"q": "zebra", "page": page}).status_code == 200
    assert client.post("/search/", {"q": "zebra"}).status_code == 405


@pytest.mark.parametrize("text", ["network", "netwrok", "library network", "libary netwrok zzzzzz", "xylophone", ""])
def test_a_page_takes_seven_queries_at_most(small_site, django_assert_max_num_queries, text):
    with django_assert_max_num_queries(7):
        found = search(text)
    assert bool(found.hits) is (text not in {"xylophone", ""}), [hit.title for hit in found.hits]


def test_a_text_of_endless_different_words_is_taken(db):
    describe("Zebra Keeper", " ".join(f"{number}x" for number in range(100_000)))
    assert titles("zebra 77x") == ["Zebra Keeper"]


def test_document_numbers_and_heading_facts_are_found(reference_content):
    assert titles("TS-0017") == ["Network Specialist"]
    assert search("non-exempt").total > 15

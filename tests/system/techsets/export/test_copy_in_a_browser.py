"""A copy of the site in a real browser: its search, the filters of its list, and finding a position in a chart."""

import random
import re
from pathlib import Path

import pytest

from orgcharts.models import Position
from techsets.search import index as server_index
from techsets.search.models import SearchEntry
from techsets.search.query import search
from techsets.search.terms import CHUNK, chunk_terms, fold, fold_in_place, index_terms, query_words, tidy
from tests.factory import make_wide_chart
from tests.site.techsets.export.copies import make_copy, served
from tests.site.techsets.search.people import QUERIES, is_right
from tests.system.browser.axe import findings
from tests.system.browser.conftest import make_second_version, open_page, overflow

# In transactions of their own, like all tests with a browser: it has a connection of its own, which has to be closed.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


_copies: list[Path] = []


@pytest.fixture
def copy(browser, reference_content, tmp_path_factory):
    """The address of a copy of the reference content, made once, of the same content that is in the database now."""
    make_second_version("network-specialist")
    server_index.rebuild()
    if not _copies:
        _copies.append(make_copy(tmp_path_factory.mktemp("copy") / "site"))
    with served(_copies[0]) as address:
        yield address


def listening(browser, width=1280, **options):
    page = open_page(browser, width, **options)
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    # What is still on its way when the test goes on to another page is called off by the browser.
    page.on("requestfailed", lambda one: page.said.append(one.url) if one.failure != "net::ERR_ABORTED" else None)
    return page


#: Asks the modules of the copy, and gives back what a page would show of each question.
ASK = """async ([address, questions]) => {
    const module = (name) => import(new URL(`static/export/${name}.js`, address));
    const [{ load, search }, { excerpt }] = await Promise.all([module("find"), module("excerpts")]);
    const place = document.getElementById("search-results").dataset.index;
    const index = new URL(place, new URL("search/", address));
    const shown = (parts) => parts.map((text, place) => [text, place % 2 === 1]).filter(([text]) => text);
    const answers = [];
    for (const question of questions) {
        const answer = await search(index, question);
        answers.push({
            ...answer, known: null, hits: null, total: answer.hits.length,
            corrected: answer.corrected.map(({ typed, meant }) => [typed, meant]),
            found: await Promise.all(answer.hits.slice(0, 20).map(async ({ title, context, kind, link, text }) => ({
                title, context, kind, link,
                excerpt: shown(excerpt(await load(new URL(text, index), "text"), answer.terms)),
            }))),
        });
    }
    return answers;
}"""


def ask(page, address, questions):
    return page.evaluate(ASK, [address, questions])


def questions_of_the_content():
    """Return words and runs of words from titles and texts, some mistyped, and odd questions."""
    chance = random.Random(7)
    questions = ["", "the of", "1.1.2", "TS-0017", "15-1244", "K-12", "e-mail", "RÉSEAU", "zzzzzz", "!!!", "school's"]
    questions += ["netwrok speciallist", "network " * 60, "É" * 300, "ﬁle", "network\u00adspecialist", "the Director"]
    for entry in SearchEntry.objects.order_by("pk"):
        questions.append(entry.title)
        words = re.findall(r"\w+", entry.body)
        for length in (1, 1, 2, 3):
            at = chance.randrange(len(words) or 1)
            questions.append(" ".join(words[at : at + length]))
        word = max(entry.title.split(), key=len)
        questions.append(word[:2] + word[3:])
    return questions


def is_in_compounds(text, terms):
    """Say whether a word with one of ``terms`` stands in ``text`` inside another: "support" in "user-support"."""
    for chunk in CHUNK.findall(fold_in_place(text)):
        parts = {term for part in re.split("[-']", chunk)[1:] for term in chunk_terms(part)}
        if terms & parts or ("-" in chunk and terms & set(chunk_terms(chunk))):
            return True
    return False


def test_the_search_of_a_copy_finds_what_the_server_finds(browser, copy):
    from django.db import connection

    page = listening(browser)
    page.goto(f"{copy}search/")
    questions = questions_of_the_content()
    assert len(questions) > 300
    same_first, shared, compared, exact = 0, [], 0, 0
    bodies = {(entry.kind, entry.object_id): entry.body for entry in SearchEntry.objects.all()}
    for question, answer in zip(questions, ask(page, copy, questions), strict=True):
        found = search(question)
        if found.is_cut:  # Only the server takes no more than the beginning of a long question.
            assert answer["asked"] == tidy(question) and answer["asked"].startswith(found.asked)
            continue
        told = (found.asked, found.query, found.total, found.any_word)
        assert told == tuple(answer[name] for name in ("asked", "query", "total", "anyWord")), question
        assert [list(pair) for pair in found.corrected] == answer["corrected"], question
        assert list(found.left_out) == answer["leftOut"], question
        mine = [(one["title"], one["context"], one["kind"]) for one in answer["found"]]
        theirs = [(hit.title, hit.context, hit.kind_label) for hit in found.hits]
        same_first += mine[:1] == theirs[:1]
        shared.append(len(set(mine[:10]) & set(theirs[:10])) / len(theirs[:10]) if theirs else 1)
        if connection.vendor == "sqlite":
            assert mine == theirs, question
        else:
            # PostgreSQL weighs texts otherwise; what has the words in its title comes in the same order. Between stands
            # what is also called so.
            terms = [word.term for word in query_words(found.query)[0]]
            in_title = [hit.title for hit in found.hits if set(terms) <= set(index_terms(hit.title))]
            assert [one[0] for one in mine if one[0] in in_title] == in_title, question
        if found.total <= 20:
            assert sorted(mine) == sorted(theirs), question
        excerpts = {(one["title"], one["context"]): one["excerpt"] for one in answer["found"]}
        for hit in found.hits:
            if (hit.title, hit.context) not in excerpts:
                continue
            compared += 1
            mine = excerpts[hit.title, hit.context]
            body = bodies[hit.kind, hit.object_id]
            if is_in_compounds(body, set(answer["terms"])):
                # There the copy marks the whole compound, so that the excerpt may be cut elsewhere.
                assert "".join(text for text, _ in mine).strip("… ") in body, (question, hit.title)
                marked = [text for text, is_hit in mine if is_hit]
                assert all(set(answer["terms"]) & set(index_terms(text)) for text in marked), (question, hit.title)
                assert marked, (question, hit.title)
            else:
                assert mine == [list(part) for part in hit.excerpt], (question, hit.title)
                exact += 1
    assert compared > 3_000 and exact > 0.8 * compared
    # On SQLite all of it is the same, see above.
    assert same_first > 0.8 * len(questions) and sum(shared) > 0.85 * len(questions)
    assert page.said == []
    page.context.close()


@pytest.mark.any_database
def test_the_queries_of_people_find_the_right_page_first_in_a_copy_too(browser, copy):
    page = listening(browser)
    page.goto(f"{copy}search/")
    answers = ask(page, copy, [one["query"] for one in QUERIES])
    first = [[hit["link"].removeprefix("..") for hit in answer["found"][:1]] for answer in answers]
    wrong = {one["query"]: found for one, found in zip(QUERIES, first, strict=True) if not is_right(one, *found)}
    assert wrong == {}
    told = dict(zip([one["query"] for one in QUERIES], answers, strict=True))
    assert told["phone"]["synonyms"] == [{"typed": "phone", "meanings": "telecommunications"}]
    assert told["programer"]["misspelled"] == [{"typed": "programer", "meanings": "programmer"}]
    page.goto(f"{copy}search/?q=webmastr")
    page.get_by_text("“webmastr” is often written for “web master”, so that was looked for instead.").wait_for()
    page.context.close()


@pytest.mark.any_database
def test_words_get_the_terms_of_the_server(browser, copy):
    page = listening(browser)
    page.goto(f"{copy}search/")
    chance = random.Random(3)
    words = set(re.findall(r"\w+", " ".join(SearchEntry.objects.values_list("body", flat=True)).lower()))
    endings = "s ed ing ingly edly eed ies ied ly li ness fulness ization ational ative ement ion er able ying ll"
    words |= {word[: chance.randint(1, 7)] + chance.choice(endings.split()) for word in sorted(words) for _ in range(5)}
    words |= {"O'Brien's", "on-line", "5,924", "1.1.1.2", "Analyst I-II", "E-rate", "2024-25", "Straße", "日本語"}
    words = sorted(words)
    assert len(words) > 8_000
    letters = [chr(code) for code in range(0xD800) if chr(code).isprintable()]
    terms, folded, in_place = page.evaluate(
        """async ([address, words, letters]) => {
            const module = (name) => import(new URL(`static/export/${name}.js`, address));
            const { search } = await module("find");
            const { queryWords, fold, foldInPlace } = await module("words");
            const place = document.getElementById("search-results").dataset.index;
            await search(new URL(place, new URL("search/", address)), "");
            const taken = words.map(queryWords).map(({ words, leftOut }) => ({ terms: [...words.keys()], leftOut }));
            return [taken, letters.map(fold), letters.map(foldInPlace)];
        }""",
        [copy, words, letters],
    )
    for word, found in zip(words, terms, strict=True):
        expected, left_out = query_words(word)
        assert [one.term for one in expected] == found["terms"], word
        assert left_out == found["leftOut"], word
    other = [letter for letter, mine in zip(letters, folded, strict=True) if mine != fold(letter)]
    other += [letter for letter, mine in zip(letters, in_place, strict=True) if mine != fold_in_place(letter)]
    # Unicode grows: the browser and Python may know letters that the other does not know yet.
    assert len(other) < 20, "".join(other)
    assert not [letter for letter in other if letter < "\u0600"], "".join(other)
    page.context.close()


@pytest.mark.any_database
@pytest.mark.parametrize("width", [1280, 320])
def test_somebody_searches_by_keyboard_and_hears_how_much_was_found(browser, copy, width):
    page = listening(browser, width)
    page.goto(copy)
    page.get_by_role("searchbox").focus()
    page.keyboard.type("network")
    page.keyboard.press("Enter")
    status = page.get_by_role("status")
    status.get_by_text("results for “network”").wait_for(state="attached")
    assert page.get_by_role("heading", level=2).inner_text() == status.inner_text()
    assert page.title() == "Search: network - TechSETS"
    assert page.get_by_role("searchbox").input_value() == "network"
    assert page.locator(".results mark").count() > 5
    assert overflow(page) <= 0
    page.get_by_role("link", name="Next page").press("Enter")
    page.get_by_role("heading", name="page 2 of").wait_for()
    assert page.locator(".results ol").get_attribute("start") == "21"
    page.go_back()
    page.locator(".results h3 a").first.press("Enter")
    page.wait_for_url("**/job-descriptions/network-*/")
    assert page.said == []
    page.context.close()


@pytest.mark.any_database
def test_the_search_says_what_it_mended_and_what_to_do_when_nothing_is_found(browser, copy):
    page = listening(browser)
    page.goto(f"{copy}search/?q=netwrok")
    page.get_by_text("Nothing has the word “netwrok”, so “network” was looked for instead.").wait_for()
    page.goto(f"{copy}search/?q=zzzzzz")
    page.get_by_role("link", name="all job descriptions").click()
    page.wait_for_url("**/job-descriptions/")
    page.goto(f"{copy}search/?q=the")
    page.get_by_role("heading", name="Nothing to look for").wait_for()
    assert page.locator("#search-results p:visible").inner_text() == (
        "The word “the” is in nearly every text. Add a word that says what you are looking for, such as network or "
        "attendance."
    )
    page.goto(f"{copy}search/?q=the+of")
    page.get_by_role("heading", name="Nothing to look for").wait_for()
    assert "The words “the”, “of” are in nearly every text." in page.locator("#search-results p:visible").inner_text()
    page.goto(f"{copy}search/?q=<img src=x onerror=alert(1)>")
    page.locator("#search-results h2:visible").wait_for()
    assert page.locator("main img").count() == 0
    assert page.said == []
    page.context.close()


@pytest.mark.any_database
def test_without_javascript_the_search_says_what_it_needs_and_no_control_is_dead(browser, copy):
    page = open_page(browser, 1280, java_script_enabled=False)
    page.goto(f"{copy}search/?q=network")
    assert "It needs JavaScript" in page.get_by_role("status").inner_text()
    page.get_by_role("status").get_by_role("link", name="all job descriptions").click()
    assert page.get_by_role("button", name="Apply filters").count() == 0
    page.goto(f"{copy}charts/established-district/")
    deep, summary = page.locator('[id="p1.1.1.2"]'), page.locator('[id="p1.1.1"] + details > summary')
    assert deep.is_visible()
    summary.press("Enter")
    assert not deep.is_visible()
    page.context.close()


@pytest.mark.any_database
def test_axe_finds_nothing_and_no_page_breaks_its_policy_or_scrolls_sideways(browser, copy):
    pages = ["search/?q=network", "search/?q=zzzzzz", "search/", "job-descriptions/?level=district", "404.html"]
    pages += ["job-descriptions/network-specialist/changes/from-1-to-2.html"]
    for width in (1280, 320):
        strict = listening(browser, width)
        lenient = open_page(browser, width, bypass_csp=True)  # So that axe can be put into the page.
        for address in pages:
            for page in (strict, lenient):
                page.goto(copy + address)
                if "q=" in address:
                    page.locator(".results").wait_for()
            assert overflow(strict) <= 0, (address, width)
            assert findings(lenient) == [], (address, width)
        for address in ("", "charts/established-district/", "job-descriptions/network-specialist/"):
            strict.goto(copy + address)
            assert overflow(strict) <= 0, (address, width)
        assert strict.said == []
        strict.context.close()
        lenient.context.close()


def test_the_list_is_filtered_as_the_server_filters_it(browser, copy, client):
    from tests.pages import page as parsed

    page = listening(browser)
    filters = ("level=district&group=certificated-management", "model=emerging-school-site", "maturity=established")
    filters += ("flsa=either", "soc=15-1244&figure=yes", "added=2026", "added=original&flsa=exempt&level=district")
    for query in (*filters, "group=classified"):
        page.goto(f"{copy}job-descriptions/")
        for part in query.split("&"):
            name, value = part.split("=")
            page.locator(f'select[name="{name}"]').select_option(value)
        with page.expect_navigation():
            page.get_by_role("button", name="Apply filters").click()
        expected = parsed(client, f"/job-descriptions/?{query}")
        assert page.locator(".entries h3:visible").all_inner_texts() == [
            heading.text_content() for heading in expected.xpath('//*[@class="entries"]//h3')
        ]
        assert page.locator(".count").inner_text().replace("\xa0", " ") == " ".join(
            expected.xpath('//*[@class="count"]')[0].text_content().split()
        )
        assert page.locator(".letters a:visible").count() == page.locator("section.letter:visible").count()
        page.reload()
        assert page.locator(".entries h3:visible").count() == len(expected.xpath('//*[@class="entries"]//h3'))
        page.get_by_role("link", name="Clear filters").click()
        page.wait_for_url("**/job-descriptions/")
    page.goto(f"{copy}job-descriptions/?maturity=emerging&group=certificated-management&level=school-site")
    assert page.get_by_text("No job description passes all of these filters").is_visible()
    assert page.said == []
    page.context.close()


@pytest.mark.any_database
@pytest.mark.parametrize("count", [30, 60])
def test_a_position_is_found_in_a_chart_as_the_server_finds_it(browser, db, client, tmp_path, count):
    from tests.pages import page as parsed

    chart = make_wide_chart(count, slug="wide")
    Position.objects.filter(chart=chart, title="Position 9").update(title="Help Desk")
    with served(make_copy(tmp_path / "site")) as address:
        for width in (1280, 320):
            page = listening(browser, width)
            page.goto(f"{address}charts/wide/")
            whole = page.locator(".chart").inner_html()
            for words in ("help desk", "1.2", "position 2", "position"):
                page.get_by_role("searchbox", name="Find a position").fill(words)
                with page.expect_navigation():
                    page.get_by_role("button", name="Find").click()
                expected = parsed(client, f"/charts/wide/?find={words.replace(' ', '+')}")
                marked = [box.get("id") for box in expected.find_class("box-hit")]
                assert page.locator(".box-hit").evaluate_all("boxes => boxes.map((box) => box.id)") == marked
                drawn = [box.get("id") for box in expected.find_class("box") if box.get("id")]
                assert page.locator(".chart .box[id]").evaluate_all("boxes => boxes.map((box) => box.id)") == drawn
                left_out = [item.text_content() for item in expected.find_class("left-out")]
                assert page.locator(".left-out").evaluate_all("all => all.map((one) => one.textContent)") == left_out
                assert page.locator(".box-hit").first.is_visible()
                assert overflow(page) <= 0
            page.get_by_role("searchbox", name="Find a position").fill("nobody")
            page.keyboard.press("Enter")
            page.get_by_text("No position in this chart matches “nobody”.").wait_for()
            page.get_by_role("searchbox", name="Find a position").fill("help desk")
            page.keyboard.press("Enter")
            with page.expect_navigation():
                page.get_by_role("link", name="Show the whole chart").press("Enter")
            assert page.locator(".chart").inner_html() == whole
            assert page.said == []
            page.context.close()


@pytest.mark.any_database
def test_a_copy_opened_from_a_disk_leads_from_page_to_page(browser, reference_content, tmp_path):
    folder = make_copy(tmp_path / "site", index_links=True)
    page = open_page(browser, 1280)
    page.goto((folder / "index.html").as_uri())
    page.locator("main").get_by_role("link", name="Established District-level Support").first.click()
    page.locator(".chart").get_by_role("link", name="1.1.1.2 Information Systems and Programming").click()
    page.locator("main").get_by_role("link", name="Programmer Analyst").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Programmer Analyst"
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.locator('input[name="q"]').fill("network")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/index.html?q=network")
    assert "from a web server" in page.get_by_role("status").inner_text()
    page.context.close()

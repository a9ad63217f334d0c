"""A person's way through the site in a real browser, without JavaScript, wide and narrow; axe-core on every page."""

import pytest

from tests.factory import at, make_chart, make_job, make_wide_chart, share
from tests.system.browser.axe import findings_in_all_looks
from tests.system.browser.conftest import make_second_version, open_page, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KINDS_OF_PAGE = [
    "/",
    "/charts/emerging-school-site/",
    "/charts/emerging-district/",
    "/charts/established-school-site/",
    "/charts/established-district/",
    "/charts/established-district/1.1.1.2/",
    "/charts/established-school-site/1.3/",
    "/charts/emerging-district/1/",
    "/job-descriptions/",
    "/job-descriptions/?level=district&group=certificated",
    "/job-descriptions/network-specialist/",
    "/job-descriptions/library-media-teacher/",
    "/job-descriptions/network-specialist/changes/",
    "/job-descriptions/network-specialist/changes/?from=1&to=2",
    "/search/?q=network",
    "/search/?q=netwrok",
    "/search/?q=zzzzzz",
    "/search/",
    "/about/",
    "/roles-added/",
    "/clauses/",
    "/accessibility/",
    "/nowhere/",
]


@pytest.fixture
def site(site):
    """The site, with a job description that has two versions and a draft that goes further."""
    make_second_version("network-specialist")
    return site


@pytest.mark.parametrize("width", [1280, 320])
def test_from_home_to_the_word_file_without_javascript(browser, site, width, tmp_path):
    page = open_page(browser, width, java_script_enabled=False, accept_downloads=True)
    page.goto(site)
    page.locator("main").get_by_role("link", name="Established District-level Support").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Established District-level Support"
    page.locator(".chart").get_by_role("link", name="1.1.1.2 Information Systems and Programming").click()
    assert "1.1.1.2" in page.get_by_role("heading", level=1).inner_text()
    page.locator("main").get_by_role("link", name="Programmer Analyst").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Programmer Analyst"
    assert page.get_by_role("heading", name="Duties", exact=True).is_visible()
    with page.expect_download() as download:
        page.locator('a[href$="/word/"]').first.click()
    path = tmp_path / "downloaded.docx"
    download.value.save_as(path)
    assert download.value.suggested_filename.startswith("Programmer Analyst")
    assert path.read_bytes().startswith(b"PK")
    page.context.close()


@pytest.mark.parametrize("width", [1280, 720, 320])
def test_rows_of_pay_stand_below_their_heads_and_are_cards_on_a_phone(browser, site, width):
    page = open_page(browser, width)
    page.goto(f"{site}/job-descriptions/network-specialist/")
    tables = page.locator("table.row-cards:visible").all()
    assert len(tables) >= 3
    for table in tables:
        head, row, last = (
            table.locator(part).bounding_box() for part in ("thead", "tbody tr:first-child", "tbody tr:last-child")
        )
        is_card = width < 700
        assert (head["width"] <= 1) == is_card
        assert is_card or (head["y"] + head["height"] <= row["y"] + 1 and abs(head["x"] - row["x"]) <= 1)
        # Side by side, cells take no more than some lines.
        assert is_card or last["height"] < 300
    page.context.close()


@pytest.mark.any_database
def test_no_page_scrolls_sideways_at_320_pixels(browser, site):
    page = open_page(browser, 320)
    for address in KINDS_OF_PAGE:
        page.goto(site + address)
        assert overflow(page) <= 0, address
    page.context.close()


@pytest.mark.any_database
def test_long_words_among_the_facts_of_a_page_break_at_320_pixels(browser, live_server, settings):
    settings.ALLOWED_HOSTS = ["*"]
    long = "Verkehrsinfrastrukturfinanzierungsgesellschaft" * 3
    job = make_job(bargaining_unit=long)
    chart = make_chart(("Superintendent", ["Network"]))
    position = at(chart, "1.1")
    share(position, long, at(chart, "1"))
    page = open_page(browser, 320)
    for address in (job.get_absolute_url(), position.get_absolute_url()):
        page.goto(live_server.url + address)
        assert long in page.locator(".facts").inner_text()
        assert overflow(page) <= 0, address
    page.context.close()


@pytest.mark.any_database
def test_the_heads_of_pay_tables_stand_above_their_columns_on_paper(browser, site):
    page = open_page(browser, 672)  # Letter less its margins. What is wider makes the browser shrink all sheets.
    page.emulate_media(media="print")
    page.goto(f"{site}/job-descriptions/network-specialist/")
    tables = page.locator(".pay table, .pay-federal table").evaluate_all(
        """tables => tables.filter(table => table.checkVisibility()).map(table => {
            const boxes = row => [...row.cells].map(cell => cell.getBoundingClientRect());
            return [boxes(table.tHead.rows[0]), boxes(table.tBodies[0].rows[0])];
        })"""
    )
    wider = overflow(page)
    page.context.close()
    assert len(tables) >= 3 and wider <= 0
    for heads, cells in tables:
        assert [(head["left"], head["right"]) for head in heads] == [(cell["left"], cell["right"]) for cell in cells]
        assert max(head["bottom"] for head in heads) <= min(cell["top"] for cell in cells)


@pytest.mark.any_database
def test_axe_finds_nothing_on_any_kind_of_page(browser, site):
    # Only so that axe can be put into the page; the pages bring no script of their own.
    page = open_page(browser, 1280, bypass_csp=True)
    for address in KINDS_OF_PAGE:
        page.goto(site + address)
        assert findings_in_all_looks(page) == []
    page.context.close()


@pytest.mark.any_database
def test_no_page_breaks_its_own_content_security_policy_or_logs_an_error(browser, site):
    page = open_page(browser, 1280)
    said = []
    page.on("console", lambda message: said.append((page.url, message.text)) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append((page.url, str(error))))
    for address in KINDS_OF_PAGE:
        page.goto(site + address)
    page.context.close()
    # The browser itself reports an answer of 404 as an error of the page that is meant to be missing.
    assert [one for one in said if "/nowhere/" not in one[0]] == []


@pytest.mark.any_database
def test_branches_fold_by_keyboard_without_javascript(browser, site):
    page = open_page(browser, 1280, java_script_enabled=False)
    page.goto(f"{site}/charts/established-district/")
    deep = page.locator('[id="p1.1.1.2"]')
    assert deep.is_visible()
    summary = page.locator('[id="p1.1.1"] + details > summary')
    summary.focus()
    page.keyboard.press("Enter")
    assert not deep.is_visible()
    page.keyboard.press("Space")
    assert deep.is_visible()
    page.context.close()


@pytest.mark.any_database
def test_each_model_prints_on_a_sheet_of_text_and_a_landscape_sheet_with_its_whole_chart(browser, site, tmp_path):
    page = open_page(browser, 1280)
    for slug in ("emerging-school-site", "emerging-district", "established-school-site", "established-district"):
        page.goto(f"{site}/charts/{slug}/")
        path = tmp_path / f"{slug}.pdf"
        page.pdf(path=path, prefer_css_page_size=True)
        sizes = page_sizes(path.read_bytes())
        assert sizes == [(612.0, 792.0), (792.0, 612.0)], (slug, sizes)
        page.emulate_media(media="print")
        # As wide as the sheet between its margins.
        page.set_viewport_size({"width": 989, "height": 800})
        edge = page.locator(".chart").bounding_box()
        for box in page.locator(".chart .box, .chart-second").all():
            place = box.bounding_box()
            if place is not None:
                assert place["x"] >= edge["x"] and place["x"] + place["width"] <= edge["x"] + edge["width"], slug
        assert page.get_by_text("Word Document").first.is_hidden()
        assert page.locator(".listing a:last-child").first.is_visible()
    page.context.close()


@pytest.mark.any_database
@pytest.mark.parametrize("count", [14, 22, 38, 200])
def test_a_larger_chart_prints_on_one_landscape_sheet_too(browser, live_server, settings, tmp_path, count):
    settings.ALLOWED_HOSTS = ["*"]
    chart = make_wide_chart(count)
    from orgcharts.models import Position

    for position in Position.objects.filter(chart=chart):
        Position.objects.filter(pk=position.pk).update(title=f"Coordinator of a Service With a Long Name {position.pk}")
    page = open_page(browser, 1280)
    page.goto(f"{live_server.url}{chart.get_absolute_url()}")
    page.pdf(path=tmp_path / "chart.pdf", prefer_css_page_size=True)
    sizes = page_sizes((tmp_path / "chart.pdf").read_bytes())
    assert sizes.count((792.0, 612.0)) == 1, sizes
    page.context.close()


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page in points, from the MediaBox entries that Chromium writes uncompressed."""
    import re

    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    return [(round(float(width), 0), round(float(height), 0)) for width, height in boxes]


@pytest.mark.any_database
def test_a_chart_of_two_hundred_positions_stays_usable_at_both_widths(browser, site):
    from orgcharts.models import Position, SupportModel

    model = SupportModel.objects.get(chart__slug="emerging-school-site")
    chart = model.chart
    chart.support_model = None
    chart.slug = "set-aside"
    chart.save()
    model.delete()
    make_wide_chart(200, slug="emerging-school-site", level="school-site")
    assert Position.objects.filter(chart__slug="emerging-school-site").count() == 200
    for width in (1280, 320):
        page = open_page(browser, width, java_script_enabled=False)
        page.goto(f"{site}/charts/emerging-school-site/")
        assert overflow(page) <= 0
        folded = page.locator(".chart .box-title:visible").count()
        assert folded < 40
        page.locator('input[name="find"]').fill("Position 199")
        page.locator('input[name="find"]').press("Enter")
        hit = page.locator(".box-hit .box-title")
        assert "Position 199" in hit.inner_text() and hit.is_visible()
        assert page.locator(".chart .box-title:visible").count() <= 6
        assert overflow(page) <= 0
        page.context.close()

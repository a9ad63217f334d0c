"""What every page has in common, and the pages that belong to no subject."""

import gzip
import re
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from lxml import html

from techsets.web.context import PERMISSION
from tests.conftest import ROOT
from tests.factory import at, make_chart, make_job, place
from tests.pages import page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses():
    chart = make_chart(("Superintendent", ["Network"]))
    place(make_job("Network Specialist"), at(chart, "1.1"))
    return [
        "/",
        "/charts/emerging-district/",
        "/charts/emerging-district/1.1/",
        "/job-descriptions/",
        "/job-descriptions/network-specialist/",
        "/search/?q=network",
        "/about/",
        "/accessibility/",
        "/nowhere/",
    ]


def pages(client, addresses):
    for address in addresses:
        response = client.get(address)
        assert response.status_code == (404 if address == "/nowhere/" else 200), address
        yield address, response, html.fromstring(response.content)


def test_every_page_has_the_permission_statement_a_language_a_skip_link_and_one_heading(client, addresses):
    for address, _, root in pages(client, addresses):
        assert root.get("lang"), address
        assert PERMISSION in words(root), address
        assert len(root.findall(".//h1")) == 1, address
        skip = root.xpath('//a[starts-with(@href, "#")]')[0]
        assert root.get_element_by_id(skip.get("href")[1:]).tag == "main", address


def test_titles_and_descriptions_differ_from_page_to_page(client, addresses):
    titles, descriptions = [], []
    for _, _, root in pages(client, addresses):
        titles.append(words(root.find(".//title")))
        descriptions.extend(root.xpath('//meta[@name="description"]/@content'))
    assert len(set(titles)) == len(addresses), titles
    assert len(set(descriptions)) == len(descriptions) >= len(addresses) - 2, descriptions


def test_heading_levels_are_never_skipped(client, addresses):
    for address, _, root in pages(client, addresses):
        levels = [int(heading.tag[1]) for heading in root.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
        assert levels[0] == 1 and all(b <= a + 1 for a, b in pairwise(levels)), (address, levels)


def test_nothing_is_loaded_from_another_host_and_nothing_is_inline(client, addresses):
    for address, response, root in pages(client, addresses):
        for loaded in root.xpath("//script/@src | //link[@rel!='canonical']/@href | //img/@src | //source/@srcset"):
            assert loaded.startswith("/"), (address, loaded)
        assert not root.xpath("//style | //@style | //script[not(@type='application/ld+json')]"), address
        assert not root.xpath("//@*[starts-with(name(), 'on')]"), address
        assert "default-src 'none'" in response["Content-Security-Policy"]


def test_every_internal_link_leads_somewhere(client, addresses):
    seen = set()
    for address, _, root in pages(client, addresses):
        for link in root.xpath("//a/@href"):
            target, _, fragment = link.partition("#")
            if not target and fragment:
                assert root.xpath("//*[@id=$id]", id=fragment), (address, link)
            if target.startswith("/") and not target.startswith("/admin"):
                seen.add(target)
    assert len(seen) > 8
    for target in seen:
        assert client.get(target).status_code == 200, target


def test_a_page_that_is_missing_helps_with_search_models_and_all_job_descriptions(client, addresses):
    root = html.fromstring(client.get("/nowhere/").content)
    links = root.xpath("//main//a/@href")
    assert "/job-descriptions/" in links and "/charts/emerging-district/" in links
    assert root.xpath('//main//form[@action="/search/"]')


def test_a_fault_of_ours_shows_a_page_without_asking_the_database(settings, monkeypatch, django_assert_num_queries):
    from orgcharts.views import HomeView

    def fail(*args, **kwargs):
        raise RuntimeError("Broken for a test.")

    monkeypatch.setattr(HomeView, "get_context_data", fail)
    with django_assert_num_queries(0):
        response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "<h1" in response.content.decode() and "Broken for a test" not in response.content.decode()


def test_the_about_page_names_the_publishers_of_figures(client):
    from tests.factory import make_salary

    job = make_job("Clerk", salaries=(make_salary(publisher="Example USD schedule of 2024"),))
    job.salaries.update(publisher="Not published yet")
    text = words(html.fromstring(client.get("/about/").content))
    assert "Example USD schedule of 2024" in text
    assert "Not published yet" not in text


def test_the_sitemap_has_every_public_page_and_no_draft(client, addresses):
    make_job("Secret Draft", published=False)
    found = re.findall(r"<loc>http://testserver(.*?)</loc>", client.get("/sitemap.xml").content.decode())
    for address in addresses[:5]:
        assert address in found
    assert not any("secret" in address for address in found)


def test_robots_are_shown_the_sitemap_and_kept_from_the_admin(client):
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_the_favicon_is_there_where_browsers_ask_by_custom(client):
    response = client.get("/favicon.ico", follow=True)
    assert response.redirect_chain[-1][0].endswith(".ico")


def test_health_is_told_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_the_checks_of_django_are_clean(settings, capsys):
    call_command("check", fail_level="WARNING")
    assert "no issues" in capsys.readouterr().out


def test_pages_are_compressed_and_small_and_word_files_are_sent_as_they_are(client, addresses):
    stylesheet = len(gzip.compress((ROOT / "static" / "site.css").read_bytes(), 9))
    for address in addresses:
        response = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert response["Content-Encoding"] == "gzip", address
        assert len(response.content) + stylesheet < 14_000, address
    word = client.get("/job-descriptions/network-specialist/word/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in word
    assert word["Content-Length"] == str(len(b"".join(word.streaming_content)))


def test_whom_to_write_to_is_named_where_the_site_is_told(client, settings):
    assert "district or county office that runs this site" in words(page(client, "/accessibility/"))
    settings.CONTACT = "webmaster@example.org"
    assert "webmaster@example.org" in words(page(client, "/accessibility/"))
    assert "webmaster@example.org" in words(page(client, "/about/").find(".//footer"))


def test_sending_something_that_is_not_asked_for_is_refused_with_a_page_that_helps():
    for path, status in (("/about/", 405), ("/admin/login/", 403)):
        response = Client(enforce_csrf_checks=True).post(path, {"a": "b"})
        assert response.status_code == status
        assert "nothing was changed" in words(html.fromstring(response.content)).lower()


def test_the_address_of_all_charts_leads_to_them(client):
    assert client.get("/charts/")["Location"] == "/#support-models"
    assert page(client, "/").get_element_by_id("support-models") is not None


def test_each_printed_sheet_says_source_address_and_date(client, addresses):
    day = timezone.localdate()
    today = f"{day:%B} {day.day}, {day.year}"
    for address in ("/", "/charts/emerging-district/", "/charts/emerging-district/1.1/", "/about/"):
        root = page(client, address)
        assert root.get("data-source") == "Source: TechSETS"
        assert root.get("data-address") == f"http://testserver{address}"
        assert root.get("data-version") == f"as of {today}"
        assert root.xpath('//link[@media="print"]/@href') == ["/static/print.css"]
    document = page(client, "/job-descriptions/network-specialist/").get("data-version")
    assert document.startswith("TS-") and document.endswith(f" version 1 of {today}")

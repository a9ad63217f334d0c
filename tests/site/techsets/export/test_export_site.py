"""The public site as a folder of static files."""

import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from lxml import etree, html

from jobdescriptions.content import from_content, to_content, to_document
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.publishing import publish, unpublish
from jobdescriptions.word.document import Paragraph, Run, Section
from orgcharts.changes.positions import add_below, add_head, changing, delete, move
from orgcharts.models import OrgChart
from tests.conftest import put_reference_content
from tests.factory import at, make_chart, make_document, make_job, make_section, make_wide_chart, place
from tests.site.techsets.export.copies import files_of, make_copy, served, targets
from tests.system.browser.conftest import make_second_version
from tools.licences import VENDOR

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def make_content():
    put_reference_content()
    make_second_version("network-specialist")


@pytest.fixture(scope="module")
def kept_content(reference_tables, keep):
    return keep(make_content)


@pytest.fixture
def content(kept_content, db):
    """The reference content, with a job description that has two versions and a draft that goes further."""
    kept_content.put()


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """The folder into which the first test that only looks at a copy exports it, for the others."""
    return tmp_path_factory.mktemp("copy") / "site"


@pytest.fixture
def copy(content, made_once):
    """A copy of the content, to be looked at."""
    return made_once if made_once.exists() else make_copy(made_once)


@pytest.fixture
def own_copy(copy, tmp_path):
    """A copy of the content that the test may change."""
    return Path(shutil.copytree(copy, tmp_path / "site"))


@pytest.fixture
def small_site(db):
    """A chart of three positions with one job description."""
    chart = make_chart(("Superintendent", [("Director of Technology", ["Networks"])]))
    place(make_job("Network Analyst"), at(chart, "1.1.1"))


def pages_of(folder):
    return sorted(name for name in files_of(folder) if name.endswith(".html"))


def test_every_address_in_every_page_leads_to_a_file_of_the_copy(copy):
    checked = 0
    for page in pages_of(copy):
        anchors = {}
        for kind, address, file in targets(copy, page):
            assert (copy / file).is_file(), (page, kind, address)
            fragment = urlsplit(address).fragment
            if fragment:
                if file not in anchors:
                    anchors[file] = set(html.fromstring((copy / file).read_bytes()).xpath("//@id"))
                assert fragment in anchors[file], (page, address)
            if page != "404.html":
                assert not address.startswith("/"), (page, address)
            checked += 1
    assert checked > 1500


def test_it_has_every_page_of_the_sitemap_under_the_address_of_the_copy(copy, client):
    there = {element.text for element in etree.fromstring((copy / "sitemap.xml").read_bytes()).iter(SITEMAP)}
    on_the_site = {element.text for element in etree.fromstring(client.get("/sitemap.xml").content).iter(SITEMAP)}
    assert there == {address.replace("http://testserver", "https://example.org/staffing") for address in on_the_site}
    assert len(there) > 50
    for address in there:
        file = address.removeprefix("https://example.org/staffing/") + "index.html"
        canonical = html.fromstring((copy / file).read_bytes()).xpath('//link[@rel="canonical"]/@href')
        assert canonical == [address]


def test_a_page_has_the_words_of_the_site_and_a_word_file_its_bytes(copy, client):
    for address in ("/", "/about/", "/charts/established-district/", "/job-descriptions/network-specialist/"):
        mine = html.fromstring((copy / f"{address[1:]}index.html").read_bytes())
        other = html.fromstring(client.get(address).content)
        for one in (mine, other):
            etree.strip_elements(one, "script", with_tail=False)
            for address in one.xpath('//p[@class="print-only"]'):
                address.drop_tree()
        assert mine.text_content() == other.text_content()
    for publication in Publication.objects.current().select_related("job_description"):
        slug = publication.job_description.slug
        data = (copy / f"job-descriptions/{slug}/{slug}.docx").read_bytes()
        assert data == b"".join(client.get(f"/job-descriptions/{slug}/word/").streaming_content)
        assert hashlib.sha256(data).hexdigest() == publication.sha256
    link = html.fromstring((copy / "job-descriptions/network-specialist/index.html").read_bytes()).xpath(
        '//a[contains(@href, ".docx")]'
    )[0]
    assert (link.get("href"), link.get("download")) == (
        "network-specialist.docx",
        "Network Specialist (TS-0017 version 2).docx",
    )
    slug = "established-district"
    assert (copy / f"charts/{slug}/chart.csv").read_bytes() == client.get(f"/charts/{slug}/chart.csv").content


def test_pages_that_are_asked_for_by_query_are_files(db, tmp_path):
    make_wide_chart(60, slug="wide")
    job = make_job("Network Analyst")
    for version in range(2, 26):
        publish(save(make_document("Network Analyst", work_year=f"Version {version}"), job))
    files = files_of(make_copy(tmp_path / "site"))
    changes = "job-descriptions/network-analyst/changes/"
    assert b"Word by word" in files[f"{changes}index.html"] and b"Version 25" in files[f"{changes}index.html"]
    assert b"From version 1 to version 2" in files[f"{changes}from-1-to-2.html"]
    assert b"Version 3" in files[f"{changes}page-2.html"]
    folded, unfolded = (
        html.fromstring(files[name]) for name in ("charts/wide/index.html", "charts/wide/open-all.html")
    )
    assert len(unfolded.xpath("//details[@open]")) > len(folded.xpath("//details[@open]"))
    assert unfolded.xpath('//link[@rel="canonical"]/@href') == ["https://example.org/staffing/charts/wide/"]


def test_scripts_of_others_come_with_their_licences(copy):
    files = [path for path in VENDOR.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"index.js", "english-stemmer.js", "base-stemmer.js", "LICENSE.txt"}
    for path in files:
        assert (copy / "static/vendor" / path.relative_to(VENDOR)).read_bytes() == path.read_bytes()


def test_nothing_of_drafts_and_the_admin_is_in_it(reference_content, tmp_path):
    secret = "Zebrafish"
    make_second_version("network-specialist")
    job = JobDescription.objects.get(slug="web-developer")
    save(from_content(to_content(to_document(job)) | {"reports_to": f"The {secret}"}), job)
    sections = (make_section("definition", "Definition", f"Feeds the {secret}."),)
    make_job(f"{secret} Keeper", published=False, sections=sections)
    gone = make_job(f"{secret} Trainer", sections=sections)
    unpublish(gone)
    prepared = OrgChart.objects.create(slug="prepared", title=f"{secret} Chart")
    with changing(prepared):
        add_head(prepared, f"{secret} Head")
    for name, data in files_of(make_copy(tmp_path / "site", compress=True)).items():
        if name.endswith(".br"):
            data = brotli.decompress(data)
        elif name.endswith((".docx", ".xlsx", ".gz")):
            continue
        assert secret.lower().encode() not in data.lower(), name
        assert b"/admin/" not in data and b"localhost" not in data and b"csrf" not in data.lower(), name
        assert "zebrafish" not in name


def test_no_form_or_link_waits_for_a_server_that_answers_queries(copy):
    for page in pages_of(copy):
        document = html.fromstring((copy / page).read_bytes())
        leads_to = {address: file for kind, address, file in targets(copy, page) if kind == "form"}
        for form in document.iter("form"):
            # The form that leads to the search is answered by its script; others are shown by theirs.
            if form.get("hidden") is None:
                assert leads_to[form.get("action")] == "search/index.html", page
        for address in document.xpath("//@href"):
            if not urlsplit(address).netloc:
                assert not urlsplit(address).query, (page, address)
        assert not document.xpath("//script[not(@src) and not(@type='application/ld+json')] | //style | //@style"), page
        assert not document.xpath("//@*[starts-with(name(), 'on')]"), page


def test_the_same_content_makes_the_same_bytes_and_keeps_the_times_of_files(own_copy):
    before = files_of(own_copy)
    times = {name: (own_copy / name).stat().st_mtime_ns for name in before}
    for name in before:
        os.utime(own_copy / name, ns=(1, 1))
    make_copy(own_copy)
    assert files_of(own_copy) == before
    kept = {name for name in times if (own_copy / name).stat().st_mtime_ns == 1}
    assert kept == set(before) - {"_export/manifest.json"}


def test_a_second_export_takes_away_what_is_gone(own_copy):
    before = files_of(own_copy)
    unpublish(JobDescription.objects.get(slug="web-developer"))
    make_copy(own_copy)
    after = files_of(own_copy)
    assert set(before) - set(after) >= {
        "job-descriptions/web-developer/index.html",
        "job-descriptions/web-developer/web-developer.docx",
    }
    assert b"web-developer" not in b"".join(data for name, data in after.items() if name.endswith(".html"))
    manifest = json.loads(after["_export/manifest.json"])["files"]
    assert manifest == {
        name: hashlib.sha256(data).hexdigest() for name, data in after.items() if name != "_export/manifest.json"
    }
    assert [path.name for path in own_copy.parent.iterdir()] == [own_copy.name]


def test_a_folder_of_something_else_is_left_alone(small_site, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("Dear all")
    with pytest.raises(CommandError, match="not empty and holds no earlier export"):
        make_copy(tmp_path / "home")
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="Name a folder"):
        make_copy(tmp_path / "file")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "home", "letter.txt"]


def test_an_export_that_fails_leaves_the_earlier_one_and_nothing_beside_it(own_copy, monkeypatch):
    before = files_of(own_copy)

    def fail(*arguments, **kwargs):
        raise RuntimeError("out of order")

    with monkeypatch.context() as patched:
        patched.setattr("techsets.web.pages.AboutView.get_context_data", fail)
        with pytest.raises(CommandError, match="The site answers /about/ with status 500"):
            make_copy(own_copy)
    with monkeypatch.context() as patched:
        patched.setattr("techsets.export.statics.read", fail)
        with pytest.raises(RuntimeError):
            make_copy(own_copy)
    assert files_of(own_copy) == before
    assert [path.name for path in own_copy.parent.iterdir()] == [own_copy.name]


def test_an_answer_that_is_not_for_everybody_stops_it(small_site, tmp_path, monkeypatch):
    from django.http import HttpResponse

    def greeting(request, **kwargs):
        response = HttpResponse("Hello, Pat")
        response.set_cookie("who", "pat")
        return response

    monkeypatch.setattr("techsets.web.pages.AboutView.get", lambda self, request, **kwargs: greeting(request))
    with pytest.raises(CommandError, match="The answer to /about/ is not for everybody"):
        make_copy(tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def linked(*addresses):
    """A section whose text has links to these addresses of the site."""
    runs = tuple(Run(f"at {address} ", href=f"https://example.org/staffing{address}") for address in addresses)
    return Section("definition", "Definition", (Paragraph(runs),))


@pytest.mark.parametrize("index_links", [False, True])
def test_a_link_in_a_text_to_what_is_not_public_is_told_with_its_page_and_stops_nothing(
    small_site, tmp_path, capsys, index_links
):
    gone = make_job("Gone")
    unpublish(gone)
    make_job("Draft", published=False)
    broken = (
        "/charts/",
        "/job-descriptions/gone/",
        "/job-descriptions/gone/word/",
        "/job-descriptions/draft/#definition",
        "/job-descriptions/nowhere/changes/?page=4",
        "/charts/emerging-district",
        "/static/nothing.css",
        "/404.html",
    )
    unchanged = ("/robots.txt", "/.well-known/security.txt", "/admin/", "/search/?q=network")
    good = ("/charts/emerging-district/1.1/", "/job-descriptions/network-analyst/word/", "/about/#pay")
    make_job("Linking", sections=(linked(*broken, *unchanged, *good, *broken),))
    copy = make_copy(tmp_path / "site", index_links=index_links)
    told = capsys.readouterr().err.splitlines()
    page = html.fromstring((copy / "job-descriptions/linking/index.html").read_bytes())
    hrefs = page.xpath('//div[@class="document-body"]//a/@href')
    whole = [f"https://example.org/staffing{address}" for address in (*broken, *unchanged)]
    assert [one for one in hrefs if one.startswith("https:")] == [*whole, *whole[: len(broken)]]
    for address in broken:
        (line,) = [line for line in told if f"link to https://example.org/staffing{address} in" in line]
        assert line.startswith("/job-descriptions/linking/ has a link to") and "correct it in the text" in line
    assert len(told) == len(broken), told
    for _, address, file in targets(copy, "job-descriptions/linking/index.html"):
        assert (copy / file).is_file(), address
    relative = [one for one in hrefs if not one.startswith("https:")]
    assert len(relative) == len(good) and relative[2].endswith("#pay")
    assert not (copy / "charts/index.html").exists()


def test_a_page_of_the_navigation_has_to_be_there_though_a_text_links_to_it_too(small_site, tmp_path, monkeypatch):
    def fail(*arguments, **kwargs):
        raise RuntimeError("out of order")

    make_job("Linking", sections=(linked("/about/"),))
    monkeypatch.setattr("techsets.web.pages.AboutView.get_context_data", fail)
    with pytest.raises(CommandError, match="The site answers /about/ with status 500"):
        make_copy(tmp_path / "site")


def test_a_word_file_that_cannot_be_had_takes_no_page_away(small_site, tmp_path, monkeypatch, capsys):
    from django.http import Http404

    from jobdescriptions import views

    def missing(request, publication, original=views.send_version):
        if publication.title == "Network Analyst":
            raise Http404("It is missing.")
        return original(request, publication)

    monkeypatch.setattr(views, "send_version", missing)
    copy = make_copy(tmp_path / "site")
    page = html.fromstring((copy / "job-descriptions/network-analyst/index.html").read_bytes())
    assert page.xpath('//a[contains(@class, "button")][not(@href)]')
    assert not (copy / "job-descriptions/network-analyst/network-analyst.docx").exists()
    assert "/job-descriptions/network-analyst/word/" in capsys.readouterr().err
    for name in pages_of(copy):
        assert all((copy / file).is_file() for _, _, file in targets(copy, name))


@pytest.mark.parametrize(
    "url", ["", "example.org", "ftp://example.org", "https://example.org/?a", 'https://x.org/"', "https://x.org/a b"]
)
def test_an_address_that_is_none_is_refused(url, tmp_path):
    with pytest.raises(CommandError, match=r"https://staffing\.example\.org"):
        call_command("export_site", str(tmp_path / "site"), url=url)
    assert list(tmp_path.iterdir()) == []


def test_links_may_name_the_index_page_for_folders_opened_from_a_disk(small_site, tmp_path):
    copy = make_copy(tmp_path / "site", index_links=True)
    for page in pages_of(copy):
        for _, address, file in targets(copy, page):
            assert (copy / file).is_file() and not urlsplit(address).path.endswith("/"), (page, address)
    text = (copy / "charts/emerging-district/1.1/index.html").read_text()
    inside = set(re.findall(r"https://example\.org/staffing/[^\"<\s]*", text))
    assert inside and all((copy / one.removeprefix("https://example.org/staffing/")).is_file() for one in inside)


def test_texts_are_compressed_beside_themselves_when_asked(small_site, tmp_path):
    files = files_of(make_copy(tmp_path / "site", compress=True))
    for name, data in files.items():
        if name.endswith(".html"):
            assert brotli.decompress(files[f"{name}.br"]) == data and f"{name}.gz" in files
    assert not any(name.endswith((".docx.br", ".png.br", ".xlsx.gz")) for name in files)


def test_a_copy_at_the_beginning_of_a_host_tells_whom_to_write_to(small_site, tmp_path, settings):
    settings.CONTACT = "Help desk, help@example.org"
    copy = make_copy(tmp_path / "site", url="https://example.org")
    told = (copy / ".well-known/security.txt").read_text()
    assert "Contact: mailto:help@example.org\n" in told
    assert "Canonical: https://example.org/.well-known/security.txt\n" in told
    assert (copy / "robots.txt").read_text().endswith("Sitemap: https://example.org/sitemap.xml\n")
    assert not (make_copy(tmp_path / "below") / ".well-known").exists()
    pages = list((copy / "job-descriptions").glob("*/index.html"))
    assert pages and all("mailto:help@example.org?subject=TS-0" in file.read_text() for file in pages)


def test_it_is_served_as_the_site_is(copy, client):
    from urllib.request import urlopen

    ours = client.get("/")
    with served(copy) as address:
        with urlopen(address) as answer:
            for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options"):
                assert answer.headers[name] == ours.headers[name]
        style = re.search(rb'href="(static/[^"]+\.css)"', (copy / "index.html").read_bytes())[1].decode()
        with urlopen(address + style) as answer:
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for file in ("nginx.conf", "Caddyfile"):
        told = (copy / "_export" / file).read_text()
        assert ours.headers["Content-Security-Policy"] in told and "/staffing/" in told


@pytest.mark.parametrize("index_links", [False, True])
def test_old_addresses_of_positions_lead_on_in_a_copy_too(small_site, tmp_path, index_links):
    chart = OrgChart.objects.get()
    add_below(at(chart, "1"), "Help Desk")
    move(at(chart, "1.1.1"), below=at(chart, "1.2"))
    delete(add_below(at(chart, "1.2"), "For a day"))
    move(at(chart, "1.2.1"), after=at(chart, "1.2"))
    move(at(chart, "1.2"), after=at(chart, "1.3"))  # What had 1.2.1 is 1.2 now.
    folder = make_copy(tmp_path / "site", index_links=index_links)
    pages = f"charts/{chart.slug}"
    assert {name for name in pages_of(folder) if b'http-equiv="refresh"' in (folder / name).read_bytes()} == {
        f"{pages}/1.1.1/index.html",
        f"{pages}/1.2.1/index.html",
    }
    root = html.fromstring((folder / pages / "1.2.1/index.html").read_bytes())
    here = "index.html" if index_links else ""
    assert root.xpath("//meta[@http-equiv='refresh']/@content") == [f"0; url=../1.2/{here}"]
    assert root.xpath("//link[@rel='canonical']/@href") == [f"https://example.org/staffing/{pages}/1.2/{here}"]
    assert root.xpath("//main//a/@href") == [f"../1.2/{here}"] and root.xpath("//meta[@name='robots']")
    assert root.findtext(".//title").startswith("Position 1.2.1 is 1.2 now")
    assert "1.2.1" not in (folder / "sitemap.xml").read_text()
    for page in (f"{pages}/1.1.1/index.html", f"{pages}/1.2.1/index.html"):
        assert all((folder / file).is_file() for _, _, file in targets(folder, page))

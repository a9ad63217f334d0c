"""Public pages are kept before Django, and nothing else is; an edit is seen, and never half of one."""

import gzip
import io
import threading
from datetime import datetime
from unittest import mock

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import OperationalError, connections

from jobdescriptions.publishing import unpublish
from orgcharts.changes import positions
from orgcharts.models import SiteText
from techsets.cache import content_version, page_cache
from techsets.cache.page_cache import PageCache
from techsets.cache.store import Store, accepts, encode_response
from tests.factory import at, make_chart, make_job, place

pytestmark = pytest.mark.django_db(transaction=True)


class Front:
    """The page cache around Django, asked as a server asks it; counts how often Django is asked."""

    def __init__(self):
        self.django = 0
        self.handler = WSGIHandler()
        self.cache = PageCache(self._count, megabytes=8)

    def _count(self, environ, start_response):
        self.django += 1
        return self.handler(environ, start_response)

    def get(self, path, query="", method="GET", **headers):
        got = {}

        def start_response(status, sent, exc_info=None):
            got["status"], got["headers"] = int(status[:3]), sent

        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "testserver",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        parts = self.cache(environ, start_response)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return got["status"], {name.lower(): value for name, value in got["headers"]}, body


@pytest.fixture
def site(settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["testserver"]
    monkeypatch.setattr(content_version, "MAX_AGE", 0)  # Every request asks for the content version.
    chart = make_chart(("Superintendent", ["Network", "Support"]))
    job = make_job("Network Technician")
    place(job, at(chart, "1.1"))
    asked = Front()
    asked.chart, asked.job = chart, job
    asked.page = chart.get_absolute_url()
    # The answers of tests run in one thread with one connection; the asking has a thread of its own.
    monkeypatch.setattr(asked.cache.probe, "current", content_version.read)
    return asked


def test_a_page_that_was_seen_is_sent_again_without_django(site):
    first = site.get(site.page)
    again = site.get(site.page)
    assert first == again and first[0] == 200 and b"Network" in first[2]
    assert site.django == 1
    for path in ("/", "/job-descriptions/", "/about/", site.job.get_absolute_url(), f"{site.page}1.1/", "/sitemap.xml"):
        assert site.get(path)[0] == site.get(path)[0] == 200
    assert site.django == 7


def test_the_end_of_security_txt_moves_on_though_nobody_edits(site, settings):
    settings.CONTACT = "help@example.org"
    for today, end in (("2026-11-26", b"Expires: 2027-10-01"), ("2027-10-05", b"Expires: 2028-09-01")):
        now = datetime.fromisoformat(f"{today}T12:00:00+00:00")
        with mock.patch("techsets.web.security_txt.timezone.now", return_value=now):
            status, headers, body = site.get("/.well-known/security.txt")
        assert status == 200 and end in body and "set-cookie" not in headers


@pytest.mark.parametrize("coding", ["br", "gzip", ""])
def test_it_comes_in_the_form_that_the_browser_takes(site, coding):
    _, headers, body = site.get(site.page, accept_encoding=coding or "identity")
    assert headers.get("content-encoding", "") == coding and headers["vary"] == "Accept-Encoding"
    assert int(headers["content-length"]) == len(body)
    plain = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding](body)
    assert plain == site.get(site.page)[2]


def test_who_has_it_already_is_told_so_and_each_form_has_its_own_tag(site):
    tags = set()
    for coding in ("br", "gzip", "identity"):
        status, headers, _ = site.get(site.page, accept_encoding=coding)
        tags.add(headers["etag"])
        for asked in (headers["etag"], f'"x", W/{headers["etag"]}', "*"):
            status, unchanged, body = site.get(site.page, accept_encoding=coding, if_none_match=asked)
            assert (status, body) == (304, b"") and unchanged["etag"] == headers["etag"]
            assert "content-length" not in unchanged and "content-security-policy" in unchanged
        assert site.get(site.page, accept_encoding=coding, if_none_match='"other"')[0] == 200
    assert len(tags) == 3 and site.django == 1


def test_a_head_request_has_the_headers_and_no_body(site):
    _, headers, body = site.get(site.page)
    assert site.get(site.page, method="HEAD") == (200, headers, b"")
    assert len(body) == int(headers["content-length"])


def test_word_files_are_kept_too_under_their_own_tag(site):
    address = site.job.get_download_url()
    _, headers, body = site.get(address)
    assert body.startswith(b"PK") and headers["etag"] == f'"{site.job.publications.get().sha256}"'
    assert site.get(address, accept_encoding="br, gzip")[1:] == (headers, body)
    assert site.get(address, if_none_match=headers["etag"])[0] == 304
    assert site.django == 1


CHANGES = {
    "a position is renamed": lambda site: positions.rename(at(site.chart, "1.2"), "Help desk"),
    "a position is moved": lambda site: positions.move(at(site.chart, "1.2"), before=at(site.chart, "1.1")),
    "a job description is taken back": lambda site: unpublish(site.job),
    "a job description is published anew": lambda site: _published(site.job),
}


def _published(job):
    from jobdescriptions.drafts import save
    from jobdescriptions.publishing import publish
    from tests.factory import make_document

    publish(save(make_document("Otherwise"), job))


@pytest.mark.parametrize("change", CHANGES)
def test_after_an_edit_the_page_is_made_anew_for_the_next_reader(site, change):
    for path in (site.page, "/job-descriptions/"):
        site.get(path)
    CHANGES[change](site)
    before = site.django
    page = site.get(site.page)[2]
    assert site.django == before + 1
    assert page == b"".join(site.handler(*_plain(site.page)))


def _plain(path):
    from django.test import RequestFactory

    return RequestFactory().get(path).environ, lambda status, headers, exc_info=None: None


def test_texts_of_the_site_and_of_models_begin_another_edition(site):
    from orgcharts import texts

    text = SiteText.objects.create(key="introduction", heading="Charts", body="First.")
    before = content_version.read()
    texts.write_texts(text, texts.read_texts(text) | {"body": "Second."})
    after = content_version.read()
    texts.write_texts(site.chart.support_model, texts.read_texts(site.chart.support_model) | {"lead": "Otherwise:"})
    assert len({before, after, content_version.read()}) == 3


def test_an_edit_that_is_rolled_back_begins_no_edition(site):
    from django.db import transaction

    before = content_version.read()
    with transaction.atomic():
        positions.rename(at(site.chart, "1.1"), "Other")
        transaction.set_rollback(True)
    assert content_version.read() == before


def test_old_rows_are_cleared_away_and_that_is_another_edition(site, monkeypatch):
    monkeypatch.setattr(content_version, "MAX_ROWS", 5)
    seen = set()
    for _ in range(12):
        content_version.note_change()
        seen.add(content_version.read())
    assert len(seen) == 12 and content_version.PublicRevision.objects.count() <= 6


@pytest.mark.parametrize(
    ("path", "query", "headers"),
    [
        ("/charts/nowhere/", "", {}),
        ("/charts/", "", {}),
        ("/healthz", "", {}),
        ("/admin/login/", "", {}),
        ("/static/site.css", "", {}),
        ("/search/", "q=" + "x" * 400, {}),
        ("/", "", {"cookie": "sessionid=abc"}),
        ("/", "", {"cookie": "theme=dark; csrftoken=abc"}),
        ("/", "", {"authorization": "Basic eDp5"}),
    ],
)
def test_what_is_not_public_is_never_kept(site, path, query, headers):
    for _ in range(2):
        site.get(path, query, **headers)
    assert site.django == 2 and len(site.cache.store) == 0


def test_somebody_who_is_signed_in_is_neither_sent_a_kept_page_nor_adds_one(site, admin_client):
    cookie = f"sessionid={admin_client.cookies['sessionid'].value}"
    site.get(site.page)
    _, headers, _ = site.get(site.page, cookie=cookie)
    assert site.django == 2 and "public" not in headers["cache-control"]
    positions.rename(at(site.chart, "1.2"), "Seen at once")
    assert b"Seen at once" in site.get(site.page, cookie=cookie)[2]


def test_cookies_that_are_not_ours_do_not_matter(site):
    site.get(site.page)
    site.get(site.page, cookie="_ga=GA1.2; district=lincoln")
    assert site.django == 1


def test_a_post_goes_through(site):
    assert site.get(site.page, method="POST")[0] in {403, 405}
    assert len(site.cache.store) == 0


@pytest.mark.parametrize(
    "headers",
    [
        [("Cache-Control", "public"), ("Set-Cookie", "a=b")],
        [("Cache-Control", "public"), ("Vary", "Accept-Encoding, Cookie")],
        [("Cache-Control", "public"), ("Vary", "*")],
        [("Cache-Control", "private")],
        [("Cache-Control", "public"), ("Content-Length", str(50 * 1024 * 1024))],
        [("Cache-Control", "public"), ("Content-Encoding", "gzip")],
        [],
    ],
)
def test_answers_that_do_not_say_that_they_are_for_everybody_are_not_kept(headers):
    assert not page_cache.is_cacheable([("Content-Type", "text/html"), *headers])


def test_hosts_and_schemes_are_told_apart(site, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other"]
    site.cache = PageCache(site._count, megabytes=8)
    site.cache.probe.current = content_version.read
    pages = {site.get(site.page, host=host)[2] for host in ("testserver", "other")}
    assert len(pages) == 2  # The canonical link names the host.
    assert site.get(site.page, host="evil.example")[0] == 400
    assert len(site.cache.store) == 2


def test_a_page_during_which_somebody_edits_is_made_again_and_never_half(site, monkeypatch):
    """The edit comes between two queries of the page; what is sent is all of it, or nothing."""
    made = []
    real = site._count

    def edited_meanwhile(environ, start_response):
        answer = real(environ, start_response)
        if len(made) < 2:
            made.append(1)
            positions.rename(at(site.chart, "1.2"), f"Edit {len(made)}")
        return answer

    site.cache.application = edited_meanwhile
    page = site.get(site.page)[2]
    assert b"Edit 2" in page and b"Edit 1" not in page
    assert site.django == 3
    assert site.get(site.page)[2] == page and site.django == 3


def test_while_the_database_does_not_answer_kept_pages_are_sent_and_others_say_when_to_come_back(site, monkeypatch):
    kept = site.get(site.page)
    present = content_version.read()
    monkeypatch.setattr(site.cache.probe, "current", lambda: present)
    gone, wrapper = OperationalError("The server has gone away."), type(connections["default"])
    with mock.patch.object(wrapper, "cursor", side_effect=gone), mock.patch.object(wrapper, "close"):
        assert site.get(site.page) == kept
        status, headers, body = site.get("/about/")
        assert (status, headers["retry-after"], headers["cache-control"]) == (503, "30", "no-store")
        assert b"not available for a moment" in body
        # Even where another content version is known of, the old page is better than none.
        monkeypatch.setattr(site.cache.probe, "current", lambda: (9, 9))
        assert site.get(site.page) == kept
    monkeypatch.setattr(site.cache.probe, "current", content_version.read)
    assert site.get("/about/")[0] == 200


def test_of_what_was_taken_back_nothing_is_sent_while_the_database_is_away_once_it_was_asked_for(site, monkeypatch):
    path = site.job.get_absolute_url()
    assert site.get(path)[0] == 200
    unpublish(site.job)
    assert site.get(path)[0] == 404
    monkeypatch.setattr(site.cache.probe, "current", lambda: None)
    gone, wrapper = OperationalError("The server has gone away."), type(connections["default"])
    with mock.patch.object(wrapper, "cursor", side_effect=gone), mock.patch.object(wrapper, "close"):
        assert site.get(path)[0] == 503


def test_a_popular_page_is_made_by_one_after_an_edit_and_is_late_for_the_others_by_a_moment_only(site, monkeypatch):
    monkeypatch.undo()  # With what a process really knows of the content version, and since when.
    probe = site.cache.probe
    assert probe._refresh() is None and site.get(site.page)[0] == 200
    before = site.get(site.page)[2]
    positions.rename(at(site.chart, "1.2"), "Helpdesk")
    probe._refresh()
    late = []
    real = site._count

    def asked_meanwhile(environ, start_response):
        site.cache.application = real
        late.append(site.get(site.page)[2])
        monkeypatch.setattr(page_cache, "GRACE", 0)
        late.append(site.get(site.page)[2])
        return real(environ, start_response)

    site.cache.application = asked_meanwhile
    now = site.get(site.page)[2]
    assert b"Helpdesk" in now and b"Helpdesk" not in before
    assert late == [before, now]
    assert site.get(site.page)[2] == now


def test_the_host_in_other_words_pushes_no_page_out(site):
    plain = site.get(site.page)
    before = len(site.cache.store)
    for host in ("TESTSERVER", "testserver.", *(f"testserver:{port}" for port in range(1, 60))):
        site.get(site.page, host=host)
    assert len(site.cache.store) == before and len(site.cache.queries) > 0
    made = site.django
    assert site.get(site.page) == plain and site.django == made


def test_a_database_that_hangs_holds_up_one_answer_for_a_moment(monkeypatch):
    """The asking is a thread's of its own; whoever comes meanwhile gets what was known last."""
    monkeypatch.setattr(content_version, "MAX_AGE", 0)
    monkeypatch.setattr(content_version, "READ_TIMEOUT", 0.05)
    release, answers = threading.Event(), iter([(1, 1)])

    def read():
        try:
            return next(answers)
        except StopIteration:
            release.wait(10)
            return (2, 2)

    monkeypatch.setattr(content_version, "read", read)
    probe = content_version.VersionProbe()
    assert probe.current() == (1, 1)
    assert [probe.current() for _ in range(20)] == [(1, 1)] * 20
    release.set()
    probe._reading.result(5)
    assert probe._version == (2, 2)


def test_memory_is_bounded_and_what_was_asked_for_last_stays():
    store = Store(50_000)
    for number in range(200):
        store.put((number,), encode_response((1, 1), [("Content-Type", "image/png")], b"x" * 3_000))
        store.get((0,))
    assert store.size <= 50_000 and len(store) == 10
    assert store.get((0,)) is not None and store.get((199,)) is not None and store.get((100,)) is None
    store.put(("large",), encode_response((1, 1), [], b"x" * 40_000))
    assert store.get(("large",)) is None


def test_codings_are_taken_as_browsers_say(site):
    assert accepts("gzip, deflate, br, zstd", "br") and accepts("br;q=0.5", "br")
    assert not accepts("br;q=0", "br") and not accepts("brotli", "br") and not accepts("", "gzip")


def test_a_page_that_django_takes_for_secure_is_not_kept_for_readers_without_https(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for forwarded in ("https", "https, http", "http, https", "http", ""):
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "HTTP_X_FORWARDED_PROTO": forwarded,
        }
        assert page_cache.cache_key(environ)[0] == WSGIRequest(environ).is_secure(), forwarded

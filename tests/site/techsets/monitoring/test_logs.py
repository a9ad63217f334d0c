"""Requests have ids and lines in the log; neither secrets nor what people search for are in there."""

import io
import json
import logging
import sys
from urllib.parse import urlencode

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError

from techsets.cache import content_version
from techsets.cache.page_cache import PageCache
from techsets.monitoring import logs, outages
from techsets.monitoring.access_log import RequestObserver
from techsets.monitoring.request_id import Request, current, request_id_of
from techsets.web.headers import SECURITY_HEADERS
from tests.factory import make_chart
from tests.pages import words_of

PASSWORD = "correct horse battery"


def formatted(form, message, *arguments, secrets=(), error=None, **extra):
    values = logs.configuration(form, secrets)["formatters"]["line"]
    formatter = values.pop("()")(**values)
    record = logging.LogRecord("site", logging.WARNING, "x.py", 1, message, arguments, None)
    if error is not None:
        try:
            raise error
        except type(error):
            record.exc_info = sys.exc_info()
    vars(record).update(extra)
    return formatter.format(record)


def test_a_line_of_text_cannot_be_made_to_look_like_two():
    line = formatted("text", "asked for %s", "a\nb\r\x1b[31m\u2028c", error=ValueError("one\n2026-01-01 INFO forged"))
    first, *traceback = line.split("\n")
    assert first.endswith("WARNING site [-] asked for a\\x0ab\\x0d\\x1b[31m\\x2028c")
    assert traceback and all(one.startswith("  | ") for one in traceback)


def test_json_is_one_object_on_one_line_with_the_traceback_as_one_string():
    noted = current.set(Request("0123456789abcdef"))
    line = formatted("json", "asked for %s", "a\nb\u2028", error=ValueError("odd"), fields={"status": 500})
    current.reset(noted)
    assert "\n" not in line and line.isascii()
    said = json.loads(line)
    assert said["time"].endswith("Z") and len(said["time"]) == 24
    assert (said["level"], said["logger"], said["message"]) == ("WARNING", "site", "asked for a\nb\u2028")
    assert (said["request_id"], said["status"]) == ("0123456789abcdef", 500)
    assert "Traceback" in said["exc"] and "ValueError: odd" in said["exc"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_and_the_values_of_a_failed_row_are_removed(form):
    secrets = logs.redacted_forms("p@ssword", None, "abc")
    failed = OperationalError("null value\nDETAIL:  Failing row contains (1, scrypt$hash).\nHINT:  None")
    line = formatted(form, "cannot reach postgres://u:p%40ssword@h with p@ssword, abc", secrets=secrets, error=failed)
    assert "ssword" not in line and "scrypt" not in line
    assert line.count("[removed]") == 3 and "HINT" in line and "abc" in line


@pytest.mark.parametrize(
    ("given", "trusted", "taken"),
    [
        ("8f3c67f685f5317b", True, True),
        ("8f3c67f685f5317b", False, False),
        ("short", True, False),
        ("x" * 65, True, False),
        ("good-enough\nforged: 1", True, False),
        ("<script>alert(1)", True, False),
        ("", True, False),
    ],
)
def test_an_id_is_taken_over_from_a_proxy_of_ours_if_it_is_sound(given, trusted, taken):
    found = request_id_of({"HTTP_X_REQUEST_ID": given}, trusted)
    assert (found == given) is taken
    assert len(found) == 16


class Site:
    """The page cache around Django, asked as a server asks it."""

    def __init__(self):
        self.cache = PageCache(WSGIHandler(), megabytes=8)
        self.cache.probe.current = content_version.read

    def get(self, path, query="", method="GET", body=b"", content_type="", **headers):
        got = {}

        def start_response(status, sent, exc_info=None):
            got["status"], got["headers"] = int(status[:3]), {name.lower(): value for name, value in sent}

        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "testserver"}
        environ |= {"SERVER_PORT": "80", "HTTP_HOST": "testserver", "wsgi.url_scheme": "http"}
        environ |= {
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": content_type,
            "wsgi.errors": io.StringIO(),
        }
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        parts = self.cache(environ, start_response)
        whole = b"".join(parts)
        getattr(parts, "close", int)()
        return got["status"], got["headers"], whole.decode()


@pytest.fixture
def site(settings, transactional_db):
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.ACCESS_LOG = "made"
    return Site()


def lines(caplog):
    return [record.fields for record in caplog.records if record.name == "techsets.access"]


@pytest.fixture(autouse=True)
def told(caplog):
    caplog.set_level(logging.INFO)


def test_a_request_has_one_line_with_its_id_and_the_answer_tells_it(site, caplog):
    _, headers, page = site.get("/nowhere/at all/")
    (line,) = lines(caplog)
    assert line | {"ms": 0} == {
        "method": "GET",
        "path": "/nowhere/at%20all/",
        "status": 404,
        "bytes": len(page.encode()),
        "ms": 0,
        "route": "none",
    }
    assert line["ms"] > 0
    assert len(headers["x-request-id"]) == 16


def test_what_people_search_for_is_not_in_the_log(site, caplog):
    assert site.get("/search/", "q=my+secret+illness")[0] == 200
    (line,) = lines(caplog)
    assert (line["path"], line["route"]) == ("/search/", "search")
    assert "illness" not in caplog.text


def test_an_answer_that_is_kept_tells_nobody_the_id_of_somebody_elses_request(site, settings):
    settings.PROXIES = 1
    page = make_chart("Superintendent").get_absolute_url()
    site = Site()
    for id in ("the-first-reader", "the-second-reader"):
        status, headers, body = site.get(page, x_request_id=id)
        assert status == 200 and "x-request-id" not in headers and "reader" not in body
    assert (site.cache.counts.made, site.cache.counts.whole) == (1, 1)
    status, headers, _ = site.get("/nowhere/", x_request_id="the-third-reader")
    assert (status, headers["x-request-id"]) == (404, "the-third-reader")


@pytest.mark.parametrize(
    ("level", "routes"),
    [
        ("off", []),
        ("errors", ["home"]),
        ("made", ["support-model", "none", "home"]),
        ("all", ["support-model", "kept", "none", "healthz", "home"]),
    ],
)
def test_the_level_says_which_requests_have_a_line(transactional_db, settings, caplog, monkeypatch, level, routes):
    settings.ALLOWED_HOSTS, settings.ACCESS_LOG = ["testserver", "localhost"], level
    page = make_chart("Superintendent").get_absolute_url()
    site = Site()
    site.get(page)
    site.get(page)
    site.get("/nowhere/")
    site.get("/healthz")
    monkeypatch.setattr("orgcharts.views.HomeView.get_context_data", lambda self, **kwargs: 1 / 0)
    assert site.get("/")[0] == 500
    assert [line["route"] for line in lines(caplog)] == routes


def test_the_line_of_a_kept_page_tells_status_and_bytes(transactional_db, settings, caplog):
    settings.ALLOWED_HOSTS, settings.ACCESS_LOG = ["testserver"], "all"
    page, site = make_chart("Superintendent").get_absolute_url(), Site()
    etag = site.get(page)[1]["etag"]
    site.get(page, if_none_match=etag)
    site.get(page, method="HEAD")
    assert [(line["status"], line["bytes"]) for line in lines(caplog)[1:]] == [(304, 0), (200, 0)]


def test_the_page_of_a_fault_names_the_request_and_the_traceback_has_its_id(site, caplog, monkeypatch):
    seen = []
    handler = logging.Handler()
    handler.addFilter(logs.RequestIdFilter())
    handler.emit = seen.append
    logging.getLogger().addHandler(handler)
    monkeypatch.setattr("orgcharts.views.HomeView.get_context_data", lambda self, **kwargs: 1 / 0)
    try:
        status, headers, page = site.get("/")
    finally:
        logging.getLogger().removeHandler(handler)
    assert status == 500
    assert f"<code>{headers['x-request-id']}</code>" in page
    (fault,) = [record for record in seen if record.exc_info]
    assert fault.request_id == headers["x-request-id"]


def test_a_password_that_was_typed_is_in_no_record_of_a_fault(site, caplog, monkeypatch):
    monkeypatch.setattr("django.contrib.auth.forms.AuthenticationForm.clean", lambda self: 1 / 0)
    token = "t" * 32
    status, _, _ = site.get(
        "/admin/login/",
        method="POST",
        body=urlencode({"username": "somebody", "password": PASSWORD, "csrfmiddlewaretoken": token}).encode(),
        content_type="application/x-www-form-urlencoded",
        cookie=f"csrftoken={token}; other=the-cookie",
    )
    assert status == 500 and "ZeroDivisionError" in caplog.text
    for word in ("battery", "somebody", "the-cookie", token):
        assert word not in caplog.text


def test_an_outage_is_told_now_and_then_not_by_each_request(site, caplog, monkeypatch):
    def away(*arguments, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr("orgcharts.views.HomeView.get_context_data", away)
    answers = [site.get("/") for _ in range(5)]
    assert {status for status, _, _ in answers} == {503}
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert said == ["The database does not answer /: connection refused"]
    for _, headers, page in answers:
        assert headers["x-request-id"] in page
    clock = outages.time.monotonic() + outages.LOGGED_EVERY
    monkeypatch.setattr(outages.time, "monotonic", lambda: clock)
    site.get("/")
    assert caplog.records[-2].getMessage().endswith("(4 more requests since this was last said)")


def test_staff_are_in_the_log_by_the_number_of_their_account(site, settings, caplog, client, django_user_model):
    user = django_user_model.objects.create_superuser("somebody", password=PASSWORD)
    client.force_login(user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    site.get("/admin/", cookie=cookie)
    line = lines(caplog)[-1]
    assert line["user"] == user.pk and "somebody" not in str(line)


def test_an_application_that_raises_is_answered_and_told(caplog):
    def broken(environ, start_response):
        raise RuntimeError("odd")

    got = []
    observed = RequestObserver(broken, level="errors", trusted=False)
    body = b"".join(observed({"REQUEST_METHOD": "GET", "PATH_INFO": "/x"}, lambda *sent: got.extend(sent)))
    assert got[0].startswith("500") and dict(got[1])["X-Request-ID"].encode() in body
    assert set(SECURITY_HEADERS) <= {name for name, _ in got[1]}
    assert "RuntimeError: odd" in caplog.text
    assert lines(caplog)[0]["status"] == 500


def test_a_file_on_its_way_out_is_counted_when_it_is_out(caplog):
    closed = []

    class Parts:
        def __iter__(self):
            yield from (b"one", b"two")

        def close(self):
            closed.append(1)

    def application(environ, start_response):
        start_response("200 OK", [])
        return Parts()

    sent = RequestObserver(application, level="all", trusted=False)(
        {"REQUEST_METHOD": "GET", "PATH_INFO": "/x"}, lambda *sent: None
    )
    assert b"".join(sent) == b"onetwo" and not lines(caplog)
    sent.close()
    assert closed == [1] and lines(caplog)[0]["bytes"] == 6


def test_a_page_without_a_fault_says_nothing_of_requests(client, db):
    assert "number of your request" not in words_of(client.get("/nowhere/"))

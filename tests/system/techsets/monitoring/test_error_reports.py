"""Faults are reported once, without what is about people; an outage is a warning, once in a while."""

import gzip
import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import brotli
import pytest

from techsets.config.release import release
from tests.conftest import ROOT

pytestmark = pytest.mark.any_database

SCRIPT = """
import django
from unittest import mock
django.setup()
from django.core.management import call_command
from django.db import OperationalError
call_command("migrate", verbosity=0)
from io import BytesIO
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults
from techsets.wsgi import application
def ask(path, query="", typed=None):
    body, token, got = urlencode({"csrfmiddlewaretoken": "t" * 32} | (typed or {})).encode(), "t" * 32, []
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost", "wsgi.input": BytesIO(body)}
    environ |= {"REQUEST_METHOD": "POST" if typed else "GET", "HTTP_X_REQUEST_ID": "the-request-id"}
    environ |= {"HTTP_USER_AGENT": "the-browser", "HTTP_COOKIE": f"csrftoken={token}; other=the-cookie"}
    environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body))}
    setup_testing_defaults(environ)
    parts = application(environ, lambda status, headers, *more: got.append(status))
    for part in parts: pass
    getattr(parts, "close", int)()
    return int(got[0][:3])
fault = ValueError("odd, with the-database-password\\nDETAIL:  Failing row contains (the-row).")
with mock.patch("django.contrib.auth.forms.AuthenticationForm.clean", side_effect=fault):
    local_secret = "the-local"
    assert ask("/admin/login/", "q=the-query", {"username": "the-name", "password": "the-pass-word"}) == 500
with mock.patch("orgcharts.views.HomeView.get_context_data", side_effect=OperationalError("gone")):
    for _ in range(20):
        assert ask("/") == 503
import sentry_sdk
sentry_sdk.flush(10)
"""

LOGGED = """
import django, logging
django.setup()
import sentry_sdk
from django.test import RequestFactory
fault = ValueError("odd, with the-database-password\\nDETAIL:  Failing row contains (the-row).")
logger = logging.getLogger("techsets.anything")
asked = RequestFactory().get("/search/?q=the-query")
logger.info("Before it: %s", fault, extra={"request": asked, "said": fault})
logger.error("It was not saved: %s", fault, extra={"request": asked, "said": fault, "count": 3})
logger.error("%(what)s was not saved", {"what": fault})
sentry_sdk.flush(10)
"""


@pytest.fixture
def receiver():
    """A server that takes Sentry's envelopes and keeps their items."""
    items = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[self.headers["Content-Encoding"]]
            lines = unpack(body).split(b"\n")
            for head, item in zip(lines[1::2], lines[2::2], strict=False):
                items.append((json.loads(head)["type"], json.loads(item)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1], items
    server.shutdown()
    server.server_close()
    thread.join()


def run(folder, port, script=SCRIPT, **further):
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    values = {
        "DJANGO_SETTINGS_MODULE": "techsets.settings",
        "TECHSETS_DATA": str(folder),
        "TECHSETS_PROXIES": "1",
        "SENTRY_DSN": f"http://key@127.0.0.1:{port}/7",
        "AWS_SESSION_TOKEN": "the-database-password",  # Any of the site's secrets.
    }
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=kept | values | further,
        capture_output=True,
        text=True,
        timeout=90,
    )


def test_a_fault_is_reported_once_and_without_what_is_about_people(tmp_path, receiver):
    port, items = receiver
    done = run(tmp_path, port, SENTRY_ENVIRONMENT="testing")
    assert done.returncode == 0, done.stderr
    events = [item for kind, item in items if kind == "event"]
    assert [kind for kind, _ in items if kind != "client_report"] == ["event", "event"]
    fault, warning = events
    assert fault["level"] == "error" and fault["exception"]["values"][-1]["type"] == "ValueError"
    assert fault["exception"]["values"][-1]["value"] == "odd, with [removed]\nDETAIL: [removed]"
    assert fault["tags"] == {"request_id": "the-request-id", "route": "admin:login"}
    assert (fault["environment"], fault["release"]) == ("testing", f"techsets@{release(ROOT)}")
    assert set(fault["request"]) == {"url", "method", "headers"}
    assert fault["request"]["url"].endswith("/admin/login/")
    assert (warning["level"], warning["message"]) == ("warning", "The database does not answer.")
    sent = json.dumps(items)
    words = ("cookie", "the-name", "the-pass-word", "the-query", "the-browser", "the-row", "the-local", "t" * 32)
    for word in (*words, "the-database-password"):
        assert word not in sent, word


def test_what_is_logged_as_an_error_is_reported_without_values_and_secrets(tmp_path, receiver):
    port, items = receiver
    done = run(tmp_path, port, LOGGED)
    assert done.returncode == 0, done.stderr
    first, second = (item for kind, item in items if kind == "event")
    assert first["logentry"]["message"] == "It was not saved: %s"
    assert first["logentry"]["formatted"] == "It was not saved: odd, with [removed]\nDETAIL: [removed]"
    assert first["extra"]["count"] == 3 and "DETAIL: [removed]" in first["extra"]["said"]
    assert [one["message"] for one in first["breadcrumbs"]["values"]] == [
        "Before it: odd, with [removed]\nDETAIL: [removed]"
    ]
    assert second["logentry"]["formatted"] == "odd, with [removed]\nDETAIL: [removed]"
    sent = json.dumps(items)
    for word in ("the-row", "the-query", "the-database-password"):
        assert word not in sent, word


def test_a_receiver_that_is_away_is_noticed_by_nobody(tmp_path):
    done = run(tmp_path, 1)
    assert done.returncode == 0, done.stderr

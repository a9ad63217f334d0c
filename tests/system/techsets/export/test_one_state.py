"""A copy comes from one state of the site, and whoever edits meanwhile does not wait for it."""

import pytest

from tests import servers

#: Edits while the copy is made, from another connection, and says how long that took and what the copy shows.
EXPORT = """
import django, json, sys, threading, time
from pathlib import Path
django.setup()
from django.core.management import call_command
from django.db import connection
from jobdescriptions.publishing import publish
from jobdescriptions.content import from_content, to_content, to_document
from jobdescriptions.drafts import save
from techsets.export.visitor import Visitor
from tests.factory import make_job

call_command("migrate", verbosity=0)
job, target, seconds = make_job("Old Title"), Path(sys.argv[1]), []

def edit():
    began = time.monotonic()
    publish(save(from_content(to_content(to_document(job)) | {"title": "New Title"}), job))
    seconds.append(time.monotonic() - began)
    connection.close()

def get(self, address, *arguments, original=Visitor.get, **options):
    if address == "/search/":
        editor = threading.Thread(target=edit)
        editor.start()
        editor.join(timeout=10)
    return original(self, address, *arguments, **options)

def texts():
    call_command("export_site", str(target), url="https://example.org", verbosity=0)
    return b"".join(path.read_bytes() for path in target.rglob("*") if path.suffix in {".html", ".json"})

original, Visitor.get = Visitor.get, get
first = texts()
Visitor.get = original
second = texts()
shown = [(b">Old Title</a>", b'"Old Title"'), (b">New Title</a>", b'"New Title"')]
print(json.dumps([seconds, *([[name in texts for name in names] for names in shown] for texts in (first, second))]))
"""


@pytest.fixture(params=servers.KINDS)
def environment(request, tmp_path):
    # With static files as they are: to collect them takes long, and is tried elsewhere.
    for values in servers.environment_of(request.param, tmp_path / "data"):
        yield values | {"DJANGO_SETTINGS_MODULE": "tests.settings"}


def test_a_copy_shows_nothing_of_an_edit_that_is_made_meanwhile_and_that_does_not_wait(environment, tmp_path):
    seconds, first, second = servers.finish(servers.start(environment, "-c", EXPORT, str(tmp_path / "site")))
    assert len(seconds) == 1 and seconds[0] < 5
    assert first == [[True, True], [False, False]]
    assert second == [[False, False], [True, True]]

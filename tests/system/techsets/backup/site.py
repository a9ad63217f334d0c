"""What the processes of these tests do: ``python site.py NAME ARGUMENT...``; each prints what it found as JSON."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT))  # As a program of its own it is started from anywhere.

#: Links in pages, and addresses in the sitemap.
LINK = re.compile(r'(?:href="|<loc>http://localhost)([/?][^"#<]*)')


def prepare() -> dict:
    """Make a whole site: the reference content, staff with second factors, edits, an upload that waits, things gone."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django_otp.plugins.otp_static.models import StaticDevice

    from jobdescriptions.models import JobDescription, PendingImport
    from jobdescriptions.publishing import publish, unpublish
    from orgcharts.changes import positions
    from orgcharts.models import OrgChart, Position
    from techsets.history.actor import on_behalf_of
    from tests.conftest import put_reference_content
    from tests.factory import make_job, share
    from tests.site.techsets.accounts import people

    call_command("migrate", verbosity=0)
    put_reference_content()
    call_command("load_reference_content", verbosity=0)
    ann = people.make_person("ann", group="Administrators")
    people.give_factor(ann)
    StaticDevice.objects.create(user=ann, name="Recovery codes").token_set.create(token="abcd2345")
    people.make_person("bob", group="Editors", first_name="Zoë", last_name="O’Neil \U0001f600")
    with on_behalf_of(ann):
        job = JobDescription.objects.get(slug="network-specialist")
        job.reports_to = "Somebody else, “as it were” \U0001f600"
        job.save()
        publish(job)
        unpublish(JobDescription.objects.get(slug="programmer-analyst"))
        make_job("A draft", published=False)
        make_job("Gone").delete()
        chart = OrgChart.objects.get(slug="established-district")
        rows = list(Position.objects.filter(chart=chart, depth=2))
        positions.delete(positions.add_below(rows[0], "Gone"))
        share(rows[0], "Somebody", rows[1])
        positions.move(rows[-1], before=rows[0])
        positions.rename(Position.objects.get(pk=rows[0].pk), "Renamed last")
    PendingImport.objects.create(name="a.docx", data=bytes(range(256)) * 40, user=User.objects.get(username="bob"))
    return {"chart": chart.pk, "position": rows[0].pk, "title": rows[0].title}


def rows() -> dict:
    """Every row of every table that a restored site has to have, as Python sees them, and the last keys given."""
    from django.db.models import Max

    from techsets.backup.tables import kept_models, last_key

    found = {}
    for model in kept_models():
        names = [field.attname for field in model._meta.local_concrete_fields]
        lines = [
            # What a database thinks of the order of names in JSON is its own affair.
            [name + ": " + (json.dumps(value, sort_keys=True) if isinstance(value, dict) else repr(_same(value)))
             for name, value in zip(names, row, strict=True)]
            for row in model._base_manager.order_by("pk").values_list(*names)
        ]  # fmt: skip
        # A key that we chose ourselves (LastNumber) is unknown to PostgreSQL until a restore counts it in.
        highest = model._base_manager.aggregate(highest=Max("pk"))["highest"]
        last = last_key(model)
        found[model._meta.label] = [last if last is None else max(last, highest or 0), lines]
    return found


def _same(value):
    return bytes(value) if isinstance(value, memoryview) else value


def crawl() -> dict:
    """Every address of the public site that a link or the sitemap leads to, with a digest of the answer."""
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    waiting = ["/", "/sitemap.xml", "/robots.txt", "/search/?q=network", "/search/?q=renamed", "/nowhere/"]
    answers: dict[str, list] = {}
    while waiting:
        address = waiting.pop()
        if address in answers or address.startswith(("/admin", "/static/", "/favicon")):
            continue
        response = client.get(address)
        data = b"".join(response.streaming_content) if response.streaming else response.content
        told = ["Content-Type", "Content-Disposition", "ETag", "Last-Modified", "Cache-Control", "Location"]
        headers = [f"{name}: {response.headers.get(name)}" for name in told]
        links = []
        if response.headers["Content-Type"].startswith(("text/html", "application/xml")):
            links = sorted({urljoin(address, unescape(one)) for one in LINK.findall(data.decode())})
            waiting.extend(links)
        answers[address] = [response.status_code, headers, hashlib.sha256(data).hexdigest(), links]
    return answers


def sign_in() -> dict:
    """Sign in as ann with the password and the code of the device that the site knows; what the admin answers then."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from tests.site.techsets.accounts import people

    ann, client = User.objects.get(username="ann"), Client(HTTP_HOST="localhost")
    wrong = people.give_password(client, "ann", "some other words, 15")
    right = people.sign_in(client, ann, TOTPDevice.objects.get(user=ann))
    inside = client.get("/admin/jobdescriptions/jobdescription/")
    return {"statuses": [wrong.status_code, right.status_code, inside.status_code]}


def undo(chart: str, position: str) -> dict:
    """Take the last change of that chart back, and tell the position's title then; a new row gets a new key."""
    from orgcharts.changes import positions
    from orgcharts.models import Position
    from techsets.history import undo as history_undo

    change = history_undo.next_undo(int(chart))
    missing = history_undo.undo(change)
    row = Position.objects.get(pk=position)
    added = positions.add_below(row, "New")
    return {"said": change.message, "missing": missing, "title": row.title, "key": added.pk}


def content_version() -> list[int]:
    """The content version for which web servers keep pages."""
    from techsets.cache.content_version import read

    return read()


def killed_restore(archive: str, place: str, times: str, *options: str) -> dict:
    """Restore, and be killed at the end of a call of the function at ``place`` (dotted) in the module that restores."""
    import operator
    import os
    import signal

    from django.core.management import call_command

    from techsets.backup import restoring

    *owner, name = place.split(".")
    owner = operator.attrgetter(".".join(owner))(restoring) if owner else restoring
    function, left = getattr(owner, name), [int(times)]

    def kill(*args, **kwargs):
        result = function(*args, **kwargs)
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, kill)
    call_command("restore", archive, *options, interactive=False, verbosity=0)
    return {}


def main() -> None:
    import django

    django.setup()
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))


if __name__ == "__main__":
    main()

"""Every form of the admin, found by walking its pages: one that is refused says at its top what is wrong."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve
from lxml import html

from orgcharts.changes import positions
from orgcharts.models import Placement
from tests.factory import at, make_chart, make_job, make_salary, place
from tests.pages import words
from tests.unit.jobdescriptions.word.docx_parts import docx

pytestmark = pytest.mark.django_db

#: What people fill in. What is only pressed or ticked is not refused for what stands in it.
FILLED = (
    ".//textarea|.//select|.//input[not(@type) or @type='text' or @type='file' or @type='password' or @type='number']"
)
#: So many pages of a kind: of charts that the public sees and of drafts, of the head and of positions below it.
MOST = 2
#: Pages whose forms, sent as the walk sends them, have to come back: so the walk is known to have been there.
EXPECTED = {
    "auth_group_add",
    "auth_user_add",
    "auth_user_change",
    "auth_user_password_change",
    "jobdescriptions_import",
    "jobdescriptions_import_preview",
    "jobdescriptions_jobdescription_add",
    "jobdescriptions_jobdescription_change",
    "orgcharts_duplicate",
    "orgcharts_import",
    "orgcharts_orgchart_add",
    "orgcharts_orgchart_change",
    "orgcharts_placements",
    "orgcharts_position_change",
    "orgcharts_put_in_place",
    "orgcharts_step add",
    "orgcharts_step duplicate",
    "orgcharts_step move",
    "orgcharts_step rename",
    "orgcharts_supportmodel_change",
    "password_change",
    "second_factor_set_up",
}


def kind_of(address: str) -> str:
    """Return the name of the page, with the step where it is one of several."""
    found = resolve(address)
    return " ".join([found.url_name or "", *([found.kwargs["what"]] if "what" in found.kwargs else [])])


def pages(client) -> Iterator[tuple[str, str, html.HtmlElement]]:
    """Yield name, address and page of the first pages of each kind, walking from the first page of the admin."""
    waiting, known, seen = ["/admin/"], set(), Counter()
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        kind = kind_of(path)
        if path in known or seen[kind] == MOST or kind == "logout":
            continue
        known.add(path)
        seen[kind] += 1
        response = client.get(address, follow=True)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        root = html.fromstring(response.content.decode())
        yield kind, path, root
        links = (urljoin(address, link) for link in root.xpath("//a/@href"))
        waiting += [link for link in links if link.startswith("/admin/")]


def sent_from(form: html.HtmlElement, text: str) -> dict[str, list[str]] | None:
    """Return what a browser would send with ``text`` in every field; None where there is nothing to fill in."""
    filled = {field.get("name") for field in form.xpath(FILLED)}
    if form.get("method") != "post" or not filled:
        return None
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(text if name in filled else value)
    for button in form.xpath('.//*[@type="submit" and @name]')[:1]:
        sent[button.get("name")] = [button.get("value")]
    return sent


def check(kind: str, root: html.HtmlElement) -> None:
    """See that the page says at one place what is wrong, takes the focus there, and leads to each field."""
    summary = root.xpath('//*[@id="faults"]')
    assert len(summary) == 1, kind
    assert summary[0].get("tabindex") == "-1" and "autofocus" in summary[0].attrib and summary[0].get("role") == "alert"
    assert root.findtext(".//title").startswith("Error: "), kind
    said = words(summary[0])
    wrong = [
        error
        for error in root.xpath('//ul[contains(@class, "errorlist")]/li')
        if summary[0] not in error.iterancestors()
    ]
    assert all(words(error) in said for error in wrong), kind
    links = summary[0].xpath(".//a/@href")
    assert all(root.get_element_by_id(link.removeprefix("#"), None) is not None for link in links), kind
    # Each field that is marked is led to, by itself or by the first of its buttons.
    marked = {field.get("id") for field in root.xpath('//*[@aria-invalid="true" and @id and not(@type="radio")]')}
    assert marked <= {link.removeprefix("#") for link in links}, kind


def test_every_form_that_is_refused_lists_its_faults(admin_client):
    chart = make_chart(("Head", [("Network", ["Cables"]), "Data"]))
    job = make_job("Clerk", salaries=(make_salary(),))
    place(job, at(chart, "1.1"))
    positions.duplicate_chart(chart, "Draft", "draft")
    get_user_model().objects.create_user("robin", is_staff=True)
    admin_client.post("/admin/jobdescriptions/jobdescription/import/", {"files": SimpleUploadedFile("a.docx", docx())})
    refused = set()
    for kind, address, root in pages(admin_client):
        for form in root.forms:
            for text in ("", "x" * 400):
                if (sent := sent_from(form, text)) is None:
                    continue
                response = admin_client.post(urljoin(address, form.get("action") or ""), sent)
                if response.status_code == 200:
                    # Without an address of its own, a browser keeps the #part of the page's, and goes there instead.
                    assert form.get("action"), kind
                    check(kind, html.fromstring(response.content.decode()))
                    refused.add(kind)
                    break
                assert response.status_code == 302, kind
    assert refused >= EXPECTED, sorted(EXPECTED - refused)
    assert Placement.objects.filter(job_description=job).exists()

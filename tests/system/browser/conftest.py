"""The site with the reference content for tests with a browser, and pages as somebody who is signed in."""

import pytest

from tests.conftest import put_reference_content


@pytest.fixture
def site(reference_tables, live_server, settings):
    settings.ALLOWED_HOSTS = ["*"]
    put_reference_content()
    return live_server.url


def make_second_version(slug):
    """Publish another version with something of each kind that can change, and leave a draft that goes further."""
    from jobdescriptions.content import from_content, to_content, to_document
    from jobdescriptions.drafts import save
    from jobdescriptions.models import JobDescription
    from jobdescriptions.publishing import publish

    job = JobDescription.objects.get(slug=slug)
    content = to_content(to_document(job))
    _definition, second, third, fourth, *rest = content["sections"]
    third["body"] = third["body"].replace("network", "wireless network", 1)
    fourth["heading"] = "What this person does"
    added = {"kind": "", "heading": "Travel", "body": '<p>To <a href="https://example.org/">all schools</a>.</p>'}
    content["sections"] = [third, second, fourth, *rest[:-1], added]
    content |= {"work_year": "11 months", "also_called": [*content["also_called"][1:], "Wireless Specialist"]}
    content["salaries"][0]["remarks"] = "Range 51"
    publish(save(from_content(content), job))
    save(from_content(content | {"work_year": "10 months"}), JobDescription.objects.get(pk=job.pk))


def open_page(browser, width, **options):
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    return context.new_page()


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.fixture
def staff(browser, live_server, settings, admin_client):
    """Open pages as somebody who is signed in: ``staff(width)`` gives a page, whose errors are in ``page.said``."""
    settings.ALLOWED_HOSTS = ["*"]
    opened = []

    def open_signed_in(width=1280, **options):
        page = open_page(browser, width, **options)
        cookie = admin_client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url, "httpOnly": True}]
        )
        page.said = []
        page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        opened.append(page)
        return page

    yield open_signed_in
    for page in opened:
        page.context.close()

"""A real browser for tests: Debian's Chromium, driven by Playwright, and the site with the reference content."""

import os

import pytest

from tests.conftest import put_reference_content

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser(chromium):
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread; the tests' own use of the database from it is meant.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server, settings):
    settings.ALLOWED_HOSTS = ["*"]
    put_reference_content()
    return live_server.url


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

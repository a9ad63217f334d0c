"""Signing in in a real browser: with and without JavaScript, wide and narrow, and what axe-core and the policy say."""

import base64

import pytest

from tests.site.techsets.accounts.people import PASSWORD, code_of_key, make_person
from tests.system.browser.axe import COLORS, findings
from tests.system.browser.conftest import open_page, overflow

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(live_server, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECOND_FACTOR = "required"
    make_person("ann", superuser=True)
    return f"{live_server.url}/admin/"


def give_password(page):
    page.fill("#id_username", "ann")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def secret_of(page):
    return base64.b32decode(page.inner_text("#secret").replace(" ", "")).hex()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 320])
def test_a_new_person_sets_up_the_second_factor_and_signs_in_with_it(browser, address, width, scripts):
    page = open_page(browser, width, java_script_enabled=scripts)
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)

    def look():
        if scripts:
            assert overflow(page) <= 0, page.url

    page.goto(address)
    look()
    if scripts:
        page.fill("#id_password", "seen")
        page.get_by_role("button", name="Show the password").click()
        assert page.get_attribute("#id_password", "type") == "text"
        page.get_by_role("button", name="Hide the password").click()
        assert page.get_attribute("#id_password", "type") == "password"
    give_password(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Set up your second factor"
    if scripts:
        assert page.evaluate("document.querySelector('.staff-qr').naturalWidth") > 100
    look()
    page.get_by_label("Code from your authenticator app").fill(code_of_key(secret_of(page)))
    page.get_by_role("button", name="Confirm").click()
    codes = page.locator(".staff-codes code").all_inner_texts()
    assert len(codes) == 10
    assert page.get_by_role("button", name="Print this page").count() == (1 if scripts else 0)
    look()
    page.get_by_role("link", name="I have kept them, go on").click()
    assert page.url == address
    page.goto(f"{address}account/")
    look()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("link", name="Sign in again").click()
    give_password(page)
    look()
    page.get_by_role("link", name="Use a recovery code instead").click()
    page.get_by_label("One of your recovery codes").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.url == address
    assert faults == []


def test_axe_finds_nothing_on_the_pages_for_signing_in_and_the_account(browser, address):
    # Only so that axe can be put into the page; the pages bring no script of their own that is inline.
    page = open_page(browser, 320, color_scheme="light", bypass_csp=True)

    def look():
        # The frame around our pages is Django's own: what axe says of it is no finding about these pages.
        for scheme, rules in (("light", None), ("dark", COLORS)):
            page.emulate_media(color_scheme=scheme)
            assert findings(page, scheme, rules, context="#content-start") == [], page.url

    page.goto(address)
    look()
    page.fill("#id_username", "ann")
    page.fill("#id_password", "wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    look()
    give_password(page)
    look()
    page.fill("#id_code", code_of_key(secret_of(page)))
    page.get_by_role("button", name="Confirm").click()
    look()
    for own in ("account/", "account/recovery-codes/", "account/second-factor/replace/", "password_change/"):
        page.goto(address + own)
        look()
    page.get_by_role("button", name="Sign out", exact=True).click()
    look()
    page.goto(address)
    give_password(page)
    look()
    page.fill("#id_code", "1")
    page.get_by_role("button", name="Sign in", exact=True).click()
    look()

"""A session that is about to end, and text that was typed and not saved, in a real browser."""

import time

import pytest
from django.contrib.sessions.models import Session

from orgcharts.models import OrgChart
from techsets.accounts import sessions
from tests.factory import at, make_chart
from tests.system.browser.conftest import overflow
from tests.system.browser.sections import address, make_one, stored, text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def age(seen=0, since=0):
    """Let the one session have been used and begun so many seconds ago."""
    from importlib import import_module

    from django.conf import settings

    store = import_module(settings.SESSION_ENGINE).SessionStore(Session.objects.get().session_key)
    now = int(time.time())
    store[sessions.KEY] = store[sessions.KEY] | {"seen": now - seen, "since": now - max(seen, since)}
    store.save()


def noted():
    return Session.objects.get().get_decoded()[sessions.KEY]


@pytest.fixture
def page(live_server, staff):
    page = staff(320)
    page.clock.install()
    page.goto(address(live_server, make_one("<p>One.</p>")))
    return page


def test_before_a_session_ends_a_dialog_says_so_and_one_press_puts_it_off(page):
    age(seen=57 * 60)
    page.clock.fast_forward(58 * 60 * 1000)
    dialog = page.get_by_role("alertdialog", name="Are you still there?")
    dialog.wait_for()
    assert "You will be signed out in 3 minutes" in dialog.inner_text() and overflow(page) <= 0
    assert page.evaluate("document.activeElement.textContent") == "Stay signed in"
    assert time.time() - noted()["seen"] > 3000, "Asking how long it lasts is no use of it."
    with page.expect_response(lambda answer: "/account/session/" in answer.url and answer.request.method == "POST"):
        page.keyboard.press("Enter")
    assert time.time() - noted()["seen"] < 60
    dialog.wait_for(state="hidden")
    assert page.said == []


def test_typing_counts_as_doing_something(page):
    age(seen=30 * 60)
    page.clock.fast_forward(30 * 60 * 1000)
    with page.expect_response(lambda answer: "/account/session/" in answer.url and answer.request.method == "POST"):
        page.locator("#id_work_year").press_sequentially("1")
    assert time.time() - noted()["seen"] < 60


def test_the_end_that_cannot_be_put_off_is_told_as_such(page):
    age(seen=60, since=12 * 3600 - 200)
    page.clock.fast_forward(59 * 60 * 1000)
    dialog = page.get_by_role("alertdialog", name="Your session ends soon")
    dialog.wait_for()
    dialog.get_by_role("button", name="Go on").click()
    dialog.wait_for(state="hidden")


def test_what_was_typed_and_not_saved_is_offered_back_with_new_rows_and_gone_once_it_is_saved(live_server, staff):
    page = staff()
    page.goto(address(live_server, make_one("<p>One.</p>")))
    page.on("dialog", lambda dialog: dialog.accept())
    text_of(page)
    page.keyboard.press("Control+End")
    page.keyboard.type(" Two.")
    page.get_by_role("button", name="Add a section at the end").click()
    page.get_by_role("dialog").get_by_label("Or a heading of your own").fill("Travel")
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    page.wait_for_timeout(600)
    page.reload()
    assert "Two." not in page.locator("#id_sections-0-body").input_value()
    page.get_by_role("button", name="Put it back").click()
    page.get_by_text("This is what you had typed here before").wait_for()
    assert stored() == "<p>One.</p>"
    assert page.locator("#id_sections-0-body").input_value() == "<p>One. Two.</p>"
    page.locator("input[name=_continue]").click()
    page.locator("li.success").wait_for()
    assert stored() == "<p>One. Two.</p>"
    page.reload()
    assert page.get_by_role("button", name="Put it back").count() == 0
    assert page.evaluate("sessionStorage.length") == 0
    assert page.said == []


def test_what_is_thrown_away_and_what_stood_there_at_sign_out_is_gone(live_server, staff):
    chart = make_chart(("Head", ["Network"]))
    page = staff()
    page.on("dialog", lambda dialog: dialog.accept())
    form = f"{live_server.url}/admin/orgcharts/position/{at(OrgChart.objects.get(pk=chart.pk), '1.1').pk}/change/"
    for leave in ("throw", "sign out"):
        page.goto(form)
        page.get_by_label("Note", exact=True).fill("Typed.")
        page.wait_for_timeout(600)
        page.reload()
        page.get_by_text("you typed something here that was not saved").wait_for()
        if leave == "throw":
            page.get_by_role("button", name="Throw it away").click()
        else:
            page.get_by_role("button", name="Sign out").click()
            page.get_by_role("heading", name="You are signed out").wait_for()
        assert page.evaluate("sessionStorage.length") == 0


def test_passwords_are_never_kept_and_what_somebody_else_typed_goes_away(live_server, staff):
    page = staff()
    page.goto(f"{live_server.url}/admin/auth/user/add/")
    page.get_by_label("User name").fill("robin")
    page.locator("#id_password1").fill("correct horse battery staple")
    page.wait_for_timeout(600)
    assert page.evaluate("sessionStorage.length") == 0
    page.evaluate("sessionStorage.setItem('techsets-unsent:999:/x/#y', JSON.stringify({at: Date.now(), fields: []}))")
    page.reload()
    assert page.evaluate("sessionStorage.length") == 0

"""Staff reorganize a chart in a real browser: by mouse, by keyboard, without JavaScript; axe-core on each page."""

import errno
import re

import pytest

from orgcharts.changes import positions, replacement
from orgcharts.models import OrgChart, Position
from tests.factory import at, make_job, make_wide_chart
from tests.system.browser.axe import findings, findings_in_all_looks
from tests.system.browser.conftest import open_page, overflow

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


class Staff:
    """Somebody who is signed in, with a draft of the largest reference chart, and what the browser complained about."""

    def __init__(self, site, client):
        self.site, self.cookie = site, client.cookies["sessionid"].value
        public = OrgChart.objects.get(slug="established-district")
        self.chart = positions.duplicate_chart(public, "Next year", "next-year")
        self.tree = f"{site}/admin/orgcharts/orgchart/{self.chart.pk}/change/"
        self.said = []

    def open(self, browser, width=1280, **options):
        page = open_page(browser, width, **options)
        page.context.add_cookies([{"name": "sessionid", "value": self.cookie, "url": self.site}])
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page

    def numbers(self):
        return [str(one) for one in Position.objects.filter(chart=self.chart)]

    def step(self, number, what):
        return f"{self.site}/admin/orgcharts/orgchart/{self.chart.pk}/position/{at(self.chart, number).pk}/{what}/"


@pytest.fixture
def staff(admin_client, site):
    """Somebody who may do everything, as ``Staff``."""
    return Staff(site, admin_client)


def handle(page, name):
    return page.get_by_role("button", name=f"Move {name}", exact=True)


def box(page, title):
    return page.locator(".pos-box", has=page.get_by_role("link", name=title, exact=True))


def told(page, text):
    """Wait until the page says so; the buttons that undo and redo say much the same."""
    page.locator(".tree-said, .messagelist").get_by_text(text).wait_for()


#: Behind a title that was worked out: the sign, and the words for those who listen.
MARK = "* , name worked out"


def titles(page):
    return [" ".join(one.split()) for one in page.locator(".pos-title").all_inner_texts()]


def drag(page, name, over, part, *, drop=True):
    """Drag the handle of the position ``name`` with real mouse moves to ``part`` (0 to 1) of the height of a box."""
    handle(page, name).scroll_into_view_if_needed()
    start = handle(page, name).bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    for _ in range(3):  # The page may scroll under the pointer meanwhile.
        area = box(page, over).bounding_box()
        page.mouse.move(area["x"] + 60, area["y"] + area["height"] * part, steps=6)
    if drop:
        page.mouse.up()


def test_a_position_is_dragged_told_about_confirmed_and_the_numbers_are_new_at_once(browser, staff):
    page = staff.open(browser)
    page.goto(staff.tree)
    drag(page, "1.1.1.3 Computer Repair and Cabling", "Network and Telecommunications", 0.1)
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("heading").inner_text() == "Move 1.1.1.3 Computer Repair and Cabling?"
    dialog.get_by_text("1.1.1.1 Network and Telecommunications becomes 1.1.1.2").wait_for()
    dialog.get_by_text("3 index numbers change").wait_for()
    dialog.get_by_role("button", name="Move").click()
    told(page, "Moved “Computer Repair and Cabling” from 1.1.1.3 to 1.1.1.1.")
    assert page.url == staff.tree, "The page is the same."
    assert titles(page)[3:5] == [
        f"1.1.1.1 Computer Repair and Cabling {MARK}",
        f"1.1.1.2 Network and Telecommunications {MARK}",
    ]
    assert staff.numbers()[3] == "1.1.1.1 Computer Repair and Cabling"
    drag(page, "1.2 Director Instructional Technology", "User Support and Web Services", 0.5)
    dialog.get_by_text("moves from 1.2 to 1.1.2.1, below 1.1.2 User Support").wait_for()
    dialog.get_by_role("link", name="Cancel").click()
    assert staff.numbers()[-1] == "1.2 Director Instructional Technology"
    undo = page.get_by_role("button", name="Undo the change: Moved “Computer Repair and Cabling”")
    undo.click()
    told(page, "Undone: Moved “Computer Repair and Cabling”")
    assert titles(page)[3] == f"1.1.1.1 Network and Telecommunications {MARK}"
    assert staff.said == []
    page.context.close()


def test_taking_back_that_a_chart_went_public_says_above_the_tree_that_it_is_a_draft(browser, staff):
    replacement.publish_in_place(staff.chart, OrgChart.objects.get(slug="established-district"))
    page = staff.open(browser)
    page.goto(staff.tree)
    page.get_by_text("Public: the chart of").wait_for()
    page.get_by_role("button", name="Undo the change: Published the chart").click()
    page.locator(".tree-status").get_by_text("Draft: only staff see it, here.").wait_for()
    assert page.get_by_role("link", name="Publish in place of another chart").count() == 1
    assert staff.said == []
    page.context.close()


def test_a_drag_shows_where_the_drop_would_be_and_escape_cancels_it(browser, staff):
    page = staff.open(browser)
    page.goto(staff.tree)
    before = staff.numbers()
    drag(page, "1.1.1.2 Information Systems and Programming", "Director Instructional Technology", 0.9, drop=False)
    assert page.locator(".drop-mark").is_visible()
    status = page.get_by_role("status").filter(has_text="Information Systems and Programming, after 1.2 Director")
    assert status.is_visible()
    page.keyboard.press("Escape")
    told(page, "Cancelled. Nothing has changed.")
    assert page.locator(".drop-mark").count() == 0
    page.mouse.up()
    # Below itself and what stands below it there is no place.
    drag(page, "1.1.1 Information Systems and Network Services Manager", "Computer Repair and Cabling", 0.5)
    page.wait_for_timeout(300)
    assert page.locator("dialog[open]").count() == 0
    assert staff.numbers() == before
    page.context.close()


def test_a_position_is_dragged_by_finger(browser, staff):
    page = staff.open(browser, 412, has_touch=True, is_mobile=True)
    page.goto(staff.tree)
    one = handle(page, "1.1.1.2 Information Systems and Programming")
    one.scroll_into_view_if_needed()
    start, end = one.bounding_box(), box(page, "Network and Telecommunications").bounding_box()
    touch = page.context.new_cdp_session(page)

    def send(kind, x, y):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = start["x"] + 10, start["y"] + 10
    send("touchStart", x, y)
    goal = end["y"] + 6
    for at_step in range(1, 9):
        send("touchMove", x, y + (goal - y) * at_step / 8)
    send("touchEnd", x, goal)
    page.get_by_role("dialog").get_by_text("moves from 1.1.1.2 to 1.1.1.1, before 1.1.1.1").wait_for()
    page.context.close()


def test_a_position_is_moved_by_keyboard_and_everything_is_said(browser, staff):
    page = staff.open(browser)
    page.goto(staff.tree)
    status = page.locator(".tree-said [role=status]")
    handle(page, "1.1.1.3 Computer Repair and Cabling").focus()
    page.keyboard.press("Enter")
    assert status.inner_text().startswith("Picked up Computer Repair and Cabling.")
    said = []
    for key in ("ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        said.append(status.inner_text())
    name = "Computer Repair and Cabling, would be"
    assert said == [
        f"{name} 1.1.1.2, below Information Systems and Network Services Manager, "
        "before Information Systems and Programming.",
        f"{name} 1.1.2, below Assistant Superintendent / Director Information Systems, "
        "before User Support and Web Services.",
        f"{name} 1.1.3, below Assistant Superintendent / Director Information Systems, "
        "after User Support and Web Services.",
        f"{name} 1.1.2.1, below User Support and Web Services.",
        f"{name} 1.1.2, below Assistant Superintendent / Director Information Systems, "
        "before User Support and Web Services.",
    ]
    assert page.locator(".tree-mark").inner_text() == "1.1.2 here"
    page.keyboard.press("Space")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("moves from 1.1.1.3 to 1.1.2").wait_for()
    dialog.get_by_role("button", name="Move").press("Enter")
    told(page, "Moved “Computer Repair and Cabling” from 1.1.1.3 to 1.1.2.")
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == "Move 1.1.2 Computer Repair and Cabling"
    assert staff.numbers()[5:7] == ["1.1.2 Computer Repair and Cabling", "1.1.3 User Support and Web Services"]
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert status.inner_text() == "Cancelled. Nothing has changed."
    assert page.locator(".tree-mark").count() == 0
    assert staff.said == []
    page.context.close()


def test_adding_renaming_and_deleting_happen_in_the_page_by_dialogs(browser, staff):
    page = staff.open(browser)
    page.goto(staff.tree)
    dialog = page.get_by_role("dialog")
    page.get_by_role("link", name="Add below 1.2 Director").click()
    dialog.get_by_label("Title").fill(" ")
    dialog.get_by_role("button", name="Add the position").click()
    dialog.get_by_role("link", name="The title is missing").wait_for()
    dialog.get_by_label("Title").fill("Coach")
    dialog.get_by_role("button", name="Add the position").click()
    told(page, "Added “Coach” as 1.2.1.")
    page.get_by_role("link", name="More 1.2.1 Coach").click()
    dialog.get_by_role("link", name="Rename").click()
    dialog.get_by_label("Title").fill("Lead coach")
    dialog.get_by_role("button", name="Rename").click()
    told(page, "is called “Lead coach” now")
    page.get_by_role("link", name="More 1.2 Director").click()
    dialog.get_by_role("link", name="Delete").click()
    dialog.get_by_text("1 position stands directly below it").wait_for()
    dialog.get_by_role("link", name="1.2.1 Lead coach").click()
    dialog.get_by_role("link", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    told(page, "Deleted “Lead coach” (1.2.1).")
    assert page.url == staff.tree
    assert staff.numbers()[-1] == "1.2 Director Instructional Technology"
    assert staff.said == []
    page.context.close()


def test_move_up_and_down_need_no_dragging(browser, staff):
    page = staff.open(browser, 320)
    page.goto(staff.tree)
    page.get_by_role("link", name="More 1.1.1.2").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Move up").click()
    dialog.get_by_text("becomes 1.1.1.1").wait_for()
    dialog.get_by_role("button", name="Move", exact=True).click()
    told(page, "Moved “Information Systems and Programming” from 1.1.1.2 to 1.1.1.1.")
    page.get_by_role("button", name="Undo", exact=True).click()
    told(page, "Undone: Moved “Information Systems and Programming”")
    assert staff.numbers()[4] == "1.1.1.2 Information Systems and Programming"
    assert page.get_by_role("button", name="Undo", exact=True).count() == 0
    page.get_by_role("button", name="Redo the change: Moved").click()
    told(page, "Redone: Moved “Information Systems and Programming”")
    handle(page, "1.1.1.1 Information Systems and Programming").click()
    dialog.get_by_label("Below or beside which position").wait_for()  # A click opens the form.
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.context.close()


def test_who_is_outrun_is_told_how_it_would_be_now(browser, staff):
    page = staff.open(browser)
    page.goto(staff.tree)
    page.get_by_role("link", name="More 1.1.1.2").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Move up").click()
    dialog.get_by_role("button", name="Move", exact=True).wait_for()
    positions.add_beside(at(staff.chart, "1.1.1.1"), "Newcomer", before=True)
    dialog.get_by_role("button", name="Move", exact=True).click()
    dialog.get_by_text("Somebody else has changed this chart meanwhile. Nothing was moved.").wait_for()
    dialog.get_by_text("moves from 1.1.1.3 to 1.1.1.2").wait_for()
    dialog.get_by_role("button", name="Move", exact=True).click()
    told(page, "from 1.1.1.3 to 1.1.1.2.")
    page.context.close()


def test_who_is_signed_out_meanwhile_is_told_and_keeps_what_was_typed(browser, staff, admin_client):
    page = staff.open(browser)
    page.goto(staff.tree)
    page.get_by_role("link", name="Add below 1.2").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Coach")
    before = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    dialog.get_by_role("button", name="Add the position").click()
    alert = dialog.get_by_role("alert")
    alert.get_by_text("You have been signed out.").wait_for()
    assert "/login/?next=" in alert.get_by_role("link", name="Sign in").get_attribute("href")
    assert dialog.get_by_label("Title").input_value() == "Coach"
    # Signed in again, with another token against forgery than the one in the form.
    page.context.clear_cookies()
    page.context.add_cookies([one for one in before if one["name"] == "sessionid"])
    dialog.get_by_role("button", name="Add the position").click()
    told(page, "Added “Coach” as 1.2.1.")
    page.context.close()


def test_who_finds_the_disk_full_is_told_and_keeps_what_was_typed(browser, staff, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    page = staff.open(browser)
    page.goto(staff.tree)
    page.get_by_role("link", name="Add below 1.2").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Coach")
    with monkeypatch.context() as patches:
        patches.setattr(positions, "add_below", full)
        dialog.get_by_role("button", name="Add the position").click()
        dialog.get_by_role("alert").get_by_text("The disk of the site is full, so nothing can be saved").wait_for()
    assert dialog.get_by_label("Title").input_value() == "Coach"
    dialog.get_by_role("button", name="Add the position").click()
    told(page, "Added “Coach” as 1.2.1.")
    page.context.close()


def test_a_position_is_moved_and_added_without_javascript(browser, staff):
    page = staff.open(browser, java_script_enabled=False)
    page.goto(staff.tree)
    page.get_by_role("link", name="Move 1.1.1.3").click()
    page.get_by_label("Below or beside which position").select_option("1.2 Director Instructional Technology")
    page.get_by_label("Right before it").check()
    page.get_by_role("button", name="Go on").click()
    assert page.get_by_text("moves from 1.1.1.3 to 1.2, before 1.2 Director Instructional Technology").is_visible()
    assert page.get_by_text("1.2 Director Instructional Technology becomes 1.3").is_visible()
    page.get_by_role("button", name="Move").click()
    told(page, "Moved “Computer Repair and Cabling” from 1.1.1.3 to 1.2.")
    page.get_by_role("link", name="Add below 1.2 Computer").click()
    page.get_by_label("Title").fill("Cabling crew")
    page.get_by_role("button", name="Add the position").click()
    assert page.get_by_role("link", name="Cabling crew", exact=True).is_visible()
    page.get_by_role("button", name="Undo the change: Added").click()
    told(page, "Undone: Added “Cabling crew” as 1.2.1.")
    assert staff.numbers()[-2:] == ["1.2 Computer Repair and Cabling", "1.3 Director Instructional Technology"]
    page.context.close()


def test_job_descriptions_are_found_ordered_and_removed_in_the_form(browser, staff):
    page = staff.open(browser)
    position = at(staff.chart, "1.1.1.1")
    page.goto(f"{staff.site}/admin/orgcharts/position/{position.pk}/change/")
    page.get_by_role("button", name="Add a job description").click()
    page.keyboard.type("web master i")
    page.get_by_role("option", name=re.compile(r"Web Master II \(")).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    row = page.get_by_role("group", name="Job description 3")
    assert row.get_by_label("Title as listed").input_value() == "Web Master II"
    row.get_by_role("button", name="Up").click()
    page.get_by_role("group", name="Job description 1").get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Add a supervisor").click()
    page.keyboard.type("1.2 emerging district")
    page.locator("[role=option]:visible").first.click()
    page.get_by_role("button", name="Save", exact=True).click()
    told(page, "Saved “Network and Telecommunications”.")
    listed = list(position.placements.order_by("order").values_list("title", flat=True))
    assert listed == ["Web Master II", "Telecommunications Tech"]
    assert position.shared_lines.get().supervisor.chart.slug == "emerging-district"
    assert staff.said == []
    page.context.close()


def pages(staff):
    position = at(staff.chart, "1.1.1.1")
    chart = f"{staff.site}/admin/orgcharts/orgchart/"
    job = make_job("Another specialist")
    positions.edit(position, {"shared": [{"supervisor": None, "title": "Board", "covers": "money"}], "fte": "2"})
    return [
        staff.tree,
        f"{staff.tree}?find=network",
        chart,
        f"{chart}add/",
        *[f"{chart}{staff.chart.pk}/{name}/" for name in ("duplicate", "delete", "put-in-place", "preview")],
        *[staff.step("1.1.1.1", what) for what in ("more", "add", "rename", "move", "duplicate", "delete")],
        staff.step("1.1.1", "delete"),
        f"{staff.site}/admin/orgcharts/position/",
        f"{staff.site}/admin/orgcharts/position/{position.pk}/change/",
        f"{staff.site}/admin/orgcharts/position/placements/{position.placements.first().job_description_id}/",
        f"{staff.site}/admin/orgcharts/position/placements/{job.pk}/",
    ]


def test_all_pages_are_accessible_narrow_enough_and_keep_the_policy(browser, staff):
    addresses, found = pages(staff), []
    for width in (1280, 320):
        page = staff.open(browser, width)
        for address in addresses:
            page.goto(address)
            assert overflow(page) <= 0, f"{address} at {width}"
        page.context.close()
    assert staff.said == []
    # What axe needs to be put into the page; the policy was tried above.
    page = staff.open(browser, bypass_csp=True)
    for address in addresses:
        page.goto(address)
        # No finding is excused, not even in the parts that are Django's own.
        found += findings_in_all_looks(page)
    page.context.close()
    assert found == []


@pytest.mark.parametrize("width", [1280, 320])
def test_dialogs_lists_of_suggestions_and_errors_are_accessible_too(browser, staff, width):
    found = []
    page = staff.open(browser, width, bypass_csp=True)
    page.goto(staff.tree)
    dialog = page.get_by_role("dialog")
    page.get_by_role("link", name="More 1.1.1.2").click()
    dialog.get_by_role("link", name="Rename").wait_for()
    found += findings(page, "more")
    dialog.get_by_role("button", name="Move up").click()
    dialog.get_by_text("becomes 1.1.1.1").wait_for()
    found += findings(page, "confirmation")
    dialog.get_by_role("link", name="Cancel").click()
    page.get_by_role("link", name="Add below 1.2").click()
    dialog.get_by_role("button", name="Add the position").click()
    dialog.get_by_role("link", name="The title is missing").wait_for()
    found += findings(page, "error")
    page.keyboard.press("Escape")
    handle(page, "1.1.1.2 Information Systems and Programming").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    found += findings(page, "picked up")
    page.keyboard.press("Escape")
    page.goto(f"{staff.site}/admin/orgcharts/position/{at(staff.chart, '1.1.1.1').pk}/change/")
    page.get_by_role("button", name="Add a job description").click()
    page.keyboard.type("network")
    page.locator("[role=option]:visible").first.wait_for()
    page.keyboard.press("ArrowDown")
    found += findings(page, "suggestions")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Nothing is saved yet").wait_for()
    found += findings(page, "several match")
    assert overflow(page) <= 0
    page.context.close()
    assert found == []


def test_what_can_be_pressed_is_at_least_24_pixels(browser, staff):
    page = staff.open(browser, 320)
    page.goto(staff.tree)
    small = page.evaluate(
        """[...document.querySelectorAll(".tree-page :is(a, button, summary, input:not([type=hidden]))")]
        .filter((one) => one.checkVisibility() && !one.closest(".tree-status > p, .tree-size"))
        .map((one) => [one.textContent, one.getBoundingClientRect().width, one.getBoundingClientRect().height])
        .filter(([, width, height]) => width < 24 || height < 24)"""
    )
    assert small == []
    page.context.close()


def test_a_tree_of_two_hundred_positions_is_folded_found_in_and_stays_open_where_it_was(browser, staff):
    large = make_wide_chart(200, slug="large-district", name="Large", maturity="emerging", level="other")
    OrgChart.objects.filter(pk=large.pk).update(support_model=None)
    page = staff.open(browser, 320)
    page.goto(f"{staff.site}/admin/orgcharts/orgchart/{large.pk}/change/")
    assert page.locator(".pos-title:visible").count() < 40
    page.get_by_role("searchbox").fill("position 199")
    assert page.get_by_text("1 of 200 positions match.").is_visible()
    assert page.locator(".pos-title:visible").count() <= 6
    number = page.locator(".pos-hit .pos-number").inner_text()
    page.get_by_role("link", name=f"More {number} ").click()
    page.get_by_role("dialog").get_by_role("link", name="Rename").click()
    page.get_by_role("dialog").get_by_label("Title").fill("Position 199 renamed")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    told(page, "is called “Position 199 renamed” now")
    assert page.locator(".pos-title:visible").count() <= 6
    page.get_by_role("searchbox").fill("")
    assert page.get_by_role("link", name="Position 199 renamed", exact=True).is_visible(), "Its branch stays open."
    assert staff.said == []
    page.context.close()

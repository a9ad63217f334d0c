"""The tree of a chart in the admin: each thing that can be done to it, by whom, and what is said."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from lxml import html

from orgcharts.changes import positions
from orgcharts.models import OrgChart, Placement, Position
from tests.factory import at, make_chart, make_job, make_wide_chart, place, share
from tests.pages import form_values, page, words, words_of

pytestmark = pytest.mark.django_db

DISTRICT = ("Superintendent", [("Network", ["Cabling", "Wireless"]), "Help desk", ("Support", ["Field"])])
EDITING = ("view_orgchart", "change_orgchart", "add_position", "change_position", "delete_position")
EVERYTHING = (*EDITING, "add_orgchart", "delete_orgchart", "publish_orgchart")


def sign_in(client, *names):
    """Sign a member of staff in who has these permissions on charts and positions."""
    user = User.objects.create_user(f"staff-{User.objects.count()}", password="a long one", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="orgcharts", codename__in=names))
    client.force_login(user)
    return user


@pytest.fixture
def chart(db):
    """A draft: staff may change it without publishing."""
    return positions.duplicate_chart(make_chart(DISTRICT), "Draft", "draft")


@pytest.fixture
def editor(client):
    sign_in(client, *EDITING)
    return client


def tree(chart):
    return [str(one) for one in Position.objects.filter(chart=chart)]


def address(chart, position=None, what=""):
    start = f"/admin/orgcharts/orgchart/{chart.pk}/"
    return f"{start}position/{position.pk}/{what}/" if position else f"{start}change/"


def fields(response):
    """Return what the browser would send from the form of a step."""
    form = html.fromstring(response.content.decode()).xpath('//div[contains(@class, "step")]//form')[0]
    return {name: "" if value is None else value for name, value in form.form_values()}


def errors(response):
    return " ".join(
        words(one) for one in html.fromstring(response.content.decode()).xpath('//*[contains(@class, "error")]')
    )


def said(response):
    return " ".join(
        words(one) for one in html.fromstring(response.content.decode()).xpath('//ul[@class="messagelist"]/li')
    )


# The tree


def test_the_page_of_a_chart_is_its_tree_with_everything_said_at_each_position(editor, chart):
    place(make_job("Network Specialist", published=False), at(chart, "1.1"))
    share(at(chart, "1.2"), "Principal", at(OrgChart.objects.get(slug="emerging-district"), "1"))
    positions.edit(at(chart, "1.3"), {"fte": "2.5", "is_derived": True})
    root = page(editor, address(chart))
    items = root.xpath('//li[@class="pos"]')
    titles = [words(one.xpath('.//p[@class="pos-title"]')[0]) for one in items]
    assert titles == [
        "1 Superintendent",
        "1.1 Network",
        "1.1.1 Cabling",
        "1.1.2 Wireless",
        "1.2 Help desk",
        "1.3 Support *, name worked out",
        "1.3.1 Field",
    ]
    assert "Network Specialist (draft, not public)" in words(items[1])
    assert "shared with Principal (1 in Emerging district)" in words(items[4])
    assert "2.5 full-time equivalents" in words(items[5])
    assert "name was worked out" in words(root)
    assert [words(one) for one in items[2].xpath('.//p[@class="pos-actions"]/a')] == [
        "Move 1.1.1 Cabling",
        "Add below 1.1.1 Cabling",
        "More… 1.1.1 Cabling",
    ]
    assert "Draft: only staff see it" in words(root)


def test_the_tree_of_a_public_chart_says_so_and_offers_nothing_to_who_may_not_publish(editor):
    public = make_chart(DISTRICT)
    root = page(editor, address(public))
    assert "Public: the chart of Emerging district" in words(root)
    assert "those who may publish" in words(root)
    assert root.xpath('//p[@class="pos-actions"]') == []
    assert root.xpath('//form[@id="orgchart_form"]') == []


def test_who_may_only_look_sees_the_tree_and_no_way_to_change_it(client, chart):
    sign_in(client, "view_orgchart")
    root = page(client, address(chart))
    assert len(root.xpath('//li[@class="pos"]')) == 7
    assert root.xpath('//div[@class="tree-page"]//form[@method="post"]') == []
    assert root.xpath('//p[@class="pos-actions"]') == []


def test_a_larger_tree_is_read_with_the_same_few_queries(editor, django_assert_max_num_queries):
    small, large = make_wide_chart(5), make_wide_chart(200, slug="established-district")
    for one in (small, large):
        OrgChart.objects.filter(pk=one.pk).update(support_model=None)
        with django_assert_max_num_queries(16):
            assert editor.get(address(one)).status_code == 200
    assert editor.get(address(large)).content.decode().count('class="pos"') == 200


def test_a_position_is_found_in_a_large_tree_without_javascript(editor):
    large = make_wide_chart(200)
    root = page(editor, address(large) + "?find=position+199")
    shown = [words(one) for one in root.xpath('//p[@class="pos-title"]')]
    assert shown[-1].endswith("Position 199") and len(shown) <= 6
    assert "1 of 200 positions match" in words(root)
    assert "No position matches" in words(page(editor, address(large) + "?find=zzz"))


# Single steps


@pytest.mark.parametrize(
    ("where", "expected"),
    [("below", "1.1.3 New one"), ("before", "1.1 New one"), ("after", "1.2 New one")],
)
def test_a_position_is_added_below_before_and_after(editor, chart, where, expected):
    start = address(chart, at(chart, "1.1"), "add")
    values = fields(editor.get(f"{start}?where={where}"))
    assert values["where"] == where
    response = editor.post(start, values | {"title": " New one "}, follow=True)
    assert expected in tree(chart)
    assert f"Added “New one” as {expected.split()[0]}." in said(response)


def test_a_position_is_renamed(editor, chart):
    start = address(chart, at(chart, "1.2"), "rename")
    response = editor.post(start, fields(editor.get(start)) | {"title": "Service desk"}, follow=True)
    assert "1.2 Service desk" in tree(chart)
    assert "is called “Service desk” now" in said(response)


def test_renaming_what_somebody_has_edited_meanwhile_says_how_it_is_called_now(editor, chart):
    start = address(chart, at(chart, "1.2"), "rename")
    values = fields(editor.get(start)) | {"title": "Mine"}
    positions.rename(at(chart, "1.2"), "Theirs")
    response = editor.post(start, values)
    assert "Somebody else has edited" in errors(response) and "It is called “Theirs” now" in errors(response)
    assert "1.2 Theirs" in tree(chart)
    assert editor.post(start, fields(response)).status_code == 302
    assert "1.2 Mine" in tree(chart)


def test_a_move_is_told_beforehand_and_done_when_confirmed(editor, chart):
    start = address(chart, at(chart, "1.1"), "move")
    form = fields(editor.get(start))
    told = editor.post(start, form | {"how": "after", "target": str(at(chart, "1.2").pk)})
    text = words_of(told)
    assert "“Network” moves from 1.1 to 1.2, after 1.2 Help desk." in text
    assert "4 index numbers change:" in text
    for line in ("1.1 Network becomes 1.2", "1.1.1 Cabling becomes 1.2.1", "1.2 Help desk becomes 1.1"):
        assert line in text
    assert "The public sees this chart" not in text
    assert tree(chart)[1] == "1.1 Network"
    response = editor.post(start, fields(told), follow=True)
    assert "Moved “Network” from 1.1 to 1.2." in said(response)
    assert tree(chart)[:3] == ["1 Superintendent", "1.1 Help desk", "1.2 Network"]


def test_a_move_in_a_public_chart_says_that_it_is_seen_at_once(admin_client):
    public = make_chart(DISTRICT)
    start = address(public, at(public, "1.2"), "move")
    told = admin_client.post(start, {"how": "below", "target": str(at(public, "1.3").pk)})
    assert "The public sees this chart. The change is seen at once" in words_of(told)


def test_only_the_first_twenty_changed_numbers_are_listed_and_the_rest_is_counted(editor):
    public = make_chart(("Head", [f"Unit {number}" for number in range(1, 31)]))
    OrgChart.objects.filter(pk=public.pk).update(support_model=None)
    start = address(public, at(public, "1.30"), "move")
    told = editor.post(start, {"how": "before", "target": str(at(public, "1.1").pk)})
    assert len(html.fromstring(told.content.decode()).xpath('//ul[@class="renumbered"]/li')) == 21
    assert "30 index numbers change:" in words_of(told) and "and 10 more" in words_of(told)


def test_a_confirmation_that_somebody_has_outrun_is_told_anew_and_nothing_is_moved(editor, chart):
    start = address(chart, at(chart, "1.1"), "move")
    told = editor.post(start, {"how": "after", "target": str(at(chart, "1.2").pk)})
    positions.add_beside(at(chart, "1.1"), "Newcomer", before=True)
    before = tree(chart)
    again = editor.post(start, fields(told))
    assert again.status_code == 200
    assert "Somebody else has changed this chart meanwhile. Nothing was moved." in errors(again)
    assert "“Network” moves from 1.2 to 1.3" in words_of(again)
    assert tree(chart) == before
    assert editor.post(start, fields(again)).status_code == 302
    assert tree(chart)[-5:-2] == ["1.3 Network", "1.3.1 Cabling", "1.3.2 Wireless"]
    assert tree(chart)[2] == "1.2 Help desk"


def test_a_confirmation_without_a_revision_is_no_confirmation(editor, chart):
    before = tree(chart)
    move = {"how": "below", "target": str(at(chart, "1.3").pk), "confirm": "yes"}
    for revision in ("", "x", "٣", "9" * 30):
        response = editor.post(address(chart, at(chart, "1.1"), "move"), move | {"revision": revision})
        assert "moves from 1.1" in words_of(response)
        response = editor.post(address(chart, at(chart, "1.2"), "delete"), {"confirm": "yes", "revision": revision})
        assert "will be deleted" in words_of(response)
    assert tree(chart) == before


@pytest.mark.parametrize(("direction", "number", "expected"), [("up", "1.2", "1.1"), ("down", "1.1", "1.2")])
def test_move_up_and_move_down_are_told_and_confirmed_too(editor, chart, direction, number, expected):
    position = at(chart, number)
    start = address(chart, position, "move")
    told = editor.post(start, {"direction": direction})
    assert f"moves from {number} to {expected}" in words_of(told)
    editor.post(start, fields(told))
    assert Position.objects.get(pk=position.pk).index_number == expected


def test_the_first_does_not_move_up_and_the_head_does_not_move_at_all(editor, chart):
    response = editor.post(address(chart, at(chart, "1.1"), "move"), {"direction": "up"}, follow=True)
    assert "cannot go further that way" in said(response)
    response = editor.get(address(chart, at(chart, "1"), "move"), follow=True)
    assert "is the head of its chart and cannot be moved" in said(response)


def test_a_move_below_itself_is_refused_with_a_sentence(editor, chart):
    before = tree(chart)
    start = address(chart, at(chart, "1.1"), "move")
    offered = html.fromstring(editor.get(start).content.decode()).xpath('//select[@name="target"]/option/text()')
    assert offered == ["1 Superintendent", "1.2 Help desk", "1.3 Support", "1.3.1 Field"]
    response = editor.post(start, {"how": "below", "target": str(at(chart, "1.1.1").pk)})
    assert "cannot be moved below itself" in errors(response)
    response = editor.post(start, {"how": "before", "target": str(at(chart, "1").pk)})
    assert "Nothing stands beside the head" in errors(response)
    assert tree(chart) == before


def test_a_move_to_where_it_stands_already_changes_nothing_and_says_so(editor, chart):
    revision = chart.revision
    move = {"how": "after", "target": str(at(chart, "1.1").pk)}
    response = editor.post(address(chart, at(chart, "1.2"), "move"), move, follow=True)
    assert "stands there already" in said(response)
    assert OrgChart.objects.get(pk=chart.pk).revision == revision


@pytest.mark.parametrize("target", ["", "x", "-1", "999999", "9" * 40, "1.5"])
def test_a_target_that_is_none_is_refused_with_a_sentence(editor, chart, target):
    before = tree(chart)
    response = editor.post(address(chart, at(chart, "1.1"), "move"), {"how": "below", "target": target})
    assert response.status_code == 200
    assert errors(response)
    assert tree(chart) == before


def test_a_target_in_another_chart_is_refused(editor, chart):
    public = OrgChart.objects.get(slug="emerging-district")
    before = tree(chart), tree(public)
    for what, values in {"move": {"how": "below", "target": ""}, "duplicate": {"below": ""}}.items():
        sent = {name: value or str(at(public, "1.2").pk) for name, value in values.items()}
        response = editor.post(address(chart, at(chart, "1.1"), what), sent | {"confirm": "yes", "revision": "0"})
        assert "not in this chart" in errors(response)
    assert (tree(chart), tree(public)) == before


@pytest.mark.parametrize("what", ["more", "add", "rename", "move", "duplicate", "delete"])
def test_a_position_of_another_chart_cannot_be_reached_through_this_one(editor, chart, what):
    public = OrgChart.objects.get(slug="emerging-district")
    before = tree(chart), tree(public)
    foreign = address(chart, at(public, "1.2"), what)
    for response in (
        editor.get(foreign, follow=True),
        editor.post(foreign, {"title": "X", "confirm": "yes", "revision": "0", "direction": "up"}, follow=True),
    ):
        assert "This position is not in this chart." in said(response)
    assert (tree(chart), tree(public)) == before


def test_a_title_that_is_missing_or_too_long_is_said_and_what_was_typed_stays(editor, chart):
    for what in ("add", "rename"):
        start = address(chart, at(chart, "1.2"), what)
        values = fields(editor.get(start))
        assert "The title is missing" in errors(editor.post(start, values | {"title": "  "}))
        response = editor.post(start, values | {"title": "x" * 5000})
        assert "at most 150 characters" in errors(response)
        assert fields(response)["title"] == "x" * 5000
    assert "at most 150 characters" in errors(editor.post(start, {"title": "x" * 151}))
    assert len(tree(chart)) == 7


def test_a_branch_is_duplicated(editor, chart):
    place(make_job("Network Specialist"), at(chart, "1.1"))
    start = address(chart, at(chart, "1.1"), "duplicate")
    response = editor.get(start)
    assert "with the 2 positions below it" in words_of(response)
    response = editor.post(start, fields(response) | {"below": str(at(chart, "1.3").pk)}, follow=True)
    assert "Copied “Network” with the 2 positions below it to 1.3.2." in said(response)
    assert tree(chart)[-3:] == ["1.3.2 Network", "1.3.2.1 Cabling", "1.3.2.2 Wireless"]
    assert at(chart, "1.3.2").placements.count() == 1


def test_a_deletion_names_what_goes_and_what_changes_and_is_done_when_confirmed(editor, chart):
    sign_in(editor, *EVERYTHING)  # A dotted line of a public chart changes with it.
    public = OrgChart.objects.get(slug="emerging-district")
    positions.edit(at(chart, "1.2"), {"note": "Open from 7 to 5."})
    place(make_job("Support Tech"), at(chart, "1.2"), "Technician")
    share(at(public, "1.1"), "Desk", at(chart, "1.2"))
    start = address(chart, at(chart, "1.2"), "delete")
    told = editor.get(start)
    text = words_of(told)
    assert "its note: “Open from 7 to 5.”" in text
    assert "the listing of the job description “Technician” here" in text
    assert "from 1.1 Network in Emerging district" in text
    assert "1.3 Support becomes 1.2" in text and "1.3.1 Field becomes 1.2.1" in text
    response = editor.post(start, fields(told), follow=True)
    assert "Deleted “Help desk” (1.2)." in said(response)
    assert tree(chart)[-2:] == ["1.2 Support", "1.2.1 Field"]
    assert Position.objects.find_problems() == ([], [], [], [], [])


def test_deleting_a_position_with_others_below_is_refused_with_what_to_do(editor, chart):
    before = tree(chart)
    start = address(chart, at(chart, "1.1"), "delete")
    response = editor.get(start)
    text = words_of(response)
    assert "2 positions stand directly below it. Move or delete what stands below it first" in text
    assert "1.1.1 Cabling" in text and "1.1.2 Wireless" in text
    chart.refresh_from_db()
    response = editor.post(start, {"confirm": "yes", "revision": chart.revision}, follow=True)
    assert "cannot be deleted because 2 positions stand directly below it" in said(response)
    assert tree(chart) == before


def test_a_deletion_that_somebody_has_outrun_is_told_anew(editor, chart):
    start = address(chart, at(chart, "1.2"), "delete")
    values = fields(editor.get(start))
    positions.add_below(at(chart, "1.2"), "Clerk")
    before = tree(chart)
    response = editor.post(start, values)
    assert "Nothing was deleted" in errors(response) and "1 position stands directly below it" in words_of(response)
    assert tree(chart) == before


def test_the_last_change_is_told_with_a_button_that_takes_it_back(editor, chart):
    start = address(chart, at(chart, "1.1"), "move")
    editor.post(start, fields(editor.post(start, {"how": "after", "target": str(at(chart, "1.2").pk)})))
    form = page(editor, address(chart)).xpath('//div[@class="undo"]/form')[0]
    assert "Undo the change: Moved “Network” from 1.1 to 1.2." in words(form)
    assert re.search(r"\(by staff-\d+, (now|[^)]+ ago)\)", words(form))
    response = editor.post(form.get("action"), dict(form.form_values()), follow=True)
    assert tree(chart)[1] == "1.1 Network"
    assert response.redirect_chain[-1][0] == address(chart)
    assert "Redo the change: Moved “Network” from 1.1 to 1.2." in words_of(response)


# Permissions


STEPS = [
    ("add", "add_position", {"title": "X", "where": "below"}),
    ("rename", "change_position", {"title": "X", "revision": "0"}),
    ("move", "change_position", {"how": "below", "target": "HEAD", "confirm": "yes", "revision": "REVISION"}),
    ("duplicate", "add_position", {"below": "HEAD"}),
    ("delete", "delete_position", {"confirm": "yes", "revision": "REVISION"}),
]


@pytest.mark.parametrize(("what", "needed", "values"), STEPS)
def test_each_step_needs_its_permission_and_on_a_public_chart_the_right_to_publish(client, chart, what, needed, values):
    public = OrgChart.objects.get(slug="emerging-district")
    for one, names, allowed in [
        (chart, [name for name in EVERYTHING if name != needed], False),
        (chart, [name for name in EVERYTHING if name != "change_orgchart"], False),
        (chart, ["view_orgchart"], False),
        (chart, [], False),
        (public, EDITING, False),
        (chart, EDITING, True),
        (public, EVERYTHING, True),
    ]:
        sign_in(client, *names)
        number = "1.3.1" if what == "move" else "1.2"
        before, start = tree(one), address(one, at(one, number), what)
        one.refresh_from_db()
        sent = {
            name: value.replace("HEAD", str(at(one, "1").pk)).replace("REVISION", str(one.revision))
            for name, value in values.items()
        }
        assert client.get(start).status_code == (200 if allowed else 403), names
        assert client.post(start, sent).status_code == (302 if allowed else 403), names
        assert (tree(one) != before) is allowed, names


def test_the_right_to_change_is_checked_again_under_the_lock_of_the_chart(editor, chart, monkeypatch):
    """An editor begins while it is a draft; before the step is done, somebody publishes it."""
    from orgcharts.admin import tree as tree_admin
    from orgcharts.changes.replacement import publish_in_place

    public, position, before = OrgChart.objects.get(slug="emerging-district"), at(chart, "1.2"), tree(chart)
    checked = tree_admin.locked_for_change

    def late(*args):
        publish_in_place(OrgChart.objects.get(pk=chart.pk), public)
        return checked(*args)

    monkeypatch.setattr(tree_admin, "locked_for_change", late)
    assert editor.post(address(chart, position, "add"), {"title": "X", "where": "below"}).status_code == 403
    assert tree(chart) == before


def test_who_is_signed_out_is_led_to_sign_in_and_changes_nothing(client, chart):
    before = tree(chart)
    for what, _, values in STEPS:
        response = client.post(address(chart, at(chart, "1.2"), what), values)
        assert response.status_code == 302 and "/admin/login/" in response.url
    assert tree(chart) == before


def test_a_step_without_the_token_against_forgery_is_refused(chart):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    sign_in(client, *EVERYTHING)
    assert client.post(address(chart, at(chart, "1.2"), "add"), {"title": "X", "where": "below"}).status_code == 403
    assert len(tree(chart)) == 7


@pytest.mark.parametrize("path", ["position/move/", "position/1/move/", "position/children/", "orgchart/move/"])
def test_the_routes_of_treebeards_own_admin_do_not_exist(admin_client, path):
    public = make_chart(DISTRICT)
    before = tree(public)
    sent = {
        "node_id": at(public, "1.2").pk,
        "sibling_id": at(public, "1.1").pk,
        "parent_id": at(public, "1").pk,
        "as_child": "1",
    }
    for response in (admin_client.get(f"/admin/orgcharts/{path}"), admin_client.post(f"/admin/orgcharts/{path}", sent)):
        assert response.status_code in {302, 404}
    assert tree(public) == before


# The script's protocol


def test_the_script_gets_the_same_pages_without_the_frame(editor, chart):
    bare = {"headers": {"X-Requested-With": "fetch"}}
    start = address(chart, at(chart, "1.2"), "add")
    response = editor.get(start, **bare)
    assert b"user-tools" not in response.content and b'class="step"' in response.content
    response = editor.post(start, fields(response) | {"title": "New"}, follow=True, **bare)
    root = html.fromstring(response.content.decode())
    assert b"user-tools" not in response.content
    assert "Added “New” as 1.2.1." in said(response)
    assert root.get_element_by_id("chart-editor").get("data-at") == str(at(chart, "1.2.1").pk)


# Whole charts


def test_a_chart_is_added_with_its_head_and_is_a_draft(client):
    sign_in(client, *EVERYTHING)
    start = "/admin/orgcharts/orgchart/add/"
    values = fields(client.get(start)) | {"title": "Lincoln High", "head": "Principal"}
    response = client.post(start, values, follow=True)
    chart = OrgChart.objects.get(slug="lincoln-high")
    assert (tree(chart), chart.is_public) == (["1 Principal"], False)
    assert "as a draft" in said(response)
    response = client.post(start, values)
    assert "is taken by another chart" in errors(response)
    response = client.post(start, values | {"slug": "No Good!"})
    assert "cannot be the address of a chart" in errors(response)
    assert OrgChart.objects.count() == 1


def test_the_texts_of_a_chart_are_saved_and_outrun_texts_come_back_with_both_versions(editor, chart):
    values = form_values(editor.get(address(chart)), "orgchart_form") | {"title": "Mine", "note": "A\r\nB"}
    assert editor.post(address(chart), values).status_code == 302
    chart.refresh_from_db()
    assert (chart.title, chart.note) == ("Mine", "A\nB")
    response = editor.post(address(chart), values | {"title": "Mine again"})
    assert "Somebody else has saved this" in errors(response)
    assert "Mine again" in words_of(response)
    chart.refresh_from_db()
    assert chart.title == "Mine"
    again = form_values(response, "orgchart_form")
    assert again["title"] == "Mine again"
    assert editor.post(address(chart), again).status_code == 302
    chart.refresh_from_db()
    assert chart.title == "Mine again"


def test_a_chart_form_with_bad_values_is_given_back(editor, chart):
    values = form_values(editor.get(address(chart)), "orgchart_form")
    bad = {"title": ("", "x" * 101), "slug": ("", "a b", "emerging-district"), "order": ("", "x", "-1", "99999")}
    for name, attempts in bad.items():
        for attempt in attempts:
            assert errors(editor.post(address(chart), values | {name: attempt})), (name, attempt)
    assert OrgChart.objects.get(pk=chart.pk).slug == "draft"


def test_the_texts_of_a_public_chart_need_the_right_to_publish(editor):
    public = make_chart(DISTRICT)
    values = {"title": "X", "slug": public.slug, "order": "1", "note": "", "revision": public.revision}
    assert editor.post(address(public), values).status_code == 403
    assert OrgChart.objects.get(pk=public.pk).title != "X"


def test_a_chart_is_duplicated_as_a_draft(client):
    public = make_chart(DISTRICT)
    sign_in(client, *EVERYTHING)
    start = f"/admin/orgcharts/orgchart/{public.pk}/duplicate/"
    response = client.post(start, fields(client.get(start)) | {"title": "Next year", "slug": ""}, follow=True)
    copy = OrgChart.objects.get(slug="next-year")
    assert tree(copy) == tree(public) and not copy.is_public
    assert "It is a draft" in said(response)
    sign_in(client, *EDITING)
    assert client.post(start, {"title": "Another", "slug": ""}).status_code == 403
    assert OrgChart.objects.count() == 2


def test_a_draft_is_deleted_and_a_public_chart_is_not(client, chart):
    sign_in(client, *EVERYTHING)
    public = OrgChart.objects.get(slug="emerging-district")
    start = f"/admin/orgcharts/orgchart/{public.pk}/delete/"
    assert "publish it in place of this one" in words_of(client.get(start))
    client.post(start, {"post": "yes"})
    assert OrgChart.objects.filter(pk=public.pk).exists()
    start = f"/admin/orgcharts/orgchart/{chart.pk}/delete/"
    assert "all of its 7 positions" in words_of(client.get(start))
    response = client.post(start, follow=True)
    assert "Deleted the chart “Draft”." in said(response)
    assert not OrgChart.objects.filter(pk=chart.pk).exists() and len(tree(public)) == 7


def test_a_chart_is_not_deleted_without_the_permission_nor_from_the_list(client, chart):
    sign_in(client, *EDITING)
    assert client.post(f"/admin/orgcharts/orgchart/{chart.pk}/delete/").status_code == 403
    sign_in(client, *EVERYTHING)
    sent = {"action": "delete_selected", "_selected_action": [chart.pk], "post": "yes"}
    client.post("/admin/orgcharts/orgchart/", sent)
    assert OrgChart.objects.filter(pk=chart.pk).exists()


def test_a_draft_is_put_before_the_public_by_who_may_publish(client, chart):
    public = OrgChart.objects.get(slug="emerging-district")
    positions.rename(at(chart, "1.2"), "Service desk")
    start = f"/admin/orgcharts/orgchart/{chart.pk}/put-in-place/"
    sign_in(client, *EDITING)
    assert client.get(start).status_code == client.post(start, {"of": public.pk}).status_code == 403
    sign_in(client, *EVERYTHING)
    response = client.get(start)
    assert "the old chart becomes a draft" in words_of(response)
    assert "Choose another one" in errors(client.post(start, {"of": chart.pk}))
    assert errors(client.post(start, {"of": "x"})) and errors(client.post(start, {}))
    chosen = page(client, start).xpath('//select[@name="of"]/option[@selected]/@value')
    assert chosen == [str(public.pk)]  # It was copied from that chart.
    shown = client.post(start, {"of": public.pk})
    assert "1.2 Help desk is called “Service desk”" in words_of(shown)
    assert "was not made from the chart of" not in words_of(shown)
    public.refresh_from_db()
    assert public.is_public  # Nothing is done before it is confirmed.
    response = client.post(start, fields(shown) | {"of": public.pk}, follow=True)
    assert "The public sees “Draft” now" in said(response)
    assert "Service desk" in words_of(client.get("/charts/emerging-district/"))
    public.refresh_from_db()
    assert not public.is_public


def test_a_draft_is_previewed_as_the_public_would_see_it_but_only_by_staff(client, chart):
    place(make_job("Network Specialist"), at(chart, "1.1"))
    place(make_job("Secret Draft", published=False), at(chart, "1.1"))
    start = f"/admin/orgcharts/orgchart/{chart.pk}/preview/"
    assert client.get(start).status_code == 302
    sign_in(client, "view_orgchart")
    text = words_of(client.get(start))
    assert "Only staff see this." in text and "1.1 Network" in text and "Network Specialist" in text
    assert "Secret Draft" not in text
    position = at(chart, "1.1")
    assert client.get(f"{start}1.1/").url == f"/admin/orgcharts/position/{position.pk}/change/"
    assert client.get(f"{start}1.9/").status_code == 404


def test_the_list_tells_status_size_and_last_change_of_each_chart(editor, chart):
    positions.rename(at(chart, "1.2"), "Service desk")
    rows = page(editor, "/admin/orgcharts/orgchart/").xpath('//table[@id="result_list"]/tbody/tr')
    cells = [[words(cell) for cell in row.xpath("./th|./td")] for row in rows]
    assert [row[:3] for row in cells] == [
        ["Emerging district", "Public: Emerging district", "7"],
        ["Draft", "Draft: only staff see it", "7"],
    ]
    assert cells[1][3] not in {"", "-"}


def test_the_list_of_charts_takes_as_many_queries_for_two_as_for_four(editor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_chart(DISTRICT)
    with CaptureQueriesContext(
        connection,
    ) as first:
        editor.get("/admin/orgcharts/orgchart/")
    for slug in ("a", "b"):
        positions.create_chart(slug.upper(), slug, "Head")
    with django_assert_num_queries(len(first)):
        editor.get("/admin/orgcharts/orgchart/")


def test_a_chart_without_positions_gets_a_head(client):
    empty = OrgChart.objects.create(title="Empty", slug="empty")
    sign_in(client, *EVERYTHING)
    assert "no positions yet" in words_of(client.get(address(empty)))
    start = f"/admin/orgcharts/orgchart/{empty.pk}/head/"
    assert "The title is missing" in words_of(client.post(start, {"title": " "}))
    client.post(start, {"title": "Principal"})
    assert tree(empty) == ["1 Principal"]
    assert "has a head" in said(client.post(start, {"title": "Second"}, follow=True))
    sign_in(client, "view_orgchart", "change_orgchart")
    assert client.post(start, {"title": "Second"}).status_code == 403


@pytest.mark.parametrize("path", ["999999/change/", "x/change/", "9" * 30 + "/change/", "999999/duplicate/"])
def test_a_chart_that_is_not_there_is_no_server_error(admin_client, path):
    assert admin_client.get(f"/admin/orgcharts/orgchart/{path}").status_code in {302, 404}


def test_placements_are_kept_when_a_position_moves(editor, chart):
    placement = place(make_job("Network Specialist"), at(chart, "1.1"))
    start = address(chart, at(chart, "1.1"), "move")
    told = editor.post(start, {"how": "below", "target": str(at(chart, "1.3").pk)})
    editor.post(start, fields(told))
    assert Placement.objects.get(pk=placement.pk).position.index_number == "1.2.2"


def test_a_title_that_no_database_and_no_word_file_takes_is_refused(admin_client):
    chart = OrgChart.objects.create(title="Empty", slug="empty")
    response = admin_client.post(f"/admin/orgcharts/orgchart/{chart.pk}/head/", {"title": "a\0b"}, follow=True)
    assert "The title has a character that cannot be shown." in words_of(response)
    assert not Position.objects.filter(chart=chart).exists()

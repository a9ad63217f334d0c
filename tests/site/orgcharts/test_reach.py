"""What a change does in other charts than its own needs the right to change these, too."""

import pytest
from django.contrib.auth.models import Permission

from orgcharts.changes import positions
from orgcharts.changes import undo as chart_undo
from orgcharts.changes.lock import ChartError
from orgcharts.changes.replacement import publish_in_place
from orgcharts.changes.rights import with_rights_of
from orgcharts.models import OrgChart, Position, SharedSupervision
from techsets.history.models import Change, Kind
from techsets.history.undo import next_undo, restore, undo
from tests.factory import at, make_chart

pytestmark = pytest.mark.django_db

EDITING = (
    "view_orgchart",
    "change_orgchart",
    "add_orgchart",
    "delete_orgchart",
    "add_position",
    "change_position",
    "delete_position",
    "view_change",
)


def person(django_user_model, *names):
    user = django_user_model.objects.create_user(f"person-{len(names)}", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return django_user_model.objects.get(pk=user.pk)


@pytest.fixture
def editor(django_user_model):
    return person(django_user_model, *EDITING)


@pytest.fixture
def publisher(django_user_model):
    return person(django_user_model, *EDITING, "publish_orgchart")


@pytest.fixture
def draft():
    """A draft to whose position 1.1 a dotted line of a public chart leads."""
    public = make_chart(("Superintendent", ["Director"]))
    draft = positions.create_chart("A plan", "a-plan", "Head")
    for title in ("One", "Two"):
        positions.add_below(at(draft, "1"), title)
    line = {"supervisor": at(draft, "1.1").pk, "title": "One", "covers": ""}
    positions.edit(at(public, "1.1"), {"shared": [line]})
    return OrgChart.objects.get(pk=draft.pk)


def leads_to():
    return SharedSupervision.objects.get().supervisor_id


def import_without_the_first(chart):
    from tests.site.orgcharts.spreadsheet.test_plan import imported

    imported(chart, [["1", "Head"], ["1.1", "Two"]])


DELETIONS = {
    "deleting the position": lambda draft: positions.delete(at(draft, "1.1")),
    "deleting several": lambda draft: Position.objects.filter(chart=draft, depth=2).delete(),
    "deleting the chart": positions.delete_chart,
    "importing a table": import_without_the_first,
    "taking its addition back": lambda draft: chart_undo.undo_steps(
        draft, [{"op": "add", "id": at(draft, "1.1").pk, "title": "One", "above": at(draft, "1").pk, "step": 1}]
    ),
}


@pytest.mark.parametrize("how", DELETIONS)
def test_a_dotted_line_of_a_public_chart_is_not_unhooked_by_who_may_not_change_that(draft, editor, publisher, how):
    before = leads_to()
    with pytest.raises(ChartError) as refused, with_rights_of(editor):
        DELETIONS[how](draft)
    assert refused.value.code == "not-permitted"
    assert str(refused.value) == (
        "Dotted lines in “Emerging district”, which the public sees and your account may not change, would no longer "
        "lead to a position that this deletes. Nothing has changed. Ask somebody whose account may change that chart."
    )
    assert leads_to() == before and Position.objects.filter(pk=before).exists()
    with with_rights_of(publisher):
        DELETIONS[how](draft)
    assert leads_to() is None


@pytest.mark.parametrize("how", ["deleting the position", "deleting several"])
def test_nor_is_it_hooked_to_what_comes_back(draft, editor, publisher, how):
    before = leads_to()
    DELETIONS[how](draft)
    with pytest.raises(ChartError) as refused, with_rights_of(editor):
        undo(next_undo(draft.pk))
    assert refused.value.code == "not-permitted" and leads_to() is None
    with with_rights_of(publisher):
        undo(next_undo(draft.pk))
    assert leads_to() == before


def test_a_deleted_chart_comes_back_only_with_the_right_to_what_leads_to_it(draft, editor, publisher, client):
    before = leads_to()
    positions.delete_chart(draft)
    deleted = Change.objects.of(Kind.CHART, draft.pk).first()
    address = f"/admin/history/change/{deleted.pk}/restore/"
    client.force_login(editor)
    assert "which the public sees and your account may not change" in client.post(address).content.decode()
    assert leads_to() is None and not OrgChart.objects.filter(pk=draft.pk).exists()
    client.force_login(publisher)
    assert client.post(address).status_code == 302
    assert leads_to() == before


def test_an_older_day_comes_back_only_with_the_right_to_what_leads_to_it(draft, editor, publisher):
    then, before = Change.objects.of(Kind.CHART, draft.pk).first(), leads_to()
    DELETIONS["deleting several"](draft)
    with pytest.raises(ChartError), with_rights_of(editor):
        restore(then)
    with with_rights_of(publisher):
        restore(then)
    assert leads_to() == before


def test_an_editor_is_told_before_anything_is_asked(draft, editor, client):
    client.force_login(editor)
    row = at(draft, "1.1")
    page = client.get(f"/admin/orgcharts/orgchart/{draft.pk}/position/{row.pk}/delete/").content.decode()
    assert "cannot be deleted yet" in page and "which the public sees and your account may not change" in page
    assert 'name="confirm"' not in page


def test_an_editor_does_not_take_back_what_put_a_chart_before_the_public(draft, editor, client):
    public = OrgChart.objects.get(slug="emerging-district")
    publish_in_place(draft, public)
    client.force_login(editor)
    for chart in (draft, public):  # The one that became public, and the one that is a draft since.
        assert client.post(f"/admin/history/change/undo/chart/{chart.pk}/").status_code == 403
    draft.refresh_from_db()
    assert draft.is_public

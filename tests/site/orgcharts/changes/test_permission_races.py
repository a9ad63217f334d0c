"""What is decided by who may do what is decided under the lock of the chart, not a moment before."""

import pytest
from django.contrib.auth.models import Group

from orgcharts.changes import positions, rights
from orgcharts.changes.replacement import publish_in_place
from orgcharts.models import OrgChart
from techsets.accounts.groups import set_up_groups
from techsets.history.models import Change, Kind
from tests.factory import at, make_chart

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(django_user_model, client):
    set_up_groups()
    user = django_user_model.objects.create_user("editor", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return user


@pytest.fixture
def published_meanwhile(monkeypatch):
    """Let somebody put a draft before the public right after the page has looked at it, before it takes the lock."""

    def arrange(draft, of):
        locked = rights.locked

        def late(chart):
            monkeypatch.setattr(rights, "locked", locked)
            publish_in_place(draft, of)
            return locked(chart)

        monkeypatch.setattr(rights, "locked", late)

    return arrange


@pytest.mark.parametrize("what", ["undo", "redo", "restore"])
def test_what_became_public_a_moment_ago_is_not_taken_back_by_an_editor(client, editor, published_meanwhile, what):
    public = make_chart("Superintendent")
    draft = positions.create_chart("A plan", "a-plan", "Head")
    positions.rename(at(draft, "1"), "One")
    first = Change.objects.of(Kind.CHART, draft.pk).first()
    positions.rename(at(draft, "1"), "Two")
    if what == "redo":
        client.post(f"/admin/history/change/undo/chart/{draft.pk}/")
    now = OrgChart.objects.get(pk=draft.pk)
    title = at(now, "1").title
    published_meanwhile(now, public)
    if what == "restore":
        response = client.post(f"/admin/history/change/{first.pk}/restore/", {"revision": now.revision + 1})
    else:
        response = client.post(f"/admin/history/change/{what}/chart/{draft.pk}/")
    now.refresh_from_db()
    assert now.is_public and at(now, "1").title == title
    assert response.status_code == 403


def test_a_chart_cannot_be_kept_from_its_place_by_the_address_of_another_one():
    public = make_chart("Superintendent")
    positions.create_chart("In the way", f"replaced-{public.pk}", "Head")
    draft = positions.create_chart("A plan", "a-plan", "Head")
    assert publish_in_place(draft, public).slug == "emerging-district"


def test_taking_an_edit_back_leaves_the_public_address_that_the_chart_has_got_since():
    from techsets.history import undo

    public = make_chart("Superintendent")
    draft = positions.create_chart("A plan", "a-plan", "Head")
    positions.edit_chart(draft, {"slug": "another-plan", "note": "New."})
    publish_in_place(OrgChart.objects.get(pk=draft.pk), public)
    # Undo would put the other chart back first; going back to an earlier day leaves the public what it sees.
    undo.restore(Change.objects.of(Kind.CHART, draft.pk).last())
    now = OrgChart.objects.get(pk=draft.pk)
    assert (now.slug, now.note, now.is_public) == ("emerging-district", "", True)

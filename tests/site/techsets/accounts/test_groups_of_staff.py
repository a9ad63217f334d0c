"""The groups that ``make run`` sets up."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from techsets.accounts import groups
from tests.site.techsets.accounts.people import make_person

pytestmark = pytest.mark.django_db


def permission_ids(name):
    found = Group.objects.get(name=name).permissions.select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}" for one in found}


def test_each_group_has_the_rights_of_the_one_before_and_more():
    groups.set_up_groups()
    viewers, editors, publishers, administrators = (permission_ids(name) for name in groups.GROUPS)
    assert viewers < editors < publishers < administrators
    assert all(".view_" in right for right in viewers)
    assert "jobdescriptions.view_pendingimport" not in administrators
    assert "jobdescriptions.change_jobdescription" in editors
    assert not {right for right in editors if "publish" in right or right.endswith(("delete_orgchart", "sitetext"))} - {
        "orgcharts.view_sitetext"
    }
    assert {"jobdescriptions.publish_jobdescription", "orgcharts.publish_orgchart"} <= publishers
    assert not {right for right in publishers if right.startswith("auth.")}
    assert administrators - publishers >= {"auth.change_user", "auth.view_group", "axes.view_accessattempt"}
    assert not {right for right in administrators if "otp" in right or right.endswith("change_group")}


def test_every_model_of_the_content_can_be_seen_by_viewers():
    groups.set_up_groups()
    expected = {
        f"{one.content_type.app_label}.{one.codename}"
        for one in Permission.objects.filter(
            codename__startswith="view_",
            content_type__app_label__in=["orgcharts", "jobdescriptions", "history", "links", "search"],
        ).select_related("content_type")
    }
    assert permission_ids("Viewers") == expected - {"jobdescriptions.view_pendingimport", "search.view_searchentry"}


def test_a_second_time_changes_nothing_and_what_staff_added_stays():
    groups.set_up_groups()
    viewers = Group.objects.get(name="Viewers")
    viewers.permissions.add(Permission.objects.get(codename="add_user"))
    viewers.permissions.remove(Permission.objects.get(codename="view_section"))
    before = {name: permission_ids(name) for name in groups.GROUPS if name != "Viewers"}
    assert groups.set_up_groups() == {"Viewers": 1, "Editors": 0, "Publishers": 0, "Administrators": 0}
    assert {"auth.add_user", "jobdescriptions.view_section"} <= permission_ids("Viewers")
    assert before == {name: permission_ids(name) for name in groups.GROUPS if name != "Viewers"}


def test_a_permission_that_is_missing_is_named_and_nothing_is_half_done(monkeypatch):
    monkeypatch.setitem(groups.GROUPS, "Viewers", ["orgcharts.view_nothing"])
    with pytest.raises(CommandError, match=r"orgcharts\.view_nothing.*migrate"):
        call_command("set_up_groups")
    assert not Group.objects.exists()


def test_the_command_says_what_it_gave():
    out = StringIO()
    call_command("set_up_groups", stdout=out)
    call_command("set_up_groups", stdout=out)
    assert "Administrators: no new rights" in out.getvalue()


def test_a_viewer_looks_and_changes_nothing(client):
    client.force_login(make_person(group="Viewers"))
    for model in ("orgcharts/supportmodel", "jobdescriptions/jobdescription", "orgcharts/sitetext"):
        assert client.get(f"/admin/{model}/").status_code == 200, model
        assert client.get(f"/admin/{model}/add/").status_code == 403, model

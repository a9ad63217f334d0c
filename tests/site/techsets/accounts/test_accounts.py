"""Users and groups in the admin: what an administrator may do, and every way up that we could think of."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from techsets.accounts import permissions, recovery_codes
from techsets.history.models import Change
from tests.pages import form_values, page, words, words_of
from tests.site.techsets.accounts.people import PASSWORD, give_factor, make_person, sign_in

pytestmark = pytest.mark.django_db
USERS = "/admin/auth/user/"
NEW = "quite another set of words"


@pytest.fixture
def boss(client):
    """An administrator without a superuser's rights, signed in."""
    person = make_person("boss", group="Administrators")
    client.force_login(person)
    return person


def change(client, person, **values):
    address = f"{USERS}{person.pk}/change/"
    form = form_values(client.get(address), "user_form")
    return client.post(address, {**form, **values})


def test_an_administrator_makes_an_account_that_can_sign_in_with_the_groups_given(client, boss):
    values = {"username": "dana", "first_name": "Dana", "password1": NEW, "password2": NEW, "is_superuser": "on"}
    response = client.post(f"{USERS}add/", values)
    dana = User.objects.get(username="dana")
    assert response["Location"] == f"{USERS}{dana.pk}/change/"
    assert dana.is_staff and not dana.is_superuser
    change(client, dana, groups=[Group.objects.get(name="Editors").pk], last_name="Doe")
    dana.refresh_from_db()
    assert (dana.last_name, [group.name for group in dana.groups.all()]) == ("Doe", ["Editors"])
    assert dana.check_password(NEW)
    other = Client()
    other.post("/admin/login/", {"username": "dana", "password": NEW})
    assert other.get("/admin/").status_code == 200


def test_the_rules_for_passwords_hold_for_accounts_made_by_others(client, boss):
    response = client.post(f"{USERS}add/", {"username": "dana", "password1": "short", "password2": "short"})
    assert "at least 15 characters" in words_of(response)
    assert not User.objects.filter(username="dana").exists()


def test_an_administrator_cannot_make_a_superuser_by_any_field(client, boss):
    ann = make_person(group="Viewers")
    everything = [permission.pk for permission in Permission.objects.all()]
    change(client, ann, is_superuser="on", user_permissions=everything, password="x")
    ann.refresh_from_db()
    assert not ann.is_superuser and not ann.user_permissions.exists() and ann.check_password(PASSWORD)
    assert "is_superuser" not in client.get(f"{USERS}{ann.pk}/change/").content.decode()


def test_an_administrator_cannot_give_a_group_with_more_than_their_own_rights(client, boss):
    ann = make_person(group="Viewers")
    mighty = Group.objects.create(name="Mighty")
    mighty.permissions.add(Permission.objects.get(codename="change_group"))
    response = change(client, ann, groups=[mighty.pk])
    assert response.status_code == 200 and "valid choice" in words_of(response)
    assert [group.name for group in ann.groups.all()] == ["Viewers"]
    assert change(client, ann, groups=[Group.objects.get(name="Administrators").pk]).status_code == 302


def test_nobody_raises_or_shuts_out_themselves(client, boss):
    editors = Group.objects.get(name="Editors")
    change(client, boss, groups=[editors.pk], is_superuser="on", is_staff="", is_active="", first_name="B")
    boss.refresh_from_db()
    assert (boss.first_name, boss.is_active, boss.is_staff, boss.is_superuser) == ("B", True, True, False)
    assert [group.name for group in boss.groups.all()] == ["Administrators"]
    assert client.get(f"{USERS}{boss.pk}/delete/").status_code == 403


def test_a_superuser_cannot_take_away_their_own_last_access(client):
    root = make_person("root", superuser=True)
    client.force_login(root)
    values = form_values(client.get(f"{USERS}{root.pk}/change/"), "user_form")
    client.post(f"{USERS}{root.pk}/change/", {**values, "is_superuser": "", "is_active": "", "is_staff": ""})
    assert client.post(f"{USERS}{root.pk}/delete/", {"post": "yes"}).status_code == 403
    root.refresh_from_db()
    assert root.is_superuser and root.is_active and root.is_staff


def above(kind):
    """Return an account with more rights than an administrator: a superuser, or one with a single right beyond."""
    person = make_person("above", superuser=kind != "one right more")
    if kind == "one right more":
        person.user_permissions.add(Permission.objects.get(codename="change_group"))
    if kind == "superuser that is not active":
        User.objects.filter(pk=person.pk).update(is_active=False)
    device = give_factor(person)
    return person, device


@pytest.mark.parametrize("kind", ["superuser", "superuser that is not active", "one right more"])
def test_an_account_with_more_rights_is_out_of_reach(client, boss, kind):
    person, _ = above(kind)
    recovery_codes.generate(person)
    before = User.objects.filter(pk=person.pk).values().get()
    assert client.get(f"{USERS}{person.pk}/change/").status_code == 200  # To look at.
    posts = {
        f"{USERS}{person.pk}/change/": {"username": "mine", "is_active": "on", "email": "mine@example.org"},
        f"{USERS}{person.pk}/password/": {"password1": NEW, "password2": NEW, "set-password": "1"},
        f"{USERS}{person.pk}/second-factor/reset/": {},
        f"{USERS}{person.pk}/delete/": {"post": "yes"},
    }
    for address, values in posts.items():
        assert client.post(address, values).status_code == 403, address
    assert client.get(f"{USERS}{person.pk}/password/").status_code == 403
    for action in ("sign_out_everywhere", "unlock"):
        response = client.post(USERS, {"action": action, "_selected_action": [person.pk], "index": "0"})
        assert response.status_code == 403, action
    client.post(USERS, {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"})
    assert User.objects.filter(pk=person.pk).values().get() == before
    assert TOTPDevice.objects.count() == 1 and recovery_codes.count_unused(person) == 10
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("group", ["", "Viewers", "Editors", "Publishers"])
def test_who_is_no_administrator_sees_and_changes_no_account(client, group):
    ann, bob = make_person(group=group), make_person("bob")
    give_factor(bob)
    client.force_login(ann)
    for address in ("", "add/", f"{bob.pk}/change/", f"{bob.pk}/password/", f"{bob.pk}/second-factor/reset/"):
        for response in (client.get(USERS + address), client.post(USERS + address, {"password1": NEW})):
            assert response.status_code == 403, address
    for address in ("/admin/auth/group/", "/admin/axes/accessattempt/", "/admin/axes/accesslog/"):
        assert client.get(address).status_code == 403, address
    assert TOTPDevice.objects.exists()


def test_groups_are_looked_at_by_administrators_and_changed_by_superusers(client, boss):
    viewers = Group.objects.get(name="Viewers")
    address = f"/admin/auth/group/{viewers.pk}/change/"
    boss.user_permissions.add(*Permission.objects.filter(content_type__model="group"))
    assert client.get(address).status_code == 200
    everything = [permission.pk for permission in Permission.objects.all()]
    assert client.post(address, {"name": "Viewers", "permissions": everything}).status_code == 403
    assert client.post("/admin/auth/group/add/", {"name": "Mine", "permissions": everything}).status_code == 403
    assert client.post(f"/admin/auth/group/{viewers.pk}/delete/", {"post": "yes"}).status_code == 403
    client.force_login(make_person("root", superuser=True))
    assert client.post(address, {"name": "Lookers", "permissions": everything[:2]}).status_code == 302
    viewers.refresh_from_db()
    assert viewers.name == "Lookers"


def test_a_new_password_given_by_an_administrator_signs_the_person_out(client, boss):
    ann = make_person(group="Viewers")
    theirs = Client()
    sign_in(theirs, ann)
    address = f"{USERS}{ann.pk}/password/"
    assert "usable_password" not in client.get(address).content.decode()
    assert client.post(address, {"password1": NEW, "password2": NEW, "usable_password": "false"}).status_code == 302
    ann.refresh_from_db()
    assert ann.check_password(NEW)
    assert theirs.get("/admin/").status_code == 302
    assert "Changed password" in LogEntry.objects.get().get_change_message()


def test_ones_own_password_is_changed_only_with_the_present_one(client, boss):
    for response in (client.get(f"{USERS}{boss.pk}/password/"), client.post(f"{USERS}{boss.pk}/password/", {})):
        assert response["Location"] == "/admin/password_change/"
    other_spelling = client.post(f"{USERS}0{boss.pk}/password/", {"password1": NEW, "password2": NEW})
    assert other_spelling["Location"] == "/admin/password_change/"
    boss.refresh_from_db()
    assert boss.check_password(PASSWORD)


def test_the_second_factor_is_reset_after_a_page_that_warns_and_that_ends_the_sessions(client, boss):
    ann = make_person(group="Viewers")
    device = give_factor(ann)
    recovery_codes.generate(ann)
    theirs = Client()
    sign_in(theirs, ann, device)
    address = f"{USERS}{ann.pk}/second-factor/reset/"
    assert address in page(client, f"{USERS}{ann.pk}/change/").xpath("//a/@href")
    assert "it is ann who asks" in words(page(client, address))
    assert TOTPDevice.objects.exists()
    client.post(address)
    assert not TOTPDevice.objects.exists() and recovery_codes.count_unused(ann) == 0
    assert theirs.get("/admin/").status_code == 302
    assert LogEntry.objects.get().get_change_message() == "Reset the second factor."


def test_ones_own_second_factor_is_not_reset_without_its_code(client, boss):
    device = give_factor(boss)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    assert client.get("/admin/").status_code == 200
    assert client.post(f"{USERS}{boss.pk}/second-factor/reset/").status_code == 403
    assert TOTPDevice.objects.exists()


@pytest.mark.parametrize("values", [{"is_active": ""}, {"is_staff": ""}])
def test_who_may_not_sign_in_any_more_is_signed_out_and_stays_so(client, boss, values):
    ann = make_person(group="Viewers")
    theirs = Client()
    sign_in(theirs, ann)
    change(client, ann, **values)
    User.objects.update(is_active=True, is_staff=True)
    assert theirs.get("/admin/").status_code == 302


def test_people_are_signed_out_everywhere_by_an_action(client, boss):
    ann = make_person(group="Viewers")
    theirs = Client()
    sign_in(theirs, ann)
    client.post(USERS, {"action": "sign_out_everywhere", "_selected_action": [ann.pk], "index": "0"})
    assert theirs.get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 200


def test_an_account_is_deleted_only_while_it_has_left_no_traces(client, boss):
    fresh = make_person("fresh", group="Viewers")
    used = make_person("used", group="Viewers")
    sign_in(Client(), used)
    used.refresh_from_db()
    acting = make_person("acting", group="Viewers")
    LogEntry.objects.create(user=acting, action_flag=2, object_repr="x")
    assert [permissions.has_recorded_activity(one) for one in (fresh, used, acting)] == [False, True, True]
    for person, status in ((fresh, 302), (used, 403), (acting, 403)):
        assert client.post(f"{USERS}{person.pk}/delete/", {"post": "yes"}).status_code == status
    assert "instead of deleting" in words(page(client, f"{USERS}{used.pk}/change/"))
    assert set(User.objects.values_list("username", flat=True)) == {"boss", "used", "acting"}


def test_neither_hash_nor_secret_is_shown_or_can_be_searched_for(client):
    root = make_person("root", superuser=True)
    client.force_login(root)
    ann = make_person()
    device = give_factor(ann)
    pages = [client.get(f"{USERS}{ann.pk}/change/"), client.get(USERS), client.get(f"{USERS}{ann.pk}/history/")]
    for response in pages:
        text = response.content.decode()
        assert "md5" not in text and ann.password not in text and device.key not in text
    guesses = ["password__startswith=m", "totpdevice__key__startswith=a", "groups__user__password__startswith=m"]
    for guess in guesses:
        assert client.get(f"{USERS}?{guess}").status_code == 400, guess
    for address in ("otp_totp/totpdevice/", f"otp_totp/totpdevice/{device.pk}/qrcode/", "otp_static/staticdevice/"):
        assert client.get(f"/admin/{address}").status_code == 404, address


def test_what_throttling_remembers_is_looked_at_and_not_changed(client, boss):
    from axes.models import AccessAttempt, AccessLog

    attempt = AccessAttempt.objects.create(username="x", ip_address="192.0.2.1", failures_since_start=3, post_data="p")
    log = AccessLog.objects.create(username="x", ip_address="192.0.2.1")
    client.force_login(make_person("root", superuser=True))
    for name, row in (("accessattempt", attempt), ("accesslog", log)):
        address = f"/admin/axes/{name}/"
        assert client.get(address).status_code == 200
        assert client.get(f"{address}{row.pk}/change/").status_code == 200
        assert client.get(f"{address}add/").status_code == 403
        assert client.post(f"{address}{row.pk}/change/", {"username": "y"}).status_code == 403
        assert client.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    client.force_login(boss)
    assert client.get("/admin/axes/accessattempt/").status_code == 200


def test_groups_are_deleted_one_at_a_time_so_that_the_history_knows_of_each(admin_client):
    groups = [Group.objects.create(name=name) for name in ("One", "Two")]
    data = {"action": "delete_selected", "_selected_action": [group.pk for group in groups], "post": "yes"}
    admin_client.post("/admin/auth/group/", data)
    assert Group.objects.filter(name__in=["One", "Two"]).count() == 2
    admin_client.post(f"/admin/auth/group/{groups[0].pk}/delete/", {"post": "yes"})
    assert Change.objects.first().message == "Deleted the group “One”."

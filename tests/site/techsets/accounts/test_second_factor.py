"""Signing in with two factors, and every way around the second one that we could think of."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, get_resolver
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from orgcharts.models import Position
from techsets.accounts import pending, recovery_codes, second_factor
from tests.factory import make_chart, make_job
from tests.pages import page, words, words_of
from tests.site.techsets.accounts.people import (
    CODE,
    LOGIN,
    SET_UP,
    code,
    code_of_key,
    give_factor,
    give_password,
    make_person,
    sign_in,
    wrong,
)

pytestmark = pytest.mark.django_db


def signed_in(client) -> bool:
    return client.get("/admin/").status_code == 200


# Signing in


def test_without_a_factor_where_it_is_optional_the_password_is_enough(client):
    sign_in(client, make_person())
    assert signed_in(client)
    assert client.session.get("otp_device_id") is None


def test_who_has_a_factor_is_always_asked_for_it_after_the_password(client):
    device = give_factor(make_person(superuser=True))
    response = give_password(client, next="/admin/orgcharts/")
    assert response["Location"] == f"{CODE}?next=%2Fadmin%2Forgcharts%2F"
    root = page(client, response["Location"])
    field = root.get_element_by_id("id_code")
    assert (field.get("autocomplete"), field.get("inputmode")) == ("one-time-code", "numeric")
    assert not signed_in(client)
    response = client.post(response["Location"], {"code": code(device), "next": "/admin/orgcharts/"})
    assert response["Location"] == "/admin/orgcharts/"
    assert signed_in(client)
    assert client.session["otp_device_id"] == device.persistent_id


def test_while_half_signed_in_the_person_is_nobody_to_the_site(client):
    give_factor(make_person())
    give_password(client)
    assert "_auth_user_id" not in client.session
    assert client.get("/about/").wsgi_request.user.is_anonymous


def test_a_code_is_refused_a_second_time(client):
    person = make_person()
    device = give_factor(person)
    used = code(device)
    give_password(client)
    client.post(CODE, {"code": used})
    assert signed_in(client)
    other = Client()
    give_password(other)
    response = other.post(CODE, {"code": used})
    assert "already used" in words_of(response)
    assert not signed_in(other)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "+12345", "１２３４５６", "abcdef", "000 000 0", "-00001"])
def test_what_is_no_code_does_not_let_anybody_in(client, typed):
    give_factor(make_person())
    give_password(client)
    assert client.post(CODE, {"code": typed}).status_code == 200
    assert not signed_in(client)


def test_a_code_of_somebody_else_does_not_let_anybody_in(client):
    give_factor(make_person())
    theirs = give_factor(make_person("bob"))
    give_password(client)
    client.post(CODE, {"code": code(theirs)})
    assert not signed_in(client)


def test_wrong_codes_make_one_wait_and_the_right_one_is_not_looked_at_meanwhile(client):
    device = give_factor(make_person())
    give_password(client)
    for _ in range(3):
        client.post(CODE, {"code": wrong(device)})
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
    client.post(CODE, {"code": wrong(device)})
    response = client.post(CODE, {"code": code(device)})
    assert re.search(r"Wait [5-8] seconds", words_of(response))
    assert not signed_in(client)


def test_a_recovery_code_lets_in_once_however_it_is_typed(client):
    person = make_person()
    give_factor(person)
    codes = recovery_codes.generate(person)
    give_password(client)
    client.post(f"{CODE}?with=recovery", {"code": f" {codes[0].upper().replace('-', ' ')} "})
    assert signed_in(client)
    assert recovery_codes.count_unused(person) == 9
    other = Client()
    give_password(other)
    assert "it has been used" in words_of(other.post(f"{CODE}?with=recovery", {"code": codes[0]}))
    assert not signed_in(other)
    assert recovery_codes.count_unused(person) == 9


def test_recovery_codes_are_stored_as_scrypt_fingerprints_with_a_salt_for_each_set():
    ann, bob = make_person(), make_person("bob")
    codes = recovery_codes.generate(ann)
    assert len(set(codes)) == recovery_codes.COUNT == 10
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert not stored & {recovery_codes.normalize(one) for one in codes}
    salts = {
        recovery_codes.device_of(person).name for person in (ann, bob) if person == ann or recovery_codes.generate(bob)
    }
    assert len(salts) == 2
    assert recovery_codes.redeem(recovery_codes.device_of(ann), codes[3])


def test_the_password_stands_in_the_session_for_ten_minutes_and_only_while_the_account_is_good(client):
    person = make_person()
    device = give_factor(person)

    def after(change):
        give_password(client)
        change()
        client.post(CODE, {"code": code(device)})
        return signed_in(client)

    def grow_old():
        session = client.session
        session[pending.KEY] = session[pending.KEY] | {"at": session[pending.KEY]["at"] - 601}
        session.save()

    def with_values(**values):
        return lambda: User.objects.filter(pk=person.pk).update(**values)

    assert not after(grow_old)
    assert not after(with_values(is_active=False))
    User.objects.update(is_active=True)
    assert not after(with_values(is_staff=False))
    User.objects.update(is_staff=True)
    password = person.password
    assert not after(with_values(password="md5$x$y"))
    User.objects.update(password=password)
    assert after(lambda: None)


def test_each_step_gives_the_session_a_new_key_and_forgets_what_was_planted_before(client):
    person = make_person()
    device = give_factor(person)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["sessionid"] = first = session.session_key
    give_password(client)
    second = client.session.session_key
    assert "planted" not in client.session
    client.post(CODE, {"code": code(device)})
    third = client.session.session_key
    assert len({first, second, third}) == 3
    assert signed_in(client)
    for old in (first, second):
        thief = Client()
        thief.cookies["sessionid"] = old
        assert not signed_in(thief)


def test_signing_in_over_somebody_elses_session_leaves_nothing_of_it(client):
    bob = make_person("bob")
    bobs = give_factor(bob)
    sign_in(client, bob, bobs)
    ann = make_person()
    give_factor(ann)
    give_password(client)
    assert not signed_in(client)
    assert "otp_device_id" not in client.session
    assert client.post(CODE, {"code": code(bobs, 1)}).status_code == 200
    assert not signed_in(client)


def test_stopping_half_way_forgets_the_password(client):
    give_factor(make_person())
    give_password(client)
    client.post("/admin/logout/")
    assert client.get(CODE)["Location"] == LOGIN


@pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site(client, bad):
    person = make_person()
    device = give_factor(person)
    response = give_password(client, next=bad)
    assert response["Location"] == CODE
    response = client.post(CODE, {"code": code(device), "next": bad})
    assert response["Location"] == "/admin/"
    assert client.get(f"{LOGIN}?next={bad}")["Location"] == "/admin/"


def test_the_page_bears_the_name_of_the_site_and_not_of_the_host(client):
    text = words(page(client, LOGIN))
    assert "TechSETS" in text and "testserver" not in text


# Nothing of the admin with the password alone


def admin_addresses():
    """Return an address for every route of the admin, from the routes themselves."""

    def walk(patterns, before):
        for one in patterns:
            route = str(one.pattern)
            if not isinstance(one, URLPattern):
                yield from walk(one.url_patterns, before + route)
            elif "app_label" in route:
                yield f"{before}orgcharts/"
            elif route.startswith(("^", "(?P")):
                yield f"{before}anything/at/all/"
            else:
                yield before + re.sub(r"<[^>]+>", "1", route)

    (root,) = [one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "admin"]
    return sorted({f"/{address}" for address in walk(root.url_patterns, str(root.pattern))})


#: The last one says how many seconds the own session still has: none, to whoever has not signed in.
OPEN = {LOGIN, CODE, SET_UP, "/admin/logout/", "/admin/account/session/"}


def half_way(client, person):
    give_password(client, person.username)


def forced(client, person):
    client.force_login(person)


@pytest.mark.parametrize("way", [half_way, forced])
@pytest.mark.parametrize("has_factor", [True, False])
def test_the_password_alone_opens_no_route_of_the_admin(client, settings, way, has_factor):
    person = make_person(superuser=True)
    if has_factor:
        give_factor(person)
    else:
        settings.SECOND_FACTOR = "required"
    chart = make_chart(("Head", ["Below"]))
    make_job()
    way(client, person)
    addresses = admin_addresses()
    assert len(addresses) > 60
    assert {"/admin/jsi18n/", "/admin/autocomplete/", "/admin/password_change/"} <= set(addresses)
    state = client.session.get("_auth_user_id"), User.objects.values_list("password", flat=True)[0]
    for address in addresses:
        if address in OPEN:
            continue
        for answer in (client.get(address), client.post(address, {"post": "yes", "action": "x", "_save": "1"})):
            assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, LOGIN), address
    assert state == (client.session.get("_auth_user_id"), User.objects.values_list("password", flat=True)[0])
    assert Position.objects.filter(chart=chart).count() == 2
    if way is half_way:
        led = client.get("/admin/orgcharts/", follow=True)
        assert led.redirect_chain[-1][0].startswith(CODE if has_factor else SET_UP)


def test_every_page_is_open_again_with_the_code(client):
    person = make_person(superuser=True)
    device = give_factor(person)
    make_chart(("Head", ["Below"]))
    sign_in(client, person, device)
    for address in ("/admin/", "/admin/jsi18n/", "/admin/auth/user/", "/admin/account/", "/admin/orgcharts/position/"):
        assert client.get(address).status_code == 200, address


def test_a_device_that_is_not_confirmed_neither_asks_nor_lets_in(client):
    person = make_person()
    TOTPDevice.objects.create(user=person, name="x", confirmed=False)
    sign_in(client, person)
    assert signed_in(client)


def test_a_session_loses_the_admin_with_its_device(client, required):
    person = make_person()
    device = give_factor(person)
    sign_in(client, person, device)
    assert signed_in(client)
    device.delete()
    assert not signed_in(client)


def test_no_caller_can_finish_a_sign_in_without_the_factor_that_is_due(rf, required):
    with pytest.raises(ValueError, match="second factor is due"):
        pending.finish(rf.get("/"), make_person())


def test_the_site_of_the_admin_is_ours_and_every_model_is_on_it():
    assert type(admin.site._wrapped if hasattr(admin.site, "_wrapped") else admin.site).__name__ == "TechsetsAdminSite"
    assert admin.site.is_registered(User) and not admin.site.is_registered(TOTPDevice)


# Setting it up


def offered(client):
    return client.session["staff_new_key"]["key"]


def test_where_it_is_required_a_new_person_sets_it_up_after_the_password(client, required):
    person = make_person()
    response = give_password(client, next="/admin/orgcharts/")
    assert response["Location"] == f"{SET_UP}?next=%2Fadmin%2Forgcharts%2F"
    root = page(client, response["Location"])
    key = offered(client)
    assert root.get_element_by_id("secret").text == second_factor.secret_in_groups(key)
    (picture,) = root.xpath("//img[@alt]")
    assert picture.get("src").startswith("data:image/svg+xml")
    (link,) = root.xpath("//a[starts-with(@href, 'otpauth://totp/TechSETS:ann?')]/@href")
    assert second_factor.secret_in_groups(key).replace(" ", "") in link and "issuer=TechSETS" in link
    assert not TOTPDevice.objects.exists()
    assert not signed_in(client)

    response = client.post(SET_UP, {"code": "000000" if code_of_key(key) != "000000" else "111111"})
    assert "does not fit the secret" in words_of(response)
    assert offered(client) == key
    assert not TOTPDevice.objects.exists()

    response = client.post(SET_UP, {"code": code_of_key(key), "next": "/admin/orgcharts/"})
    shown = re.findall(r"<code>([a-z2-7]{5}-[a-z2-7]{5})</code>", response.content.decode())
    assert len(shown) == 10
    assert 'href="/admin/orgcharts/"' in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert signed_in(client)
    assert second_factor.is_on(User.objects.get())
    assert not any(one in str(dict(client.session)) for one in shown)
    assert "staff_new_key" not in client.session

    client.post("/admin/logout/")
    give_password(client)
    assert "already used" in words_of(client.post(CODE, {"code": code_of_key(key)}))
    client.post(f"{CODE}?with=recovery", {"code": shown[4]})
    assert signed_in(client)
    assert recovery_codes.count_unused(person) == 9


def test_each_session_is_offered_a_secret_of_its_own(client, required):
    make_person()
    other = Client()
    for one in (client, other):
        give_password(one)
        one.get(SET_UP)
    assert offered(client) != offered(other)
    client.post(SET_UP, {"code": code_of_key(offered(client))})
    response = other.post(SET_UP, {"code": code_of_key(offered(other))})
    assert response["Location"].startswith(CODE)
    assert TOTPDevice.objects.count() == 1
    assert not signed_in(other)


def test_nobody_sets_one_up_over_a_device_whose_code_they_have_not_given(client):
    person = make_person()
    device = give_factor(person)
    give_password(client)
    session = client.session
    session["staff_new_key"] = {"user": person.pk, "key": "aa" * 20}
    session["staff_replacing_until"] = 2**40
    session.save()
    for answer in (client.get(SET_UP), client.post(SET_UP, {"code": code_of_key("aa" * 20)})):
        assert answer["Location"] == CODE
    sign_in(client, person, device)
    for answer in (client.get(SET_UP), client.post(SET_UP, {"code": code_of_key("aa" * 20)})):
        assert answer["Location"] == "/admin/account/second-factor/replace/"
    with pytest.raises(second_factor.AlreadySetUp):
        second_factor.set_up(person, "aa" * 20, code_of_key("aa" * 20))
    assert TOTPDevice.objects.get().key == device.key


def test_who_is_signed_in_without_one_gives_the_password_to_set_it_up_and_is_signed_out_elsewhere(client):
    person = make_person()
    elsewhere = Client()
    sign_in(elsewhere, person)
    sign_in(client, person)
    client.get(SET_UP)
    key = offered(client)
    assert "not your password" in words_of(client.post(SET_UP, {"code": code_of_key(key), "password": "wrong"}))
    assert not TOTPDevice.objects.exists()
    before = client.session.session_key
    response = client.post(SET_UP, {"code": code_of_key(key), "password": "four unlikely words 7"})
    assert "I have kept them" in words_of(response)
    assert client.session.session_key != before
    assert signed_in(client) and not signed_in(elsewhere)


def test_the_device_is_replaced_once_a_code_of_it_is_given(client):
    person = make_person()
    device = give_factor(person)
    sign_in(client, person, device)
    address = "/admin/account/second-factor/replace/"
    assert client.post(address, {"code": wrong(device)}).status_code == 200
    assert client.get(SET_UP)["Location"] == address
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    assert client.post(address, {"code": code(device, 1)})["Location"] == SET_UP
    client.get(SET_UP)
    assert TOTPDevice.objects.get().key == device.key
    client.post(SET_UP, {"code": code_of_key(offered(client))})
    assert signed_in(client)
    new = TOTPDevice.objects.get()
    assert new.key != device.key
    assert client.session["otp_device_id"] == new.persistent_id
    assert LogEntry.objects.get().get_change_message() == "Replaced their second factor."
    assert client.get(SET_UP)["Location"] == address


def test_who_has_lost_the_phone_moves_to_another_with_recovery_codes(client, required):
    person = make_person()
    give_factor(person)
    codes = recovery_codes.generate(person)
    give_password(client)
    client.post(f"{CODE}?with=recovery", {"code": codes[0]})
    address = "/admin/account/second-factor/replace/?with=recovery"
    assert client.post(address, {"code": codes[0]}).status_code == 200
    assert client.get(SET_UP)["Location"] == "/admin/account/second-factor/replace/"
    second_factor.forget_failures(person)
    assert client.post(address, {"code": codes[1]})["Location"] == SET_UP
    client.get(SET_UP)
    client.post(SET_UP, {"code": code_of_key(offered(client))})
    assert signed_in(client)
    assert recovery_codes.count_unused(person) == 10


def test_new_recovery_codes_replace_the_old_ones_and_ask_for_a_code(client):
    person = make_person()
    device = give_factor(person)
    old = recovery_codes.generate(person)
    sign_in(client, person, device)
    client.post("/admin/account/recovery-codes/", {"code": wrong(device)})
    assert recovery_codes.count_unused(person) == 10 and recovery_codes.redeem(recovery_codes.device_of(person), old[0])
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    response = client.post("/admin/account/recovery-codes/", {"code": code(device, 1)})
    new = re.findall(r"<code>([a-z2-7-]{11})</code>", response.content.decode())
    assert len(new) == 10 and not set(new) & set(old)
    assert not recovery_codes.redeem(recovery_codes.device_of(person), old[1])


def test_it_is_switched_off_with_a_code_and_only_where_it_is_optional(client, settings):
    person = make_person()
    device = give_factor(person)
    recovery_codes.generate(person)
    sign_in(client, person, device)
    address = "/admin/account/second-factor/off/"
    settings.SECOND_FACTOR = "required"
    client.post(address, {"code": code(device, 1)})
    assert TOTPDevice.objects.exists()
    settings.SECOND_FACTOR = "optional"
    client.post(address, {"code": wrong(device)})
    assert TOTPDevice.objects.exists()
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    client.post(address, {"code": code(device, 1)})
    assert not TOTPDevice.objects.exists() and not StaticToken.objects.exists()
    assert signed_in(client)


def test_a_reset_by_command_takes_the_factor_and_the_sessions(client, capsys):
    person = make_person()
    device = give_factor(person)
    recovery_codes.generate(person)
    sign_in(client, person, device)
    call_command("reset_second_factor", "ann")
    assert "signs in by password alone" in capsys.readouterr().out
    assert not TOTPDevice.objects.exists() and not StaticToken.objects.exists()
    assert not signed_in(client)
    with pytest.raises(Exception, match="no account 'Ann'"):
        call_command("reset_second_factor", "Ann")


def test_the_pages_have_nothing_inline_and_every_field_has_a_label(client, required):
    person = make_person()
    give_password(client)
    pages = [page(client, SET_UP), page(Client(), LOGIN)]
    device = give_factor(person)
    give_password(client)
    pages += [page(client, CODE), page(client, f"{CODE}?with=recovery")]
    sign_in(client, person, device)
    own = ["account", "account/recovery-codes", "account/second-factor/replace", "password_change"]
    pages += [page(client, f"/admin/{one}/") for one in own]
    for root in pages:
        title = words(root.find(".//title"))
        assert not root.xpath("//style | //*[@style] | //script[not(@src)] | //@*[starts-with(name(), 'on')]"), title
        assert len(root.xpath("//h1")) == 1, title
        for field in root.xpath("//main//input[not(@type='hidden') and not(@type='submit') and not(@hidden)]"):
            assert root.xpath("//label[@for=$id]", id=field.get("id")), (title, field.get("name"))
        assert not root.xpath("//input[@onpaste]"), title

"""How long a session lasts, where one is signed in, and what becomes of a form when it ends."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factory import make_chart, make_job
from tests.pages import form_values, page, words, words_of
from tests.site.techsets.accounts.people import (
    CODE,
    LOGIN,
    PASSWORD,
    age_session,
    code,
    give_factor,
    give_password,
    make_person,
    sign_in,
)

pytestmark = pytest.mark.django_db


def signed_in(client) -> bool:
    return client.get("/admin/").status_code == 200


def test_a_session_that_is_not_used_for_an_hour_ends_on_the_server(client):
    sign_in(client, make_person())
    age_session(client, seen=59 * 60)
    assert signed_in(client)
    age_session(client, seen=60 * 60)
    old = client.session.session_key
    response = client.get("/admin/", follow=True)
    assert "you did nothing here for 60 minutes" in words_of(response)
    assert not Session.objects.filter(session_key=old).exists()
    client.cookies["sessionid"] = old
    assert not signed_in(client)


def test_using_it_keeps_a_session_alive_but_only_for_twelve_hours(client):
    sign_in(client, make_person())
    age_session(client, seen=50 * 60, since=12 * 3600 - 60)
    assert signed_in(client)
    age_session(client, seen=0, since=12 * 3600)
    assert "12 hours had passed" in words_of(client.get("/admin/", follow=True))
    assert not signed_in(client)


def test_the_limits_come_from_the_settings(client, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 5, 1
    sign_in(client, make_person())
    age_session(client, seen=5 * 60)
    assert not signed_in(client)
    sign_in(client, User.objects.get())
    age_session(client, since=3600)
    assert not signed_in(client)


def test_a_session_is_written_once_a_minute_at_most(client):
    sign_in(client, make_person())
    client.get("/admin/account/")
    before = client.session["staff_session"]["seen"]
    age_session(client, seen=30)
    client.get("/admin/")
    assert client.session["staff_session"]["seen"] < before
    age_session(client, seen=61)
    client.get("/admin/")
    assert client.session["staff_session"]["seen"] >= before


@pytest.mark.parametrize("values", [{"is_active": False}, {"is_staff": False}, {"password": "md5$a$b"}])
def test_an_account_that_is_shut_or_gets_another_password_is_out_at_once(client, values):
    sign_in(client, make_person())
    assert signed_in(client)
    User.objects.update(**values)
    assert not signed_in(client)


def test_signing_out_ends_the_session_on_the_server(client):
    sign_in(client, make_person())
    key = client.session.session_key
    signed_out = client.post("/admin/logout/")
    assert "You are signed out" in words_of(signed_out) and "Logged out" not in signed_out.content.decode()
    client.cookies["sessionid"] = key
    assert not signed_in(client)


def test_the_account_page_tells_where_one_is_signed_in_and_signs_out_everywhere_else(client):
    ann, bob = make_person(), make_person("bob")
    phone = Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Safari/604.1")
    theirs = Client()
    sign_in(phone, ann)
    sign_in(theirs, bob)
    sign_in(client, ann)
    text = words(page(client, "/admin/account/").get_element_by_id("content-main"))
    assert "Here , with an unknown browser, address 127.0.0.1" in text.replace("Here,", "Here ,")
    assert "With Safari on iPhone" in text
    assert client.get("/admin/account/sessions/end/").status_code == 405
    assert signed_in(phone)
    response = client.post("/admin/account/sessions/end/", follow=True)
    assert "signed out everywhere else (1 place)" in words_of(response)
    assert signed_in(client) and signed_in(theirs) and not signed_in(phone)


def test_a_new_password_signs_out_everywhere_else(client):
    person = make_person()
    phone = Client()
    sign_in(phone, person)
    sign_in(client, person)
    new = "quite another set of words"
    values = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/admin/password_change/", values)["Location"] == "/admin/account/"
    assert signed_in(client) and not signed_in(phone)
    person.refresh_from_db()
    assert person.check_password(new)


def test_the_present_password_is_needed_for_a_new_one(client):
    person = make_person()
    sign_in(client, person)
    new = "quite another set of words"
    response = client.post(
        "/admin/password_change/", {"old_password": "no", "new_password1": new, "new_password2": new}
    )
    assert "not your present password" in words_of(response)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


# What was typed


@pytest.fixture
def row(db):
    return make_person("carl", first_name="Carl")


def type_into(client, row):
    address = f"/admin/auth/user/{row.pk}/change/"
    return address, form_values(client.get(address), "user_form") | {"first_name": "Typed for long"}


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in_again(client, row):
    person = make_person(superuser=True)
    device = give_factor(person)
    sign_in(client, person, device)
    address, values = type_into(client, row)
    age_session(client, seen=4000)
    response = client.post(address, values)
    assert response["Location"].startswith(LOGIN)
    row.refresh_from_db()
    assert row.first_name == "Carl"
    give_password(client, next=address)
    response = client.post(CODE, {"code": code(device, 1), "next": address})
    assert response["Location"] == "/admin/account/kept-form/"
    response = client.get(response["Location"])
    form = form_values(response, "kept-form")
    assert form["first_name"] == "Typed for long"
    row.refresh_from_db()
    assert row.first_name == "Carl"
    client.post(address, form)
    row.refresh_from_db()
    assert row.first_name == "Typed for long"
    sign_in(client, person)
    assert client.session["staff_kept_form"]["shown"]  # It is not offered a second time.


def test_it_is_given_back_to_nobody_else_and_can_be_thrown_away(client, row):
    person = make_person(superuser=True)
    sign_in(client, person)
    address, values = type_into(client, row)
    age_session(client, seen=4000)
    client.post(address, values)
    assert sign_in(client, make_person("bob", superuser=True))["Location"] == "/admin/"
    assert client.get("/admin/account/kept-form/")["Location"] == "/admin/"

    sign_in(client, person)
    age_session(client, seen=4000)
    client.post(address, values)
    assert sign_in(client, person)["Location"] == "/admin/account/kept-form/"
    assert client.post("/admin/account/kept-form/")["Location"] == address
    assert client.get("/admin/account/kept-form/")["Location"] == "/admin/"
    row.refresh_from_db()
    assert row.first_name == "Carl"


@pytest.mark.parametrize(
    ("headers", "forged"), [({"HTTP_SEC_FETCH_MODE": "cors"}, False), ({"HTTP_SEC_FETCH_MODE": "navigate"}, True)]
)
def test_nothing_is_kept_of_scripts_and_forgeries(row, headers, forged):
    client = Client()
    sign_in(client, make_person(superuser=True))
    address, values = type_into(client, row)
    age_session(client, seen=4000)
    client.handler.enforce_csrf_checks = forged
    if forged:
        del values["csrfmiddlewaretoken"]
    assert client.post(address, values, **headers).status_code == (403 if forged else 302)
    assert "staff_kept_form" not in client.session


def test_passwords_are_never_kept(client):
    sign_in(client, make_person())
    age_session(client, seen=4000)
    client.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": "x"})
    assert "staff_kept_form" not in client.session


# The public


@pytest.mark.parametrize("state", ["nobody", "staff", "half way", "ended"])
def test_public_pages_neither_set_nor_read_a_session(client, state):
    make_chart("Superintendent")
    make_job("Network Specialist")
    addresses = ["/", "/charts/emerging-district/", "/job-descriptions/", "/search/?q=network", "/accessibility/"]

    def measure(one):
        found = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                response = one.get(address)
            assert response.status_code == 200
            assert "Cookie" not in response.get("Vary", ""), address
            assert not response.cookies, address
            assert not any("session" in query["sql"] or "otp" in query["sql"] for query in queries), address
            found[address] = len(queries)
        return found

    measure(Client())
    counts = measure(Client())
    person = make_person()
    if state == "half way":
        give_factor(person)
    if state != "nobody":
        sign_in(client, person)
    if state == "ended":
        age_session(client, seen=4000)
    assert measure(client) == counts

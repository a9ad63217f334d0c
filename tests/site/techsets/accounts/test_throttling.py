"""Guessing: who is stopped, for how long, what it tells, and who is not stopped by it."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from techsets.accounts import throttling
from tests.pages import words_of
from tests.site.techsets.accounts.people import (
    CODE,
    LOGIN,
    PASSWORD,
    code,
    give_factor,
    give_password,
    make_person,
    sign_in,
    wrong,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("throttled")]


def fail(client, times, username="ann", **headers):
    for _ in range(times):
        response = client.post(LOGIN, {"username": username, "password": "wrong"}, **headers)
    return response


def later(minutes):
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=minutes))


def test_the_fifth_failure_locks_the_pair_of_name_and_address_even_for_the_right_password(client):
    make_person()
    assert fail(client, 4).status_code == 200
    response = fail(client, 1)
    assert response.status_code == 429
    assert "15 minutes from now" in words_of(response)
    assert 890 <= int(response["Retry-After"]) <= 901
    response = give_password(client)
    assert response.status_code == 429
    assert client.get("/admin/").status_code == 302
    assert AccessAttempt.objects.get().failures_since_start == 5


def test_after_a_quarter_of_an_hour_one_may_try_again_and_trying_meanwhile_does_not_prolong_it(client):
    make_person()
    fail(client, 5)
    later(14)
    response = fail(client, 3)
    assert response.status_code == 429
    assert "1 minute from now" in words_of(response)
    later(15.1)
    give_password(client)
    assert client.get("/admin/").status_code == 200


def test_a_success_forgets_the_failures_of_that_pair_alone(client):
    make_person()
    fail(client, 4)
    fail(client, 3, REMOTE_ADDR="192.0.2.7")
    give_password(client)
    assert [row.ip_address for row in AccessAttempt.objects.all()] == ["192.0.2.7"]
    client.post("/admin/logout/")
    assert fail(client, 4).status_code == 200


def test_another_browser_at_the_same_address_does_not_get_further_tries(client):
    make_person()
    for number in range(5):
        response = fail(client, 1, HTTP_USER_AGENT=f"Browser {number}")
    assert response.status_code == 429


def test_a_name_that_is_tried_from_everywhere_is_locked_but_not_for_its_owner(client):
    make_person()
    sign_in(client, make_person("bob"))
    client.post("/admin/logout/")
    for number in range(50):
        fail(client, 1, username="bob", REMOTE_ADDR=f"198.51.100.{number}")
    stranger = client.post(LOGIN, {"username": "bob", "password": PASSWORD}, REMOTE_ADDR="203.0.113.5")
    assert stranger.status_code == 429
    assert give_password(client, "bob").status_code == 302


def test_an_address_that_tries_many_names_is_locked(client):
    make_person()
    for number in range(50):
        response = fail(client, 1, username=f"name{number}")
    assert response.status_code == 429
    assert give_password(client).status_code == 429
    assert client.post(LOGIN, {"username": "ann", "password": PASSWORD}, REMOTE_ADDR="192.0.2.1").status_code == 302


def test_wrong_codes_count_like_wrong_passwords_and_giving_the_password_again_does_not_clear_them(client):
    device = give_factor(make_person())
    statuses = []
    for _ in range(5):
        give_password(client)
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        statuses.append(client.post(CODE, {"code": wrong(device)}).status_code)
    assert statuses == [200, 200, 200, 200, 429]
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    assert client.post(CODE, {"code": code(device)}).status_code == 429
    assert client.get("/admin/").status_code == 302
    assert TOTPDevice.objects.get().last_t == -1


def test_guessing_the_present_password_in_a_stolen_session_is_stopped_too(client):
    person = make_person()
    sign_in(client, person)
    values = {"new_password1": "another unlikely 8 words", "new_password2": "another unlikely 8 words"}
    for _ in range(5):
        response = client.post("/admin/password_change/", values | {"old_password": "guess"})
    assert response.status_code == 429
    assert client.post("/admin/password_change/", values | {"old_password": PASSWORD}).status_code == 429
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_unknown_names_wrong_passwords_and_accounts_that_may_not_sign_in_get_the_same_answer(client):
    make_person()
    make_person("left", is_active=False)
    make_person("teacher", is_staff=False)
    tries = [("nobody", PASSWORD), ("ann", "wrong"), ("left", PASSWORD), ("teacher", PASSWORD), ("teacher", "wrong")]
    for tries_so_far in range(5):
        answers = {}
        for number, (name, password) in enumerate(tries):
            fresh = Client(REMOTE_ADDR=f"192.0.2.{number}")
            response = fresh.post(LOGIN, {"username": name, "password": password})
            answers[number] = (response.status_code, words_of(response))
        assert len(set(answers.values())) == 1, answers
        assert answers[0][0] == (429 if tries_so_far == 4 else 200)


def test_unknown_names_cost_as_much_work_as_known_ones(client, monkeypatch):
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: hashed.append(1) or encode(*args))
    make_person()
    make_person("left", is_active=False)

    def work(name):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            fail(client, 1, username=name)
        return len(hashed), len(queries)

    work("somebody")
    assert work("ann") == work("left") == work("nobody")
    assert len(hashed) == 1


def test_nothing_that_was_typed_is_kept_or_logged_but_a_known_name(client, caplog):
    make_person()
    secret = "the password in the wrong field"
    fail(client, 2)
    client.post(LOGIN, {"username": secret, "password": "typed here"})
    device = give_factor(make_person("bob"))
    give_password(client, "bob")
    client.post(CODE, {"code": wrong(device)})
    for row in AccessAttempt.objects.all():
        assert (row.get_data, row.post_data) == ("", "")
    assert "ann at 127.0.0.1" in caplog.text
    for word in (secret, "typed here", wrong(device), PASSWORD):
        assert word not in caplog.text


def test_old_records_are_cleared_away_with_the_next_sign_in(client):
    person = make_person()
    fail(client, 3, username="nobody")
    AccessLog.objects.create(username="ann", ip_address="192.0.2.1")
    AccessLog.objects.update(attempt_time=timezone.now() - timedelta(days=91))
    later(16)
    sign_in(client, person)
    assert not AccessAttempt.objects.exists()
    assert [log.ip_address for log in AccessLog.objects.all()] == ["127.0.0.1"]


def test_axes_reset_and_the_button_of_the_account_let_a_person_in_again(client):
    ann = make_person()
    boss = Client(REMOTE_ADDR="192.0.2.9")
    boss.force_login(make_person("boss", superuser=True))
    for unlock in (
        lambda: call_command("axes_reset_username", "ann"),
        lambda: boss.post("/admin/auth/user/", {"action": "unlock", "_selected_action": [ann.pk], "index": "0"}),
    ):
        assert fail(client, 5).status_code == 429
        unlock()
        assert fail(client, 1).status_code == 200
        AccessAttempt.objects.all().delete()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:4711", "203.0.113.9"),
        (1, "[2001:db8:1:2:3::4]:443", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "not an address", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_address_is_what_the_trusted_proxies_saw(rf, settings, proxies, forwarded, expected):
    settings.PROXIES = proxies
    assert throttling.throttled_address(rf.get("/", HTTP_X_FORWARDED_FOR=forwarded)) == expected


def test_an_invented_header_gives_no_further_tries(client, settings):
    make_person()
    for number in range(5):
        response = fail(client, 1, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert response.status_code == 429
    settings.PROXIES = 1
    for number in range(5):
        response = fail(client, 1, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 203.0.113.9")
    assert response.status_code == 429

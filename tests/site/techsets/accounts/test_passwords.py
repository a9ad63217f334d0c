"""Which passwords are taken, and how they are stored."""

import pytest
from django.contrib.auth.hashers import get_hasher, make_password
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from techsets import settings as our_settings
from tests.site.techsets.accounts.people import LOGIN, PASSWORD, make_person

ANN = User(username="ann.archer", first_name="Ann", last_name="Archer", email="annika@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "maple quilt river lantern",
        "xK9$mQ2!vR7&pL4",
        "        spaces are characters too  ",
        "пароль из четырёх редких слов",
        "zebra " * 3 + "over the lazy techsets river",
        "Quartz-Violin-Harbor-Nimble-" * 4 + "Tundra",
        "my school has seventeen purple goats",
    ],
)
def test_long_passwords_of_any_composition_are_taken(password):
    assert validate_password(password, ANN) is None


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("fourteen chars", "at least 15"),
        ("techsets techsets 2026!", "name of this site"),
        ("TechSETS-Administrator-1", "name of this site"),
        ("Welcome2District!2025", "name of this site"),
        ("password1234567", "name of this site"),
        ("123456789012345", "name of this site"),
        ("abcdefghijklmnopq", "name of this site"),
        ("qwertyuiopasdfgh", "name of this site"),
        ("aaaaaaaaaaaaaaaaaaaa", "name of this site"),
        ("dragon dragon dragon", "name of this site"),
        ("dragondragondragon", "name of this site"),
        ("ann.archer.annika", "name of this site"),
        ("sunshine1234567", "name of this site"),
    ],
)
def test_passwords_that_are_easy_to_guess_are_refused_with_what_to_do(password, why):
    with pytest.raises(ValidationError) as error:
        validate_password(password, ANN)
    assert why in " ".join(error.value.messages)


def test_the_name_of_the_host_is_a_word_of_the_place(settings):
    validate_password("springfieldusd-2026-1x", ANN)
    settings.SITE_URL = "https://staffing.springfieldusd.example"
    with pytest.raises(ValidationError):
        validate_password("springfieldusd-2026-1x", ANN)


def test_of_a_long_password_only_the_beginning_is_looked_at():
    validate_password("correct horse battery staple " + "x9q" * 1_000, ANN)
    for end in ("", "x9q correct horse"):  # It comes after the 500 characters that count.
        with pytest.raises(ValidationError):
            validate_password("a" * 600 + end, ANN)


@pytest.mark.django_db
def test_passwords_are_stored_with_scrypt_and_old_ones_anew_at_the_next_sign_in(client, settings):
    settings.PASSWORD_HASHERS = our_settings.PASSWORD_HASHERS
    scrypt = get_hasher("default")
    assert (scrypt.algorithm, scrypt.work_factor, scrypt.block_size, scrypt.parallelism) == ("scrypt", 2**14, 8, 5)
    make_person()
    User.objects.update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    client.post(LOGIN, {"username": "ann", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    assert User.objects.get().password.startswith("scrypt$16384$")


@pytest.mark.django_db
def test_a_password_is_taken_exactly_as_it_is_and_may_be_long(client):
    person = make_person()
    for password in (" Leading and trailing ", "x" * 64 + "Y" * 64, "пароль из четырёх редких слов"):
        person.set_password(password)
        person.save()
        for typed, status in ((password, 302), (password.strip()[:-1], 200), (password.swapcase(), 200)):
            response = Client().post(LOGIN, {"username": "ann", "password": typed})
            assert response.status_code == status, typed


@pytest.mark.django_db
def test_the_account_that_make_staff_makes_is_led_to_its_second_factor(client, required, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", username="root", email="", interactive=False, verbosity=0)
    response = client.post(LOGIN, {"username": "root", "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0].startswith("/admin/login/set-up/")

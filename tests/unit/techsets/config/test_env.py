import os
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from techsets.config import env
from techsets.config import hosts as host_settings
from tests.conftest import ROOT


def test_a_secret_key_is_made_once_and_kept_for_its_owner_alone(tmp_path):
    first = env.secret_key(tmp_path, {})
    assert len(first) >= 50
    assert env.secret_key(tmp_path, {}) == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_secret_key_in_the_environment_wins_and_is_not_stored(tmp_path):
    key = "k" * 50
    assert env.secret_key(tmp_path, {"SECRET_KEY": key}) == key
    assert not list(tmp_path.iterdir())


def test_a_short_or_damaged_secret_key_stops_the_site_with_what_to_do(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="longer"):
        env.secret_key(tmp_path, {"SECRET_KEY": "short"})
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(ImproperlyConfigured, match="Delete that file"):
        env.secret_key(tmp_path, {})


@pytest.mark.parametrize("value", ["80a", "0", "65536", "-1", "８０"])
def test_a_wrong_port_stops_the_site_with_an_example(value):
    with pytest.raises(ImproperlyConfigured, match="for example 8000"):
        env.port("PORT", 8000, {"PORT": value})


def test_ports_and_flags_have_defaults():
    assert env.port("PORT", 8000, {}) == 8000
    assert env.flag("TECHSETS_DEBUG", {}) is False
    assert env.flag("TECHSETS_DEBUG", {"TECHSETS_DEBUG": "Yes"}) is True
    with pytest.raises(ImproperlyConfigured, match=r"1 \(on\) or 0"):
        env.flag("TECHSETS_DEBUG", {"TECHSETS_DEBUG": "maybe"})


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match="cannot be used as a folder"):
        env.folder("TECHSETS_DATA", tmp_path, {"TECHSETS_DATA": str(tmp_path / "file" / "below")})


@pytest.mark.parametrize("value", ["staffing.example.org", "ftp://x.org", "https://", "https://x.org/path"])
def test_a_wrong_site_address_is_refused_with_an_example(value):
    with pytest.raises(ImproperlyConfigured, match=r"https://staffing\.example\.org"):
        host_settings.site_url("TECHSETS_URL", {"TECHSETS_URL": value})


def test_the_site_answers_to_its_own_names_and_to_those_it_is_told():
    hosts = host_settings.allowed_hosts(
        "https://staffing.example.org", {"TECHSETS_HOSTS": "a.org, b.org", "HOST": "10.0.0.5"}
    )
    assert hosts == ["localhost", "127.0.0.1", "[::1]", "a.org", "b.org", "staffing.example.org", "10.0.0.5"]
    assert "0.0.0.0" not in host_settings.allowed_hosts("", {"HOST": "0.0.0.0"})


def test_a_choice_is_one_of_the_words_offered():
    options = ("required", "optional")
    assert env.choice("X", options, "optional", {}) == "optional"
    assert env.choice("X", options, "optional", {"X": " Required "}) == "required"
    with pytest.raises(ImproperlyConfigured, match="Set it to required or optional, or leave it out for optional"):
        env.choice("X", options, "optional", {"X": "yes"})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "optional 0"),
        ({"TECHSETS_URL": "http://site.example.org"}, "optional 0"),
        ({"TECHSETS_URL": "https://site.example.org"}, "required 1"),
        ({"TECHSETS_URL": "https://site.example.org", "TECHSETS_SECOND_FACTOR": "optional"}, "optional 1"),
        ({"TECHSETS_SECOND_FACTOR": "required", "TECHSETS_PROXIES": "2"}, "required 2"),
    ],
)
def test_https_makes_the_second_factor_and_one_proxy_the_default(tmp_path, values, expected):
    said = settings_say(tmp_path, values)
    assert said.stdout.strip() == expected


def test_a_wrong_word_for_the_second_factor_stops_the_site_with_a_sentence(tmp_path):
    said = settings_say(tmp_path, {"TECHSETS_SECOND_FACTOR": "maybe"})
    assert "TECHSETS_SECOND_FACTOR is 'maybe'. Set it to required or optional" in said.stderr


def settings_say(folder, values):
    """Return what a process with these variables prints of the settings that follow from them."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "-c", "from techsets import settings as s; print(s.SECOND_FACTOR, s.PROXIES)"],
        cwd=ROOT,
        env=kept | {"TECHSETS_DATA": str(folder)} | values,
        capture_output=True,
        text=True,
    )

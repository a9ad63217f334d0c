"""Whom to tell of a weakness: /.well-known/security.txt, after RFC 9116."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techsets.common.contact import contact_uris
from techsets.web.security_txt import expiry

ADDRESS = "/.well-known/security.txt"


def test_it_names_the_contact_as_addresses_and_an_end_within_a_year(client, settings):
    settings.CONTACT = "Help desk, help@example.org, 555-0100, https://example.org/security"
    settings.SITE_URL = "https://staffing.example.org"
    answer = client.get(ADDRESS)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    fields = dict(line.split(": ", 1) for line in lines[1:])
    assert lines[:2] == ["Contact: https://example.org/security", "Contact: mailto:help@example.org"]
    left = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - datetime.now(UTC)
    assert timedelta(days=300) < left < timedelta(days=366)
    assert fields["Canonical"] == f"https://staffing.example.org{ADDRESS}"
    assert answer.headers["Cache-Control"] == "max-age=86400"


@pytest.mark.parametrize("contact", ["", "The office, 555-0100", "at@home", "http://example.org/unsafe", "a@b@c"])
@pytest.mark.django_db
def test_without_an_address_there_is_none(client, settings, contact):
    settings.CONTACT = contact
    assert client.get(ADDRESS).status_code == 404


@given(st.text())
def test_no_contact_breaks_the_lines_of_the_file(text):
    assert all(not set(one) & set("\r\n \t") for one in contact_uris(text))


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1)))
def test_it_never_ends_later_than_in_a_year(today):
    assert 300 < (expiry(today).date() - today).days < 366

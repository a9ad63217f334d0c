"""Every address of the admin, found by walking the routes: no browser and no proxy keeps what it answers."""

import re
from collections.abc import Iterable, Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factory import make_chart, make_job

pytestmark = pytest.mark.django_db


def routes(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from routes(one.url_patterns, route)


def admin_addresses() -> list[str]:
    """Return an address for each route of the admin, with 1 for each of its keys."""
    found = [route for route in routes(get_resolver().url_patterns) if route.startswith("admin/")]
    named = [re.sub(r"<(?:\w+:)?\w+>|\(\?P<\w+>[^)]*\)", "1", route) for route in found]
    return ["/" + re.sub(r"[\\^$]|\\Z", "", route) for route in named]


@pytest.mark.parametrize("who", ["client", "admin_client"])
def test_no_answer_of_the_admin_may_be_kept(request, who):
    asking = request.getfixturevalue(who)
    make_chart(("Head", ["Below"]))
    make_job()
    addresses = admin_addresses()
    assert len(addresses) > 80
    kept = [
        (method, address, answer.status_code, answer.headers.get("Cache-Control"))
        for address in [*addresses, "/admin", "/admin/nowhere/"]
        for method in ("get", "post")
        if "no-store" not in (answer := getattr(asking, method)(address)).headers.get("Cache-Control", "")
    ]
    assert kept == []

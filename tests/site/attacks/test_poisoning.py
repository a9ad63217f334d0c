"""What one reader sends changes nothing of what others get from the pages that are kept."""

import pytest

from tests.factory import make_chart
from tests.system.attacks.asking import Site
from tests.system.attacks.wire import HOST

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = "evil.example"
PATHS = ["/", "/charts/emerging-district/", "/job-descriptions/", "/search/?q=network", "/sitemap.xml", "/robots.txt"]
TRICKS = [
    {"x_forwarded_host": EVIL},
    {"x_host": EVIL},
    {"x_forwarded_server": EVIL},
    {"forwarded": f"host={EVIL};proto=https"},
    {"x_forwarded_port": "99"},
    {"x_forwarded_scheme": "nothttps"},
    {"x_forwarded_prefix": "/evil"},
    {"x_script_name": "/evil"},
    {"x_original_url": "/admin/"},
    {"x_rewrite_url": "/admin/"},
    {"x_http_method_override": "DELETE"},
    {"origin": f"https://{EVIL}"},
    {"referer": f"https://{EVIL}/"},
    {"user_agent": EVIL},
    {"accept_language": "xx"},
    {"accept": "application/json"},
    {"cookie": "theme=evil"},
    {"range": "bytes=0-3"},
    {"if_none_match": "*"},
    {"if_modified_since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    {"accept_encoding": "evil"},
    {"content_length": "5"},
    {"x_forwarded_for": EVIL},
    {"x_techsets_in_snapshot": "1"},
]


@pytest.fixture
def site(settings, monkeypatch):
    settings.ALLOWED_HOSTS = [HOST, "other.example.org"]
    settings.SEARCH_LIMIT = settings.PAGE_LIMIT = 0
    make_chart(("Superintendent", ["Network", "Support"]))
    return Site(monkeypatch)


@pytest.mark.parametrize("path", PATHS)
def test_headers_that_are_no_part_of_the_key_change_nothing_that_is_kept(site, settings, monkeypatch, path):
    honest = site.ask(path)
    assert honest.status == 200 and site.ask(path).body == honest.body
    for trick in TRICKS:
        fresh = Site(monkeypatch)  # Keeps nothing yet: the attacker is the first to ask.
        fresh.ask(path, **trick)
        after = fresh.ask(path)
        assert (after.status, after.body, sorted(after.headers)) == (200, honest.body, sorted(honest.headers)), trick
        assert EVIL.encode() not in after.body


@pytest.mark.parametrize(
    "host", [EVIL, f"{HOST}.{EVIL}", f"{EVIL}/{HOST}", f"{HOST}@{EVIL}", "", "a b", f"{HOST}:x", "é"]
)
def test_other_hosts_are_refused_and_not_kept(site, host):
    assert site.ask("/", host=host).status == 400
    assert len(site.cache.store) == 0
    assert site.ask("/").status == 200


def test_hosts_that_are_ours_are_kept_apart_because_pages_name_them(site):
    first, second = site.ask("/"), site.ask("/", host="other.example.org")
    assert HOST.encode() in first.body and b"other.example.org" in second.body
    assert site.ask("/").body == first.body and site.ask("/", host="other.example.org").body == second.body


def test_methods_and_bodies_do_not_come_between(site):
    for method in ("POST", "HEAD", "OPTIONS", "PUT", "get"):
        site.ask("/about/", method, b"x")
    answer = site.ask("/about/")
    assert answer.status == 200 and b"</html>" in answer.body and int(answer["content-length"]) == len(answer.body)
    assert site.ask("/about/", "HEAD").body == b"" and site.ask("/about/").body == answer.body


def test_a_query_that_is_written_otherwise_is_another_address(site):
    for query in (
        "?q=network",
        "?q=network&",
        "?q=network;page=2",
        "?Q=network",
        "?q=network%26page=2",
        "?q=a&q=network",
    ):
        site.ask(f"/search/{query}")
    assert b"network" in site.ask("/search/?q=network").body
    assert site.ask("/search/?q=network").body != site.ask("/search/?q=other").body


def test_faults_and_refusals_are_not_kept(site, monkeypatch):
    from orgcharts.views import HomeView

    with monkeypatch.context() as broken:
        broken.setattr(HomeView, "get_context_data", lambda self, **kwargs: 1 / 0)
        assert site.ask("/").status == 500
    assert site.ask("/").status == 200
    before = len(site.cache.store), len(site.cache.queries)
    for path in ("/nowhere/", "/charts/", "/favicon.ico", "/admin/login/", "/search/?page=99", "/about", "/readyz"):
        site.ask(path)
    assert (len(site.cache.store), len(site.cache.queries)) == before

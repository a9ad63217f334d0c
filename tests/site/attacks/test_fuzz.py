"""Every public address, every parameter that a view reads, odd headers and methods: no fault, and nothing echoed raw.

Other requests every time, more of them under ``--hypothesis-profile=thorough`` (tests/profiles.py).
"""

import gzip
import re
from urllib.parse import quote, quote_from_bytes

import brotli
import pytest
from django.http import QueryDict
from django.urls import URLPattern, get_resolver
from django.urls.converters import SlugConverter
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from lxml import html

from jobdescriptions.models import JobDescription
from orgcharts.changes import positions
from orgcharts.models import Position
from techsets.web.headers import SECURITY_HEADERS
from tests.conftest import put_reference_content
from tests.profiles import examples
from tests.system.attacks.asking import Site
from tests.system.attacks.wire import HOST

#: All that public views read from the query; the test compares it with what they were seen to read.
PARAMETERS = {"q", "page", "find", "open", "from", "to", "model", "maturity", "level", "group", "p"}
PARAMETERS |= {"flsa", "soc", "figure", "added"}
#: If any of this comes back as markup, somebody could send a reader a script.
MARKED = [
    "<x-fuzz>",
    "\"><x-fuzz onfuzz=1>'",
    "' onfuzz=1 x='",
    '" onfuzz=1 x="',
    "</title><x-fuzz>",
    "javascript:fuzz()",
]
ODD = [
    *MARKED,
    *("", " ", "\0", "a\0b", "%", "%%", "_", "\\", "'", '"', "''", "--", ";", "-1", "0", "1", "2", "1.1", "1e9", "NaN"),
    *("9" * 19, "9" * 400, "１２", "²", "٣", "\ud7ff", "\ufffe", "\U0001f600" * 40, "e\u0301" * 300, "\u202eabc", "İ"),
    *(
        "a OR b",
        "a AND",
        "NEAR(a b)",
        "a*",
        "*",
        "(",
        '"a',
        "title:a",
        "-a",
        "a\nb",
        "\r\nX-Injected: 1",
        "ß",
        "ﬁ" * 99,
    ),
    *("network " * 60, "all", "true", "../" * 20, "//evil.example", "https://evil.example/", "{{ 7 }}", "{% now %}"),
]
HEADERS = {
    "Accept-Encoding": ["br", "gzip", "br;q=0, gzip", ";q=", "*", "," * 400, "gzip;q=1.5;q"],
    "If-None-Match": ["*", '"', 'W/"', '"a", W/"b"', "," * 400, '"' + "a" * 8_000],
    "If-Modified-Since": ["x", "Mon, 99 Foo 99999 99:99:99 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "9" * 400],
    "If-Unmodified-Since": ["x", "Thu, 01 Jan 1970 00:00:00 GMT"],
    "If-Match": ["*", '"x"'],
    "Range": ["bytes=0-1", "bytes=-1", "bytes=5-1", "bytes=" + "0-1," * 20, "x", "bytes=" + "9" * 400 + "-"],
    "If-Range": ['"x"', "x"],
    "Cookie": ["a=b", "=", ";;;", '"', "sessionid=", "sessionid=é", "csrftoken=" + "x" * 32, "messages=x", "a" * 8_000],
    "Host": ["", "x", "localhost", "LOCALHOST:99999", "[::1", "[::1]:x", "a b", "<x-fuzz>", f"{HOST}:443", f"{HOST}."],
    "X-Forwarded-Proto": ["https", "http", "x, https", "javascript"],
    "X-Forwarded-Host": ["evil.example"],
    "X-Forwarded-For": ["", ",,", "1.2.3.4", "::", "[::1]:5", "unknown", "9" * 400, "fe80::1%eth0", "1.2.3.4:99999"],
    "X-Original-URL": ["/admin/"],
    "X-HTTP-Method-Override": ["DELETE"],
    "Authorization": ["Basic", "Basic !!!", "Bearer x"],
    "Content-Type": [
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 300,
        "application/json",
        "x/y; z=é",
    ],
    "Content-Length": ["0", "5", "x", "-1", "9" * 30, ""],
    "Transfer-Encoding": ["chunked", "x"],
    "Referer": [f"https://{HOST}/admin/login/", "x", "http://[", "https://evil.example/<x-fuzz>"],
    "Origin": ["null", "http://[", f"https://{HOST}", "x"],
    "Accept-Language": ["en", "x" * 600, "de;q=é", "," * 600],
    "User-Agent": ["<x-fuzz>", ""],
    "Accept": ["*/*", "application/json"],
    "X-Requested-With": ["XMLHttpRequest"],
    "Upgrade": ["websocket", "h2c"],
}
METHODS = ["GET"] * 12 + ["HEAD"] * 2 + ["POST"] * 2 + ["OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "FOO", "get", "É"]


def public_routes() -> list[tuple[str, URLPattern]]:
    """Return every route outside the admin, and those of the admin by which strangers sign in, each with its prefix."""
    found = []
    for route in get_resolver().url_patterns:
        if isinstance(route, URLPattern):
            found.append(("/", route))
            continue
        prefix = str(route.pattern)
        assert prefix in {"", "job-descriptions/", "admin/"}, "Say in this test how the addresses below are tried."
        inner = [one for one in route.url_patterns if isinstance(one, URLPattern)]
        assert prefix == "admin/" or len(inner) == len(route.url_patterns)
        found += [(f"/{prefix}", one) for one in inner if prefix != "admin/" or "log" in str(one.pattern)]
    return found


texts = st.sampled_from(ODD) | st.text(max_size=30) | st.sampled_from(MARKED).map(lambda mark: f"network {mark}")
#: As it stands in an address: encoded, encoded wrongly, or as it is.
encoded = (
    texts.map(lambda text: quote(text.encode("utf-8", "surrogatepass"), safe=""))
    | st.binary(max_size=12).map(lambda data: quote_from_bytes(data, safe=""))
    | st.sampled_from(["%", "%zz", "%c0%ae", "%ed%a0%80", "%u0041", "+", "&", "=", ";", "a[]", "%25", "<x-fuzz>", "#"])
)


def paths(slugs: list[str]):
    """Return a strategy for each public route. A route with parts of a kind not known here is a failure."""
    kinds = {
        "slug": st.sampled_from(slugs) | encoded,
        "number": st.sampled_from(["1", "1.1", "1.1.1", "2", "1.99", "1." * 70 + "1", "01", "1." + "9" * 30]) | encoded,
    }
    found = []
    for prefix, route in public_routes():
        pattern = route.pattern
        names = list(pattern.regex.groupindex)
        converters = getattr(pattern, "converters", {})
        assert set(names) <= set(kinds) and all(type(one) is SlugConverter for one in converters.values()), pattern
        written = re.sub(r"\(\?P<(\w+)>.*?\)(?=/|\$)|<(?:\w+:)?(\w+)>", r"{\1\2}", str(pattern).strip("^$"))
        assert sorted(re.findall(r"\{(\w+)\}", written)) == sorted(names), written
        found.append(
            st.fixed_dictionaries({name: kinds[name] for name in names}).map(
                lambda parts, form=prefix + written: form.format(**parts)
            )
        )
    return found


queries = st.lists(
    st.tuples(st.sampled_from(sorted(PARAMETERS)) | encoded, encoded).map("=".join) | encoded, max_size=4
).map("&".join)
odd_headers = st.lists(
    st.sampled_from(sorted(HEADERS)).flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(HEADERS[name]))),
    max_size=3,
).map(dict)


@pytest.fixture
def site(reference_tables, transactional_db, settings, monkeypatch):
    settings.ALLOWED_HOSTS = [HOST]
    settings.SEARCH_LIMIT = settings.PAGE_LIMIT = settings.SIGN_IN_LIMIT = 0
    put_reference_content()
    head = Position.objects.get(chart__slug="established-district", depth=1)
    for number in range(16):  # A chart of many boxes can be searched. And what staff type is not to be trusted either.
        positions.add_below(head, f"Network {number} {MARKED[number % len(MARKED)]}")
    return Site(monkeypatch)


@pytest.fixture
def read(monkeypatch):
    """The names of parameters that were read from queries."""
    seen = set()
    for method in ("get", "getlist", "__getitem__", "__contains__"):
        real = getattr(QueryDict, method)

        def noted(self, key, *rest, real=real):
            if not getattr(self, "_mutable", True):
                seen.add(key)
            return real(self, key, *rest)

        monkeypatch.setattr(QueryDict, method, noted)
    return seen


def assert_sound(answer, asked) -> None:
    assert answer.status < 500, (asked, answer.status)
    for name, value in SECURITY_HEADERS.items():
        assert answer.all(name) == [value], (asked, name)
    assert not answer.all("x-injected") and "evil.example" not in answer["location"].split("?")[0], asked
    if answer.body and answer["content-type"].startswith("text/html"):
        unpacked = {"br": brotli.decompress, "gzip": gzip.decompress}.get(answer["content-encoding"], bytes)
        page = html.document_fromstring(unpacked(answer.body).decode())
        assert page.xpath("//title") and page.xpath("//h1"), asked
        assert not page.xpath("//x-fuzz | //*[@onfuzz]"), asked
        assert not page.xpath("//@href[starts-with(., 'javascript:')] | //@action[starts-with(., 'javascript:')]"), (
            asked
        )


def test_no_public_address_answers_with_a_fault_or_echoes_what_was_sent_as_markup(site, read):
    slugs = ["established-district", "emerging-school-site", "network-specialist", JobDescription.objects.first().slug]
    routes = paths(slugs)
    assert len(routes) >= 20
    statuses: dict[int, int] = {}
    anywhere = st.one_of(routes) | st.lists(encoded, max_size=4).map(lambda parts: "/" + "/".join(parts))

    asked = examples(8, suppress_health_check=list(HealthCheck))

    @asked
    @given(anywhere, queries, st.sampled_from(METHODS), odd_headers, st.binary(max_size=20))
    def attack(path, query, method, headers, body):
        answer = site.ask(f"{path}?{query}" if query else path, method, body, **headers)
        statuses[answer.status] = statuses.get(answer.status, 0) + 1
        assert_sound(answer, (method, path, query, headers))

    attack()
    # It came further than to the first refusal.
    assert statuses[200] > asked.max_examples / 10 and statuses[404] and statuses[405] and statuses[400], statuses


def test_every_parameter_of_every_public_address_takes_every_odd_value(site, read):
    addresses = ["/", "/charts/established-district/", "/job-descriptions/", "/search/", "/sitemap.xml"]
    addresses += ["/job-descriptions/network-specialist/changes/", "/charts/established-district/chart.csv"]
    for value in ODD:
        value = quote(value.encode("utf-8", "surrogatepass"), safe="")
        for address in addresses:
            asked = f"{address}?{'&'.join(f'{name}={value}' for name in sorted(PARAMETERS))}"
            assert_sound(site.ask(asked), asked)
        assert_sound(site.ask(f"/search/?q={value}"), value)
    assert read <= PARAMETERS, "Public views read further parameters. Add them to PARAMETERS."


def test_the_parameters_are_those_that_views_read(site, read):
    for address in ("/charts/established-district/", "/job-descriptions/", "/search/", "/sitemap.xml"):
        site.ask(f"{address}?q=network")
    site.ask("/job-descriptions/network-specialist/changes/?from=1&to=1")
    site.ask("/job-descriptions/network-specialist/changes/")
    assert read == PARAMETERS


def test_the_sign_in_takes_every_odd_value(site):
    token = "abcdefgh" * 4
    for value in ODD:
        value = quote(value.encode("utf-8", "surrogatepass"), safe="")
        form = "&".join(f"{name}={value}" for name in ("username", "password", "next", "code", "with", "otp_token"))
        for path in ("/admin/login/", "/admin/login/code/", f"/admin/login/?next={value}", "/admin/logout/"):
            answer = site.ask(
                path,
                "POST",
                f"csrfmiddlewaretoken={token}&{form}".encode(),
                content_type="application/x-www-form-urlencoded",
                cookie=f"csrftoken={token}; sessionid={value}",
            )
            assert answer.status in {200, 302}, (path, value, answer.status)
            assert_sound(answer, (path, value))


def test_the_checks_of_this_test_find_what_they_look_for(site):
    good = site.ask("/about/")
    assert_sound(good, "")
    for broken in (b"<x-fuzz>", b"<p onfuzz=1>", b"<a href='javascript:fuzz()'>"):
        good.body = site.ask("/about/").body.replace(b"</h1>", b"</h1>" + broken)
        with pytest.raises(AssertionError):
            assert_sound(good, "")

"""A copy of the site as files, served by a real nginx with the settings that the copy brings."""

import re
from collections import Counter
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.conftest import need
from tests.factory import at, make_chart, make_job, place
from tests.servers import free_port
from tests.site.techsets.export.copies import make_copy
from tests.system.deploy.proxies import own_settings, running

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@contextmanager
def served_by_nginx(folder, copy):
    nginx, port = need("nginx"), free_port()
    folder.mkdir()
    shipped = (copy / "_export/nginx.conf").read_text().replace("/srv/site", str(copy))
    server = f"server {{ listen 127.0.0.1:{port}; gzip_static on; {shipped} }}"
    with running(nginx, folder, own_settings(folder, server), port):
        yield f"http://127.0.0.1:{port}"


def ask(address, **headers):
    try:
        answer = urlopen(Request(address, headers=headers), timeout=10)
    except HTTPError as error:
        answer = error
    with answer:
        counts = Counter(name.lower() for name in answer.headers)
        assert {name for name, count in counts.items() if count > 1} == set()
        return answer.status, answer.headers, answer.read()


@pytest.mark.parametrize("root", ["/", "/staffing/"])
def test_nginx_serves_a_copy_with_the_headers_of_the_site(tmp_path, client, root):
    chart = make_chart(("Superintendent", ["Director"]))
    place(make_job("Network Analyst"), at(chart, "1.1"))
    copy = make_copy(tmp_path / "copy", url=f"https://example.org{root}", compress=True)
    ours = client.get("/").headers
    with served_by_nginx(tmp_path / "nginx", copy) as host:
        status, headers, body = ask(f"{host}{root}charts/emerging-district/")
        assert status == 200 and body == (copy / "charts/emerging-district/index.html").read_bytes()
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        security = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options")
        for name in security:
            assert headers[name] == ours[name]
        assert ask(f"{host}{root}", **{"Accept-Encoding": "gzip"})[1]["Content-Encoding"] == "gzip"
        assert ask(f"{host}{root}", **{"If-None-Match": ask(f"{host}{root}")[1]["ETag"]})[0] == 304
        status, headers, body = ask(f"{host}{root}job-descriptions/network-analyst/network-analyst.docx")
        assert (status, headers["Content-Type"]) == (200, WORD) and body.startswith(b"PK")
        style = re.search(r'href="(?:\.\./)*(static/site[^"]*\.css)"', (copy / "about/index.html").read_text())[1]
        text = next(path.name for path in (copy / "search/texts").glob("*.txt"))
        for file in (style, f"search/texts/{text}"):
            status, headers, _ = ask(f"{host}{root}{file}")
            assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable"), file
            assert headers["X-Content-Type-Options"] == "nosniff"
        for lost in ("nowhere/", "static/nothing.css", "_export/manifest.json"):
            status, headers, body = ask(f"{host}{root}{lost}")
            assert status == 404
            if not lost.startswith("_export"):
                assert b"Page not found" in body and headers["Content-Security-Policy"] == ours[security[0]]

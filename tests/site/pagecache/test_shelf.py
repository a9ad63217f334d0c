"""While the database is away, every worker sends what any worker of the machine has made, and nothing else."""

from unittest import mock

import pytest
from django.db import OperationalError, connections

from jobdescriptions.publishing import unpublish
from orgcharts import operations
from techsets.pagecache import edition
from techsets.pagecache.shelf import Shelf
from tests.factory import at, make_chart, make_job, place
from tests.site.pagecache.test_page_cache import Front

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workers(settings, tmp_path, monkeypatch):
    """Two workers with one folder, and a public chart with a published job description."""
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.KEPT_DIR = tmp_path / "kept"
    monkeypatch.setattr(edition, "TRUSTED", 0)
    both = Front(), Front()
    for one in both:
        one.cache.shelf = Shelf(settings.KEPT_DIR)
        monkeypatch.setattr(one.cache.editions, "known", edition.read)
    chart = make_chart(("Superintendent", ["Network", "Support"]))
    job = make_job("Network Technician")
    place(job, at(chart, "1.1"))
    both[0].chart, both[0].job = chart, job
    return both


def without_database(one, path, known=None, query="", **headers):
    """Return what a worker answers that has heard of the edition ``known`` and of none since."""
    gone, wrapper = OperationalError("The server has gone away."), type(connections["default"])
    with (
        mock.patch.object(wrapper, "cursor", side_effect=gone),
        mock.patch.object(wrapper, "close"),
        mock.patch.object(one.cache.editions, "known", lambda: known),
    ):
        return one.get(path, query, **headers)


def test_a_page_that_one_worker_has_made_another_one_sends_while_the_database_is_away(workers):
    first, second = workers
    path = first.chart.get_absolute_url()
    made = first.get(path)
    assert without_database(second, path) == made
    assert without_database(second, path, known=edition.read()) == made
    assert without_database(second, path, accept_encoding="br")[1]["content-encoding"] == "br"
    assert without_database(second, path, if_none_match=made[1]["etag"])[0] == 304
    assert without_database(second, "/about/")[0] == 503


def test_of_two_pages_the_newer_one_is_sent(workers):
    first, second = workers
    path = first.chart.get_absolute_url()
    old = second.get(path)
    operations.rename(at(first.chart, "1.2"), "Help desk")
    new = first.get(path)
    assert old != new == without_database(second, path, known=edition.read())


def test_what_was_taken_back_does_not_come_up_again(workers):
    first, second = workers
    path = first.job.get_absolute_url()
    assert first.get(path)[0] == 200
    unpublish(first.job)
    assert without_database(second, path)[0] == 503
    assert first.get(path)[0] == 404
    assert without_database(first, path)[0] == 503


def test_only_public_pages_without_a_query_are_laid_down(workers, settings):
    first, second = workers
    path = first.chart.get_absolute_url()
    first.get(path, "open=all")
    first.get(path, cookie=f"{settings.SESSION_COOKIE_NAME}=abc")
    first.get("/nowhere/")
    first.get("/healthz")
    first.get(path, host="TestServer")
    first.get(path, host="testserver:1")
    assert not settings.KEPT_DIR.exists()
    first.get(path)
    assert len(list(settings.KEPT_DIR.iterdir())) == 1
    assert without_database(second, path, query="open=all")[0] == 503
    assert without_database(second, path, cookie=f"{settings.SESSION_COOKIE_NAME}=abc")[0] == 503


def test_a_page_that_is_not_whole_is_not_sent(workers, settings):
    first, second = workers
    path = first.chart.get_absolute_url()
    first.get(path)
    (file,) = settings.KEPT_DIR.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", whole[:100], whole[:-1], whole.replace(b"edition", b"addition")):
        file.write_bytes(damaged)
        assert without_database(second, path)[0] == 503
    file.write_bytes(whole)
    assert without_database(second, path)[0] == 200


def test_only_so_many_pages_are_laid_down(workers, settings):
    first, _ = workers
    shelf = Shelf(settings.KEPT_DIR, most=3)
    first.get(first.chart.get_absolute_url())
    (kept,) = first.cache.store._kept.values()
    for number in range(201):
        shelf.put((False, "testserver", f"/{number}/", ""), kept)
    assert len(list(settings.KEPT_DIR.iterdir())) <= 103
    assert shelf.get((False, "testserver", "/200/", "")) is not None


def test_only_so_many_bytes_are_laid_down(workers, settings):
    first, _ = workers
    first.get(first.chart.get_absolute_url())
    (kept,) = first.cache.store._kept.values()
    shelf = Shelf(settings.KEPT_DIR, largest=20 * len(kept.plain.data))
    for number in range(102):
        shelf.put((False, "testserver", f"/{number}/", ""), kept)
    assert sum(path.stat().st_size for path in settings.KEPT_DIR.iterdir()) < 30 * len(kept.plain.data)


def test_where_nothing_can_be_written_pages_are_sent_all_the_same(workers, settings):
    first, _ = workers
    settings.KEPT_DIR.write_text("a file is in the way")
    assert first.get(first.chart.get_absolute_url())[0] == 200

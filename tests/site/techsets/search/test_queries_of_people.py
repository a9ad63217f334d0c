"""What people look for in the reference content, and the page that has to come first."""

import pytest

from jobdescriptions.models import Publication
from orgcharts.models import Position
from techsets.search.query import search
from techsets.search.terms import title_key
from tests.site.techsets.search.people import QUERIES, is_right

pytestmark = pytest.mark.usefixtures("reference_content")


def test_a_hundred_queries_find_the_right_page_first():
    assert len(QUERIES) == 100 and len([one for one in QUERIES if "miss" not in one]) >= 95
    found = {one["query"]: [hit.url for hit in search(one["query"], limit=3).hits] for one in QUERIES}
    wrong = {one["query"]: found[one["query"]] for one in QUERIES if not is_right(one, *found[one["query"]][:1])}
    assert wrong == {}


def test_each_title_and_each_other_title_finds_its_own_page_first_or_a_box_of_the_very_name():
    publications = Publication.objects.current().select_related("job_description")
    assert len(publications) >= 35
    owners: dict[str, list[str]] = {}
    for one in publications:
        for title in (one.title, *one.content["also_called"]):
            owners.setdefault(title, []).append(one.job_description.get_absolute_url())
    names = {title_key(title) for title in Position.objects.values_list("title", flat=True)}
    titles = {one.title for one in publications}
    wrong = {}
    for title, pages in owners.items():
        found = [hit.url for hit in search(title, limit=5).hits]
        if title not in titles and title_key(title) in names:
            assert found[0].startswith("/charts/"), title
            found = [address for address in found if not address.startswith("/charts/")]
        if found[0] not in pages:
            wrong[title] = found
    assert len(owners) > 100 and wrong == {}

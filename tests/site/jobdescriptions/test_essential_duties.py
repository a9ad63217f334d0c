"""Essential duties: explained on the page, as typed everywhere else, and a hint where none is marked."""

import pytest

from jobdescriptions.models import Section
from jobdescriptions.publishing import publish
from tests.factory import make_job, make_section
from tests.pages import page, words

pytestmark = pytest.mark.django_db
BODY = "<ul><li>(E) Installs cable.</li><li>Answers calls.</li></ul>"
HINT = "Section “Essential duties”, duties: None is marked as essential."


@pytest.fixture
def job():
    sections = (make_section("definition", "Definition", "Text."), make_section("duties", "Essential duties", "x"))
    job = make_job("Clerk", published=False, sections=sections)
    Section.objects.filter(kind="duties").update(body=BODY)
    return job


def address(job, name):
    return f"/admin/jobdescriptions/jobdescription/{job.pk}/{name}/"


def test_the_page_explains_the_mark_and_structured_data_has_it_as_typed(client, job):
    publish(job)
    root = page(client, job.get_absolute_url())
    (mark,) = root.xpath('//section//li/abbr[@title="essential duty"]')
    assert mark.text == "(E)" and words(mark.getparent()) == "(E) Installs cable."
    assert any("(E) Installs cable." in one.text for one in root.xpath('//script[@type="application/ld+json"]'))


def test_duties_without_a_mark_give_a_hint_that_does_not_stop_publishing(admin_client, job):
    for name in ("change", "preview", "publish"):
        assert HINT not in words(page(admin_client, address(job, name)))
    Section.objects.filter(kind="duties").update(body=BODY.replace("(E) ", ""))
    for name in ("change", "preview", "publish"):
        root = page(admin_client, address(job, name))
        (hint,) = root.xpath('//ul[@class="to-mend"]/li')
        assert words(hint) == f"{HINT} Begin each duty that is essential with “(E) ”, and no other."
        assert hint.find("a").get("href") == f"{address(job, 'change')}?open=sections-1#sections-1"
    assert root.xpath('//form[@id="publish-form"]')
    publish(job)
    assert not page(admin_client, address(job, "change")).xpath('//ul[@class="to-mend"]')

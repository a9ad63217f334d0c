"""Links to other sites: found wherever they stand, checked for their form, and confirmed by staff."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from jobdescriptions.clause_models import Clause
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, SalaryRange
from jobdescriptions.word.document import Paragraph, Run, Section
from orgcharts.models import SiteText
from techsets.history.models import Change, Kind
from techsets.links import gathering
from techsets.links.gathering import Usage, gather
from techsets.links.models import LinkCheck
from techsets.links.status import Link, list_links
from tests.factory import make_chart, make_document, make_job, make_salary
from tests.pages import page, words

pytestmark = pytest.mark.django_db

LAW = "https://leginfo.legislature.ca.gov/faces/codes_displaySection.xhtml?lawCode=EDC&sectionNum=45125."
ADDRESS = "/admin/links/linkcheck/"


def cite(url, text="Education Code section 45125"):
    return Section("licenses", "Licenses", (Paragraph((Run("See "), Run(text, href=url))),))


def places(url):
    return sorted(usage.place for usage in gather() if usage.url == url)


@pytest.fixture
def own_links(monkeypatch):
    """Leave the links of the software's own templates out."""
    monkeypatch.setattr(gathering, "_of_templates", tuple)


def test_links_are_found_wherever_they_stand():
    job = make_job(sections=(cite(LAW),), soc_code="15-1244")
    save(make_document(sections=(cite("https://example.org/draft"),), soc_code="15-1244"), job)
    make_job("Clerk", published=False, salaries=(make_salary(),))
    SalaryRange.objects.update(read_at="https://example.org/schedule.pdf", seen="2026-11-30")
    SiteText.objects.create(key="authorship", heading="Who", body="(https://example.org/license/).")
    chart = make_chart()
    chart.support_model.characteristics.create(text="Text", note="See https://example.org/note.")
    assert places(LAW) == ["Version 1 of the job description “Network Technician”, which the public sees"]
    assert places("https://example.org/draft") == ["Section “Licenses” of “Network Technician”"]
    assert places("https://example.org/license/") == ["Text of the site “Who”"]
    assert places("https://example.org/note") == [f"Characteristic “Text” of “{chart.support_model}”"]
    assert [one.seen for one in gather() if one.url == "https://example.org/schedule.pdf"] == [date(2026, 11, 30)]
    Clause.objects.create(
        key="tuberculosis",
        name="Tuberculosis",
        body='<p>See <a href="https://example.org/clause">this</a>.</p>',
        sources="Code | https://example.org/code | section 1 | 2026-11-30",
        dated=date(2026, 11, 30),
    )
    assert places("https://example.org/clause") == ["Clause “Tuberculosis”"]
    assert [one.seen for one in gather() if one.url == "https://example.org/code"] == [date(2026, 11, 30)]
    assert "Page template about.html of the software" in places("https://www.bls.gov/oes/tables.htm")
    assert len(places("https://www.onetonline.org/link/summary/15-1244.00")) == 2


def test_the_number_of_queries_does_not_grow_with_the_site(django_assert_max_num_queries, own_links):
    for number in range(3):
        make_job(f"Job {number}", sections=(cite(f"https://example.org/{number}"),))
    with django_assert_max_num_queries(25) as first:
        assert len(list_links()) == 3
    for number in range(3, 9):
        make_job(f"Job {number}", sections=(cite(f"https://example.org/{number}"),))
    with django_assert_max_num_queries(len(first)):
        assert len(list_links()) == 9


def test_the_command_names_each_wrong_link_with_its_place(capsys, own_links):
    make_job(sections=(cite(LAW), cite("http://example.org/old")))
    call_command("check_links")
    out = capsys.readouterr().out
    assert "begins with http://" in out and "2 links, 0 of them wrong" in out
    for number, (url, said) in enumerate(
        [
            ("https://example.org/?utm_source=mail", "tells who has shared it (“utm_source”)"),
            ("https://example.org/?access_token=1", "holds a key or a session"),
            ("https://robin@example.org/", "holds a user name"),
            ("https://intranet/page", "does not begin with https:// and a host"),
        ]
    ):
        make_job(f"Wrong {number}", published=False, sections=(cite(url),))
        with pytest.raises(CommandError):
            call_command("check_links")
        found = next(line for line in capsys.readouterr().out.splitlines() if url in line)
        assert said in found and f"It stands in: Section “Licenses” of “Wrong {number}”." in found


def test_the_list_begins_with_what_nobody_has_seen_for_long_and_shows_only_that_when_asked(sign_in, own_links):
    user = sign_in("Editors")
    make_job(sections=(cite(LAW), cite("https://example.org/new"), cite("https://example.org/old")))
    editor = LinkCheck._meta.get_field("confirmed_by").related_model.objects.get()
    today = timezone.localdate()
    for url, day in (("https://example.org/new", today), ("https://example.org/old", today - timedelta(days=366))):
        LinkCheck.objects.create(url=url, digest=Link(url).digest, confirmed_on=day, confirmed_by=editor, who="robin")
    listed = [words(row) for row in page(user, ADDRESS).xpath("//tbody//th")]
    assert listed == [LAW, "https://example.org/old", "https://example.org/new"]
    assert [words(row) for row in page(user, f"{ADDRESS}?show=due").xpath("//tbody//th")] == listed[:2]
    assert "Links that nobody has looked at for a year 2" in words(page(user, "/admin/"))


def test_an_editor_confirms_what_is_ticked_and_the_history_has_it(sign_in):
    make_job(sections=(cite(LAW), cite("https://example.org/other")))
    editor = sign_in("Editors")
    answer = editor.post(ADDRESS, {"link": [Link(LAW).digest, "nothing"]}, follow=True)
    assert "One link is confirmed." in answer.content.decode()
    row = LinkCheck.objects.get()
    assert (row.url, row.confirmed_on, row.who) == (LAW, timezone.localdate(), "Editors")
    change = Change.objects.of(Kind.LINK, row.pk).get()
    assert change.message == f"Looked at {LAW}: it says what is cited. Confirmed before: never."
    assert change.message in words(page(editor, f"/admin/history/change/of/link/{row.pk}/"))
    assert "tick the links that you have looked at" in editor.post(ADDRESS, {}, follow=True).content.decode()


def test_a_viewer_sees_the_list_and_confirms_nothing(sign_in):
    make_job(sections=(cite(LAW),))
    viewer = sign_in("Viewers")
    assert not page(viewer, ADDRESS).xpath('//input[@type="checkbox"]')
    assert viewer.post(ADDRESS, {"link": [Link(LAW).digest]}).status_code == 403
    assert not LinkCheck.objects.exists()


def test_a_source_that_was_read_counts_as_seen_that_day():
    link = Link(LAW, [Usage(LAW, "Here", seen=date(2020, 1, 2)), Usage(LAW, "There", seen=date(2021, 1, 2))])
    assert link.last_seen == date(2021, 1, 2) and link.is_due
    link.confirmed_on = timezone.localdate()
    assert not link.is_due


def test_a_day_that_is_still_to_come_says_nothing_about_a_link():
    assert Link(LAW, [Usage(LAW, "Here", seen=date(2999, 1, 2)), Usage(LAW, "There", seen=date(2020, 1, 2))]).is_due


def test_what_was_published_before_is_not_searched_once_it_is_replaced():
    job = make_job(sections=(cite(LAW),))
    JobDescription.objects.update(published_version=None)
    job.sections.all().delete()
    assert places(LAW) == []

"""Why a draft cannot be published: said in words of the web editor, at its place, and mended there."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from lxml import html

from jobdescriptions.models import JobDescription
from techsets.history.models import Change
from tests.factory import make_document, make_job, make_section
from tests.pages import page, words, words_of

pytestmark = pytest.mark.django_db
ROW = "<tr><td><p>One</p></td><td><p>Two</p></td></tr>"


@pytest.fixture
def job():
    sections = (make_section("definition", "Definition", "Text."), make_section("", "Hours", "x"))
    job = make_job("Clerk", published=False, sections=sections)
    job.sections.filter(heading="Hours").update(body=f"<table><tbody>{ROW}{ROW}</tbody></table>")
    return job


def sign_in(client, group):
    call_command("set_up_groups", verbosity=0)
    user = User.objects.create_user(group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)


def address(job, name="change"):
    return f"/admin/jobdescriptions/jobdescription/{job.pk}/{name}/"


@pytest.mark.parametrize(("group", "pages"), [("Editors", ["change", "preview"]), ("Publishers", ["publish"])])
def test_it_says_in_which_section_what_is_wrong_and_what_to_do_in_the_editor(client, job, group, pages):
    sign_in(client, group)
    for name in pages:
        root = page(client, address(job, name))
        (fault,) = root.xpath('//ul[@class="to-mend"]/li')
        assert words(fault).startswith("Section “Hours”, ") and "press “Header row”" in words(fault)
        assert "Table Layout" not in words(fault) and "Repeat Header Rows" not in words(fault)
        place, mending = (one.get("href") for one in fault.iterfind("a"))
        assert place == f"{address(job)}?open=sections-1#sections-1"
        assert mending == address(job, "mend/1/table-header-missing")
        opened = page(client, place.partition("#")[0]).get_element_by_id("sections-1")
        assert opened.find("details").get("open") is not None
        closed = page(client, address(job)).get_element_by_id("sections-1")
        assert closed.find("details").get("open") is None


def test_mending_shows_what_changes_does_it_and_the_draft_can_be_published(client, job):
    sign_in(client, "Publishers")
    mending = address(job, "mend/1/table-header-missing")
    response = client.get(mending)
    assert "What changes in the draft" in words_of(response)
    token = html.fromstring(response.content.decode()).xpath('//input[@name="draft"]/@value')[0]
    assert "<th" not in job.sections.get(heading="Hours").body, "Looking changes nothing."
    response = client.post(mending, {"draft": token}, follow=True)
    assert response.request["PATH_INFO"] == address(job, "publish") and "Publish version 1" in response.content.decode()
    assert job.sections.get(heading="Hours").body.startswith("<table><thead><tr><th")
    assert Change.objects.first().message.startswith("Fixed the section “Hours”")
    assert "nothing left to fix" in words_of(client.get(mending, follow=True))


def test_a_draft_that_changed_meanwhile_is_not_mended_unseen(client, job):
    from jobdescriptions.drafts import save

    sign_in(client, "Editors")
    mending = address(job, "mend/1/table-header-missing")
    token = html.fromstring(client.get(mending).content.decode()).xpath('//input[@name="draft"]/@value')[0]
    save(make_document("Clerk"), JobDescription.objects.get(pk=job.pk))
    response = client.post(mending, {"draft": token}, follow=True)
    assert "nothing left to fix there" in words_of(response)
    assert JobDescription.objects.get().work_year == "12 months"


@pytest.mark.parametrize("rest", ["mend/9/table-header-missing", "mend/0/table-header-missing", "mend/1/nonsense"])
def test_what_cannot_be_mended_is_told_and_changes_nothing(client, job, rest):
    sign_in(client, "Editors")
    assert "nothing left to fix" in words_of(client.get(address(job, rest), follow=True))
    assert client.post(address(job, rest), {"draft": "x"}).status_code == 302
    assert Change.objects.filter(message__startswith="Fixed").count() == 0


def test_who_may_only_look_mends_nothing(client, job):
    sign_in(client, "Viewers")
    assert client.get(address(job, "mend/1/table-header-missing")).status_code == 403
    assert client.post(address(job, "mend/1/table-header-missing")).status_code == 403
    root = page(client, address(job, "preview"))
    assert "Section “Hours”" in words(root) and not root.xpath('//ul[@class="to-mend"]//a')


def test_an_empty_draft_says_on_its_form_that_it_needs_a_text(client):
    job = make_job("Clerk", published=False)
    job.sections.all().delete()
    sign_in(client, "Editors")
    assert "It has no text yet." in words_of(client.get(address(job)))

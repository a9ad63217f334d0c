"""Publishing and taking back several at once: the page between says what would be done, and only then it is done."""

import pytest
from django.contrib.auth.models import Permission
from lxml import html

from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription
from tests.factory import make_document, make_job, make_section
from tests.pages import act_on, words_of

pytestmark = pytest.mark.django_db
LIST = "/admin/jobdescriptions/jobdescription/"


@pytest.fixture
def publisher(client, django_user_model):
    user = django_user_model.objects.create_user("publisher", password="x", is_staff=True)
    names = ("view_jobdescription", "change_jobdescription", "publish_jobdescription")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


def edit(job, text="A new sentence."):
    return save(make_document(job.title, sections=(make_section("definition", "Definition", text),)), job)


def versions():
    return {job.title: job.published_version for job in JobDescription.objects.all()}


def ask(client, action, *jobs):
    return client.post(LIST, {"action": action, "_selected_action": [job.pk for job in jobs]})


def test_publishing_several_first_says_what_would_become_public(publisher):
    current, ahead, new = make_job("Current"), make_job("Ahead"), make_job("New", published=False)
    edit(ahead)
    text = words_of(ask(publisher, "publish_selected", current, ahead, new))
    assert "Publish 2 job descriptions?" in text
    assert "Ahead becomes version 2. See what changes" in text
    assert "New becomes version 1. The public does not see it now." in text
    assert "nothing happens to them: Current" in text
    assert versions() == {"Current": 1, "Ahead": 1, "New": None}
    text = words_of(act_on(publisher, LIST, "publish_selected", current, ahead, new))
    assert "Ahead: version 2 is published" in text and "New: version 1 is published" in text
    assert versions() == {"Current": 1, "Ahead": 2, "New": 1}


def test_unpublishing_several_first_says_what_the_public_would_miss(publisher):
    first, second, draft = make_job("First"), make_job("Second"), make_job("Draft", published=False)
    text = words_of(ask(publisher, "unpublish_selected", first, second, draft))
    assert "Unpublish 2 job descriptions?" in text and "The drafts and all versions stay" in text
    assert "The public does not see these anyway, so nothing happens to them: Draft" in text
    assert versions() == {"First": 1, "Second": 1, "Draft": None}
    act_on(publisher, LIST, "unpublish_selected", first, second, draft)
    assert versions() == {"First": None, "Second": None, "Draft": None}


def test_where_there_is_nothing_to_do_no_button_is_offered(publisher):
    current, draft = make_job("Current"), make_job("Draft", published=False)
    for action, job, says in (
        ("publish_selected", current, "Nothing to publish"),
        ("unpublish_selected", draft, "Nothing to unpublish"),
    ):
        response = ask(publisher, action, job)
        assert says in words_of(response) and b"selected-form" not in response.content


def test_a_draft_that_changed_after_it_was_asked_is_not_published_and_the_others_are(publisher):
    first, second = make_job("First"), make_job("Second")
    edit(first), edit(second)
    form = html.fromstring(ask(publisher, "publish_selected", first, second).content).get_element_by_id("selected-form")
    values: dict = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    edit(first, "Somebody else's sentence.")
    text = words_of(publisher.post(LIST, values, follow=True))
    assert "First was not published. The draft has changed since you looked at it." in text
    assert versions() == {"First": 1, "Second": 2}


def test_nothing_is_published_that_was_not_shown(publisher):
    job = edit(make_job("First"))
    publisher.post(LIST, {"action": "publish_selected", "_selected_action": [job.pk], "confirm": "yes"})
    assert versions() == {"First": 1}


def test_what_cannot_be_published_is_not_promised_a_version(publisher):
    row = "<tr><td><p>One</p></td><td><p>Two</p></td></tr>"
    empty, table, sound = (make_job(title, published=False) for title in ("Empty", "Table", "Sound"))
    empty.sections.all().delete()
    table.sections.filter(kind="definition").update(body=f"<table><tbody>{row}{row}</tbody></table>")
    response = ask(publisher, "publish_selected", empty, table, sound)
    text = words_of(response)
    assert "Publish “Sound”?" in text and "Sound becomes version 1" in text
    assert "Empty becomes version" not in text and "Table becomes version" not in text
    assert "Empty: It has no text yet." in text and "Table: Its Word file would shut out readers" in text
    assert "Section “Definition”, table that begins with “One”: No row of the table is marked" in text
    form = html.fromstring(response.content).get_element_by_id("selected-form")
    assert [int(one.get("value")) for one in form.xpath('.//input[@name="_selected_action"]')] == [sound.pk]

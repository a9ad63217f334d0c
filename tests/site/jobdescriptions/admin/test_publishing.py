"""Preview, publishing and taking back in the admin, and the list of job descriptions with what it says of each."""

import io

import docx
import pytest
from django.contrib.auth.models import Permission
from lxml import html

from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.publishing import publish, unpublish
from tests.factory import at, make_chart, make_document, make_job, make_salary, make_section, place
from tests.pages import act_on, form_values, page, words, words_of

pytestmark = pytest.mark.django_db
LIST = "/admin/jobdescriptions/jobdescription/"
PUBLISHER = ("view_jobdescription", "change_jobdescription", "publish_jobdescription")


def address(job, name):
    return f"{LIST}{job.pk}/{name}/"


def person(django_user_model, name, *permissions):
    user = django_user_model.objects.create_user(name, password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    assert user.user_permissions.count() == len(permissions)
    return user


@pytest.fixture
def publisher(client, django_user_model):
    client.force_login(person(django_user_model, "publisher", *PUBLISHER))
    return client


def edit(job, text="A new sentence.", **overrides):
    return save(make_document(job.title, sections=(make_section("definition", "Definition", text),), **overrides), job)


def token(client, job, name="publish"):
    return page(client, address(job, name)).xpath('//input[@name="draft"]/@value')[0]


def body_of(root):
    main = root.get_element_by_id("main")
    for removed in main.xpath('.//aside | .//div[@class="document-side"] | .//p[@class="eyebrow"]'):
        removed.getparent().remove(removed)
    return " ".join(html.tostring(main).decode().split())


def test_the_preview_is_the_page_that_the_public_will_see(publisher):
    job = make_job("Network Specialist", salaries=(make_salary(),), published=False)
    place(job, at(make_chart(("Head", ["Desk"])), "1.1"))
    preview = page(publisher, address(job, "preview"))
    assert "Draft, not public." in words(preview)
    publish(job)
    assert body_of(preview) == body_of(page(publisher, job.get_absolute_url()))


def test_a_preview_is_neither_kept_nor_listed_and_offers_no_file_that_is_not_there(publisher):
    job = make_job("Network Specialist", published=False)
    response = publisher.get(address(job, "preview"))
    assert {"private", "no-store"} <= {part.strip() for part in response["Cache-Control"].split(",")}
    assert "public" not in response["Cache-Control"].split(", ")
    assert "noindex" in response["X-Robots-Tag"]
    root = html.fromstring(response.text)
    assert root.xpath('//meta[@name="robots"]/@content') == ["noindex, nofollow"]
    assert not root.xpath('//link[@rel="canonical"]')
    links = root.xpath("//main//@href")
    assert job.get_download_url() not in links
    assert address(job, "draft-word") in links and address(job, "publish") in links and address(job, "change") in links


def test_the_word_file_of_a_draft_says_that_it_is_one(publisher):
    job = edit(make_job("Network Specialist"))
    response = publisher.get(address(job, "draft-word"))
    assert response["Content-Disposition"] == 'attachment; filename="Network Specialist (TS-0001 DRAFT).docx"'
    assert "no-store" in response["Cache-Control"]
    document = docx.Document(io.BytesIO(response.content))
    assert "A new sentence." in [paragraph.text for paragraph in document.paragraphs]
    footer = " ".join(paragraph.text for paragraph in document.sections[0].footer.paragraphs)
    assert "TS-0001 (DRAFT), version 2" in footer
    assert Publication.objects.count() == 1


def test_a_draft_without_text_has_a_preview_and_says_why_there_is_no_file(publisher):
    job = save(make_document("Empty", sections=()))
    assert "no text yet" in words(page(publisher, address(job, "preview")))
    assert "no text yet" in words_of(publisher.get(address(job, "draft-word"), follow=True))
    root = page(publisher, address(job, "publish"))
    assert "no text yet" in words(root)
    assert not root.xpath('//input[@name="draft"]')


def test_the_page_of_publishing_says_what_becomes_public(publisher):
    chart = make_chart(("Head", ["Desk"]))
    job = make_job("Network Specialist")
    place(job, at(chart, "1.1"), "Network Spec")
    edit(job, "The Network Specialist keeps the wireless network of the schools working.", work_year="11 months")
    text = words(page(publisher, address(job, "publish")))
    for said in (
        "This becomes version 2",
        "It takes the place of version 1",
        "The work year changed from 12 months to 11 months.",
        "In “Definition”, 1 paragraph was reworded.",
        "The section “Salary information” was removed.",
        "1 position lists it:",
        "Network Spec, at 1.1 Desk",
        "Checked for accessibility: no problems found.",
    ):
        assert said in text, said
    assert Publication.objects.count() == 1


def test_publishing_shows_what_was_looked_at(publisher, client):
    job = make_job("Network Specialist")
    edit(job)
    response = publisher.post(address(job, "publish"), {"draft": token(publisher, job)}, follow=True)
    assert "version 2 is published" in words_of(response)
    assert "A new sentence." in words(page(client, job.get_absolute_url()))


def test_a_draft_that_changed_meanwhile_is_shown_again_instead_of_published(publisher):
    job = make_job("Network Specialist")
    edit(job)
    seen = token(publisher, job)
    edit(job, "Somebody else wrote this.")
    response = publisher.post(address(job, "publish"), {"draft": seen})
    assert response.status_code == 200
    assert "The draft has changed since you looked at it." in words_of(response)
    assert "Somebody else wrote this." in words_of(response)
    assert Publication.objects.count() == 1
    for wrong in ("", "x" * 5000, "\x00"):
        assert publisher.post(address(job, "publish"), {"draft": wrong}).status_code == 200
    assert Publication.objects.count() == 1


def test_publishing_twice_makes_one_version_and_says_so(publisher):
    job = make_job("Network Specialist")
    edit(job)
    seen = token(publisher, job)
    publisher.post(address(job, "publish"), {"draft": seen})
    response = publisher.post(address(job, "publish"), {"draft": seen}, follow=True)
    assert "nothing has changed since version 2" in words_of(response)
    assert Publication.objects.count() == 2
    response = act_on(publisher, LIST, "publish_selected", job)
    assert "Nothing to publish" in words_of(response)
    root = page(publisher, address(job, "publish"))
    assert "Nothing has changed since version 2" in words(root)
    assert not root.xpath('//input[@name="draft"]')
    assert Publication.objects.count() == 2


def test_a_click_from_before_it_was_unpublished_publishes_nothing(publisher):
    job = make_job("Network Specialist")
    edit(job)
    seen = token(publisher, job)
    publish(job)
    unpublish(job)
    assert "has changed since you looked at it" in words_of(publisher.post(address(job, "publish"), {"draft": seen}))
    job.refresh_from_db()
    assert not job.is_published


def test_publishing_an_unchanged_draft_keeps_the_version_but_after_taking_back_makes_the_next():
    job = make_job("Network Specialist")
    assert publish(job).version == 1
    unpublish(job)
    assert publish(job).version == 2


def test_a_file_that_would_shut_readers_out_is_told_beforehand_with_what_to_do(publisher):
    job = make_job("Network Specialist", published=False)
    row = "<tr><td><p>One</p></td><td><p>Two</p></td></tr>"
    job.sections.filter(kind="definition").update(body=f"<table><tbody>{row}{row}</tbody></table>")
    root = page(publisher, address(job, "publish"))
    assert "would shut out readers with disabilities" in words(root)
    assert root.xpath('//div[@role="alert"]//li')
    assert not root.xpath('//input[@name="draft"]')
    assert "cannot be published yet" in words(page(publisher, address(job, "preview")))
    publisher.post(address(job, "publish"), {"draft": ""})
    assert not Publication.objects.exists()


def test_figures_without_a_section_for_them_break_no_page(publisher):
    job = make_job("Network Specialist", salaries=(make_salary(),))
    job.sections.filter(kind="salary").delete()
    for name in ("preview", "publish", "versions", "change", "draft-word"):
        assert publisher.get(address(job, name)).status_code == 200, name
    assert publisher.get(f"{address(job, 'compare')}?from=1&to=draft").status_code == 200
    assert publisher.get(LIST).status_code == 200


def test_unpublishing_says_what_goes_and_what_stays_and_then_does_it(publisher, client):
    chart = make_chart(("Head", ["Desk"]))
    job = make_job("Network Specialist")
    place(job, at(chart, "1.1"), "Network Spec")
    text = words(page(publisher, address(job, "unpublish")))
    assert job.get_absolute_url() in text and "Network Spec, at 1.1 Desk" in text and "What stays" in text
    job.refresh_from_db()
    assert job.is_published
    response = publisher.post(address(job, "unpublish"), follow=True)
    assert "does not see it any more" in words_of(response)
    assert client.get(job.get_absolute_url()).status_code == 404
    again = publisher.post(address(job, "unpublish"), follow=True)
    assert "the public does not see it" in words_of(again)
    assert "the public does not see it" in words_of(publisher.get(address(job, "unpublish"), follow=True))


PAGES = (
    "preview",
    "draft-word",
    "publish",
    "unpublish",
    "versions",
    "compare",
    "versions/1/word",
    "versions/1/restore",
)


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_signed_in_is_sent_to_the_sign_in(client, name):
    job = make_job("Network Specialist")
    for method in (client.get, client.post):
        response = method(f"{address(job, name)}?from=1&to=draft")
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")
    job.refresh_from_db()
    assert job.published_version == 1


LOOK = {"preview", "draft-word", "versions", "compare", "versions/1/word"}


@pytest.mark.parametrize(
    ("permissions", "allowed"),
    [
        ((), set()),
        (("publish_jobdescription",), set()),
        (("add_jobdescription",), set()),
        (("view_jobdescription",), LOOK),
        (("change_jobdescription",), LOOK | {"versions/1/restore"}),
        (("view_jobdescription", "publish_jobdescription"), LOOK | {"publish", "unpublish"}),
        (PUBLISHER, set(PAGES)),
    ],
)
def test_each_page_opens_to_whom_it_is_meant_for(client, django_user_model, permissions, allowed):
    job = make_job("Network Specialist")
    edit(job)
    client.force_login(person(django_user_model, "somebody", *permissions))
    for name in PAGES:
        response = client.get(f"{address(job, name)}?from=1&to=draft")
        assert response.status_code == (200 if name in allowed else 403), name


@pytest.mark.parametrize(
    "permissions", [(), ("view_jobdescription",), ("view_jobdescription", "change_jobdescription")]
)
def test_who_may_not_publish_changes_nothing_that_is_public(client, django_user_model, permissions):
    job, draft = make_job("Network Specialist"), make_job("Second", published=False)
    edit(job)
    client.force_login(person(django_user_model, "editor", *permissions))
    for name in ("publish", "unpublish"):
        assert client.post(address(job, name), {"draft": ""}).status_code == 403
        assert client.post(address(draft, name), {"draft": ""}).status_code == 403
    for action in ("publish_selected", "unpublish_selected"):
        values = {"action": action, "_selected_action": [job.pk, draft.pk], "confirm": "yes", f"draft-{job.pk}": ""}
        client.post(LIST, values)
    assert [(one.title, one.published_version) for one in JobDescription.objects.all()] == [
        ("Network Specialist", 1),
        ("Second", None),
    ]
    assert Publication.objects.count() == 1


def test_pages_of_what_is_not_there_say_so(publisher):
    for name in PAGES:
        for pk in (999, 10**30):
            assert publisher.get(f"{LIST}{pk}/{name}/").status_code == 404, name
    job = make_job("Network Specialist")
    for version in (9, 10**30):
        for name in ("word", "restore"):
            assert publisher.get(address(job, f"versions/{version}/{name}")).status_code == 404


def tools(client, job):
    return {words(link) for link in page(client, address(job, "change")).xpath('//ul[@class="object-tools"]//a')}


def test_the_form_offers_what_its_reader_may_do(client, django_user_model):
    job = make_job("Network Specialist")
    client.force_login(person(django_user_model, "viewer", "view_jobdescription"))
    assert {"Preview", "Versions", "Word file"} <= tools(client, job)
    assert not {"Publish…", "Unpublish…", "Replace from a Word file"} & tools(client, job)
    client.force_login(person(django_user_model, "publisher", *PUBLISHER))
    assert {"Preview", "Publish…", "Versions", "Unpublish…", "Word file", "What the public sees"} <= tools(client, job)
    unpublish(job)
    assert not {"Unpublish…", "What the public sees"} & tools(client, job)


def test_save_and_preview_saves_and_shows_the_preview(publisher):
    job = make_job("Network Specialist")
    values = form_values(publisher.get(address(job, "change")), "jobdescription_form")
    response = publisher.post(address(job, "change"), values | {"work_year": "10 months", "_preview": "1"})
    assert (response.status_code, response["Location"]) == (302, address(job, "preview"))
    assert "10 months" in words(page(publisher, address(job, "preview")))


def shown_states(client, query=""):
    rows = page(client, f"{LIST}{query}").xpath('//table[@id="result_list"]/tbody/tr')
    return {words(row.find("th")): words(row.xpath('td[@class="field-state"]')[0]) for row in rows}


@pytest.fixture
def four_states():
    make_job("Current")
    edit(make_job("Ahead"))
    unpublish(make_job("Back"))
    make_job("New", published=False)


def test_the_list_says_in_words_where_each_one_stands(publisher, four_states):
    assert shown_states(publisher) == {
        "Current": "Published, version 1",
        "Ahead": "Published, version 1, with unpublished changes",
        "Back": "Unpublished",
        "New": "Draft, never published",
    }


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        ("published", {"Current"}),
        ("changed", {"Ahead"}),
        ("taken-back", {"Back"}),
        ("new", {"New"}),
        ("nonsense", {"Current", "Ahead", "Back", "New"}),
    ],
)
def test_the_list_narrows_by_state(publisher, four_states, state, titles):
    assert set(shown_states(publisher, f"?state={state}")) == titles


def test_the_list_narrows_to_what_has_no_pay_figures(publisher):
    make_job("Paid", salaries=(make_salary(), make_salary(employer="Other")))
    make_job("Unknown")
    assert set(shown_states(publisher, "?pay=none")) == {"Unknown"}
    assert set(shown_states(publisher, "?pay=some")) == {"Paid"}
    assert set(shown_states(publisher, "?pay=nonsense")) == {"Unknown", "Paid"}


def test_a_draft_that_was_edited_and_edited_back_has_no_unpublished_changes(publisher):
    job = make_job("Network Specialist")
    before = make_document("Network Specialist")
    edit(job)
    assert shown_states(publisher)["Network Specialist"].endswith("with unpublished changes")
    save(before, job)
    assert shown_states(publisher)["Network Specialist"] == "Published, version 1"
    # The same text, written down in another way.
    definition = job.sections.get(kind="definition")
    definition.body = definition.body.replace("<p>", '<p class="x">')
    definition.save()
    assert shown_states(publisher)["Network Specialist"] == "Published, version 1"


def test_the_list_takes_as_many_queries_for_two_as_for_a_hundred(publisher, django_assert_max_num_queries):
    taken = []
    for count in (2, 98):
        for number in range(count):
            job = make_job(f"Job {count} {number}", salaries=(make_salary(),))
            if number % 2:
                JobDescription.objects.filter(pk=job.pk).update(work_year="10 months")
        taken.append({})
        for query in ("", "?state=changed", "?state=published"):
            with django_assert_max_num_queries(20) as queries:
                page(publisher, f"{LIST}{query}")
            taken[-1][query] = len(queries)
    assert taken[0] == taken[1]

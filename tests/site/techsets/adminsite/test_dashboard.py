"""The first page of the admin: what each group sees there, and that it says how things stand."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.utils import timezone

from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.publishing import publish, unpublish
from orgcharts.changes import positions
from techsets.adminsite import dashboard_panels
from techsets.links.confirming import confirm
from techsets.links.status import list_links
from tests.factory import at, make_chart, make_document, make_job, make_salary, place
from tests.pages import page, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client, capsys):
    """Return a function that signs somebody in who is in a group (or in none)."""
    call_command("set_up_groups")

    def signed_in(group=None):
        user = User.objects.create_user(f"robin-{group}".lower(), "r@example.org", is_staff=True)
        if group:
            user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return user

    return signed_in


def part(client, heading):
    """Return (count, names, words) of a part of the dashboard; None where it is not shown."""
    for section in page(client, "/admin/").xpath('//section[@class="dashboard-part"][h3/span]'):
        title = section.find("h3")
        count = title.find("span").text_content().strip()
        if words(title).removesuffix(count).strip() == heading:
            names = [words(link) for link in section.xpath("./ul/li/a")]
            return count, names, words(section)
    return None


def group(client, heading):
    """Return the words of a group of the dashboard."""
    found = page(client, "/admin/").xpath(f'//section[@class="dashboard-group"][h2="{heading}"]')
    return words(found[0]) if found else None


def begin(client):
    return [words(link) for link in page(client, "/admin/").xpath('//ul[@class="begin-links"]//a')]


AHEAD = "Published, with changes that the public does not see yet"
NEW = "Drafts that were never published"
UNPUBLISHED = "Unpublished"


def test_a_draft_goes_from_new_to_published_to_changed_to_published_to_unpublished(admin_client):
    job = make_job("Network Technician", published=False)
    assert part(admin_client, NEW)[:2] == ("1", ["Network Technician"])
    publish(job)
    assert part(admin_client, NEW) is None and part(admin_client, AHEAD) is None
    assert "The public sees the latest text of everything that is published." in group(admin_client, "Drafts")
    job = save(make_document("Network Technician", work_year="10 months"), JobDescription.objects.get())
    assert part(admin_client, AHEAD)[:2] == ("1", ["Network Technician"])
    publish(job)
    assert part(admin_client, AHEAD) is None
    unpublish(job)
    assert part(admin_client, UNPUBLISHED)[:2] == ("1", ["Network Technician"])
    assert part(admin_client, AHEAD) is None and part(admin_client, NEW) is None


def test_a_draft_that_was_saved_without_a_change_is_not_called_changed(admin_client):
    job = make_job()
    save(make_document(), JobDescription.objects.get(pk=job.pk))
    assert part(admin_client, AHEAD) is None


def test_the_list_behind_changed_drafts_shows_the_same_ones(admin_client):
    make_job("Clerk")
    job = make_job("Analyst")
    save(make_document("Analyst", work_year="10 months"), JobDescription.objects.get(pk=job.pk))
    make_job("Draft", published=False)
    shown = {
        state: [
            words(link)
            for link in page(admin_client, f"/admin/jobdescriptions/jobdescription/?state={state}").xpath(
                '//table[@id="result_list"]//th[@class="field-title"]/a'
            )
        ]
        for state in ("changed", "published", "new", "taken-back")
    }
    assert shown == {"changed": ["Analyst"], "published": ["Clerk"], "new": ["Draft"], "taken-back": []}


def test_gaps_are_counted_and_named(admin_client):
    chart = make_chart(("Superintendent", ["Manager", "Technician"]))
    listed = make_job("Technician", salaries=(make_salary(),))
    place(listed, at(chart, "1.2"))
    place(make_job("Manager", published=False), at(chart, "1.1"))
    make_job("Clerk", salaries=(make_salary(),))
    count, names, _ = part(admin_client, "Positions of public charts without a published job description")
    assert (count, names) == ("2", ["1 Superintendent", "1.1 Manager"])
    assert part(admin_client, "Job descriptions without pay figures")[:2] == ("1", ["Manager"])
    assert part(admin_client, "Job descriptions that stand in no chart")[:2] == ("1", ["Clerk"])
    shown = page(admin_client, "/admin/jobdescriptions/jobdescription/?place=none")
    assert [words(link) for link in shown.xpath('//th[@class="field-title"]/a')] == ["Clerk"]


def test_of_many_the_first_are_named_and_the_rest_is_one_click_away(admin_client):
    for number in range(dashboard_panels.MAX_ENTRIES + 3):
        make_job(f"Clerk {number}", published=False)
    count, names, text = part(admin_client, NEW)
    assert count == str(dashboard_panels.MAX_ENTRIES + 3) and len(names) == dashboard_panels.MAX_ENTRIES
    assert f"Show all {dashboard_panels.MAX_ENTRIES + 3}" in text


def test_where_everything_is_in_order_one_line_says_so(admin_client):
    confirm([link.url for link in list_links()], User.objects.get())  # Those of the software's own templates.
    text = group(admin_client, "Gaps")
    assert "Every job description has pay figures. Every job description stands in a chart." in text
    assert not page(admin_client, "/admin/").xpath('//section[@aria-labelledby="group-gaps"]//section')
    assert "Every job description has been published." in group(admin_client, "Drafts")


def test_a_draft_chart_is_a_draft_and_a_public_one_is_to_be_opened(admin_client):
    make_chart("Superintendent", name="Emerging district")
    positions.create_chart("Next year", "next-year", "Superintendent")
    count, names, text = part(admin_client, "Charts that the public does not see")
    assert (count, names) == ("1", ["Next year"]) and "1 position." in text
    links = page(admin_client, "/admin/").xpath('//ul[@class="begin-charts"]//a')
    assert [words(link) for link in links] == ["Emerging district"]
    assert page(admin_client, links[0].get("href")) is not None


def test_each_sees_their_own_files_waiting(admin_client, admin_user, person, client):
    PendingImport.objects.create(user=admin_user, name="Clerk.docx", data=b"")
    heading = "Word files of yours to look at and confirm"
    assert part(admin_client, heading)[:2] == ("1", ["Clerk.docx"])
    person("Editors")
    assert part(client, heading) is None
    assert "No Word file waits to be confirmed." in group(client, "Waiting for you")


def test_each_group_is_offered_what_it_may_do(person, client):
    make_chart("Superintendent")
    make_job("Clerk", published=False)
    offered = {}
    for name in ("Viewers", "Editors", "Publishers", "Administrators"):
        person(name)
        offered[name] = begin(client)
        root = page(client, "/admin/")
        adds = [words(link) for link in root.xpath('//a[@class="dashboard-add"]')]
        lists = [words(title) for title in root.xpath('//div[@class="dashboard-lists"]//h3')]
        assert ("Add a job description" in adds) == (name != "Viewers"), name
        assert ("Add an account" in adds) == (name == "Administrators"), name
        assert ("Accounts" in lists) == (name == "Administrators"), name
        addresses = {one.partition("#")[0] for one in root.xpath('//main//a/@href[starts-with(., "/admin/")]')}
        assert addresses
        for address in sorted(addresses):
            assert client.get(address).status_code == 200, (name, address)
    both = ["Import Word files", "Add a job description", "See the site"]
    assert offered == {"Viewers": ["See the site"], "Editors": both, "Publishers": both, "Administrators": both}


def test_a_viewer_without_any_group_is_told_whom_to_ask(person, client):
    make_job("Secret draft", published=False)
    person()
    text = words(page(client, "/admin/"))
    assert "Ask an administrator to add your account to a group." in text
    assert "Secret draft" not in text and group(client, "Drafts") is None and group(client, "Gaps") is None


def test_administrators_are_told_of_accounts_in_no_group(person, client):
    person()
    person("Administrators")
    assert part(client, "Accounts that are in no group")[:2] == ("1", ["robin-none"])
    person("Publishers")
    assert part(client, "Accounts that are in no group") is None


def test_what_was_changed_last_says_who_what_and_when_and_leads_there(admin_client):
    job = make_job("Clerk", published=False)
    admin_client.post(f"/admin/jobdescriptions/jobdescription/{job.pk}/publish/", {"draft": ""})
    save(make_document("Clerk", work_year="10 months"), JobDescription.objects.get(pk=job.pk))
    entry = page(admin_client, "/admin/").xpath('//ol[@class="dashboard-changes"]/li')[0]
    today = timezone.localtime()
    assert words(entry).startswith("Clerk") and f"{today:%B} {today.day}," in words(entry)
    assert words(entry).endswith("by the site itself")
    assert "Clerk" in words(page(admin_client, entry.find("a").get("href")))


def test_a_command_is_called_the_site_itself_and_a_person_who_left_is_not(db):
    from techsets.history.models import Change

    assert Change(who="serve").actor_name == "the site itself (serve)"
    assert Change(who="robin").actor_name == "robin"
    assert Change(who="the site itself").actor_name == "the site itself"
    serve = User.objects.create_user("serve")
    assert Change(who="serve", user=serve).actor_name == "serve"


def test_the_page_takes_as_many_queries_for_many_job_descriptions_as_for_few(
    admin_client, django_assert_max_num_queries
):
    def make(count):
        for _ in range(count):
            number = JobDescription.objects.count()
            job = make_job(f"Clerk {number}")
            save(make_document(f"Clerk {number}", work_year="10 months"), JobDescription.objects.get(pk=job.pk))
            make_job(f"Draft {number}", published=False)

    make(dashboard_panels.MAX_ENTRIES + 1)
    admin_client.get("/admin/")
    with django_assert_max_num_queries(60) as few:
        admin_client.get("/admin/")
    make(20)
    with django_assert_max_num_queries(len(few)):
        admin_client.get("/admin/")


def test_only_so_many_drafts_are_compared_and_the_page_says_that_there_may_be_more(admin_client, monkeypatch):
    monkeypatch.setattr(dashboard_panels, "MAX_COMPARED", 2)
    for name in ("Analyst", "Clerk", "Manager"):
        job = make_job(name)
        save(make_document(name, work_year="10 months"), JobDescription.objects.get(pk=job.pk))
    count, names, text = part(admin_client, AHEAD)
    assert count == "at least 2" and names == ["Manager", "Clerk"] and "Show all" in text

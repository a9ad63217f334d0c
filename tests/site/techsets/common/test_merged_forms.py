"""What a form keeps of a colleague's work: what only one changed is taken over, clashes are asked about."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from lxml import html

from jobdescriptions.content import to_content, to_document
from jobdescriptions.drafts import save
from orgcharts.changes import positions
from orgcharts.changes.journal import read_values
from orgcharts.models import Characteristic, OrgChart, Position, SiteText, SupportModel
from tests.factory import at, make_chart, make_job, make_salary, make_section, place, share
from tests.pages import form_values, words, words_of

pytestmark = pytest.mark.django_db

FORM = "jobdescription_form"


@pytest.fixture
def job():
    sections = (
        make_section("definition", "Definition", "Keeps the network working."),
        make_section("", "Travel", "Drives to schools."),
        make_section("", "Licenses", "Class C."),
        make_section("salary", "Salary information", "Figures."),
    )
    return make_job("Network Technician", sections=sections, salaries=(make_salary(),))


def address(row):
    options = row._meta
    return f"/admin/{options.app_label}/{options.model_name}/{row.pk}/change/"


def opened(client, row, form=""):
    return form_values(client.get(address(row)), form or f"{row._meta.model_name}_form")


def bodies(job):
    return {one.heading: one.body for one in job.sections.order_by("order")}


def conflict_of(response):
    """Return what was taken over, and the names of the answers that are asked for."""
    root = html.fromstring(response.content.decode()).xpath('//section[@class="conflict"]')[0]
    taken = [words(one) for one in root.xpath('./h3[text()="Taken over into the form"]/following-sibling::ul[1]/li')]
    return taken, sorted({one.get("name") for one in root.xpath('.//input[@type="radio"]')})


def save_again(client, row, response, **changes):
    sent = form_values(response, f"{row._meta.model_name}_form") | changes
    assert client.post(address(row), sent).status_code == 302
    row.refresh_from_db()


def test_what_only_the_other_changed_is_taken_over_and_stays_when_saved_again(admin_client, job):
    mine, theirs = opened(admin_client, job), opened(admin_client, job)
    changed = {"work_year": "11 months", "sections-1-body": "<p>Flies.</p>", "salaries-0-remarks": "Range 9"}
    assert admin_client.post(address(job), theirs | changed).status_code == 302
    response = admin_client.post(address(job), mine | {"flsa": "Exempt", "sections-2-body": "<p>Class B.</p>"})
    taken, asked = conflict_of(response)
    assert asked == []
    assert taken == [
        "Work year: 11 months",
        "Section “Travel”: Text: Flies.",
        "Salary range “Example Unified School District · Network Technician · 2024-25”: Remarks: Range 9",
    ]
    job.refresh_from_db()
    assert (job.flsa, job.work_year) == ("Non-exempt", "11 months"), "Nothing is saved before it was seen."
    save_again(admin_client, job, response)
    assert (job.flsa, job.work_year, job.salaries.get().remarks) == ("Exempt", "11 months", "Range 9")
    assert bodies(job) | {"Travel": "<p>Flies.</p>", "Licenses": "<p>Class B.</p>"} == bodies(job)


@pytest.mark.parametrize(("answer", "stands"), [({}, "Mine"), ({"take-title": "theirs"}, "Theirs")])
def test_a_true_clash_is_asked_about_word_by_word_and_the_answer_holds(admin_client, job, answer, stands):
    mine, theirs = opened(admin_client, job), opened(admin_client, job)
    admin_client.post(
        address(job), theirs | {"title": "Theirs", "sections-0-body": "<p>Keeps all networks working.</p>"}
    )
    response = admin_client.post(
        address(job), mine | {"title": "Mine", "sections-0-body": "<p>Keeps the network running.</p>", "flsa": "Exempt"}
    )
    assert conflict_of(response) == ([], ["take-sections-0-body", "take-title"])
    clash = html.fromstring(response.content.decode()).xpath('//fieldset[@class="clash"]')[1]
    texts = [words(one) for one in clash.xpath('.//div[@class="clash-text"]')]
    assert texts == ["Keeps the network running.", "Keeps all networks working."]
    marked = " / ".join(words(one) for one in clash.xpath(".//mark"))
    assert marked == "the network running / all networks working"
    save_again(admin_client, job, response, **answer, **{"take-sections-0-body": "theirs"})
    assert (job.title, job.flsa) == (stands, "Exempt")
    assert bodies(job)["Definition"] == "<p>Keeps all networks working.</p>"


@pytest.mark.parametrize(("answer", "stays"), [("mine", True), ("theirs", False)])
def test_a_section_that_one_removed_and_the_other_changed_is_asked_about(admin_client, job, answer, stays):
    mine, theirs = opened(admin_client, job), opened(admin_client, job)
    admin_client.post(address(job), theirs | {"sections-1-DELETE": "on", "sections-2-DELETE": "on"})
    response = admin_client.post(address(job), mine | {"sections-1-body": "<p>Typed.</p>"})
    taken, asked = conflict_of(response)
    assert taken == ["Section “Licenses”: was removed meanwhile"] and len(asked) == 1
    save_again(admin_client, job, response, **{asked[0]: answer})
    assert bodies(job).get("Travel") == ("<p>Typed.</p>" if stays else None)
    assert "Licenses" not in bodies(job)


@pytest.mark.parametrize(("answer", "stays"), [("mine", False), ("theirs", True)])
def test_a_section_that_i_remove_and_the_other_changed_is_asked_about(admin_client, job, answer, stays):
    mine, theirs = opened(admin_client, job), opened(admin_client, job)
    admin_client.post(address(job), theirs | {"sections-1-body": "<p>Theirs.</p>"})
    response = admin_client.post(address(job), mine | {"sections-1-DELETE": "on", "sections-2-DELETE": "on"})
    assert conflict_of(response) == ([], ["take-sections-1-DELETE"])
    save_again(admin_client, job, response, **{"take-sections-1-DELETE": answer})
    assert bodies(job).get("Travel") == ("<p>Theirs.</p>" if stays else None)
    assert "Licenses" not in bodies(job)


def test_sections_that_both_added_and_moved_all_stay_in_the_order_of_both(admin_client, job):
    mine, theirs = opened(admin_client, job), opened(admin_client, job)
    added = {"sections-TOTAL_FORMS": "5", "sections-4-body": "<p>New.</p>"}
    admin_client.post(address(job), theirs | added | {"sections-4-heading": "Theirs", "sections-4-order": "2"})
    order = {"sections-1-order": "3", "sections-2-order": "2"}
    response = admin_client.post(address(job), mine | added | order | {"sections-4-heading": "Mine"})
    assert conflict_of(response) == (["Section “Theirs”: was added meanwhile"], [])
    save_again(admin_client, job, response)
    assert list(bodies(job)) == ["Definition", "Theirs", "Licenses", "Travel", "Salary information", "Mine"]


def test_a_text_that_was_saved_as_a_whole_meanwhile_is_matched_by_its_headings(admin_client, job):
    """Restoring, and confirming a Word file, make all sections anew."""
    from jobdescriptions.content import from_content
    from jobdescriptions.models import JobDescription

    mine = opened(admin_client, job)
    content = to_content(to_document(job))
    content["sections"][1]["body"] = "<p>Flies.</p>"
    save(from_content(content), JobDescription.objects.get(pk=job.pk))
    response = admin_client.post(address(job), mine | {"sections-2-body": "<p>Class B.</p>"})
    assert conflict_of(response) == (["Section “Travel”: Text: Flies."], [])
    save_again(admin_client, job, response)
    assert (bodies(job)["Travel"], bodies(job)["Licenses"]) == ("<p>Flies.</p>", "<p>Class B.</p>")
    assert len(bodies(job)) == 4 and job.salaries.count() == 1


def test_pressing_save_twice_adds_a_section_and_a_salary_range_once(admin_client, job):
    new = opened(admin_client, job) | {
        "sections-TOTAL_FORMS": "5",
        "sections-4-heading": "Physical demands",
        "sections-4-body": "<p>Lifts.</p>",
        "sections-4-order": "5",
    }
    figure = {name.replace("salaries-0", "salaries-1"): value for name, value in new.items() if "salaries-0" in name}
    new |= figure | {"salaries-TOTAL_FORMS": "2", "salaries-1-id": "", "salaries-1-employer": "Second district"}
    assert admin_client.post(address(job), new).status_code == 302
    save_again(admin_client, job, admin_client.post(address(job), new))
    assert [one.heading for one in job.sections.all()].count("Physical demands") == 1
    assert sorted(one.employer for one in job.salaries.all())[1:] == ["Second district"]


def test_two_rounds_of_conflicts_lose_nothing(admin_client, job):
    mine = opened(admin_client, job) | {"flsa": "Exempt"}
    for changes in ({"work_year": "11 months"}, {"reports_to": "Director"}):
        assert admin_client.post(address(job), opened(admin_client, job) | changes).status_code == 302
        response = admin_client.post(address(job), mine)
        assert response.status_code == 200
        mine = form_values(response, FORM)
    save_again(admin_client, job, response)
    assert (job.flsa, job.work_year, job.reports_to) == ("Exempt", "11 months", "Director")


def test_values_that_cannot_be_saved_come_back_beside_what_was_taken_over(admin_client, job):
    mine, theirs = opened(admin_client, job), opened(admin_client, job)
    admin_client.post(address(job), theirs | {"work_year": "11 months"})
    response = admin_client.post(address(job), mine | {"soc_code": "wrong"})
    assert "Write the code like 15-1244" in words_of(response)
    again = form_values(response, FORM)
    assert (again["soc_code"], again["work_year"]) == ("wrong", "11 months")


def test_what_a_form_says_it_had_shown_is_believed_only_if_this_site_has_written_it(admin_client, job):
    mine, theirs = opened(admin_client, job), opened(admin_client, job)
    admin_client.post(address(job), theirs | {"work_year": "11 months"})
    for loaded in ("", "x", mine["loaded"][:-3] + "abc"):
        response = admin_client.post(address(job), mine | {"loaded": loaded, "flsa": "Exempt"})
        # Unknown what was shown: whatever differs is asked about.
        assert conflict_of(response) == ([], ["take-flsa", "take-work_year"])


# The other forms


def test_texts_of_the_site_and_of_models_with_their_characteristics(admin_client):
    text = SiteText.objects.create(key="home", heading="Home", body="Text")
    mine = opened(admin_client, text)
    admin_client.post(address(text), opened(admin_client, text) | {"body": "Theirs"})
    save_again(admin_client, text, admin_client.post(address(text), mine | {"heading": "Mine"}))
    assert (text.heading, text.body) == ("Mine", "Theirs")
    model = SupportModel.objects.get(pk=make_chart("Head").support_model_id)
    rows = [Characteristic.objects.create(support_model=model, order=n, text=f"Bullet {n}") for n in (1, 2)]
    mine = opened(admin_client, model)
    admin_client.post(address(model), opened(admin_client, model) | {"characteristics-0-text": "Theirs"})
    response = admin_client.post(address(model), mine | {"characteristics-1-text": "Mine", "lead": "New:"})
    assert conflict_of(response)[1] == []
    save_again(admin_client, model, response)
    assert [Characteristic.objects.get(pk=row.pk).text for row in rows] == ["Theirs", "Mine"]
    assert model.lead == "New:"


def test_a_position_with_its_lists(admin_client):
    chart = positions.duplicate_chart(make_chart(("Head", ["Network", "Help desk"])), "Draft", "draft")
    position = at(chart, "1.1")
    jobs = [make_job(title) for title in ("One", "Two", "Three", "Four")]
    for job in jobs[:3]:
        place(job, position)
    share(position, "Principal")
    mine = form_values(admin_client.get(address(position)), "position_form")
    theirs = [{"job": job.pk, "title": title} for job, title in zip(jobs[1:], ("Second", "3", "4"), strict=True)]
    positions.edit(position, {"note": "Theirs", "placements": theirs})
    response = admin_client.post(
        address(position),
        mine | {"fte": "2", "placements-2-title": "Third", "shared-0-covers": "training", "placements-0-title": "Mine"},
    )
    taken, asked = conflict_of(response)
    assert taken == [
        "Note: Theirs",
        "Job description “Second”: Title as listed: Second",
        "Job description “4”: was added meanwhile",
    ]
    assert len(asked) == 2, "Three was renamed by both, and One was removed by one and renamed by the other."
    root = html.fromstring(response.content.decode())
    assert not [one for one in root.xpath("//input/@value") if "['" in one]
    removed = next(one for one in asked if one.endswith("DELETE"))
    renamed = next(one for one in asked if one.endswith("title"))
    again = form_values(response, "position_form") | {removed: "theirs", renamed: "mine"}
    assert admin_client.post(address(position), again).status_code == 302
    found = read_values([Position.objects.get(pk=position.pk)])[position.pk]
    assert found["placements"] == [
        {"job": jobs[1].pk, "title": "Second"},
        {"job": jobs[2].pk, "title": "Third"},
        {"job": jobs[3].pk, "title": "4"},
    ]
    assert (found["note"], found["fte"], found["shared"][0]["covers"]) == ("Theirs", "2.00", "training")


def test_what_is_said_about_a_chart(admin_client):
    chart = positions.create_chart("Draft", "draft", "Head")
    mine = form_values(admin_client.get(address(chart)), "orgchart_form")
    positions.edit_chart(OrgChart.objects.get(pk=chart.pk), {"note": "Theirs", "title": "Theirs"})
    response = admin_client.post(address(chart), mine | {"slug": "mine", "title": "Mine"})
    assert conflict_of(response) == (["Note: Theirs"], ["take-title"])
    save_again(admin_client, chart, response, **{"take-title": "theirs"})
    assert (chart.title, chart.slug, chart.note) == ("Theirs", "mine", "Theirs")


def test_accounts_and_groups_which_count_no_changes(admin_client):
    groups = [Group.objects.create(name=name) for name in ("A", "B", "C")]
    person = User.objects.create_user("robin", first_name="Robin", email="r@example.org", is_staff=True)
    person.groups.set(groups[:2])
    mine = opened(admin_client, person)
    person.groups.set([groups[0], groups[2]])
    User.objects.filter(pk=person.pk).update(email="theirs@example.org")
    response = admin_client.post(address(person), mine | {"first_name": "Robyn", "groups": [str(groups[1].pk)]})
    assert conflict_of(response)[1] == []
    root = html.fromstring(response.content.decode()).get_element_by_id("user_form")
    sent: dict = {}
    for name, value in root.form_values():
        sent.setdefault(name, []).append(value)
    assert admin_client.post(address(person), sent).status_code == 302
    person.refresh_from_db()
    assert (person.first_name, person.email) == ("Robyn", "theirs@example.org")
    assert [one.name for one in person.groups.all()] == ["C"], "I took A away, somebody else B, and gave C."
    group = groups[0]
    mine = opened(admin_client, group)
    group.permissions.add(Permission.objects.get(codename="view_orgchart"))
    assert admin_client.post(address(group), mine | {"name": "New"}).status_code == 200

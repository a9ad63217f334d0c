"""Sections and salary ranges in the form of a job description: what the server makes of what is sent."""

import pytest

from jobdescriptions.admin.section_forms import LONGEST_BODY
from jobdescriptions.models import JobDescription, SalaryRange, Section
from jobdescriptions.publishing import publish
from jobdescriptions.word.understand.headings import find_kind
from tests.factory import make_job, make_salary, make_section
from tests.pages import form_values, page, words, words_of

pytestmark = pytest.mark.django_db

FORM = "jobdescription_form"


@pytest.fixture
def job():
    sections = (
        make_section("definition", "Definition", "Keeps the network working."),
        make_section("", "Travel", "Drives to schools."),
        make_section("", "Tools", "Has a van."),
        make_section("salary", "Salary information", "Figures."),
    )
    return make_job(
        "Network Technician", sections=sections, salaries=(make_salary(), make_salary(employer="Other USD"))
    )


def address(job):
    return f"/admin/jobdescriptions/jobdescription/{job.pk}/change/"


def save(client, job, **changes):
    """Send the form of ``job`` as a browser would after these changes; return the page that follows."""
    values = form_values(client.get(address(job)), FORM) | {name.replace("__", "-"): to for name, to in changes.items()}
    return client.post(address(job), values, follow=True)


def headings(job):
    return [section.heading for section in job.sections.all()]


def orders(job):
    return [section.order for section in job.sections.all()]


def test_saving_without_a_change_leaves_every_row_and_every_byte_as_it_is(admin_client, job):
    # As an older release may have stored it: not in the spelling of today.
    Section.objects.filter(heading="Travel").update(body="<p>Drives\nto <b>schools</b></p>\n", order=7)
    before = list(job.sections.values()), list(job.salaries.values())
    assert "was changed successfully" in words_of(save(admin_client, job, work_year="11 months"))
    assert (list(job.sections.values()), list(job.salaries.values())) == before


def test_a_changed_heading_leaves_the_text_to_the_letter(admin_client, job):
    Section.objects.filter(heading="Travel").update(body="<p>Drives\nto <b>schools</b></p>\n")
    save(admin_client, job, **{"sections-1-heading": "Driving"})
    assert Section.objects.get(heading="Driving").body == "<p>Drives\nto <b>schools</b></p>\n"


def test_the_heading_says_which_kind_of_section_it_is(admin_client, job):
    save(admin_client, job, **{"sections-1-heading": " Essential   Duties: "})
    assert Section.objects.get(order=1).heading == "Essential Duties:"
    assert Section.objects.get(order=1).kind == find_kind("Essential duties") != ""


@pytest.mark.parametrize(
    ("place", "to", "expected"),
    [
        (2, 1, ["Tools", "Definition", "Travel", "Salary information"]),
        (0, 3, ["Travel", "Tools", "Definition", "Salary information"]),
        (0, 4, ["Travel", "Tools", "Salary information", "Definition"]),
        (1, "", ["Definition", "Tools", "Salary information", "Travel"]),
        (3, 9999, ["Definition", "Travel", "Tools", "Salary information"]),
    ],
)
def test_without_javascript_a_section_goes_to_the_place_that_is_typed(admin_client, job, place, to, expected):
    save(admin_client, job, **{f"sections-{place}-order": to})
    assert headings(job) == expected
    assert orders(job) == [0, 1, 2, 3]


def test_gaps_and_repeated_places_are_mended_when_the_order_is_changed(admin_client, job):
    Section.objects.filter(heading__in=["Travel", "Tools"]).update(order=5)
    Section.objects.filter(heading="Salary information").update(order=40)
    save(admin_client, job, **{"sections-0-body": "<p>Edited.</p>"})
    assert headings(job) == ["Definition", "Travel", "Tools", "Salary information"]
    assert orders(job) == [0, 1, 2, 3]


def test_a_section_is_added_between_others_and_another_removed(admin_client, job):
    new = {"heading": "Hours", "body": "<p>From 7 to 3.</p>", "order": "2"}
    changes = {f"sections-4-{name}": value for name, value in new.items()} | {"sections-2-DELETE": "on"}
    save(admin_client, job, **changes)
    assert headings(job) == ["Definition", "Hours", "Travel", "Salary information"]
    assert orders(job) == [0, 1, 2, 3]


def test_the_empty_card_at_the_end_is_no_section(admin_client, job):
    save(admin_client, job, title="Other title")
    assert len(headings(job)) == 4
    assert job.salaries.count() == 2


@pytest.mark.parametrize("heading", ["", "   ", "\u00a0", "x" * 201])
def test_an_impossible_heading_is_refused_at_its_field(admin_client, job, heading):
    response = save(admin_client, job, **{"sections-1-heading": heading, "sections-0-body": "<p>Typed.</p>"})
    card = page_of(response).get_element_by_id("sections-1")
    assert card.xpath('.//details[@open]//div[contains(@class, "field-heading")]//ul[contains(@class, "errorlist")]')
    # Nothing is saved, and what was typed is still there.
    assert Section.objects.get(heading="Definition").body == "<p>Keeps the network working.</p>"
    assert "Typed." in response.content.decode()


def page_of(response):
    from lxml import html

    return html.fromstring(response.content)


def test_what_a_text_loses_is_told_after_saving(admin_client, job):
    body = '<p style="color:red">Red<img src="a.png"><img src="b.png"> and <a href="file:///c/x">a file</a></p>'
    said = words_of(save(admin_client, job, **{"sections-0-body": body}))
    assert "“Definition”: 2 pictures, a link that does not begin with https://, http:// or mailto: and colors" in said
    assert Section.objects.get(heading="Definition").body == "<p>Red and a file</p>"


def test_a_text_that_loses_nothing_is_saved_without_a_warning(admin_client, job):
    said = words_of(save(admin_client, job, **{"sections-0-body": "<p>A <strong>b</strong></p><ul><li>c</li></ul>"}))
    assert "could not be kept" not in said


def test_a_text_that_is_too_long_is_refused_with_its_length(admin_client, job):
    said = words_of(save(admin_client, job, **{"sections-0-body": f"<p>{'word ' * (LONGEST_BODY // 5)}</p>"}))
    assert "at most 200,000 fit into one section" in said
    assert Section.objects.get(heading="Definition").body == "<p>Keeps the network working.</p>"


def test_removing_the_salary_section_while_there_are_figures_puts_one_back_and_says_so(admin_client, job):
    said = words_of(save(admin_client, job, **{"sections-3-DELETE": "on"}))
    assert "The salary figures need a section to stand in" in said
    assert headings(job) == ["Definition", "Travel", "Tools", "Salary information"]
    assert job.sections.last().kind == "salary"


def test_figures_and_their_section_can_be_removed_together(admin_client, job):
    rows = {f"salaries-{place}-DELETE": "on" for place in (0, 1)}
    said = words_of(save(admin_client, job, **rows, **{"sections-3-DELETE": "on"}))
    assert "need a section" not in said
    assert headings(job) == ["Definition", "Travel", "Tools"]


def test_the_first_figure_of_a_job_brings_its_section(admin_client):
    job = make_job("Clerk", sections=(make_section("definition", "Definition", "Keeps files."),))
    new = {"employer": "Example USD", "class_title": "Clerk", "closeness": "same", "low": "20", "high": "25.50"}
    new |= {"unit": "hour", "measure": "range", "year": "2024-25", "publisher": "Schedule"}
    said = words_of(save(admin_client, job, **{f"salaries-0-{name}": value for name, value in new.items()}))
    assert "was added at the end" in said
    assert headings(job) == ["Definition", "Salary information"]
    assert str(job.salaries.get().low) == "20.00"


def test_salary_ranges_are_put_in_order_too(admin_client, job):
    save(admin_client, job, **{"salaries-1-order": "1"})
    assert [(one.employer, one.order) for one in job.salaries.all()] == [
        ("Other USD", 0),
        ("Example Unified School District", 1),
    ]


def test_what_contradicts_itself_is_refused_at_the_field_of_its_card(admin_client, job):
    response = save(admin_client, job, **{"salaries-1-measure": "percentiles", "salaries-1-year": ""})
    card = page_of(response).get_element_by_id("salaries-1")
    said = words(card)
    assert (
        "Give the median with percentiles" in said
        and "A figure without its year is not shown. Fill it in, or remove" in said
    )
    assert card.xpath(".//details[@open]")
    assert not page_of(response).get_element_by_id("salaries-0").xpath(".//details[@open]")


def test_every_field_has_its_label_and_its_help(admin_client, job):
    shown = page(admin_client, address(job))
    for field in shown.xpath('//div[contains(@class, "card")]//*[self::input or self::select or self::textarea]'):
        if field.get("type") == "hidden" or "__prefix__" in field.get("name", ""):
            continue
        assert shown.xpath(f'//label[@for="{field.get("id")}"]'), field.get("name")
        for described in (field.get("aria-describedby") or "").split():
            assert shown.get_element_by_id(described) is not None


def test_who_may_only_look_sees_sections_without_fields_and_buttons(client, django_user_model, job):
    from django.contrib.auth.models import Permission

    viewer = django_user_model.objects.create_user("viewer", password="x", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__in=["view_jobdescription", "view_section"]))
    client.force_login(viewer)
    shown = page(client, address(job))
    group = shown.get_element_by_id("sections-group")
    assert "Keeps the network working." in words(group)
    assert not group.xpath(".//textarea | .//template | .//input[not(@type='hidden')]")
    assert "data-may-change" not in group.attrib and "data-may-delete" not in group.attrib


def test_who_may_change_the_job_description_alone_cannot_change_its_sections(client, django_user_model, job):
    from django.contrib.auth.models import Permission

    editor = django_user_model.objects.create_user("editor", password="x", is_staff=True)
    codes = ["view_jobdescription", "change_jobdescription", "view_section", "view_salaryrange"]
    editor.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(editor)
    before = list(job.sections.values()), list(job.salaries.values())
    forged = {"sections-TOTAL_FORMS": "5", "sections-INITIAL_FORMS": "4", "sections-4-heading": "Forged"}
    forged |= {"sections-0-id": str(job.sections.first().pk), "sections-0-body": "<p>Forged</p>", "title": "Mine"}
    save(client, job, **forged | {"sections-1-DELETE": "on"})
    assert JobDescription.objects.get().title in ("Mine", "Network Technician")
    assert (list(job.sections.values()), list(job.salaries.values())) == before


def test_sections_of_another_job_description_cannot_be_taken(admin_client, job):
    other = make_job("Clerk", sections=(make_section("", "Secret", "Of the other."),))
    save(admin_client, job, **{"sections-1-id": str(other.sections.get().pk), "sections-1-body": "<p>Forged</p>"})
    assert other.sections.get().body == "<p>Of the other.</p>"
    assert SalaryRange.objects.filter(job_description=job).count() == 2


def test_a_heading_level_that_was_skipped_is_closed_and_said(admin_client, job):
    response = save(admin_client, job, sections__1__body="<h4>Tools</h4><p>Drills.</p><h3>Cars</h3><h4>Vans</h4>")
    assert job.sections.get(heading="Travel").body == "<h3>Tools</h3><p>Drills.</p><h3>Cars</h3><h4>Vans</h4>"
    assert '“Travel”: no heading of the next higher level stands above "Tools"' in words_of(response)
    response = save(admin_client, job, sections__1__body="<h3>Tools</h3><h4>Drills</h4>")
    assert "the level was raised" not in words_of(response)


def test_the_address_of_a_figure_and_its_day_are_saved_published_and_told_in_words(admin_client, job):
    source = {"salaries-0-read_at": "https://example.org/schedule.pdf", "salaries-0-seen": "2026-11-30"}
    assert "was changed successfully" in words_of(save(admin_client, job, **source))
    publish(JobDescription.objects.get())
    text = words(page(admin_client, job.get_absolute_url()))
    assert "Example USD salary schedule, 1 July 2024, seen November 30, 2026" in text
    text = words(page(admin_client, f"{job.get_absolute_url()}changes/"))
    assert "address" in text and "day on which it was read" in text and "November 30, 2026" in text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"seen": "2026-11-30"}, "Give the address at which the figure was read on that day."),
        ({"read_at": "ftp://example.org/a.pdf"}, "does not begin with https://"),
    ],
)
def test_a_day_without_an_address_and_an_address_of_no_page_are_refused(admin_client, job, values, sentence):
    changed = {f"salaries-0-{name}": value for name, value in values.items()}
    assert sentence in words_of(save(admin_client, job, **changed))
    assert not SalaryRange.objects.exclude(read_at="", seen=None).exists()

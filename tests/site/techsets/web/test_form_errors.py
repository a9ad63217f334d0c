"""The list of faults at the top of every form of the admin that comes back: each says its field and leads there."""

import pytest
from lxml import html

from orgcharts.changes import positions
from orgcharts.models import OrgChart
from tests.factory import at, make_chart, make_job, make_salary, place
from tests.pages import form_values, words

pytestmark = pytest.mark.django_db


def faults(response):
    """Return the faults that the page lists, after seeing that each leads to something on the page."""
    root = html.fromstring(response.content.decode())
    assert "Please correct the error" not in words(root)
    summary = root.xpath('//*[@role="alert" and contains(@class, "faults")]')[0]
    assert summary.get("tabindex") == "-1" and "autofocus" in summary.attrib
    for link in summary.iterfind(".//a"):
        assert root.get_element_by_id(link.get("href").removeprefix("#")) is not None
    return [(words(one), bool(one.findall("a"))) for one in summary.xpath(".//li")]


def test_a_job_description_with_faults_in_several_places(admin_client):
    job = make_job("Clerk", salaries=(make_salary(),))
    address = f"/admin/jobdescriptions/jobdescription/{job.pk}/change/"
    sent = form_values(admin_client.get(address), "jobdescription_form")
    sent |= {"title": "", "soc_code": "x", "sections-0-heading": "", "salaries-0-low": "9000"}
    sent |= {"sections-2-body": "<p>New.</p>", "sections-TOTAL_FORMS": "3"}
    response = admin_client.post(address, sent)
    assert faults(response) == [
        ("Title: This field is required.", True),
        ("SOC code: Write the code like 15-1244: two digits, a hyphen, four digits.", True),
        ("Section “Definition”, Heading: Give the section a heading, or remove the section.", True),
        ("New section, Heading: Give the section a heading, or remove the section.", True),
        (
            "Salary range “Example Unified School District: $9,000 to $5,000 a month”, High figure in dollars: "
            "The high figure is below the low one. Exchange them or correct them.",
            True,
        ),
    ]


@pytest.mark.parametrize(
    ("name", "form", "changes", "said"),
    [
        ("position", "position_form", {"title": "", "shared-0-covers": "x"}, ["Title", "Shared supervision 1"]),
        ("orgchart", "orgchart_form", {"title": "", "order": "x"}, ["Title", "Order"]),
    ],
)
def test_positions_and_charts(admin_client, name, form, changes, said):
    chart = positions.duplicate_chart(make_chart(("Head", ["Network"])), "Draft", "draft")
    place(make_job("Clerk"), at(chart, "1.1"))
    row = at(chart, "1.1") if name == "position" else OrgChart.objects.get(pk=chart.pk)
    address = f"/admin/orgcharts/{name}/{row.pk}/change/"
    found = faults(admin_client.post(address, form_values(admin_client.get(address), form) | changes))
    assert [text.split(":")[0].split(",")[0] for text, _ in found] == said and all(leads for _, leads in found)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/admin/auth/user/add/", {"username": ""}),
        ("/admin/auth/group/add/", {"name": ""}),
        ("/admin/orgcharts/orgchart/add/", {"title": ""}),
        ("/admin/jobdescriptions/jobdescription/import/", {}),
        ("/admin/password_change/", {"old_password": "x"}),
    ],
)
def test_small_forms_too(admin_client, address, sent):
    found = faults(admin_client.post(address, sent))
    assert found and all(leads for _, leads in found)


def test_a_refusal_that_belongs_to_no_field_is_listed_without_a_link(admin_client):
    chart = positions.create_chart("Plan", "plan", "Head")
    position = positions.add_below(at(chart, "1"), "Network")
    chart.refresh_from_db()
    start = f"/admin/orgcharts/orgchart/{chart.pk}/position/{position.pk}"
    told = admin_client.post(f"{start}/delete/", {"confirm": "yes", "revision": chart.revision - 1})
    assert faults(told) == [
        (
            "Somebody else has changed this chart meanwhile. Nothing was deleted. This is how it would be now.",
            False,
        )
    ]
    sent = {"title": "Data", "revision": position.revision + 5}
    (outrun, now) = faults(admin_client.post(f"{start}/rename/", sent))
    assert "Somebody else has" in outrun[0] and "It is called “Network” now." in now[0]


def test_the_first_position_of_a_chart_is_asked_for_like_any_other(admin_client):
    chart = OrgChart.objects.create(title="Empty", slug="empty")
    response = admin_client.post(f"/admin/orgcharts/orgchart/{chart.pk}/head/", {"title": ""})
    assert faults(response) == [("Title of the head: The title is missing. Say what the position is called.", True)]
    sent = form_values(response, "orgchart_form") | {"title": "Full"}
    root = html.fromstring(response.content.decode())
    assert admin_client.post(root.get_element_by_id("orgchart_form").get("action"), sent).status_code == 302
    assert OrgChart.objects.get(pk=chart.pk).title == "Full"

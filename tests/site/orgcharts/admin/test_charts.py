"""Charts in the admin: texts and placements, and what forms do not touch; the tree is in test_chart_editor."""

import pytest
from lxml import html

from orgcharts.changes import positions
from orgcharts.models import OrgChart, Position, SiteText
from techsets.history.models import Change
from tests.factory import at, make_chart, make_job
from tests.pages import form_values

pytestmark = pytest.mark.django_db

DISTRICT = ("Superintendent", ["Network", "Support"])


def test_a_position_is_renamed_and_gets_a_job_description_and_the_public_sees_both(admin_client, client):
    chart = make_chart(DISTRICT)
    job = make_job("Network Specialist")
    position = at(chart, "1.1")
    address = f"/admin/orgcharts/position/{position.pk}/change/"
    values = form_values(admin_client.get(address), "position_form") | {
        "title": "Data network",
        "placements-0-job": f"Network Specialist ({job.document_number})",
        "placements-0-title": "Network Spec.",
    }
    assert admin_client.post(address, values).status_code == 302
    page = client.get(chart.get_absolute_url()).content.decode()
    assert "Data network" in page and "Network Spec." in page


def test_saving_a_form_that_was_opened_before_a_move_does_not_put_the_position_back(admin_client):
    chart = make_chart(DISTRICT)
    position = at(chart, "1.2")
    address = f"/admin/orgcharts/position/{position.pk}/change/"
    values = form_values(admin_client.get(address), "position_form") | {"note": "A note."}
    Position.objects.move(Position.objects.get(pk=position.pk), at(chart, "1.1"), "left")
    assert admin_client.post(address, values).status_code == 302
    position = Position.objects.get(pk=position.pk)
    assert (position.index_number, position.note) == ("1.1", "A note.")
    assert Position.objects.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize("model", ["position", "supportmodel", "sitetext"])
def test_the_make_up_of_the_site_is_neither_added_to_nor_deleted_by_form(admin_client, model):
    chart = make_chart(DISTRICT)
    SiteText.objects.create(key="introduction", heading="Welcome", body="Hello.")
    row = {"position": at(chart, "1.1"), "supportmodel": chart.support_model, "sitetext": SiteText.objects.get()}[model]
    assert admin_client.get(f"/admin/orgcharts/{model}/add/").status_code == 403
    address = f"/admin/orgcharts/{model}/{row.pk}/delete/"
    assert admin_client.get(address).status_code == 403
    assert admin_client.post(address, {"post": "yes"}).status_code == 403
    sent = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    admin_client.post(f"/admin/orgcharts/{model}/", sent)
    assert type(row).objects.filter(pk=row.pk).exists()
    assert admin_client.get(f"/admin/orgcharts/{model}/").status_code == 200


def test_a_chart_that_the_public_sees_is_not_deleted_by_form(admin_client):
    chart = make_chart(DISTRICT)
    response = admin_client.post(f"/admin/orgcharts/orgchart/{chart.pk}/delete/", {"post": "yes"})
    assert "What the public sees is not deleted" in response.content.decode()
    assert Position.objects.filter(chart=chart).count() == 3


def test_the_texts_of_a_support_model_and_of_the_site_are_saved_and_told(admin_client, client):
    chart = make_chart(DISTRICT)
    text = SiteText.objects.create(key="introduction", heading="Welcome", body="Hello.")
    for row, changes in ((chart.support_model, {"summary": "For large districts."}), (text, {"body": "Good day."})):
        name = row._meta.model_name
        address = f"/admin/orgcharts/{name}/{row.pk}/change/"
        values = form_values(admin_client.get(address), f"{name}_form")
        assert admin_client.post(address, values | changes).status_code == 302
        assert Change.objects.first().message.startswith(f"Edited “{row}”: ")
        assert "Somebody else has saved this" in admin_client.post(address, values | changes).content.decode()
    assert "For large districts." in client.get(chart.get_absolute_url()).content.decode()
    assert "Good day." in client.get("/").content.decode()


def test_a_position_cannot_share_its_own_supervision(admin_client):
    chart = make_chart(DISTRICT)
    position = at(chart, "1.1")
    address = f"/admin/orgcharts/position/{position.pk}/change/"
    values = form_values(admin_client.get(address), "position_form") | {
        "shared-0-title": "Itself",
        "shared-0-supervisor": "1.1 network",
    }
    response = admin_client.post(address, values)
    assert "cannot share its own supervision" in response.content.decode()


def test_saving_an_old_row_changes_its_texts_and_not_its_place():
    chart = make_chart(DISTRICT)
    old = at(chart, "1.2")
    positions.move(at(chart, "1.2"), before=at(chart, "1.1"))
    old.title = "Help desk"
    old.save()
    assert [str(one) for one in Position.objects.filter(chart=chart)] == [
        "1 Superintendent",
        "1.1 Help desk",
        "1.2 Network",
    ]
    assert Position.objects.find_problems() == ([], [], [], [], [])


def test_public_charts_of_one_title_are_told_apart_where_one_of_them_is_replaced(admin_client):
    for slug in ("emerging-district", "established-district"):
        values = {"title": "Our chart", "slug": slug, "order": 1, "note": ""}
        positions.edit_chart(make_chart(DISTRICT, slug=slug), values)
    draft = positions.create_chart("Plan", "plan", "Head")
    page = admin_client.get(f"/admin/orgcharts/orgchart/{draft.pk}/put-in-place/")
    names = html.fromstring(page.content.decode()).xpath('//select[@name="of"]/option/text()')
    models = [chart.support_model.name for chart in OrgChart.objects.published()]
    assert sorted(names[1:]) == sorted(f"Our chart ({model})" for model in models) and len(set(names)) == 3

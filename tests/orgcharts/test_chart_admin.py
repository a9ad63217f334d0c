"""Charts in the admin: texts and placements; the tree itself is not touched by these forms."""

import pytest

from orgcharts import operations
from orgcharts.models import Position
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
        "placements-TOTAL_FORMS": "1",
        "placements-0-job_description": str(job.pk),
        "placements-0-title": "Network Spec.",
        "placements-0-order": "0",
        "placements-0-position": str(position.pk),
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


@pytest.mark.parametrize("model", ["position", "orgchart", "supportmodel", "sitetext"])
def test_the_make_up_of_the_site_is_neither_added_to_nor_deleted_by_form(admin_client, model):
    chart = make_chart(DISTRICT)
    assert admin_client.get(f"/admin/orgcharts/{model}/add/").status_code == 403
    if model == "position":
        address = f"/admin/orgcharts/position/{at(chart, '1').pk}/delete/"
        assert admin_client.post(address, {"post": "yes"}).status_code == 403
        assert Position.objects.count() == 3
    assert admin_client.get(f"/admin/orgcharts/{model}/").status_code == 200


def test_a_position_cannot_share_its_own_supervision(admin_client):
    chart = make_chart(DISTRICT)
    position = at(chart, "1.1")
    address = f"/admin/orgcharts/position/{position.pk}/change/"
    values = form_values(admin_client.get(address), "position_form") | {
        "shared_lines-TOTAL_FORMS": "1",
        "shared_lines-0-title": "Itself",
        "shared_lines-0-supervisor": str(position.pk),
        "shared_lines-0-order": "0",
        "shared_lines-0-position": str(position.pk),
    }
    response = admin_client.post(address, values)
    assert "cannot share its own supervision" in response.content.decode()


def test_saving_an_old_row_changes_its_texts_and_not_its_place():
    chart = make_chart(DISTRICT)
    old = at(chart, "1.2")
    operations.move(at(chart, "1.2"), before=at(chart, "1.1"))
    old.title = "Help desk"
    old.save()
    assert [str(one) for one in Position.objects.filter(chart=chart)] == [
        "1 Superintendent",
        "1.1 Help desk",
        "1.2 Network",
    ]
    assert Position.objects.find_problems() == ([], [], [], [], [])

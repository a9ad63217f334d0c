"""What somebody on the staff reads who may not do what was asked: in the frame of the admin, with the reason."""

import pytest
from django.test import Client
from lxml import html

from orgcharts.models import OrgChart
from tests.factory import at, make_chart, make_job
from tests.pages import words_of
from tests.site.orgcharts.admin.test_tree import EDITING, sign_in

pytestmark = pytest.mark.django_db


def is_in_frame(response):
    return bool(html.fromstring(response.content.decode()).xpath('//nav[@class="subjects"]'))


def test_a_refusal_has_the_frame_of_the_admin_and_no_cache_keeps_it(client):
    make_chart(("Head", ["Network"]))
    sign_in(client, *EDITING)
    for address in ("/admin/auth/user/", f"/admin/orgcharts/orgchart/{OrgChart.objects.get().pk}/put-in-place/"):
        response = client.get(address)
        assert response.status_code == 403 and is_in_frame(response)
        assert "Nothing was changed." in words_of(response) and "no-store" in response["Cache-Control"]


def test_the_refusal_to_change_a_public_chart_says_why_and_what_to_do(client):
    from django.contrib.auth.models import Permission

    make_chart(("Head", ["Network"]))
    job = make_job("Network Specialist")
    user = sign_in(client, *EDITING)
    user.user_permissions.add(Permission.objects.get(codename="change_jobdescription"))
    position = at(OrgChart.objects.get(), "1.1")
    found = client.get("/admin/orgcharts/position/find/place/", {"q": "network"}).json()
    assert found == {"results": [], "more": 0}
    sent = {"place": "yes", "new-position": "network", "new-title": ""}
    response = client.post(f"/admin/orgcharts/position/placements/{job.pk}/", sent)
    assert response.status_code == 403 and is_in_frame(response)
    assert "The public sees “Emerging district”" in words_of(response) and "Duplicate the chart" in words_of(response)
    assert not position.placements.exists()


def test_a_form_that_came_from_elsewhere_is_refused_in_the_frame_too(admin_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    response = client.post("/admin/orgcharts/orgchart/add/", {"title": "X", "head": "Y"})
    assert response.status_code == 403 and is_in_frame(response)
    assert "load the page of the form again" in words_of(response)
    assert not OrgChart.objects.exists()


def test_strangers_are_shown_nothing_of_the_admin(client):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x", "password": "y"})
    assert response.status_code == 403 and not is_in_frame(response)

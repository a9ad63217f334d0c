"""The session of somebody who is signed in cannot be saved: what they asked for is answered, and truly."""

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from orgcharts.models import SupportModel
from tests.pages import form_values, words_of
from tests.site.techsets.accounts.people import age_session, give_password, make_person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(client, reference_content):
    client.raise_request_exception = False
    sign_in(client, make_person(superuser=True))
    age_session(client, seen=120)  # It is due to be noted that it is in use.
    return client


def fail(self, *args, **kwargs):
    raise OperationalError("database or disk is full")


def test_reading_goes_on(ann, monkeypatch):
    monkeypatch.setattr(Session, "save", fail)
    assert ann.get("/admin/").status_code == 200


def test_a_change_that_was_saved_is_acknowledged(ann, monkeypatch):
    model = SupportModel.objects.first()
    path = f"/admin/orgcharts/supportmodel/{model.pk}/change/"
    values = form_values(ann.get(path), "supportmodel_form") | {"summary": "Support that was saved."}
    age_session(ann, seen=120)
    monkeypatch.setattr(Session, "save", fail)
    assert ann.post(path, values).status_code == 302
    assert SupportModel.objects.get(pk=model.pk).summary == "Support that was saved."


def test_signing_in_is_refused_with_the_time_to_come_again(db, monkeypatch):
    make_person(superuser=True)
    monkeypatch.setattr(Session, "save", fail)
    response = give_password(Client(raise_request_exception=False))
    assert response.status_code == 503 and response["Retry-After"] == "30"
    assert "not available for a moment" in words_of(response)


def test_a_session_that_was_ended_meanwhile_is_told_of_as_before(ann, monkeypatch):
    save = Session.save

    def ended(self, *args, **kwargs):
        Session.objects.all().delete()
        return save(self, *args, **kwargs)

    monkeypatch.setattr(Session, "save", ended)
    assert ann.get("/admin/").status_code == 400

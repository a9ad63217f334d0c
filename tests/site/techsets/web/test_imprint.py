"""Who publishes the site, how to reach them, and where readers tell what is wrong."""

from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.checks import run_checks

from jobdescriptions.content import from_content
from jobdescriptions.imports import steps
from jobdescriptions.publishing import open_word_file, rewrite_word_file
from orgcharts.models import SiteText
from techsets.config import checks
from techsets.management.commands.serve import Command
from tests.factory import make_chart, make_job
from tests.pages import words_of

pytestmark = pytest.mark.django_db

CONTACT = "Help desk, help@example.org, 555-0100"


@pytest.fixture
def told(settings):
    settings.PUBLISHER, settings.CONTACT = "Example County Office of Education", CONTACT
    return settings


def test_every_page_says_who_publishes_and_links_how_to_reach_them(client, told):
    chart = make_chart()
    for page in ("/", chart.get_absolute_url(), make_job().get_absolute_url(), "/about/"):
        answer = client.get(page)
        assert "Published by Example County Office of Education. Contact: Help desk" in words_of(answer)
        assert '<a href="mailto:help@example.org">help@example.org</a>' in answer.content.decode()


def test_readers_tell_what_is_wrong_in_a_message_that_names_the_document_and_its_version(client, told):
    chart, job = make_chart(), make_job("Web & Data Technician")
    link = f"mailto:help@example.org?subject={job.document_number}%2C%20version%201%3A%20Web%20%26%20Data%20Technician"
    page = client.get(job.get_absolute_url()).content.decode()
    assert f'<a href="{link}">Tell us what is wrong or missing</a>' in page
    assert 'href="mailto:help@example.org?subject=' in client.get(chart.get_absolute_url()).content.decode()
    told.CONTACT = "555-0100"
    for page in (job.get_absolute_url(), chart.get_absolute_url()):
        assert "Tell us what is wrong" not in client.get(page).content.decode()


def test_a_word_file_says_who_published_it_also_when_it_is_written_anew_elsewhere(told):
    job = make_job()
    told.PUBLISHER = "Another Office"
    publication = job.publications.get()
    data = open_word_file(publication).read()
    assert publication.imprint == "Published by Example County Office of Education."
    assert publication.imprint in ZipFile(BytesIO(data)).read("word/footer1.xml").decode()
    assert rewrite_word_file(publication) == data
    preview = steps.preview("file.docx", data)
    assert preview.document == from_content(publication.content)
    assert not [one for one in preview.messages if "footer" in one.text.lower()]


def test_staff_say_on_the_about_page_who_wrote_the_texts_and_under_which_license(client):
    assert client.get("/about/").status_code == 200
    SiteText.objects.create(
        key="authorship", heading="Who wrote this", body="We did.\n\nIt is free (https://example.org/license/)."
    )
    html = client.get("/about/").content.decode()
    assert '<h2 id="authorship">Who wrote this</h2>' in html and "<p>We did.</p>" in html
    assert '(<a href="https://example.org/license/">https://example.org/license/</a>)' in html


def test_a_public_start_without_publisher_or_contact_is_warned_of(settings):
    settings.PUBLISHER, settings.CONTACT = "", CONTACT
    found = [one for one in run_checks(include_deployment_checks=True) if one.id == "techsets.W001"]
    assert len(found) == 1 and "TECHSETS_PUBLISHER is not set" in found[0].msg
    settings.PUBLISHER = "Example County Office of Education"
    assert checks.missing_imprint_message() == ""


@pytest.mark.parametrize(
    ("host", "hosts", "public"),
    [
        ("127.0.0.1", ["localhost", "127.0.0.1", "[::1]"], False),
        ("0.0.0.0", ["localhost", "127.0.0.1", "[::1]"], True),
        ("127.0.0.1", ["localhost", "127.0.0.1", "[::1]", "staffing.example.org"], True),
    ],
)
def test_a_start_of_a_site_that_others_reach_warns_where_no_publisher_is_set(settings, host, hosts, public):
    settings.HOST, settings.ALLOWED_HOSTS, settings.PUBLISHER = host, hosts, ""
    command = Command(stderr=StringIO(), no_color=True)
    command._warn_of_missing_imprint()
    said = command.stderr.getvalue()
    assert ("WARNING: Readers are not told who publishes this site" in said) is public
    assert bool(said) is public

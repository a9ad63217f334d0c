"""Every page of the admin for things that have nothing yet: no sections, no publication, no position, no chart."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.urls import reverse

from jobdescriptions.models import JobDescription, PendingImport, SourceFile
from jobdescriptions.publishing import unpublish
from orgcharts.models import Level, Maturity, OrgChart, SiteText, SupportModel
from tests.factory import at as position_at
from tests.factory import make_chart, make_job
from tests.unit.jobdescriptions.word.docx_parts import docx

pytestmark = pytest.mark.django_db

JOB_PAGES = (
    *("jobdescriptions_jobdescription_change", "jobdescriptions_jobdescription_delete", "orgcharts_placements"),
    *("jobdescriptions_jobdescription_history", "jobdescriptions_preview", "jobdescriptions_draft-word"),
    *("jobdescriptions_publish", "jobdescriptions_unpublish", "jobdescriptions_versions", "jobdescriptions_compare"),
)
CHART_PAGES = (
    *("orgcharts_orgchart_change", "orgcharts_orgchart_delete", "orgcharts_orgchart_history", "orgcharts_duplicate"),
    *("orgcharts_put_in_place", "orgcharts_preview", "orgcharts_import", "orgcharts_export"),
)
LISTS = (
    *("index", "orgcharts_orgchart_changelist", "orgcharts_supportmodel_changelist", "orgcharts_position_changelist"),
    *("orgcharts_sitetext_changelist", "jobdescriptions_jobdescription_changelist", "jobdescriptions_import"),
    *("jobdescriptions_publication_changelist", "jobdescriptions_sourcefile_changelist", "history_change_changelist"),
)


def addresses():
    """Make one thing of each kind in its early states; return the addresses of all pages about them."""
    empty = JobDescription.objects.create(number=501, slug="empty", title="Empty")
    unpublished = make_job("Unpublished")
    unpublish(unpublished)
    jobs = [empty, make_job("Never published", published=False), unpublished, make_job("Public")]
    bare = OrgChart.objects.create(title="Bare", slug="bare")
    charts = [bare, make_chart("Head", slug="emerging-district")]
    position = position_at(charts[1], "1")
    model = SupportModel.objects.create(
        name="Without a chart", maturity=Maturity.ESTABLISHED, level=Level.SCHOOL_SITE, lead="x", summary="y"
    )
    text = SiteText.objects.create(key="home", heading="Home", body="Text")
    person = User.objects.create_user("robin", is_staff=True)
    source = SourceFile.objects.create(sha256="0" * 64, name="gone.docx", size=1, file="sources/gone.docx")
    found = [reverse(f"admin:{name}", args=[job.pk]) for job in jobs for name in JOB_PAGES]
    found += [reverse(f"admin:{name}", args=[chart.pk]) for chart in charts for name in CHART_PAGES]
    found += [reverse("admin:orgcharts_position_change", args=[position.pk])]
    steps = ("more", "add", "rename", "move", "duplicate", "delete")
    found += [reverse("admin:orgcharts_step", args=[charts[1].pk, position.pk, step]) for step in steps]
    found += [reverse(f"admin:orgcharts_supportmodel_{name}", args=[model.pk]) for name in ("change", "history")]
    found += [reverse(f"admin:orgcharts_sitetext_{name}", args=[text.pk]) for name in ("change", "history")]
    found += [reverse("admin:jobdescriptions_sourcefile_change", args=[source.pk])]
    found += [reverse(f"admin:auth_user_{name}", args=[person.pk]) for name in ("change", "history", "delete")]
    kinds = {"job-description": empty, "chart": bare, "support-model": model, "site-text": text, "account": person}
    found += [reverse("admin:history_of", args=[kind, row.pk]) for kind, row in kinds.items()]
    return found + [reverse(f"admin:{name}") for name in LISTS]


def sign_in(client, group):
    call_command("set_up_groups", verbosity=0)
    user = User.objects.create_user(group or "everything", is_staff=True, is_superuser=not group)
    if group:
        user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    return user


@pytest.mark.parametrize("group", [None, "Viewers", "Editors", "Publishers", "Administrators"])
def test_no_page_fails_for_what_has_nothing_yet(client, group):
    user = sign_in(client, group)
    data = docx("<w:p/>")
    pending = PendingImport.objects.create(name="Nothing.docx", data=data, user=user)
    pages = [*addresses(), reverse("admin:jobdescriptions_import_preview", args=[pending.token])]
    client.raise_request_exception = False
    answers = {address: client.get(address).status_code for address in pages}
    assert {address: status for address, status in answers.items() if status >= 500 or status == 404} == {}
    refused = [address for address, status in answers.items() if status == 403]
    # What was public once is deleted by nobody; all else is open to who may do everything.
    kept = {
        reverse("admin:jobdescriptions_jobdescription_delete", args=[job.pk]) for job in JobDescription.objects.all()
    }
    assert (set(refused) <= kept) is (group in {None, "Administrators"})


@pytest.mark.parametrize("group", ["Viewers", "Editors", "Publishers"])
def test_the_versions_of_what_was_never_published_say_that_there_are_none(client, group):
    sign_in(client, group)
    job = make_job("Never published", published=False)
    address = reverse("admin:jobdescriptions_versions", args=[job.pk])
    assert "no version has been published yet" in client.get(address).content.decode()
    # Who compares versions that are not there, and who takes back what is not public, come there too.
    for other in ("compare", "unpublish"):
        response = client.get(reverse(f"admin:jobdescriptions_{other}", args=[job.pk]), follow=True)
        if other == "compare" or group == "Publishers":
            assert response.request["PATH_INFO"] == address and response.status_code == 200


def test_a_model_without_a_chart_has_no_way_to_a_public_page_that_is_not_there(admin_client):
    model = SupportModel.objects.create(
        name="Without a chart", maturity=Maturity.ESTABLISHED, level=Level.SCHOOL_SITE, lead="x", summary="y"
    )
    response = admin_client.get(reverse("admin:orgcharts_supportmodel_change", args=[model.pk]))
    assert response.status_code == 200 and "What the public sees" not in response.content.decode()
    make_chart("Head")
    model = SupportModel.objects.exclude(chart=None).get()
    response = admin_client.get(reverse("admin:orgcharts_supportmodel_change", args=[model.pk]))
    assert "What the public sees" in response.content.decode()

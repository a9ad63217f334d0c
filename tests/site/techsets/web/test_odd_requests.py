"""Odd parameters, methods and bodies on the routes of the admin: refused with a sentence, never a failure of ours."""

import pytest

from orgcharts.admin.tree import STEPS
from orgcharts.changes import positions
from orgcharts.models import OrgChart, Position
from techsets.history.models import Change
from tests.factory import at, make_chart, make_job, place

pytestmark = pytest.mark.django_db

ODD = ["a\0b", "", "-1", "9" * 40, "１２"]
#: Longer than any field, and in a body longer than what fits into 16 bits. The server takes lines of 64 KB at most, for
#: all names together.
LONG = {"get": "x" * 400, "post": "x" * 70_000}
#: Everything that some route reads, so that every route gets every name.
NAMES = [
    *("title", "slug", "order", "note", "revision", "seen_revision", "head", "how", "target", "below", "where", "of"),
    *("direction", "confirm", "held", "change", "next", "draft", "position", "new-position", "new-position-id"),
    *(
        "new-position-chosen",
        "new-title",
        "place",
        "remove",
        "fte",
        "also_called",
        "from",
        "to",
        "p",
        "q",
        "find",
        "at",
    ),
    *("open", "replace", "format", "state", "pay", "kind", "user", "chart", "e", "o", "action", "_selected_action"),
    *("placements-TOTAL_FORMS", "placements-INITIAL_FORMS", "placements-0-job", "placements-0-job-id"),
    *("placements-0-job-chosen", "placements-0-ORDER", "shared-TOTAL_FORMS", "shared-INITIAL_FORMS"),
    *("shared-0-supervisor-chosen", "sections-TOTAL_FORMS", "sections-INITIAL_FORMS", "sections-0-id"),
    *("sections-0-order", "salaries-TOTAL_FORMS", "salaries-INITIAL_FORMS", "username", "code", "password", "with"),
]


@pytest.fixture
def addresses(admin_user):
    chart = make_chart(("Superintendent", ["Network", "Support"]))
    draft = positions.create_chart("A plan", "a-plan", "Head")
    empty = OrgChart.objects.create(title="Empty", slug="empty")
    job = make_job("Technician")
    place(job, at(chart, "1.1"))
    positions.rename(at(chart, "1.2"), "Help desk")
    position = at(chart, "1.1").pk
    charts, jobs = "/admin/orgcharts/orgchart", f"/admin/jobdescriptions/jobdescription/{job.pk}"
    found = [
        *(f"{charts}/{chart.pk}/position/{position}/{what}/" for what in STEPS),
        *(f"{charts}/{chart.pk}/{what}/" for what in ("change", "duplicate", "put-in-place", "preview", "delete")),
        *(f"{charts}/{chart.pk}/{what}/" for what in ("import", "export")),
        *(f"{charts}/{draft.pk}/{what}/" for what in ("change", "put-in-place", "history")),
        *(f"{charts}/{one}/" for one in ("add", f"{empty.pk}/head", f"{chart.pk}/preview/1.1")),
        f"{charts}/",
        "/admin/orgcharts/position/",
        f"/admin/orgcharts/position/{position}/change/",
        f"/admin/orgcharts/position/placements/{job.pk}/",
        *(f"/admin/orgcharts/position/find/{kind}/" for kind in ("job", "position")),
        *(f"{jobs}/{what}/" for what in ("change", "versions", "compare", "publish", "unpublish", "preview")),
        f"{jobs}/versions/1/restore/",
        "/admin/jobdescriptions/jobdescription/",
        "/admin/jobdescriptions/jobdescription/add/",
        "/admin/jobdescriptions/jobdescription/import/",
        "/admin/history/change/",
        *(f"/admin/history/change/{what}/chart/{chart.pk}/" for what in ("of", "undo", "redo")),
        *(
            f"/admin/history/change/{change.pk}/{what}/"
            for change in Change.objects.all()[:3]
            for what in ("change", "restore")
        ),
        "/admin/",
        "/admin/account/",
        f"/admin/auth/user/{admin_user.pk}/change/",
        "/admin/login/",
        "/admin/login/code/",
        "/admin/login/set-up/",
        "/job-descriptions/technician/changes/",
        "/charts/emerging-district/",
        "/charts/emerging-district/chart.csv",
    ]
    return found


def test_odd_values_are_never_a_failure_of_ours(admin_client, addresses):
    admin_client.raise_request_exception = True
    failures = []
    for address in addresses:
        for method in LONG:
            for value in (*ODD, LONG[method]):
                values = {name: [value, value] for name in NAMES}
                try:
                    status = getattr(admin_client, method)(address, values).status_code
                except Exception as error:
                    status = f"{type(error).__name__}: {error}"[:200]
                if not isinstance(status, int) or status >= 500:
                    failures.append((method, address, value[:45], status))
    assert failures == []
    assert not [row for row in Position.objects.all() if "\0" in row.title]


def test_odd_keys_in_addresses_are_never_a_failure_of_ours(admin_client, addresses):
    failures = []
    for address in addresses:
        parts = address.split("/")
        for place_, part in enumerate(parts):
            if not part.isdecimal():
                continue
            for odd in ("0", "-1", "9" * 10, "9" * 19, "9" * 40, "%00", "x", "１", "1.1"):
                one = "/".join([*parts[:place_], odd, *parts[place_ + 1 :]])
                for method in ("get", "post"):
                    try:
                        status = getattr(admin_client, method)(one).status_code
                    except Exception as error:
                        status = f"{type(error).__name__}: {error}"[:200]
                    if not isinstance(status, int) or status >= 500:
                        failures.append((method, one, status))
    assert failures == []


def test_odd_methods_are_never_a_failure_of_ours(admin_client, addresses):
    before = OrgChart.objects.count(), Position.objects.count(), Change.objects.count()
    for address in addresses:
        for method in ("put", "patch", "delete", "options", "head", "trace"):
            assert getattr(admin_client, method)(address).status_code < 500, (method, address)
    assert before == (OrgChart.objects.count(), Position.objects.count(), Change.objects.count())

"""Every route of the admin, tried by those who may not: nothing leaks, nothing changes.

The routes are not listed by hand: they are read from the site's addresses, so that a route that a library adds, or that
somebody adds tomorrow, is tried too. What is sent are the forms that a superuser is shown at the same address, filled
in, and that each of them does change something when the superuser sends it is shown as well.
"""

import hashlib
import re
import uuid

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection, transaction
from django.urls import URLResolver, get_resolver
from lxml import html

from jobdescriptions.imports.steps import store_source
from jobdescriptions.models import JobDescription, PendingImport
from orgcharts.admin.tree import STEPS
from orgcharts.changes import positions
from orgcharts.models import OrgChart, Position, SiteText
from techsets.accounts.groups import set_up_groups
from techsets.history.models import Change, Kind
from techsets.links.models import LinkCheck, digest_of
from techsets.search.models import SynonymGroup
from tests.factory import at, make_chart, make_clause, make_document, make_job, make_salary, place
from tests.site.writes import Writes

pytestmark = pytest.mark.django_db

#: Stands in everything that only signed-in staff may see.
INSIDE = "Marzipan"
#: Stands in what only administrators, or nobody but its owner, may see.
SECRET = "Quicksilver"

#: What changes by itself whenever somebody does anything: sessions, throttling, and what was asked for.
BESIDE = {"sessions.Session", "axes.AccessAttempt", "axes.AccessLog", "axes.AccessFailureLog", "staff.KeptForm"}

#: The texts that are filled in anew; everything else is sent as it stands.
TEXTS = {"title", "note", "heading", "body", "lead", "summary", "first_name", "name", "head", "work_year"}

#: Where everybody may go, or everybody who is signed in: signing in and out, and one's own account.
OWN = re.compile(r"admin/(login/|logout/|account/|password_change/|jsi18n/)")


@pytest.fixture
def world(django_user_model):
    """A site with something of everything, and somebody of each kind."""
    set_up_groups()
    boss = django_user_model.objects.create_superuser("boss", f"{SECRET}@example.org", "x")
    people = {"signed out": None, "without a group": None, "viewer": "Viewers", "editor": "Editors"}
    users = {}
    for name, group in people.items():
        if name != "signed out":
            users[name] = django_user_model.objects.create_user(name.replace(" ", "-"), password="x", is_staff=True)
        if group:
            users[name].groups.add(Group.objects.get(name=group))
    chart = make_chart((f"Superintendent {INSIDE}", [("Network", ["Technician", "Analyst"]), "Support"]))
    job = make_job("Network Technician", salaries=(make_salary(),))
    place(job, at(chart, "1.1.1"))
    positions.move(at(chart, "1.1.2"), before=at(chart, "1.1.1"))
    positions.rename(at(chart, "1.2"), f"Help desk {INSIDE}")
    from jobdescriptions.drafts import save

    save(make_document("Network Technician", work_year=f"{INSIDE} months"), job)
    make_job(f"Draft {INSIDE}", published=False)
    import datetime

    from jobdescriptions.word.write.writer import write

    data = write(make_document(f"Import {SECRET}"), number="TS-0001", version=1, date=datetime.date(2026, 11, 23))
    pending = PendingImport.objects.create(name=f"{SECRET}.docx", data=data, user=boss)
    store_source(f"{INSIDE}.docx", data, boss)
    clause = make_clause(confirm_locally=INSIDE)
    SynonymGroup.objects.create(words=f"phone\n{INSIDE}")
    SiteText.objects.create(key="introduction", heading=f"Charts {INSIDE}", body="See https://example.org/.")
    link = "https://example.org/"
    LinkCheck.objects.create(url=link, digest=digest_of(link), confirmed_on="2020-01-01", who=f"{INSIDE} once")
    from axes.models import AccessAttempt, AccessLog

    AccessAttempt.objects.create(username=SECRET, ip_address="192.0.2.1", failures_since_start=1)
    AccessLog.objects.create(username=SECRET, ip_address="192.0.2.1")
    return {"boss": boss, "users": users, "chart": chart, "job": job, "pending": pending, "clause": clause}


def routes():
    """Yield every address pattern of the admin as Django writes it, with its name."""
    waiting = [(get_resolver(), "")]
    while waiting:
        resolver, before = waiting.pop()
        for one in resolver.url_patterns:
            whole = before + str(one.pattern)
            if isinstance(one, URLResolver):
                waiting.append((one, whole))
            elif whole.startswith("admin/"):
                yield whole, one.name or ""


def addresses(world):
    """Yield every address there is to try, each parameter filled in with something that exists."""
    chart, job = world["chart"], world["job"]
    position = at(chart, "1.1.1")
    changes = Change.objects
    first = [
        changes.of(kind, key).exclude(packed=None).last()
        for kind, key in ((Kind.CHART, chart.pk), (Kind.JOB_DESCRIPTION, job.pk))
    ]
    keys = {
        "supportmodel": [chart.support_model_id],
        "orgchart": [chart.pk],
        "position": [position.pk],
        "sitetext": [SiteText.objects.get().pk],
        "synonymgroup": [SynonymGroup.objects.get().pk],
        "linkcheck": [LinkCheck.objects.get().pk],
        "jobdescription": [job.pk],
        "change": [one.pk for one in first],
        "user": [world["boss"].pk],
        "group": [Group.objects.get(name="Viewers").pk],
    }
    for pattern, _ in routes():
        app, model = [*pattern.split("/"), "", ""][1:3]
        if pattern.endswith("(?P<url>.*)$"):
            # Treebeard's own routes, which must not be there.
            yield from (
                f"admin/orgcharts/position/{path}" for path in ("move/", f"{position.pk}/children/", "children/")
            )
            continue
        if "app_label" in pattern:
            yield from (f"admin/{label}/" for label in ("orgcharts", "jobdescriptions", "history", "axes", "auth"))
            continue
        if "content_type_id" in pattern:
            yield f"admin/r/1/{chart.pk}/"
            continue
        pattern = re.sub(r"\^?\(\?P<pk>\\d\+\)", "<int:pk>", pattern)
        pattern = re.sub(r"\(\?P<number>.*\)/\$", "1.1/", pattern)
        kinds = [
            ("<slug:kind>/<int:object_id>", f"{kind}/{key}")
            for kind, key in (("chart", chart.pk), ("job-description", job.pk), ("account", world["boss"].pk))
        ]
        found = [pattern]
        own = keys.get(model) or list(
            apps.get_model(app, model)._default_manager.values_list("pk", flat=True)[:1]
            if app in {"axes", "jobdescriptions"} and "<" in pattern
            else []
        )
        for name, values in (
            *[("<slug:kind>/<int:object_id>", [value for _, value in kinds])],
            ("<path:object_id>", own),
            ("<int:pk>", own),
            ("<id>", own),
            ("<int:position>", [position.pk]),
            ("<slug:what>", list(STEPS)),
            ("<int:version>", [1]),
            ("<int:job>", [job.pk]),
            ("<uuid:token>", [world["pending"].token]),
            ("<slug:kind>", ["job", "position", "place"]),
            ("<int:at>", [0]),
            ("<slug:code>", ["table-header-missing"]),
        ):
            found = [one.replace(name, str(value)) for one in found for value in (values if name in one else [""])]
        assert found and not any("<" in one for one in found), f"Say in this test how {pattern} is attacked."
        yield from found


def forms_at(client, address):
    """Return what a browser would send from each form of the page at ``address``, with texts filled in anew."""
    response = client.get(f"/{address}")
    if response.status_code != 200 or "html" not in response.get("Content-Type", "") or response.streaming:
        return []
    sent = []
    for form in html.fromstring(response.content.decode()).iter("form"):
        if (form.get("method") or "get").lower() != "post" or form.get("id") == "logout-form":
            continue
        for area in form.iter("textarea"):
            area.text = (area.text or "").removeprefix("\n")  # As a browser does.
        values = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value or "")
        for field in form.xpath('.//input[@type="text" or not(@type)][@name] | .//textarea[@name]'):
            name = field.get("name")
            if name in TEXTS:
                values[name] = [f"{values.get(name, [''])[0]} changed".strip()]
            elif name in {"slug", "username", "key"} and not values.get(name, [""])[0]:
                values[name] = ["one-of-its-own"]
            else:
                values.setdefault(name, [""])
        for field in form.xpath('.//input[@type="password"][@name]'):
            values[field.get("name")] = ["correct horse battery staple"]
        for box in form.xpath('.//input[@type="checkbox"][@name="_selected_action"]'):
            values.setdefault("_selected_action", []).append(box.get("value"))
        buttons = form.xpath('.//input[@type="submit"][@name] | .//button[@name]') or [None]
        for button in buttons:
            one = dict(values)
            if button is not None:
                one[button.get("name")] = [button.get("value") or ""]
            for action in form.xpath('.//select[@name="action"]/option/@value') or [None]:
                extra = {"action": [action]} if action else {}
                sent.append((form.get("action") or "", one | extra))
    return sent


def absolute(address, action):
    if not action or action.startswith("?"):
        return f"/{address}{action}"
    return action if action.startswith("/") else f"/{address}{action}"


def state(public_only=False):
    """Return a digest of each table; with ``public_only`` of what the public sees and what accounts may, no more."""
    if public_only:
        public = OrgChart.objects.filter(support_model__isnull=False).values("pk")
        tables = {
            "charts": OrgChart.objects.filter(pk__in=public).values_list(),
            "positions": Position.objects.filter(chart__in=public).order_by("pk").values_list(),
            "placements": apps.get_model("orgcharts.Placement")
            .objects.filter(position__chart__in=public)
            .values_list(),
            "lines": apps.get_model("orgcharts.SharedSupervision")
            .objects.filter(position__chart__in=public)
            .values_list(),
            "published": JobDescription.objects.published().values_list(
                "number", "published_version", "reviewed_on", "reviewed_by"
            ),
            "kept for good": JobDescription.objects.exclude(publications=None).values_list("slug", "number"),
        }
        names = [
            "orgcharts.SupportModel",
            "orgcharts.Characteristic",
            "orgcharts.SiteText",
            "jobdescriptions.Publication",
            "jobdescriptions.Clause",
            "jobdescriptions.ClauseVersion",
            "auth.User",
            "auth.Group",
            "auth.Group_permissions",
            "auth.User_groups",
            "auth.User_user_permissions",
            "otp_totp.TOTPDevice",
            "otp_static.StaticDevice",
            "otp_static.StaticToken",
            "jobdescriptions.SourceFile",
        ]
    else:
        tables, names = {}, [model._meta.label for model in apps.get_models(include_auto_created=True)]
    for name in names:
        if name not in BESIDE and apps.get_model(name)._meta.managed:
            rows = apps.get_model(name)._base_manager.order_by("pk").values_list()
            if name == "auth.User":  # When somebody was last here is no change.
                rows = (
                    apps.get_model(name)
                    ._base_manager.order_by("pk")
                    .values_list("pk", "username", "password", "email", "is_superuser", "is_staff", "is_active")
                )
            tables[name] = rows
    return {name: hashlib.sha256(repr(list(rows)).encode()).hexdigest() for name, rows in tables.items()}


class Watch(Writes):
    """Compares the state of the tables with what it was, whenever something has been written to them."""

    def __init__(self, public_only=False):
        super().__init__()
        self.public_only = public_only
        self.before = state(public_only)

    def changed(self):
        """Return the names of the tables that are not as they were when this was last asked."""
        if not self.seen:
            return []
        now = state(self.public_only)
        found = [table for table in now if now[table] != self.before.get(table)]
        self.before, self.seen = now, False
        return found


@pytest.fixture
def attacks(world, client):
    """Everything there is to send: (address, values), each sent once by the superuser, whose changes are undone."""
    client.force_login(world["boss"])
    found, effective = [], set()
    watch = Watch()
    for address in addresses(world):
        if OWN.match(address):
            continue
        for action, values in forms_at(client, address):
            target = absolute(address, action)
            found.append((target, values))
            before = watch.before
            with transaction.atomic(), connection.execute_wrapper(watch):
                client.post(target, values)
                if watch.changed():
                    effective.add(target)
                transaction.set_rollback(True)
            watch.before, watch.seen = before, False
        # And something to each address that no form leads to.
        found.append((f"/{address}", {"post": ["yes"], "confirm": ["1"], "title": ["Changed"], "revision": ["0"]}))
    client.logout()
    return found, effective


def assert_real(world, sent, effective):
    """The attacks are real: a superuser changes something by them."""
    assert len({address for address, _ in sent}) >= 80
    chart, job, boss = world["chart"].pk, world["job"].pk, world["boss"].pk
    position = at(world["chart"], "1.1.1").pk
    for address in (
        f"/admin/orgcharts/orgchart/{chart}/change/",
        f"/admin/orgcharts/orgchart/{chart}/duplicate/",
        f"/admin/orgcharts/orgchart/{chart}/position/{position}/add/",
        f"/admin/orgcharts/orgchart/{chart}/position/{position}/delete/",
        f"/admin/orgcharts/orgchart/{chart}/position/{position}/duplicate/",
        f"/admin/orgcharts/orgchart/{chart}/position/{position}/rename/",
        f"/admin/orgcharts/position/{position}/change/",
        "/admin/orgcharts/sitetext/",
        "/admin/search/synonymgroup/",
        f"/admin/history/change/undo/chart/{chart}/",
        f"/admin/jobdescriptions/jobdescription/{job}/change/",
        f"/admin/jobdescriptions/jobdescription/{job}/publish/",
        f"/admin/jobdescriptions/jobdescription/{job}/unpublish/",
        f"/admin/jobdescriptions/jobdescription/{job}/versions/1/restore/",
        f"/admin/jobdescriptions/jobdescription/import/{world['pending'].token}/",
        "/admin/jobdescriptions/jobdescription/",
        "/admin/jobdescriptions/jobdescription/add/",
        f"/admin/jobdescriptions/clause/{world['clause'].pk}/change/",
        f"/admin/jobdescriptions/clause/{world['clause'].pk}/delete/",
        "/admin/jobdescriptions/clause/add/",
        f"/admin/auth/user/{boss}/change/",
        "/admin/auth/user/add/",
    ):
        assert any(one.startswith(address) for one in effective), (address, sorted(effective))


def test_nobody_changes_or_sees_what_they_may_not_by_any_route(world, attacks, client):
    sent, effective = attacks
    assert_real(world, sent, effective)
    for name in ("signed out", "without a group", "viewer", "editor"):
        client.logout()
        if name != "signed out":
            client.force_login(world["users"][name])
        leaks, odd = [], []
        forbidden = (INSIDE, SECRET) if name in {"signed out", "without a group"} else (SECRET,)
        for address in addresses(world):
            if OWN.match(address):
                continue
            response = client.get(f"/{address}")
            body = "" if response.streaming else response.content.decode(errors="replace")
            if any(word in body for word in forbidden):
                leaks.append((name, address))
            if name == "signed out" and not (response.status_code == 302 and response.url.startswith("/admin/login/")):
                odd.append((address, response.status_code))
            if response.status_code >= 500:
                odd.append((address, response.status_code))
        assert leaks == []
        assert odd == []
        watch = Watch(public_only=name == "editor")
        before = watch.before
        changed = []
        for address, values in sent:
            with connection.execute_wrapper(watch):
                response = client.post(address, values)
            assert response.status_code < 500, (name, address)
            if tables := watch.changed():
                changed.append((name, address, tables))
        assert changed == []
        assert state(public_only=name == "editor") == before


def test_an_editor_edits_drafts_but_nothing_that_the_public_sees(world, client):
    """The editor of the test above is not simply somebody who may do nothing."""
    client.force_login(world["users"]["editor"])
    draft = positions.create_chart("A plan", "a-plan", "Superintendent")
    head = Position.objects.get(chart=draft)
    address = f"/admin/orgcharts/orgchart/{draft.pk}/position/{head.pk}/add/"
    client.post(address, {"title": "New", "where": "below"})
    assert Position.objects.filter(chart=draft, title="New").exists()
    public = at(world["chart"], "1")
    client.post(
        f"/admin/orgcharts/orgchart/{world['chart'].pk}/position/{public.pk}/add/", {"title": "New", "where": "below"}
    )
    assert not Position.objects.filter(chart=world["chart"], title="New").exists()


def test_positions_of_another_chart_are_not_reached_by_way_of_an_own_one(world, client):
    client.force_login(world["users"]["editor"])
    draft = positions.create_chart("A plan", "a-plan", "Superintendent")
    foreign = at(world["chart"], "1.1.1")
    before = state(public_only=True)
    for what in STEPS:
        client.post(
            f"/admin/orgcharts/orgchart/{draft.pk}/position/{foreign.pk}/{what}/",
            {
                "title": "Mine",
                "how": "below",
                "target": str(Position.objects.get(chart=draft).pk),
                "below": str(foreign.pk),
                "confirm": "1",
                "revision": str(draft.revision),
                "where": "below",
            },
        )
    assert state(public_only=True) == before


def test_bulk_actions_filters_and_searches_cannot_be_abused(world, client):
    client.force_login(world["users"]["viewer"])
    before = state()
    for model in ("jobdescriptions/jobdescription", "orgcharts/orgchart", "orgcharts/position", "history/change"):
        for action in ("delete_selected", "publish_selected", "unpublish_selected", "no_such_action"):
            data = {"action": action, "_selected_action": ["1", "2", "3"], "post": "yes", "select_across": "1"}
            data["confirm"] = "yes"
            assert client.post(f"/admin/{model}/", data).status_code < 500
    assert state() == before
    # A filter over a relation would tell, bit by bit, what a list does not show.
    for query in (
        "user__password__startswith=p",
        "user__email__contains=Quick",
        "source__uploaded_by__password__gte=a",
    ):
        response = client.get(f"/admin/history/change/?{query}")
        assert response.status_code in {302, 400}
        response = client.get(f"/admin/jobdescriptions/jobdescription/?{query}")
        assert response.status_code in {302, 400}


def test_autocomplete_answers_only_for_fields_and_people_that_may_ask(world, client):
    asked = {"app_label": "orgcharts", "model_name": "placement", "field_name": "job_description", "term": "Draft"}
    client.force_login(world["users"]["without a group"])
    assert INSIDE not in client.get("/admin/autocomplete/", asked).content.decode()
    assert INSIDE not in client.get("/admin/orgcharts/position/find/job/?q=Draft").content.decode()
    client.force_login(world["users"]["viewer"])
    for field in (
        {"model_name": "sourcefile", "app_label": "jobdescriptions", "field_name": "uploaded_by"},
        {"model_name": "change", "app_label": "history", "field_name": "user"},
    ):
        assert SECRET not in client.get("/admin/autocomplete/", asked | field | {"term": ""}).content.decode()


def test_imports_of_others_are_neither_seen_nor_confirmed(world, client):
    user = world["users"]["editor"]
    user.user_permissions.add(*Permission.objects.filter(content_type__app_label="jobdescriptions"))
    client.force_login(user)
    token = world["pending"].token
    before = state()
    for data in ({"confirm": "1", "title": "Mine"}, {"discard": "1"}, {"mend": "1", "offers": "all"}):
        assert client.post(f"/admin/jobdescriptions/jobdescription/import/{token}/", data).status_code == 404
    assert client.get(f"/admin/jobdescriptions/jobdescription/import/{uuid.uuid4()}/").status_code in {302, 404}
    assert state() == before

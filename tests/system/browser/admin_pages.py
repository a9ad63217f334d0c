"""The addresses of the admin that tests walk through, each with something on it that is worth looking at."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factory import make_job
from tests.unit.jobdescriptions.word.docx_parts import docx, r


def odd_file() -> bytes:
    """Return a Word file with problems: headings that are only bold, and hidden words."""
    bold = "".join(
        f"<w:p>{r(heading, '<w:b/>')}</w:p><w:p>{r(text)}</w:p>"
        for heading, text in (("Definition", "Keeps the network working."), ("Knowledge of", "Networks and cables."))
    )
    return docx(bold + f"<w:p>{r('Hidden words.', '<w:vanish/>')}</w:p>")


def make_content(client) -> None:
    """Add to the reference content: drafts of each kind, a draft chart, files waiting to be confirmed, an account.

    ``client`` is signed in as somebody who may do everything.
    """
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command

    from jobdescriptions.content import from_content, to_content, to_document
    from jobdescriptions.drafts import save
    from jobdescriptions.models import JobDescription
    from jobdescriptions.publishing import unpublish
    from orgcharts.changes import positions
    from techsets.links.confirming import confirm

    call_command("set_up_groups")
    job = JobDescription.objects.get(slug="network-specialist")
    content = to_content(to_document(job))
    save(from_content(content | {"work_year": "10 months"}), job)
    faulty = make_job("Drone Pilot", published=False)
    row = "<tr><td><p>One</p></td><td><p>Two</p></td></tr>"
    faulty.sections.filter(kind="definition").update(body=f"<table><tbody>{row}{row}</tbody></table>")
    unpublish(make_job("Telephone Operator"))
    positions.create_chart("Next year", "next-year", "Superintendent")
    files = {"Drone.docx": odd_file(), "Plain.docx": docx(f"<w:p>{r('Just text.')}</w:p>")}
    for name, data in files.items():
        sent = {"files": SimpleUploadedFile(name, data)}
        assert client.post(reverse("admin:jobdescriptions_import"), sent).status_code == 302
    person = User.objects.create_user("robin", "robin@example.org", first_name="Robin", is_staff=True)
    person.groups.add(Group.objects.get(name="Editors"))
    confirm(["https://www.onetonline.org/link/summary/15-1244.00"], User.objects.get(is_superuser=True))


def addresses() -> dict[str, str]:
    """Return the addresses of the pages by a name for each. Call it after ``make_content``."""
    from django.contrib.auth.models import Group, User

    from jobdescriptions.models import Clause, JobDescription, PendingImport, Publication, SourceFile
    from orgcharts.models import OrgChart, Position, SiteText, SupportModel
    from techsets.history.models import Change
    from techsets.links.models import LinkCheck
    from techsets.search.models import SynonymGroup

    job = JobDescription.objects.get(slug="network-specialist")
    draft = JobDescription.objects.get(slug="drone-pilot")
    chart = OrgChart.objects.get(slug="established-district")
    own_chart = OrgChart.objects.get(slug="next-year")
    position = Position.objects.filter(chart=chart).last()
    model = SupportModel.objects.first()
    person = User.objects.get(username="robin")
    clause = Clause.objects.get(key="tuberculosis")
    change = Change.objects.filter(kind="job-description", object_id=job.pk).first()

    def at(name, *args):
        return reverse(f"admin:{name}", args=args)

    found = {
        "index": at("index"),
        "charts": at("orgcharts_orgchart_changelist"),
        "chart": at("orgcharts_orgchart_change", chart.pk),
        "draft chart": at("orgcharts_orgchart_change", own_chart.pk),
        "new chart": at("orgcharts_orgchart_add"),
        "delete chart": at("orgcharts_orgchart_delete", own_chart.pk),
        "duplicate chart": at("orgcharts_duplicate", chart.pk),
        "put chart in place": at("orgcharts_put_in_place", own_chart.pk),
        "import a table": at("orgcharts_import", own_chart.pk),
        "preview chart": at("orgcharts_preview", own_chart.pk),
        "steps of a position": at("orgcharts_step", chart.pk, position.pk, "more"),
        "placements of a job": at("orgcharts_placements", job.pk),
        "positions": at("orgcharts_position_changelist"),
        "position": at("orgcharts_position_change", position.pk),
        "models": at("orgcharts_supportmodel_changelist"),
        "model": at("orgcharts_supportmodel_change", model.pk),
        "site texts": at("orgcharts_sitetext_changelist"),
        "site text": at("orgcharts_sitetext_change", SiteText.objects.first().pk),
        "jobs": at("jobdescriptions_jobdescription_changelist"),
        "jobs, narrowed": at("jobdescriptions_jobdescription_changelist") + "?state=new&q=pilot",
        "jobs, none": at("jobdescriptions_jobdescription_changelist") + "?q=zzzz",
        "job": at("jobdescriptions_jobdescription_change", job.pk),
        "draft job": at("jobdescriptions_jobdescription_change", draft.pk),
        "draft job, blocked": at("jobdescriptions_publish", draft.pk),
        "preview of a blocked draft": at("jobdescriptions_preview", draft.pk),
        "mend": at("jobdescriptions_mend", draft.pk, 0, "table-header-missing"),
        "new job": at("jobdescriptions_jobdescription_add"),
        "delete job": at("jobdescriptions_jobdescription_delete", draft.pk),
        "preview": at("jobdescriptions_preview", job.pk),
        "publish": at("jobdescriptions_publish", job.pk),
        "unpublish": at("jobdescriptions_unpublish", job.pk),
        "versions": at("jobdescriptions_versions", job.pk),
        "compare": at("jobdescriptions_compare", job.pk) + "?from=1&to=draft",
        "restore version": at("jobdescriptions_restore", job.pk, 1),
        "import": at("jobdescriptions_import"),
        "import together": at("jobdescriptions_import_together"),
        "publications": at("jobdescriptions_publication_changelist"),
        "publication": at("jobdescriptions_publication_change", Publication.objects.first().pk),
        "source files": at("jobdescriptions_sourcefile_changelist"),
        "source file": at("jobdescriptions_sourcefile_change", SourceFile.objects.first().pk),
        "clauses": at("jobdescriptions_clause_changelist"),
        "clause": at("jobdescriptions_clause_change", clause.pk),
        "new clause": at("jobdescriptions_clause_add"),
        "delete clause": at("jobdescriptions_clause_delete", clause.pk),
        "synonyms": at("search_synonymgroup_changelist"),
        "group of synonyms": at("search_synonymgroup_change", SynonymGroup.objects.first().pk),
        "new group of synonyms": at("search_synonymgroup_add"),
        "links": at("links_linkcheck_changelist"),
        "links, not looked at": at("links_linkcheck_changelist") + "?show=due",
        "link": at("links_linkcheck_change", LinkCheck.objects.first().pk),
        "history": at("history_change_changelist"),
        "change": at("history_change_change", change.pk),
        "history of a job": at("history_of", "job-description", job.pk),
        "restore a change": at("history_restore", change.pk),
        "accounts": at("auth_user_changelist"),
        "account": at("auth_user_change", person.pk),
        "new account": at("auth_user_add"),
        "delete account": at("auth_user_delete", person.pk),
        "new password": at("auth_user_password_change", person.pk),
        "groups": at("auth_group_changelist"),
        "group": at("auth_group_change", Group.objects.first().pk),
        "history of a group": at("auth_group_history", Group.objects.first().pk),
        "failed sign-ins": at("axes_accessattempt_changelist"),
        "sign-ins": at("axes_accesslog_changelist"),
        "own account": at("account"),
        "own password": at("password_change"),
        "second factor": at("second_factor_set_up"),
    }
    for number, pending in enumerate(PendingImport.objects.order_by("pk"), start=1):
        found[f"import preview {number}"] = at("jobdescriptions_import_preview", pending.token)
    return found


#: Pages for those who are not signed in.
OUTSIDE = {"sign in": "/admin/login/"}

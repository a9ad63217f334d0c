"""Loading the reference content again and again: staff's edits stay, the release's changes come in."""

import dataclasses
import datetime
import json
import shutil

import pytest
from django.core.management import call_command

from jobdescriptions.imports.steps import preview
from jobdescriptions.models import JobDescription, Publication
from jobdescriptions.publishing import publish
from jobdescriptions.word.document import Paragraph, Run
from jobdescriptions.word.write.writer import write
from orgcharts.changes import positions
from orgcharts.models import Characteristic, OrgChart, Placement, Position, SharedSupervision, SupportModel
from techsets.reference.job_descriptions import unflatten
from techsets.reference.loader import load
from techsets.reference.models import ReferenceItem
from tests.conftest import ROOT
from tests.factory import at

pytestmark = pytest.mark.usefixtures("reference_content")


@pytest.fixture
def release(tmp_path):
    """A copy of the fixtures that a test may change, as a next release would."""
    folder = tmp_path / "fixtures"
    shutil.copytree(ROOT / "fixtures", folder)
    return folder


def change(release, edit):
    path = release / "reference.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def rewrite(release, slug, **changes):
    """Replace a Word file of the release by one whose document has other values."""
    path = release / "word" / f"{slug}.docx"
    document = dataclasses.replace(preview(path.name, path.read_bytes()).document, **changes)
    path.write_bytes(write(document, number="TS-0001", version=2, date=datetime.date(2027, 1, 1)))


def snapshot():
    return [
        list(model._base_manager.order_by("pk").values())
        for model in (JobDescription, Publication, SupportModel, Characteristic, OrgChart, Position, Placement)
    ]


def test_loading_again_changes_nothing_at_all():
    before = snapshot()
    report = load(ROOT / "fixtures")
    assert (report.created, report.updated, report.disputed, report.missing) == (0, 0, [], [])
    assert snapshot() == before


def test_what_staff_have_edited_stays_when_the_release_is_as_before():
    Position.objects.filter(pk=at(OrgChart.objects.get(slug="emerging-district"), "1.1.2").pk).update(
        title="Our network"
    )
    load(ROOT / "fixtures")
    assert at(OrgChart.objects.get(slug="emerging-district"), "1.1.2").title == "Our network"


def test_what_only_the_release_changed_comes_in(release):
    change(release, lambda data: data["support_models"][0].update(summary="A better summary."))
    report = load(release)
    assert (report.updated, report.disputed) == (1, [])
    assert SupportModel.objects.get(chart__slug="emerging-school-site").summary == "A better summary."


def test_what_changed_on_both_sides_stays_as_staff_have_it_and_is_reported_once(release):
    SupportModel.objects.filter(chart__slug="emerging-school-site").update(summary="Ours.")
    change(release, lambda data: data["support_models"][0].update(summary="Theirs."))
    report = load(release)
    assert SupportModel.objects.get(chart__slug="emerging-school-site").summary == "Ours."
    assert report.disputed == [
        "The support model Emerging School Site Support: summary was edited here and has also changed in the reference "
        "content. Yours was kept."
    ]
    assert load(release).disputed == []


def test_a_section_changed_by_the_release_comes_in_beside_one_that_staff_edited(release):
    job = JobDescription.objects.get(slug="network-specialist")
    job.sections.filter(kind="definition").update(body="<p>Our own definition.</p>")
    publish(job)
    path = release / "word" / "network-specialist.docx"
    sections = list(preview(path.name, path.read_bytes()).document.sections)
    place = next(at for at, section in enumerate(sections) if section.kind == "conditions")
    sections[place] = type(sections[place])("conditions", sections[place].heading, (Paragraph((Run("Newer text."),)),))
    rewrite(release, "network-specialist", sections=tuple(sections))
    report = load(release)
    assert report.disputed == []
    published = Publication.objects.current().get(job_description=job)
    bodies = {section["kind"]: section["body"] for section in published.content["sections"]}
    assert bodies["definition"] == "<p>Our own definition.</p>"
    assert bodies["conditions"] == "<p>Newer text.</p>"
    assert published.version == 3


def record_sections_by_heading(key):
    """Name the sections in what was loaded last by their headings, as earlier releases did."""
    record = ReferenceItem.objects.get(key=key)
    sections = unflatten(record.values)["sections"]
    values = {name: value for name, value in record.values.items() if not name.startswith("section ")}
    record.values = values | {f"section {section['heading']}": section for section in sections}
    record.values["order of sections"] = [section["heading"] for section in sections]
    record.save()


def test_a_section_that_staff_edited_stays_theirs_when_the_release_changes_its_heading(release):
    job = JobDescription.objects.get(slug="network-specialist")
    job.sections.filter(kind="duties").update(body="<p>Our own duties.</p>")
    publish(job)
    record_sections_by_heading("job-description:network-specialist")
    path = release / "word" / "network-specialist.docx"
    sections = [
        dataclasses.replace(section, heading="What the job does") if section.kind == "duties" else section
        for section in preview(path.name, path.read_bytes()).document.sections
    ]
    rewrite(release, "network-specialist", sections=tuple(sections))
    report = load(release)
    assert len(report.disputed) == 1 and "section duties was edited here" in report.disputed[0]
    assert list(job.sections.filter(kind="duties").values_list("body", flat=True)) == ["<p>Our own duties.</p>"]


def forget_sources(job):
    """Keep where figures were read as the release before did: with the draft only, and without the day."""
    job.salaries.update(seen=None)
    record = ReferenceItem.objects.get(key=f"job-description:{job.slug}")
    for row in record.values["salaries"]:
        del row["read_at"], row["seen"]
    record.save()
    publication = Publication.objects.current().get(job_description=job)
    del publication.content["salary_sources"]
    Publication.objects.filter(pk=publication.pk).update(content=publication.content)


def test_figures_get_link_and_day_where_an_earlier_release_kept_the_address_to_itself(release):
    job = JobDescription.objects.get(slug="web-developer")
    forget_sources(job)
    rewrite(release, "web-developer", work_year="11 months")
    report = load(release)
    assert report.disputed == []
    published = Publication.objects.current().get(job_description=job)
    assert published.version == 2 and published.content["work_year"] == "11 months"
    assert {source["seen"] for source in published.content["salary_sources"]} == {"2026-11-30"}


def test_figures_that_staff_changed_stay_theirs_when_a_release_gives_them_links(release):
    job = JobDescription.objects.get(slug="web-developer")
    job.salaries.update(low=1)
    publish(job)
    forget_sources(job)
    rewrite(release, "web-developer", work_year="11 months")
    report = load(release)
    assert len(report.disputed) == 1 and "salaries was edited here" in report.disputed[0]
    assert {salary.low for salary in job.salaries.all()} == {1}


def test_a_draft_of_staff_is_not_published_by_a_release(release):
    from jobdescriptions.publishing import unpublish

    unpublish(JobDescription.objects.get(slug="web-developer"))
    rewrite(release, "web-developer", work_year="11 months")
    load(release)
    job = JobDescription.objects.get(slug="web-developer")
    assert job.work_year == "11 months"
    assert not job.is_published


def test_an_unpublished_edit_of_staff_is_not_made_public_by_a_release(release):
    job = JobDescription.objects.get(slug="web-developer")
    job.sections.filter(kind="definition").update(body="<p>Half done.</p>")
    rewrite(release, "web-developer", work_year="11 months")
    report = load(release)
    published = Publication.objects.current().get(job_description=job)
    assert published.version == 1 and "Half done" not in str(published.content)
    job.refresh_from_db()
    assert job.work_year == "11 months"
    assert job.sections.get(kind="definition").body == "<p>Half done.</p>"
    assert len(report.disputed) == 1 and "was added to the draft" in report.disputed[0]


def test_two_sections_with_the_same_heading_both_survive_a_release(release):
    job = JobDescription.objects.get(slug="web-developer")
    job.sections.filter(kind="definition").update(heading="Duties", body="<p>Ours.</p>")
    rewrite(release, "web-developer", work_year="11 months")
    load(release)
    bodies = list(job.sections.filter(heading="Duties").values_list("body", flat=True))
    assert len(bodies) == 2 and bodies[0] == "<p>Ours.</p>" and bodies[1] != bodies[0]


def test_what_staff_deleted_stays_deleted_and_is_said_when_the_release_changes_it(release):
    position = at(OrgChart.objects.get(slug="emerging-school-site"), "1.2")
    Position.objects.filter(pk=position.pk).delete()
    assert load(ROOT / "fixtures").missing == []
    assert not Position.objects.filter(pk=position.pk).exists()

    def edit(data):
        data["support_models"][0]["chart"]["head"]["below"][1]["title"] = "Data"

    change(release, edit)
    report = load(release)
    assert len(report.missing) == 1 and "stays deleted" in report.missing[0]
    assert not Position.objects.filter(pk=position.pk).exists()


def test_a_new_position_of_a_release_comes_in_below_its_supervisor(release):
    def edit(data):
        data["support_models"][0]["chart"]["head"]["below"].append(
            {"title": "Media", "derived": True, "note": "", "job_descriptions": []}
        )

    change(release, edit)
    assert load(release).created == 1
    assert at(OrgChart.objects.get(slug="emerging-school-site"), "1.3").title == "Media"
    assert Position.objects.find_problems() == ([], [], [], [], [])


def test_a_dotted_line_is_marked_as_worked_out_after_an_upgrade_unless_staff_gave_it_another_supervisor():
    items = ReferenceItem.objects.filter(key__startswith="shared-supervision:established-school-site")
    for item in items:  # As a release before the mark has left them.
        item.values.pop("is_derived")
        item.digest = ""
        item.save()
    SharedSupervision.objects.update(is_derived=False)
    ours = SharedSupervision.objects.get(pk=items[0].object_id)
    positions.edit(
        ours.position, {"shared": [{"supervisor": None, "title": "Curriculum office", "covers": ours.covers}]}
    )
    report = load(ROOT / "fixtures")
    assert report.disputed == []
    marks = dict(SharedSupervision.objects.filter(pk__in=items.values("object_id")).values_list("title", "is_derived"))
    assert marks.pop("Curriculum office") is False and set(marks.values()) == {True}


def test_the_command_prints_what_it_did_and_what_it_left(release, capsys):
    SupportModel.objects.filter(chart__slug="emerging-school-site").update(summary="Ours.")
    change(release, lambda data: data["support_models"][0].update(summary="Theirs."))
    call_command("load_reference_content", release)
    printed = capsys.readouterr().out
    assert "Yours was kept." in printed
    assert "0 new, 0 updated" in printed


def test_a_release_with_a_damaged_file_changes_nothing(release):
    before = snapshot()
    change(release, lambda data: data["support_models"][0].update(summary="A better summary."))
    (release / "word" / "web-developer.docx").write_bytes(b"not a Word file")
    with pytest.raises(Exception, match="Word"):
        load(release)
    assert snapshot() == before

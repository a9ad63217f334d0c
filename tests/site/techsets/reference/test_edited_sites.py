"""Releases come to sites that staff have changed at every level: none stops the start, and nothing is lost unsaid."""

import pytest

from jobdescriptions.models import JobDescription
from jobdescriptions.publishing import publish
from orgcharts import texts
from orgcharts.changes import positions
from orgcharts.changes.replacement import publish_in_place
from orgcharts.models import OrgChart, Position, SharedSupervision, SupportModel
from techsets.reference.loader import load
from tests.factory import at, make_document, make_job
from tests.site.techsets.reference.releases import DISTRICT, SITE, box, boxes, first, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(tmp_path):
    load(put(tmp_path / "first", first()))
    return tmp_path


@pytest.fixture
def district(loaded):
    return OrgChart.objects.get(slug=DISTRICT)


def next_release(folder, data, **work_years):
    """Load a release; loading it again must change and tell nothing that was settled. Returns the report."""
    release = put(folder / "next", data, **work_years)
    report = load(release)
    again = load(release)
    assert (again.created, again.updated, again.disputed) == (0, 0, [])
    assert Position.objects.find_problems() == ([], [], [], [], [])
    return report


def outline(chart):
    return [str(row) for row in Position.objects.filter(chart=chart)]


def with_new_position(number="1.1"):
    data = first()
    boxes(data, 0)[number]["below"].append(box("Security", shared=[("Principal", f"{SITE} 1")]))
    return data


def test_a_chart_with_another_address_and_title_still_gets_what_is_new(loaded, district):
    positions.edit_chart(district, {"slug": "our-district", "title": "Our district"})
    data = with_new_position()
    boxes(data, 0)["1.2"]["title"] = "Data and records"
    # A dotted line leads to the new position from the chart of the other model.
    boxes(data, 1)["1"]["shared_supervision"].append(
        {"title": "Security", "supervisor": f"{DISTRICT} 1.1.3", "covers": ""}
    )
    report = next_release(loaded, data)
    assert (report.created, report.updated, report.disputed, report.missing) == (3, 1, [], [])
    assert outline(district)[4:] == ["1.1.3 Security", "1.2 Data and records"]
    assert at(OrgChart.objects.get(slug=SITE), "1").shared_lines.get().supervisor.title == "Security"
    assert OrgChart.objects.count() == 2


def test_a_model_of_another_kind_is_the_same_model(loaded, district):
    SupportModel.objects.filter(pk=district.support_model_id).update(maturity="established")
    data = with_new_position()
    data["support_models"][0]["summary"] = "Better."
    report = next_release(loaded, data)
    assert (report.missing, SupportModel.objects.count()) == ([], 2)
    assert SupportModel.objects.get(pk=district.support_model_id).summary == "Better."
    assert "1.1.3 Security" in outline(district)


def test_after_another_chart_was_put_in_place_a_release_goes_on_in_what_the_public_sees(loaded, district):
    copy = positions.duplicate_chart(district, "Plan", "plan")
    positions.move(at(copy, "1.1.2"), below=at(copy, "1.2"))
    positions.rename(at(copy, "1.1.1"), "Wires")
    public = publish_in_place(copy, district)
    data = with_new_position()
    boxes(data, 0)["1.1.2"]["note"] = "Opens at seven."
    boxes(data, 0)["1.1.1"]["note"] = "Quick."
    report = next_release(loaded, data)
    assert outline(public) == [
        "1 Superintendent",
        "1.1 Director",
        "1.1.1 Wires",
        "1.1.2 Security",
        "1.2 Data",
        "1.2.1 Desk",
    ]
    assert at(public, "1.2.1").note == "Opens at seven."
    assert "Security" not in str(outline(district)) and not Position.objects.filter(chart=district).exclude(note="")
    assert report.missing == [
        "Position 1.1.1 of District has changed in the reference content and was not found in the chart that took its "
        "chart's place before the public. That chart stays as it is."
    ]


def test_a_dotted_line_goes_on_in_the_chart_that_was_put_in_place(loaded):
    old = OrgChart.objects.get(slug=SITE)
    public = publish_in_place(positions.duplicate_chart(old, "Plan", "plan"), old)
    data = first()
    boxes(data, 1)["1.1"]["shared_supervision"][0]["covers"] = "standards"
    assert next_release(loaded, data).updated == 1
    assert [line.covers for line in SharedSupervision.objects.filter(position__chart=public)] == ["standards"]
    assert [line.covers for line in SharedSupervision.objects.filter(position__chart=old)] == [""]


def test_a_chart_that_was_deleted_stays_deleted_and_all_that_was_meant_for_it_is_told_once(loaded, district):
    positions.delete_chart(district)
    data = with_new_position()
    boxes(data, 0)["1.2"]["title"] = "Data and records"
    report = next_release(loaded, data)
    assert report.missing == [
        "Position 1.2 of District was deleted here and has changed in the reference content since. It stays deleted.",
        "Position 1.1.3 of District is new in the reference content and was not brought in: its chart is not there.",
        "The shared supervision of emerging-district 1.1.3 is new in the reference content and was not brought in: "
        "its chart is not there.",
    ]
    assert load(loaded / "next").missing == []


def test_a_new_position_whose_supervisor_was_deleted_stands_below_the_head_and_that_is_said(loaded, district):
    positions.delete(at(district, "1.1.2"))
    report = next_release(loaded, with_new_position("1.1.2"))
    assert outline(district)[-1] == "1.3 Security"
    assert report.disputed == [
        "Position 1.1.2.1 of District is new and stands below “Superintendent”, because the position above it was "
        "deleted here."
    ]


def test_a_job_description_with_another_address_is_still_the_one_that_a_position_lists(loaded, district):
    job = JobDescription.objects.get(slug="engineer")
    JobDescription.objects.filter(pk=job.pk).update(slug="our-engineer")
    own = make_job("Own")
    positions.edit(at(district, "1.2"), {"placements": [{"job": own.pk, "title": "Own"}]})
    data = first()
    boxes(data, 0)["1.1.1"]["job_descriptions"].append({"title": "Also", "job_description": "technician"})
    boxes(data, 0)["1.2"]["note"] = "Keeps data."
    report = next_release(loaded, data, engineer="11 months")
    assert (report.disputed, report.missing) == ([], [])
    assert [one.title for one in at(district, "1.1.1").placements.all()] == ["Engineer", "Also"]
    assert [one.job_description_id for one in at(district, "1.2").placements.all()] == [own.pk]
    job.refresh_from_db()
    assert (job.slug, job.work_year, JobDescription.objects.count()) == ("our-engineer", "11 months", 3)


def test_a_job_description_of_staff_at_the_address_of_a_new_one_is_not_touched(loaded):
    own = make_job("Analyst", published=False)
    report = next_release(loaded, first(), analyst="11 months")
    assert report.missing == [
        "The job description analyst is new in the reference content and was not brought in: “Analyst”, which was made "
        "here, has its address “analyst”. Give that one another address."
    ]
    own.refresh_from_db()
    assert own.work_year == "12 months"
    JobDescription.objects.filter(pk=own.pk).update(slug="our-analyst")
    assert load(loaded / "next").created == 1


def test_a_position_that_lists_a_deleted_job_description_says_so(loaded, district):
    JobDescription.objects.filter(slug="technician").update(slug="gone")
    gone = JobDescription.objects.get(slug="gone")
    positions.edit(at(OrgChart.objects.get(slug=SITE), "1.1"), {"placements": []})
    gone.delete()
    data = first()
    boxes(data, 0)["1.2"]["job_descriptions"] = [{"title": "Technician", "job_description": "technician"}]
    report = next_release(loaded, data)
    assert report.disputed == [
        "Position 1.2 of District does not list “Technician”, because that job description is not there."
    ]


def test_a_name_that_staff_gave_to_another_model_does_not_stop_the_start(loaded, district):
    texts.write_texts(district.support_model, texts.read_texts(district.support_model) | {"name": "Small school"})
    data = first()
    data["support_models"][1]["name"] = "Small school"
    data["support_models"][0]["summary"] = "Better."
    report = load(put(loaded / "next", data))
    assert report.missing == [
        "The support model Small school was not brought in as the reference content has it: Support model with this "
        "Name already exists. It is tried again at the next start."
    ]
    assert SupportModel.objects.get(pk=district.support_model_id).summary == "Better."
    texts.write_texts(district.support_model, texts.read_texts(district.support_model) | {"name": "District again"})
    assert load(loaded / "next").missing == []
    assert SupportModel.objects.get(chart__slug=SITE).name == "Small school"


def test_a_chart_of_staff_at_the_address_of_a_new_one_is_not_touched(loaded):
    from tests.site.techsets.reference.releases import model

    own = positions.create_chart("Ours", "established-district", "Chief")
    data = first()
    data["support_models"].append(model("established-district", "Established", box("Head", box("One"))))
    report = load(put(loaded / "next", data))
    assert len(report.missing) == 3 and "already exists" in report.missing[0], report.missing
    assert outline(own) == ["1 Chief"]
    positions.edit_chart(own, {"slug": "ours"})
    assert load(loaded / "next").created == 3


def test_a_public_edit_that_was_published_meanwhile_stays(loaded):
    job = JobDescription.objects.get(slug="engineer")
    from jobdescriptions.drafts import save

    publish(save(make_document("Engineer", flsa="Exempt"), job))
    next_release(loaded, first(), engineer="10 months")
    job.refresh_from_db()
    assert (job.flsa, job.work_year) == ("Exempt", "10 months")

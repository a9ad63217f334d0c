"""What the history keeps of charts and drafts, and what comes back of it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from jobdescriptions import drafts
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, Section
from orgcharts.changes import positions
from orgcharts.changes.journal import read_values
from orgcharts.changes.positions import ChartError
from orgcharts.models import OrgChart, Position, SiteText
from techsets.history import undo
from techsets.history.models import Change, Kind
from tests.factory import at, make_chart, make_document, make_job, make_salary, make_section, share

pytestmark = pytest.mark.django_db

TREE = ("Head", ["One", ("Two", ["Two A", "Two B"]), "Three"])


def picture(chart):
    """Return everything that staff can see of a chart, keys and places included."""
    rows = list(Position.objects.filter(chart=chart))
    values = read_values(rows)
    return [(row.pk, row.path, row.depth, row.numchild, values[row.pk]) for row in rows]


def sound():
    return Position.objects.find_problems() == ([], [], [], [], [])


def last():
    return Change.objects.first()


CHANGES = {
    "add": lambda chart: positions.add_below(at(chart, "1.2"), "New", fte="1.5", note="A note."),
    "add beside": lambda chart: positions.add_beside(at(chart, "1.1"), "New", before=True),
    "move down": lambda chart: positions.move(at(chart, "1.1"), after=at(chart, "1.3")),
    "move up": lambda chart: positions.move(at(chart, "1.3"), before=at(chart, "1.1")),
    "move below": lambda chart: positions.move(at(chart, "1.2"), below=at(chart, "1.1")),
    "move out": lambda chart: positions.move(at(chart, "1.2.1"), before=at(chart, "1.1")),
    "rename": lambda chart: positions.rename(at(chart, "1.2"), "Renamed"),
    "edit": lambda chart: positions.edit(
        at(chart, "1.1"), {"fte": "2.5", "note": "Why", "placements": [], "shared": []}
    ),
    "delete": lambda chart: positions.delete(at(chart, "1.2.1")),
    "delete the first": lambda chart: positions.delete(at(chart, "1.1")),
    "copy": lambda chart: positions.duplicate_branch(at(chart, "1.2")),
    "chart": lambda chart: positions.edit_chart(chart, {"note": "Under the chart", "title": "Called otherwise"}),
}


@pytest.fixture
def chart():
    chart = make_chart(TREE)
    job = make_job("Network Technician")
    positions.edit(
        at(chart, "1.1"),
        {
            "placements": [{"job": job.pk, "title": "Net Tech"}],
            "shared": [{"supervisor": at(chart, "1.3").pk, "title": "Three", "covers": "standards"}],
        },
    )
    share(at(chart, "1.2"), "One", at(chart, "1.1"))
    return OrgChart.objects.get(pk=chart.pk)


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_is_taken_back_and_done_again_to_the_last_detail(chart, kind):
    before = picture(chart)
    CHANGES[kind](chart)
    changed = picture(chart)
    undo.undo(undo.next_undo(chart.pk))
    assert picture(chart) == before and sound()
    undo.undo(undo.next_redo(chart.pk), again=True)
    again = picture(chart)
    if kind == "copy":  # The copy of a copy has keys of its own.
        assert [row[1:] for row in again] == [row[1:] for row in changed]
    else:
        assert again == changed
    assert sound() and undo.next_redo(chart.pk) is None
    undo.undo(undo.next_undo(chart.pk))
    assert picture(chart) == before and sound()


def test_all_changes_in_a_row_are_taken_back_one_by_one(chart):
    pictures = [picture(chart)]
    for kind in ("add", "move below", "rename", "copy", "delete the first", "chart", "move up"):
        try:
            CHANGES[kind](chart)
        except ChartError:
            positions.move(at(chart, "1.2"), before=at(chart, "1.1"))
        pictures.append(picture(chart))
    for expected in reversed(pictures[:-1]):
        undo.undo(undo.next_undo(chart.pk))
        assert picture(chart) == expected and sound()


def test_every_change_is_told_with_who_did_it(chart, admin_user, client):
    from techsets.history.actor import on_behalf_of

    with on_behalf_of(admin_user):
        positions.move(at(chart, "1.3"), before=at(chart, "1.1"))
    assert (last().who, last().user, last().message) == ("admin", admin_user, "Moved “Three” from 1.3 to 1.1.")
    positions.rename(at(chart, "1.1"), "Four")
    assert (last().user, last().message) == (None, "Renamed “Three” (1.1) to “Four”.")


def test_nothing_is_written_down_of_what_was_refused_or_changed_nothing(chart):
    before = Change.objects.count()
    with pytest.raises(ChartError):
        positions.delete(at(chart, "1.2"))
    with pytest.raises(ChartError), positions.changing(chart):
        positions.rename(at(chart, "1.1"), "Other")
        positions.delete(at(chart, "1.2"))
    positions.move(at(chart, "1.3"), after=at(chart, "1.2"))
    positions.rename(at(chart, "1.1"), at(chart, "1.1").title)
    assert Change.objects.count() == before
    assert OrgChart.objects.get(pk=chart.pk).revision == chart.revision


def test_several_operations_are_one_change_that_is_taken_back_as_one(chart):
    before, revision = picture(chart), chart.revision
    with positions.changing(chart, "Put the help desk in order.", revision=revision):
        new = positions.add_below(at(chart, "1.1"), "Help desk")
        positions.move(at(chart, "1.2"), below=new)
        positions.delete(at(chart, "1.2"))
    assert last().message == "Put the help desk in order."
    assert OrgChart.objects.get(pk=chart.pk).revision == revision + 1
    undo.undo(undo.next_undo(chart.pk))
    assert picture(chart) == before and sound()


def test_who_decided_on_an_older_chart_is_refused(chart):
    positions.rename(at(chart, "1.1"), "Other")
    with pytest.raises(ChartError) as refused, positions.changing(chart, revision=chart.revision):
        positions.delete(at(chart, "1.3"))
    assert refused.value.code == "stale-revision"
    with pytest.raises(ChartError) as refused:
        positions.edit(at(chart, "1.1"), {"note": "Mine"}, revision=0)
    assert refused.value.code == "stale-revision"


def test_only_the_last_change_is_taken_back(chart):
    positions.rename(at(chart, "1.1"), "A")
    first = undo.next_undo(chart.pk)
    positions.rename(at(chart, "1.1"), "B")
    with pytest.raises(ChartError) as refused:
        undo.undo(first)
    assert refused.value.code == "stale-revision" and at(chart, "1.1").title == "B"


def test_a_chart_is_restored_to_an_earlier_day_over_all_that_came_after(chart):
    positions.rename(at(chart, "1.1"), "Kept")
    then, expected = last(), picture(chart)
    CHANGES["move below"](chart)
    undo.undo(undo.next_undo(chart.pk))
    CHANGES["copy"](chart)
    CHANGES["delete the first"](chart)
    undo.restore(then)
    assert picture(chart) == expected and sound()
    undo.undo(undo.next_undo(chart.pk))
    assert [row[4]["title"] for row in picture(chart)] == [
        "Head",
        "Two",
        "Two A",
        "Two B",
        "Three",
        "Two",
        "Two A",
        "Two B",
    ]


def test_a_deleted_chart_comes_back_with_all_its_keys_as_a_draft(chart):
    before = picture(chart)
    positions.delete_chart(chart)
    assert "Deleted the chart" in last().message
    undo.restore(last())
    back = OrgChart.objects.get(pk=chart.pk)
    assert [(pk, path[4:], *rest) for pk, path, *rest in picture(back)] == [
        (pk, path[4:], *rest) for pk, path, *rest in before
    ]
    assert not back.is_public and sound()


def test_a_job_description_that_is_gone_stays_away_and_is_named(chart):
    job = make_job("Short-lived", published=False)
    positions.edit(at(chart, "1.3"), {"placements": [{"job": job.pk, "title": "Short"}]})
    positions.edit(at(chart, "1.3"), {"placements": []})
    drafts.delete(JobDescription.objects.get(pk=job.pk))
    missing = undo.undo(undo.next_undo(chart.pk))
    assert missing == ["The job description “Short” at “Three” has been deleted and stays away."]
    assert sound()


def test_what_the_journal_does_not_know_stops_taking_back_and_nothing_is_half_done(chart):
    positions.move(at(chart, "1.2.1"), below=at(chart, "1.3"))
    gone = at(chart, "1.3.1")
    before_revision = OrgChart.objects.get(pk=chart.pk).revision
    Position.objects.filter(pk=gone.pk)._raw_delete("default")
    with pytest.raises(ChartError) as refused:
        undo.undo(undo.next_undo(chart.pk))
    assert refused.value.code == "cannot-undo"
    assert OrgChart.objects.get(pk=chart.pk).revision == before_revision


def test_every_state_of_a_draft_is_kept_and_comes_back(db):
    source = {"read_at": "https://example.org/schedule", "seen": date(2026, 11, 30)}
    job = make_job("Tech", published=False, salaries=(make_salary(**source),))
    first = drafts.capture_state(job)
    save(make_document("Tech", work_year="10 months"), job)
    assert last().message.startswith("Edited the draft. The work year changed from 12 months to 10 months.")
    assert last().details["state"]["work_year"] == "10 months"
    change = Change.objects.of(Kind.JOB_DESCRIPTION, job.pk).last()
    undo.restore(change)
    state = drafts.capture_state(JobDescription.objects.get(pk=job.pk))
    assert state == first and first["salary_sources"] == [{"read_at": source["read_at"], "seen": "2026-11-30"}]
    assert "Restored" in last().message


def test_a_deleted_draft_comes_back_with_its_number_and_address():
    make_job("Other")
    job = make_job("Tech", published=False, sections=(make_section("definition", "Definition", "Text."),))
    number, slug = job.number, job.slug
    drafts.delete(job)
    assert not JobDescription.objects.filter(number=number).exists()
    undo.restore(last())
    back = JobDescription.objects.get(number=number)
    assert (back.slug, back.title) == (slug, "Tech") and Section.objects.filter(job_description=back).count() == 1


def test_a_number_is_never_given_twice_even_after_a_draft_is_deleted():
    make_job("First")
    job = make_job("Second", published=False)
    drafts.delete(job)
    assert make_job("Third", published=False).number == 3
    undo.restore(Change.objects.filter(message="Deleted the draft.").get())
    assert sorted(JobDescription.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_publishing_and_taking_back_are_in_the_history():
    from jobdescriptions.publishing import unpublish

    job = make_job("Tech")
    assert last().message == "Published version 1."
    unpublish(job)
    assert last().message == "Unpublished."


def test_texts_of_the_site_and_of_models_come_back():
    from orgcharts import texts

    chart = make_chart("Head")
    text = SiteText.objects.create(key="introduction", heading="Charts", body="First.")
    for row, before, after in (
        (text, {}, {"body": "Second."}),
        (chart.support_model, {}, {"lead": "Otherwise:", "characteristics": [{"text": "One", "note": ""}]}),
    ):
        before = texts.read_texts(row)
        texts.write_texts(row, before | after)
        texts.write_texts(
            row, texts.read_texts(row) | {"body": "Third."} if row is text else texts.read_texts(row) | {"name": "N"}
        )
        first = Change.objects.of(last().kind, row.pk).last()
        undo.restore(first)
        row.refresh_from_db()
        assert texts.read_texts(row) == before | after
        assert first.details["before"] == before


def test_values_that_break_a_newer_rule_are_refused_and_nothing_changes():
    job = make_job("Tech", published=False)
    change = Change.objects.of(Kind.JOB_DESCRIPTION, job.pk).first()
    from techsets.history.models import pack

    change.packed = pack({"state": change.details["state"] | {"title": ""}})
    change.save()
    with pytest.raises(ValidationError):
        undo.restore(change)
    assert JobDescription.objects.get().title == "Tech"


def test_what_has_nothing_left_to_take_back_does_not_stand_in_the_way_of_what_was_before(chart):
    positions.rename(at(chart, "1.3"), "Renamed")
    job = make_job("Short-lived", published=False)
    positions.edit(at(chart, "1.3"), {"placements": [{"job": job.pk, "title": "Short"}]})
    positions.edit(at(chart, "1.3"), {"placements": []})
    drafts.delete(JobDescription.objects.get(pk=job.pk))
    assert undo.undo(undo.next_undo(chart.pk))
    while undo.next_undo(chart.pk).message.startswith("Edited"):
        undo.undo(undo.next_undo(chart.pk))
    assert undo.next_undo(chart.pk).message == "Renamed “Three” (1.3) to “Renamed”."
    undo.undo(undo.next_undo(chart.pk))
    assert at(chart, "1.3").title == "Three"


def test_a_dotted_line_that_came_back_itself_leads_to_its_supervisor_again(chart):
    before = picture(chart)
    positions.delete(at(chart, "1.3"))  # The line of 1.1 led to it.
    positions.delete(at(chart, "1.1"))
    undo.undo(undo.next_undo(chart.pk))
    undo.undo(undo.next_undo(chart.pk))
    assert picture(chart) == before


def test_a_form_that_is_open_from_before_a_deletion_is_outrun_once_the_thing_is_back(chart):
    row = positions.edit(at(chart, "1.2.1"), {"note": "First."})
    positions.edit(row, {"note": "Second."})
    positions.delete(row)
    undo.undo(undo.next_undo(chart.pk))
    assert Position.objects.get(pk=row.pk).revision > row.revision + 1
    job = save(make_document("Tech"))
    save(make_document("Tech", work_year="10 months"), job)
    drafts.delete(job)
    undo.restore(last())
    assert JobDescription.objects.get(pk=job.pk).revision > job.revision
    revision = OrgChart.objects.get(pk=chart.pk).revision
    positions.delete_chart(chart)
    undo.restore(last())
    assert OrgChart.objects.get(pk=chart.pk).revision > revision + 1


def test_a_deleted_draft_comes_back_once_and_charts_know_it_again(chart):
    job = make_job("Short-lived", published=False)
    positions.edit(at(chart, "1.3"), {"placements": [{"job": job.pk, "title": "Short"}]})
    positions.edit(at(chart, "1.3"), {"placements": []})
    drafts.delete(job)
    deleted = last()
    undo.restore(deleted)
    back = JobDescription.objects.get(number=job.number)
    assert back.pk == job.pk
    save(make_document("Short-lived", work_year="10 months"), back)
    with pytest.raises(undo.RestoreError):
        undo.restore(deleted, revision=0)
    assert undo.undo(undo.next_undo(chart.pk)) == []
    assert read_values([at(chart, "1.3")])[at(chart, "1.3").pk]["placements"] == [{"job": job.pk, "title": "Short"}]

"""Boxes say what their job descriptions are, are counted by it, and say what was worked out."""

import pytest
from django.core.exceptions import ValidationError

from orgcharts.changes import positions, undo
from orgcharts.changes.descriptions import describe_steps
from orgcharts.changes.lock import ChartError
from orgcharts.changes.replacement import compare_charts
from orgcharts.models import Characteristic, Position, SiteText
from orgcharts.signals import chart_changed
from orgcharts.texts import read_texts, write_texts
from tests.factory import at, make_chart, make_job, make_salary, place, share
from tests.pages import page, words

pytestmark = pytest.mark.django_db

TREE = ("Superintendent", [("Director", ["Network"])])


@pytest.fixture
def chart():
    """A chart with two job descriptions at 1.1.1."""
    chart = make_chart(TREE)
    for title in ("Network Specialist", "Telephone Tech"):
        place(make_job(title), at(chart, "1.1.1"))
    return chart


@pytest.fixture
def steps():
    """The steps of all changes from now on."""
    found = []

    def note(steps, **kwargs):
        found.append(list(steps))

    chart_changed.connect(note)
    yield found
    chart_changed.disconnect(note)


@pytest.mark.parametrize(
    ("kind", "in_box", "on_page", "jobs"),
    [
        ("", None, None, 1),
        ("alternatives", "One of 2 alternatives", "These are alternatives: a district chooses one", 1),
        ("series", "2 levels of one series", "These are levels of one series", 1),
        ("team", "Team of 2 jobs", "different jobs that are needed together, so the position counts as 2 jobs", 2),
    ],
)
def test_a_box_says_what_its_job_descriptions_are_and_counts_accordingly(client, chart, kind, in_box, on_page, jobs):
    positions.edit(at(chart, "1.1.1"), {"kind": kind})
    root = page(client, chart.get_absolute_url())
    box = root.get_element_by_id("p1.1.1")
    assert [words(one) for one in box.find_class("box-kind")] == [in_box] * bool(in_box)
    assert ("box-team" in box.get("class")) == (kind == "team")
    size = "3 positions with at least 4 jobs" if jobs == 2 else "3 positions"
    assert f"{size}." in words(root)
    assert ("1 direct report, at least 2 jobs of Director" in words(root)) == (jobs == 2)
    card = page(client, "/").xpath('//li[@class="card"]')[0]
    assert words(card).endswith(size)
    section = words(page(client, at(chart, "1.1.1").get_absolute_url()).get_element_by_id("jobs").getparent())
    assert on_page in section if on_page else "These are" not in section


def test_a_team_counts_only_the_job_descriptions_that_the_public_sees(client, chart):
    place(make_job("Secret", published=False), at(chart, "1.1.1"))
    positions.edit(at(chart, "1.1.1"), {"kind": "team"})
    assert "Team of 2 jobs" in words(page(client, chart.get_absolute_url()))
    assert "at least 4 jobs" in words(page(client, "/"))


def test_the_tree_of_staff_asks_what_several_job_descriptions_are(admin_client, chart):
    address = f"/admin/orgcharts/orgchart/{chart.pk}/change/"
    ask = page(admin_client, address).xpath('//a[contains(., "Say what these job descriptions are")]')
    assert [link.get("href") for link in ask] == [f"/admin/orgcharts/position/{at(chart, '1.1.1').pk}/change/#id_kind"]
    positions.edit(at(chart, "1.1.1"), {"kind": "team"})
    said = words(page(admin_client, address))
    assert "Say what these job descriptions are" not in said
    assert "Team of 2 jobs" in said and "3 positions with at least 4 jobs." in said


def test_a_kind_is_in_the_history_undone_copied_and_compared(chart, steps):
    position = at(chart, "1.1.1")
    positions.edit(position, {"kind": "team"})
    assert describe_steps(steps[-1]) == (
        "Edited “Network” (1.1.1): what its job descriptions are: from nothing said to “A team: different jobs that "
        "are needed together”."
    )
    copy = positions.duplicate_chart(chart, "Copy", "copy")
    assert at(copy, "1.1.1").kind == "team"
    undo.undo_steps(chart, steps[0])
    assert at(chart, "1.1.1").kind == ""
    assert compare_charts(chart, copy).other_kind == [
        "1.1.1 Network: from nothing said to “A team: different jobs that are needed together”"
    ]
    with pytest.raises(ChartError, match="is not a valid choice"):
        positions.edit(position, {"kind": "crowd"})


def test_a_name_and_a_line_that_were_worked_out_are_marked_for_eyes_and_ears(client, admin_client, chart):
    positions.edit(at(chart, "1.1"), {"is_derived": True})
    positions.edit(at(chart, "1.1.1"), {"is_derived": True})
    share(at(chart, "1.1.1"), "District support", at(chart, "1.1"))
    lines = [{"supervisor": None, "title": "District support", "covers": "tools", "is_derived": True}]
    positions.edit(at(chart, "1.1.1"), {"shared": lines})
    positions.rename(at(chart, "1.1.1"), "Cables")
    root = page(client, chart.get_absolute_url())
    titles = [words(root.get_element_by_id(f"p{number}").find_class("box-title")[0]) for number in ("1.1", "1.1.1")]
    assert titles == ["1.1 Director *, name worked out", "1.1.1 Cables †, renamed; the original name is lost"]
    assert "District support ‡, line worked out" in words(root.get_element_by_id("p1.1.1"))
    assert "for tools ‡, line worked out." in words(root.find_class("chart-lines")[0])
    assert [words(key)[:20] for key in root.find_class("chart-key")] == [
        "* The original chart",
        "† This box was renam",
        "‡ The original chart",
    ]
    for sign in root.xpath('//*[text()="*" or text()="†" or text()="‡"]'):
        assert sign.get("aria-hidden") == "true"
    position = page(client, at(chart, "1.1.1").get_absolute_url())
    assert "This box was renamed here. The name that it had in the original chart is lost." in words(position)
    assert "1.1 Director *, name worked out" in words(position)
    assert "The original chart is lost. The dotted line, whom it leads to" in words(position)
    tree = words(page(admin_client, f"/admin/orgcharts/orgchart/{chart.pk}/change/"))
    assert "Cables †, renamed; the original name is lost" in tree and "for tools ‡, line worked out" in tree


def test_a_box_renamed_back_has_the_name_that_was_worked_out_again(chart, steps):
    positions.edit(at(chart, "1.1.1"), {"is_derived": True})
    positions.rename(at(chart, "1.1.1"), "Cables")
    assert describe_steps(steps[-1]) == "Renamed “Network” (1.1.1) to “Cables”."
    positions.rename(at(chart, "1.1.1"), "Wires")
    assert (at(chart, "1.1.1").derived_title, at(chart, "1.1.1").is_renamed) == ("Network", True)
    positions.rename(at(chart, "1.1.1"), "Network")
    assert at(chart, "1.1.1").is_renamed is False
    undo.undo_steps(chart, steps[-3])
    assert (at(chart, "1.1.1").title, at(chart, "1.1.1").derived_title) == ("Network", "")


def test_sources_stand_under_each_note_as_links_with_the_day(client, chart):
    source = "CoSN & others | https://www.cosn.org/?a=1&b=2 | page 3 | 2026-11-30"
    words_of_it = "Source: CoSN & others, page 3 (seen November 30, 2026)"
    model = chart.support_model
    values = read_texts(model) | {"characteristics": [{"text": "A", "note": "As of 2026, B.", "sources": source}]}
    write_texts(model, values)
    positions.edit_chart(chart, {"note": "A note.", "sources": source})
    positions.edit(at(chart, "1.1"), {"note": "Another note.", "sources": source})
    introduction = SiteText.objects.create(key="introduction", heading="H", body="B", note="As of 2026, C.")
    write_texts(introduction, read_texts(introduction) | {"sources": source})
    for address, count in (("/", 1), (chart.get_absolute_url(), 2), (at(chart, "1.1").get_absolute_url(), 1)):
        found = page(client, address).find_class("sources")
        assert [words(one) for one in found] == [words_of_it] * count
        assert [link.get("href") for one in found for link in one.iterfind("a")] == [
            "https://www.cosn.org/?a=1&b=2"
        ] * count
        assert "Today:" not in words(page(client, address))
    write_texts(model, values)
    assert Characteristic.objects.get().sources == source


def test_a_source_that_cannot_be_read_is_refused_with_a_sentence(chart):
    with pytest.raises(ChartError, match="Line 1 needs four parts"):
        positions.edit(at(chart, "1.1"), {"sources": "only a title"})
    with pytest.raises(ChartError, match="does not begin with https"):
        positions.edit_chart(chart, {"sources": "A | ftp://a | | 2026-11-30"})
    values = read_texts(chart.support_model)
    values["characteristics"] = [{"text": "A", "note": "B", "sources": "A | https://example.org | | soon"}]
    with pytest.raises(ValidationError, match="write the day"):
        write_texts(chart.support_model, values)
    assert not Position.objects.exclude(sources="").exists() and not Characteristic.objects.exists()


def test_the_page_of_a_position_shows_what_its_job_descriptions_are_paid(client):
    chart = make_chart(TREE)
    place(make_job("Network Specialist", salaries=(make_salary(),)), at(chart, "1.1.1"))
    place(make_job("Telephone Tech"), at(chart, "1.1.1"))
    folds = page(client, at(chart, "1.1.1").get_absolute_url()).find_class("fold")
    assert "Example Unified School District" in words(folds[0].find(".//table"))
    assert "No salary figures with a source and a year have been found" in words(folds[1])

"""The columns "Kind of box", "Also supervised by" and "Derived" of a chart's table."""

import pytest

from orgcharts.spreadsheet.job_cell import Catalogue
from orgcharts.spreadsheet.lines_cell import LineEntry, format_lines, parse_lines
from orgcharts.spreadsheet.rows import recognize
from orgcharts.spreadsheet.validate import validate
from orgcharts.spreadsheet.values import RawRows

HEADINGS = ["Index number", "Title", "Kind of box", "Also supervised by", "Derived"]
OTHERS = {("established-district", (1, 1)): (77, "Director")}


def read_rows(*rows, headings=HEADINGS):
    grid = RawRows(list(enumerate([headings, ["1", "Head", "", "", ""], *rows], start=1)))
    return validate(recognize(grid), Catalogue([]), {}, find_position=lambda chart, number: OTHERS.get((chart, number)))


def test_kinds_lines_and_marks_are_read():
    table = read_rows(
        ["1.1", "Network", "Team", "District support | established-district 1.1 | tools | derived; 1.2", "yes"],
        ["1.2", "Support", "levels", "established-district 1.1", "renamed"],
        ["1.3", "Desk", None, "Curriculum director | | program direction", None],
        ["1.4", "Bench", "alternatives", None, False],
    )
    assert table.messages == []
    rows = table.rows[1:]
    assert [(row.kind, row.derived) for row in rows] == [
        ("team", True),
        ("series", True),
        ("", False),
        ("alternatives", False),
    ]
    assert rows[0].lines == (
        LineEntry("District support", "tools", True, "established-district", (1, 1), 77),
        LineEntry("Support", number=(1, 2)),
    )
    assert rows[1].lines == (LineEntry("Director", chart="established-district", number=(1, 1), supervisor=77),)
    assert rows[2].lines == (LineEntry("Curriculum director", "program direction"),)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["crew", "", ""], "is no kind of box. Write alternatives, series or team"),
        (["", "", "perhaps"], "neither yes nor no"),
        (["", "1.7", ""], "names 1.7, which no row of this table is"),
        (["", "1.1", ""], "cannot share its own supervision"),
        (["", "established-district 1.9", ""], "no chart with that address has such a position"),
        (["", "Director | upstairs", ""], "“upstairs” in “Also supervised by” is no place"),
        (["", "A | 1 | tools | perhaps", ""], "cannot be read. Write title | place | what it covers"),
        (["", " | | tools", ""], "does not say who supervises"),
        (["", "x" * 151, ""], "has 151 characters; 150 fit"),
        (["", f"A | | {'x' * 201}", ""], "has 201 characters; 200 fit"),
        (["", "A;" * 51, ""], "more than 50 lines"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(cells, words):
    table = read_rows(["1.1", "Network", *cells])
    assert [message.row for message in table.errors] == [3]
    assert words in str(table.errors[0]) and str(table.errors[0]).endswith(".")


def test_a_table_without_these_columns_leaves_them_alone():
    table = read_rows(["1.1", "Network"], headings=["Index number", "Title"])
    assert table.errors == [] and set(table.columns) == {"number", "title"}


@pytest.mark.parametrize(
    "lines",
    [
        [LineEntry("District; | support", 'the "new" tools; training', True, "a-chart", (1, 10), 5)],
        [LineEntry("1.1"), LineEntry("2026", derived=True), LineEntry("a-chart 1.1", "tools")],
        [LineEntry('"Quoted" one'), LineEntry("Another | one", derived=True), LineEntry("Third", "one", number=(1, 1))],
    ],
)
def test_what_is_written_is_read_as_it_was(lines):
    read, problems = parse_lines(format_lines(lines), lambda chart, number: (5, "Other title"))
    assert (list(read), problems) == (lines, [])


@pytest.mark.parametrize("heading", ["Position kind", "Kind of position"])
def test_what_offices_of_personnel_call_kinds_of_positions_are_no_kinds_of_boxes(heading):
    headings = ["Index number", "Title", heading]
    grid = RawRows(list(enumerate([headings, ["1", "Head", "Certificated"], ["1.1", "Desk", "Classified"]], start=1)))
    table = validate(recognize(grid), Catalogue([]), {})
    assert table.errors == [] and [row.kind for row in table.rows] == ["", ""]
    assert [message.text for message in table.messages] == [f"The column “{heading}” is not known and was not used."]

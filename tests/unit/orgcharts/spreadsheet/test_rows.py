"""Tables of charts: reading files of every kind, what is said about their rows, and writing them."""

from __future__ import annotations

import csv
import datetime as datetime_module
import io
import re
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgcharts.changes.validation import MAX_DEPTH as DEEPEST_IN_TREE
from orgcharts.fte import LARGEST
from orgcharts.models import Placement, Position
from orgcharts.spreadsheet import archive as archive_limits
from orgcharts.spreadsheet import read, read_workbook, sheet_layout
from orgcharts.spreadsheet.cells import escape_formula, unescape_formula
from orgcharts.spreadsheet.columns import COLUMNS
from orgcharts.spreadsheet.job_cell import MAX_LISTED_TITLE_LENGTH, Catalogue, Job, JobEntry, format_jobs, parse_jobs
from orgcharts.spreadsheet.limits import LARGEST_FILE
from orgcharts.spreadsheet.numbers import MAX_DEPTH
from orgcharts.spreadsheet.read import read_table
from orgcharts.spreadsheet.rows import recognize
from orgcharts.spreadsheet.validate import MAX_TITLE_LENGTH, validate
from orgcharts.spreadsheet.values import RawRows, TableError, first_messages
from orgcharts.spreadsheet.write import EXPLANATION, write_csv, write_workbook
from tests.profiles import examples

JOBS = Catalogue(
    [
        Job(1, 7, "Technology Director", ("Chief Technology Officer",)),
        Job(2, 14, "Network Specialist"),
        Job(3, 15, "Network Technician", ("Network Tech",)),
        Job(4, 20, "Analyst"),
        Job(5, 21, "analyst"),
    ]
)
KEYS = {101: (1,), 102: (1, 1), 103: (1, 1, 1)}
HEADINGS = ["Index number", "Title", "Reports to", "FTE", "Job descriptions", "Key"]
#: The columns that tables had first, as they go on being read and written.
COLUMN_NAMES = [column.name for column in COLUMNS if column.heading in HEADINGS]


def read_rows(*rows, headings=HEADINGS):
    """Return the table of cells as a spreadsheet program gives them, headings first."""
    return validate(recognize(RawRows(list(enumerate([headings, *rows], start=1)))), JOBS, KEYS)


def said(table):
    return [str(message) for message in first_messages(table.messages)[0]]


def problem(*rows, **named):
    """Return the one error of a table; nothing else may be said about it."""
    table = read_rows(*rows, **named)
    assert len(table.errors) == 1, said(table)
    text = str(table.errors[0])
    assert text.endswith((".", "?"))
    return text


def refusal(code, name, data):
    with pytest.raises(TableError) as caught:
        recognize(read_table(name, data))
    assert caught.value.code == code
    assert str(caught.value).endswith((".", "?"))
    return str(caught.value)


def workbook(*rows, change=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def replaced(data, **parts):
    """Return a workbook with some of its parts exchanged: what hostile or broken programs write."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            stem = entry.filename.rpartition("/")[2].partition(".")[0]
            content = old.read(entry)
            new.writestr(entry.filename, parts[stem](content) if stem in parts else content)
    return out.getvalue()


HEAD = ["1", "Superintendent"]


# What becomes of rows that are as they should be.


def test_a_table_becomes_rows_in_the_order_of_the_chart():
    table = read_rows(
        ["1.1.1", "Network", "1.1", 2.5, "TS-0014 Network Spec.; network tech\nTS-7", 103],
        ["1", " Superintendent ", "", "", None, "101"],
        ["1.1", "Director", "1", 1, "ts14", None],
    )
    assert table.messages == []
    assert [(row.index_number, row.title, row.fte, row.jobs, row.key) for row in table.rows] == [
        ("1", "Superintendent", None, (), 101),
        ("1.1", "Director", Decimal("1"), (JobEntry(2),), None),
        (
            "1.1.1",
            "Network",
            Decimal("2.5"),
            (JobEntry(2, "Network Spec."), JobEntry(3, "Network Tech"), JobEntry(1)),
            103,
        ),
    ]


def test_headings_are_recognized_in_other_words_case_and_order_and_below_other_rows():
    headings = [
        "POSITION",
        "Supervisor",
        "index no.",
        "FTE (full-time equivalents)",
        "Remarks",
        "sample job-descriptions",
    ]
    grid = [["Our chart", None], [], headings, ["Superintendent", "", "1", "2", "ours", "TS-0007"]]
    table = validate(recognize(RawRows(list(enumerate(grid, start=1)))), JOBS, {})
    assert said(table) == ["The column “Remarks” is not known and was not used."]
    (row,) = table.rows
    assert (row.row, row.title, row.fte, row.jobs) == (4, "Superintendent", Decimal("2"), (JobEntry(1),))


def test_only_index_number_and_title_are_required():
    table = read_rows(HEAD, ["1.1", "Director"], headings=HEADINGS[:2])
    assert table.messages == [] and table.columns == ("number", "title")
    assert "“Index number” is missing" in refusal("columns-missing", "a.csv", b"Title,FTE\nSuperintendent,1\n")
    assert "“Index number” and “Title” are missing" in refusal("columns-missing", "a.csv", b"Words\nmore\n")
    assert "under “Title” and “Position”" in refusal("column-twice", "a.csv", b"Index number,Title,Position\n1,A,A\n")
    assert "only the headings" in refusal("empty", "a.csv", b"Index number,Title\n,\n")


def test_the_limits_are_those_of_the_chart():
    assert MAX_DEPTH == DEEPEST_IN_TREE
    assert Position._meta.get_field("title").max_length == MAX_TITLE_LENGTH
    assert Placement._meta.get_field("title").max_length == MAX_LISTED_TITLE_LENGTH
    field = Position._meta.get_field("fte")
    assert str(LARGEST) == "9" * (field.max_digits - field.decimal_places) + "." + "9" * field.decimal_places


# What is said about rows that are not.


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("eins", "“eins” is not an index number. Write numbers with points"),
        ("1..1", "“1..1” is not an index number."),
        ("1,1", "Write its steps with points between them"),
        ("1.01", "turned it into a date"),
        ("1.0", "its steps begin with 1"),
        ("2.1", "does not begin with 1"),
        ("1. Jan", "turned it into a date"),
        ("1-Jan", "turned it into a date"),
        ("Jan 1", "turned it into a date"),
        ("2001-01-01", "turned it into a date"),
        ("01.01.2001", "turned it into a date"),
        (datetime(2001, 1, 1), "has turned an index number into a date or a time (2001-01-01)"),
        (date(2026, 1, 2), "has turned an index number into a date or a time (2026-01-02)"),
        ("1." * MAX_DEPTH + "1", f"{MAX_DEPTH} are possible"),
        (None, "The index number is missing"),
        ("#REF!", "a formula ends in the error #REF!"),
    ],
)
def test_what_is_not_an_index_number_is_told_with_the_remedy(number, part):
    assert part in problem(HEAD, [number, "Director"])
    assert problem(HEAD, [number, "Director"]).startswith("Row 3: ")


def test_an_index_number_that_is_a_plain_number_is_understood_with_a_warning():
    table = read_rows([1, "S"], [1.1, "A"], [1.2, "B", 1.0], ["1.1.1", "C", 1.1])
    assert table.errors == [] and [row.index_number for row in table.rows] == ["1", "1.1", "1.1.1", "1.2"]
    assert (
        len(table.warnings) == 1 and "Rows 3, 4, 5: index numbers" in said(table)[0] and "format Text" in said(table)[0]
    )


def test_a_tenth_position_that_became_a_number_is_explained():
    rows = [[f"1.{step}", f"P{step}"] for step in range(1, 10)]
    text = problem(HEAD, *rows, [1.1, "Tenth"])
    assert "Row 12: The index number 1.1 stands in row 3 already (“P1”)" in text and "If this was 1.10" in text


def test_two_heads_and_no_head():
    assert "This is a second head" in problem(HEAD, ["1", "Another"])
    assert "There is no head" in said(read_rows(["1.1", "Director"]))[0]


def test_a_gap_is_told_where_it_ends():
    assert problem(HEAD, ["1.1", "A"], ["1.3", "B"]).startswith("Row 4: 1.3 follows a gap: 1.2 is not in the file.")
    assert "1.1 to 1.3 are not in the file" in problem(HEAD, ["1.4", "A"])
    assert "into a date?" in problem(HEAD, ["1.1", "A"], ["1.1.2001", "B"])


def test_an_orphan_is_told():
    assert problem(HEAD, ["1.2.1", "A"]).startswith("Row 3: 1.2.1 would report to 1.2, which is not in the file. Add a")
    assert "“Reports to” says 1.9, which is not in the file" in problem(HEAD, ["1.1", "A", "1.9"])


def test_a_supervisor_that_contradicts_the_index_number_is_told():
    assert "Write 1 there, or give the position an index number below 1.1" in problem(
        HEAD, ["1.1", "A"], ["1.2", "B", "1.1"]
    )
    assert "In “Reports to”: “Nobody” is not an index number" in problem(HEAD, ["1.1", "A", "Nobody"])
    assert "Empty that cell" in problem(["1", "S", "1.1"], ["1.1", "A"])


def test_a_ring_is_explained_once_with_all_in_it():
    text = problem(HEAD, ["1.1", "A", "1.2"], ["1.2", "B", "1.1"])
    assert "in a ring: 1.1 (row 3), which reports to 1.2 (row 4), which reports to 1.1 again" in text
    assert "1.1 reports to itself. Write 1 under" in problem(HEAD, ["1.1", "A", "1.1"])


def test_a_long_ring_is_told_in_part():
    rows = [[f"1.{step}", "A", f"1.{step % 300 + 1}"] for step in range(1, 301)]
    text = problem(HEAD, *rows)
    assert "and so on through 294 more" in text and len(text) < 500


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (["1.1", "  "], "The title is missing"),
        (["1.1", "x" * 151], "has 151 characters; 150 fit"),
        (["1.1", datetime(2001, 5, 1)], "turned the text into a date"),
        (["1.1", "A", "", "many"], "The FTE “many” is not a number"),
        (["1.1", "A", "", "-1"], "is negative"),
        (["1.1", "A", "", 10_000], "too large; at most 9999.99"),
        (["1.1", "A", "", "1e9999"], "too large"),
        (["1.1", "A", "", "NaN"], "not a number"),
        (["1.1", "A", "", "1.25551"], "more than four decimals"),
        (["1.1", "A", "", "", "TS-0999"], "There is no job description TS-0999"),
        (["1.1", "A", "", "", "Network Specialst"], "Do you mean TS-0014 Network Specialist?"),
        (
            ["1.1", "A", "", "", "ANALYST"],
            "Several job descriptions are called “ANALYST”: TS-0020 Analyst, TS-0021 analyst",
        ),
        (["1.1", "A", "", "", "TS-14; network specialist"], "TS-0014 Network Specialist is listed twice"),
        (["1.1", "A", "", "", "TS-14 " + "x" * 151], "151 characters; 150 fit"),
        (["1.1", "A", "", "", "", "999"], "The key “999” is not that of a position of this chart"),
        (["1.1", "A", "", "", "", "x"], "The key “x” is not"),
        (["1.1", "A", "", "", "", 101], "is that of the head of this chart, but here it is 1.1"),
    ],
)
def test_what_is_wrong_in_the_other_columns_is_told(row, part):
    text = problem(HEAD, row)
    assert text.startswith("Row 3: ") and part in text


def test_a_key_twice_and_another_head_by_key_are_told():
    assert "stands in row 3 already" in problem(HEAD, ["1.1", "A", "", "", "", 102], ["1.2", "B", "", "", "", 102])
    text = problem(["1", "S", "", "", "", 102])
    assert "is that of 1.1, but here it is the head. Another position cannot become the head" in text


def test_all_problems_are_told_at_once_and_a_decimal_comma_stops_nothing():
    table = read_rows(HEAD, ["x", ""], ["1.1", "A", "1.2", "lots", "TS-0999", "7"], ["1.2", "B", "", "2,5"])
    assert len(table.errors) == 6
    assert said(table)[-1] == "Row 5: The FTE “2,5” was read as 2.5. Write it with a point next time."
    assert table.rows[-1].fte == Decimal("2.5")


def test_many_problems_are_counted():
    table = read_rows(HEAD, *[["x", "A"]] * 500)
    first, more = first_messages(table.errors)
    assert (len(first), more) == (200, 300) and [message.row for message in first[:2]] == [3, 4]


@given(
    st.lists(
        st.tuples(st.sampled_from(list(JOBS.by_pk.values())), st.text(max_size=40)),
        max_size=5,
    )
)
def test_job_descriptions_under_any_title_are_read_as_they_were_written(entries):
    entries = list({job.pk: (job, title) for job, title in entries}.values())
    listed, problems = parse_jobs(format_jobs(entries), JOBS)
    assert problems == []
    clean = [JobEntry(job.pk, unseen(title)) for job, title in entries]
    assert list(listed) == clean


def unseen(title):
    from orgcharts.spreadsheet.cells import clean_text

    return clean_text(title)


# Files.

TABLE = 'Index number,Title,FTE\r\n1,Súper,1\r\n1.1,"Net; work, ""A""",2\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_files_of_every_kind_are_read(encoding, ends, separator):
    out = io.StringIO(newline="")
    rows = [["Index number", "Title", "FTE"], ["1", "Súper; a, b\tc", "1"], ["1.1", 'Net "A"\nline', "2,5"]]
    csv.writer(out, delimiter=separator, lineterminator=ends).writerows(rows)
    table = validate(recognize(read_table("a.csv", out.getvalue().encode(encoding))), JOBS, {})
    assert table.errors == []
    assert [(row.row, row.title, row.fte) for row in table.rows] == [
        (2, "Súper; a, b c", Decimal("1")),
        (3, 'Net "A" line', Decimal("2.5")),
    ]


def test_windows_1252_is_read_with_a_warning_and_excels_own_first_line_is_passed_over():
    sheet = recognize(read_table("a.csv", "sep=;\r\nIndex number;Title\r\n1;Súper – “S”\r\n".encode("cp1252")))
    assert sheet.lines[0].cells["title"] == "Súper – “S”" and sheet.lines[0].row == 2
    assert "read as Windows-1252" in str(sheet.messages[0]) and not sheet.messages[0].is_error


def test_empty_rows_are_passed_over_with_a_word():
    sheet = recognize(read_table("a.csv", b"Index number,Title\n1,S\n\n,\n1.1,A\n,,\n\n"))
    assert [line.row for line in sheet.lines] == [2, 5]
    assert [str(message) for message in sheet.messages] == ["3 empty rows were passed over."]


@pytest.mark.parametrize(
    ("code", "name", "data", "part"),
    [
        ("empty", "a.csv", b"", "empty"),
        ("empty", "a.csv", b"\xef\xbb\xbf\r\n", "empty"),
        ("empty", "a.csv", b"\0\0\0", "empty"),
        ("too-large", "a.csv", b"a" * (LARGEST_FILE + 1), "larger than 5 MB"),
        ("not-text", "a.csv", b"Index number,Title\n1,S\0\n", "not plain text"),
        ("not-text", "a.csv", bytes(range(1, 256)), "not plain text"),
        ("not-text", "a.csv", b"\xff\xfea", "not plain text"),
        ("not-text", "a.csv", b"Index number,Title\n1,\x81\x8d\n", "not plain text"),
        ("not-a-table", "a.csv", b"<html><table>", "web page"),
        ("not-a-table", "a.csv", b"%PDF-1.7\n", "PDF"),
        ("old-excel", "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old format of Excel (.xls)"),
        ("old-excel", "a.xls", b"Index number,Title\n", "old format of Excel (.xls)"),
        (
            "encrypted",
            "a.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "remove the password",
        ),
        ("ending", "a.doc", b"Index number,Title\n1,S\n", "does not end in .csv or .xlsx"),
        ("ending", "chart", b"Index number,Title\n1,S\n", "does not end in .csv or .xlsx"),
        (
            "ending",
            "a.xlsx",
            b"Index number,Title\n1,S\n",
            "ends in .xlsx, as that of an Excel workbook does, but it holds plain",
        ),
        ("ending", "a.csv", workbook(["Index number", "Title"], HEAD), "but it holds an Excel workbook"),
        ("damaged", "a.xlsx", b"PK\x03\x04 not at all", "damaged"),
        ("damaged", "a.xlsx", workbook(HEAD)[:-300], "damaged"),
        ("quotes", "a.csv", b'Index number,Title\n1,"S\n', "does not end"),
        ("quotes", "a.csv", b'Index number,Title\n1,"S" and more\n', "follows the closing quotation mark"),
        ("quotes", "a.csv", b"Index number,Title\n1," + b"x" * 200_000, "far more than"),
        ("too-many-rows", "a.csv", b"Index number,Title\n" + b"1,S\n" * 20_001, "more than 20,000 rows"),
        ("too-many-rows", "a.csv", b"Index number,Title\n" + b"\n" * 200_001, "more than 20,000 rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(code, name, data, part):
    assert part in refusal(code, name, data)


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("code", "data", "part"),
    [
        (
            "opendocument",
            archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_dot_xml="<a/>"),
            ".ods",
        ),
        ("not-a-table", archive(word__document_dot_xml="<a/>"), "a Word document"),
        ("not-a-table", archive(a="b"), "no Excel workbook"),
        ("damaged", archive(**{"[Content_Types]_dot_xml": "<a/>", "xl__workbook_dot_xml": "<a/>"}), "damaged"),
        ("binary-excel", archive(**{"[Content_Types]_dot_xml": "<a/>", "xl__workbook_dot_bin": "b"}), ".xlsb"),
    ],
)
def test_archives_of_other_programs_are_refused_with_what_to_do(code, data, part):
    assert part in refusal(code, "a.xlsx", data)


def test_the_sheet_with_our_headings_is_read_and_cells_keep_their_types():
    book = openpyxl.Workbook()
    book.active.append(["Notes", "about", "it"])
    sheet = book.create_sheet("Ours")
    for row in (
        ["Index number", "Title", "FTE", None, "Reports to"],
        ["1", True],
        [1.1, "A", 2.5, None, 1],
        ["1.2", 42],
    ):
        sheet.append(row)
    sheet["A4"].number_format = "0.00"
    table = validate(recognize(read_table("a.xlsx", saved(book))), JOBS, {})
    assert table.errors == []
    assert [(row.row, row.title, row.fte) for row in table.rows] == [
        (2, "TRUE", None),
        (3, "A", Decimal("2.5")),
        (4, "42", None),
    ]


def test_a_date_in_a_workbook_is_told_with_the_remedy():
    data = workbook(["Index number", "Title"], HEAD, [datetime(2001, 1, 1), "A"])
    table = validate(recognize(read_table("a.xlsx", data)), JOBS, {})
    assert (
        "Row 3: In the column “Index number” the spreadsheet program has turned an index number into a date"
        in said(table)[0]
    )


def test_merged_cells_and_formulas_without_a_result_are_told():
    def change(sheet):
        sheet.merge_cells("B3:B4")
        sheet["B2"] = "=A2&A3"

    data = workbook(["Index number", "Title"], HEAD, ["1.1", "A"], ["1.2", "B"], change=change)
    table = validate(recognize(read_table("a.xlsx", data)), JOBS, {})
    assert [text.split(":")[0] for text in said(table)] == ["Row 2", "Row 4", "Cells are merged (B3"]
    assert "a formula whose result is not in the file" in said(table)[0] and "The title is missing" in said(table)[1]


def test_the_result_of_a_formula_is_used():
    data = workbook(["Index number", "Title"], HEAD, change=lambda sheet: sheet.__setitem__("B2", "=1"))
    data = replaced(data, sheet1=lambda xml: xml.replace(b"<f>1</f><v></v>", b"<f>1</f><v>7</v>"))
    table = validate(recognize(read_table("a.xlsx", data)), JOBS, {})
    assert said(table) == [] and table.rows[0].title == "7"


def cells_of(count):
    return b'<row r="4">' + b"".join(b"<c><v>%d</v></c>" % at for at in range(count)) + b"</row></sheetData>"


def rows_of(count):
    rows = b"".join(b'<row r="%d"><c r="B%d"><v>%d</v></c></row>' % (at, at, at) for at in range(4, 4 + count))
    return rows + b"</sheetData>"


def into_sheet(old, new):
    return {"sheet1": lambda xml: xml.replace(old, new, 1)}


#: The code of the refusal, with what each part of a workbook is replaced, and the limits that are lowered for it: the
#: files themselves are small. What hostile ones are like is said in docs/word-files.md.
HOSTILE = [
    ("doctype", into_sheet(b"<worksheet", b"<!DOCTYPE worksheet><worksheet"), {}),
    ("doctype", {"workbook": lambda xml: xml.replace(b"<workbook", b"<!DOCTYPE workbook><workbook", 1)}, {}),
    ("doctype", {"styles": lambda xml: xml.replace(b"<styleSheet", b"<!DOCTYPE styleSheet><styleSheet", 1)}, {}),
    ("damaged", {"sheet1": lambda xml: b"<a>" * 9}, {}),
    ("damaged", into_sheet(b'r="2"', b'r="-5"'), {}),
    ("damaged", into_sheet(b'r="2"', b'r="99999999999"'), {}),
    ("damaged", into_sheet(b'r="3"', b'r="2"'), {}),
    ("damaged", into_sheet(b'r="A2"', b'r="ZZZZZ2"'), {}),
    ("damaged", into_sheet(b'r="A2"', b'r="99"'), {}),
    ("damaged", into_sheet(b't="inlineStr"><is>', b't="s"><v>9999</v><is>'), {}),
    ("too-large", {"sheet1": lambda xml: xml + bytes(9_000)}, {(archive_limits, "_LARGEST_PART"): 9_000}),
    ("too-large", {"styles": lambda xml: xml + bytes(9_000)}, {(archive_limits, "_LARGEST_OTHER"): 9_000}),
    ("too-large", {}, {(archive_limits, "_LARGEST_ALL"): 9_000}),
    ("too-large", {}, {(archive_limits, "_MOST_ENTRIES"): 5}),
    (
        "too-large",
        {"theme1": lambda xml: xml + b" " * 9_000},
        {(archive_limits, "_HIGHEST_RATIO"): 6, (archive_limits, "_RATIO_MATTERS_FROM"): 9_000},
    ),
    ("too-many-cells", into_sheet(b"</sheetData>", cells_of(100)), {(sheet_layout, "MOST_ELEMENTS"): 100}),
    ("too-many-rows", into_sheet(b"</sheetData>", rows_of(50)), {(read_workbook, "MOST_ROWS"): 50}),
]


def hostile_workbook(parts):
    return replaced(workbook(["Index number", "Title"], HEAD, ["1.1", "A"]), **parts)


@pytest.mark.parametrize(("code", "parts", "limits"), HOSTILE)
def test_hostile_workbooks_are_refused(code, parts, limits, monkeypatch):
    for (module, name), limit in limits.items():
        assert limit < getattr(module, name)
        monkeypatch.setattr(module, name, limit)
    refusal(code, "a.xlsx", hostile_workbook(parts))


def test_the_same_workbook_is_read_where_no_limit_is_lowered():
    for _, parts, limits in HOSTILE:
        if limits and any((archive_limits, name) in limits for name in ("_LARGEST_ALL", "_MOST_ENTRIES")):
            assert len(recognize(read_table("a.xlsx", hostile_workbook(parts))).lines) == 2


def test_entries_are_counted_before_the_directory_is_read(monkeypatch):
    data = hostile_workbook({})
    monkeypatch.setattr(archive_limits, "_MOST_ENTRIES", 5)
    monkeypatch.setattr(archive_limits.zipfile, "ZipFile", None)
    refusal("too-large", "a.xlsx", data)
    refusal("too-large", "a.ods", data)


def test_openpyxl_is_used_by_its_public_names_only():
    for path in Path(sheet_layout.__file__).parents[1].rglob("*.py"):
        assert not re.search(r"openpyxl[\w.]*(\._| import .*\b_)", path.read_text(encoding="utf-8")), path


def test_a_row_far_below_is_no_reason_to_read_all_rows_before_it():
    data = replaced(
        workbook(["Index number", "Title"], HEAD),
        sheet1=lambda xml: xml.replace(
            b"</sheetData>",
            b'<row r="3000"><c r="B3000" t="inlineStr"><is><t>A</t></is></c></row></sheetData>',
        ),
    )
    grid = read_table("a.xlsx", data)
    assert [number for number, _ in grid.rows] == [1, 2, 3_000]
    table = validate(recognize(grid), JOBS, {})
    assert [message.row for message in table.errors] == [3_000]


NAMES = st.sampled_from(["a.csv", "a.xlsx", "b.txt", "a.xls", "", "a.ods"])
ODD_CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["1", "1.1", "1.1.1", "1.2", "2", "TS-0014", 'TS-14 "a;b"', "=1", "'=1", '"', ";", "101", "1,5", "#REF!"]
    ),
)


@examples()
@given(NAMES, st.one_of(st.binary(max_size=300), st.binary(max_size=80).map(lambda end: b"Index number,Title\n" + end)))
def test_any_bytes_are_read_or_refused_with_the_one_error(name, data):
    try:
        validate(recognize(read_table(name, data)), JOBS, KEYS)
    except TableError as error:
        assert str(error)


@examples()
@given(st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6))
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(changes):
    data = bytearray(SMALL)
    for at, by in changes:
        at %= len(data)
        data[at : at + len(by)] = by
    try:
        validate(recognize(read_table("a.xlsx", bytes(data))), JOBS, KEYS)
    except TableError as error:
        assert str(error)


SHEET_XML = st.lists(
    st.sampled_from(
        [
            b"<row>",
            b"</row>",
            b'<row r="2">',
            b'<row r="x">',
            b'<c r="A2">',
            b"<c>",
            b"</c>",
            b"<v>",
            b"</v>",
            b"1.1",
            b"9999",
            b'<c t="s">',
            b'<c t="d">',
            b'<c t="b">',
            b'<c s="77">',
            b'<c t="inlineStr">',
            b"<is><t>A</t></is>",
            b"<f/>",
            b"<mergeCells>",
            b'<mergeCell ref="A1"/>',
            b"</mergeCells>",
            b'<c r="A0"/>',
            b'<row r="1e9"/>',
            b"&amp;",
        ]
    ),
    max_size=25,
).map(b"".join)


@examples()
@given(SHEET_XML)
def test_a_workbook_with_any_sheet_in_it_is_read_or_refused(inner):
    data = replaced(SMALL, sheet1=lambda xml: xml.replace(b"</sheetData>", inner + b"</sheetData>"))
    try:
        validate(recognize(read_table("a.xlsx", data)), JOBS, KEYS)
    except TableError as error:
        assert str(error)


SMALL = workbook(["Index number", "Title"], HEAD, ["1.1", "A"])


@examples()
@given(st.lists(st.lists(ODD_CELLS, min_size=6, max_size=6), min_size=1, max_size=12))
def test_whatever_stands_in_the_cells_there_are_rows_or_messages(rows):
    table = read_rows(HEAD, *rows)
    if not table.errors:
        assert table.rows[0].number == (1,)
    assert all(str(message).strip() for message in table.messages)


# Writing.

TITLES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).map(unseen).filter(
    bool
) | st.sampled_from(
    ["=1+1", "'=1", "''=1", "+x", "-x", "@x", "'quoted'", "O'Neill", '"A"', "a;b", "1.10", "TRUE", "0012", "#REF", "ſ"]
)


@examples(0.5)
@given(st.lists(TITLES, min_size=1, max_size=6), st.sampled_from(["csv", "xlsx"]))
def test_what_is_written_is_read_as_it_was(titles, kind):
    rows = [[written_number(at), title, "1" if at else "", "2.5", "", "7"] for at, title in enumerate(titles)]
    data = write_csv(COLUMN_NAMES, rows) if kind == "csv" else write_workbook(COLUMN_NAMES, rows, "T")
    sheet = recognize(read_table(f"a.{kind}", data))
    assert sheet.messages == []
    assert [[line.cells[name] for name in COLUMN_NAMES] for line in sheet.lines] == rows


def written_number(at):
    return f"1.{at}" if at else "1"


@given(st.text(max_size=20))
def test_the_guard_against_formulas_comes_off_again(text):
    assert unescape_formula(escape_formula(text)) == text
    assert not escape_formula(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_csv_file_opens_in_excel_and_holds_no_formula():
    data = write_csv(["number", "title"], [["1", '=HYPERLINK("http://example.org")']])
    assert data == b'\xef\xbb\xbfIndex number,Title\r\n1,"\'=HYPERLINK(""http://example.org"")"\r\n'


def test_the_same_rows_are_the_same_bytes_whenever_they_are_written(monkeypatch):
    rows = [["1", "Head", "", "", "", "", "", ""][: len(COLUMN_NAMES)]]
    first = write_workbook(COLUMN_NAMES, rows, "Our chart")
    asked = []

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            asked.append(tz)
            return super().fromtimestamp(1_900_000_000, tz)

    # What openpyxl and zipfile ask for the time.
    monkeypatch.setattr(datetime_module, "datetime", Later)
    monkeypatch.setattr(time, "localtime", lambda *args: time.gmtime(1_900_000_000))
    assert write_workbook(COLUMN_NAMES, rows, "Our chart") == first
    assert asked
    openpyxl.load_workbook(io.BytesIO(first))


def test_a_workbook_is_text_where_it_should_be_and_explains_itself():
    rows = [["1", "=1+1", "", "2.5", "", "7"], ["1.10", "A", "1", "", "TS-0014 A", "8"]]
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(COLUMN_NAMES, rows, "Our chart", ["May be adapted."])))
    first, second = book.worksheets
    assert book.properties.title == "Our chart" and second.title == EXPLANATION
    assert [cell.value for cell in first[1]] == HEADINGS and all(cell.font.b for cell in first[1])
    assert first.freeze_panes == "A2" and first.column_dimensions["B"].width > 30
    assert (first["B2"].value, first["B2"].data_type, first["B2"].quotePrefix) == ("=1+1", "s", True)
    assert (first["A3"].value, first["A3"].number_format, first["A3"].data_type) == ("1.10", "@", "s")
    assert first.column_dimensions["A"].number_format == "@"
    assert (first["D2"].value, first["D2"].data_type) == (2.5, "n")
    explained = {row[0]: row[1] for row in second.iter_rows(values_only=True) if row[0]}
    assert [name for name in explained if name != "Column"] == HEADINGS
    assert second["B" + str(second.max_row)].value == "May be adapted."


def write_and_read(count):
    """Write a table of so many positions in both kinds of files, and read it."""
    rows = [["1", "Head", "", "", "", ""]] + [[f"1.{at}", f"Position {at}", "1", "1", "", ""] for at in range(1, count)]
    for name, data in (("a.csv", write_csv(COLUMN_NAMES, rows)), ("a.xlsx", write_workbook(COLUMN_NAMES, rows, "T"))):
        table = validate(recognize(read_table(name, data)), JOBS, KEYS)
        assert table.messages == [] and len(table.rows) == count


def test_the_largest_table_is_written_and_read(monkeypatch):
    """With limits of 200 rows; tests/benchmarks/bench_hostile.py does it with 20,000."""
    for module in (read, read_workbook):
        monkeypatch.setattr(module, "MOST_ROWS", 200)
    write_and_read(199)
    with pytest.raises(TableError):
        write_and_read(202)


# As LibreOffice reads and writes it.


def test_a_csv_file_in_the_shape_that_libreoffice_saves_is_read():
    headings = "Index number,Title,Reports to,FTE,Job descriptions"
    data = f'{headings}\n1,Superintendent,,,\n1.1,"Net, ""A""",1,2.5,"TS-0014 A\nTS-7"\n'
    table = validate(recognize(read_table("chart.csv", data.encode())), JOBS, {})
    assert table.messages == []
    assert [(row.title, row.jobs) for row in table.rows][1] == ('Net, "A"', (JobEntry(2, "A"), JobEntry(1)))

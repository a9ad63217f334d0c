"""OpenDocument spreadsheets: what is read of them, and that their limits are those of workbooks."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest

from orgcharts.spreadsheet import archive, limits, read_ods, read_workbook
from orgcharts.spreadsheet.cells import NO_VALUE
from orgcharts.spreadsheet.read import read_table
from orgcharts.spreadsheet.rows import recognize
from orgcharts.spreadsheet.values import MergedRange, RawRows, TableError

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def document(*sheets, mimetype=MIMETYPE, before="", **parts):
    """Return an .ods file whose sheets have those rows of XML."""
    tables = "".join(f'<table:table table:name="Sheet {at}">{rows}</table:table>' for at, rows in enumerate(sheets, 1))
    content = (
        f"<?xml version='1.0'?>{before}<office:document-content {NAMES}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", mimetype)
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", parts.get("manifest", "<m/>"))
        for name, part in parts.get("others", {}).items():
            made.writestr(name, part)
    return out.getvalue()


def text(*cells, attributes=""):
    inner = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f"<table:table-row {attributes}>{inner}</table:table-row>"


def cell(inner="", **attributes):
    named = " ".join(
        f"{'table' if name in {'formula', 'number_columns_repeated', 'number_columns_spanned'} else 'office'}:"
        f'{name.replace("_", "-")}="{value}"'
        for name, value in attributes.items()
    )
    return f"<table:table-cell {named}>{inner}</table:table-cell>"


def row(*cells, attributes=""):
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def refusal(data, name="a.ods"):
    with pytest.raises(TableError) as caught:
        recognize(read_table(name, data))
    assert str(caught.value).endswith((".", "?"))
    return caught.value.code


HEADINGS = text("Index number", "Title")
EMPTY_TO_THE_END = row(cell(number_columns_repeated="16384"), attributes='table:number-rows-repeated="1048000"')


def test_rows_are_read_as_the_program_shows_them():
    data = document(
        text("A caption")
        + HEADINGS
        + text("1", "Head<text:s text:c='2'/>of<text:line-break/>all")
        + row(attributes='table:number-rows-repeated="2"')
        + text("1.1", "<text:span>Direc<text:a>tor</text:a></text:span>", attributes='table:visibility="filter"')
        + EMPTY_TO_THE_END
    )
    grid = read_table("a.ods", data)
    assert grid.rows[-1] == (6, ["1.1", "Director"])
    assert grid.rows[2] == (3, ["1", "Head  of\nall"]) and grid.hidden == [6]
    sheet = recognize(grid)
    assert [(line.row, line.cells["title"]) for line in sheet.lines] == [(3, "Head  of\nall"), (6, "Director")]


def test_cells_keep_their_kinds():
    comment = "<office:annotation><text:p>a remark</text:p></office:annotation>"
    cells = [
        cell("<text:p>1,5</text:p>", value_type="float", value="1.5"),
        cell(value_type="percentage", value="0.4375"),
        cell(value_type="float", value="3"),
        cell(value_type="date", date_value="2001-01-02"),
        cell(value_type="time", time_value="PT01H10M00S"),
        cell(value_type="boolean", boolean_value="true"),
        cell(formula="of:=1+1"),
        cell(f"{comment}<text:p>Own</text:p>", value_type="string"),
        cell("<text:p>Same</text:p>", value_type="string", number_columns_repeated="3"),
        cell("<text:p>Wide</text:p>", value_type="string", number_columns_spanned="2"),
        "<table:covered-table-cell/>",
        cell("<text:p>End</text:p>", value_type="string"),
    ]
    grid = read_table("a.ods", document(HEADINGS + row(*cells)))
    assert grid.rows[1][1] == [
        1.5,
        0.4375,
        3,
        date(2001, 1, 2),
        timedelta(hours=1, minutes=10),
        True,
        NO_VALUE,
        "Own",
        *["Same"] * 3,
        "Wide",
        None,
        "End",
    ]
    assert grid.merged == [MergedRange("L2:M2", 2, 2)]
    assert RawRows.from_json(grid.to_json()) == grid


def test_the_sheet_with_our_headings_is_read_and_others_are_named():
    ours = HEADINGS + text("1", "Head")
    sheet = recognize(read_table("a.ods", document(text("Notes"), ours, ours)))
    assert [line.cells["title"] for line in sheet.lines] == ["Head"]
    assert [str(message) for message in sheet.messages] == [
        "The sheet “Sheet 2” was read. There are such tables in other sheets too, which were not read: “Sheet 3”."
    ]


def test_rows_inside_of_groups_are_read_and_tables_inside_of_cells_are_not():
    inner = f"<table:table>{text('x', 'y')}</table:table>"
    data = document(
        f"<table:table-header-rows>{HEADINGS}</table:table-header-rows><table:table-row-group>{text('1', 'Head')}"
        f"</table:table-row-group>{row(cell('<text:p>1.1</text:p>', value_type='string'), cell(inner))}"
    )
    assert [cells[:2] for _, cells in read_table("a.ods", data).rows] == [
        ["Index number", "Title"],
        ["1", "Head"],
        ["1.1"],
    ]


def test_a_name_that_says_another_kind_of_file_is_told():
    data = document(HEADINGS + text("1", "Head"))
    assert refusal(data, "a.xlsx") == "opendocument" and refusal(data, "a.csv") == "ending"
    assert refusal(b"Index number,Title\n1,Head\n", "a.ods") == "ending"
    assert refusal(document(HEADINGS, mimetype=MIMETYPE.replace("spreadsheet", "text"))) == "not-a-table"


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("damaged", document("<table:table-row>")),
        ("damaged", document(HEADINGS + row(cell(value_type="float", value="many")))),
        ("damaged", document(HEADINGS + row(cell(value_type="date", date_value="soon")))),
        ("damaged", document(HEADINGS + row(cell(value_type="time", time_value="later")))),
        ("no-sheet", document()),
        ("empty", document("")),
        ("columns-missing", document(text("Notes"))),
        ("doctype", document(HEADINGS, before="<!DOCTYPE a>")),
        ("doctype", document(HEADINGS, others={"styles.xml": "<!DOCTYPE a><a/>"})),
        ("encrypted", document(HEADINGS, manifest="<m><manifest:encryption-data/></m>")),
    ],
)
def test_what_cannot_be_read_is_refused(code, data):
    assert refusal(data) == code


def test_the_limits_are_those_of_workbooks(monkeypatch):
    many = "".join(text(f"1.{at}", f"P{at}") for at in range(1, 40))
    rows = HEADINGS + text("1", "Head") + many
    assert len(recognize(read_table("a.ods", document(rows))).lines) == 40
    monkeypatch.setattr(read_ods, "MOST_ELEMENTS", 100)
    assert refusal(document(rows)) == "too-many-cells"
    monkeypatch.undo()
    repeated = HEADINGS + text("1", "Head", attributes='table:number-rows-repeated="60"')
    assert len(read_table("a.ods", document(repeated)).rows) == 61
    for module in (read_ods, read_workbook):
        monkeypatch.setattr(module, "MOST_ROWS", 50)
    assert refusal(document(repeated)) == "too-many-rows"
    monkeypatch.undo()
    monkeypatch.setattr(archive, "_LARGEST_PART", 1000)
    assert refusal(document(rows)) == "too-large"
    monkeypatch.undo()
    monkeypatch.setattr(archive, "_MOST_ENTRIES", 3)
    assert refusal(document(rows, others={"a": "1", "b": "2"})) == "too-large"
    assert limits.MOST_ROWS == 20_000

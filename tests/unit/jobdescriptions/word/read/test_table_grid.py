from jobdescriptions.word.document import Cell, ListItem, Paragraph, Run, Table
from tests.recursion import fewer_calls
from tests.unit.jobdescriptions.word.docx_parts import (
    blocks,
    definition,
    item,
    level,
    num,
    p,
    style,
    tbl,
    tc,
    tr,
)

HEAD = "<w:tblHeader/>"


def cell(text: str = "", colspan: int = 1, rowspan: int = 1) -> Cell:
    return Cell((Paragraph((Run(text),)),) if text else (), colspan, rowspan)


def table(body: str, **options) -> Table:
    (found,) = blocks(body, **options)
    return found


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def test_a_table_is_rows_of_cells():
    assert table(tbl(tr(tc("a"), tc("b")), tr(tc("c"), tc()))) == Table(
        ((cell("a"), cell("b")), (cell("c"), cell())),
    )


def test_a_table_without_cells_is_dropped():
    assert blocks(tbl() + tbl(tr())) == []


def test_header_rows_are_those_marked_at_the_top():
    rows = (tr(tc("a"), properties=HEAD), tr(tc("b")), tr(tc("c"), properties=HEAD))
    assert table(tbl(*rows)).header_rows == 1


def test_a_table_of_header_rows_only_has_none():
    assert table(tbl(tr(tc("a"), properties=HEAD), tr(tc("b"), properties=HEAD))).header_rows == 0


def test_a_header_row_can_be_unmarked():
    assert table(tbl(tr(tc("a"), properties='<w:tblHeader w:val="0"/>'), tr(tc("b")))).header_rows == 0


def test_cells_reach_over_columns():
    assert table(tbl(tr(tc("a", span(2))), tr(tc("b"), tc("c")))).rows == (
        (cell("a", 2),),
        (cell("b"), cell("c")),
    )


def test_cells_reach_over_rows_by_grid_column():
    down, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = tbl(
        tr(tc("a"), tc("b"), tc("c", down)),
        tr(tc("d", span(2)), tc("", goes_on)),
        tr(tc("e"), tc("f"), tc("", '<w:vMerge w:val="continue"/>')),
        tr(tc("g"), tc("h"), tc("i")),
    )
    assert table(body).rows == (
        (cell("a"), cell("b"), cell("c", 1, 3)),
        (cell("d", 2),),
        (cell("e"), cell("f")),
        (cell("g"), cell("h"), cell("i")),
    )


def test_a_cell_that_continues_nothing_stands_for_itself():
    body = tbl(tr(tc("a", "<w:vMerge/>"), tc("b")), tr(tc("c", span(2) + "<w:vMerge/>")))
    assert table(body).rows == ((cell("a"), cell("b")), (cell("c", 2),))


def test_text_in_a_covered_cell_is_not_lost():
    body = tbl(tr(tc("a", '<w:vMerge w:val="restart"/>')), tr(tc("b", "<w:vMerge/>")))
    (row, rest) = table(body).rows
    assert row[0] == Cell((Paragraph((Run("a"),)), Paragraph((Run("b"),))), 1, 2)
    assert rest == ()


def test_horizontal_merging_of_the_old_kind():
    body = tbl(tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>")), tr(tc("b"), tc("c")))
    assert table(body).rows == ((cell("a", 2),), (cell("b"), cell("c")))


def test_ragged_rows_are_filled_up():
    assert table(tbl(tr(tc("a"), tc("b"), tc("c")), tr(tc("d")))).rows[1] == (cell("d"), cell("", 2))


def test_grid_columns_left_out_are_empty_cells():
    body = tbl(
        tr(tc("a"), tc("b"), tc("c")),
        tr(tc("d"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
    )
    assert table(body).rows[1] == (cell(), cell("d"), cell())


def test_a_span_beyond_what_word_has_is_cut():
    assert table(tbl(tr(tc("a", span(99))), tr(tc("b")))).rows[0][0].colspan == 63


def test_rows_and_cells_in_content_controls_are_read():
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    body = tbl(control(tr(tc("a"), control(tc("b")))), f"<w:customXml>{tr(tc('c'), tc('d'))}</w:customXml>")
    assert table(body).rows == ((cell("a"), cell("b")), (cell("c"), cell("d")))


def test_a_table_in_a_cell_is_kept_among_its_blocks():
    inner = tbl(tr(tc("b")))
    assert table(tbl(tr(tc(p("a") + inner + p("c"))))).rows[0][0].blocks == (
        Paragraph((Run("a"),)),
        Table(((cell("b"),),)),
        Paragraph((Run("c"),)),
    )


def test_lists_count_through_cells():
    numbering = definition(0, level(0)) + num(1, 0)
    body = tbl(tr(tc(item("a")), tc(item("b"))))
    assert [c.blocks[0] for c in table(body, numbering=numbering).rows[0]] == [
        ListItem(0, "decimal", (Run("a"),), 1, "1."),
        ListItem(0, "decimal", (Run("b"),), 2, "2."),
    ]


def test_alternative_text_is_the_summary():
    properties = '<w:tblCaption w:val="Pay"/><w:tblDescription w:val="What is paid where"/>'
    assert table(tbl(tr(tc("a")), properties=properties)).summary == "Pay: What is paid where"
    assert table(tbl(tr(tc("a")), properties='<w:tblDescription w:val="Pay"/>')).summary == "Pay"
    twice = '<w:tblCaption w:val="Pay"/><w:tblDescription w:val="Pay"/>'
    assert table(tbl(tr(tc("a")), properties=twice)).summary == "Pay", "some programs write it into both"


def test_the_first_column_heads_the_rows_where_word_shows_it_so():
    first = '<w:tblStylePr w:type="firstCol"><w:rPr><w:b/></w:rPr></w:tblStylePr>'
    styles = style("Labels", "Labels", first, kind="table") + style("Plain", "Plain", kind="table")

    def headed(style_id: str, look: str) -> bool:
        properties = f'<w:tblStyle w:val="{style_id}"/><w:tblLook {look}/>'
        return table(tbl(tr(tc("a"), tc("b")), properties=properties), styles=styles).header_column

    assert headed("Labels", 'w:firstColumn="1"')
    assert headed("Labels", 'w:val="0080"')
    assert not headed("Labels", 'w:firstColumn="0" w:val="0080"')
    assert not headed("Plain", 'w:firstColumn="1"')


def test_nested_tables_are_read_with_few_calls_for_each_level():
    """Seventy tables in each other would be read with the calls that Python allows."""
    body = p("deep")
    for _ in range(8):
        body = tbl(tr(tc(body)))
    table(body)  # What is loaded and kept by the first reading takes calls, too.
    with fewer_calls(115):
        found = table(body)
    for _ in range(7):
        found = found.rows[0][0].blocks[0]
    assert found.rows == ((cell("deep"),),)

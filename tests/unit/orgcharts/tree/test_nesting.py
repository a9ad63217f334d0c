import pytest

from orgcharts.tree.nesting import Box, count_row_levels, nest


def boxes(*paths):
    return [Box(pk, path, f"Box {pk}") for pk, path in enumerate(paths, start=1)]


def outline(head):
    return [(box.title, box.depth, box.index_number) for box in head.walk()]


def test_rows_in_path_order_become_boxes_below_boxes():
    head = nest(boxes("0003", "00030001", "000300010001", "00030002"))
    assert outline(head) == [("Box 1", 0, "1"), ("Box 2", 1, "1.1"), ("Box 3", 2, "1.1.1"), ("Box 4", 1, "1.2")]
    assert [box.direct_reports for box in head.walk()] == [2, 1, 0, 0]


def test_the_way_up_leads_from_a_box_to_the_head():
    head = nest(boxes("0001", "00010001", "000100010001"))
    lowest = head.below[0].below[0]
    assert [box.index_number for box in lowest.ancestors()] == ["1.1", "1"]


def test_no_rows_make_no_chart():
    assert nest([]) is None


@pytest.mark.parametrize(
    "paths",
    [
        ("0001", "000100010001"),
        ("0001", "00020001"),
        ("00010001",),
        ("0001", "0002"),
    ],
)
def test_rows_that_are_no_sound_tree_are_refused(paths):
    with pytest.raises(ValueError, match="path"):
        nest(boxes(*paths))


def test_ten_thousand_boxes_in_a_single_line_nest_and_walk_without_recursion():
    head = nest(Box(depth, "0001" * depth, str(depth)) for depth in range(1, 3001))
    assert sum(1 for _ in head.walk()) == 3000


def test_levels_stand_side_by_side_only_as_far_as_they_fit():
    narrow = nest(boxes("0001", "00010001", "000100010001", "000100010002", "00010002"))
    assert count_row_levels(narrow, 3) == 2
    assert count_row_levels(narrow, 2) == 1
    wide = nest(boxes("0001", *(f"0001000{at}" for at in range(1, 8))))
    assert count_row_levels(wide, 5) == 0

import pytest

from orgcharts.tree.index_numbers import LARGEST_STEP, index_number, path_below_head


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("0001", "1"),
        ("000Z", "1"),
        ("00010001", "1.1"),
        ("0001000100010002", "1.1.1.2"),
        ("0002000A", "1.10"),
        ("000100100001", "1.36.1"),
        ("0001ZZZZ", f"1.{LARGEST_STEP}"),
    ],
)
def test_path_and_index_number_tell_the_same_place(path, number):
    assert index_number(path) == number
    assert path[:4] + path_below_head(number) == path


@pytest.mark.parametrize(
    "text",
    ["", "0", "2", "01", "1.", ".1", "1..1", "01.1", "1.01", "1.0", "1.-1", "1.1 ", "1.a", "1.1\n", "1.١", "1,1"],
)
def test_what_is_no_index_number_is_refused_with_the_text_named(text):
    with pytest.raises(ValueError, match="is not an index number"):
        path_below_head(text)


def test_a_step_that_no_path_can_hold_is_refused():
    with pytest.raises(ValueError, match="No position has"):
        path_below_head(f"1.{LARGEST_STEP + 1}")

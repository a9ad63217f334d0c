"""Three-way merge of plain values."""

import pytest

from techsets.common.conflicts.merge import ROW, Row, SubmittedRow, merge_fields, merge_order, merge_rows


@pytest.mark.parametrize(
    ("loaded", "saved", "sent", "values", "from_theirs", "conflicts"),
    [
        ("a", "a", "a", "a", False, False),
        ("a", "b", "a", "b", True, False),
        ("a", "a", "b", "b", False, False),
        ("a", "b", "b", "b", False, False),
        ("a", "b", "c", "c", False, True),
        (["1", "2"], ["1", "3"], ["2"], ["3"], True, False),
        (["1"], ["1"], [], [], False, False),
    ],
)
def test_each_way_in_which_two_people_change_one_value(loaded, saved, sent, values, from_theirs, conflicts):
    found = merge_fields({"x": loaded}, {"x": saved}, {"x": sent})
    assert (found.values["x"], found.from_theirs == ["x"], found.conflicts == ["x"]) == (values, from_theirs, conflicts)


def test_without_knowing_what_was_shown_whatever_differs_is_a_conflict():
    assert merge_fields(None, {"x": "a", "y": "b"}, {"x": "c", "y": "b"}).conflicts == ["x"]


def row(key, text="", name=""):
    return Row(key, name or f"name {key}", {"x": text or key})


def sent(key, text="", *, removed=False, at=0, place=0):
    return SubmittedRow(key, {"x": text or key}, removed, at, (place or at,))


def told(rows):
    return [
        (one.theirs.key if one.theirs else "", one.fields["x"], one.removed, one.is_dropped, one.conflicts)
        for one in rows
    ]


def test_each_way_in_which_two_people_change_one_row():
    loaded = [row(key) for key in "abcdef"]
    saved = [row("a", "theirs"), row("b"), row("c", "theirs"), row("g")]
    mine = [sent("a"), sent("b", removed=True), sent("c", removed=True), sent("d"), sent("e", "mine"), sent("", "new")]
    mine.append(sent("f", removed=True))
    assert told(merge_rows(loaded, saved, mine)) == [
        ("a", "theirs", False, False, []),
        ("b", "b", True, False, []),
        ("c", "theirs", True, False, [ROW]),
        ("g", "g", False, False, []),
        ("", "d", False, True, []),
        ("", "mine", False, False, [ROW]),
        ("", "f", False, True, []),
        ("", "new", False, False, []),
    ]


def test_a_row_that_was_made_anew_is_found_by_its_name():
    found = merge_rows([row("a", name="Travel")], [row("z", "theirs", name="Travel")], [sent("a")])
    assert told(found) == [("z", "theirs", False, False, [])]


def order(loaded, saved, mine):
    rows = [SubmittedRow(key if key in loaded else "", {"x": key}, at=at, place=(at,)) for at, key in enumerate(mine)]
    before = [row(key) for key in loaded]
    return "".join(
        one.fields["x"] for one in merge_order(before, merge_rows(before, [row(key) for key in saved], rows))
    )


@pytest.mark.parametrize(
    ("loaded", "saved", "mine", "both"),
    [
        ("abc", "abc", "abc", "abc"),
        ("abc", "cab", "abc", "cab"),
        ("abc", "abc", "cab", "cab"),
        ("abc", "cab", "bac", "bac"),
        ("abc", "abxc", "abc", "abxc"),
        ("abc", "abxc", "ayb c".replace(" ", ""), "aybxc"),
        ("abc", "xabc", "cab", "xcab"),
        ("abc", "acb", "abcy", "acyb"),
    ],
)
def test_the_order_of_both_is_kept_as_far_as_it_goes(loaded, saved, mine, both):
    assert order(loaded, saved, mine) == both


def test_a_row_that_both_have_added_alike_is_one_row():
    found = told(merge_rows([row("a")], [row("a"), row("b", "new")], [sent("a"), sent("", "new", at=1)]))
    assert found == [("a", "a", False, False, []), ("b", "new", False, False, [])]
    # A second one like it is another one, and one that is taken out of the form again takes nothing away.
    twice = [sent("", "new", at=1), sent("", "new", at=2)]
    assert [key for key, *_ in told(merge_rows([], [row("b", "new")], twice))] == ["b", ""]
    gone = [sent("", "new", removed=True, at=1)]
    assert told(merge_rows([], [row("b", "new")], gone))[0] == ("b", "new", False, False, [])

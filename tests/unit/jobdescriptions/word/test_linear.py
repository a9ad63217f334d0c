"""What an import does to a document takes steps whose number grows with the document, and not with its square.

Calls of functions are counted, Python's own and those of libraries, which is the same number on every machine. What is
inside of one call, such as a pattern that looks back, shows in time alone: tests/benchmarks/bench_growth.py compares
the same shapes by the clock.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from jobdescriptions.compare import compare
from jobdescriptions.templatetags.structured_data import wrap_tables
from jobdescriptions.word.html.subset import from_html, to_html
from jobdescriptions.word.understand.headings import _find_kind
from jobdescriptions.word.understand.pay_names import find_range_label
from jobdescriptions.word.understand.pay_text import find_pay_figures
from tests.unit.jobdescriptions.contents import content, section
from tests.unit.jobdescriptions.html_shapes import SHAPES
from tests.unit.jobdescriptions.word.shapes import STRUCTURES, TEXTS, all_steps

#: What is eight times as large takes about eight times as many calls; with its square it would be 64 times.
SMALL, TIMES, MOST = 1_000, 8, 16


def calls(work: Callable[[], object]) -> int:
    """Return how many functions are called."""
    count = 0

    def note(frame, event, argument):
        nonlocal count
        count += event in {"call", "c_call"}

    _find_kind.cache_clear()  # What another test has asked for is asked for again.
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def grow_alike(work: Callable[[int], Callable[[], object]]) -> bool:
    return calls(work(SMALL * TIMES)) < MOST * max(calls(work(SMALL)), 100)


def test_what_takes_the_square_of_its_size_is_noticed():
    assert not grow_alike(lambda size: lambda: [len("a") for _ in range((size // 20) ** 2)])
    assert grow_alike(lambda size: lambda: [len("a") for _ in range(size)])


@pytest.mark.parametrize("name", STRUCTURES)
def test_all_steps_of_an_import_are_as_many_as_the_file_is_large(name):
    assert grow_alike(lambda size: lambda: all_steps(STRUCTURES[name](size)))


@pytest.mark.parametrize("name", TEXTS)
def test_looking_for_pay_takes_as_many_steps_as_the_line_is_long(name):
    for labels in ((), ("Salary range",)):
        assert grow_alike(lambda size: lambda: find_pay_figures(TEXTS[name] * (size // len(TEXTS[name])), labels))  # noqa: B023


@pytest.mark.parametrize("name", SHAPES)
def test_reading_drawing_and_comparing_html_takes_as_many_steps_as_it_is_long(name):
    def work(size: int) -> Callable[[], object]:
        html = SHAPES[name](size)
        before, after = (content(section("Text", text)) for text in (html, f"<p>And more.</p>{html}"))

        def look() -> None:
            wrap_tables(to_html(from_html(html)))
            assert compare(before, after)

        return look

    assert grow_alike(work)


def test_the_name_of_a_range_is_read_once_however_many_parts_it_has():
    """Each space could be read in two ways: with so many parts, trying all of them would never end."""
    assert find_range_label("1 " + "Step A " * 200 + "and so on", ["Range"]) == ""

"""What an import does to a document takes time that grows with the document, and not with its square.

Each shape is made eight times as large: what is linear takes eight times as long, what is not takes 64 times. Only the
relation of the two counts, and the best of several tries, since other programs on the machine can only add to it.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable

import pytest

from jobdescriptions.word.check import check
from jobdescriptions.word.html import to_html
from jobdescriptions.word.mending import mend, offers
from jobdescriptions.word.parser import parse
from jobdescriptions.word.paynames import range_label
from jobdescriptions.word.paytext import pay_figures
from jobdescriptions.word.reader import read
from jobdescriptions.word.recognise import recognise
from tests.unit.jobdescriptions.word.docx_parts import archive
from tests.unit.jobdescriptions.word.shapes import STRUCTURES, TEXTS, Parts

SMALL, TIMES, TRIES = 4_000, 8, 3


def all_steps(parts: Parts) -> None:
    data = archive(parts, zipfile.ZIP_STORED)
    found = read(data).value
    blocks = mend(found.blocks, [offer.key for offer in offers(found.blocks)])
    for section in parse(found).value.sections:
        to_html(section.blocks)
    recognise(blocks)
    check(data)


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def is_linear(small: Callable[[], object], large: Callable[[], object]) -> bool:
    small()
    return any(seconds(large) < 3 * TIMES * max(min(seconds(small) for _ in range(2)), 0.0005) for _ in range(TRIES))


@pytest.mark.parametrize("name", STRUCTURES)
def test_all_steps_of_an_import_take_time_that_grows_with_the_file(name):
    small, large = STRUCTURES[name](SMALL), STRUCTURES[name](SMALL * TIMES)
    assert is_linear(lambda: all_steps(small), lambda: all_steps(large))


@pytest.mark.parametrize("name", TEXTS)
def test_looking_for_pay_takes_time_that_grows_with_the_line(name):
    small = TEXTS[name] * (SMALL // len(TEXTS[name]))
    for labels in ((), ("Salary range",)):
        assert is_linear(lambda: pay_figures(small, labels), lambda: pay_figures(small * TIMES, labels))  # noqa: B023


def test_the_name_of_a_range_is_read_once_however_many_parts_it_has():
    """Each space could be read in two ways: with so many parts, trying all of them would never end."""
    assert range_label("1 " + "Step A " * 200 + "and so on", ["Range"]) == ""

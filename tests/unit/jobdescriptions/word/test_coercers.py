"""Single values: pay, occupation codes, employment classes, lines of text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobdescriptions.word.coercers import Pay, format_pay, join_soc, parse_employment_group, parse_pay, split_soc, tidy
from jobdescriptions.word.document import MEAN, MEASURES, PERCENTILES, RANGE, RATE, UNITS

MONEY = st.decimals(Decimal("0.01"), Decimal(9_999_999), places=2)


@st.composite
def pays(draw):
    measure = draw(st.sampled_from(MEASURES))
    low, high = sorted((draw(MONEY), draw(MONEY)))
    return Pay(
        low=low,
        high=low if measure in (RATE, MEAN) else high,
        unit=draw(st.sampled_from(list(UNITS))),
        measure=measure,
        median=draw(st.one_of(st.none(), MONEY)) if measure == PERCENTILES else None,
    )


@given(pays())
def test_pay_reads_back_as_it_was_written(pay):
    assert parse_pay(format_pay(pay)) == pay


def test_cents_stand_only_where_there_are_cents():
    assert format_pay(Pay(Decimal("3220.80"), Decimal("3549.92"), "month")) == "$3,220.80 to $3,549.92 a month"
    assert format_pay(Pay(Decimal("3220.00"), Decimal("3549"), "month")) == "$3,220 to $3,549 a month"


@pytest.mark.parametrize(
    "text",
    [
        "$4,000 - $5,000 per month",
        "$4,000 \u2013 $5,000 monthly",
        "$4000 to $5000/month",
        "  $4,000  to  $5,000 a  month. ",
        "$4,000.00 to $5,000.00 A MONTH",
    ],
)
def test_pay_is_understood_in_the_ways_people_type_it(text):
    assert parse_pay(text) == Pay(Decimal(4000), Decimal(5000), "month", RANGE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Range 50",
        "$4,000",
        "$5,000 to $4,000 a month",
        "$4,000 to $5,000 a fortnight",
        "about $4,000 a month",
        "$4,00 a day",
    ],
)
def test_pay_that_is_not_understood_in_full_is_not_guessed_at(text):
    assert parse_pay(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "15-1244 Network and Computer Systems Administrators",
            ("15-1244", "Network and Computer Systems Administrators"),
        ),
        ("25-9042.00 Teaching Assistants", ("25-9042.00", "Teaching Assistants")),
        ("15-1251", ("15-1251", "")),
        ("Computer Programmers", ("", "Computer Programmers")),
        ("15-12440 Something", ("", "15-12440 Something")),
        ("", ("", "")),
    ],
)
def test_an_occupation_is_a_code_and_a_name(text, parts):
    assert split_soc(text) == parts
    assert split_soc(join_soc(*parts)) == parts


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Classified", "classified"),
        ("classified (paraprofessional / instructional aide)", "classified"),
        ("classified (some districts: classified management)", "classified"),
        ("Classified management", "classified-management"),
        ("Classified Management (senior management where the board decides)", "classified-management"),
        ("Certificated (services credential)", "certificated"),
        ("Certificated management or senior management of the classified service", "certificated-management"),
        ("Confidential", ""),
        ("Unclassified", ""),
        ("", ""),
    ],
)
def test_the_employment_group_is_what_the_text_begins_with(text, group):
    assert parse_employment_group(text) == group


def test_a_tidy_line_has_single_spaces_and_nothing_that_xml_forbids():
    assert tidy("\x00 a\u00a0\n\x0bb\ud800 ") == "a b"

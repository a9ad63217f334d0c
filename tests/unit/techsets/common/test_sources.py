"""Sources written one to a line."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from techsets.common.sources import Source, parse_sources, validate_sources

LAW = "Education Code, section 45125 | https://leginfo.legislature.ca.gov/x?s=45125. | 45125(a) | 2026-11-30"


def test_each_line_is_a_source_and_empty_lines_are_none():
    sources = parse_sources(f"\n{LAW}\n  \nPlan | https://example.org/plan.pdf || 2026-01-05\n")
    assert sources == [
        Source(
            "Education Code, section 45125",
            "https://leginfo.legislature.ca.gov/x?s=45125.",
            "45125(a)",
            date(2026, 11, 30),
        ),
        Source("Plan", "https://example.org/plan.pdf", "", date(2026, 1, 5)),
    ]
    assert [parse_sources(source.as_line()) for source in sources] == [[source] for source in sources]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Only a title", "four parts"),
        (" | https://example.org/ | | 2026-01-05", "four parts"),
        ("Law | javascript:alert(1) | | 2026-01-05", "does not begin with https://"),
        ("Law | https://localhost/ | | 2026-01-05", "does not begin with https://"),
        ("Law | https://[half/ | | 2026-01-05", "cannot be read"),
        ("Law | https://example.org/a b | | 2026-01-05", "space"),
        ("Law | https://jo:secret@example.org/ | | 2026-01-05", "user name"),
        ("Law | https://example.org/ | | in January", "2026-11-30"),
    ],
)
def test_a_line_in_error_gets_a_sentence_that_names_it(line, words):
    with pytest.raises(ValidationError) as caught:
        parse_sources(f"{LAW}\n{line}")
    (sentence,) = caught.value.messages
    assert sentence.startswith("Line 2") and words in sentence


def test_a_source_that_was_read_in_the_future_is_refused_where_it_is_written():
    line = "Plan | https://example.org/plan.pdf || 2999-01-05"
    assert parse_sources(line)[0].seen.year == 2999  # What is stored can be shown.
    with pytest.raises(ValidationError, match="2999-01-05 is still to come"):
        validate_sources(line)

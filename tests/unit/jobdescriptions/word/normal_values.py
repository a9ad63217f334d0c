"""Hypothesis strategies: blocks and documents, in normal form and out of it."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from jobdescriptions.facts import COLUMNS
from jobdescriptions.word.document import (
    MEASURES,
    NUMBER_FORMATS,
    UNITS,
    Cell,
    Document,
    Heading,
    ListItem,
    Paragraph,
    Run,
    SalaryRange,
    Section,
    Table,
)
from jobdescriptions.word.understand.headings import RECOGNIZED_HEADINGS
from jobdescriptions.word.understand.normal import normalize, normalize_blocks

#: Few letters, so that equal things meet, beside everything that needs care: spaces, breaks, markup, other alphabets.
SIGNS = st.one_of(
    st.sampled_from("ab1.  \t\n\u00a0<>&\"'%$;:()\u2011\u00ad\u2028\u0085\ufffd\U0001f600"),
    st.characters(exclude_categories=("Cs", "Cc", "Co"), exclude_characters="\ufffe\uffff"),
)
TEXT = st.text(SIGNS, max_size=12)
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co")), min_size=1, max_size=12)
LINKS = st.sampled_from(["", "", "", "https://example.org/?a=1&b=%22#c", "http://example.org", "mailto:hr@example.org"])
MARKS = st.sampled_from(["", "", "b", "i", "bi", "u", "s", "r", "l", "bius", "iul"])

LANGUAGES = st.sampled_from(["", "", "", "es", "es-MX", "en-GB"])

INLINE = st.lists(st.builds(Run, TEXT, MARKS, LINKS, LANGUAGES), min_size=1, max_size=4).map(tuple)
ITEMS = st.builds(
    ListItem,
    st.integers(0, 4),
    st.sampled_from(["bullet", "bullet", "decimal", "decimal", *NUMBER_FORMATS]),
    INLINE,
    st.one_of(st.none(), st.integers(0, 6), st.sampled_from([27, 40, 780, 3999, 32767])),
    st.one_of(
        st.just(""), st.sampled_from(["(a)", "1.1", "2.1", "1.", "2.", "3.", "Step 1", "1-1", "%1", "*", " x"]), TEXT
    ),
)
CLAUSES = st.sampled_from(["", "", "", "tuberculosis", "drivers-license", "Not a key", "x" * 51])
SIMPLE = st.one_of(
    st.builds(Paragraph, INLINE, CLAUSES),
    ITEMS,
    ITEMS,
    st.builds(Heading, st.integers(1, 4), INLINE),
)
SUMMARIES = st.sampled_from(["Title: text", ": text", "Title:", "a : b", "a: b: c", "  a:  b  "])


def _tables(content: st.SearchStrategy) -> st.SearchStrategy[Table]:
    cells = st.builds(
        Cell,
        st.lists(content, max_size=2).map(tuple),
        st.sampled_from([1, 1, 1, 2, 3]),
        st.sampled_from([1, 1, 1, 2, 3]),
    )
    rows = st.lists(st.lists(cells, min_size=0, max_size=3).map(tuple), min_size=1, max_size=4).map(tuple)
    return st.builds(Table, rows, st.integers(0, 4), st.booleans(), st.one_of(st.just(""), TEXT, SUMMARIES))


BLOCKS = st.lists(st.one_of(SIMPLE, SIMPLE, _tables(st.one_of(SIMPLE, _tables(SIMPLE)))), max_size=7).map(tuple)
NORMAL_BLOCKS = BLOCKS.map(normalize_blocks)

_HEADINGS = st.one_of(
    st.sampled_from([heading.name for heading in RECOGNIZED_HEADINGS]),
    st.sampled_from(["DUTIES:", "Other words", "Introduction"]),
    LINE,
)
_MONEY = st.decimals(Decimal("0.01"), Decimal(400_000), places=2)


@st.composite
def _salaries(draw: st.DrawFn) -> SalaryRange:
    low, high = sorted((draw(_MONEY), draw(_MONEY)))
    line = LINE.filter(lambda text: bool(text.strip()))
    return SalaryRange(
        employer=draw(line),
        class_title=draw(line),
        low=low,
        high=high,
        unit=draw(st.sampled_from(list(UNITS))),
        year=draw(st.sampled_from(["2022-23", "May 2024"])),
        publisher=draw(line),
        closeness=draw(st.sampled_from(["same", "close", "comparable", "occupation"])),
        measure=draw(st.sampled_from(MEASURES)),
        median=draw(st.one_of(st.none(), _MONEY)),
        remarks=draw(st.one_of(st.just(""), LINE)),
        read_at=draw(LINKS),
        seen=draw(st.one_of(st.none(), st.dates())),
    )


_TEXT = st.one_of(st.just(""), LINE)
_LIST = st.lists(LINE, max_size=2).map(tuple)
_FACTS = {
    "soc_code": st.sampled_from(["", "15-1244"]),
    "soc_title": st.sampled_from(["", "Network and Computer Systems Administrators"]),
}


@st.composite
def _documents(draw: st.DrawFn) -> Document:
    sections = draw(st.lists(st.builds(Section, st.just(""), _HEADINGS, BLOCKS), max_size=4))
    salaries = draw(st.lists(_salaries(), max_size=3))
    if salaries:
        place = draw(st.integers(0, len(sections)))
        sections.insert(
            place, Section("salary", draw(st.sampled_from(["Salary information", "Pay range"])), draw(BLOCKS))
        )
    facts = {name: draw(_FACTS.get(name, _LIST if column.is_list else _TEXT)) for name, column in COLUMNS.items()}
    return Document(draw(LINE), sections=tuple(sections), salaries=tuple(salaries), **facts)


NORMAL_DOCUMENTS = _documents().map(normalize).filter(lambda document: bool(document.title))

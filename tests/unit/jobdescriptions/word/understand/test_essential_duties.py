"""Marks of essential duties: other authors' ways, and what only looks like one."""

from __future__ import annotations

import pytest

from jobdescriptions.word.document import BULLET, Block, Cell, Heading, ListItem, Paragraph, Run, Table
from jobdescriptions.word.understand.essential_duties import explain_marks, is_essential
from jobdescriptions.word.understand.fixes import FIX_KEYS, apply_fixes, suggest_fixes

DUTIES = Heading(1, (Run("Essential duties"),))
KEY = "essential-marks"


def bullet(*texts: str) -> ListItem:
    return ListItem(0, BULLET, tuple(Run(text, mark) for text, mark in zip(texts, ("", "b", ""), strict=False)))


def lines(*blocks: Block) -> list[str]:
    return ["".join(run.text for run in block.runs) for block in apply_fixes(blocks, [KEY])]


@pytest.mark.parametrize(
    "text",
    [
        "Installs cable. (E)",
        "Installs cable. [E]",
        "Installs cable. *E",
        "Installs cable. E*",
        "Installs cable.\tE",
        "Installs cable. (Essential)",
        "Installs cable (E).",
        "Installs cable. (E).",
        "(E)Installs cable.",
        "[E] Installs cable.",
        "*E Installs cable.",
        "E\tInstalls cable.",
        "E \u2013 Installs cable.",
        "Essential: Installs cable.",
        "(E) Installs cable. (E)",
    ],
)
def test_a_mark_at_either_end_of_a_duty_becomes_the_one_in_front(text):
    blocks = (DUTIES, bullet(text), bullet("Answers calls."))
    assert lines(*blocks) == ["Essential duties", "(E) Installs cable.", "Answers calls."]
    (offer,) = suggest_fixes(blocks)
    assert (offer.key, offer.examples) == (KEY, (text,))
    assert suggest_fixes(apply_fixes(blocks, [KEY])) == ()


@pytest.mark.parametrize(
    "block",
    [
        bullet("(E) Installs cable."),
        bullet("Installs cable at Building E"),
        bullet("E-mail is answered."),
        bullet("E\u2013mail is answered."),
        bullet("Essential equipment is kept running."),
        bullet("Keeps vitamin e: stock"),
        bullet("(E)"),
        Paragraph((Run("(E) means essential duty. (E)"),)),
    ],
)
def test_what_is_no_mark_or_is_right_already_stays(block):
    assert apply_fixes((DUTIES, block), [KEY]) == (DUTIES, block)


def test_only_duties_are_changed_and_no_list_whose_items_have_letters():
    knowledge = Heading(1, (Run("Knowledge of"),))
    assert lines(knowledge, bullet("Cables (E)")) == ["Knowledge of", "Cables (E)"]
    lettered = [bullet(f"({letter}) Does {letter}") for letter in "ABCD"]
    assert lines(DUTIES, *lettered, bullet("(E)Does more"))[-1] == "(E)Does more"


def test_formatting_of_the_words_is_kept():
    _, item = apply_fixes((DUTIES, bullet("Installs ", "cable", " quickly. (E)")), [KEY])
    assert item.runs == (Run("(E) Installs "), Run("cable", "b"), Run(" quickly."))
    assert is_essential(item)


def cell(text: str) -> Cell:
    return Cell((Paragraph((Run(text),)),) if text else ())


@pytest.mark.parametrize("header_rows", [0, 1])
def test_a_column_of_marks_becomes_marks_of_list_items(header_rows):
    rows = (("Duties", "Essential"), ("Installs cable.", "X"), ("Answers calls.", ""))
    table = Table(tuple(tuple(map(cell, row)) for row in rows), header_rows)
    assert lines(DUTIES, table) == ["Essential duties", "(E) Installs cable.", "Answers calls."]
    assert apply_fixes((DUTIES, table), FIX_KEYS) == apply_fixes((DUTIES, table), [KEY])  # It arranges no page.


def test_a_table_of_other_columns_or_marks_stays_a_table():
    for rows in (
        (("Duties", "Essential"), ("Installs cable.", "daily"), ("Answers calls.", "")),
        (("Duties", "Hours"), ("Installs cable.", "X"), ("Answers calls.", "")),
        (("Duties", "Essential", "Hours"), ("Installs cable.", "X", "3"), ("Answers calls.", "", "1")),
    ):
        table = Table(tuple(tuple(map(cell, row)) for row in rows), 1)
        assert apply_fixes((DUTIES, table), [KEY]) == (DUTIES, table)


def test_pages_explain_the_mark_of_a_list_item_and_nothing_else():
    html = '<p>(E) means essential.</p><ol><li value="3">(E) One</li><li>Two (E) </li></ol>'
    assert explain_marks(html) == (
        '<p>(E) means essential.</p><ol><li value="3"><abbr title="essential duty">(E)</abbr> One</li>'
        "<li>Two (E) </li></ol>"
    )

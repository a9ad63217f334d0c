"""Clauses in the place of passages that state them: once each, and nothing else is lost."""

from __future__ import annotations

from jobdescriptions.word.document import BULLET, Block, Document, ListItem, Paragraph, Run, Section
from jobdescriptions.word.understand.clause_replacement import replace_passages
from jobdescriptions.word.understand.known_clauses import find_known_clauses

WORDINGS = {
    "tuberculosis": (Paragraph((Run("Assessed."),)), Paragraph((Run("Every four years."),))),
    "fingerprints-classified": (Paragraph((Run("Cleared."),)),),
    "experience-equivalency": (Paragraph((Run("As the law allows."),)),),
}
ASSESSED = [("tuberculosis", "Assessed."), ("tuberculosis", "Every four years.")]
CLEARED = ("fingerprints-classified", "Cleared.")


def bullet(text: str) -> ListItem:
    return ListItem(0, BULLET, (Run(text),))


def replaced(kind: str, *blocks: Block, wordings=None) -> list[tuple[str, str]]:
    document = Document("Clerk", sections=(Section(kind, "Heading", blocks),))
    after = replace_passages(document, find_known_clauses(document), WORDINGS if wordings is None else wordings)
    return [
        (getattr(block, "clause", "item"), "".join(run.text for run in block.runs))
        for block in after.sections[0].blocks
    ]


def test_a_list_item_that_states_a_clause_gives_way_to_it():
    blocks = (bullet("First aid certificate"), bullet("TB test clearance"), bullet("Good eyesight"))
    assert replaced("licenses", *blocks) == [
        ("item", "First aid certificate"),
        *ASSESSED,
        ("item", "Good eyesight"),
    ]


def test_what_else_a_paragraph_says_stays_in_front_of_the_clause():
    text = Paragraph(
        (Run("A degree is "), Run("required", "b"), Run("; equal experience is accepted. Typing is asked."))
    )
    assert replaced("education", text) == [
        ("", "A degree is required. Typing is asked."),
        ("experience-equivalency", "As the law allows."),
    ]


def test_no_semicolon_is_left_in_front_of_what_stays():
    text = Paragraph((Run("TB test required; fingerprints are cleared; typing is asked."),))
    assert replaced("licenses", text) == [("", "typing is asked."), *ASSESSED, CLEARED]
    assert replaced("licenses", Paragraph((Run("Typing; TB test required; a car."),)))[0] == ("", "Typing; a car.")


def test_a_clause_is_placed_once_and_not_where_it_stands_already():
    twice = (bullet("TB test clearance"), bullet("Tuberculosis risk assessment before hire"))
    assert replaced("licenses", *twice) == ASSESSED
    assert replaced("licenses", Paragraph((Run("Own words."),), "tuberculosis"), twice[0]) == [
        ("tuberculosis", "Own words.")
    ]


def test_a_passage_of_two_clauses_goes_only_for_both():
    passage = bullet("Employment requires fingerprint and tuberculosis clearance.")
    assert replaced("licenses", passage) == [CLEARED, *ASSESSED]
    alone = {"tuberculosis": WORDINGS["tuberculosis"]}
    assert replaced("licenses", passage, wordings=alone) == [("item", passage.runs[0].text)]


def test_without_a_wording_nothing_changes():
    blocks = (bullet("TB test clearance"), Paragraph((Run("Text."),)))
    assert replaced("licenses", *blocks, wordings={}) == [("item", "TB test clearance"), ("", "Text.")]


def test_words_of_two_clauses_that_overlap_are_cut_once_and_stay_where_one_has_no_wording():
    text = "Tuberculosis test required. Fingerprint and tuberculosis clearance required. Wears a badge."
    blocks = (Paragraph((Run(text),)),)
    assert replaced("licenses", *blocks) == [("", "Wears a badge."), *ASSESSED, CLEARED]
    alone = {"tuberculosis": WORDINGS["tuberculosis"]}
    assert replaced("licenses", *blocks, wordings=alone) == [("", text)]

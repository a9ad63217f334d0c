"""Comparisons of two contents, as values and as sentences."""

import copy
import random
import re
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given

from jobdescriptions.compare import compare
from jobdescriptions.content import to_content
from jobdescriptions.word.html.subset import to_text
from techsets.common.word_changes import Budget, diff_words
from tests.factory import make_document, make_salary
from tests.profiles import examples
from tests.unit.jobdescriptions.contents import HOSTILE, content, items, long_document, section
from tests.unit.jobdescriptions.word.normal_values import NORMAL_DOCUMENTS


def salary(**overrides):
    return to_content(make_document(salaries=(make_salary(**overrides),)))["salaries"][0]


def describe(before, after):
    return list(compare(before, after).sentences)


DUTIES = section(
    "Essential duties", items("Keeps the network working.", "Installs cables.", "Answers calls."), "duties"
)
TRAVEL = section("Travel", "<p>Drives to all schools of the district.</p>")
SKILLS = section("Skills", "<p>Knows networks, cables and people.</p>")


def test_equal_contents_say_nothing():
    comparison = compare(content(DUTIES, TRAVEL), content(DUTIES, TRAVEL))
    assert not comparison
    assert (comparison.sentences, comparison.sections, comparison.facts) == ((), (), ())


def test_the_summary_reads_as_people_write():
    changed = section(
        "Essential duties",
        items("Keeps the whole network working.", "Installs cables.", "Answers calls.", "Trains staff.", "Writes."),
        "duties",
    )
    assert compare(content(DUTIES, TRAVEL), content(changed, work_year="12 months")).summary == (
        "The work year changed from 11 months to 12 months. "
        "In “Essential duties”, 2 items were added and 1 was reworded. "
        "The section “Travel” was removed."
    )


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            {"reports_to": "Principal"},
            {"reports_to": "Director"},
            "The entry “Reports to” changed from Principal to Director.",
        ),
        ({}, {"flsa": "Exempt"}, "The FLSA status was added: Exempt."),
        ({"flsa": "Exempt"}, {}, "The FLSA status was removed; it was Exempt."),
        (
            {"work_year": "10 to 11 months."},
            {"work_year": "12 months"},
            "The work year changed from “10 to 11 months.” to 12 months.",
        ),
        ({"also_called": ["A", "B"]}, {"also_called": ["B"]}, "The other title “A” was removed."),
        ({"also_called": []}, {"also_called": ["B", "C"]}, "The other titles “B” and “C” were added."),
        ({"also_called": ["A", "B"]}, {"also_called": ["A", "B", "B"]}, "The other title “B” was added."),
        ({"also_called": ["A", "B"]}, {"also_called": ["B", "A"]}, "The other titles are in another order."),
        (
            {"soc_code": "15-1244", "soc_title": "Admins"},
            {"soc_code": "15-1232", "soc_title": "Support"},
            "The occupation (SOC) changed from 15-1244 Admins to 15-1232 Support.",
        ),
    ],
)
def test_facts_are_told_with_what_they_were_and_are(before, after, sentence):
    assert describe(content(**before), content(**after)) == [sentence]


def test_a_renamed_section_is_one_section():
    renamed = section("Trips between schools", TRAVEL["body"])
    comparison = compare(content(DUTIES, TRAVEL), content(DUTIES, renamed))
    assert comparison.sentences == ("The section “Travel” is now called “Trips between schools”.",)
    assert [(one.renamed, one.texts) for one in comparison.sections] == [(True, ())]


def test_a_renamed_section_with_other_words_is_found_by_its_kind_or_by_what_it_says():
    by_kind = section("Duties", "<p>All is new here.</p>", "duties")
    assert compare(content(DUTIES), content(by_kind)).sections[0].renamed
    alike = section("On the road", "<p>Drives to most schools of the district and back.</p>")
    assert describe(content(TRAVEL), content(alike)) == [
        "The section “Travel” is now called “On the road”.",
        "In “On the road”, 1 paragraph was reworded.",
    ]
    other = section("Something else", "<p>Plays the violin at weddings.</p>")
    assert describe(content(TRAVEL), content(other)) == [
        "The section “Something else” was added.",
        "The section “Travel” was removed.",
    ]


def test_a_moved_section_is_told_as_moved_and_the_others_are_not():
    comparison = compare(content(DUTIES, TRAVEL, SKILLS), content(TRAVEL, SKILLS, DUTIES))
    assert comparison.sentences == ("The section “Essential duties” now comes after “Skills”.",)
    comparison = compare(content(DUTIES, TRAVEL, SKILLS), content(SKILLS, DUTIES, TRAVEL))
    assert comparison.sentences == ("The section “Skills” now comes first.",)


def test_sections_of_one_heading_keep_apart():
    one, two = section("Other", "<p>One thing.</p>"), section("Other", "<p>Two things.</p>")
    assert describe(content(one, two), content(two)) == ["The section “Other” was removed."]
    assert compare(content(one, two), content(two)).sections[0].texts[0].text == "One thing."


def test_a_reworded_item_names_the_words():
    after = section(
        "Essential duties", items("Keeps the wireless network running.", "Installs cables.", "Answers calls.")
    )
    (changed,) = compare(content(DUTIES), content(after)).sections
    (text,) = changed.texts
    assert [(piece.change, piece.text) for piece in text.pieces] == [
        ("same", "Keeps the "),
        ("added", "wireless "),
        ("same", "network "),
        ("removed", "working"),
        ("added", "running"),
        ("same", "."),
    ]


def test_an_item_that_moved_within_its_section_or_into_another_is_told_as_moved():
    within = section("Essential duties", items("Installs cables.", "Answers calls.", "Keeps the network working."))
    assert describe(content(DUTIES), content(within)) == ["In “Essential duties”, 1 item was moved."]
    left = section("Essential duties", items("Installs cables.", "Answers calls."))
    came = section("Skills", SKILLS["body"] + items("Keeps the network working."))
    assert describe(content(DUTIES, SKILLS), content(left, came)) == [
        "In “Essential duties”, 1 item was moved to “Skills”.",
        "In “Skills”, 1 item was moved here from “Essential duties”.",
    ]


def test_renumbering_alone_is_no_change_of_text():
    numbered = section("Steps", items("Plug it in.", "Turn it on.", tag="ol"))
    later = section("Steps", '<ol start="5"><li>Plug it in.</li><li>Turn it on.</li></ol>')
    comparison = compare(content(numbered), content(later))
    assert comparison.sentences == ("In “Steps”, only the numbering changed.",)
    assert comparison.sections[0].texts == ()
    longer = section("Steps", items("Read the manual.", "Plug it in.", "Turn it on.", tag="ol"))
    assert describe(content(numbered), content(longer)) == ["In “Steps”, 1 item was added."]


def test_what_only_looks_different_is_called_formatting():
    bold = section("Travel", "<p>Drives to <strong>all</strong> schools of the district.</p>")
    listed = section("Travel", items("Drives to all schools of the district."))
    for after in (bold, listed):
        assert describe(content(TRAVEL), content(after)) == ["In “Travel”, only the formatting changed."]
    more = section("Travel", bold["body"] + "<p>And to the office.</p>")
    assert describe(content(TRAVEL), content(more)) == [
        "In “Travel”, 1 paragraph was added and 1 was changed in formatting only."
    ]


def test_another_address_behind_the_same_words_is_told():
    link = '<p>See <a href="https://{}.example/">the law</a>.</p>'
    before, after = section("Law", link.format("old")), section("Law", link.format("new"))
    comparison = compare(content(before), content(after))
    assert comparison.sentences == ("In “Law”, 1 paragraph was given another link.",)
    (text,) = comparison.sections[0].texts
    assert (text.links_before, text.links_after) == (("https://old.example/",), ("https://new.example/",))


def test_rows_of_a_table_are_compared_cell_by_cell():
    def table(*rows):
        cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        return section("Demands", f"<table><tbody>{cells}</tbody></table>")

    before = table(("Lifting", "often, up to 20 pounds"), ("Walking", "daily"))
    after = table(("Lifting", "often, up to 50 pounds"), ("Walking", "daily"), ("Climbing", "seldom"))
    comparison = compare(content(before), content(after))
    assert comparison.sentences == ("In “Demands”, 1 row was added and 1 was reworded.",)
    reworded, added = comparison.sections[0].texts
    assert [piece.text for piece in reworded.pieces if piece.change != "same"] == ["20", "50"]
    assert added.text == "Climbing\tseldom"


def test_salary_ranges_are_told_figure_by_figure():
    before = content(salaries=[salary(), salary(employer="Other", closeness="same")])
    after = content(salaries=[salary(low=Decimal("4200.00"), year="2025-26"), salary(employer="New")])
    assert describe(before, after) == [
        "The salary range of Example Unified School District, Network Technician (2024-25) changed: low figure from "
        "$4,000 to $4,200; year from 2024-25 to 2025-26.",
        "The salary range of New, Network Technician (2024-25) was added: $4,000 to $5,000 a month.",
        "The salary range of Other, Network Technician (2024-25) was removed: $4,000 to $5,000 a month.",
    ]


def test_salary_ranges_in_another_order_are_no_new_ones():
    ranges = [salary(employer=name) for name in "ABC"]
    assert describe(content(salaries=ranges), content(salaries=ranges[::-1])) == [
        "The salary ranges are in another order."
    ]


def clause(key, *paragraphs):
    return "".join(f'<p data-clause="{key}">{text}</p>' for text in paragraphs)


LICENSE = clause("drivers-license", "A valid license.", "Kept valid.")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("<p>Text.</p>", f"<p>Text.</p>{LICENSE}", "the clause “drivers license” was placed"),
        (f"<p>Text.</p>{LICENSE}", "<p>Text.</p>", "the clause “drivers license” was taken out"),
        (
            f"<p>Text.</p>{LICENSE}",
            f"<p>Text.</p>{clause('drivers-license', 'Quite other words.')}",
            "the clause “drivers license” was put into a new wording",
        ),
        (
            LICENSE,
            clause("tuberculosis", "A valid assessment.", "Kept valid."),
            "the clause “drivers license” was taken out and the clause “tuberculosis” was placed",
        ),
        (
            LICENSE,
            "<p>A valid license.</p><p>Kept valid.</p>",
            "2 paragraphs were added and the clause “drivers license” was taken out",
        ),
        ("<p>Kept.</p>", clause("x", "Kept."), "1 paragraph was removed and the clause “x” was placed"),
        (f"{LICENSE}<p>Text here.</p>", f"<p>Text here.</p>{LICENSE}", "1 paragraph was moved"),
    ],
)
def test_clauses_are_named_and_never_taken_for_ordinary_text(before, after, sentence):
    one, other = (content(section("Licenses", body, "licenses")) for body in (before, after))
    assert describe(one, other) == [f"In “Licenses”, {sentence}."]


def test_a_clause_that_left_one_section_for_another_has_moved():
    text = "<p>Other text is here, too.</p>"
    one = content(section("Licenses", text + LICENSE), section("Terms", text))
    other = content(section("Licenses", text), section("Terms", text + LICENSE))
    assert describe(one, other) == [
        "In “Licenses”, the clause “drivers license” was moved to “Terms”.",
        "In “Terms”, the clause “drivers license” was moved here from “Licenses”.",
    ]


def test_many_changed_clauses_are_counted():
    body = "".join(clause(f"number-{n}", "Words.") for n in range(9))
    assert describe(content(section("Rules", "<p>Text.</p>")), content(section("Rules", f"<p>Text.</p>{body}"))) == [
        "In “Rules”, 9 clauses were added."
    ]


def test_many_changed_figures_are_counted():
    before = content(salaries=[salary(employer=f"District {n}") for n in range(9)])
    assert describe(before, content(salaries=[])) == ["9 salary ranges were removed."]


WORD = re.compile(r"\w+")


@examples(0.5, suppress_health_check=list(HealthCheck))
@given(NORMAL_DOCUMENTS)
def test_any_document_compared_with_itself_says_nothing(document):
    values = to_content(document)
    assert not compare(values, copy.deepcopy(values))


@examples(0.6, suppress_health_check=list(HealthCheck))
@given(NORMAL_DOCUMENTS, NORMAL_DOCUMENTS)
def test_every_word_of_the_sections_that_was_added_or_removed_is_named(one, other):
    def words(document):
        def of(blocks):
            for block in blocks:
                if hasattr(block, "rows"):
                    yield block.summary
                    for row in block.rows:
                        for cell in row:
                            yield to_text(cell.blocks)
                else:
                    yield "".join(run.text for run in block.runs)

        return Counter(word for part in document.sections for text in of(part.blocks) for word in WORD.findall(text))

    named = {"added": Counter(), "removed": Counter()}
    for changed in compare(to_content(one), to_content(other)).sections:
        for text in changed.texts:
            for piece in text.pieces:
                if piece.change in named:
                    named[piece.change] += Counter(WORD.findall(piece.text))
    gained, lost = words(other) - words(one), words(one) - words(other)
    assert not gained - named["added"]
    assert not lost - named["removed"]


@examples(0.5, suppress_health_check=list(HealthCheck))
@given(NORMAL_DOCUMENTS, NORMAL_DOCUMENTS)
def test_documents_that_read_differently_are_never_called_the_same(one, other):
    before, after = to_content(one), to_content(other)
    differs = any(before[name] != after[name] for name in ("title", "also_called", "flsa", "salaries", "soc_code"))
    differs = differs or [part["heading"] for part in before["sections"]] != [
        part["heading"] for part in after["sections"]
    ]
    if differs:
        assert compare(before, after)


def test_the_pieces_of_a_reworded_text_give_both_texts_again():
    draw = random.Random(4)
    for _ in range(300):
        before = " ".join(draw.choices(["a", "bb", "c.", "dd,", "(ee)", "f-g", "1,000"], k=draw.randint(0, 12)))
        after = " ".join(draw.choices(["a", "bb", "c.", "dd,", "(ee)", "f-g", "1,000"], k=draw.randint(0, 12)))
        pieces = diff_words(before, after, Budget())
        old = "".join(piece.text for piece in pieces if piece.change != "added")
        new = "".join(piece.text for piece in pieces if piece.change != "removed")
        assert "".join(old.split()) == "".join(before.split())
        assert " ".join(new.split()) == after


def test_ten_thousand_words_are_compared_section_by_section():
    before = long_document(1)
    edited = copy.deepcopy(before)
    for part in edited["sections"]:
        part["body"] = part["body"].replace("word1", "term1")
    for after in (long_document(2), edited):
        assert len(compare(before, after).sections) == 10


@pytest.fixture
def small_budget(monkeypatch):
    """A tenth of the words and a hundredth of the work: the real sizes are in tests/benchmarks/bench_hostile.py."""
    usual, made = Budget(), []

    def make():
        made.append(Budget(units=usual.units // 100, largest=usual.largest // 100))
        return made[-1]

    monkeypatch.setattr("jobdescriptions.compare.Budget", make)
    return made


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_sizes_are_compared_within_the_budget_and_lose_nothing(kind, small_budget):
    comparison = compare(HOSTILE[kind](1, 0.1), HOSTILE[kind](2, 0.1))
    (budget,) = small_budget
    assert budget.units >= 0
    assert comparison
    assert len(comparison.sentences) <= 61


def test_what_is_too_long_to_compare_word_by_word_says_so(small_budget):
    comparison = compare(HOSTILE["items"](1, 0.1), HOSTILE["items"](2, 0.1))
    assert comparison.sections[0].coarse
    assert "too long to compare all of it word by word" in comparison.summary

import pytest

from jobdescriptions.word.document import ListItem, Paragraph, Run
from jobdescriptions.word.number_formats import format_number
from tests.unit.jobdescriptions.word.docx_parts import blocks, definition, item, level, num, p, restart, style, styled


def labels(body: str, numbering: str, styles: str = "") -> list[str]:
    return [block.label for block in blocks(body, numbering=numbering, styles=styles)]


def places(body: str, numbering: str) -> list[tuple[int, str, int | None, str]]:
    found = blocks(body, numbering=numbering)
    return [(block.level, block.format, block.number, block.label) for block in found]


NUMBERED = definition(0, level(0), level(1, "lowerLetter", "%2)"), level(2, "lowerRoman", "(%3)")) + num(1, 0)


def test_items_are_counted():
    assert places(item("a") + item("b"), NUMBERED) == [(0, "decimal", 1, "1."), (0, "decimal", 2, "2.")]


def test_a_list_counts_on_after_a_paragraph():
    found = blocks(item("a") + p("Text") + item("b"), numbering=NUMBERED)
    assert found[2] == ListItem(0, "decimal", (Run("b"),), 2, "2.")


def test_bullets_have_neither_number_nor_label():
    bullets = definition(0, level(0, "bullet", "\uf0b7")) + num(1, 0)
    assert blocks(item("a"), numbering=bullets) == [ListItem(0, "bullet", (Run("a"),))]


def test_a_number_format_that_shows_only_a_sign_is_a_bullet():
    bullets = definition(0, level(0, "none", "•")) + num(1, 0)
    assert blocks(item("a"), numbering=bullets) == [ListItem(0, "bullet", (Run("a"),))]


def test_deeper_levels_begin_anew_after_a_higher_one():
    body = item("a") + item("b", 1, 1) + item("c", 1, 2) + item("d", 1, 1) + item("e") + item("f", 1, 1)
    assert labels(body, NUMBERED) == ["1.", "a)", "(i)", "b)", "2.", "a)"]


def test_labels_of_several_levels():
    numbering = definition(0, level(0), level(1, text="%1.%2"), level(2, "upperLetter", "%1.%2.%3")) + num(1, 0)
    body = item("a") + item("b", 1, 1) + item("c", 1, 1) + item("d", 1, 2)
    assert labels(body, numbering) == ["1.", "1.1", "1.2", "1.2.A"]


def test_a_level_above_that_was_never_used_shows_its_start():
    numbering = definition(0, level(0, start=3), level(1, text="%1.%2")) + num(1, 0)
    assert labels(item("a", 1, 1), numbering) == ["3.1"]


def test_legal_numbering_shows_decimals():
    numbering = definition(0, level(0, "upperRoman"), level(1, text="%1.%2", more="<w:isLgl/>")) + num(1, 0)
    assert labels(item("a") + item("b", 1, 1), numbering) == ["I.", "1.1"]


@pytest.mark.parametrize(("after", "expected"), [(0, ["a)", "b)"]), (1, ["a)", "a)"])])
def test_a_level_begins_anew_only_after_the_level_that_is_named(after, expected):
    restarts = level(1, "lowerLetter", "%2)", more=f'<w:lvlRestart w:val="{after}"/>')
    numbering = definition(0, level(0), restarts) + num(1, 0)
    body = item("a") + item("b", 1, 1) + item("c") + item("d", 1, 1)
    assert labels(body, numbering)[1::2] == expected


def test_lists_of_one_definition_count_on_and_an_override_begins_anew():
    numbering = definition(0, level(0)) + num(1, 0) + num(2, 0) + num(3, 0, restart(0, 5))
    body = item("a", 1) + item("b", 2) + item("c", 3) + item("d", 3) + item("e", 1)
    assert labels(body, numbering) == ["1.", "2.", "5.", "6.", "7."]


def test_lists_of_different_definitions_count_for_themselves():
    numbering = definition(0, level(0)) + definition(1, level(0)) + num(1, 0) + num(2, 1)
    assert labels(item("a", 1) + item("b", 2) + item("c", 1), numbering) == ["1.", "1.", "2."]


def test_a_list_can_change_a_level_of_its_definition():
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "(%1)", 3)}</w:lvlOverride>'
    assert labels(item("a") + item("b"), definition(0, level(0)) + num(1, 0, own)) == ["(C)", "(D)"]


def test_an_empty_item_is_dropped_and_counted():
    assert labels(item("a") + item("") + item("c"), NUMBERED) == ["1.", "3."]


def test_numbering_by_style_finds_the_level_that_is_linked_to_it():
    numbering = definition(
        0, level(0, more='<w:pStyle w:val="A"/>'), level(1, text="%2)", more='<w:pStyle w:val="B"/>')
    )
    listed = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = style("A", "List A", listed) + style("B", "List B", listed) + style("C", "Child", based_on="B")
    body = styled("a", "A") + styled("b", "B") + styled("c", "C") + p("d", '<w:pStyle w:val="A"/><w:numPr/>')
    assert labels(body, numbering + num(1, 0), styles) == ["1.", "1)", "2)", "2."]


def test_a_paragraph_can_leave_the_list_of_its_style():
    styles = style("A", "List A", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    body = p("a", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert blocks(body, numbering=NUMBERED, styles=styles) == [Paragraph((Run("a"),))]


def test_a_definition_can_be_a_link_to_a_list_style():
    link = definition(1, more='<w:numStyleLink w:val="Duties"/>')
    numbering = (
        definition(0, level(0, "upperRoman"), more='<w:styleLink w:val="Duties"/>') + link + num(1, 0) + num(2, 1)
    )
    duties = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = style("Duties", "Duties", duties, kind="numbering")
    assert labels(item("a", 2) + item("b", 1), numbering, styles) == ["I.", "II."]
    assert labels(item("a", 2), numbering) == ["I."], "found without the style too"


def test_a_definition_that_links_to_itself_does_no_harm():
    numbering = definition(0, level(0), more='<w:numStyleLink w:val="X"/>') + num(1, 0)
    styles = style("X", "X", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering")
    assert labels(item("a"), numbering, styles) == ["1."]


@pytest.mark.parametrize("numbering", ["", num(1, 7), definition(0, level(0)) + num(2, 0), definition(0) + num(1, 0)])
def test_a_list_that_is_not_defined_gives_a_paragraph(numbering):
    assert blocks(item("a"), numbering=numbering) == [Paragraph((Run("a"),))]


@pytest.mark.parametrize(("given", "expected"), [(9, 8), (-1, 0)])
def test_levels_are_kept_within_the_nine_that_word_has(given, expected):
    numbering = definition(0, *(level(index) for index in range(9))) + num(1, 0)
    assert blocks(item("a", 1, given), numbering=numbering)[0].level == expected


def test_a_rare_format_counts_as_decimal_and_a_newer_one_has_its_fallback():
    rare = definition(0, level(0, "hebrew1")) + num(1, 0)
    assert places(item("a"), rare) == [(0, "decimal", 1, "1.")]
    newer = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice><mc:Fallback><w:numFmt w:val="decimalZero"/>'
        '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>'
    )
    assert places(item("a"), definition(0, newer) + num(1, 0)) == [(0, "decimalZero", 1, "01")]


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        (1, "ordinal", "1st"),
        (12, "ordinal", "12th"),
        (23, "ordinal", "23rd"),
        (26, "lowerLetter", "z"),
        (27, "upperLetter", "AA"),
        (54, "lowerLetter", "bbb"),
        (0, "lowerLetter", "0"),
        (1999, "upperRoman", "MCMXCIX"),
        (0, "lowerRoman", "0"),
        (9, "decimalZero", "09"),
        (3, "none", ""),
        (10**9, "lowerLetter", "l" * 30),
        (10**9, "lowerRoman", "1000000000"),
    ],
)
def test_number_formats(number, name, expected):
    assert format_number(number, name) == expected


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("ordinalText", ["First.", "Second.", "Third."]),
        ("numberInDash", ["- 1 -.", "- 2 -.", "- 3 -."]),
        ("hex", ["1.", "2.", "3."]),
        ("cardinalText", ["One.", "Two.", "Three."]),
        ("chicago", ["*.", "\u2020.", "\u2021."]),
        ("decimalEnclosedCircle", ["\u2460.", "\u2461.", "\u2462."]),
    ],
)
def test_a_rare_format_has_the_label_that_word_shows(name, labels):
    numbering = definition(0, level(0, name)) + num(1, 0)
    assert [place[3] for place in places(item("a") + item("b") + item("c"), numbering)] == labels


@pytest.mark.parametrize(
    ("number", "word"), [(12, "Twelfth"), (20, "Twentieth"), (21, "Twenty-first"), (100, "One hundredth")]
)
def test_ordinal_numbers_are_spelled_as_in_english(number, word):
    assert format_number(number, "ordinalText") == word


def test_a_level_that_was_skipped_counts_as_begun():
    numbering = definition(0, level(0), level(1, "lowerLetter"), level(2, "lowerRoman", "(%3)")) + num(1, 0)
    body = item("x") + item("deep", 1, 2) + item("deep", 1, 2) + item("middle", 1, 1) + item("middle", 1, 1) + item("y")
    assert [place[3] for place in places(body, numbering)] == ["1.", "(i)", "(ii)", "b.", "c.", "2."]


def test_words_own_list_styles_of_deeper_levels_make_one_list_of_levels():
    names = ("List Bullet", "List Bullet 2", "List Bullet 3")
    styles = "".join(
        style(f"L{n}", name, f'<w:pPr><w:numPr><w:numId w:val="{n}"/></w:numPr></w:pPr>')
        for n, name in enumerate(names, 1)
    )
    numbering = "".join(definition(n, level(0, "bullet", "\u2022")) for n in (1, 2, 3))
    numbering += "".join(num(n, n) for n in (1, 2, 3))
    found = blocks("".join(styled("x", f"L{n}") for n in (1, 2, 3, 2, 1)), styles=styles, numbering=numbering)
    assert [block.level for block in found] == [0, 1, 2, 1, 0]

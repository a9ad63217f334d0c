"""Texts in other languages keep their language; what Word shows in capitals is read as somebody typed it."""

import datetime
from dataclasses import replace

import pytest

from jobdescriptions.word.document import Document, Heading, Paragraph, Run, Section
from jobdescriptions.word.html.subset import from_html, to_html
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand.fixes import FIX_KEYS, apply_fixes, suggest_fixes
from jobdescriptions.word.understand.normal import normalize_blocks
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.write.writer import write
from tests.unit.jobdescriptions.word.docx_parts import blocks, docx, p, r, style, styled

SPANISH = '<w:lang w:val="es-MX"/>'
CAPITALS = "<w:caps/>"


# Languages


def test_a_run_in_another_language_keeps_it():
    assert blocks(p(r("Says ") + r("buenos", SPANISH) + r(" ") + r("días", SPANISH) + r(" daily"))) == [
        Paragraph((Run("Says "), Run("buenos días", language="es-MX"), Run(" daily")))
    ]


@pytest.mark.parametrize("tag", ["en-US", "en-GB", "EN", "x-none", "zxx", "", "not a tag", "a" * 50])
def test_english_and_what_is_no_language_is_not_marked(tag):
    assert blocks(p(r("Words", f'<w:lang w:val="{tag}"/>'))) == [Paragraph((Run("Words"),))]


def test_the_language_of_a_style_holds_unless_the_run_names_another():
    spanish = style("Spanish", "Spanish", f"<w:rPr>{SPANISH}</w:rPr>", based_on="Normal")
    spanish += style("Word", "Word", '<w:rPr><w:lang w:val="fr"/></w:rPr>', kind="character")
    body = p(
        r("Hola ") + r("bonjour", '<w:rStyle w:val="Word"/>') + r(" hello", '<w:lang w:val="en-US"/>'),
        '<w:pStyle w:val="Spanish"/>',
    )
    assert blocks(body + p("Plain"), styles=spanish) == [
        Paragraph((Run("Hola ", language="es-MX"), Run("bonjour", language="fr"), Run(" hello"))),
        Paragraph((Run("Plain"),)),
    ]


def test_the_language_of_the_default_style_says_nothing_about_the_text():
    """It is that of the program that made the file: many files of English text were made by a Word in Swedish."""
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:rPr><w:lang w:val="sv-SE"/></w:rPr></w:style>'
    ) + style("Body", "Body", based_on="Normal")
    assert blocks(p("Words") + styled("More", "Body"), styles=normal) == [
        Paragraph((Run("Words"),)),
        Paragraph((Run("More"),)),
    ]


def test_a_language_stands_in_the_html_and_in_the_word_file():
    text = Paragraph((Run("Says "), Run("sí", "b", language="es"), Run(" here", href="https://example.org/")))
    html = '<p>Says <span lang="es"><strong>sí</strong></span><a href="https://example.org/"> here</a></p>'
    assert to_html((text,)) == html
    assert from_html(html) == (text,)
    document = Document("Aide", sections=(Section("definition", "Definition", (text,)),))
    data = write(document, number="1", version=1, date=datetime.date(2026, 11, 30))
    assert parse(read(data).value).value == document


@pytest.mark.parametrize(
    "html",
    [
        '<p lang="es">Hola</p>',
        '<div lang="es"><p>Hola</p></div>',
        '<p><em lang="es">Hola</em></p>',
        '<table><tr><td lang="es">Hola</td></tr></table>',
    ],
)
def test_a_language_of_any_element_is_that_of_its_text(html):
    assert '<span lang="es">' in to_html(from_html(html))
    assert to_html(from_html('<p lang="es">Hola <span lang="en">hello</span></p>')) == (
        '<p><span lang="es">Hola </span>hello</p>'
    )


def test_a_language_that_is_none_is_not_written():
    assert to_html(normalize_blocks((Paragraph((Run("x", language='"><script>'),)),))) == "<p>x</p>"


# Capitals


def test_what_word_shows_in_capitals_is_kept_as_typed():
    assert blocks(p(r("Network Technician", CAPITALS))) == [Paragraph((Run("Network Technician"),))]
    assert blocks(p(r("N") + r("etwork", CAPITALS) + r(" and ") + r("Staff", CAPITALS))) == [
        Paragraph((Run("Network and Staff"),))
    ]


def test_what_was_typed_without_a_capital_letter_stands_as_word_shows_it():
    assert blocks(p(r("physical demands", CAPITALS))) == [Paragraph((Run("PHYSICAL DEMANDS"),))]
    caps = style("Title", "Title", f"<w:rPr>{CAPITALS}</w:rPr>")
    assert blocks(styled("network technician", "Title"), styles=caps) == [Heading(0, (Run("NETWORK TECHNICIAN"),))]
    assert blocks(p(r("physical demands", "<w:smallCaps/>"))) == [Paragraph((Run("physical demands"),))]


def test_capitals_of_a_style_can_be_switched_off():
    caps = style("Loud", "Loud", f"<w:rPr>{CAPITALS}</w:rPr>")
    quiet = r("quiet", '<w:caps w:val="0"/>')
    assert blocks(p(quiet, '<w:pStyle w:val="Loud"/>'), styles=caps) == [Paragraph((Run("quiet"),))]


def test_a_line_that_word_shows_in_capitals_looks_like_a_heading():
    body = "".join(
        p(r(name, CAPITALS)) + p("Keeps the networks of all schools running, and tells others how.")
        for name in ("Key Results", "Our Values")
    )
    body = styled("Network Technician", "Title") + body
    found = read(docx(body, styles=style("Title", "Title"))).value
    assert [offer.key for offer in suggest_fixes(found.blocks, FIX_KEYS)] == ["heading-lines"]
    document = parse(replace(found, blocks=apply_fixes(found.blocks, FIX_KEYS))).value
    assert [section.heading for section in document.sections] == ["Key Results", "Our Values"]


@pytest.mark.parametrize("text", ["\nA", "1\nA", "A\n1", "\n\nA", "–\nA\n–"])
def test_a_line_break_before_words_of_another_language_is_in_the_language_before_it(text):
    (paragraph,) = normalize_blocks((Paragraph((Run("0"), Run(text, language="es"), Run("2", language="fr"))),))
    assert normalize_blocks((paragraph,)) == (paragraph,)
    assert from_html(to_html((paragraph,))) == (paragraph,)
    assert "".join(run.text for run in paragraph.runs if run.language == "es").strip("\n2") in {"A", "A\n1", "A\n–"}

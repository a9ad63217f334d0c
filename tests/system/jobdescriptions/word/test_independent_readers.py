"""Written files as three readers see them that share no code with ours: mammoth, LibreOffice and python-docx.

The words of the page and the words of the file are the same words, and LibreOffice shows the numbers that the page has.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docx
import mammoth
import pytest
from lxml import etree, html

from jobdescriptions.word.appendix import HEADING, SENTENCE, split_appendix
from jobdescriptions.word.blanks import list_blanks
from jobdescriptions.word.document import (
    DISTRICT_PLACEHOLDER,
    Block,
    Document,
    Heading,
    ListItem,
    Paragraph,
    Run,
    Section,
)
from jobdescriptions.word.html.subset import to_html
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand import class_information, salaries
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.write.writer import write
from tests.system.jobdescriptions.word.libreoffice import convert
from tests.unit.jobdescriptions.word.demo_document import DATE, DEMO, LISTS, written

pytestmark = pytest.mark.any_database

FIXTURES = sorted((Path(__file__).resolve().parents[4] / "fixtures/word").glob("**/*.docx"))
DOCUMENTS = {path.stem: parse(read(path.read_bytes()).value).value for path in FIXTURES} | {"demo": DEMO}
FILES = {name: write(document, number="TS-0001", version=1, date=DATE) for name, document in DOCUMENTS.items()} | {
    "demo": written()
}

#: How long LibreOffice may take for all files together.
SECONDS = 150

_WORD = re.compile(r"\w+")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_APART = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "br", "tr", "table", "caption"))


def html_text(markup: str) -> str:
    """The text of HTML as a browser shows it. Alternative text (the caption) is for those who do not see the table."""
    root = html.fragment_fromstring(markup, create_parent="div")
    pieces: list[str] = []

    def walk(element: etree._Element) -> None:
        apart = "\n" if element.tag in _APART else ""
        if element.tag != "caption":
            pieces.append(apart + (element.text or ""))
            for child in element:
                walk(child)
        pieces.append(apart + (element.tail or ""))

    walk(root)
    return "".join(pieces)


def page(document: Document) -> str:
    """All that the page of a job description says, as text, and the blanks, which only the file has."""
    blocks: list[Block] = [Heading(1, (Run(DISTRICT_PLACEHOLDER),)), Heading(1, (Run(document.title),))]
    table = class_information.to_table(document)
    if table:
        blocks.append(table)
    for blank in list_blanks(document):
        blocks.append(Paragraph((Run(f"{blank.label}: {blank.prompt}"),)))
    appendix = split_appendix(document.sections, bool(document.salaries))[1]
    for section in document.sections:
        if appendix and section is appendix[0]:
            blocks += [Heading(1, (Run(HEADING),)), Paragraph((Run(SENTENCE),))]
        blocks.append(Heading(1, (Run(section.heading),)))
        blocks.extend(section.blocks)
        if section.kind == "salary":
            blocks.extend(salaries.to_blocks(document.salaries))
    return html_text(to_html(blocks))


def words(text: str, pattern: re.Pattern[str] = _WORD) -> Counter[str]:
    return Counter(pattern.findall(text.replace("\u00ad", "")))


@pytest.fixture(scope="module")
def as_libreoffice_reads(soffice, tmp_path_factory) -> dict[str, str]:
    """The text of each file by LibreOffice: one run for all, in a profile of its own, ended with all it started."""
    folder = tmp_path_factory.mktemp("libreoffice")
    for name, data in FILES.items():
        (folder / f"{name}.docx").write_bytes(data)
    names = [f"{name}.docx" for name in FILES]
    said = convert(soffice, folder, names, "txt:Text (encoded):UTF8", folder / "text", SECONDS)
    texts = {path.stem: path.read_text("utf-8-sig") for path in (folder / "text").glob("*.txt")}
    assert texts.keys() == FILES.keys(), said
    return texts


@pytest.mark.parametrize("name", FILES)
def test_mammoth_reads_the_words_of_the_page(name):
    read_back = mammoth.convert_to_html(io.BytesIO(FILES[name])).value
    assert words(html_text(read_back)) == words(page(DOCUMENTS[name]))


@pytest.mark.parametrize("name", FILES)
def test_libreoffice_reads_the_words_of_the_page(name, as_libreoffice_reads):
    # Its text has the labels of list items too, none of which is a long word.
    assert words(as_libreoffice_reads[name], _LONG_WORD) == words(page(DOCUMENTS[name]), _LONG_WORD)


@pytest.mark.parametrize("name", FILES)
def test_python_docx_opens_each_file_and_finds_its_headings(name):
    opened = docx.Document(io.BytesIO(FILES[name]))
    headings = [p.text for p in opened.paragraphs if p.style.name == "Heading 1"]
    adopted, last = split_appendix(DOCUMENTS[name].sections, bool(DOCUMENTS[name].salaries))
    assert headings == [
        *(section.heading for section in adopted),
        *([HEADING] if last else []),
        *(section.heading for section in last),
    ]
    assert [p.text for p in opened.paragraphs if p.style.name == "Title"] == [DOCUMENTS[name].title]


def labels(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    """The first word of each item with the label that it must have."""
    for block in blocks:
        if isinstance(block, ListItem) and block.format != "bullet":
            yield block.runs[0].text, block.label


def test_libreoffice_shows_the_number_of_each_item_of_lists_that_restart_go_on_and_nest(as_libreoffice_reads):
    section = next(section for section in DEMO.sections if section.kind == "duties")
    expected = list(labels(section.blocks))
    assert len(expected) == len(list(labels(LISTS))) == 13
    lines = [line.strip() for line in as_libreoffice_reads["demo"].splitlines()]
    begin = lines.index("Essential duties")
    matches = (re.fullmatch(r"(\S+)\s+(\w+)", line) for line in lines[begin:])
    shown = {match[2]: match[1] for match in matches if match}
    assert [(word, shown.get(word)) for word, _ in expected] == expected


def test_a_file_that_says_something_else_than_its_page_is_found():
    other = Document(title="Network Specialist", sections=(Section("", "Duties", ()),))
    assert words(page(other)) != words(page(DEMO))
    assert words(html_text(mammoth.convert_to_html(io.BytesIO(written(other))).value)) == words(page(other))

"""The texts of the reference job descriptions, all of them together."""

import json
import re
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from jobdescriptions.word.document import Document, Heading, ListItem, Paragraph, Table
from jobdescriptions.word.html.subset import from_html
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand.parser import parse

FIXTURES = Path(__file__).resolve().parents[4] / "fixtures"
FILES = sorted((FIXTURES / "word").glob("**/*.docx"), key=lambda path: path.stem)
APPENDIX = ("salary", "terms", "adapting")
ESSENTIAL = "(E) "
#: Of 2026; all others are of the original lists.
ADDED = {
    "cybersecurity-analyst",
    "data-privacy-and-governance-specialist",
    "device-program-coordinator",
    "digital-accessibility-coordinator",
    "systems-and-identity-administrator",
    "technology-manager",
}
#: In every document, with the kind of the section.
EVERYWHERE = {
    "essential-functions": "duties",
    "experience-equivalency": "education",
    "tuberculosis": "licenses",
    "mandated-reporter": "licenses",
    "disaster-service-worker": "licenses",
    "reasonable-accommodation": "physical",
    "equal-opportunity": "statements",
}
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@cache
def load(path: Path) -> Document:
    return parse(read(path.read_bytes()).value).value


@cache
def load_clauses() -> dict[str, tuple]:
    clauses = json.loads((FIXTURES / "clauses.json").read_text(encoding="utf-8"))
    return {clause["key"]: tuple(block.runs for block in from_html(clause["text"])) for clause in clauses}


def texts(document: Document, *kinds: str, clauses: bool = False, headings: bool = False) -> list[str]:
    """Return the paragraphs and items of the sections of these kinds, of all where none is given."""
    return [
        "".join(run.text for run in block.runs)
        for section in document.sections
        if not kinds or section.kind in kinds
        for block in section.blocks
        if not isinstance(block, Table)
        and (headings or not isinstance(block, Heading))
        and (clauses or not getattr(block, "clause", ""))
    ]


def adopted_texts(document: Document) -> list[str]:
    """Return all that a board adopts: everything before the appendix, without the clauses."""
    kinds = [section.kind for section in document.sections if section.kind not in APPENDIX]
    return texts(document, *kinds, headings=True)


def placements(document: Document) -> list[tuple[str, str, tuple]]:
    """Return the placements of clauses: section, key, and the text as runs of each paragraph."""
    return [
        (section.kind, key, tuple(block.runs for block in blocks))
        for section in document.sections
        for key, blocks in groupby(section.blocks, key=lambda block: getattr(block, "clause", ""))
        if key
    ]


def sentences(text: str) -> list[str]:
    return [one.lower() for one in re.split(r"(?<=[.;])\s+", text.removeprefix(ESSENTIAL)) if len(one) > 25]


def shared(kinds: tuple[str, ...]) -> dict[str, set[str]]:
    """Return the sentences in sections of these kinds that more than one document has, with the documents."""
    found: dict[str, set[str]] = {}
    for path in FILES:
        for text in texts(load(path), *kinds):
            for sentence in sentences(text):
                found.setdefault(sentence, set()).add(path.stem)
    return {sentence: names for sentence, names in found.items() if len(names) > 1}


@each_file
def test_clauses_stand_in_the_wording_of_the_library(path):
    placed = placements(load(path))
    library = load_clauses()
    assert placed
    assert [key for _, key, runs in placed if runs != library.get(key)] == []
    assert len({key for _, key, _ in placed}) == len(placed), "a clause is placed twice"


@each_file
def test_each_document_has_the_clauses_that_apply_to_it(path):
    document = load(path)
    placed = {key: kind for kind, key, _ in placements(document)}
    assert EVERYWHERE.items() <= placed.items()
    certificated = "certificated" in document.employment_class.lower()
    classified = "classified" in document.employment_class.lower()
    assert ("fingerprints-certificated" in placed, "fingerprints-classified" in placed) == (certificated, classified)
    # A certificated position, and senior management of the classified service, have no such probation.
    assert ("classified-probation" in placed) == (classified and not certificated)


@each_file
def test_a_license_is_asked_for_where_driving_is_an_essential_duty_and_nowhere_else(path):
    document = load(path)
    drives = any(re.search(r"^\(E\).*(\bDrives\b|by district vehicle)", text) for text in texts(document, "duties"))
    assert ("drivers-license" in {key for _, key, _ in placements(document)}) == drives


@each_file
def test_no_sentence_beside_the_clauses_says_what_they_say(path):
    legal = re.compile(
        r"fingerprint|tuberculosis|driver's license|reasonable accommodation|equal opportunity employer", re.I
    )
    assert [text for text in adopted_texts(load(path)) if legal.search(text)] == []


@each_file
def test_what_a_board_adopts_does_not_fork_by_support_model(path):
    fork = re.compile(r"\b(emerging|established)\b|\bsupport model\b|\((site|district) model\)", re.I)
    assert [text for text in adopted_texts(load(path)) if fork.search(text)] == []


@each_file
def test_some_duties_are_essential_not_all_and_none_of_the_others(path):
    document = load(path)
    duties = [
        "".join(run.text for run in block.runs)
        for section in document.sections
        if section.kind == "duties"
        for block in section.blocks
        if isinstance(block, ListItem)
    ]
    essential = [text for text in duties if text.startswith(ESSENTIAL)]
    assert 0.35 * len(duties) <= len(essential) <= 0.65 * len(duties)
    assert not any(text.startswith(ESSENTIAL) for text in texts(document, "other_duties"))
    # A heading that calls them essential would say it of all.
    assert [section.heading for section in document.sections if section.kind == "duties"] == ["Duties"]


def test_no_definition_or_duty_is_shared():
    assert shared(("definition", "duties")) == {}


def test_no_sentence_on_supervision_or_on_what_sets_a_class_apart_is_shared():
    assert shared(("supervision", "distinguishing")) == {}


@each_file
def test_nothing_is_said_of_today_without_a_date(path):
    assert [text for text in texts(load(path)) if re.search(r"\b(today|nowadays|these days)\b", text, re.I)] == []


@each_file
def test_security_or_privacy_is_part_of_each_class(path):
    subject = re.compile(
        r"password|sign-in|second factor|multifactor|security|privacy|private|confidential|personal (data|information)"
        r"|access code|protects? student|student information|malware|wipes|erase",
        re.I,
    )
    assert [text for text in texts(load(path), "duties", "knowledge", "ability") if subject.search(text)]


@each_file
def test_the_appendix_comes_last(path):
    kinds = [section.kind for section in load(path).sections]
    assert kinds[-3:] == list(APPENDIX)


@each_file
def test_laws_that_are_cited_are_links(path):
    cited = re.compile(r"(Education|Government|Penal) Code sections? \d|Code of Federal Regulations|\d+ CFR")
    missing = [
        section.heading
        for section in load(path).sections
        if any(cited.search(text) for text in texts(Document(title="", sections=(section,))))
        and not any(
            run.href
            for block in section.blocks
            if isinstance(block, Paragraph | ListItem) and not getattr(block, "clause", "")
            for run in block.runs
        )
    ]
    assert missing == []


@each_file
def test_what_was_added_later_says_so_and_nothing_else_does(path):
    year = load(path).added_year
    assert year == ("2026, not on the original lists" if path.stem in ADDED else "")


@each_file
def test_each_document_has_a_thousand_words_of_its_own(path):
    assert sum(len(text.split()) for text in texts(load(path), headings=True)) >= 1000

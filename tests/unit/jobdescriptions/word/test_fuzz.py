"""Damaged and mixed-up files: nothing but a refusal is raised, and no word disappears without being named.

The seeds are small files in which every text is a word that occurs nowhere else, so that any recursion over the XML
counts the words that a reader must find: it need not know where paragraphs, runs or cells begin.
"""

import io
import random
import re
import zipfile
from collections import Counter
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from jobdescriptions.word.document import Table
from jobdescriptions.word.html.subset import to_html
from jobdescriptions.word.package.guard import FileRefused
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand.parser import parse
from tests.profiles import examples
from tests.unit.jobdescriptions.word.docx_parts import (
    archive,
    definition,
    field,
    item,
    level,
    num,
    p,
    parts_of,
    r,
    restart,
    style,
    styled,
    tbl,
    tc,
    tr,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD = re.compile(r"word\d+")
#: Where a word may be left out on purpose.
_HIDING = frozenset(W + name for name in ("del", "moveFrom", "vanish"))

_LIST = definition(0, level(0), level(1, "lowerLetter"), level(2, "upperRoman", "%1.%2.%3"))


def w(number: int) -> str:
    """A word, apart from its neighbors wherever it is put."""
    return f" word{number} "


SEEDS = (
    parts_of(
        styled(w(1), "H")
        + p(r(w(2), "<w:b/>") + r(w(3)) + f'<w:hyperlink r:id="a">{r(w(4))}</w:hyperlink>')
        + item(w(5))
        + item(w(6), level=1)
        + p(w(7))
        + item(w(8), 2)
        + styled(w(9), "L"),
        styles=style("N", "Normal")
        + style("H", "heading 1", "<w:pPr><w:outlineLvl w:val='0'/></w:pPr>", based_on="N")
        + style("L", "L", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', based_on="H"),
        numbering=_LIST + num(1, 0) + num(2, 0, restart(0, 4)),
        links={"a": "https://a.example/"},
    ),
    parts_of(
        tbl(
            tr(tc(w(1), '<w:gridSpan w:val="2"/>'), tc(w(2), '<w:vMerge w:val="restart"/>')),
            tr(tc(w(3)), tc(tbl(tr(tc(w(4)), tc(w(5)))) + p(w(6))), tc("", "<w:vMerge/>")),
            properties='<w:tblCaption w:val="Title"/><w:tblLook w:val="04A0"/>',
        )
        + p(w(7))
        + tbl(tr(tc(item(w(8)))), tr(tc(w(9)), properties='<w:tblHeader/><w:gridBefore w:val="1"/>')),
        numbering=_LIST + num(1, 0),
    ),
    parts_of(
        p(r(w(1)) + '<w:r><w:footnoteReference w:id="2"/></w:r>' + r(w(2)))
        + p(field('HYPERLINK "https://a.example/"', r(w(3))) + field("PAGE", r(w(4))))
        + f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{p(w(5))}</w:sdtContent></w:sdt>"
        + p(f"<w:ins>{r(w(6))}</w:ins><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(w(7))}</w:txbxContent>"
            "</v:textbox></v:shape></w:pict></w:r>")
        + p(r(w(8)) + "<w:r><w:tab/></w:r><w:smartTag>" + r(w(9)) + "</w:smartTag>"),
        footnotes=f'<w:footnote w:id="2">{p(w(10))}</w:footnote>',
        styles=style("N", "Normal") + style("V", "V", "<w:rPr><w:i/></w:rPr>", kind="character"),
    ),
)  # fmt: skip
PACKED = tuple(archive(seed) for seed in SEEDS)

#: Names and values that mean something, to be put where others are.
_NAMES = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "pPr",
    "rPr",
    "tblPr",
    "tcPr",
    "numPr",
    "numId",
    "ilvl",
    "ins",
    "hyperlink",
    "fldSimple",
    "fldChar",
    "instrText",
    "sdt",
    "sdtContent",
    "txbxContent",
    "footnoteReference",
    "gridSpan",
    "vMerge",
    "br",
    "tab",
    "lvl",
    "num",
    "body",
    "document",
    "foo",
]
_VALUES = ("", "0", "-1", "1", "2", "9", "x", "99999", "restart", "bullet", "H", "N", "a", "end", "begin", "true")

FUZZ = examples()


def mix_up(xml: str, moves: list[tuple[int, int, int]]) -> str:
    """XML with some of its elements and attributes swapped, deleted, doubled, renamed or given other values."""
    root = etree.fromstring(xml.encode())
    for kind, one, other in moves:
        elements = list(root.iter())
        first, second = elements[one % len(elements)], elements[other % len(elements)]
        parent = first.getparent()
        if kind == 0 and parent is not None:
            parent.remove(first)
        elif kind == 1 and parent is not None:
            parent.insert(other % (len(parent) + 1), etree.fromstring(etree.tostring(first)))
        elif kind == 2 and first is not second and first not in second.iterancestors():
            second.append(first)
        elif kind == 3:
            first.tag = W + _NAMES[other % len(_NAMES)]
        elif kind == 4 and first.attrib:
            first.attrib[list(first.attrib)[other % len(first.attrib)]] = _VALUES[other % len(_VALUES)]
        elif kind == 5 and first.attrib:
            del first.attrib[list(first.attrib)[other % len(first.attrib)]]
        elif kind == 6:
            first.set(f"{W}val", _VALUES[other % len(_VALUES)])
    return etree.tostring(root, encoding="unicode")


def words_to_find(parts: dict[str, str | bytes]) -> Counter[str]:
    """The words that a file has where nothing may hide them: every ``w:t`` of a document that Word could show."""
    root = ElementTree.fromstring(parts["word/document.xml"])
    found: Counter[str] = Counter()

    def walk(element: ElementTree.Element) -> None:
        if element.tag in _HIDING:
            return
        if element.tag == f"{W}t":
            found.update(_WORD.findall(element.text or ""))
        for child in element:
            walk(child)

    if root.tag == f"{W}document":
        walk(root)
    return found


def words_of(blocks) -> Counter[str]:
    found: Counter[str] = Counter()
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    found += words_of(cell.blocks)
        else:
            found.update(_WORD.findall("".join(run.text for run in block.runs)))
    return found


def read_unless_refused(data: bytes):
    """What is read, or None if the file is refused."""
    try:
        result = read(data)
        document = parse(result.value).value
        for section in document.sections:
            to_html(section.blocks)
    except FileRefused as refusal:
        assert refusal.code and refusal.text
        return None
    return result


PLACES = st.integers(0, 10_000)
MOVES = st.lists(st.tuples(st.integers(0, 6), PLACES, PLACES), min_size=1, max_size=8)
XML_PARTS = st.sampled_from(
    ["word/document.xml"] * 4 + ["word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"]
)


@FUZZ
@given(seed=st.integers(0, len(SEEDS) - 1), changes=st.lists(st.tuples(XML_PARTS, MOVES), min_size=1, max_size=2))
def test_a_mixed_up_file_loses_no_word_that_it_does_not_name(seed, changes):
    parts = dict(SEEDS[seed])
    for name, moves in changes:
        if name in parts:
            parts[name] = mix_up(str(parts[name]).partition("?>\n")[2] or str(parts[name]), moves)
    result = read_unless_refused(archive(parts))
    if result is not None:
        missing = words_to_find(parts) - words_of(result.value.blocks) - Counter(result.value.lost_words)
        assert not missing, parts["word/document.xml"]
        assert (result.value.lost_words != ()) == ("words-lost" in [message.code for message in result.messages])


@FUZZ
@given(
    seed=st.integers(0, len(SEEDS) - 1),
    flips=st.lists(st.tuples(PLACES, st.integers(0, 255)), min_size=1, max_size=6),
    cut=st.one_of(st.none(), PLACES),
)
def test_a_damaged_archive_is_read_or_refused(seed, flips, cut):
    data = bytearray(PACKED[seed])
    for place, value in flips:
        data[place % len(data)] = value
    read_unless_refused(bytes(data if cut is None else data[: cut % len(data)]))


@FUZZ
@given(
    seed=st.integers(0, len(SEEDS) - 1),
    part=PLACES,
    flips=st.lists(st.tuples(PLACES, st.binary(max_size=3)), min_size=1),
)
def test_a_sound_archive_of_damaged_parts_is_read_or_refused(seed, part, flips):
    parts = dict(SEEDS[seed])
    name = list(parts)[part % len(parts)]
    content = bytearray(str(parts[name]).encode())
    for place, value in flips:
        content[place % len(content) : place % len(content) + 2] = value
    read_unless_refused(archive(parts | {name: bytes(content)}))


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_an_unchanged_seed_has_each_of_its_words_once(seed):
    result = read_unless_refused(PACKED[seed])
    found = words_of(result.value.blocks)
    assert set(found.values()) == {1}
    assert words_to_find(SEEDS[seed]) <= found


def test_the_moves_change_what_is_read():
    moves = random.Random(3)
    outcomes = set()
    for _ in range(100):
        parts = dict(SEEDS[1])
        kinds = [(moves.randrange(7), moves.randrange(10_000), moves.randrange(10_000)) for _ in range(4)]
        parts["word/document.xml"] = mix_up(str(parts["word/document.xml"]).partition("?>\n")[2], kinds)
        result = read_unless_refused(archive(parts))
        outcomes.add("refused" if result is None else result.value.blocks)
    assert len(outcomes) > 40


def test_a_truncated_archive_of_every_length_is_refused():
    with zipfile.ZipFile(io.BytesIO(PACKED[0])) as file:
        assert file.testzip() is None
    for length in range(0, len(PACKED[0]), 11):
        assert read_unless_refused(PACKED[0][:length]) is None

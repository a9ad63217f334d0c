"""The self-audit of the reader: the words of a file that are missing from the blocks.

The words are counted directly from the XML and in another way than the reader's: every ``w:t`` and ``m:t`` of the
document and of the notes that it refers to, except in deleted, moved-away and hidden text and in the unused branch of
alternate content.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from jobdescriptions.word.document import Block, Table
from jobdescriptions.word.names import (
    ALTERNATE,
    BR,
    CR,
    DEL,
    DROP_CAP,
    FRAME,
    M_MATH,
    M_T,
    MOVE_FROM,
    NO_BREAK_HYPHEN,
    P_STYLE,
    PPR,
    PTAB,
    R_STYLE,
    RPR,
    RUBY,
    RUBY_BASE,
    SOFT_HYPHEN,
    SYM,
    TAB,
    TBL,
    TC,
    TEXT_BOX,
    TR,
    TRPR,
    VAL,
    VANISH,
    P,
    R,
    T,
)
from jobdescriptions.word.read.drawings import choose_branch
from jobdescriptions.word.read.styles import HIDDEN, Styles, is_on
from jobdescriptions.word.read.symbols import read_symbol

_WORD = re.compile(r"[^\W_]+")
_SEPARATORS = frozenset((TAB, PTAB, BR, CR, NO_BREAK_HYPHEN, SOFT_HYPHEN, M_MATH))
_CONTAINERS = frozenset((TBL, TC))
_DELETED = frozenset((DEL, MOVE_FROM))
_READ = (T, M_T, P, *_SEPARATORS, SYM, DEL, MOVE_FROM, ALTERNATE, TEXT_BOX, VANISH, FRAME, RUBY, *_CONTAINERS)


def find_lost_words(roots: Iterable[etree._Element], blocks: tuple[Block, ...], styles: Styles) -> tuple[str, ...]:
    """Return the words in these parts of a file that are missing from the blocks, each as often as it is missing."""
    expected = "\n".join([text for root in roots for text in _texts(root, styles)])
    texts: list[str] = []
    _add_block_texts(blocks, texts)
    got = "\n".join(texts)
    # Nearly every document has the same text in the same order on both paths, which is quickly established: line by
    # line, or (where a line is broken inside a paragraph) word by word.
    if _lines(expected) == _lines(got) or expected.split() == got.split():
        return ()
    missing = Counter(_WORD.findall(expected))
    missing.subtract(_WORD.findall(got))
    for word in [word for word, count in missing.items() if count > 0 and missing[word.upper()] < 0]:
        # Text typed in lower case and displayed in capitals is in capitals in the blocks.
        found = min(missing[word], -missing[word.upper()])
        missing[word] -= found
        missing[word.upper()] += found
    return tuple(word for word, count in missing.items() for _ in range(count))


def _lines(text: str) -> list[str]:
    return [line for part in text.split("\n") if (line := part.strip())]


def _add_block_texts(blocks: tuple[Block, ...], texts: list[str]) -> None:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    _add_block_texts(cell.blocks, texts)
        else:
            runs = block.runs
            texts.append(runs[0].text if len(runs) == 1 else "".join([run.text for run in runs]))


def _texts(root: etree._Element, styles: Styles) -> list[str]:
    texts: list[str] = []
    skipped: set[etree._Element] = set()
    if styles.hides:
        skipped.update(_find_hidden_by_style(root, styles))
    _collect(root, styles, texts, skipped)
    return texts


def _collect(root: etree._Element, styles: Styles, texts: list[str], skipped: set[etree._Element]) -> None:
    pieces: list[str] = []
    joins = False
    for element in root.iter(*_READ):
        if skipped and element in skipped:
            continue
        tag = element.tag
        # Ordered by frequency: nearly all elements are one of these three.
        if tag == T:
            pieces.append(element.text or "")
        elif tag == P:
            if not joins:
                pieces.append("\n")
            joins = False
        elif tag in _CONTAINERS:
            # A table or a cell starts a new word, whatever came before.
            pieces.append("\n")
        elif tag == M_T:
            pieces.append(f" {element.text or ''}")
        elif tag in _SEPARATORS:
            pieces.append(" ")
        elif tag == SYM:
            pieces.append(read_symbol(element))
        elif tag in _DELETED:
            parent = element.getparent()
            if parent.tag == RPR:
                joins = joins or parent.getparent().tag == PPR
            else:
                region = next(element.iterancestors(TR), element) if parent.tag == TRPR else element
                skipped.update(region.iter(*_READ))
        elif tag == ALTERNATE:
            used = choose_branch(element)
            for branch in element:
                if branch is not used:
                    skipped.update(branch.iter(*_READ))
        elif tag == RUBY:
            for part in element:
                text = "".join([t.text or "" for t in part.iter(T)])
                if part.tag == RUBY_BASE:
                    pieces.append(f"{text} ")
                else:
                    texts.append(text)
            skipped.update(element.iter(*_READ))
        elif tag == VANISH:
            run = element.getparent().getparent()
            if run is not None and run.tag == R and is_on(element):
                skipped.update(run.iter(*_READ))
        elif tag == FRAME:
            joins = joins or element.get(DROP_CAP) not in (None, "none")
        elif tag == TEXT_BOX and element is not root:
            inner = list(element.iter(*_READ))
            _collect(element, styles, texts, skipped)
            skipped.update(inner)
    texts.append("".join(pieces))


def _find_hidden_by_style(root: etree._Element, styles: Styles) -> Iterator[etree._Element]:
    # Paragraphs are nested in text boxes of paragraphs: a run belongs to the innermost one.
    bases = [styles.default]
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=(P, R)):
        if element.tag == P:
            if event == "end":
                bases.pop()
                continue
            name = element.find(f"{PPR}/{P_STYLE}")
            bases.append(styles.default if name is None else styles.paragraph(name.get(VAL) or ""))
        elif event == "start":
            own = next(element.iterchildren(RPR), ())
            if any(child.tag == VANISH for child in own):
                continue
            bits = bases[-1].bits
            name = next((child for child in own if child.tag == R_STYLE), None)
            if name is not None:
                bits ^= styles.character(name.get(VAL) or "").bits
            if bits & HIDDEN:
                yield from element.iter(*_READ)

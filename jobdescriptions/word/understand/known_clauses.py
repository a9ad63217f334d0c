"""Find the passages of a job description that state a known clause in words of their own.

Districts word the same requirement of the law in many ways: "Must pass a TB test", "Tuberculosis risk assessment
(Education Code section 49406)". A finding is an offer to put the site's clause in its place, so it must be right
rather than complete: what a duty or a field of knowledge is about ("Schedules fingerprinting of new employees") is no
requirement, and a passage that says more than the clause is found only up to where it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jobdescriptions.word.document import Block, Document, Heading, ListItem, Paragraph
from jobdescriptions.word.understand.clause_wordings import find_stated

#: Kinds of sections that speak about the job description, to those who adopt it.
_ABOUT_TEXT = frozenset(("terms", "adapting", "approval"))
#: The clauses that stand above a list and lead to it, by the kind of section.
_LEADS = {"physical": "reasonable-accommodation", "duties": "essential-functions"}
#: The name of a clause in front of it.
_NAME = re.compile(
    r"(?=.*(?:fingerprint|background|tuberculosis|\bTB\b|licen[sc]e|report|disaster|accommodation|opportunity|probation))"
    r"(?!.*\b(?:is|are|must|required|preferred)\b)(?:[\w'’,/-]+ ){0,4}[\w'’,/-]+\.",
    re.IGNORECASE,
)
#: What follows a paragraph that leads to it, and the maximum length of such a paragraph.
_LED = ListItem | Heading
_MAX_LEAD_LENGTH = 300


@dataclass(frozen=True, slots=True)
class KnownClause:
    """A passage that states the clause with this key in other words.

    ``section`` and ``block`` are indexes into ``document.sections`` and into the ``blocks`` of that section: of a
    paragraph or list item that places no clause. ``start`` and ``end`` are offsets in the text of its runs, joined;
    ``text`` is what stands there. ``whole`` says that this is all of the block's text. Otherwise a part that follows a
    semicolon begins with it, so that what is left reads on without it.

    One passage may state two clauses ("fingerprint and tuberculosis clearance"); then both are found with the same
    offsets, and it may only go when both clauses are placed.
    """

    section: int
    block: int
    key: str
    start: int
    end: int
    text: str
    whole: bool


def find_known_clauses(document: Document) -> tuple[KnownClause, ...]:
    """Return the passages that state known clauses, in the order of the document.

    The keys are those of the clauses that the reference content has (``fixtures/clauses.json``); a site may lack some.
    Tables, headings and paragraphs that already place a clause are passed over.
    """
    return tuple(
        KnownClause(number, *found)
        for number, section in enumerate(document.sections)
        for found in _find_in_section(section.kind, section.blocks)
    )


def _find_in_section(kind: str, blocks: Sequence[Block]) -> Iterator[tuple[int, str, int, int, str, bool]]:
    if kind in _ABOUT_TEXT:
        return
    in_list = False
    for index, block in enumerate(blocks):
        in_list = in_list or isinstance(block, ListItem)
        if not isinstance(block, Paragraph | ListItem) or (isinstance(block, Paragraph) and block.clause):
            continue
        text = "".join(run.text for run in block.runs)
        parts = list(_split_parts(text))
        found = [find_stated(text[start:end], kind, isinstance(block, ListItem), in_list) for start, end in parts]
        if found[1:] and not found[0] and _NAME.fullmatch(text[: parts[0][1]]):
            found[0] = found[1]  # "Tuberculosis. Before initial employment, ..."
        lead = _LEADS.get(kind, "")
        if index == 0 and len(text) <= _MAX_LEAD_LENGTH and isinstance(next(iter(blocks[1:2]), None), _LED):
            found = [[lead] for _ in parts] if any(lead in keys for keys in found) else found
        for key in dict.fromkeys(key for keys in found for key in keys):
            for start, end in _join_parts(parts, [key in keys for keys in found]):
                whole = (start, end) == (0, len(text))
                if not whole and text[start] == ";" and text[end - 1] == ".":
                    end -= 1
                yield index, key, start, end, text[start:end], whole


#: Where one part of a text ends and the next begins: between sentences, but not after abbreviations, and at semicolons.
_BOUNDARY = re.compile(
    r"(?<=[.!?])(?<!\bSec\.)(?<!\bGov\.)(?<!\bEd\.)(?<!\bEduc\.)(?<!\bNo\.)(?<!\bi\.e\.)(?<!\be\.g\.)\s+(?=[A-Z\"“(])"
    r"|\n|(?=;\s)"
)


def _split_parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the parts of a text; all of it is in a part, except white space between sentences."""
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        if boundary.start() > start:
            yield start, boundary.start()
        start = boundary.end()
    if start < len(text):
        yield start, len(text)


def _join_parts(parts: Sequence[tuple[int, int]], chosen: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the chosen parts, neighbors as one."""
    start = None
    for (first, end), is_chosen, follows in zip(parts, chosen, (*chosen[1:], False), strict=True):
        if is_chosen:
            start = first if start is None else start
            if not follows:
                yield start, end
                start = None

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

#: Kinds of sections about the work itself, and not about what the law asks of whoever does it.
_ABOUT_WORK = frozenset(
    ("definition", "supervision", "distinguishing", "duties", "other_duties", "knowledge", "ability", "salary")
)
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
#: Maximum length of a passage; a longer sentence is not one.
MAX_LENGTH = 1500


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
        found = [_keys(text[start:end], kind, isinstance(block, ListItem), in_list) for start, end in parts]
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


def _keys(part: str, kind: str, is_item: bool, in_list: bool) -> list[str]:
    """Return the keys of the clauses that a part of a paragraph or list item states."""
    if len(part) > MAX_LENGTH:
        return []
    text = part.replace("’", "'").replace("\u00a0", " ")
    keys = []
    if kind not in _ABOUT_WORK:
        keys = [key for key, pattern in _REQUIREMENTS.items() if pattern.search(text) and not _LACKS[key].search(text)]
    elif not is_item:
        keys = [key for key in _ANYWHERE if _REQUIREMENTS[key].search(text)]
    if kind == "education" and _EQUIVALENCY.search(text) and not _PLAIN_EQUIVALENT.search(text):
        keys.append("experience-equivalency")
    if kind == "duties" and not in_list and _REPRESENTATIVE.search(text) and _DUTIES.search(text):
        keys = [*(key for key in keys if key != "reasonable-accommodation"), "essential-functions"]
    if _CERTIFICATED in keys and _CLASSIFIED in keys and not re.search(r"45125|\bclassified\b", text):
        keys.remove(_CLASSIFIED)
    if "equal-opportunity" in keys and "reasonable-accommodation" in keys:
        keys.remove("reasonable-accommodation")  # A sentence about discrimination that also names accommodation.
    return keys


def _compile(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


def _both(one: str, other: str) -> str:
    """Return the pattern of texts that have both, in either order; it takes time in proportion to their length."""
    return rf"\A(?=.*\b(?:{one})\b)(?=.*\b(?:{other})\b)"


_CLASSIFIED, _CERTIFICATED = "fingerprints-classified", "fingerprints-certificated"

_CLEARING = r"clear\w*|check\w*|screen\w*|submi\w*|pass\w*|required?|complet\w*|successful\w*|prior to|before|must|will"

#: For each clause, the patterns of sentences that state it where they are requirements.
_REQUIREMENTS = {
    _CLASSIFIED: _compile(
        r"\b(?:section|EC|code) ?§? ?45125\b|\blive ?scan\b",
        _both(r"fingerprint\w*", rf"{_CLEARING}|Justice|DOJ|FBI"),
        _both(r"Department of Justice|DOJ", r"clear\w+|background|criminal"),
        _both(r"criminal (?:background|history|record)\w*", r"checks?|clear\w+|review|investigation"),
    ),
    _CERTIFICATED: _compile(
        _both(r"fingerprint\w*|clearance", r"Commission(?! on Peace)"),
        r"\bsections? (?:44340|44341|44346\.1|44830\.1)\b",
    ),
    "tuberculosis": _compile(
        r"\bsections? 49406\b|\bcode § ?49406\b",
        r"\b(?:tuberculosis|TB|T\.B\.)\W.{0,40}\b(?:risk|assess\w*|exam\w*|test\w*|clear\w*|skin|screen\w*|x-?ray)\b",
        r"\b(?:risk|assess\w*|exam\w*|test\w*|clear\w*|screen\w*|free of|free from)\b.{0,60}\b(?:tuberculosis|TB)\b",
        r"\bfingerprint\w*, (?:tuberculosis|TB)\b",
    ),
    "drivers-license": _compile(
        _both(
            r"driver(?:'s|s'|s)? licen[sc]es?",
            r"valid|current|possess\w*|class c|california|obtain|maintain\w*|hold|required?|in force|necessary",
        ),
    ),
    "mandated-reporter": _compile(
        r"\b(?:mandated|mandatory) (?:child abuse )?reporters?\b",
        _both(r"sections? 1116[56](?:\.\d)?", r"report\w*"),
    ),
    "disaster-service-worker": _compile(
        r"\b(?:is|are|be|as|becomes?|declared|designated)(?: an?| to be| by law){0,3} disaster service workers?\b",
        r"\bcode (?:sections?|§+) ?3100\b|\b(?:oath|affirmation) of allegiance\b",
        _both(r"(?:all|every) public employees?", "disaster service"),
    ),
    "reasonable-accommodation": _compile(r"\breasonable accommodations?\b"),
    "equal-opportunity": _compile(
        r"\bequal(?: employment)? opportunity\b.{0,30}\bemployer\b|\bEEO employer\b",
        r"\b(?:without regard to|regardless of)\b.{0,80}\b(?:race|religio\w+|sex|age|disabilit\w+|national origin)\b",
        _both(
            r"not discriminate|prohibits? discrimination|non-?discrimination",
            r"race|religio\w+|color|sex|gender|age|disabilit\w+|national origin|protected|protects|employment",
        ),
        r"\ball qualified applicants will receive consideration\b",
    ),
    "classified-probation": _compile(
        r"\bprobation(?:ary)? period\b|\bperiod of probation\b|\bcode sections? (?:45113|45301)\b",
        r"\b(?:serves?|served|subject to|complet\w+)\b.{0,40}\bprobation\b",
        r"\bprobation(?:ary)?\b.{0,40}\b(?:months?|days of paid service|working days)\b",
    ),
}

#: What a sentence must not have beside them: it asks for something else.
_NEVER = re.compile(r"(?!)")
_LACKS = dict.fromkeys(_REQUIREMENTS, _NEVER) | {
    _CLASSIFIED: _compile(r"\bcredit check\b"),
    "drivers-license": _compile(r"\bclass [ab]\b|\bcommercial\b|\bCDL\b|\bendorsement\b|\bforklift\b"),
    "disaster-service-worker": _compile(r"\b(?:train|coordinat|recruit)\w*\b.{0,20}\bdisaster service worker"),
}

#: The clauses that paragraphs also state among the texts about the work: above a list of duties, or in a definition.
_ANYWHERE = ("reasonable-accommodation", "equal-opportunity", "mandated-reporter", "disaster-service-worker")

_PREPARATION = r"(?:combinations?|mix|preparation|background|training|education|experience|schooling|study|work|years)"
_EQUAL = r"(?:equivalent|equal|comparable|alternative|qualifying)"
_EQUIVALENCY = _compile(
    rf"\b{_EQUAL} (?:(?!and\b|or\b|of\b|in\b|to\b)[\w-]+ )?{_PREPARATION}\b",
    r"\b(?:any|other|another|different)\b.{0,40}\b(?:combinations?|training and experience|preparation)\b",
    r"\bcombinations? of\b.{0,60}\b(?:equivalent|experience|training|education)\b",
    rf"\b{_PREPARATION}\b.{{0,60}}\b(?:may|can|is|are)\b.{{0,30}}\bsubstitut",
    rf"\bsubstitut\w*\b.{{0,40}}\b{_PREPARATION}\b",
    rf"\bin place of (?:the (?:degree|education|experience)|{_PREPARATION})\b",
    rf"\b{_PREPARATION}\b.{{0,40}}\bas a substitute\b|\bmay be combined to meet\b",
)
#: What only looks like it: "a diploma or equivalent", "candidates need a degree, for which certificates substitute".
_PLAIN_EQUIVALENT = _compile(
    r"\bor (?:of )?(?:an |its |the |a recognized )?equivalent\b(?! combination)",
    r"^(?:the class|the position|candidates|applicants|required)\b.{0,12}\b(?:needs?|requires?|are|must have)\b",
)

_DUTIES = _compile(
    r"\b(?:duties|responsibilities|tasks|functions|assignments?|examples|statements|items?|list|positions?|"
    r"the following|range of (?:the )?work|(?:usual|typical|this) work)\b"
)
_REPRESENTATIVE = _compile(
    r"\b(?:representative|typical|typically|characteristic|illustrat\w+|usual|usually|examples?|show|range)\b",
    r"\b(?:not every|not all|may not|no (?:one|single)|necessarily|some of|many of|most of|any combination|which of)\b",
    r"\breasonable accommodations?\b",
    r"\b(?:vary|varies|differ|differs|other (?:related )?duties|part of this work|may include|not limited to)\b",
)

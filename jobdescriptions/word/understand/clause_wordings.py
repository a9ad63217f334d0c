"""The wordings in which job descriptions state known clauses (see ``known_clauses``), as patterns of sentences."""

from __future__ import annotations

import re

#: Kinds of sections about the work itself, and not about what the law asks of whoever does it.
_ABOUT_WORK = frozenset(
    ("definition", "supervision", "distinguishing", "duties", "other_duties", "knowledge", "ability", "salary")
)
#: Maximum length of a passage; a longer sentence is not one.
MAX_LENGTH = 1500


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
        r"\b(?:tuberculosis|(?<!\d )TB|T\.B\.)\W.{0,40}"  # "20 TB" is storage.
        r"\b(?:risk|assess\w*|exam\w*|test\w*|clear\w*|skin|screen\w*|x-?ray)\b",
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

#: For each clause, words of which a sentence that matches its pattern has one: looking for them is many times faster.
_WORDS = {
    _CLASSIFIED: ("45125", "scan", "fingerprint", "justice", "doj", "criminal"),
    _CERTIFICATED: ("commission", "4434", "44830"),
    "tuberculosis": ("49406", "tuberculosis", "tb", "t.b."),
    "drivers-license": ("driver",),
    "mandated-reporter": ("reporter", "1116"),
    "disaster-service-worker": ("disaster", "3100", "allegiance"),
    "reasonable-accommodation": ("accommodation",),
    "equal-opportunity": ("opportunity", "eeo", "without regard", "regardless", "discriminat", "qualified applicants"),
    "classified-probation": ("probation", "45113", "45301"),
}

#: Sentences that ask for nothing, say what the work is about or whom to ask, or ask for more than a clause does.
_NO_REQUIREMENT = _compile(
    r"\bnot (?:be )?(?:required|necessary|needed)\b|^\W*no\b",
    r"^\W*(?:knowledge of|experience (?:with|in)|familiarity with|understanding of|responsible for|requests? for)\b",
    r"^\W*(?:administer|arrange|coordinate|enter|handle|keep|manage|monitor|prepare|schedule|track|update)s?\b",
    r"^\W*(?:oversees?|process(?:es)?)\b",
    r"\bplease\b|\bcontact(?:s|ing)?\b|\be-?mail\b|\bto request\b|\b\d{3}-\d{4}\b",
    r"\bCPR\b|\bfirst[ -]aid\b|\binsur(?:ance|able|ability|ed)\b|\bdrug\b|\b(?:physical|medical) exam",
)

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
    # What may stand in for a degree in words that also state the degree: "A degree or an equivalent combination ...".
    r"\b(?:degree|diploma|GED|years?|college|graduat\w+|certificat\w+|coursework|units|experience)\b.{0,200}"
    r"\bor (?:an?|any|other|another|equivalent|equal|comparable|combinations?)\b",
    r"\b(?:equivalent|equal) to\b|\btypical way\b",
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


def find_stated(part: str, kind: str, is_item: bool, in_list: bool) -> list[str]:
    """Return the keys of the clauses that a part of a paragraph or list item states.

    ``kind`` is that of its section; ``in_list`` says that a list item of that section precedes it.
    """
    if len(part) > MAX_LENGTH:
        return []
    text = part.replace("’", "'").replace("\u00a0", " ")
    lowered = text.lower()
    keys = [key for key, words in _WORDS.items() if any(word in lowered for word in words)]
    if kind in _ABOUT_WORK:
        keys = [key for key in keys if key in _ANYWHERE and not is_item]
    keys = [key for key in keys if _REQUIREMENTS[key].search(text) and not _LACKS[key].search(text)]
    if keys and _NO_REQUIREMENT.search(text):
        keys = []
    if kind == "education" and _EQUIVALENCY.search(text) and not _PLAIN_EQUIVALENT.search(text):
        keys.append("experience-equivalency")
    if kind == "duties" and not in_list and _REPRESENTATIVE.search(text) and _DUTIES.search(text):
        keys = [*(key for key in keys if key != "reasonable-accommodation"), "essential-functions"]
    if _CERTIFICATED in keys and _CLASSIFIED in keys and not re.search(r"45125|\bclassified\b", text):
        keys.remove(_CLASSIFIED)
    if "equal-opportunity" in keys and "reasonable-accommodation" in keys:
        keys.remove("reasonable-accommodation")  # A sentence about discrimination that also names accommodation.
    return keys

"""Find the title of a job description by styles, and the words of a line that are the title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jobdescriptions.facts import TITLE
from jobdescriptions.word.block_text import block_line
from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import DISTRICT_PLACEHOLDER, Block, Heading, Table
from jobdescriptions.word.understand.headings import find_kind, normalize_wording

#: Names of kinds of documents; the class has another name.
_GROUPS = (
    r"(?:administrative|administrator|certificated|classified|confidential|district|draft|employee|exempt|management|"
    r"non ?exempt|official|sample|standard|supervisory)"
)
_FORM = (
    r"(?:job|position|class|classification|role|vacancy|career|employment)s?(?: class| title and)? "
    r"(?:announcement|advertisement|bulletin|description|flyer|opening|opportunity|posting|profile|specification)s?"
)
FORM_NAMES = re.compile(
    rf"(?:{_GROUPS} )*{_FORM}(?: (?:and )?{_FORM})?(?: (?:form|sheet|template))?(?: {_GROUPS})*|jd(?: \d{{1,2}})?"
)

#: A line with one of these words names the employer or one of its offices.
EMPLOYER = re.compile(
    r"\b(?:school district|unified|union high|office of education|board of education|schools|county office|"
    r"department of|human resources|personnel commission|personnel department|inc|llc|ltd|"
    r"(?:city|county|town|university) of|(?:college|elementary|high|joint|union) district|charter academy|"
    r"(?:csd|esd|isd|jusd|uhsd|usd))\b"
    r"|\b(?:academy|college|department|division|(?:charter|elementary|high|middle) school|university)$"
)

#: A line with one of these is an address.
_ADDRESS = re.compile(
    r"\b[A-Z]{2},?\s+\d{5}(?:-\d{4})?\b|(?:\(\d{3}\)\s?|\b\d{3}[-.])\d{3}[-.]\d{4}\b|\bhttps?://|\bwww\."
    r"|^\d{1,5} [\w .]{2,40}\b(?:avenue|ave|boulevard|blvd|drive|dr|lane|road|rd|street|st|way)\b\.?"
)

#: Labels of the title, normalized.
TITLE_LABELS = frozenset(normalize_wording(word) for word in (TITLE.label, *TITLE.labels))

#: Maximum length of a line, and number of lines of a paragraph, that can contain a title.
MAX_TITLE_LENGTH, MAX_LINES = 300, 20

_LABEL = re.compile(
    r"([^:|]{1,40}?)(?:\s*[:|]\s*[\u2010-\u2015-]?|\s+[\u2010-\u2015-])\s+(?=\S)|([^:|]{1,40})[:|](?=\S)"
)
_FORM_BEHIND = re.compile(
    r"(?:\s[\u2010-\u2015-])?\s(?:job|position|class|role) (?:description|specification)\Z"
    r"|\s?[(\[](?:job|position|class|role) (?:description|specification)[)\]]\Z",
    re.IGNORECASE,
)
_FORM_BEFORE = re.compile(
    r"(?:(?:job|position|class|role) (?:description|specification) (?:for|of)(?: an?| the)?"
    r"|(?:class|classification|job|position|role) title)\s+(?=\S)",
    re.IGNORECASE,
)


def clean_title(line: str) -> str:
    """Return a title without its label or a colon at the end, and without words that name the form.

    >>> [clean_title(line) for line in ("Job Title: Network Analyst", "Position:- Network Analyst")]
    ['Network Analyst', 'Network Analyst']
    >>> [clean_title(line) for line in ("JOB POSTING \\u2013 ANALYST", "Network Analyst Job Description")]
    ['ANALYST', 'Network Analyst']
    >>> clean_title("Job description for the Network Analyst"), clean_title("Title/Position: Network Analyst")
    ('Network Analyst', 'Network Analyst')
    >>> clean_title("Classified job description"), clean_title("Audio-Visual Technician:")
    ('Classified job description', 'Audio-Visual Technician')
    """
    title = tidy(line).rstrip(": ")
    while len(title) <= MAX_TITLE_LENGTH and not FORM_NAMES.fullmatch(normalize_wording(title)):
        before = title
        match = _LABEL.match(title)
        if match and _is_label(match[1] or match[2]):
            title = title[match.end() :]
        form = _FORM_BEFORE.match(title)
        if form:
            title = title[form.end() :]
        behind = _FORM_BEHIND.search(title)
        if behind and behind.start():
            title = title[: behind.start()]
        if title == before:
            break
    return title


def _is_label(text: str) -> bool:
    words = normalize_wording(text)
    if words in TITLE_LABELS or FORM_NAMES.fullmatch(words):
        return True
    parts = text.split("/")
    return len(parts) > 1 and all(normalize_wording(part) in TITLE_LABELS for part in parts)


def find_title_in_lines(lines: Sequence[str]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the title, the lines that name the district or the form, and other lines of one paragraph.

    >>> find_title_in_lines(["Springfield School District", "Position Description", "Network Analyst"])
    ('Network Analyst', ('Springfield School District', 'Position Description'), ())
    >>> find_title_in_lines(["Title: Network Analyst", "Location: District office"])
    ('Network Analyst', (), ('Location: District office',))
    """
    lines = _join_labels([line for line in map(tidy, lines) if line])
    if not 1 < len(lines) <= MAX_LINES:
        return clean_title(" ".join(lines)), (), ()
    names = tuple(line for line in lines if is_form_name(line) or is_employer_line(line))
    rest = [line for line in lines if line not in names]
    labeled = [line for line in rest if clean_title(line) != line]
    if labeled:
        return clean_title(labeled[0]), names, tuple(line for line in rest if line != labeled[0])
    facts = tuple(line for line in rest if re.match(r"[^:]{1,40}:\s*\S", line))
    rest = [line for line in rest if line not in facts]
    if not rest:
        return clean_title(" ".join(lines)), (), ()
    return clean_title(" ".join(rest)), names, facts


def _join_labels(lines: Sequence[str]) -> list[str]:
    """Return the lines, with a title label on a line of its own ("Position title:") joined to the line below it."""
    result: list[str] = []
    for line in lines:
        if result and result[-1].endswith(":") and normalize_wording(result[-1]) in TITLE_LABELS:
            result[-1] = f"{result[-1]} {line}"
        else:
            result.append(line)
    return result


def is_form_name(line: str) -> bool:
    """Return whether a line only names the form, possibly twice ("Job posting: Job description")."""
    if len(line) > MAX_TITLE_LENGTH:
        return False
    if FORM_NAMES.fullmatch(normalize_wording(line)):
        return True
    return ":" in line and bool(FORM_NAMES.fullmatch(normalize_wording(clean_title(line))))


def is_employer_line(line: str) -> bool:
    """Return whether a line names the employer, is its address, or is the placeholder for its name.

    >>> [is_employer_line(line) for line in ("Example ISD", "12 Main Street, Anytown, CA 90000", "Division Secretary")]
    [True, True, False]
    """
    return line == DISTRICT_PLACEHOLDER or bool(EMPLOYER.search(normalize_wording(line))) or bool(_ADDRESS.search(line))


def find_title_by_style(blocks: Sequence[Block]) -> int | None:
    """Return the index of the title by the styles of the document; None without one.

    It is the heading in the style Title, unless sections are above it. It is the heading below a Title that only names
    the form; or the first heading, if it is the only one of its level and above all others, or if nothing but another
    heading of its level follows.
    """
    indexes = [index for index, block in enumerate(blocks) if isinstance(block, Heading)]
    names = [index for index in indexes if not is_form_name(block_line(blocks[index]))]
    names = names[_count_names_above_title(blocks, names) :]
    if not names:
        return next((index for index in indexes if _level(blocks[index]) == 0), None)
    titles = [index for index in names if _level(blocks[index]) == 0]
    if len(titles) > 1 and find_kind(block_line(blocks[titles[0]])):
        return None  # Sections in the style Title.
    if titles and not is_among_sections(blocks, titles[0]):
        return titles[0]
    first = names[0]
    if find_kind(block_line(blocks[first])) or is_employer_line(block_line(blocks[first])):
        return None
    level = _level(blocks[first])
    above = [index for index in indexes if index < first]
    if any(_level(blocks[index]) == 0 for index in above):
        return first if first == above[-1] + 1 else None
    others = [_level(blocks[index]) for index in names[1:]]
    if level == 1 and all(other > level or other == 0 for other in others):
        return first
    if ends_with_form_name(block_line(blocks[first])) and first == 0 and all(other >= level for other in others):
        return first
    if names[1:] == [] or first > len(above) + 1:
        return None
    second = names[1]
    is_bare = second == first + 1 and _level(blocks[second]) == level and bool(find_kind(block_line(blocks[second])))
    return first if is_bare and all(other >= level or other == 0 for other in others) else None


def _count_names_above_title(blocks: Sequence[Block], names: Sequence[int]) -> int:
    """Return how many of the first headings are the placeholder or name the employer, right above the title.

    The name of an employer in the style Title counts only if another title follows: "Superintendent of Schools" is a
    class.
    """
    count = 0
    while count + 1 < len(names) and names[count + 1] == names[count] + 1:
        words, level, below = block_line(blocks[names[count]]), _level(blocks[names[count]]), blocks[names[count + 1]]
        if find_kind(block_line(below)):
            break
        is_above_its_like = _level(below) == 0 or level > 0
        if words != DISTRICT_PLACEHOLDER and not (is_employer_line(words) and is_above_its_like):
            break
        count += 1
    return count


def is_among_sections(blocks: Sequence[Block], index: int) -> bool:
    """Return whether a heading in the style Title is among the sections, and not before them."""
    above = [
        at
        for at, block in enumerate(blocks[:index])
        if isinstance(block, Heading)
        and not is_form_name(block_line(block))
        and not is_employer_line(block_line(block))
    ]
    if not above:
        return False
    return len(above) > 1 or any(not isinstance(block, Heading) for block in blocks[above[0] : index])


def ends_with_form_name(line: str) -> bool:
    """Return whether a line names the form behind the title: "Network Analyst Job Description"."""
    return bool(_FORM_BEHIND.search(tidy(line))) and not is_form_name(line)


def _level(block: Block) -> int:
    return block.level if isinstance(block, Heading) else -1


def _words(block: Block) -> str:
    return "" if isinstance(block, Table) else tidy("".join(run.text for run in block.runs))

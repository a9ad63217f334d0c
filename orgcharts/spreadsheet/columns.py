"""The columns of a chart's table, and how headings are recognized. No Django in here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

NUMBER, TITLE, ABOVE, FTE, JOBS, KEY = "number", "title", "above", "fte", "jobs", "key"
KIND, LINES, DERIVED = "kind", "lines", "derived"
#: A number of the position in another program, such as HR's, to which "Reports to" refers. Read only, never written.
IDENT = "ident"
#: The columns in which no row is named.
VALUES = frozenset((FTE, JOBS, KIND, LINES, DERIVED))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. ``variants`` are other headings for it, in ``plain`` spelling.

    ``vague`` are headings that mean it only where no other column fits.
    """

    name: str
    heading: str
    explanation: str
    example: tuple[str, ...]
    variants: tuple[str, ...]
    vague: tuple[str, ...] = ()
    required: bool = False
    width: int = 14


COLUMNS = (
    Column(
        NUMBER,
        "Index number",
        "The place in the chart: the head is 1, those who report to it are 1.1, 1.2 and so on, without gaps. "
        "In a spreadsheet the column must have the format Text, or 1.10 turns into 1.1. It may be left out where "
        "“Reports to” says who reports to whom: the index numbers then follow from that and the order of the rows.",
        ("1", "1.1", "1.1.1"),
        ("indexno", "indexnr", "indexnumbers"),
    ),
    Column(
        TITLE,
        "Title",
        "Required. What the position is called; at most 150 characters.",
        ("Superintendent", "Director of Technology", "Network and Telecommunications"),
        ("titles", "position", "positions", "positiontitle", "titleofposition", "box"),
        ("jobtitle", "positionname", "role", "roletitle", "rolename", "workingtitle", "posttitle", "name", "label"),
        required=True,
        width=44,
    ),
    Column(
        ABOVE,
        "Reports to",
        "The supervisor: the index number, the key or the title of a row, or the number of a row in a column such as "
        "“Position number” or “ID”; empty for the head. It may be left out, as the index number tells it too. Where it "
        "is changed and the index number is not, the position moves there with all below it.",
        ("", "1", "1.1"),
        (),
    ),
    Column(
        FTE,
        "FTE",
        "Full-time equivalents, such as 1, 2.5 or 0.4375; empty where that is not known. Without this column they stay "
        "as they are.",
        ("1", "", "2.5"),
        ("ftes", "fulltimeequivalent", "fulltimeequivalents", "positionfte", "numberofpostsinfte"),
        width=8,
    ),
    Column(
        JOBS,
        "Job descriptions",
        "The job descriptions at the position in their order, separated by semicolons or line breaks. Each is its "
        "document number with the title as this chart lists it, or only the number, or only the title. A title that "
        "has a semicolon in it is put in quotation marks. Without this column they stay as they are.",
        ("", "TS-0007 Technology Director", "TS-0014 Network Specialist; TS-0015 Network Tech"),
        ("jobdescription", "samplejobdescriptions", "jobdescriptionslisted", "jobs"),
        width=60,
    ),
    Column(
        KIND,
        "Kind of box",
        "What the job descriptions of a position are, where it has several: alternatives (a district chooses one), "
        "series (levels of one series) or team (different jobs that are needed together, each of which counts); empty "
        "where nothing is said. Without this column it stays as it is.",
        ("", "", "team"),
        ("boxkind",),
        width=14,
    ),
    Column(
        LINES,
        "Also supervised by",
        "Who shares the supervision, the dotted lines: title | place | what the line covers | derived. The place is an "
        "index number of this table, or that of another chart behind the address of that chart; it may be missing. "
        "“derived” says that the line was worked out. Several are separated by semicolons. Without this column the "
        "lines stay as they are.",
        (
            "",
            "Curriculum director | | program direction",
            "District support | established-district 1.1.2 | tools",
        ),
        ("alsosupervised", "sharedsupervision"),
        width=60,
    ),
    Column(
        DERIVED,
        "Derived",
        "“yes” where the original chart implied the box, but its name is lost, so that the title was worked out; "
        "“renamed” where staff have given it another one since, which counts as yes; empty for all others. Without "
        "this column the marks stay as they are.",
        ("yes", "", "renamed"),
        ("nameworkedout", "titlewasworkedout"),
        width=10,
    ),
    Column(
        KEY,
        "Key",
        "The permanent key of the position, as the download writes it. Leave it as it is, also where you move or "
        "rename the position; leave it empty for a new one. You may delete the whole column: then positions are found "
        "by their titles and index numbers, as they are in the table of another chart or of a copy.",
        ("101", "102", ""),
        ("keys", "positionkey", "permanentkey"),
        width=10,
    ),
)

COLUMN = {column.name: column for column in COLUMNS}


def plain(heading: str) -> str:
    """Return a heading without case, spaces and punctuation.

    >>> plain(" Reports-to: ")
    'reportsto'
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading).casefold())


#: How certainly a heading means a column: its own name, another name for it, or a vague one.
OWN, VARIANT, VAGUE = range(3)

#: Vague names of the title that name the person where another column has the job's title.
PERSONS = frozenset(("name", "label"))

#: Headings of which only the cells below show whether they hold index numbers or others.
_NUMBERS = re.compile(r"(chart)?(index|number|no|nr|num)|positions?(number|no|nr|num)")
#: As Visio (Unique_ID), OrgChart (PersonID), Organimi (ID) and payroll programs call what identifies a row.
_IDENTIFIER = re.compile(
    r"(unique|person|position|pos|post|seat|box|node|record|employee|empl?|staff|worker|incumbent)?(unique)?"
    r"(id|identifier|identificationnumber|controlnumber|ref|reference)"
    r"|(pos|employee|empl?|staff|worker|personnel|seat|post)(number|no|nr|num)|positioncode|pcn"
)
#: The same for the column with the supervisor: Reports_To, SupervisorID, Boss ID, Manager's name, Parent.
_SUPERVISOR = re.compile(
    r"(reports?to|reportingto|reporting|((immediate|direct)?supervisor|(line)?manager|mgr|boss|superior|parent)s?)"
    r"(senior)?(position|pos|employee|empl?|person|staff|post|node)?"
    r"(unique)?(indexnumber|index|id|identifier|number|no|nr|num|code|pcn|controlnumber|ref|reference|key|title|name|email)?"
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading means: the name of a column, and how certainly. NUMBER as VAGUE may as well be IDENT."""

    name: str
    rank: int


_BY_HEADING: dict[str, Meaning] = {}
for _column in COLUMNS:
    for _rank, _names in ((OWN, (plain(_column.heading),)), (VARIANT, _column.variants), (VAGUE, _column.vague)):
        _BY_HEADING.update(dict.fromkeys(_names, Meaning(_column.name, _rank)))


def meaning_of(heading: Any) -> Meaning | None:
    """Return what a heading means, or None; text in parentheses is optional.

    >>> meaning_of("FTE (full-time equivalents)"), meaning_of("Boss ID").name, meaning_of("Position #").rank == VAGUE
    (Meaning(name='fte', rank=0), 'above', True)
    """
    if not isinstance(heading, str) or len(heading) > 200:
        return None
    for text in (heading, re.sub(r"\([^()]*\)", "", heading)):
        name = plain(text.replace("#", " number "))
        if name in _BY_HEADING:
            return _BY_HEADING[name]
        for pattern, meaning in (
            (_NUMBERS, Meaning(NUMBER, VAGUE)),
            (_IDENTIFIER, Meaning(IDENT, VARIANT)),
            (_SUPERVISOR, Meaning(ABOVE, VARIANT)),
        ):
            if pattern.fullmatch(name):
                return meaning
    return None

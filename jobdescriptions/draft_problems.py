"""The problems that prevent publishing a draft, by section, with remedies in the web editor and automatic fixes.

Beside them, hints: what to look at before publishing, which goes on without it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from jobdescriptions.content import to_document
from jobdescriptions.draft_preview import Draft
from jobdescriptions.publishing import write_draft
from jobdescriptions.word.accessibility import Finding
from jobdescriptions.word.document import Block, Document, ListItem, Table
from jobdescriptions.word.html.subset import from_html
from jobdescriptions.word.understand.essential_duties import DUTIES, is_essential
from jobdescriptions.word.understand.fixes import apply_fixes

#: By code of a finding: what to do in the editor, and what "Fix this" does.
REMEDIES: dict[str, tuple[str, str]] = {
    "table-header-missing": (
        "Put the cursor into the table and press “Header row”, or “Header column” where the labels stand at the left.",
        "Mark the row or the column that heads the table",
    ),
    "list-bullets": (
        "Delete the typed signs, select the lines, and press “• List”.",
        "Make the lines items of a list",
    ),
    "list-numbers": (
        "Delete the typed numbers, select the lines, and press “1. List”.",
        "Make the lines items of a list",
    ),
    "heading-empty": ("Delete the empty heading, or make it a paragraph.", ""),
    "table-header-all": (
        "Put the cursor into each row that names no columns, and press “Header row” to take it off.",
        "",
    ),
}
_NUMBERED_TABLE = re.compile(r"^Table \d+ \((“.*”)\)$")
OTHERWISE = "Change it in the text of this section."


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """A problem that prevents publishing, with the index (from 0) and the heading of its section.

    ``remedy`` says what to do in the editor, ``mending`` what the automatic fix does; empty without one. ``at`` is None
    for problems that belong to no section.
    """

    code: str
    at: int | None
    heading: str
    where: str
    text: str
    remedy: str
    mending: str = ""

    @property
    def sentence(self) -> str:
        """The problem and its place as one sentence."""
        return f"{f'Section “{self.heading}”, ' if self.heading else ''}{self.where}: {self.text}"


def find_problems(draft: Draft) -> list[DraftProblem]:
    """Return the problems that prevent publishing, section by section.

    Each section is written and checked by itself, so that each finding belongs to one.
    """
    if not draft.errors:
        return []
    document, found = to_document(draft.job), []
    for at, section in enumerate(document.sections):
        alone = dataclasses.replace(document, sections=(section,), salaries=())
        seen = set()
        for finding in _find_errors(draft, alone):
            remedy, mending = REMEDIES.get(finding.code, (OTHERWISE, ""))
            if mending and (finding.code in seen or fix_section(draft, at, finding.code) is None):
                mending = ""
            seen.add(finding.code)
            where = _describe_place(finding.where)
            found.append(DraftProblem(finding.code, at, section.heading, where, finding.text, remedy, mending))
    known = {fault.code for fault in found}
    for finding in draft.errors:  # Problems of the document as a whole.
        if finding.code not in known:
            found.append(DraftProblem(finding.code, None, "", finding.where, finding.text, OTHERWISE))
    return found


def find_hints(draft: Draft) -> list[DraftProblem]:
    """Return what to look at before publishing: sections of duties in which no duty is marked as essential."""
    found = []
    for at, section in enumerate(draft.publication.content["sections"]):
        if section["kind"] != DUTIES:
            continue
        items = [block for block in from_html(section["body"]) if isinstance(block, ListItem)]
        if items and not any(map(is_essential, items)):
            text = "None is marked as essential."
            remedy = "Begin each duty that is essential with “(E) ”, and no other."
            found.append(DraftProblem("essential-duties", at, section["heading"], "duties", text, remedy))
    return found


def _describe_place(where: str) -> str:
    """Return a place without the number of its table, which counts tables that only the Word file has.

    >>> _describe_place("Table 2 (“Hours”)"), _describe_place("Heading “Hours”")
    ('table that begins with “Hours”', 'Heading “Hours”')
    """
    return _NUMBERED_TABLE.sub(r"table that begins with \1", where)


def fix_section(draft: Draft, at: int, code: str) -> Document | None:
    """Return the document with all problems of that kind fixed in one section; None if they cannot be."""
    document = to_document(draft.job)
    if code not in REMEDIES or not 0 <= at < len(document.sections):
        return None
    section = document.sections[at]
    keys = ("header-columns", "header-rows") if code.startswith("table") else ("typed-lists",)
    blocks = tuple(apply_fixes(section.blocks, keys))
    if code == "table-header-missing":
        blocks = _add_header_rows(blocks)
    if blocks == section.blocks:
        return None
    better = dataclasses.replace(section, blocks=blocks)
    alone = dataclasses.replace(document, sections=(better,), salaries=())
    if any(finding.code == code for finding in _find_errors(draft, alone)):
        return None
    sections = (*document.sections[:at], better, *document.sections[at + 1 :])
    return dataclasses.replace(document, sections=sections)


def _find_errors(draft: Draft, document: Document) -> list[Finding]:
    try:
        _, findings = write_draft(draft.job, document, 1, draft.publication.published_at.date())
    except ValueError:  # A section without text.
        return []
    return [finding for finding in findings if finding.level == "error"]


def _add_header_rows(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks, with the first row of each table without header cells marked as header row."""
    return tuple(
        dataclasses.replace(block, header_rows=1)
        if isinstance(block, Table) and not block.header_rows and not block.header_column and len(block.rows) > 1
        else block
        for block in blocks
    )

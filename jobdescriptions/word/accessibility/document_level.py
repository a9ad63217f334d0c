"""Rules about the document as a whole: properties, protection, changes, comments, headers and footers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jobdescriptions.word.accessibility.content import (
    BODY_REGION,
    FOOTER_REGION,
    HEADER_REGION,
    NOTE_REGION,
    Content,
    Paragraph,
)
from jobdescriptions.word.accessibility.findings import Findings, format_count, quote
from jobdescriptions.word.accessibility.formatting import is_switched_on
from jobdescriptions.word.names import (
    COMMENT_REFERENCE,
    DEL,
    INS,
    MOVE_FROM,
    MOVE_TO,
    PPR_CHANGE,
    R_ID,
    RPR_CHANGE,
    SECTPR,
    SECTPR_CHANGE,
    TBLPR_CHANGE,
    TYPE,
    word,
)
from jobdescriptions.word.read.styles import OFF

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Package

_PROTECTION, _EDIT, _ENFORCED = word("documentProtection"), word("edit"), word("enforcement")
_TITLE_PAGE, _EVEN_AND_ODD = word("titlePg"), word("evenAndOddHeaders")
_REFERENCES = {word("headerReference"): HEADER_REGION, word("footerReference"): FOOTER_REGION}
_CHANGES = (
    INS, DEL, MOVE_TO, MOVE_FROM, RPR_CHANGE, PPR_CHANGE, TBLPR_CHANGE, SECTPR_CHANGE,
    *map(word, ("cellIns", "cellDel", "cellMerge", "tcPrChange", "trPrChange", "numberingChange")),
)  # fmt: skip

#: Maximum number of different lines of headers and footers that are checked, and of characters of each.
MAX_LINES, MAX_LINE_LENGTH = 200, 2_000
_WORD = re.compile(r"[^\W\d_]{2,}")
#: Words that may be in a header alone: page, date, version, and the like.
_USUAL = frozenset(
    (
        "page", "of", "pages", "rev", "revision", "revised", "version", "ver", "date", "dated", "updated", "draft",
        "final", "form", "document", "doc", "no", "number", "confidential", "internal", "use", "only", "copyright",
        "all", "rights", "reserved", "template", "print", "printed", "file", "january", "february", "march", "april",
        "may", "june", "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr",
        "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    )
)  # fmt: skip
#: Contact details, which should not be in a footer alone.
_CONTACT = re.compile(
    r"(?<![\w.+-])[\w.+-]++@[\w-]+\.\w+|\(?\b\d{3}\)?[-. ]\s?\d{3}[-. ]\d{4}\b|\bwww\.\S+|\bhttps?://\S+", re.IGNORECASE
)


def check_document_level(title: str, root: etree._Element, settings: etree._Element | None, findings: Findings) -> None:
    """Check the title of the properties, the settings, and changes and comments in the main document."""
    if not title:
        findings.add("title-missing", "Properties of the file", "The properties of the file give it no title.")
    protection = None if settings is None else settings.find(_PROTECTION)
    if protection is not None and protection.get(_ENFORCED, "0") not in OFF:
        edit = protection.get(_EDIT)
        if edit == "forms":
            findings.add(
                "protected-forms",
                "Whole document",
                "The document is protected so that only form fields can be reached: screen readers miss the "
                "other text.",
            )
        elif edit == "readOnly":
            findings.add(
                "protected-reading",
                "Whole document",
                "The document is protected against every change, that of its text size included.",
            )
    changes = sum(1 for _ in root.iter(*_CHANGES))
    if changes:
        findings.add(
            "changes-tracked", "Whole document", f"The document still has {format_count(changes, 'tracked change')}."
        )
    comments = sum(1 for _ in root.iter(COMMENT_REFERENCE))
    if comments:
        findings.add("comments-left", "Whole document", f"The document still has {format_count(comments, 'comment')}.")


def find_headers_and_footers(
    package: Package, root: etree._Element, settings: etree._Element | None
) -> list[tuple[str, str]]:
    """Return the headers and footers that Word displays, as region and key of the part, each part once."""
    relationships = package.relationships(package.main)
    found: dict[str, str] = {}
    for section in root.iter(SECTPR):
        shown = {"default"}
        if is_switched_on(section, _TITLE_PAGE):
            shown.add("first")
        if is_switched_on(settings, _EVEN_AND_ODD):
            shown.add("even")
        for reference in section.iterchildren(*_REFERENCES):
            relationship = relationships.get(reference.get(R_ID) or "")
            if relationship is not None and not relationship.external and reference.get(TYPE, "default") in shown:
                found.setdefault(relationship.target, _REFERENCES[reference.tag])
    return [(region, key) for key, region in found.items() if key in package]


def check_headers(content: Content, title: str, findings: Findings) -> None:
    """Check that no essential information is in headers alone, and no contact details in footers alone.

    Page, date, version, copyright and the like are what headers and footers are for.
    """
    lines: dict[str, Paragraph] = {}
    for paragraph in content.of(HEADER_REGION, FOOTER_REGION):
        text = " ".join(paragraph.text[:MAX_LINE_LENGTH].split())
        if text and len(lines) < MAX_LINES:
            lines.setdefault(text, paragraph)
    if not lines:
        return
    body = " ".join([title, *(paragraph.text for paragraph in content.of(BODY_REGION, NOTE_REGION))]).casefold()
    known = set(_WORD.findall(body))
    for text, paragraph in lines.items():
        if paragraph.region == HEADER_REGION:
            alone = [one for one in _WORD.findall(text.casefold()) if one not in known and one not in _USUAL]
            missing = len(alone) >= 2
        else:
            missing = any(contact.casefold() not in body for contact in _CONTACT.findall(text))
        if missing or (paragraph.level is not None and text.casefold() not in body):
            findings.add(
                "header-footer-only",
                paragraph.where,
                f"This text stands only in the {paragraph.region}, which screen readers pass over: {quote(text)}.",
            )

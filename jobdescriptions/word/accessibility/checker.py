"""Open a Word file, collect its content once, and apply every rule to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobdescriptions.word.accessibility.appearance import check_appearance, check_language
from jobdescriptions.word.accessibility.colors import AUTO, UNKNOWN, WHITE, Palette, parse_color, read_palette
from jobdescriptions.word.accessibility.content import BODY_REGION, NOTE_REGION
from jobdescriptions.word.accessibility.document_level import (
    check_document_level,
    check_headers,
    find_headers_and_footers,
)
from jobdescriptions.word.accessibility.findings import Finding, Findings
from jobdescriptions.word.accessibility.formatting import FormatResolver, is_switched_on
from jobdescriptions.word.accessibility.headings import check_headings
from jobdescriptions.word.accessibility.lines import check_lines
from jobdescriptions.word.accessibility.links import check_links
from jobdescriptions.word.accessibility.pictures import check_pictures
from jobdescriptions.word.accessibility.tables import check_tables
from jobdescriptions.word.accessibility.walker import Walker
from jobdescriptions.word.names import BODY, ENDNOTE, FOOTNOTE, TYPE, word
from jobdescriptions.word.package.guard import check_document, open_package
from jobdescriptions.word.package.parts import parse_xml
from jobdescriptions.word.package.properties import read_title_and_language
from jobdescriptions.word.package.refusal import nested_too_deep_error
from jobdescriptions.word.read.numbering import Numbering
from jobdescriptions.word.read.styles import Styles, strip_latent_styles

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Package

_BACKGROUND, _SHOWN, _THEME_LANGUAGE = word("background"), word("displayBackgroundShape"), word("themeFontLang")
_COLOR, _THEME_COLOR, _VALUE = word("color"), word("themeColor"), word("val")


def check(data: bytes) -> tuple[Finding, ...]:
    """Return the findings about the bytes of a ``.docx``, errors first; empty if there are none.

    Raises ``FileRefused``, and nothing else, for a file that cannot be read as a Word document.
    """
    try:
        return _check(open_package(data))
    except RecursionError:
        raise nested_too_deep_error() from None


def _check(package: Package) -> tuple[Finding, ...]:
    root = package.xml(package.main)
    check_document(root.tag)
    settings, numbering = _part(package, "settings"), _part(package, "numbering")
    style_root = _styles(package)
    styles = Styles(style_root)
    palette = read_palette(package, settings)
    formats = FormatResolver(style_root, styles, palette)
    walker = Walker(
        package, formats, styles, Numbering(lambda: numbering, styles), _page_color(root, settings, palette)
    )
    body = root.find(BODY)
    if body is not None:
        walker.walk(body, package.main, BODY_REGION)
    for kind, tag in (("footnotes", FOOTNOTE), ("endnotes", ENDNOTE)):
        part = package.find_related(package.main, kind)
        notes = package.xml(part) if part else None
        for note in () if notes is None else notes.iterchildren(tag):
            if note.get(TYPE) in (None, "normal"):
                walker.walk(note, part or "", NOTE_REGION)
    for region, part in find_headers_and_footers(package, root, settings):
        header = package.xml(part)
        if header is not None:
            walker.walk(header, part, region)
    content = walker.content
    title, _ = read_title_and_language(package)
    findings = Findings()
    check_document_level(title, root, settings, findings)
    check_language(content, _settings_language(settings), findings)
    check_headings(content, formats, title, findings)
    check_lines(content, findings)
    check_tables(content, findings)
    check_pictures(content, findings)
    check_links(content, findings)
    check_appearance(content, findings)
    check_headers(content, title, findings)
    return findings.all()


def _part(package: Package, kind: str) -> etree._Element | None:
    part = package.find_related(package.main, kind)
    return package.xml(part) if part else None


def _styles(package: Package) -> etree._Element | None:
    part = package.find_related(package.main, "styles")
    data = package.read(part) if part else None
    return parse_xml(strip_latent_styles(data), part) if part and data else None


def _settings_language(settings: etree._Element | None) -> str:
    found = None if settings is None else settings.find(_THEME_LANGUAGE)
    return "" if found is None else found.get(_VALUE) or ""


def _page_color(root: etree._Element, settings: etree._Element | None, palette: Palette) -> str:
    """Return the color of the page: white, unless the document has a background and displays it."""
    background = root.find(_BACKGROUND)
    if background is None or not is_switched_on(settings, _SHOWN):
        return WHITE
    if len(background):
        return UNKNOWN
    named = palette.theme_color(background.get(_THEME_COLOR) or "")
    color = named or parse_color(background.get(_COLOR) or AUTO)
    return WHITE if color == AUTO else color

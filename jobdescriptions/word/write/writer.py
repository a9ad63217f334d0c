"""Write job descriptions as Word files: the template, filled with the blocks of a document.

All looks come from the styles of ``template.docx``, which python-docx makes (see ``make_template``). Its parts are read
once; a file consists of the same parts with body, lists, footer, links and properties filled in, in half the time that
python-docx would take. The same document gives the same bytes.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from jobdescriptions.word import appendix
from jobdescriptions.word.blanks import list_blanks
from jobdescriptions.word.document import DISTRICT_PLACEHOLDER, Document, Paragraph, Run, Section
from jobdescriptions.word.footer import PERMISSION, format_document_line
from jobdescriptions.word.names import RELATIONSHIPS
from jobdescriptions.word.package.xml_text import ForbiddenCharacterError, escape_attribute, escape_content
from jobdescriptions.word.read.bindings import EXTENDED_PROPERTIES, EXTENDED_STORE
from jobdescriptions.word.understand import class_information, headings, salaries
from jobdescriptions.word.write.markup import Markup

_TEMPLATE = Path(__file__).with_name("template.docx")

#: The width of the text between the template's margins, in twentieths of a point.
_TEXT_WIDTH = 10080

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

#: The extended properties (docProps/app.xml), without the name of a program.
_COMPANY = f'{_DECLARATION}<Properties xmlns="{EXTENDED_PROPERTIES}"><Company>{{company}}</Company></Properties>'

#: The core properties (docProps/core.xml).
_CORE = (
    f"{_DECLARATION}<cp:coreProperties "
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:subject>Sample job description</dc:subject><dc:creator>TechSETS</dc:creator>"
    "<dc:identifier>{number}</dc:identifier><dc:language>en-US</dc:language>"
    "<cp:lastModifiedBy>TechSETS</cp:lastModifiedBy><cp:revision>1</cp:revision>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
    "<cp:version>{version}</cp:version>{imprint}</cp:coreProperties>"
)

#: The district's name above the title, in a content control that is bound to the Company property: one edit in Word
#: changes both.
_DISTRICT = (
    '<w:p><w:pPr><w:pStyle w:val="District"/></w:pPr><w:sdt><w:sdtPr><w:alias w:val="Name of the district"/>'
    '<w:tag w:val="district"/><w:id w:val="1"/>'
    f"<w:dataBinding w:prefixMappings=\"xmlns:ns0='{EXTENDED_PROPERTIES}'\" "
    'w:xpath="/ns0:Properties[1]/ns0:Company[1]" '
    f'w:storeItemID="{{{EXTENDED_STORE}}}"/><w:text/></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>{district}</w:t></w:r></w:sdtContent></w:sdt></w:p>"
)


def write(
    document: Document,
    *,
    number: str,
    version: int,
    date: datetime.date,
    district: str = DISTRICT_PLACEHOLDER,
    imprint: str = "",
) -> bytes:
    """Return a job description as the bytes of a ``.docx`` file. The same arguments give the same bytes.

    ``number``, ``version`` and ``date`` are in the footer of each page and in the file's properties. ``district`` is
    above the title, in a content control that is bound to the file's Company property. That property is empty until a
    district is named: LibreOffice does not update it, and Word would replace the typed name by it on the next opening.

    ``imprint``, sentences about who published it, is the last line of the footer and the description in the properties.

    A carriage return in the text is written as a line break. Every other character that XML forbids (control
    characters, lone surrogates) raises a ``ValueError`` that names the section: ``normal.normalize`` removes them.
    """
    links = _Links()
    markup = Markup(links.key, _TEXT_WIDTH)
    with _ErrorLocation("the name of the district"):
        markup.raw(_DISTRICT.format(district=escape_content(district)))
        company = _COMPANY.format(company="" if district == DISTRICT_PLACEHOLDER else escape_content(district))
    with _ErrorLocation("the number"):
        line = escape_content(format_document_line(number, version, date))
    with _ErrorLocation("the name of the publisher or of who reviewed it"):
        last_line = escape_content(imprint)
    with _ErrorLocation("the title"):
        core = _CORE.format(
            title=escape_content(document.title),
            number=escape_content(number),
            version=version,
            moment=f"{date:%Y-%m-%d}T00:00:00Z",
            imprint=f"<dc:description>{last_line}</dc:description>" if last_line else "",
        )
    _add_document(markup, document)
    parts = dict(_template())
    _fill(parts, "word/document.xml", "<w:body>", f"<w:body>{markup.xml()}")
    _fill(parts, "word/numbering.xml", "</w:numbering>", f"{markup.lists.xml()}</w:numbering>")
    _fill(parts, "word/footer1.xml", "<w:t/>", f"<w:t>{line}</w:t>")
    last_line = f"<w:br/><w:t>{last_line}</w:t>" if last_line else ""
    _fill(parts, "word/footer1.xml", "<w:t/>", f"<w:t>{PERMISSION}</w:t>{last_line}")
    _fill(parts, "word/_rels/document.xml.rels", "</Relationships>", f"{links.xml()}</Relationships>")
    parts["docProps/core.xml"], parts["docProps/app.xml"] = core, company
    return _zip_parts(parts, date)


@cache
def _template() -> Mapping[str, str]:
    """Return the parts of the template by name. All of them are XML."""
    with zipfile.ZipFile(_TEMPLATE) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _fill(parts: dict[str, str], name: str, place: str, xml: str) -> None:
    """Insert markup at the first such placeholder of a part."""
    before, found, after = parts[name].partition(place)
    assert found, f"The template's {name} has no {place}"
    parts[name] = f"{before}{xml}{after}"


class _Links:
    """The link targets of a document, each with the id of its relationship."""

    def __init__(self) -> None:
        self._keys: dict[str, str] = {}

    def key(self, address: str) -> str:
        return self._keys.setdefault(escape_attribute(address), f"link{len(self._keys) + 1}")

    def xml(self) -> str:
        return "".join(
            f'<Relationship Id="{key}" Type="{RELATIONSHIPS}/hyperlink" Target="{address}" TargetMode="External"/>'
            for address, key in self._keys.items()
        )


class _ErrorLocation:
    """Names the location in the document when a forbidden character is met."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, ForbiddenCharacterError):
            raise ValueError(
                f"A Word file cannot hold {error}, which is in {self._name}. Delete it there and write the file again."
            ) from error


def _add_document(markup: Markup, document: Document) -> None:
    with _ErrorLocation("the title"):
        markup.heading(0, (Run(document.title),) if document.title else ())
    with _ErrorLocation("the class information"):
        table = class_information.to_table(document)
        markup.blocks((table,) if table else ())
        markup.blanks(list_blanks(document))
    adopted, last = appendix.split_appendix(document.sections, bool(document.salaries))
    _add_sections(markup, document, adopted)
    if last:
        markup.heading(1, (Run(appendix.HEADING),), starts_page=True)
        markup.blocks((Paragraph((Run(appendix.SENTENCE),)),), level=1)
    _add_sections(markup, document, last)


def _add_sections(markup: Markup, document: Document, sections: Sequence[Section]) -> None:
    """Add sections, and the salary figures below the text of the first section about pay."""
    pay = next((section for section in sections if section.kind == headings.SALARY), None)
    for section in sections:
        with _ErrorLocation(f'the section "{section.heading}"'):
            markup.heading(1, (Run(section.heading),) if section.heading else ())
            markup.blocks(section.blocks, level=1)
        if section is pay and document.salaries:
            with _ErrorLocation("the salary figures"):
                markup.blocks(salaries.to_blocks(document.salaries), level=1)


def _zip_parts(parts: Mapping[str, str], date: datetime.date) -> bytes:
    """Return the parts as a zip file whose entries all have the given date."""
    # Zip files have no dates before 1980.
    stamp = (max(date.year, 1980), date.month, date.day, 0, 0, 0)
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Independent of the system.
            entry.create_system = 0
            archive.writestr(entry, xml.encode())
    return buffer.getvalue()

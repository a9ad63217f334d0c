"""Make ``template.docx``, the empty Word file that every written job description starts from.

Run it after a change to a style, and commit the file:

    python -m jobdescriptions.word.write.make_template

It strips python-docx's own template to the bare package and adds styles, theme, footer and page (US Letter). There is
no thumbnail, no list of latent styles and no author. All looks of a written file come from here: a district restyles a
file by changing these styles in Word.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from lxml import etree

TEMPLATE = Path(__file__).with_name("template.docx")

#: In twentieths of a point: US Letter, and the width of the text between its margins.
PAGE_WIDTH, PAGE_HEIGHT, SIDE_MARGIN = 12240, 15840, 1080
TEXT_WIDTH = PAGE_WIDTH - 2 * SIDE_MARGIN

#: Contrast on white: navy 12.2:1, gray 7.0:1, link blue 7.0:1. Navy on the tint of header rows is 10.4:1.
NAVY, GRAY, LINK, RULE, TINT = "17365D", "595959", "0B4FA0", "B8C4D4", "E9EEF5"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


_KEEP = "<w:keepNext/><w:keepLines/>"


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _spacing(before: int, after: int, line: int = 0) -> str:
    """Return spacing above and below in twentieths of a point; line height in 240ths of a line, 0 for the default."""
    height = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{height}/>'


#: Prefixes of the names of Word's built-in styles; all others are custom styles.
_BUILT_IN = ("Title", "heading", "List", "footer")


def _style(name: str, following: str, ppr: str, rpr: str = "") -> str:
    style_id = name.title().replace(" ", "")
    custom = "" if name.startswith(_BUILT_IN) else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="{following}"/><w:qFormat/>'
        f"<w:pPr>{ppr}</w:pPr><w:rPr>{rpr}</w:rPr></w:style>"
    )


def _heading(level: int, size: int, before: int, after: int, color: str = NAVY) -> str:
    return _style(
        f"heading {level}",
        "Normal",
        f'{_KEEP}{_spacing(before, after, 240)}<w:outlineLvl w:val="{level - 1}"/>',
        f'<w:b/><w:bCs/><w:color w:val="{color}"/>{_size(size)}',
    )


#: The theme's text font, and its name for programs without support for themes.
_FONT = (
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri" w:asciiTheme="minorHAnsi" '
    'w:hAnsiTheme="minorHAnsi" w:eastAsiaTheme="minorHAnsi" w:cstheme="minorBidi"/>'
)

#: The styles that every document must have.
_BASIC_STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>
  <w:pPr><w:widowControl/></w:pPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
  <w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>
  <w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>
  <w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>
  </w:tblPr></w:style>
<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/><w:uiPriority w:val="99"/>
  <w:semiHidden/></w:style>"""

_PARAGRAPH_STYLES = "".join(
    (
        _style(
            "District", "Title", _KEEP + _spacing(0, 40), f'<w:color w:val="{GRAY}"/><w:spacing w:val="10"/>{_size(22)}'
        ),
        _style("Title", "Normal", _KEEP + _spacing(0, 160, 240), f'<w:b/><w:bCs/><w:color w:val="{NAVY}"/>{_size(44)}'),
        _heading(1, 25, 180, 30),
        _heading(2, 21, 100, 30),
        _heading(3, 20, 120, 40),
        _heading(4, 20, 100, 40, "404040"),
        _heading(5, 20, 100, 40, GRAY),
        _style("List Bullet", "ListBullet", _spacing(0, 20)),
        _style("List Number", "ListNumber", _spacing(0, 20)),
        _style("Table Text", "TableText", _spacing(0, 0, 240), _size(18)),
        _style("After Table", "Normal", _spacing(160, 70)),
        # Word requires a paragraph between two tables and after a final table; this one is low.
        _style(
            "Table End", "Normal", '<w:spacing w:before="0" w:after="0" w:line="140" w:lineRule="exact"/>', _size(4)
        ),
        _style(
            "footer",
            "Footer",
            f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="{RULE}"/></w:pBdr>'
            f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>{_spacing(0, 0, 250)}',
            f'<w:color w:val="{GRAY}"/>{_size(17)}',
        ),
    )
)

_OTHER_STYLES = f"""
<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:basedOn w:val="DefaultParagraphFont"/>
  <w:rPr><w:color w:val="{LINK}"/><w:u w:val="single"/></w:rPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="JobDescriptionTable"><w:name w:val="Job Description Table"/>
  <w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblStyleColBandSize w:val="1"/>
    <w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{NAVY}"/>
      <w:bottom w:val="single" w:sz="6" w:space="0" w:color="{NAVY}"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/></w:tblBorders>
    <w:tblCellMar><w:top w:w="32" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
      <w:bottom w:w="32" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/><w:color w:val="{NAVY}"/></w:rPr>
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
  <w:tblStylePr w:type="firstCol"><w:rPr><w:b/><w:bCs/><w:color w:val="{NAVY}"/></w:rPr></w:tblStylePr>
</w:style>"""

STYLES = f"""<w:styles {_W}>
<w:docDefaults>
  <w:rPrDefault><w:rPr>{_FONT}{_size(20)}<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr>
  </w:rPrDefault>
  <w:pPrDefault><w:pPr><w:spacing w:after="70" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault>
</w:docDefaults>{_BASIC_STYLES}{_PARAGRAPH_STYLES}{_OTHER_STYLES}</w:styles>"""

SETTINGS = f"""<w:settings {_W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>
<w:characterSpacingControl w:val="doNotCompress"/><w:compat>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="en-US"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"""

#: Calibri is not on every computer: Carlito has the same metrics and is free.
FONTS = f"""<w:fonts {_W}><w:font w:name="Calibri"><w:altName w:val="Carlito"/><w:panose1 w:val="020F0502020204030204"/>
<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>"""

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def _color(name: str, value: str) -> str:
    return f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'


def _fonts(name: str) -> str:
    return f'<a:{name}><a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/></a:{name}>'


_COLORS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": NAVY, "lt2": TINT, "accent1": NAVY, "accent2": LINK, "accent3": GRAY,
    "accent4": "7A4B00", "accent5": "1F6B3A", "accent6": "7B2D45", "hlink": LINK, "folHlink": "6B3FA0",
}  # fmt: skip
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'

#: One font and one set of colors: changing the theme's fonts in Word changes the whole document. The fills and lines
#: are the minimum that a theme must have.
THEME = (
    f'<a:theme {_A} name="TechSETS"><a:themeElements>'
    f'<a:clrScheme name="TechSETS">{"".join(_color(name, value) for name, value in _COLORS.items())}</a:clrScheme>'
    f'<a:fontScheme name="TechSETS">{_fonts("majorFont")}{_fonts("minorFont")}</a:fontScheme>'
    f'<a:fmtScheme name="TechSETS"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>'
    f"<a:lnStyleLst>{f'<a:ln>{_FILL}</a:ln>' * 3}</a:lnStyleLst>"
    f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
    f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
)

#: Read when the template is opened, before ``write`` replaces it: the name of the district belongs to each file.
PROPERTIES = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'


def _field(instruction: str) -> str:
    return f'<w:fldSimple w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _text(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


#: ``write`` puts the document line into the first run and the permission statement after the line break.
FOOTER = (
    f'<w:p {_W}><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t/></w:r><w:r><w:tab/></w:r>'
    f"{_text('Page ')}{_field('PAGE')}{_text(' of ')}{_field('NUMPAGES')}<w:r><w:br/><w:t/></w:r></w:p>"
)

SECTION = (
    f'<w:sectPr {_W} {_R}><w:footerReference w:type="default" r:id="{{footer}}"/>'
    f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"/><w:pgMar w:top="864" w:right="{SIDE_MARGIN}" w:bottom="1044" '
    f'w:left="{SIDE_MARGIN}" w:header="720" w:footer="450" w:gutter="0"/></w:sectPr>'
)


def make() -> Document:
    """Return the empty document with styles, footer and page."""
    document = docx.Document()
    part = document.part
    required = {
        RELATIONSHIP_TYPE.STYLES,
        RELATIONSHIP_TYPE.NUMBERING,
        RELATIONSHIP_TYPE.SETTINGS,
        RELATIONSHIP_TYPE.FONT_TABLE,
        RELATIONSHIP_TYPE.THEME,
    }
    for key, relationship in list(part.rels.items()):
        if relationship.reltype not in required:
            del part.rels[key]
    package = part.package
    for key, relationship in list(package.rels.items()):
        if relationship.reltype not in (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES):
            del package.rels[key]

    _fill(document.styles.element, STYLES)
    _fill(document.settings.element, SETTINGS)
    # An empty text keeps the end tag, before which the writer puts the lists.
    _fill(part.numbering_part.element, f"<w:numbering {_W}></w:numbering>")
    part.numbering_part.element.text = ""
    part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = _add_declaration(FONTS)
    part.part_related_by(RELATIONSHIP_TYPE.THEME)._blob = _add_declaration(THEME)
    properties = Part(
        PackURI("/docProps/app.xml"), CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, _add_declaration(PROPERTIES), package
    )
    package.relate_to(properties, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)

    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    _fill(footer._element, f"<w:ftr {_W}>{FOOTER}</w:ftr>")
    key = part.relate_to(part.part_related_by(RELATIONSHIP_TYPE.FOOTER), RELATIONSHIP_TYPE.FOOTER)
    _fill(part.element.body, f"<w:body {_W}>{SECTION.format(footer=key)}</w:body>")

    core = document.core_properties
    core.title = core.comments = core.keywords = core.subject = core.category = ""
    core.author = core.last_modified_by = "TechSETS"
    core.language = "en-US"
    core.revision = 1
    core.created = core.modified = datetime.datetime(2000, 1, 1)
    return document


def _fill(element, xml: str) -> None:
    """Give an element the attributes and the content of another, written as XML. White space is dropped."""
    new = parse_xml(xml)
    for child in list(element):
        element.remove(child)
    element.attrib.clear()
    element.attrib.update(new.attrib)
    element.extend(list(new))
    # Remove the namespace declarations of python-docx's template that are not used.
    root = element.getroottree().getroot()
    root.attrib.pop("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable", None)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])


def _add_declaration(xml: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()


if __name__ == "__main__":
    make().save(str(TEMPLATE))

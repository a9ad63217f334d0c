"""Make tiny Word files in memory from snippets of XML, one behavior each."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from jobdescriptions.word.document import Block
from jobdescriptions.word.read.reader import read

OFFICE_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": OFFICE_RELATIONSHIPS,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def part(root: str, content: str = "") -> str:
    """A whole XML part whose root element is ``w:<root>``."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<w:{root} {NAMESPACES}>{content}</w:{root}>'


def relationships(*entries: tuple[str, str, str]) -> str:
    """A relationships part from (id, kind, target). A target with a scheme is external."""
    lines = []
    for id_, kind, target in entries:
        mode = ' TargetMode="External"' if ":" in target else ""
        lines.append(f'<Relationship Id="{id_}" Type="{OFFICE_RELATIONSHIPS}/{kind}" Target="{escape(target)}"{mode}/>')
    address = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{address}">{"".join(lines)}</Relationships>'


def archive(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of parts by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def parts_of(
    body: str = "",
    *,
    styles: str = "",
    numbering: str = "",
    footnotes: str = "",
    endnotes: str = "",
    links: dict[str, str] | None = None,
    extra: dict[str, str | bytes] | None = None,
    related: tuple[tuple[str, str, str], ...] = (),
) -> dict[str, str | bytes]:
    """The parts of a minimal Word file by name, to be changed and given to ``archive``.

    ``links`` are hyperlinks by relationship id, ``related`` further relationships of the main document,
    ``extra`` further parts.
    """
    own: list[tuple[str, str, str]] = [(id_, "hyperlink", target) for id_, target in (links or {}).items()]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relationships(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
    }
    for name, content in {
        "styles": styles,
        "numbering": numbering,
        "footnotes": footnotes,
        "endnotes": endnotes,
    }.items():
        if content:
            own.append((f"rId-{name}", name, f"{name}.xml"))
            parts[f"word/{name}.xml"] = part(name, content)
    own.extend(related)
    parts["word/_rels/document.xml.rels"] = relationships(*own)
    return parts | (extra or {})


def docx(body: str = "", **options) -> bytes:
    """A minimal Word file with this body. For the options see ``parts_of``."""
    return archive(parts_of(body, **options))


def blocks(body: str = "", **options) -> list[Block]:
    """The blocks that the reader makes of a body, which must raise no message."""
    result = read(docx(body, **options))
    assert result.messages == ()
    assert result.value.lost_words == ()
    return list(result.value.blocks)


def blocks_and_codes(body: str = "", **options) -> tuple[list[Block], list[str]]:
    """The blocks that the reader makes of a body, and the codes of its messages."""
    result = read(docx(body, **options))
    assert result.value.lost_words == ()
    return list(result.value.blocks), [message.code for message in result.messages]


def r(text: str, properties: str = "") -> str:
    """A run."""
    given = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{given}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(content: str = "", properties: str = "") -> str:
    """A paragraph of runs, or of plain text."""
    given = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{given}{content if content.startswith('<') else r(content)}</w:p>"


def styled(text: str, style: str) -> str:
    """A paragraph in a style."""
    return p(text, f'<w:pStyle w:val="{style}"/>')


def item(text: str, number: int = 1, level: int = 0) -> str:
    """A paragraph in a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def style(id_: str, name: str, content: str = "", *, kind: str = "paragraph", based_on: str = "") -> str:
    """A style for the styles part."""
    basis = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{id_}"><w:name w:val="{name}"/>{basis}{content}</w:style>'


def level(index: int, format_: str = "decimal", text: str | None = None, start: int = 1, more: str = "") -> str:
    """A level of a list definition."""
    label = f"%{index + 1}." if text is None else text
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{format_}"/>{more}'
        f'<w:lvlText w:val="{label}"/></w:lvl>'
    )


def definition(id_: int, *levels: str, more: str = "") -> str:
    """A list definition."""
    return f'<w:abstractNum w:abstractNumId="{id_}">{more}{"".join(levels)}</w:abstractNum>'


def num(id_: int, definition_id: int, overrides: str = "") -> str:
    """A list of a definition."""
    return f'<w:num w:numId="{id_}"><w:abstractNumId w:val="{definition_id}"/>{overrides}</w:num>'


def restart(index: int, start: int) -> str:
    """What makes a list begin anew at a level."""
    return f'<w:lvlOverride w:ilvl="{index}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def tc(content: str = "", properties: str = "") -> str:
    """A table cell of plain text or of blocks."""
    given = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f"<w:tc>{given}{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A table row."""
    given = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{given}{''.join(cells)}</w:tr>"


def tbl(*rows: str, properties: str = "") -> str:
    """A table."""
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid/>{''.join(rows)}</w:tbl>"


def field(instruction: str, result: str) -> str:
    """A field spread over runs."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )

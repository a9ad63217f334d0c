"""Odd Word files, made in memory, each with its expected outcome.

A file is either read, with exactly this text and messages of exactly these codes, or refused with this code. All
of them are small and harmless to whatever program opens them: what tries a limit lowers it and is a little over it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from random import Random

from tests.unit.jobdescriptions.word import docx_parts
from tests.unit.jobdescriptions.word.docx_parts import (
    archive,
    definition,
    docx,
    field,
    item,
    level,
    num,
    p,
    part,
    parts_of,
    r,
    relationships,
    restart,
    style,
    styled,
    tbl,
    tc,
    tr,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class OddFile:
    """A file with its expected outcome: ``text`` and ``codes``, or ``refusal``. ``make`` returns its bytes.

    ``limits`` replace limits of the code while it is read, by module and name: ``{"package.guard.MAX_ENTRIES": 20}``.
    """

    name: str
    make: Callable[[], bytes]
    text: str = ""
    codes: tuple[str, ...] = ()
    refusal: str = ""
    limits: Mapping[str, int] = dataclass_field(default_factory=dict)


# Zip archives with headers that say whatever one wants.


@dataclass
class Entry:
    """An entry of a zip archive. What is None is as it should be; ``local`` changes the header before the contents."""

    name: bytes
    content: bytes = b""
    method: int = 8
    flags: int = 0
    packed: bytes | None = None
    packed_size: int | None = None
    size: int | None = None
    crc: int | None = None
    directory_extra: bytes = b""
    local_name: bytes | None = None
    local_sizes: tuple[int, int, int] | None = None
    after: bytes = b""
    #: Use the contents of the entry before this one.
    overlaps: bool = False


def deflate(data: bytes) -> bytes:
    """Contents packed as a zip archive has them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def raw_zip(entries: list[Entry], *, comment: bytes = b"", zip64: bool = False) -> bytes:
    """A zip archive of these entries."""
    out, directory = io.BytesIO(), io.BytesIO()
    offset = 0
    for entry in entries:
        packed = entry.packed
        if packed is None:
            packed = deflate(entry.content) if entry.method == 8 else entry.content
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        size = len(entry.content) if entry.size is None else entry.size
        packed_size = len(packed) if entry.packed_size is None else entry.packed_size
        if not entry.overlaps:
            offset = out.tell()
            local = entry.name if entry.local_name is None else entry.local_name
            sizes = (crc, packed_size, size) if entry.local_sizes is None else entry.local_sizes
            out.write(
                struct.pack("<4s5H3L2H", b"PK\3\4", 20, entry.flags, entry.method, 0, 0x21, *sizes, len(local), 0)
            )
            out.write(local + packed + entry.after)
        shown, extra = (packed_size, size, offset), entry.directory_extra
        if zip64:
            shown, extra = (0xFFFFFFFF,) * 3, struct.pack("<2H3Q", 1, 24, size, packed_size, offset)
        directory.write(struct.pack("<4s6H", b"PK\1\2", 45, 20, entry.flags, entry.method, 0, 0x21))
        directory.write(struct.pack("<3L5H2L", crc, *shown[:2], len(entry.name), len(extra), 0, 0, 0, 0, shown[2]))
        directory.write(entry.name + extra)
    begin, length, count = out.tell(), directory.tell(), len(entries)
    out.write(directory.getvalue())
    if zip64:
        end = out.tell()
        out.write(struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, length, begin))
        out.write(struct.pack("<4sLQL", b"PK\6\7", 0, end, 1))
        count, length, begin = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
    out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, length, begin, len(comment)) + comment)
    return out.getvalue()


def entries_of(parts: dict[str, str | bytes]) -> list[Entry]:
    """The parts of a file as entries, to be changed."""
    return [
        Entry(name.encode(), content.encode() if isinstance(content, str) else content)
        for name, content in parts.items()
    ]


def changed(entry: str = "word/document.xml", body: str = "", **changes: object) -> bytes:
    """Return a file in which one entry is changed."""
    entries = entries_of(parts_of(body or p("Words")))
    for one in entries:
        if one.name == entry.encode():
            for name, value in changes.items():
                setattr(one, name, value)
    return raw_zip(entries)


def with_entries(*more: Entry) -> bytes:
    """A sound file with further entries."""
    return raw_zip([*entries_of(parts_of(p("Words"))), *more])


def document(xml: str | bytes, encoding: str = "utf-8") -> bytes:
    """A file whose main document is this XML."""
    return archive(parts_of() | {"word/document.xml": xml if isinstance(xml, bytes) else xml.encode(encoding)})


def declared(xml: str, encoding: str, name: str = "") -> bytes:
    """A main document in an encoding that it declares."""
    return document(xml.replace("UTF-8", name or encoding), encoding)


def with_doctype(declared: str, body: str = "", *, before: str = "") -> bytes:
    """A main document with a document type declaration."""
    return document(part("document", f"<w:body>{body}</w:body>").replace("?>\n", f"?>{before}<!DOCTYPE {declared}>"))


def nested(count: int, before: str, inside: str, after: str) -> str:
    """Return something nested in itself, ``count`` times."""
    return before * count + inside + after * count


def _streamed() -> bytes:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    stream = Pipe()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts_of(p("Words")).items():
            file.writestr(name, content)
    return stream.getvalue()


def _duplicate() -> bytes:
    return with_entries(Entry(b"word/document.xml", part("document", "<w:body/>").encode()))


def _overlapping() -> bytes:
    noise = Random(1).randbytes(3_000)
    return with_entries(
        Entry(b"word/media/0.bin", noise, 0),
        *(Entry(b"word/media/%d.bin" % n, noise, 0, overlaps=True) for n in (1, 2)),
    )


def _overlapping_document() -> bytes:
    parts = entries_of(parts_of(p("Words"), extra={"word/other.xml": part("document", "<w:body/>")}))
    parts.sort(key=lambda entry: entry.name == b"word/document.xml")
    parts.sort(key=lambda entry: entry.name in (b"word/other.xml", b"word/document.xml"))
    parts[-1].overlaps, parts[-1].content = True, parts[-2].content
    return raw_zip(parts)


def _strict() -> bytes:
    old, new = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
    parts = {}
    for name, content in parts_of(p("Words")).items():
        text = str(content)
        for kind in ("wordprocessingml/2006/", "officeDocument/2006/"):
            text = text.replace(f"{old}{kind}", f"{new}{kind.removesuffix('2006/')}")
        parts[name] = text
    return archive(parts)


def _words(count: int) -> str:
    random = Random(2)
    return " ".join(f"{random.randrange(10**6):x}" for _ in range(count))


_BOX = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>", "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
_TABLE = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
_DRAWING = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{alt}"/><a:graphic><a:graphicData uri="{uri}">'
    '<a:blip r:{kind}="rId9"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)
_PICTURE = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def picture(kind: str = "embed", alt: str = "", uri: str = _PICTURE) -> str:
    """A drawing."""
    return _DRAWING.format(kind=kind, alt=alt, uri=uri)


def control(content: str, properties: str = "") -> str:
    """A content control."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def link(id_: str, text: str) -> str:
    """A hyperlink."""
    return f'<w:hyperlink r:id="{id_}">{r(text)}</w:hyperlink>'


def _reads(
    name: str, make: Callable[[], bytes], text: str = "Words", *codes: str, limits: Mapping[str, int] | None = None
) -> OddFile:
    return OddFile(name, make, text, codes, limits=limits or {})


def _refuses(name: str, make: Callable[[], bytes], code: str, limits: Mapping[str, int] | None = None) -> OddFile:
    return OddFile(name, make, refusal=code, limits=limits or {})


def _contents() -> Iterator[OddFile]:
    """What can be in a document that Word itself wrote."""
    changes = "tracked-changes-accepted"
    yield _reads(
        "01 tracked insertion and deletion",
        lambda: docx(
            p(r("Kept ") + f"<w:ins>{r('inserted')}</w:ins><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>")
        ),
        "Kept inserted",
        changes,
    )
    yield _reads(
        "02 tracked move",
        lambda: docx(
            p(f"<w:moveFrom>{r('moved')}</w:moveFrom>") + p("Kept ") + p(f"<w:moveTo>{r('moved')}</w:moveTo>")
        ),
        "Kept\nmoved",
        changes,
    )
    yield _reads(
        "03 tracked rows",
        lambda: docx(tbl(tr(tc("kept")), tr(tc("new"), properties="<w:ins/>"), tr(tc("gone"), properties="<w:del/>"))),
        "kept\nnew",
        changes,
    )
    yield _reads("04 content control around paragraphs", lambda: docx(control(p("Words") + p("more"))), "Words\nmore")
    yield _reads("05 content control in a line", lambda: docx(p(r("Some ") + control(r("words")))), "Some words")
    yield _reads(
        "06 content control around rows and cells",
        lambda: docx(tbl(control(tr(tc("row"))), tr(control(tc("cell")), tc("other")))),
        "row\t\ncell\tother",
    )
    yield _reads(
        "07 tick boxes and lists to choose from",
        lambda: docx(
            p(control(r("☒"), "<w:checkbox/>") + r(" full time, ") + control(r("exempt"), "<w:dropDownList/>"))
        ),
        "☒ full time, exempt",
    )
    yield _reads(
        "08 text box of the old kind",
        lambda: docx(p(r("Words") + p("box").join(_BOX))),
        "Words\nbox",
        "text-boxes-moved",
    )
    boxes = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{}'
        "</w:txbxContent></wps:txbx></w:drawing></mc:Choice>{}</mc:AlternateContent></w:r>"
    )
    fallback = f"<mc:Fallback>{p('box').join(_BOX).removeprefix('<w:r>').removesuffix('</w:r>')}</mc:Fallback>"
    for name, second in (("09 text box of both kinds", fallback), ("10 text box of the new kind", "")):
        yield _reads(
            name,
            lambda second=second: docx(p(r("Words") + boxes.format(p("box"), second))),
            "Words\nbox",
            "text-boxes-moved",
        )
    yield _reads(
        "11 footnote and endnote",
        lambda: docx(
            p(r("Words") + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="3"/></w:r>'),
            footnotes=f'<w:footnote w:id="2">{p("foot")}</w:footnote>',
            endnotes=f'<w:endnote w:id="3">{p("end")}</w:endnote>',
        ),
        "Words[1][i]\n[1] foot\n[i] end",
        "notes-moved",
    )
    yield _reads(
        "12 comment",
        lambda: docx(
            p('<w:commentRangeStart w:id="1"/>' + r("Words") + '<w:r><w:commentReference w:id="1"/></w:r>'),
            extra={"word/comments.xml": part("comments", f'<w:comment w:id="1">{p("Remark")}</w:comment>')},
        ),
        "Words",
        "comments-dropped",
    )
    yield _reads(
        "13 header and footer",
        lambda: docx(
            p("Words"),
            related=(("rId1", "header", "header1.xml"), ("rId2", "footer", "footer1.xml")),
            extra={"word/header1.xml": part("hdr", p("Range 50")), "word/footer1.xml": part("ftr", p("Page 1 of 2"))},
        ),
        "Words",
        "header-footer-dropped",
    )
    nine = definition(0, *(level(n, text="".join(f"%{m}." for m in range(1, n + 2))) for n in range(9)))
    yield _reads(
        "14 list that begins anew",
        lambda: docx(
            item("a") + item("b") + p("then") + item("c", 2), numbering=nine + num(1, 0) + num(2, 0, restart(0, 1))
        ),
        "1. a\n2. b\nthen\n1. c",
    )
    yield _reads(
        "15 list that goes on",
        lambda: docx(item("a") + item("b") + p("then") + item("c"), numbering=nine + num(1, 0)),
        "1. a\n2. b\nthen\n3. c",
    )
    yield _reads(
        "16 list of several levels",
        lambda: docx(item("a") + item("b", level=1) + item("c", level=2) + item("d"), numbering=nine + num(1, 0)),
        "1. a\n1.1. b\n1.1.1. c\n2. d",
    )
    yield _reads(
        "17 list by a style that rests on another",
        lambda: docx(
            styled("a", "Own") + styled("b", "Own"),
            styles=style("Base", "List Number", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
            + style("Own", "Own", based_on="Base"),
            numbering=nine + num(1, 0),
        ),
        "1. a\n2. b",
    )
    yield _reads("18 typed bullets", lambda: docx(p("• one") + p("- two")), "• one\n- two")
    yield _reads(
        "19 table in a table", lambda: docx(tbl(tr(tc("outer"), tc(tbl(tr(tc("inner"))) + p())))), "outer\tinner"
    )
    yield _reads(
        "20 merged cells",
        lambda: docx(
            tbl(
                tr(tc("a", '<w:gridSpan w:val="2"/>'), tc("b", '<w:vMerge w:val="restart"/>')),
                tr(tc("c"), tc("d"), tc("", "<w:vMerge/>")),
            )
        ),
        "a\tb\nc\td",
    )
    yield _reads("21 rows of unequal length", lambda: docx(tbl(tr(tc("a")), tr(tc("b"), tc("c")))), "a\t\nb\tc")
    yield _reads(
        "22 links that run or open something",
        lambda: docx(
            p("".join(link(f"r{n}", f"link{n} ") for n in range(7)) + link("none", "nowhere")),
            links={
                "r0": "javascript:alert(1)",
                "r1": "data:text/html,<script>alert(1)</script>",
                "r2": "file:///none.txt",
                "r3": "vbscript:x",
                "r4": "ms-word:ofe|u|https://a.example/x",
                "r5": "JaVaScRiPt:alert(1)",
                "r6": "https://a.example/",
            },
        ),
        "link0 link1 link2 link3 link4 link5 link6 nowhere",
        "links-dropped",
        "inner-links-dropped",
    )
    yield _reads("23 link by field", lambda: docx(p(field('HYPERLINK "https://a.example/"', r("link")))), "link")
    yield _reads(
        "24 simple field",
        lambda: docx(p(f'<w:fldSimple w:instr=" DATE ">{r("May 1")}</w:fldSimple>')),
        "May 1",
    )
    yield _reads("25 old form field", lambda: docx(p(field("FORMTEXT", r("typed")))), "typed")
    yield _reads(
        "26 symbols, hyphens, breaks and tabs",
        lambda: docx(
            p(
                '<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/>'
                '<w:t>c</w:t><w:br/><w:t>d</w:t><w:br w:type="page"/><w:t>e</w:t><w:cr/><w:t>f</w:t><w:tab/>'
                "<w:t>g</w:t><w:ptab/><w:t>h</w:t></w:r>"
            )
        ),
        "•a\u2011b\u00adc\nd\ne\nf\tg\th",
    )
    yield _reads(
        "27 smart tags and custom XML",
        lambda: docx(
            "<w:customXml>"
            + p(f"<w:smartTag>{r('a ')}</w:smartTag><w:bdo>{r('b ')}</w:bdo><w:dir>{r('c')}</w:dir>")
            + "</w:customXml>"
        ),
        "a b c",
    )
    yield _reads(
        "28 bold by style and not bold by run",
        lambda: docx(styled("Words", "B"), styles=style("B", "B", "<w:rPr><w:b/></w:rPr>")),
    )
    yield _reads(
        "29 heading by a style of one's own",
        lambda: docx(styled("Words", "H"), styles=style("H", "Mine", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')),
    )
    yield _reads(
        "30 hidden text",
        lambda: docx(p(r("Words") + r(" secret", "<w:vanish/>") + r(" note", '<w:rStyle w:val="H"/>')),
                     styles=style("H", "H", "<w:rPr><w:vanish/></w:rPr>", kind="character")),
        "Words",
        "hidden-text-dropped",
    )  # fmt: skip
    yield _reads(
        "31 formula",
        lambda: docx(p("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>")),
        "x=1",
    )
    yield _reads(
        "32 ruby",
        lambda: docx(p(f"<w:r><w:ruby><w:rt>{r('aid')}</w:rt><w:rubyBase>{r('base')}</w:rubyBase></w:ruby></w:r>")),
        "base(aid)",
    )
    yield _reads(
        "33 another document not yet merged",
        lambda: docx(
            p("Words") + '<w:altChunk r:id="rId9"/>',
            related=(("rId9", "aFChunk", "chunk.html"),),
            extra={"word/chunk.html": "<html><script>alert(1)</script>chunk</html>"},
        ),
        "Words",
        "other-document-dropped",
    )
    yield _reads(
        "33b another document from the web",
        lambda: docx(
            p("Words") + '<w:subDoc r:id="rId9"/>', related=(("rId9", "subDocument", "http://a.example/x.docx"),)
        ),
        "Words",
        "other-document-dropped",
        "external-content",
    )
    yield _reads("34 capitals by format", lambda: docx(p(r("Words", "<w:caps/>"))))
    yield _reads(
        "35 paragraph and table inside a list",
        lambda: docx(item("a") + p("b") + tbl(tr(tc("c"))) + item("d"), numbering=nine + num(1, 0)),
        "1. a\nb\nc\n2. d",
    )
    yield _reads(
        "36 markup as text",
        lambda: docx(p(r("<script>alert(1)</script> &amp; \"'"))),
        "<script>alert(1)</script> &amp; \"'",
    )
    yield _reads(
        "37 placeholder not filled in",
        lambda: docx(p(control(r("Click here"), "<w:showingPlcHdr/>"))),
        "Click here",
        "placeholders-kept",
    )
    yield _reads(
        "37b bound text that is not what its property says",
        lambda: archive(
            parts_of(
                p(
                    control(
                        r("Words"),
                        '<w:dataBinding w:xpath="/a[1]" w:storeItemID="{6668398D-A668-4E3E-A5EB-62B293D839F1}"/>',
                    )
                )
            )
            | {
                "_rels/.rels": relationships(
                    ("r", "officeDocument", "word/document.xml"), ("s", "extended-properties", "docProps/app.xml")
                ),
                "docProps/app.xml": "<a>Other</a>",
            }
        ),
        "Words",
        "bound-text-stale",
    )
    yield _reads(
        "38 numbered heading",
        lambda: docx(
            p("Duties", '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/>'), numbering=nine + num(1, 0)
        ),
        "Duties",
        "heading-numbers-dropped",
    )
    yield _reads(
        "39 text styled as a heading",
        lambda: docx(p("Words " * 30, '<w:outlineLvl w:val="0"/>')),
        ("Words " * 30).strip(),
        "long-heading",
    )
    yield _reads(
        "39b chart and diagram",
        lambda: docx(
            p(r("Words") + picture(uri=_CHART, alt="Pay by year") + picture(uri=_DIAGRAM)),
            related=(("rId9", "chart", "charts/chart1.xml"),),
            extra={"word/charts/chart1.xml": "<c:chart xmlns:c='x'>Axis</c:chart>"},
        ),
        "Words",
        "charts-dropped",
        "pictures-dropped",
        "picture-texts",
    )


def _packages() -> Iterator[OddFile]:
    """How the parts of a file can be put together."""
    yield _reads("40 strict namespaces", _strict)
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
    kind = "application/vnd.ms-word.{}+xml"
    for name, codes in (
        ("document.macroEnabled.main", ("macros-ignored",)),
        ("template.macroEnabledTemplate.main", ("macros-ignored",)),
        ("template.main", ()),
    ):
        override = f'<Override PartName="/word/document.xml" ContentType="{kind.format(name)}"/>'
        macros: dict[str, str | bytes] = {"word/vbaProject.bin": OLE + b"macro"} if codes else {}
        yield _reads(
            f"41 content type {name}",
            lambda override=override, macros=macros: archive(
                parts_of(p("Words"), extra=macros) | {"[Content_Types].xml": types.format(override)}
            ),
            "Words",
            *codes,
        )
    yield _reads(
        "41b nonsense content types", lambda: archive(parts_of(p("Words")) | {"[Content_Types].xml": "nonsense"})
    )
    yield _reads(
        "42 main document of another name",
        lambda: archive(
            {
                "[Content_Types].xml": docx_parts.CONTENT_TYPES,
                "_rels/.rels": relationships(("r", "officeDocument", "d/x y.xml")),
                "d/x y.xml": part("document", f"<w:body>{p('Words')}</w:body>"),
            }
        ),
    )
    yield _reads(
        "43 absolute target",
        lambda: archive(
            parts_of(p("Words")) | {"_rels/.rels": relationships(("r", "officeDocument", "/word/document.xml"))}
        ),
    )
    sound = part("document", f"<w:body>{p('Größe €')}</w:body>")
    yield _reads("44 UTF-16", lambda: declared(sound, "utf-16"), "Größe €")
    yield _reads("44b windows-1252", lambda: declared(sound, "windows-1252"), "Größe €")
    yield _reads("44c UTF-8 with a mark before it", lambda: document("\ufeff" + sound), "Größe €")
    yield _refuses("44d UTF-32", lambda: declared(sound, "utf-32"), "damaged-xml")
    yield _refuses(
        "44e an encoding that does not exist", lambda: document(sound.replace("UTF-8", "x-1")), "damaged-xml"
    )
    yield _refuses("44f not what it declares", lambda: document(sound.encode("latin-1", "replace")), "damaged-xml")
    yield _reads("45 neither styles nor lists", lambda: docx(item("Words", 7)))
    yield _reads("46 styles that are not there", lambda: docx(p("Words"), related=(("r", "styles", "styles.xml"),)))
    yield _reads(
        "47 target NULL", lambda: docx(p("Words"), related=(("r", "image", "NULL"), ("s", "numbering", "../NULL")))
    )
    for name, missing, code in (
        ("48 no main document", "word/document.xml", "no-main-document"),
        ("49 no content types", "[Content_Types].xml", "not-word"),
        ("50 no relationships", "_rels/.rels", "no-main-document"),
    ):
        yield _refuses(
            name,
            lambda missing=missing: archive({n: c for n, c in parts_of(p("Words")).items() if n != missing}),
            code,
        )
    yield _refuses("51 broken XML", lambda: document(sound.replace("</w:body>", "")), "damaged-xml")
    yield _refuses("51b NUL in the XML", lambda: document(sound.replace("Gr", "G\0r")), "damaged-xml")
    yield _refuses("51c forbidden character", lambda: document(sound.replace("Gr", "G&#0;r")), "damaged-xml")
    yield _refuses("51d empty main document", lambda: document(""), "damaged-xml")
    yield _refuses(
        "51e broken styles",
        lambda: archive(parts_of(p("Words"), styles="x") | {"word/styles.xml": "<w:styles>"}),
        "damaged-xml",
    )
    for name, main in (
        ("52 Excel", "xl/workbook.xml"),
        ("52b PowerPoint", "ppt/presentation.xml"),
        ("52c Visio", "visio/document.xml"),
    ):
        yield _refuses(
            name,
            lambda main=main: archive(
                parts_of() | {"_rels/.rels": relationships(("r", "officeDocument", main)), main: "<x/>"}
            ),
            "other-office",
        )
    yield _refuses("52d a main document of another kind", lambda: document("<x/>"), "not-word")
    yield _reads(
        "53 backslashes in names",
        lambda: archive({name.replace("/", "\\"): content for name, content in parts_of(p("Words")).items()}),
    )
    yield _refuses("54 two parts of one name", _duplicate, "two-of-one-name")
    yield _reads(
        "55 names that lead out of the file",
        lambda: docx(p("Words"), extra={"../outside.txt": "x", "..\\outside 2.txt": "x", "/outside 3.txt": "x"}),
        "Words",
        "strange-names",
    )
    yield _reads(
        "56 names with odd characters",
        lambda: docx(p("Words"), extra={"word/\u202elmx.txt": "x", "word/a b%20c.xml": "x", "word/ü.xml": "x"}),
    )
    yield _reads("57 folders as entries", lambda: docx(p("Words"), extra={"word/": "", "customXml\\": ""}))
    yield _reads(
        "58 stylesheet instruction and comments",
        lambda: document(sound.replace("?>", '?><?xml-stylesheet href="http://a.example/"?><!-- c -->', 1)),
        "Größe €",
    )
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="none.txt" parse="text"/>'
    yield _reads("59 XInclude", lambda: docx(p(r("Words") + include)))


def _archives() -> Iterator[OddFile]:
    """What can be wrong with the archive, and files of other kinds."""
    sound = docx(p("Words " * 500))
    yield _refuses("60 truncated", lambda: sound[: len(sound) * 2 // 3], "damaged-zip")
    yield _refuses("60b only the first bytes", lambda: sound[:4], "damaged-zip")
    yield _refuses("60c without its last byte", lambda: sound[:-1], "damaged-zip")
    yield _refuses("61 empty", lambda: b"", "empty")
    yield _refuses("62 plain text", lambda: b"Just words.", "not-word")
    yield _refuses("63 damaged contents", lambda: changed(packed=b"\xff" * 200), "damaged-zip")
    yield _refuses("63b wrong checksum", lambda: changed(crc=1), "damaged-zip")
    yield _refuses("63c size too small", lambda: changed(size=10), "damaged-zip")
    yield _refuses("63d size too large", lambda: changed(size=100_000), "damaged-zip")
    yield _reads("63e nonsense in the header that the directory contradicts", lambda: changed(local_sizes=(1, 2, 3)))
    yield _refuses("63f two names of one entry", lambda: changed(local_name=b"word/document.xm_"), "damaged-zip")
    yield _refuses("64 rich text", lambda: b"{\\rtf1\\ansi Words}", "rtf")
    yield _refuses("65 web page", lambda: b"<!DOCTYPE html><html><body>Words</body></html>", "html")
    yield _refuses("65b web archive", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "html")
    yield _refuses("66 PDF", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf")
    yield _refuses("67 old Word file", lambda: OLE + bytes(600) + "WordDocument".encode("utf-16-le"), "old-word")
    yield _refuses(
        "67b Word as one XML file",
        lambda: b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>',
        "word-xml",
    )
    yield _refuses(
        "67c Outlook message", lambda: OLE + bytes(600) + "__nameid_version1.0".encode("utf-16-le"), "not-word"
    )
    yield _refuses(
        "68 OpenDocument",
        lambda: archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        "opendocument",
    )
    yield _refuses("68b Pages", lambda: archive({"Index/Document.iwa": "x"}), "not-word")
    yield _refuses("69 password", lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted")
    yield _refuses("70 zip password", lambda: changed(flags=1), "encrypted")
    yield _refuses("71 unknown packing", lambda: changed(method=99), "damaged-zip")
    yield _reads("72 not packed at all", lambda: archive(parts_of(p("Words")), zipfile.ZIP_STORED))
    yield _reads("73 zip64", lambda: raw_zip(entries_of(parts_of(p("Words"))), zip64=True))
    yield _reads("74 written to a pipe", _streamed)
    yield _reads("75 archive with a comment", lambda: raw_zip(entries_of(parts_of(p("Words"))), comment=b"Words"))
    yield _refuses(
        "75b comment that looks like an end of the archive",
        lambda: raw_zip(entries_of(parts_of(p("Words"))), comment=b"PK\5\6" * 9),
        "damaged-zip",
    )
    yield _refuses("76 program before the archive", lambda: b"MZ" + bytes(500) + sound, "not-word")
    yield _refuses("77 contents used twice", _overlapping_document, "damaged-zip")
    yield _refuses("78 empty archive", lambda: b"PK\5\6" + bytes(18), "damaged-zip")


def _over_limits() -> Iterator[OddFile]:
    """A little over or under limits that the file lowers, so that it is harmless to any program.

    Under the real limits such files fill the memory or take for ever; what they are like is in docs/word-files.md.
    """
    large = p(_words(700))
    yield _refuses(
        "80 a part larger than any", lambda: docx(large), "part-too-large", {"package.guard.MAX_XML_PART_SIZE": 4_000}
    )
    yield _refuses(
        "80b a part that unpacks to a little more than it says",
        lambda: changed(body=large, size=4_000),
        "damaged-zip",
    )
    yield _refuses(
        "81 a picture larger than all parts together",
        lambda: docx(p("Words"), extra={"word/media/image1.bmp": Random(1).randbytes(9_000)}),
        "total-too-large",
        {"package.guard.MAX_DECLARED_SIZE": 8_000},
    )
    yield _refuses(
        "81b a text of one letter",
        lambda: docx(p("a" * 3_000)),
        "ratio-too-high",
        {"package.parts.MAX_RATIO": 5, "package.parts.MIN_SIZE_FOR_RATIO": 1_000},
    )
    yield _refuses(
        "82 a part larger than those that are read",
        lambda: docx(large),
        "part-too-large",
        {"package.parts.MAX_PART_SIZE": 4_000},
    )
    yield _refuses(
        "83 more entries than any document has",
        lambda: with_entries(*(Entry(b"x/%d" % n, b"", 0) for n in range(20))),
        "too-many-entries",
        {"package.guard.MAX_ENTRIES": 20},
    )
    yield _refuses(
        "84 styles larger than a part that is read",
        lambda: docx(p("Words"), styles=style("A", _words(700))),
        "part-too-large",
        {"package.parts.MAX_PART_SIZE": 4_000},
    )
    limits = {"package.guard.MAX_DECLARED_SIZE": 10_000}
    yield _refuses("85 overlapping entries", _overlapping, "total-too-large", limits)
    yield _refuses(
        "86 larger than can be sent",
        lambda: docx(p("Words")) + bytes(1_000),
        "too-large",
        {"package.guard.MAX_FILE_SIZE": 1_000},
    )
    blocks = {"read.body.MAX_BLOCKS": 40}
    yield _refuses(
        "87 paragraphs and one", lambda: docx("".join(p(f"{n}") for n in range(41))), "too-many-blocks", blocks
    )
    yield _refuses(
        "87b rows without cells", lambda: docx(f"<w:tbl>{'<w:tr/>' * 41}</w:tbl>"), "too-many-blocks", blocks
    )
    yield _reads("87c empty paragraphs", lambda: docx("<w:p/>" * 100 + p("Words")), limits=blocks)
    yield _refuses(
        "87d cells of a row", lambda: docx(tbl("<w:tr>" + "<w:tc/>" * 41 + "</w:tr>")), "too-many-blocks", blocks
    )
    yield _reads(
        "87e a grid of a hundred columns",
        lambda: docx(f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * 100}</w:tblGrid>{tr(tc('Words'))}</w:tbl>"),
        limits=blocks,
    )
    yield _reads(
        "87f more columns than Word has",
        lambda: docx(tbl(tr(*(tc(f"c{n}") for n in range(100))))),
        "\t".join(f"c{n}" for n in range(100)),
    )
    markup = {"package.parts.MAX_MARKUP": 300, "package.parts.MIN_SIZE_FOR_MARKUP": 500}
    yield _refuses(
        "88 more markup than any document has", lambda: docx(f"<w:p>{'<w:r/>' * 300}</w:p>"), "too-much-markup", markup
    )
    yield _refuses(
        "88b more markup in all parts together",
        lambda: docx("<w:p/>" * 160, styles="<w:style/>" * 160),
        "too-much-markup",
        markup,
    )
    yield _reads(
        "88c many attributes",
        lambda: docx("<w:p " + " ".join(f'a{n}="{n}"' for n in range(250)) + f">{r('Words')}</w:p>"),
        limits=markup,
    )
    text = {"package.parts.MAX_TEXT": 2_000, "package.parts.MIN_SIZE_FOR_TEXT": 500}
    yield _reads("88d a long attribute", lambda: docx(p("Words", f'<w:jc w:val="{"a b " * 900}"/>')), limits=text)
    yield _refuses(
        "88e a long table description",
        lambda: docx(tbl(tr(tc("Words")), properties=f'<w:tblCaption w:val="{"a b " * 30}"/>')),
        "too-much-text",
        {"read.table_reader.MAX_SUMMARY_LENGTH": 100},
    )
    yield _refuses("89 a book", lambda: docx(large), "too-much-text", text)
    chapter = p(_words(150))
    yield _refuses(
        "89b a book in notes",
        lambda: docx(
            p(r(_words(150)) + '<w:r><w:footnoteReference w:id="1"/><w:endnoteReference w:id="1"/></w:r>'),
            footnotes=f'<w:footnote w:id="1">{chapter}</w:footnote>',
            endnotes=f'<w:endnote w:id="1">{chapter}</w:endnote>',
        ),
        "too-much-text",
        text,
    )
    yield _refuses(
        "89c UTF-16 that is mostly comment",
        lambda: document(f"<w:document><!--\U0001f600{' ' * 2_000}--></w:document>".encode("utf-16")),
        "part-too-large",
        {"package.parts.MAX_PART_SIZE": 3_000},
    )
    yield _refuses(
        "89d parts that are too much together",
        lambda: docx(
            p("Words"),
            related=tuple((f"r{n}", "header", f"header{n}.xml") for n in range(7)),
            extra={f"word/header{n}.xml": f"<x><!--<t{_words(300)}--></x>" for n in range(7)},
        ),
        "total-too-large",
        {"package.parts.MAX_TOTAL_SIZE": 10_000},
    )


def _doctypes() -> Iterator[OddFile]:
    """Document type declarations, each of them empty: that there is one is why a file is refused."""
    yield _refuses("90 DOCTYPE", lambda: with_doctype("w", p("Words")), "doctype")
    yield _refuses("91 DOCTYPE with a declaration", lambda: with_doctype("w [<!ELEMENT w ANY>]", p("Words")), "doctype")
    yield _refuses("92 DOCTYPE of another file", lambda: with_doctype('w SYSTEM "none.dtd"', p("Words")), "doctype")
    yield _refuses("93 DOCTYPE after a comment", lambda: with_doctype("w", p("Words"), before="<!-- c -->"), "doctype")
    yield _refuses("94 DOCTYPE over lines", lambda: with_doctype("\n w\n", p("Words")), "doctype")
    plain = part("document", f"<w:body>{p('Words')}</w:body>").partition("?>\n")[2]
    yield _refuses("94b DOCTYPE in UTF-16", lambda: document(f"<!DOCTYPE w>{plain}".encode("utf-16")), "doctype")
    yield _refuses(
        "94c DOCTYPE in UTF-7",
        lambda: document(f'<?xml version="1.0" encoding="utf-7"?>+ADw-!DOCTYPE w>{plain}', "ascii"),
        "doctype",
    )
    yield _refuses(
        "94d DOCTYPE in EBCDIC",
        lambda: document(f'<?xml version="1.0" encoding="cp037"?><!DOCTYPE w>{plain}', "cp037"),
        "damaged-xml",
    )
    yield _refuses(
        "94e DOCTYPE in the relationships",
        lambda: archive(parts_of(p("Words")) | {"word/_rels/document.xml.rels": f"<!DOCTYPE r>{relationships()}"}),
        "doctype",
    )
    yield _reads(
        "94f DOCTYPE in a part that nobody reads",
        lambda: docx(p("Words"), extra={"customXml/item1.xml": "<!DOCTYPE x><x/>"}),
    )


def _nested() -> Iterator[OddFile]:
    """Nesting and circular references."""
    deep, asides = {"package.parts.MAX_DEPTH": 16}, {"read.body.MAX_ASIDE_DEPTH": 2}
    yield _refuses(
        "95 tables nested too deep", lambda: docx(nested(5, _TABLE[0], p("x"), _TABLE[1])), "nested-too-deep", deep
    )
    yield _reads(
        "95b tables nested as deep as may be",
        lambda: docx(nested(3, _TABLE[0], p("Words"), p() + _TABLE[1])),
        limits=deep,
    )
    yield _reads(
        "96 content controls in content controls",
        lambda: docx(nested(5, "<w:sdt><w:sdtContent>", p("Words"), "</w:sdtContent></w:sdt>")),
        limits=deep,
    )
    yield _refuses(
        "97 smart tags nested too deep",
        lambda: docx(p(nested(14, "<w:smartTag>", r("x"), "</w:smartTag>"))),
        "nested-too-deep",
        deep,
    )
    yield _refuses(
        "97b text boxes in text boxes",
        lambda: docx(nested(3, f"<w:p>{_BOX[0]}", p("x"), f"{_BOX[1]}</w:p>")),
        "nested-too-deep",
        asides,
    )
    yield _refuses(
        "97c alternate content in alternate content",
        lambda: docx(nested(4, "<mc:AlternateContent><mc:Choice>", "<w:p/>", "</mc:Choice></mc:AlternateContent>")),
        "nested-too-deep",
        {"read.drawings.MAX_ALTERNATE_DEPTH": 2},
    )
    reference = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    note = '<w:footnote w:id="{}">{}</w:footnote>'
    notes = "".join(note.format(n, p(r("x") + reference.format(n + 1))) for n in range(4))
    yield _refuses(
        "97d notes on notes on notes",
        lambda: docx(p(reference.format(0)), footnotes=notes),
        "nested-too-deep",
        asides,
    )
    yield _reads(
        "97e a note on itself",
        lambda: docx(p(r("Words") + reference.format(1)), footnotes=note.format(1, p(r("note") + reference.format(1)))),
        "Words[1]\n[1] note[2]",
        "notes-moved",
    )
    yield _reads(
        "98 styles that rest on each other",
        lambda: docx(styled("Words", "A"), styles=style("A", "A", based_on="B") + style("B", "B", based_on="A")),
    )
    yield _reads(
        "98b a chain of styles",
        lambda: docx(
            styled("Words", "s0"), styles="".join(style(f"s{n}", "n", based_on=f"s{n + 1}") for n in range(9))
        ),
        limits={"read.styles.MAX_CHAIN": 4},
    )
    yield _reads(
        "98c lists that refer to each other",
        lambda: docx(
            item("Words"),
            styles=style("L", "L", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering"),
            numbering=definition(0, more='<w:numStyleLink w:val="L"/>') + num(1, 0),
        ),
    )


def _odd_numbers() -> Iterator[OddFile]:
    """Numbers that are larger or smaller than what they count, and more of a thing than there should be."""
    starts = {"lowerLetter": 800, "upperRoman": 40_000, "decimal": 40_000, "ordinal": 40_000}
    yield _reads(
        "98d large and negative numbers in lists",
        lambda: docx(
            "".join(item(f"i{n}", n + 1) for n in range(4))
            + item("deep", 1, 99)
            + item("less", 1, -5)
            + item("none", -7),
            numbering="".join(
                definition(n, level(0, format_, start=start)) for n, (format_, start) in enumerate(starts.items())
            )
            + definition(9, level(0, start=-3))
            + "".join(num(n + 1, n) for n in range(4)),
        ),
        f"{'t' * 30}. i0\n40000. i1\n40000. i2\n40000th. i3\ndeep\n{'u' * 30}. less\nnone",
    )
    yield _reads(
        "98e large and negative numbers in tables",
        lambda: docx(
            tbl(
                tr(tc("a", '<w:gridSpan w:val="-5"/>'), tc("b", '<w:gridSpan w:val="99"/>')),
                tr(
                    tc("c", '<w:gridSpan w:val="x"/>'),
                    properties='<w:gridBefore w:val="99"/><w:gridAfter w:val="-1"/>',
                ),
            )
        ),
        "a\tb\n\tc",
    )
    yield _reads(
        "98f large and negative numbers in formats",
        lambda: docx(p(r("Words", '<w:sz w:val="-9"/>'), '<w:outlineLvl w:val="-1"/><w:ind w:left="1e5"/>')),
    )
    yield _reads(
        "99 many runs in a paragraph",
        lambda: docx(
            f"<w:p>{r('x') * 300}</w:p>", styles=style("h", "h", "<w:rPr><w:vanish/></w:rPr>", kind="character")
        ),
        "x" * 300,
    )
    yield _reads(
        "99b many pictures in a shape",
        lambda: docx(p(r("Words") + f"<w:r><w:pict><v:shape>{'<v:imagedata/>' * 50}</v:shape></w:pict></w:r>")),
        "Words",
        "pictures-dropped",
    )
    yield _reads(
        "99c fields that never end",
        lambda: docx(p(r("Words") + "<w:r>" + '<w:fldChar w:fldCharType="begin"/>' * 9 + "</w:r>")),
    )
    yield _reads(
        "99d relationships that nothing uses",
        lambda: docx(p("Words"), related=tuple((f"r{n}", "x", f"a/../{n}") for n in range(50))),
    )


def _malice() -> Iterator[OddFile]:
    """What fetches, runs or deceives."""
    yield _reads(
        "A1 template elsewhere",
        lambda: docx(
            p("Words"),
            related=(("rId9", "settings", "settings.xml"),),
            extra={
                "word/settings.xml": part("settings", '<w:attachedTemplate r:id="rId1"/>'),
                "word/_rels/settings.xml.rels": relationships(("rId1", "attachedTemplate", "http://a.example/x.dotm")),
            },
        ),
        "Words",
        "external-template",
    )
    for name, target in (
        ("A2 picture on the server", "file:///none/x.png"),
        ("A3 picture from the web", "http://a.example/x.png"),
        ("A3b picture from a share", "file://a.example/share/x.png"),
    ):
        yield _reads(
            name,
            lambda target=target: docx(p(r("Words") + picture("link")), related=(("rId9", "image", target),)),
            "Words",
            "pictures-dropped",
            "external-content",
        )
    yield _reads(
        "A4 fields that fetch",
        lambda: docx(
            p(field('INCLUDEPICTURE "http://a.example/x.png"', r("one ")) + field("DDEAUTO none none", r("two")))
        ),
        "one two",
        "fetching-fields",
    )
    yield _reads(
        "A4b field in pieces",
        lambda: docx(
            p(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>D</w:instrText></w:r>'
                '<w:r><w:instrText>DE x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
                + f'<w:fldSimple w:instr="DDE y">{r("Words")}</w:fldSimple>'
            )
        ),
        "Words",
        "fetching-fields",
    )
    yield _reads(
        "A5 picture that is cut off",
        lambda: docx(
            p(r("Words") + picture(alt="Chart of pay")),
            related=(("rId9", "image", "media/x.png"),),
            extra={"word/media/x.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">2L", 30, 30)},
        ),
        "Words",
        "pictures-dropped",
        "picture-texts",
    )
    yield _reads(
        "A6 picture with a script",
        lambda: docx(
            p(r("Words") + picture(alt="&lt;script>alert(1)&lt;/script>")),
            related=(("rId9", "image", "media/x.svg"),),
            extra={"word/media/x.svg": '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'},
        ),
        "Words",
        "pictures-dropped",
        "picture-texts",
    )
    bidi = "\u202eabc\u202c\u200b\u2066def\u2069\u200d\ufeff\u0000".rstrip("\0") + "ghi"
    yield _reads("A7 direction marks and signs of no width", lambda: docx(p(bidi)), bidi)
    yield _reads(
        "A8 embedded object",
        lambda: docx(
            p(r("Words") + '<w:r><w:object><o:OLEObject ProgID="Package" r:id="rId9"/></w:object></w:r>'),
            related=(("rId9", "oleObject", "embeddings/x.bin"),),
            extra={"word/embeddings/x.bin": OLE},
        ),
        "Words",
        "objects-dropped",
    )
    yield _reads(
        "A8b linked object",
        lambda: docx(
            p(r("Words") + '<w:r><w:object><o:OLEObject Type="Link" r:id="rId9"/></w:object></w:r>'),
            related=(("rId9", "oleObject", "http://a.example/x.bin"),),
        ),
        "Words",
        "objects-dropped",
        "external-content",
    )
    yield _reads(
        "A8c ActiveX control",
        lambda: docx(p(r("Words") + '<w:r><w:object><w:control w:name="x" r:id="rId9"/></w:object></w:r>')),
        "Words",
        "objects-dropped",
    )
    yield _reads(
        "A9 frame from the web",
        lambda: docx(p("Words"), related=(("rId9", "frame", "http://a.example/x.htm"),)),
        "Words",
        "external-content",
    )
    yield _reads("B1 text outside of paragraphs", lambda: docx(r("Words") + p("more")), "Words\nmore")
    yield _reads("B2 text outside of runs", lambda: docx(p("<w:t>Words</w:t>")))
    yield _reads("B3 text right in the body", lambda: docx("<w:t>Words</w:t>" + p("more")), "Words\nmore")
    yield _reads("B4 text right in a cell", lambda: docx(tbl(tr(f"<w:tc>{r('Words')}</w:tc>"))))
    yield _reads("B5 characters between elements", lambda: docx(f"junk{p('Words')}junk<w:foo>junk</w:foo>"))
    yield _reads("B6 paragraph in a paragraph", lambda: docx(p(r("Words") + p("more"))), "Words\nmore")
    yield _reads("B7 table in a paragraph", lambda: docx(p(r("Words") + tbl(tr(tc("a"), tc("b"))))), "Words\na\tb")
    yield _reads("B8 row without a table", lambda: docx(tr(tc("Words"))))
    yield _reads("B9 no body", lambda: document(part("document")), "")
    yield _reads("B10 nothing but an empty paragraph", lambda: docx(p()), "")
    yield _reads(
        "B11 two bodies",
        lambda: document(part("document", f"<w:body>{p('Words')}</w:body><w:body>{p('x')}</w:body>")),
        "Words\nx",
    )
    yield _reads("B12 lines and tabs in the XML", lambda: docx(p(r("Words\n\tmore"))), "Words \tmore")
    yield _reads(
        "B13 sign that no font knows",
        lambda: docx(p(r("a") + '<w:r><w:sym w:font="Wingdings" w:char="F023"/></w:r>')),
        "a\ufffd",
        "unknown-symbols",
    )
    yield _reads(
        "B14 symbol codes that are none",
        lambda: docx(
            p(r("Words") + "".join(f'<w:r><w:sym w:font="x" w:char="{c}"/></w:r>' for c in ("D800", "0", "FFFFFFFFFF")))
        ),
    )


def odd_files() -> tuple[OddFile, ...]:
    """All of them."""
    return (
        *_contents(),
        *_packages(),
        *_archives(),
        *_over_limits(),
        *_doctypes(),
        *_nested(),
        *_odd_numbers(),
        *_malice(),
    )

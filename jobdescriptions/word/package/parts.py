"""The parts of a Word file: bytes, XML and relationships, read on demand and within limits."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from posixpath import dirname, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lxml import etree

from jobdescriptions.word.names import PACKAGE_RELATIONSHIPS
from jobdescriptions.word.package.refusal import FileRefused, damaged_error, nested_too_deep_error, too_much_text_error

if TYPE_CHECKING:
    from zipfile import ZipInfo

#: Maximum unpacked size in bytes of a part that is read. Real documents reach 2 MB.
MAX_PART_SIZE = 8 * 1024 * 1024
#: Maximum compression ratio. Real files reach 130 in parts of more than 100 kB; smaller parts may have any ratio.
MAX_RATIO = 200
MIN_SIZE_FOR_RATIO = 100_000
#: Maximum unpacked size in bytes of all parts that are read.
MAX_TOTAL_SIZE = 16 * 1024 * 1024
#: Maximum number of tags and attributes in all parsed parts, each of which takes about 300 bytes of memory. Real files
#: stay below 250,000.
MAX_MARKUP = 300_000
#: Minimum size in bytes of a part whose markup is counted.
MIN_SIZE_FOR_MARKUP = 50_000
#: Maximum bytes of text in all parsed parts: some 350 pages. Real documents reach 400,000.
MAX_TEXT = 1_000_000
#: Minimum size in bytes of a part whose text is counted.
MIN_SIZE_FOR_TEXT = 300_000
#: Maximum nesting depth of elements, including the root; it is also the limit of libxml2. Real documents reach 23.
MAX_DEPTH = 256

#: Maximum number of characters of a relationship's address that are read: more than a link may have.
MAX_TARGET_LENGTH = 4_000

STORED, DEFLATED = 0, 8
_UTF8_NAME = 0x800

# Comments and processing instructions carry no text; without them, every node of a tree is an element.
# One parser for all: creating one takes longer than parsing most parts. lxml lets one thread use it at a time.
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    collect_ids=False,
)

_UTF16_STARTS = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\x00": "utf-16-le",
    b"\x00<": "utf-16-be",
}
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_STRICT = re.compile(rb"([\"'])http://purl\.oclc\.org/ooxml/(\w+)/")


@dataclass(frozen=True, slots=True)
class Relationship:
    """A reference of a part: ``kind`` is the last word of its type, such as ``"hyperlink"``.

    ``target`` is the key of a part of the package, or the address as written if ``external``.
    """

    kind: str
    target: str
    external: bool


def part_key(name: str) -> str:
    """Return the key of a part: part names differ neither by case nor by kind of slash."""
    return name.replace("\\", "/").lstrip("/").lower()


def check_ratio(entry: ZipInfo) -> None:
    """Refuse a part that unpacks to more than ``MAX_RATIO`` times its size, except a white picture."""
    if entry.file_size > MIN_SIZE_FOR_RATIO and entry.file_size > MAX_RATIO * entry.compress_size:
        raise FileRefused(
            "ratio-too-high",
            f"A part of the file ({entry.filename}) unpacks to more than {MAX_RATIO} times its size, "
            "as no text does: copy the text into a new Word document and send that.",
        )


class Package:
    """An opened Word file. ``main`` is the key of its main document; ``unsafe_names`` are ignored entries."""

    def __init__(self, data: bytes, entries: dict[str, ZipInfo]) -> None:
        self._data = memoryview(data)
        self._entries = entries
        self._unpacked = 0
        self._markup = 0
        self._text = 0
        self._relationships: dict[str, dict[str, Relationship]] = {}
        self.main = ""
        self.unsafe_names: tuple[str, ...] = ()

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def parts(self) -> tuple[str, ...]:
        """Return the keys of all parts, in the order of the file."""
        return tuple(self._entries)

    def read(self, key: str) -> bytes | None:
        """Return the bytes of a part, or None if there is no such part."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        if entry.file_size > MAX_PART_SIZE:
            raise FileRefused(
                "part-too-large",
                f"A part of the file ({entry.filename}) is larger than a job description can be: "
                "copy the text into a new Word document and send that.",
            )
        check_ratio(entry)
        self._unpacked += entry.file_size
        if self._unpacked > MAX_TOTAL_SIZE:
            raise FileRefused(
                "total-too-large",
                "The file unpacks to more text than a job description can hold: "
                "copy the text of the job description into a new Word document and send that.",
            )
        return self._unpack(entry)

    def _unpack(self, entry: ZipInfo) -> bytes:
        # Equivalent to zipfile's open().read() in a fraction of the time, and bounded by the size that the directory
        # declares, which has been checked: an entry that unpacks to anything else is damaged or hostile.
        data, offset = self._data, entry.header_offset
        if data[offset : offset + 4] != b"PK\x03\x04" or offset + 30 > len(data):
            raise damaged_error("an entry is not where the directory says")
        name_length, extra_length = struct.unpack_from("<HH", data, offset + 26)
        # Where the two names of an entry differ, programs may disagree about it.
        name = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8_NAME else "cp437")
        if data[offset + 30 : offset + 30 + name_length] != name:
            raise damaged_error("an entry is not where the directory says")
        begin = offset + 30 + name_length + extra_length
        packed = data[begin : begin + entry.compress_size]
        if entry.compress_type == DEFLATED:
            try:
                unpacked = zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
            except zlib.error:
                raise damaged_error("its contents cannot be unpacked") from None
        elif entry.compress_type == STORED:
            unpacked = bytes(packed)
        else:
            raise damaged_error("it is packed in a way that Word does not use")
        if len(unpacked) != entry.file_size or zlib.crc32(unpacked) != entry.CRC:
            raise damaged_error("its contents are not what its directory says")
        return unpacked

    def xml(self, key: str) -> etree._Element | None:
        """Return the root element of a part, or None if there is no such part. Each call reads and parses it again."""
        data = self.read(key)
        return None if data is None else self.parse(data, key)

    def parse(self, data: bytes, key: str) -> etree._Element:
        """Return the root element of a part from its bytes, within the limits for the whole file."""
        data = _to_utf8(data, key)
        if len(data) > MIN_SIZE_FOR_MARKUP:
            self._markup += data.count(b"<") + data.count(b"=")
            if self._markup > MAX_MARKUP:
                raise FileRefused(
                    "too-much-markup",
                    f"A part of the file ({key}) is far more complicated than a job description can be: "
                    "copy the text into a new Word document (Paste Special > Unformatted Text) and send that.",
                )
        root = parse_xml(data, key)
        if len(data) > MIN_SIZE_FOR_TEXT:
            self._text += len(etree.tostring(root, method="text", encoding="utf-8"))
            if self._text > MAX_TEXT:
                raise too_much_text_error()
        return root

    def relationships(self, key: str) -> dict[str, Relationship]:
        """Return the relationships of a part by id (of the package itself for ``""``); empty if it has none."""
        found = self._relationships.get(key)
        if found is None:
            found = self._relationships[key] = self._read_relationships(key)
        return found

    def _read_relationships(self, key: str) -> dict[str, Relationship]:
        folder, _, name = key.rpartition("/")
        root = self.xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        relationships: dict[str, Relationship] = {}
        if root is None:
            return relationships
        for element in root.iterchildren(f"{{{PACKAGE_RELATIONSHIPS}}}Relationship"):
            get = element.get
            # Thousands of links can share one address, and none needs a longer one.
            target = (get("Target") or "")[:MAX_TARGET_LENGTH]
            # Some programs forget to say that a web address is external.
            external = get("TargetMode") == "External" or _ADDRESS.match(target) is not None
            relationships[get("Id") or ""] = Relationship(
                kind=(get("Type") or "").rpartition("/")[2],
                target=target if external else self._resolve(key, target),
                external=external,
            )
        return relationships

    def _resolve(self, key: str, target: str) -> str:
        folder = dirname(key)
        path = f"{folder}/{target}".lower()
        if path in self._entries:
            return path
        path = target.replace("\\", "/")
        if not path.startswith("/"):
            path = f"{folder}/{path}"
        path = normpath(path).lstrip("/").lower()
        if path not in self._entries and "%" in path:
            path = unquote(path)
        return path

    def find_related(self, key: str, kind: str) -> str | None:
        """Return the key of the first existing part of a kind that a part refers to, or None."""
        for relationship in self.relationships(key).values():
            if relationship.kind == kind and not relationship.external and relationship.target in self._entries:
                return relationship.target
        return None


def _to_utf8(data: bytes, key: str) -> bytes:
    """Return XML in UTF-16 as UTF-8; other XML unchanged."""
    encoding = _UTF16_STARTS.get(data[:2])
    if not encoding:
        return data
    try:
        return _DECLARATION.sub("", data.decode(encoding)).lstrip("\ufeff").encode()
    except UnicodeError:
        raise _refuse_broken(key) from None


def has_doctype(data: bytes, key: str) -> bool:
    """Return whether an XML part contains a document type declaration. The XML need not be well-formed."""
    return b"<!DOCTYPE" in _to_utf8(data, key)


def parse_xml(data: bytes, key: str) -> etree._Element:
    """Return the root element of XML: UTF-16 as UTF-8, strict namespaces as transitional ones. A DOCTYPE is refused.

    Word writes no DOCTYPE, and every attack by XML (reading files of the server, calling other servers, growing without
    bounds) begins with one. The limits on size are those of ``Package.parse``.
    """
    data = _to_utf8(data, key)
    if b"<!DOCTYPE" in data:
        raise _refuse_doctype()
    if b"http://purl.oclc.org/ooxml/" in data:
        data = _STRICT.sub(rb"\1http://schemas.openxmlformats.org/\2/2006/", data)
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        raise nested_too_deep_error() if "depth" in str(error) else _refuse_broken(key) from None
    except ValueError:
        raise _refuse_broken(key) from None
    # Some encodings hide the characters from the search above.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refuse_doctype()
    # No compiled etree.XPath: it stays locked forever if the stack overflows in the middle of it.
    if data.count(b"<") > MAX_DEPTH and root.xpath(f"boolean({'/*' * (MAX_DEPTH + 1)})"):
        raise nested_too_deep_error()
    return root


def _refuse_broken(key: str) -> FileRefused:
    return FileRefused(
        "damaged-xml",
        f"A part of the file ({key}) is damaged: open the file in Word, let Word repair it, save it and send it again.",
    )


def _refuse_doctype() -> FileRefused:
    return FileRefused(
        "doctype",
        "The file contains a document type declaration, which Word never writes and which is not safe to read: "
        "copy the text into a new Word document and send that.",
    )

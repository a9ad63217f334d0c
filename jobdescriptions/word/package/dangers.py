"""Detect content of an uploaded Word file that could harm a person who opens it: code, content fetched from elsewhere,
and XML that other programs may not read safely.

Such a file is kept and its text is imported, but the file itself is not offered to the public.
"""

from __future__ import annotations

import re

from jobdescriptions.word.names import FLD_CHAR, FLD_SIMPLE, INSTR, INSTR_TEXT
from jobdescriptions.word.package.guard import open_package
from jobdescriptions.word.package.parts import Package, has_doctype, parse_xml

#: Content types of parts with code or data of embedded programs, by kind.
_KINDS = (
    ("macroenabled", "macros"),
    ("vbaproject", "macros"),
    ("activex", "ActiveX controls"),
    ("oleobject", "embedded objects"),
    ("officedocument.package", "embedded objects"),
)
#: Part names of the same kinds, whatever their content type.
_NAMES = (
    ("vbaproject", "macros"),
    ("vbadata", "macros"),
    ("/activex/", "ActiveX controls"),
    ("/embeddings/", "embedded objects"),
    ("afchunk", "other documents"),
)
#: Fields that fetch from other files or start other programs (ECMA-376, 17.16.5, and DDE of older Word).
#: A vertical bar marks where a field begins, is separated or ends.
_FETCHING = re.compile(
    r"\|\s*(DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|RD|DATABASE|MACROBUTTON)\b", re.IGNORECASE
)
_RELATIONSHIPS = ".rels"
_XML = (".xml", ".rels")


def find_dangers(data: bytes) -> tuple[str, ...]:
    """Return descriptions of the dangerous content of the Word file ``data``, each once; empty if there is none.

    Raises ``guard.FileRefused`` if the file is no Word file.
    """
    package = open_package(data)
    found: dict[str, None] = {}
    types = (package.read("[content_types].xml") or b"").lower()
    for mark, what in _KINDS:
        if mark.encode() in types:
            found[what] = None
    for key in package.parts():
        for mark, what in _NAMES:
            if mark in f"/{key}":
                found[what] = None
        # The reader refuses a DOCTYPE in the parts that it reads. Here all parts count.
        data = package.read(key) if key.endswith(_XML) else None
        if data and has_doctype(data, key):
            found["a document type declaration"] = None
        elif key.endswith(_RELATIONSHIPS):
            found.update(dict.fromkeys(_find_external_content(package, key)))
        elif data and key.startswith("word/") and _has_fetching_field(data, key):
            found["fields that fetch from other files or programs"] = None
    if package.unsafe_names:
        found["entries whose names lead out of the file"] = None
    return tuple(found)


def _find_external_content(package: Package, key: str):
    """Yield what a part's relationships fetch from elsewhere. A hyperlink fetches nothing until it is followed."""
    source = key.replace("_rels/", "", 1).removesuffix(_RELATIONSHIPS)
    for relationship in package.relationships(source).values():
        if relationship.external and relationship.kind != "hyperlink":
            yield "a template elsewhere" if relationship.kind == "attachedTemplate" else "content from elsewhere"


def _has_fetching_field(data: bytes, key: str) -> bool:
    if b"nstrText" not in data and b"fldSimple" not in data and b"\0" not in data:
        return False
    instructions: list[str] = []
    for element in parse_xml(data, key).iter():
        if element.tag == INSTR_TEXT:
            # The name of a field may be split across runs.
            instructions.append(element.text or "")
        elif element.tag == FLD_SIMPLE:
            instructions.append(f"|{element.get(INSTR) or ''}|")
        elif element.tag == FLD_CHAR:
            instructions.append("|")
    return _FETCHING.search("".join(instructions)) is not None

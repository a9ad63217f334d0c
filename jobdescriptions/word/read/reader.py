"""Read a Word file: the whole text of a ``.docx`` in order as blocks, and messages about what is not in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jobdescriptions.word.document import Block
from jobdescriptions.word.names import PPR_CHANGE, RPR_CHANGE, SECTPR_CHANGE, TBLPR_CHANGE
from jobdescriptions.word.package.guard import check_document, open_package
from jobdescriptions.word.package.properties import read_title_and_language
from jobdescriptions.word.package.refusal import nested_too_deep_error
from jobdescriptions.word.read.audit import find_lost_words
from jobdescriptions.word.read.bindings import read_bindings
from jobdescriptions.word.read.body import BodyReader
from jobdescriptions.word.read.events import ReadingEvents
from jobdescriptions.word.read.notes import Notes
from jobdescriptions.word.read.numbering import Numbering
from jobdescriptions.word.read.styles import read_styles
from jobdescriptions.word.read.unread_parts import report_unread_parts
from jobdescriptions.word.results import Result

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Package


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The content of a Word file: its blocks, and the title and language of its properties, if any.

    ``district`` is the name that somebody entered in place of the placeholder of a written file (see ``bindings``).
    ``lost_words`` are the words of the file that are missing from the blocks: unless empty, the reader has a bug.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    language: str = ""
    lost_words: tuple[str, ...] = ()
    district: str = ""


def read(data: bytes) -> Result[ReadDocument]:
    """Return the document in the bytes of a ``.docx``, with messages. Raises ``FileRefused`` if it cannot be read.

    Tracked changes are read as if accepted. Text boxes and notes follow the paragraph that they belong to.
    """
    try:
        return _read(data)
    except RecursionError:
        raise nested_too_deep_error() from None


def _read(data: bytes) -> Result[ReadDocument]:
    package = open_package(data)
    root = package.xml(package.main)
    check_document(root.tag)
    events = ReadingEvents()
    styles = read_styles(package)
    notes = Notes(package)
    numbering = Numbering(partial(_numbering_root, package), styles)
    # The whole document, not its body: a broken file can have two, or text outside of it.
    blocks = BodyReader(package, styles, numbering, notes, events).read(root)
    lost = find_lost_words((root, *notes.read), blocks, styles)
    changes = sum(1 for _ in root.iter(RPR_CHANGE, PPR_CHANGE, TBLPR_CHANGE, SECTPR_CHANGE))
    if changes:
        events.add("tracked-changes-accepted", changes)
    district = read_bindings(package, root, events)
    report_unread_parts(package, events)
    for word in lost:
        events.add("words-lost", example=word)
    title, language = read_title_and_language(package)
    return Result(ReadDocument(blocks, title, language or styles.language, lost, district), events.messages())


def _numbering_root(package: Package) -> etree._Element | None:
    part = package.find_related(package.main, "numbering")
    return package.xml(part) if part else None

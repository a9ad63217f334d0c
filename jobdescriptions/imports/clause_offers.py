"""Legal lines of an uploaded file, held against the clause library: which may have the site's wording.

Nothing is replaced unless somebody chooses it. A clause that the file marks stays one only if its text is ours; else
its words become ordinary text, unless the offer is chosen. None of this is stored with the reading of a file, because
the library may change.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from jobdescriptions.clause_models import ClauseVersion
from jobdescriptions.clauses.library import Library
from jobdescriptions.clauses.placements import unmark_clause
from jobdescriptions.word.document import Block, Document, Paragraph
from jobdescriptions.word.html.subset import from_html, to_html, to_text
from jobdescriptions.word.understand.clause_replacement import group_overlapping, replace_passages
from jobdescriptions.word.understand.known_clauses import KnownClause, find_known_clauses

#: Maximum number of characters of a text in a label.
MAX_SHOWN = 300


@dataclass(frozen=True, slots=True)
class ClauseOffer:
    """Words of a file that may have the site's wording instead.

    ``id`` is the value of its tick. ``reason`` says what the words are; ``text`` are the words of the file and ``ours``
    those of the library. ``keys`` are the clauses: words that state two go only for both. ``passages`` are the places
    of words that no clause marks.
    """

    id: str
    keys: tuple[str, ...]
    reason: str
    text: str
    ours: str
    passages: tuple[KnownClause, ...] = ()

    @property
    def label(self) -> str:
        """The offer as text."""
        return f"{self.reason} The file: “{_shorten(self.text)}” The site: “{_shorten(self.ours)}”"


def find_clause_offers(document: Document, library: Library) -> list[ClauseOffer]:
    """Return the offers for a document as it was read, in its order; those about marked clauses come first."""
    return [*_find_marked(document, library), *_find_stated(document, library)]


def settle_clauses(document: Document, library: Library, chosen: Collection[str] = ()) -> Document:
    """Return the document with the chosen offers (their ids) taken, and no text marked as a clause that is not ours.

    Saving it gives every clause the wording of the library.
    """
    offers = [offer for offer in find_clause_offers(document, library) if offer.id in chosen]
    taken = {key for offer in offers if not offer.passages for key in offer.keys}
    sections = []
    for section in document.sections:
        blocks: list[Block] = []
        for key, run in groupby(section.blocks, key=_key_of):
            placement = list(run)
            if key and key not in taken and not _is_ours(key, placement, library):
                placement = [Paragraph(block.runs) for block in placement if isinstance(block, Paragraph)]
            blocks += placement
        sections.append(dataclasses.replace(section, blocks=tuple(blocks)))
    document = dataclasses.replace(document, sections=tuple(sections))
    passages = [passage for offer in offers for passage in offer.passages]
    if not passages:
        return document
    wordings = {
        key: [block for block in from_html(wording.html) if isinstance(block, Paragraph)]
        for key, wording in library.wordings.items()
    }
    return replace_passages(document, passages, wordings)


def _find_marked(document: Document, library: Library) -> Iterator[ClauseOffer]:
    found: dict[str, list[Block]] = {}
    for section in document.sections:
        for key, run in groupby(section.blocks, key=_key_of):
            placement = list(run)
            if key and key in library.wordings and not _is_ours(key, placement, library):
                found.setdefault(key, placement)
    if not found:
        return
    versions = ClauseVersion.objects.filter(clause__key__in=found).values_list("clause__key", "body", "version")
    earlier = {(key, body): version for key, body, version in versions.order_by("version")}
    for key, placement in found.items():
        wording = library.wordings[key]
        version = earlier.get((key, _body_of(placement)))
        reason = (
            f"{wording.name}: the file has version {version}, the site has version {wording.version}."
            if version
            else f"{wording.name}: the file marks this clause, with another text than the site’s."
        )
        yield ClauseOffer(f"mark-{key}", (key,), reason, to_text(placement), _text_of(wording.html))


def _find_stated(document: Document, library: Library) -> Iterator[ClauseOffer]:
    for _, in_block in groupby(find_known_clauses(document), key=lambda one: (one.section, one.block)):
        for group in group_overlapping(in_block):
            keys = tuple(dict.fromkeys(one.key for one in group))
            if not all(key in library.wordings for key in keys):
                continue
            wordings = [library.wordings[key] for key in keys]
            text = "".join(one.text for one in group if one.key == keys[0]).strip("; ")
            digest = hashlib.sha256("\n".join((*keys, *(one.text for one in group))).encode()).hexdigest()[:12]
            names = " and ".join(wording.name for wording in wordings)
            ours = " ".join(_text_of(wording.html) for wording in wordings)
            reason = (
                f"{names}: the file has the site’s words, but not as a clause that changes with the site’s."
                if text == ours
                else f"{names}: the file states it in its own words."
            )
            yield ClauseOffer(f"words-{digest}", keys, reason, text, ours, tuple(group))


def _key_of(block: Block) -> str:
    return block.clause if isinstance(block, Paragraph) else ""


def _body_of(placement: list[Block]) -> str:
    return unmark_clause(to_html(placement))


def _is_ours(key: str, placement: list[Block], library: Library) -> bool:
    wording = library.wordings.get(key)
    return wording is not None and to_html(placement) == wording.html


def _text_of(html: str) -> str:
    return to_text(from_html(html))


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN].rstrip()}…"

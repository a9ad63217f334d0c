"""Stored readings of pending imports, so that no page reads the same file again.

A reading depends on the file, which never changes, on the program that read it and on the offers that were applied. The
columns ``read_by`` and ``read_with`` store the latter two: a reading by another release or with other offers is
ignored, and the file is read again. This holds for any number of workers, also while some run another release.
"""

from __future__ import annotations

import dataclasses
import hashlib
import sys
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from jobdescriptions.imports import steps
from jobdescriptions.imports.original import Passage
from jobdescriptions.imports.steps import Preview
from jobdescriptions.models import PendingImport
from jobdescriptions.word.accessibility import Finding
from jobdescriptions.word.results import Message
from jobdescriptions.word.understand.fixes import FIX_KEYS, SuggestedFix
from jobdescriptions.word.understand.recognize import Fact, Location, Pay, RecognizedFacts


def _compute_program_digest() -> str:
    """Return a digest of all that determines a reading: this project's modules, Python and lxml."""
    app = Path(__file__).parent.parent
    modules = [*app.glob("word/**/*.py"), *app.glob("imports/*.py"), *app.glob("fact*.py"), app / "content.py"]
    digest = hashlib.sha256(f"{sys.version} {etree.LXML_VERSION} {etree.LIBXML_VERSION}".encode())
    for path in sorted(modules):
        digest.update(path.read_bytes())
    return digest.hexdigest()


#: Identifies this program in ``read_by``. Computed at import: later, the files may be those of a new release.
PROGRAM_DIGEST = _compute_program_digest()


def is_current(pending: PendingImport) -> bool:
    """Return whether the stored reading is what this program would read."""
    return pending.read_by == PROGRAM_DIGEST and pending.read_with == pending.mending


def reading_fields(shown: Preview, mending: Collection[str] = ()) -> dict[str, Any]:
    """Return the fields of ``PendingImport`` that store ``shown``, read with the offers in ``mending``."""
    return {
        "sha256": shown.sha256,
        "title": shown.title,
        "read_by": PROGRAM_DIGEST,
        "read_with": list(mending),
        "reading": dataclasses.asdict(shown),
    }


def get_reading(pending: PendingImport) -> Preview:
    """Return the stored reading of a pending import; if it is outdated, read the file and store the result.

    Raises ``guard.FileRefused`` for a file that an earlier release read and this one refuses.
    """
    if is_current(pending):
        return from_json(pending.reading)
    shown = steps.preview_with_check(pending.name, bytes(pending.data), pending.mending)
    _write(pending, reading_fields(shown, pending.mending))
    return shown


def apply_offers(pending: PendingImport, offers: Collection[str]) -> Preview:
    """Apply exactly these offers, as far as the file has them, and return the reading with them."""
    pending.mending = list(offers)
    if is_current(pending):
        return from_json(pending.reading)
    if pending.read_by == PROGRAM_DIGEST:  # Offers do not change the original.
        before = from_json(pending.reading)
        shown = steps.preview(pending.name, bytes(pending.data), offers)
        shown = dataclasses.replace(
            shown, passages=before.passages, findings=before.findings, findings_summary=before.findings_summary
        )
    else:
        shown = steps.preview_with_check(pending.name, bytes(pending.data), offers)
    pending.mending = list(shown.taken)
    _write(pending, {"mending": pending.mending, **reading_fields(shown, shown.taken)})
    return shown


def apply_all_offers(pending: PendingImport) -> Preview:
    """Apply all offers, also those that only other offers bring up, and return the reading with them."""
    return apply_offers(pending, FIX_KEYS)


def _write(pending: PendingImport, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(pending, name, value)
    # Not save(): somebody may confirm or discard the file at this moment, which deletes the row.
    PendingImport.objects.filter(pk=pending.pk).update(**fields)


def from_json(values: dict[str, Any]) -> Preview:
    """Return the preview of JSON values; the inverse of ``dataclasses.asdict``."""
    return Preview(
        name=values["name"],
        sha256=values["sha256"],
        content=values["content"],
        messages=tuple(Message(**one) for one in values["messages"]),
        lost_words=tuple(values["lost_words"]),
        offers=tuple(SuggestedFix(**{**one, "examples": tuple(one["examples"])}) for one in values["offers"]),
        taken=tuple(values["taken"]),
        recognised=RecognizedFacts(
            **{name: tuple(map(_load_fact, found)) for name, found in values["recognised"].items()}
        ),
        district=values["district"],
        passages=tuple(Passage(**one) for one in values["passages"]),
        findings=tuple(Finding(**one) for one in values["findings"]),
        findings_summary=values["findings_summary"],
    )


def _load_fact(values: dict[str, Any]) -> Fact | Pay:
    place = Location(**values["place"])
    if "low" not in values:
        return Fact(**{**values, "place": place})
    low, high = (None if values[end] is None else Decimal(values[end]) for end in ("low", "high"))
    return Pay(**{**values, "low": low, "high": high, "place": place})

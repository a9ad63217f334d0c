"""Appendix and blanks of our Word file after LibreOffice has opened and saved it: what is read is the same."""

import dataclasses

import pytest

from jobdescriptions.word.document import Document, Paragraph, Run, Section
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand.parser import parse
from tests.system.jobdescriptions.word.test_libreoffice_controls import save_in_libreoffice
from tests.unit.jobdescriptions.word.test_blanks import filled_in, written

pytestmark = pytest.mark.any_database


def section(kind: str, heading: str) -> Section:
    return Section(kind, heading, (Paragraph((Run(f"Words of {heading}."),)),))


CLERK = Document(
    "Clerk",
    flsa="Non-exempt",
    sections=(
        section("duties", "Essential duties"),
        section("terms", "Notes on terms"),
        section("adapting", "Adapting this description"),
        section("statements", "Equal opportunity"),
    ),
)


def test_libreoffice_keeps_the_appendix_the_empty_blanks_and_what_was_filled_in(soffice, tmp_path):
    saved = save_in_libreoffice(soffice, tmp_path, written(CLERK), "empty")
    assert parse(read(saved).value).value == CLERK
    saved = save_in_libreoffice(soffice, tmp_path, filled_in(written(CLERK), "bargaining-unit", "CSEA"), "filled")
    assert parse(read(saved).value).value == dataclasses.replace(CLERK, bargaining_unit="CSEA")

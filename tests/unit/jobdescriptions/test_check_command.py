"""Word files checked for accessibility, by the command that staff use."""

import datetime
import json
import zipfile

import pytest
from django.core.management import call_command

from jobdescriptions.word.write.writer import write
from tests.factory import make_document
from tests.unit.jobdescriptions.word.docx_parts import archive as archive_of
from tests.unit.jobdescriptions.word.docx_parts import docx, p


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "Good.docx"
    path.write_bytes(write(make_document(), number="TS-0001", version=1, date=datetime.date(2026, 11, 23)))
    return path


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "Untitled.docx"
    path.write_bytes(docx(p("Text") + p() + p() + p("More")))
    return path


def run(*arguments, **options) -> int:
    """The exit status of the command."""
    try:
        call_command("check_docx", *map(str, arguments), **options)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_good_file_is_said_to_be_good(good, capsys):
    assert run(good) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"[1/1] {good}: Checked for accessibility: no problems found.",
        "1 file: 1 without errors, 0 with errors, 0 not readable.",
    ]


def test_findings_are_printed_with_their_criterion_and_what_to_do(bad, capsys):
    assert run(bad) == 1
    out = capsys.readouterr().out
    assert "Untitled.docx: Checked for accessibility: 2 errors and 1 warning." in out
    assert (
        "  error: Properties of the file: The properties of the file give it no title. (WCAG 2.4.2 Page Titled)" in out
    )
    assert "    In Word: Choose File > Info, and type the title of the job under Properties > Title." in out


def test_warnings_alone_are_no_failure(good, capsys):
    # Files of ours with a blank line too many: nothing in it is an error.
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    blank = b"<w:body><w:p><w:r><w:t>A</w:t></w:r></w:p><w:p/><w:p/>"
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:body>", blank)
    good.write_bytes(archive_of(parts))
    assert run(good) == 0
    assert "Checked for accessibility: 1 warning." in capsys.readouterr().out


def test_a_folder_stands_for_the_word_files_in_it(good, bad, capsys):
    (good.parent / "~$Good.docx").write_bytes(b"the lock of Word")
    (good.parent / "notes.txt").write_text("no Word file")
    assert run(good.parent) == 1
    assert "2 files: 1 without errors, 1 with errors, 0 not readable." in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_checked(good, capsys):
    other = good.parent / "Old.docx"
    other.write_bytes(b"%PDF-1.7")
    assert run(other, good, good.parent / "Missing.docx") == 2
    printed = capsys.readouterr()
    assert "Old.docx: The file is a PDF" in printed.err
    assert "Missing.docx: The file cannot be read (No such file or directory)." in printed.err
    assert "3 files: 1 without errors, 0 with errors, 2 not readable." in printed.out


def test_an_empty_folder_is_told(tmp_path, capsys):
    assert run(tmp_path) == 2
    assert "no Word file" in capsys.readouterr().err


def test_programs_get_json(good, bad, capsys):
    other = good.parent / "Zero.docx"
    other.write_bytes(b"")
    assert run(good.parent, json=True) == 2
    reports = json.loads(capsys.readouterr().out)
    assert [report["file"].rpartition("/")[2] for report in reports] == ["Good.docx", "Untitled.docx", "Zero.docx"]
    assert reports[0]["findings"] == []
    assert reports[1]["summary"] == "Checked for accessibility: 2 errors and 1 warning."
    assert reports[1]["findings"][0]["code"] == "title-missing"
    assert reports[2]["not_readable"].startswith("The file is empty")

"""Word files in, by the command that staff use."""

import datetime
import zipfile

import pytest
from django.core.management import CommandError, call_command

from jobdescriptions.models import JobDescription, SourceFile
from jobdescriptions.word.write.writer import write
from tests.factory import make_document, make_salary
from tests.unit.jobdescriptions.word.docx_parts import docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def word_file(tmp_path):
    path = tmp_path / "Network Technician.docx"
    document = make_document(salaries=(make_salary(),))
    path.write_bytes(write(document, number="TS-0001", version=1, date=datetime.date(2026, 11, 23)))
    return path


def test_a_word_file_becomes_a_draft_with_its_sections_and_pay(word_file, capsys):
    call_command("import_job_descriptions", word_file)
    job = JobDescription.objects.get()
    assert (job.title, job.document_number, job.is_published) == ("Network Technician", "TS-0001", False)
    assert [section.heading for section in job.sections.all()] == ["Definition", "Salary information"]
    assert [salary.pay for salary in job.salaries.all()] == ["$4,000 to $5,000 a month"]
    assert "saved as a draft" in capsys.readouterr().out


def test_the_file_is_kept_unchanged_with_its_name(word_file):
    call_command("import_job_descriptions", word_file)
    source = SourceFile.objects.get()
    assert source.name == "Network Technician.docx"
    with source.file.open("rb") as kept:
        assert kept.read() == word_file.read_bytes()


def test_the_same_file_again_is_passed_over(word_file, capsys):
    call_command("import_job_descriptions", word_file)
    call_command("import_job_descriptions", word_file.parent)
    assert JobDescription.objects.count() == 1
    assert "was imported before" in capsys.readouterr().out


def test_a_dry_run_saves_nothing(word_file, capsys):
    call_command("import_job_descriptions", word_file, dry_run=True)
    assert not JobDescription.objects.exists() and not SourceFile.objects.exists()
    assert "would become 'Network Technician' with 2 sections" in capsys.readouterr().out


def test_publishing_at_once_makes_version_one(word_file):
    call_command("import_job_descriptions", word_file, publish=True)
    assert JobDescription.objects.get().published_version == 1


def test_a_file_that_is_no_word_document_is_refused_by_name_and_the_others_come_in(word_file, capsys):
    (word_file.parent / "Another.docx").write_bytes(b"%PDF-1.7 not Word")
    with pytest.raises(CommandError, match="refused"):
        call_command("import_job_descriptions", word_file.parent)
    assert JobDescription.objects.count() == 1
    assert "Another.docx" in capsys.readouterr().err


def test_a_path_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="is not there"):
        call_command("import_job_descriptions", tmp_path / "missing.docx")
    with pytest.raises(CommandError, match=r"no \.docx file"):
        call_command("import_job_descriptions", tmp_path)


def test_a_file_without_a_title_takes_its_name_and_says_so(tmp_path, capsys):
    (tmp_path / "help_desk-clerk.docx").write_bytes(docx("<w:p><w:r><w:t>Just text.</w:t></w:r></w:p>"))
    call_command("import_job_descriptions", tmp_path)
    assert JobDescription.objects.get().title == "help desk clerk"
    assert 'The name of the file was taken for the title: "help desk clerk".' in capsys.readouterr().out


def test_a_dry_run_refuses_what_the_real_run_would_refuse_and_says_why(tmp_path, capsys):
    styles = '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    title = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    heading = f'<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr><w:r><w:t>{"Long title " * 20}</w:t></w:r></w:p>'
    text = "<w:p><w:r><w:t>Text.</w:t></w:r></w:p>"
    (tmp_path / "long.docx").write_bytes(docx(heading + text, styles=styles + title))
    for dry_run in (True, False):
        with pytest.raises(CommandError, match="refused"):
            call_command("import_job_descriptions", tmp_path, dry_run=dry_run)
        printed = capsys.readouterr()
        assert "Title: Ensure this value has at most 150 characters" in printed.err
        assert "1 refused" in printed.out
    assert not JobDescription.objects.exists() and not SourceFile.objects.exists()


def test_a_damaged_file_in_an_archive_is_refused_and_the_others_come_in(word_file, tmp_path, capsys):
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("a.docx", b"PK\x03\x04" + b"damaged here" * 9)
        packed.write(word_file, "b.docx")
    data = bytearray(archive.read_bytes())
    data[data.index(b"damaged here") + 3] ^= 1
    archive.write_bytes(data)
    with pytest.raises(CommandError, match="refused"):
        call_command("import_job_descriptions", archive)
    assert "a.docx: It cannot be unpacked from its archive" in capsys.readouterr().err
    assert [job.title for job in JobDescription.objects.all()] == ["Network Technician"]


def test_a_file_whose_job_description_was_replaced_is_not_imported_again_unasked(word_file, capsys):
    call_command("import_job_descriptions", word_file)
    JobDescription.objects.update(source=None)
    call_command("import_job_descriptions", word_file)
    assert JobDescription.objects.count() == 1
    assert "replaced or deleted" in capsys.readouterr().out
    call_command("import_job_descriptions", word_file, again=True)
    assert JobDescription.objects.count() == 2

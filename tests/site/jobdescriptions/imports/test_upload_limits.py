"""What one upload of Word files may take: entries are counted first, and a request has a budget of processor time."""

import io
import zipfile

import pytest

from jobdescriptions.imports import steps, uploads
from jobdescriptions.imports.uploads import unpack_word_files
from jobdescriptions.models import PendingImport
from jobdescriptions.word.package.guard import FileRefused
from tests.pages import words_of
from tests.site.jobdescriptions.admin.test_imports import upload, word_file
from tests.unit.jobdescriptions.word.docx_parts import docx, p


def zipped(*names) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, docx(p(name)))
    return out.getvalue()


def refusal(data) -> str:
    with pytest.raises(FileRefused) as caught:
        list(unpack_word_files("all.zip", data))
    assert caught.value.text.endswith(".")
    return caught.value.code


def test_entries_are_counted_before_the_directory_is_read(monkeypatch):
    data = zipped(*(f"{number}.txt" for number in range(9)))
    monkeypatch.setattr(uploads, "MOST_ENTRIES", 8)
    monkeypatch.setattr(uploads.zipfile, "ZipFile", None)
    assert refusal(data) == "archive-too-many-entries"


def test_more_files_or_bytes_than_an_archive_may_hold_are_refused(monkeypatch):
    data = zipped("a.docx", "b.docx", "c.docx")
    assert [name for name, _ in unpack_word_files("all.zip", data)] == ["a.docx", "b.docx", "c.docx"]
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    assert refusal(data) == "archive-too-large"
    monkeypatch.undo()
    monkeypatch.setattr(uploads, "LARGEST_ARCHIVE", 1_000)
    assert refusal(data) == "archive-too-large"


def test_a_file_of_an_archive_is_unpacked_no_further_than_a_word_file_may_be_large(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_FILE_SIZE", 200)
    assert [len(data) for _, data in unpack_word_files("all.zip", zipped("a.docx"))] == [201]


class Clock:
    """Stands for the module ``time``: its time goes on only where a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def thread_time(self) -> float:
        return self.now


@pytest.fixture
def costly(monkeypatch):
    """Each file costs ten of the twenty seconds that a request has."""
    clock, usual = Clock(), steps.preview_with_check

    def preview(*args):
        clock.now += 10
        return usual(*args)

    assert uploads.MOST_SECONDS == 20
    monkeypatch.setattr(uploads, "time", clock)
    monkeypatch.setattr(steps, "preview_with_check", preview)
    return clock


@pytest.mark.django_db
def test_files_beyond_the_budget_of_a_request_are_named_and_not_read(admin_client, costly):
    files = [(f"{number}.docx", word_file(f"Clerk {number}")) for number in range(4)]
    response = upload(admin_client, *files)
    assert response.status_code == 200
    assert sorted(pending.name for pending in PendingImport.objects.all()) == ["0.docx", "1.docx"]
    text = words_of(response)
    assert "Not read: 2.docx, 3.docx. Send these files again, fewer at a time." in text
    # Another request has a budget of its own.
    upload(admin_client, *files[2:])
    assert PendingImport.objects.count() == 4


@pytest.mark.django_db
def test_the_budget_is_one_for_all_files_and_archives_of_a_request(admin_client, costly):
    many = zipped(*(f"in archive {number}.docx" for number in range(30)))
    response = upload(admin_client, ("first.docx", word_file()), ("all.zip", many), ("last.docx", word_file("Last")))
    assert sorted(pending.name for pending in PendingImport.objects.all()) == ["first.docx", "in archive 0.docx"]
    assert "in archive 20.docx and 10 more. Send these files again" in words_of(response)


@pytest.mark.django_db
def test_refused_files_count_too(admin_client, costly):
    response = upload(admin_client, *((f"{number}.docx", docx()[:-30]) for number in range(4)))
    assert not PendingImport.objects.exists()
    assert "Not read: 2.docx, 3.docx." in words_of(response)

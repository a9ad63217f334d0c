"""Files are either whole or not there."""

import os

import pytest
from django.core.files.base import ContentFile

from techsets.common.storage.files import AtomicFileSystemStorage


def test_no_temporary_name_is_taken_where_the_system_can_do_without(tmp_path, monkeypatch):
    try:
        os.close(os.open(tmp_path, os.O_TMPFILE | os.O_WRONLY))
    except (AttributeError, OSError):
        pytest.skip("This system, or its file system, knows no files without a name.")
    monkeypatch.setattr("tempfile.mkstemp", lambda **options: pytest.fail("A name was taken."))
    AtomicFileSystemStorage(location=tmp_path).save("word/one.docx", ContentFile(b"x"))
    assert files(tmp_path) == ["word/one.docx"]


@pytest.fixture(params=["without a name", "by way of a name"])
def storage(request, tmp_path, monkeypatch):
    if request.param == "by way of a name":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return AtomicFileSystemStorage(location=tmp_path)


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_whole_readable_and_nothing_beside_it(storage, tmp_path):
    assert storage.save("word/ab/one.docx", ContentFile(b"x" * 100_000)) == "word/ab/one.docx"
    assert files(tmp_path) == ["word/ab/one.docx"]
    assert (tmp_path / "word/ab/one.docx").read_bytes() == b"x" * 100_000
    assert (tmp_path / "word/ab/one.docx").stat().st_mode & 0o777 == 0o644


def test_a_failure_in_the_middle_leaves_nothing(storage, tmp_path):
    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("The disk is full.")

    with pytest.raises(OSError, match="full"):
        storage.save("word/one.docx", Broken(b"whole"))
    assert files(tmp_path) == []


def test_a_file_that_appears_meanwhile_is_replaced_by_a_whole_one(storage, tmp_path):
    (tmp_path / "word").mkdir()
    (tmp_path / "word/one.docx").write_bytes(b"another")
    storage._save("word/one.docx", ContentFile(b"mine"))
    assert (tmp_path / "word/one.docx").read_bytes() == b"mine"
    assert files(tmp_path) == ["word/one.docx"]

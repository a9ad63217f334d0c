"""A stored file that is missing, damaged or cannot be read: its page stays up, and nobody is sent a damaged file."""

import hashlib
import os
from datetime import date

import pytest
from django.core.files.base import ContentFile

from jobdescriptions import publishing
from jobdescriptions.imports.steps import confirm, preview
from jobdescriptions.models import Publication, file_storage
from jobdescriptions.publishing import publish
from jobdescriptions.word.write.writer import write
from techsets.common.storage.files import AtomicFileSystemStorage, replace_file, store_file
from tests.factory import make_document, make_job
from tests.pages import words_of


@pytest.fixture
def stored(db, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    make_job()
    return Publication.objects.get()


def damage(name, how):
    path = file_storage().path(name)
    with open(path, "rb") as file:
        whole = file.read()
    os.unlink(path)
    if how == "damaged":
        file_storage().save(name, ContentFile(whole[:500] + b"\0" * 20 + whole[520:]))
    elif how == "cut off":
        file_storage().save(name, ContentFile(whole[:1000]))
    elif how == "empty":
        file_storage().save(name, ContentFile(b""))
    elif how == "a folder":
        os.mkdir(path)
    return whole


def sent(response):
    return b"".join(response.streaming_content)


HOW = ["missing", "damaged", "cut off", "empty", "a folder"]


@pytest.mark.parametrize("how", HOW)
def test_a_word_file_is_written_again_from_what_was_published(client, stored, how, caplog):
    job = stored.job_description
    first = client.get(job.get_download_url())
    assert sent(first) == damage(stored.file.name, how)
    assert client.get(job.get_absolute_url()).status_code == 200
    again = client.get(job.get_download_url())
    data = sent(again)
    assert again.status_code == 200 and hashlib.sha256(data).hexdigest() == stored.sha256
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Run manage.py verify" in caplog.text
    if how != "a folder":
        caplog.clear()
        assert sent(client.get(job.get_download_url())) == data and caplog.text == ""  # It is back in its place.
        assert [len(files) for _, _, files in os.walk(file_storage().location) if files] == [1]


def test_one_that_comes_out_otherwise_today_is_sent_under_an_etag_of_its_own(client, stored, monkeypatch):
    write = publishing.write
    whole = damage(stored.file.name, "missing")
    monkeypatch.setattr(publishing, "write", lambda document, **how: write(document, **how | {"version": 7}))
    answer = client.get(stored.job_description.get_download_url())
    data = sent(answer)
    assert answer.status_code == 200 and data.startswith(b"PK") and data != whole
    assert answer.headers["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
    assert not file_storage().exists(stored.file.name)


def test_one_that_cannot_be_written_at_all_is_said_to_be_missing(client, stored):
    damage(stored.file.name, "damaged")
    Publication.objects.update(content={"title": "x"})
    answer = client.get(stored.job_description.get_download_url())
    assert answer.status_code == 503 and answer.headers["Cache-Control"] == "no-store"
    assert "Rather than a damaged file, the site sends none." in words_of(answer)


def test_it_is_sent_even_where_it_cannot_be_put_back(client, stored, monkeypatch, caplog):
    def full(self, name, content):
        raise OSError(28, "No space left on device")

    whole = damage(stored.file.name, "missing")
    monkeypatch.setattr(AtomicFileSystemStorage, "_save", full)
    assert sent(client.get(stored.job_description.get_download_url())) == whole
    assert "cannot be put back" in caplog.text


@pytest.mark.parametrize("how", HOW)
def test_an_upload_that_is_gone_is_said_to_be_and_its_page_stays_up(client, stored, how):
    name, data = "mechanic.docx", write(make_document("Mechanic"), number="TS-0001", version=1, date=date(2026, 1, 5))
    job = confirm(preview(name, data), data)
    original = publish(job).original
    address = f"{job.get_absolute_url()}original/"
    assert sent(client.get(address)) == data
    damage(original.file.name, how)
    answer = client.get(address)
    assert answer.status_code == 503
    assert f"The stored copy of “{name}” is missing or damaged" in words_of(answer)
    assert client.get(job.get_absolute_url()).status_code == 200
    assert client.get(job.get_download_url()).status_code == 200


def test_two_who_put_the_same_file_leave_one(db, tmp_path, monkeypatch):
    storage = AtomicFileSystemStorage(tmp_path)
    name, digest = store_file(storage, "word", b"the same bytes")
    exists, asked = storage.exists, []

    def not_yet(name):
        asked.append(name)
        return len(asked) > 1 and exists(name)  # The other one puts it there right after the first question.

    monkeypatch.setattr(storage, "exists", not_yet)
    replace_file(storage, name, ContentFile(b"the same bytes"))
    assert len(asked) > 1
    assert [path.name for path in tmp_path.rglob("*.docx")] == [f"{digest}.docx"]

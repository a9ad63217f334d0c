"""Word files in an object storage: the same promises as on the disk, and an answer in time when it does not answer."""

import dataclasses
import datetime
import itertools
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from botocore.exceptions import ReadTimeoutError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, Publication, SourceFile
from jobdescriptions.publishing import publish
from jobdescriptions.word.write.writer import write
from techsets.common.storage import object_storage
from techsets.common.storage.files import StorageUnavailable, store_file
from techsets.common.storage.object_storage import ObjectStorage
from techsets.common.storage.retries import BATCH
from tests.buckets import make_storage, names_in, use
from tests.factory import make_document, make_job
from tests.pages import words_of


def test_the_same_bytes_have_one_name_and_twice_is_harmless(storage, bucket):
    name, digest = store_file(storage, "word", b"one")
    assert store_file(storage, "word", b"one") == (name, digest)
    assert name == f"word/{digest[:2]}/{digest}.docx"
    assert names_in(bucket) == [f"site/{name}"]
    head = bucket.head_object(Bucket="files", Key=f"site/{name}")
    assert head["ContentType"].startswith("application/vnd.openxmlformats")
    assert (storage.exists(name), storage.size(name)) == (True, 3)
    with storage.open(name) as file:
        assert file.read() == b"one"
    assert storage.listdir("word") == ([digest[:2]], [])
    assert storage.listdir(f"word/{digest[:2]}") == ([], [f"{digest}.docx"])
    assert abs((storage.get_modified_time(name) - datetime.datetime.now(datetime.UTC)).total_seconds()) < 60
    storage.delete(name)
    storage.delete(name)
    assert not storage.exists(name) and names_in(bucket) == []
    for ask in (storage.open, storage.size, storage.get_modified_time):
        with pytest.raises(FileNotFoundError):
            ask(name)


def test_half_a_file_under_the_right_name_is_replaced_by_a_whole_one(storage, bucket):
    name, _ = store_file(storage, "word", b"whole")
    bucket.put_object(Bucket="files", Key=f"site/{name}", Body=b"who")
    store_file(storage, "word", b"whole")
    with storage.open(name) as file:
        assert file.read() == b"whole"


def test_a_failure_in_the_middle_leaves_nothing(storage, bucket):
    class Broken(ContentFile):
        def read(self, *arguments):
            raise OSError("The upload ended.")

    with pytest.raises(OSError, match="ended"):
        storage.save("word/one.docx", Broken(b"whole"))
    assert names_in(bucket) == []


def test_many_threads_share_one_client(storage, bucket):
    """Not the same file at once, which real storages take, and moto does not."""
    found = {}

    def work(number):
        data = bytes([number]) * 500_000
        for _ in range(5):
            found[store_file(storage, "sources", data)[0]] = data

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6 == len(names_in(bucket))
    for name, data in found.items():
        with storage.open(name) as file:
            assert file.read() == data


def test_nothing_in_the_bucket_has_an_address(storage):
    with pytest.raises(NotImplementedError):
        storage.url(store_file(storage, "word", b"one")[0])


def test_a_name_cannot_lead_out_of_the_prefix(storage, bucket):
    from django.core.exceptions import SuspiciousOperation

    with pytest.raises(SuspiciousOperation):
        storage.open("../elsewhere")


def test_publishing_replacing_and_downloading_go_through_the_bucket(site, bucket, client):
    job = make_job("Network Technician")
    address = f"/job-descriptions/{job.slug}/word/"
    first = b"".join(client.get(address).streaming_content)
    assert first.startswith(b"PK")
    save(make_document("Network Technician", reports_to="Somebody else"), job)
    publish(job)
    second = client.get(address)
    assert b"".join(second.streaming_content) != first
    assert client.get(address, headers={"If-None-Match": second["ETag"]}).status_code == 304
    assert sorted(names_in(bucket)) == sorted(f"site/{one.file.name}" for one in Publication.objects.all())
    with Publication.objects.get(version=1).file.open("rb") as file:
        assert file.read() == first


def test_an_upload_is_kept_unchanged_and_offered_once_it_is_published(site, bucket, client, tmp_path):
    path = tmp_path / "Network Technician.docx"
    path.write_bytes(write(make_document(), number="TS-0001", version=1, date=datetime.date(2026, 11, 23)))
    call_command("import_job_descriptions", path, publish=True, stdout=open("/dev/null", "w"))  # noqa: SIM115
    job = JobDescription.objects.get()
    original = client.get(f"/job-descriptions/{job.slug}/original/")
    assert b"".join(original.streaming_content) == path.read_bytes()
    assert {name.split("/")[1] for name in names_in(bucket)} == {"word", "sources"}


def test_a_missing_object_is_written_again_and_its_page_stays_up(site, bucket, client):
    job = make_job("Network Technician")
    publication = job.publications.get()
    bucket.delete_object(Bucket="files", Key=f"site/{publication.file.name}")
    assert client.get(f"/job-descriptions/{job.slug}/").status_code == 200
    response = client.get(f"/job-descriptions/{job.slug}/word/")
    assert response.status_code == 200 and b"".join(response.streaming_content).startswith(b"PK")
    assert names_in(bucket) == [f"site/{publication.file.name}"]


def test_a_missing_original_is_told_and_its_page_stays_up(site, bucket, client, tmp_path):
    path = tmp_path / "Network Technician.docx"
    path.write_bytes(write(make_document(), number="TS-0001", version=1, date=datetime.date(2026, 11, 23)))
    call_command("import_job_descriptions", path, publish=True, stdout=open("/dev/null", "w"))  # noqa: SIM115
    bucket.delete_object(Bucket="files", Key=f"site/{SourceFile.objects.get().file.name}")
    job = JobDescription.objects.get()
    response = client.get(f"/job-descriptions/{job.slug}/original/")
    assert response.status_code == 503 and "is missing or damaged" in words_of(response)
    assert client.get(f"/job-descriptions/{job.slug}/").status_code == 200


def test_whether_the_storage_can_be_written_to_is_tried_once_a_minute(storage, bucket, monkeypatch):
    asked = []
    ask = storage._call
    monkeypatch.setattr(storage, "_call", lambda operation, *a, **k: asked.append(operation) or ask(operation, *a, **k))
    assert [storage.fault() for _ in range(10)] == [""] * 10
    assert asked == ["put_object", "get_object"]
    bucket.delete_object(Bucket="files", Key="site/.ready")
    bucket.delete_bucket(Bucket="files")
    now = time.monotonic() + object_storage.HEALTHY_FOR
    monkeypatch.setattr(object_storage.time, "monotonic", lambda: now)
    assert storage.fault() == "The object storage for Word files cannot be written to and read."
    bucket.create_bucket(Bucket="files")


def test_a_bucket_that_is_not_there_is_no_missing_file(endpoint):
    storage = make_storage(endpoint, bucket_name="nobodys")
    with pytest.raises(StorageUnavailable, match="NoSuchBucket"):
        storage.open("word/one.docx")
    storage.connection.meta.client.close()


@pytest.mark.parametrize(
    ("answers", "fine"), [([503, 200], True), ([500, 500], False), ([403], False), ([None, 200], True)]
)
def test_what_fails_at_once_is_tried_once_more_and_a_refusal_is_not(answers, fine):
    """None: the connection is closed without an answer."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.headers["Authorization"])
            status = answers[len(asked) - 1]
            self.close_connection = True
            if status is None:
                return
            self.send_response(status)
            self.send_header("Content-Length", "3")
            self.end_headers()
            self.wfile.write(b"one")

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    storage = make_storage(f"http://127.0.0.1:{server.server_address[1]}")
    try:
        if fine:
            assert storage.open("word/one.docx").read() == b"one"
        else:
            with pytest.raises(StorageUnavailable):
                storage.open("word/one.docx")
    finally:
        storage.connection.meta.client.close()
        server.shutdown()
        server.server_close()
        thread.join()
    assert len(asked) == len(answers)
    assert all(one.startswith("AWS4-HMAC-SHA256 ") for one in asked)


def hurry(monkeypatch, **values):
    """Let commands wait less long, for tests."""
    quick = dataclasses.replace(BATCH, pauses=(0.01,) * len(BATCH.pauses), **values)
    monkeypatch.setattr(object_storage, "BATCH", quick)


def test_a_command_asks_again_whatever_went_wrong_on_the_way(answering, monkeypatch, caplog):
    hurry(monkeypatch, read=0.3)
    storage, left = answering(["silent", "cut", 503, 429, 200], is_web=lambda: False)
    assert storage.open("word/one.docx").read() == b"one, two" * 100_000
    assert left == [] and caplog.text.count("Asking again in") == 4


@pytest.mark.parametrize(("answers", "unused"), [(["silent", 503, 503, "cut", 500, 200], 1), ([403, 200], 1)])
def test_a_command_gives_up_after_five_attempts_and_at_once_on_a_refusal(answering, monkeypatch, answers, unused):
    hurry(monkeypatch, read=0.3)
    storage, left = answering(answers, is_web=lambda: False)
    with pytest.raises(StorageUnavailable):
        storage.open("word/one.docx")
    assert len(left) == unused


def test_backup_verify_and_mending_outlast_a_storage_that_times_out_now_and_then(
    bucket, endpoint, settings, monkeypatch, db, tmp_path, capsys
):
    hurry(monkeypatch)
    storage = make_storage(endpoint, is_web=lambda: False)
    use(storage, settings, monkeypatch)
    make_job()
    call_command("set_up_groups")
    call_command("rebuild_search", verbosity=0)
    ask, asked = storage._call, itertools.count()

    def ask_now_and_then(operation, *args, **more):
        if next(asked) % 3:
            raise ReadTimeoutError(endpoint_url=endpoint)
        return ask(operation, *args, **more)

    monkeypatch.setattr(storage, "_call", ask_now_and_then)
    call_command("backup", tmp_path / "site.zip")
    call_command("verify")
    bucket.delete_object(Bucket="files", Key=names_in(bucket)[0])
    call_command("verify", "--mend", "--from", tmp_path / "site.zip")
    assert capsys.readouterr().out.count("Everything is whole.") == 2 and next(asked) > 10
    storage.connection.meta.client.close()


def test_a_command_without_the_storage_says_so(site, silent, settings, monkeypatch, tmp_path):
    use(make_storage("http://127.0.0.1:1"), settings, monkeypatch)
    monkeypatch.setattr("techsets.management.commands.serve.collect", lambda say: None)
    settings.PORT = 0
    with pytest.raises(CommandError, match="The storage for Word files cannot be used"):
        call_command("serve")


def test_files_go_into_a_backup_and_come_back_from_it(site, bucket, tmp_path, capsys):
    from techsets.backup.archive import Archive
    from techsets.backup.restoring import _put_files

    make_job()
    names, path = names_in(bucket), tmp_path / "site.zip"
    call_command("backup", path, verbosity=0)
    with Archive(path) as archive:
        assert [f"site/{name}" for name in archive.manifest.files] == names != []
        bucket.delete_object(Bucket="files", Key=names[0])
        _put_files(archive)
    assert names_in(bucket) == names
    bucket.put_object(Bucket="files", Key=names[0], Body=b"damaged")
    Publication.objects.update(published_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))  # No way to write it.
    call_command("set_up_groups")
    with pytest.raises(SystemExit):
        call_command("verify")
    assert "It is damaged: the Word file of “Network Technician”, version 1." in capsys.readouterr().out
    call_command("rebuild_search", verbosity=0)
    call_command("verify", "--mend", "--from", path)
    assert "Everything is whole." in capsys.readouterr().out


def test_a_storage_that_does_not_answer_makes_no_backup_without_files(site, tmp_path, settings, monkeypatch):
    make_job()

    def refuse(*args, **kwargs):
        raise StorageUnavailable("The object storage does not answer.")

    monkeypatch.setattr(ObjectStorage, "open", refuse)
    with pytest.raises(CommandError, match=r"stored files cannot be read\. The object storage does not answer"):
        call_command("backup", tmp_path / "site.zip")
    assert list(tmp_path.iterdir()) == []

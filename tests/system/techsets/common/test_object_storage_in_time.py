"""Word files in an object storage that is slow or silent, or shared by several processes: answers come in time."""

import datetime
import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from jobdescriptions.content import to_document
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription
from jobdescriptions.publishing import publish
from jobdescriptions.word.write.writer import write
from techsets.common.storage.files import StorageUnavailable
from techsets.common.storage.object_storage import ObjectStorage
from techsets.common.storage.retries import BATCH
from techsets.config import storage as storage_settings
from techsets.server import timeouts
from tests import servers
from tests.buckets import KEYS, make_storage, names_in, use
from tests.factory import make_document
from tests.pages import words_of
from tests.system.techsets.monitoring.serving import serving

#: Seconds. A request waits 2 s for the storage and does not ask again (``INTERACTIVE``; that it does not is counted
#: below), a command 60 s and longer: between them a busy machine has time for the rest.
IN_TIME = 10


def test_a_storage_that_never_answers_is_told_in_time_and_nothing_is_half_done(
    site, silent, settings, monkeypatch, tmp_path
):
    path = tmp_path / "Network Technician.docx"
    path.write_bytes(write(make_document(), number="TS-0001", version=1, date=datetime.date(2026, 11, 23)))
    call_command("import_job_descriptions", path, publish=True, stdout=open("/dev/null", "w"))  # noqa: SIM115
    job = JobDescription.objects.get()
    use(make_storage(silent), settings, monkeypatch)
    client = Client(raise_request_exception=False)

    began = time.monotonic()
    response = client.get(f"/job-descriptions/{job.slug}/original/")
    assert time.monotonic() - began < IN_TIME
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "the place where its Word files are kept" in words_of(response)
    assert client.get(f"/job-descriptions/{job.slug}/").status_code == 200
    began = time.monotonic()
    response = client.get(f"/job-descriptions/{job.slug}/word/")  # What was published can be written anew.
    assert response.status_code == 200 and b"".join(response.streaming_content).startswith(b"PK")
    assert time.monotonic() - began < IN_TIME

    save(make_document("Network Technician", reports_to="Somebody else"), job)
    began = time.monotonic()
    with pytest.raises(StorageUnavailable):
        publish(job)
    assert time.monotonic() - began < IN_TIME
    assert job.publications.count() == 1
    assert to_document(JobDescription.objects.get()).reports_to == "Somebody else"


def test_readiness_tells_of_a_storage_that_never_answers_and_of_one_that_is_well(
    storage, silent, settings, monkeypatch, client, db
):
    use(storage, settings, monkeypatch)
    assert client.get("/readyz").status_code == 200
    use(make_storage(silent), settings, monkeypatch)
    began = time.monotonic()
    response = client.get("/readyz")
    assert time.monotonic() - began < IN_TIME
    assert response.status_code == 503
    assert "files: The storage of Word files does not answer." in response.content.decode()
    connection.close()


def test_a_slow_file_is_waited_for_by_commands_and_not_by_readers(answering):
    storage, _ = answering(["slow"], is_web=lambda: False)
    assert storage.open("word/one.docx").read() == b"one, two" * 100_000
    storage, left = answering(["slow", 200])
    began = time.monotonic()
    with pytest.raises(StorageUnavailable):
        storage.open("word/one.docx")
    assert time.monotonic() - began < IN_TIME and left == [200]


def test_a_process_may_learn_later_that_it_answers_requests(silent, monkeypatch):
    options = storage_settings.storage({"TECHSETS_S3_BUCKET": "files", "TECHSETS_S3_ENDPOINT": silent})["OPTIONS"]
    storage = ObjectStorage(**options | KEYS)
    assert storage._policy == BATCH and storage.connection.meta.client.meta.config.read_timeout == 60
    monkeypatch.setattr(timeouts, "_is_web", True)
    began = time.monotonic()
    with pytest.raises(StorageUnavailable):
        storage.open("word/one.docx")
    assert time.monotonic() - began < IN_TIME
    monkeypatch.setattr(timeouts, "_is_web", False)
    began = time.monotonic()
    assert storage.fault() and time.monotonic() - began < IN_TIME  # A start is told in time, too.


PUBLISH = """
import django
django.setup()
from jobdescriptions.models import JobDescription
from jobdescriptions.publishing import publish
from jobdescriptions.content import to_document
from jobdescriptions.drafts import save
import dataclasses
job = JobDescription.objects.get(slug="network-specialist")
save(dataclasses.replace(to_document(job), reports_to="Somebody else"), job)
publish(job)
"""


@pytest.mark.parametrize("kind", servers.KINDS)
def test_a_server_with_two_workers_sends_what_another_process_has_put(kind, tmp_path, endpoint, bucket):
    (tmp_path / "data").mkdir()
    further = {
        "TECHSETS_S3_BUCKET": "files",
        "TECHSETS_S3_ENDPOINT": endpoint,
        "TECHSETS_S3_PREFIX": "site",
        "AWS_ACCESS_KEY_ID": "the-key",
        "AWS_SECRET_ACCESS_KEY": "the-secret-key",
        "TECHSETS_DEBUG": "1",  # Static files are not compressed, which would take most of the time.
    }
    for values in servers.environment_of(kind, tmp_path / "data"):
        with serving(values | further, tmp_path) as server:
            address = "/job-descriptions/network-specialist/word/"
            first = server.get(address)
            assert first[0] == 200 and first[2].startswith(b"PK")
            assert not (tmp_path / "data/files").exists()
            assert len(names_in(bucket)) >= 29 and server.get("/readyz")[0] == 200
            publishing = servers.start(values | further, "-c", PUBLISH)
            assert publishing.wait(60) == 0, publishing.stderr.read()
            publishing.communicate()
            time.sleep(1)
            sent = {server.get(address)[2] for _ in range(12)}
            assert len(sent) == 1 and first[2] not in sent
            assert "the-secret-key" not in server.printed()

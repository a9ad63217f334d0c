"""An object storage for tests: moto's, servers that answer oddly or never, and the site with its files in one."""

import contextlib
import logging
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from jobdescriptions.models import Publication, SourceFile
from techsets.common.storage.object_storage import ObjectStorage

KEYS = {"access_key": "the-key", "secret_key": "the-secret-key"}


@pytest.fixture(scope="module")
def endpoint():
    """Where moto's server listens, on loopback."""
    for name in ("werkzeug", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint, request):
    """A client that looks into the bucket "files", empty at first, past the site."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="other",
        aws_secret_access_key="other",
        config=Config(s3={"addressing_style": "path"}),
    )
    client.create_bucket(Bucket="files")
    yield client
    for name in names_in(client):
        client.delete_object(Bucket="files", Key=name)
    client.delete_bucket(Bucket="files")
    client.close()


def names_in(client):
    return [one["Key"] for one in client.list_objects_v2(Bucket="files").get("Contents", ())]


def make_storage(endpoint, **further):
    values = {"bucket_name": "files", "endpoint_url": endpoint, "region_name": "us-east-1", "location": "site"}
    return ObjectStorage(**values | KEYS | further)


@pytest.fixture
def storage(endpoint, bucket):
    made = make_storage(endpoint)
    yield made
    made.connection.meta.client.close()


@pytest.fixture
def silent():
    """The address of a server that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def use(storage, settings, monkeypatch):
    """Let the site keep its files in ``storage``."""
    from django.core.files.storage import storages

    monkeypatch.setitem(storages._storages, "default", storage)
    for model in (Publication, SourceFile):
        monkeypatch.setattr(model._meta.get_field("file"), "storage", storage)


@pytest.fixture
def site(storage, settings, monkeypatch, db):
    use(storage, settings, monkeypatch)


@pytest.fixture
def answering(monkeypatch):
    """Start servers that answer in turn with what a list says, and give a storage of such a server.

    A number: that status; "slow": half of the file, and the rest after 2.6 s; "silent": nothing for 0.6 s; "cut": half.
    """
    made = []

    def start(answers, **further):
        left = list(answers)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                answer = left.pop(0)
                self.close_connection = True
                if answer == "silent":
                    time.sleep(0.6)
                    return
                data = b"one, two" * 100_000
                self.send_response(answer if isinstance(answer, int) else 200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[:400_000])
                if answer == "slow":
                    time.sleep(2.6)
                if answer != "cut":
                    with contextlib.suppress(OSError):  # Who asked has given up.
                        self.wfile.write(data[400_000:])

            def log_message(self, *arguments):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        storage = make_storage(f"http://127.0.0.1:{server.server_address[1]}", **further)
        made.append((storage, server, thread))
        return storage, left

    yield start
    for storage, server, thread in made:
        storage.connection.meta.client.close()
        server.shutdown()
        server.server_close()
        thread.join()

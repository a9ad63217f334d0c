"""nginx with the shipped settings, on ports of its own."""

from __future__ import annotations

import http.client
import os
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.conftest import ROOT
from tests.servers import free_port
from tests.system.attacks import wire
from tests.system.attacks.wire import HOST

TEMPLATE = ROOT / "deploy/nginx/techsets.conf.template"


def write_certificate(folder: Path) -> None:
    """Write a certificate for ``HOST`` that the host has signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "privkey.pem").write_bytes(private)


def settings_of(folder: Path, upstream: int, port: int, port_of_http: int) -> str:
    """Return the settings of an nginx that has ``folder`` for itself, with the shipped ones, on ports of its own."""
    shipped = TEMPLATE.read_text()
    for name, value in {"HOST": HOST, "UPSTREAM": f"127.0.0.1:{upstream}", "CERTIFICATES": str(folder)}.items():
        shipped = shipped.replace(f"${{TECHSETS_{name}}}", value)
    assert "${" not in re.sub(r"#.*", "", shipped)
    shipped = shipped.replace("/var/cache/nginx", f"{folder}/cache")
    shipped = re.sub(r"listen 443\b", f"listen 127.0.0.1:{port}", shipped)
    shipped = re.sub(r"listen 80\b", f"listen 127.0.0.1:{port_of_http}", shipped)
    return own_settings(folder, shipped)


def own_settings(folder: Path, shipped: str) -> str:
    """Return the settings of an nginx that has ``folder`` for itself; ``shipped`` stand inside its http block."""
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = " ".join(f"{name}_temp_path {folder}/{name};" for name in temporary)
    # Folders of tests belong to whoever runs them, and nobody else may look into them.
    user = "user root;" if os.geteuid() == 0 else ""
    return f"""
        {user} daemon off; pid {folder}/pid; error_log {folder}/error.log warn; worker_processes 1;
        events {{ worker_connections 256; }}
        http {{ access_log off; {paths}
        {shipped}
        }}
    """


class Proxy:
    """A running nginx."""

    def __init__(self, port: int, port_of_http: int, folder: Path) -> None:
        self.port, self.port_of_http, self.folder = port, port_of_http, folder
        self.tls = ssl._create_unverified_context()

    def connect(self, small: bool = False) -> ssl.SSLSocket:
        """Return a connection over TLS; ``small``: that takes almost nothing before it is read."""
        return self.tls.wrap_socket(wire.connect(self.port, 30, small), server_hostname=HOST)

    def ask(
        self, path: str, method: str = "GET", host: str = HOST, **headers: str
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Return the answer to a request over TLS, and its body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sock = self.tls.wrap_socket(plain, server_hostname=host)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Host": host} | named)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()


@contextmanager
def nginx_before(nginx: str, folder: Path, upstream: int, most_of_one: int | None = None) -> Iterator[Proxy]:
    """Run nginx with the shipped settings before the site at the port ``upstream``.

    ``most_of_one`` is another limit of the connections from one address.
    """
    folder.mkdir()
    (folder / "cache").mkdir()
    write_certificate(folder)
    port, port_of_http = free_port(), free_port()
    settings = settings_of(folder, upstream, port, port_of_http)
    if most_of_one is not None:
        settings, count = re.subn(r"(limit_conn techsets_clients) \d+", rf"\1 {most_of_one}", settings)
        assert count == 1
    with running(nginx, folder, settings, port):
        yield Proxy(port, port_of_http, folder)


@contextmanager
def running(nginx: str, folder: Path, settings: str, port: int) -> Iterator[None]:
    """Run nginx with ``settings``, which must be without fault, and wait until it listens on ``port``."""
    (folder / "nginx.conf").write_text(settings)
    command = [nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0 and "[warn]" not in checked.stderr, checked.stderr
    process = subprocess.Popen(command)
    try:
        until = time.monotonic() + 15
        while True:
            assert process.poll() is None, (folder / "error.log").read_text()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)

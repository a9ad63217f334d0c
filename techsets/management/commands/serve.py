"""``manage.py serve``: everything that ``make run`` does once the requirements are installed."""

import fcntl
import os
import resource
import shlex
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError, connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from techsets.accounts.groups import MissingPermissions, set_up_groups
from techsets.backup.target import unfinished_restore
from techsets.common.outage_kinds import OutageKind, outage_kind_of
from techsets.common.storage.files import StorageUnavailable
from techsets.config.checks import is_public, missing_imprint_message
from techsets.monitoring import worker_counts
from techsets.monitoring.readiness import missing_migrations
from techsets.server.collect_static import collect, is_complete
from techsets.server.setup_lock import hold_setup_lock

#: Threads of each worker, each with a connection to the database of its own.
THREADS = 16
#: Maximum number of connections of each worker, if the system allows it.
MAX_CONNECTIONS = 2_048
#: Bytes of all headers of a request; granian may accept twice as much, since it checks after each read.
MAX_HEADERS = 64 * 1024


def connection_limits() -> dict[str, Any]:
    """Return granian's options that limit what one client can hold; see docs/limits.md.

    Headers must arrive within ten seconds, and so must the next request on a kept-alive connection. The buffer limits
    the headers of a request, and the response data that waits for a slow reader. HTTP/2 is off: browsers use it only
    over TLS, and so never with this server.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_CONNECTIONS + 256
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    held = max(64, min(MAX_CONNECTIONS, soft - 256))
    return {
        "http": HTTPModes.http1,
        "http1_settings": HTTP1Settings(header_read_timeout=10_000, max_buffer_size=MAX_HEADERS),
        "backlog": 2048,
        "backpressure": held,
    }


class Command(BaseCommand):
    help = "Brings the database and the files up to date, loads the reference content, and serves the site."

    def handle(self, *args, **options):
        host, port = settings.HOST, settings.PORT
        for name in settings.UNKNOWN_VARIABLES:
            self.stderr.write(f"Warning: {name} is not a setting of this site; see docs/running.md.")
        self._refuse_taken_port(host, port)
        try:
            if os.access(settings.DATA_DIR, os.W_OK | os.X_OK):
                with self._alone(), hold_setup_lock(self._report_waiting):
                    self._set_up()
            else:
                self._check_read_only()
        except StorageUnavailable as error:
            raise CommandError(
                f"The storage for Word files cannot be used. {error} Check TECHSETS_S3_BUCKET, TECHSETS_S3_ENDPOINT, "
                f"the keys, and that they may read and write there."
            ) from error
        except (DatabaseError, OSError) as error:
            raise CommandError(self._describe_error(error)) from error
        self._report_address(host, port)
        self._warn_of_missing_imprint()
        if settings.METRICS_TOKEN:
            os.environ[worker_counts.VARIABLE] = str(self._folder_for_counts(host, port))
        connections.close_all()
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        # In this process, which has imported everything, because the workers are forked from it.
        Granian(
            "techsets.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            websockets=False,
            workers=settings.WORKERS,
            blocking_threads=THREADS,
            log_level=LogLevels.warning,
            log_dictconfig=settings.LOGGING,
            respawn_failed_workers=True,
            # A worker that is still starting does not react to the signal to stop.
            workers_kill_timeout=5,
            **connection_limits(),
        ).serve()

    def _set_up(self) -> None:
        if left := unfinished_restore():
            raise CommandError(f"The restore of {left} was not finished. Run the same manage.py restore again.")
        self._migrate()
        self._set_up_groups()
        collect(self.stdout.write)
        self.stdout.write("Reference content ...")
        call_command("load_reference_content")

    def _check_read_only(self) -> None:
        """Check that a read-only data folder is complete. Raises CommandError."""
        remedy = f"Make {settings.DATA_DIR} writable for this account, then start again."
        if missing_migrations():
            raise CommandError(f"The database is new or of an older release, and cannot be changed. {remedy}")
        if not is_complete(Path(settings.STATIC_ROOT)):
            raise CommandError(f"The static files have not been collected yet, and cannot be. {remedy}")
        self.stdout.write(
            f"{settings.DATA_DIR} can only be read: the site is served as it is; nobody can sign in or save. {remedy}"
        )

    def _describe_error(self, error: Exception) -> str:
        """Return why the setup failed, and what to do."""
        trouble = outage_kind_of(error)
        if trouble == OutageKind.FULL:
            return (
                f"The disk is full ({str(error).strip()}). Make space where {settings.DATA_DIR} is, then start again."
            )
        if trouble == OutageKind.BUSY:
            return "Another process has been writing to the database all the time. End it, then start again."
        if isinstance(error, OperationalError) or trouble == OutageKind.READ_ONLY:
            return (
                f"The database cannot be reached or opened: {str(error).strip()} Check DATABASE_URL, or that this "
                f"account may write to {settings.DATA_DIR}."
            )
        raise error

    def _folder_for_counts(self, host: str, port: int) -> Path:
        try:
            return worker_counts.prepare(host, port)
        except OSError as error:
            raise CommandError(
                f"The folder for the metrics' counts cannot be made ({error.strerror or error}). Let TMPDIR name a "
                f"folder that this account may write to, or leave TECHSETS_METRICS out."
            ) from error

    @contextmanager
    def _alone(self):
        """Hold the data folder while setting up, so that of two starts at once only one does it."""
        with (settings.DATA_DIR / ".starting").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.stdout.write("Another start is setting up the same data folder; waiting for it ...")
                self.stdout.flush()
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _warn_of_missing_imprint(self) -> None:
        if is_public() and (message := missing_imprint_message()):
            self.stderr.write(f"\nWARNING: {message}\n")

    def _report_waiting(self) -> None:
        self.stdout.write("Another server is setting up the same database; waiting for it ...")
        self.stdout.flush()

    def _refuse_taken_port(self, host: str, port: int) -> None:
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            with socket.socket(family, socket.SOCK_STREAM) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"The site cannot listen on {host} port {port} ({error.strerror or error}). "
                f"Stop what is using it, or choose another: PORT=8001 make run"
            ) from error

    def _migrate(self) -> None:
        if missing_migrations():
            self.stdout.write("Database ...")
            call_command("migrate", interactive=False)
        else:
            self.stdout.write("Database: up to date")

    def _set_up_groups(self) -> None:
        try:
            added = sum(set_up_groups().values())
        except MissingPermissions as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Groups of staff: {f'{added} rights given' if added else 'up to date'}")
        call_command("clearsessions")

    def _report_address(self, host: str, port: int) -> None:
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
        # Never the database's address, which has a password in it and would end up in logs.
        given = f"TECHSETS_DATA={shlex.quote(os.environ['TECHSETS_DATA'])}" if os.environ.get("TECHSETS_DATA") else ""
        self.stdout.write("")
        self.stdout.write(
            self.style.SUCCESS(f"The site is at http://{f'[{shown}]' if ':' in shown else shown}:{port}/")
        )
        self.stdout.write(f"To create a staff account for the admin, run: {f'{given} ' if given else ''}make staff")
        if os.environ.get("DATABASE_URL"):
            self.stdout.write("(with the same DATABASE_URL in the environment)")
        if host in {"0.0.0.0", "::"} and not (settings.SITE_URL or os.environ.get("TECHSETS_HOSTS")):
            self.stdout.write(
                "Other machines reach it only by a name that it knows: set TECHSETS_HOSTS or TECHSETS_URL, "
                "see docs/running.md."
            )
        self.stdout.write("Stop it with Ctrl-C.")

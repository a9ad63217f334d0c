"""``manage.py serve``: everything that ``make run`` does once the requirements are installed."""

import fcntl
import hashlib
import json
import os
import shlex
import socket
import sys
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from techsets import environment
from techsets.backup.target import unfinished
from techsets.staff.groups import MissingPermissions, set_up_groups


class Command(BaseCommand):
    help = "Brings the database and the files up to date, loads the reference content, and serves the site."

    def handle(self, *args, **options):
        host = os.environ.get("HOST", "").strip() or "127.0.0.1"
        port = environment.port("PORT", 8000)
        workers = environment.whole_number("WEB_CONCURRENCY", default=2, least=1, most=64)
        self._refuse_taken_port(host, port)
        try:
            with self._alone():
                if left := unfinished():
                    raise CommandError(f"The restore of {left} was not finished. Run the same manage.py restore again.")
                self._migrate()
                self._set_up_groups()
                self._collect_static_files()
                self.stdout.write("Reference content ...")
                call_command("load_reference_content")
        except OperationalError as error:
            raise CommandError(
                f"The database cannot be reached or opened: {str(error).strip()} Check DATABASE_URL, or that this "
                f"account may write to {settings.DATA_DIR}."
            ) from error
        self._say_where(host, port)
        arguments = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
        arguments += ["--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
        # A worker that is told to stop while it is still starting does not hear it: then it is stopped by force.
        arguments += ["--respawn-failed-workers", "--workers-kill-timeout", "5", "techsets.wsgi:application"]
        connection.close()
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, arguments)

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
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
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

    def _collect_static_files(self) -> None:
        """Collect and compress the static files, unless none has changed since the last time."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        digest = _static_digest()
        if stamp.exists() and stamp.read_text() == digest and _is_complete(Path(settings.STATIC_ROOT)):
            self.stdout.write("Static files: up to date")
            return
        self.stdout.write("Static files: collecting and compressing ...")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(digest)

    def _say_where(self, host: str, port: int) -> None:
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


def _is_complete(folder: Path) -> bool:
    """Say whether every file that the manifest names is there; where no manifest is used, there is nothing to miss."""
    if not hasattr(staticfiles_storage, "manifest_name"):
        return True
    try:
        names = json.loads((folder / staticfiles_storage.manifest_name).read_text())["paths"].values()
    except (OSError, ValueError, KeyError):
        return False
    return all((folder / name).exists() for name in names)


def _static_digest() -> str:
    """Return a digest of the names, sizes and times of all static files, of the apps' and of ours."""
    seen = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            state = os.stat(storage.path(name))
            seen.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return seen.hexdigest()

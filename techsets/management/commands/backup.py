"""``manage.py backup FILE``: the whole site in one file, while people edit."""

import fcntl
import os
import re
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from techsets.backup.archive import Archive
from techsets.backup.manifest import ArchiveError
from techsets.backup.writing import sync, write_archive
from techsets.common.storage.files import StorageUnavailable, flush_folder

_DRAFT = ".part-backup-"
_DATED = re.compile(r"techsets-\d{4}-\d\d-\d\dT\d{6}Z\.zip\Z", re.ASCII)

#: Exit status where the backup is good but the site itself lacks files.
INCOMPLETE = 2


class Command(BaseCommand):
    help = (
        "Writes the whole site (database, files, secret key, settings) as it is at one moment into FILE, while people "
        "go on editing, and reads it back before it gets its name. FILE may be a folder: then the backup is named by "
        "date and time. Nobody but this account can read it: it has password hashes in it. The exit status is 0, 2 if "
        "the backup is good but files of the site are missing, and 1 if there is no backup."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="The file to write, or a folder that is there.")
        parser.add_argument("--overwrite", action="store_true", help="Replace FILE if it is there.")
        parser.add_argument(
            "--keep",
            type=int,
            metavar="NUMBER",
            help="With a folder: delete the oldest backups in it that were named by date, so that so many are left. "
            "None is deleted where files of the site are missing: an old backup may be the last that has them.",
        )

    def handle(self, *args, file: str | Path, overwrite: bool, keep: int | None, verbosity: int = 1, **options):
        is_meant_as_folder, file = str(file).endswith(os.sep), Path(file)
        if is_meant_as_folder and not file.is_dir():
            raise CommandError(f"There is no folder {file}. Make it first.")
        if keep is not None and (keep < 1 or not file.is_dir()):
            raise CommandError("--keep needs a folder that is there, and a number of at least 1.")
        if file.is_dir():
            target = file / f"techsets-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.zip"
        else:
            target = file
        if target.exists() and not overwrite:
            raise CommandError(f"{target} is there already. Choose another name, or add --overwrite.")

        def say(line: str) -> None:
            if verbosity:
                self.stdout.write(line)

        try:
            made = self._write(target, overwrite, say)
        except StorageUnavailable as error:
            raise CommandError(f"There is no backup: the stored files cannot be read. {error}") from error
        except OSError as error:
            raise CommandError(
                f"The backup cannot be written to {target.parent}: {error.strerror or error}. Nothing was left there. "
                "Make room, or choose a folder that this account may write to."
            ) from error
        except DatabaseError as error:
            raise CommandError(f"There is no backup: the database does not answer ({str(error).strip()}).") from error
        except ArchiveError as error:
            raise CommandError(f"There is no backup: what was written cannot be read back. {error}") from error
        say(self.style.SUCCESS(f"{target}: {target.stat().st_size / 1e6:.1f} MB, written and read back."))
        if keep is not None and not made.missing:
            for old in sorted(one for one in file.iterdir() if _DATED.match(one.name))[:-keep]:
                old.unlink()
                say(f"Deleted {old.name}.")
        if made.missing:
            for one in made.missing:
                self.stderr.write(f"Not in the backup, because it is {one['why']}: {one['what']} ({one['name']}).")
            self.stderr.write(
                "The backup is good, but the site lacks these files. Run manage.py verify, which says what to do."
            )
            if keep is not None:
                self.stderr.write(
                    "No older backup was deleted: it may be the last that has these files. Once they are back, the "
                    "next backup deletes the oldest again."
                )
            sys.exit(INCOMPLETE)

    def _write(self, target: Path, overwrite: bool, say):
        """Write the archive under another name, read it back, and give it its name; or leave nothing."""
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_left_over(target.parent)
        draft = target.parent / f"{_DRAFT}{os.getpid()}-{os.urandom(4).hex()}"
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)  # While it is held, the draft is somebody's.
                made = write_archive(file, say)
                sync(file)
                with Archive(draft) as archive:
                    archive.check()
                if overwrite:
                    os.replace(draft, target)
                else:
                    os.link(draft, target)  # Fails where somebody has made such a file meanwhile.
                    draft.unlink()
        except BaseException:
            with suppress(FileNotFoundError):
                draft.unlink()
            raise
        flush_folder(target.parent)
        return made


def _remove_left_over(folder: Path) -> None:
    """Remove what backups that were killed have left: drafts that nobody holds."""
    for draft in folder.glob(f"{_DRAFT}*"):
        with suppress(OSError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()

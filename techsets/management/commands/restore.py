"""``manage.py restore FILE``: make the site of a backup, on an empty database of either kind."""

import os
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError

from techsets.backup import target
from techsets.backup.archive import Archive
from techsets.backup.manifest import ArchiveError
from techsets.backup.restoring import archive_state, restore
from techsets.backup.values import check_values
from techsets.common.text import format_count
from techsets.verify.findings import UNREADABLE


class Command(BaseCommand):
    help = (
        "Makes the site of a backup, on an empty database, SQLite or PostgreSQL, whichever the backup was made of. All "
        "of the backup is read and checked before anything is touched. Stop the site first. If it is interrupted, run "
        "the same command again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="The backup.")
        parser.add_argument("--check", action="store_true", help="Only read and check the backup, and say what it is.")
        parser.add_argument(
            "--replace", action="store_true", help="Remove the site that is there. Says what goes, and asks first."
        )
        parser.add_argument("--no-input", action="store_false", dest="interactive", help="Do not ask.")

    def handle(self, *args, file: Path, check: bool, replace: bool, interactive: bool, verbosity: int = 1, **options):
        self.verbosity = verbosity
        try:
            with Archive(file) as archive:
                archive.check(self._say)
                state = archive_state(archive.manifest)
                check_values(archive, state[1])
                self._describe(archive)
                if check:
                    return
                with target.locked_data_folder():
                    self._make_sure(replace, interactive)
                    restore(archive, state, self._say)
                self._tell_settings(archive)
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(
                f"The database cannot be reached or does not answer: {str(error).strip()} Check DATABASE_URL, then run "
                "the same command again."
            ) from error
        except DatabaseError as error:
            raise CommandError(f"The database refused: {str(error).strip()} Nothing was touched.") from error
        except UNREADABLE as error:
            raise CommandError(
                f"The backup is damaged: what it holds cannot be read ({type(error).__name__}: {error}). What was "
                "there before is as it was. Use another backup."
            ) from error
        self._say("The backup is restored, and the site may be started. Verifying ...")
        call_command("verify", stdout=self.stdout, stderr=self.stderr, verbosity=verbosity)

    def _say(self, line: str) -> None:
        if self.verbosity:
            self.stdout.write(line)
            self.stdout.flush()

    def _describe(self, archive: Archive) -> None:
        made = archive.manifest
        self._say(
            f"{archive.path} is good: made on {made.made_at} by release {made.release} from {made.database}, "
            f"{format_count(made.rows, 'row', 'rows')} and {format_count(len(made.files), 'file', 'files')}."
        )
        for one in made.missing:
            self.stderr.write(f"It was made without {one['what']} ({one['name']}), which was {one['why']} then.")

    def _make_sure(self, replace: bool, interactive: bool) -> None:
        """Return only if the database may be emptied. Raises CommandError where it may not."""
        if left := target.unfinished_restore():
            self._say(f"A restore of {left} was not finished. What it left is removed.")
            return
        counts = target.row_counts()
        if not counts:
            return
        rows = ", ".join(f"{format_count(count, 'row', 'rows')} of {name}" for name, count in sorted(counts.items()))
        if not replace:
            raise CommandError(
                f"The database is not empty: {rows}. Nothing was touched. Name an empty database or data folder "
                "(DATABASE_URL, TECHSETS_DATA), or add --replace to remove what is there. Make a backup of it first."
            )
        self.stdout.write(f"This will be removed for good: {rows}. Stored files stay.")
        if interactive and input("Type yes to remove it and restore the backup: ").strip().lower() != "yes":
            raise CommandError("Nothing was touched.")

    def _tell_settings(self, archive: Archive) -> None:
        """Say which settings the site had that are not set here."""
        told = archive.settings()
        for name, value in told["settings"].items():
            if name not in {"TECHSETS_DATA", "HOST", "PORT"} and os.environ.get(name) != value:
                self._say(f"The site that the backup is of had {name}={value}. Set it here too if it is still right.")
        names = [name for name in told["secret"] if name != "DATABASE_URL" and not os.environ.get(name)]
        if names:
            self._say(f"It also had {', '.join(names)}, which no backup keeps. Set it here too.")

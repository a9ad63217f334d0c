"""``manage.py verify``: whether everything that the site keeps is whole, and what to do where it is not."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError

from techsets.backup.archive import Archive
from techsets.backup.manifest import ArchiveError
from techsets.server.transactions import snapshot
from techsets.verify import contents, database, derived_data, files, repairs, trees
from techsets.verify.findings import Finding


class Command(BaseCommand):
    help = (
        "Checks trees and index numbers of charts, placements, job descriptions and their Word files, stored files, "
        "search, history, groups and the database itself, as they are at one moment, while people edit. Prints a line "
        "for each thing that is wrong, with what to do. The exit status is 1 if there is any."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--quick",
            action="store_true",
            help="Only look whether things are there: read no files, compare no texts.",
        )
        parser.add_argument("--strays", action="store_true", help="Name the stored files that no row names.")
        parser.add_argument(
            "--mend",
            action="store_true",
            help="Put missing files back where their very bytes can be had, count trees anew, rebuild the search and "
            "set up groups, where that is needed; then check again.",
        )
        parser.add_argument(
            "--from", dest="archive", type=Path, metavar="BACKUP", help="With --mend: take files from this backup."
        )

    def handle(self, *args, quick: bool, strays: bool, mend: bool, archive: Path | None, verbosity: int = 1, **options):
        if archive is not None and not mend:
            raise CommandError("--from goes with --mend.")
        self.verbosity = verbosity
        try:
            if mend:
                self._mend({finding.repair for finding in self._look(quick)}, archive)
            count = 0
            for count, finding in enumerate(self._look(quick), start=1):  # noqa: B007
                self.stdout.write(self.style.ERROR(str(finding)))
            self._tell_strays(strays)
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {str(error).strip()} Nothing was changed.") from error
        except (DatabaseError, OSError) as error:
            raise CommandError(f"It could not be looked at, or mended, to the end: {str(error).strip()}") from error
        if count:
            self.stdout.write(f"{count} {'thing is' if count == 1 else 'things are'} wrong.")
            sys.exit(1)
        self._say(self.style.SUCCESS("Everything is whole."))

    def _say(self, line: str) -> None:
        if self.verbosity:
            self.stdout.write(line)

    def _look(self, quick: bool) -> Iterator[Finding]:
        """Yield everything that is wrong, as of one moment."""
        with snapshot(unlimited=True):
            tables = list(database.check_tables())
            if tables:
                yield from tables
                return
            yield from database.check(quick=quick)
            yield from trees.check()
            yield from contents.check(quick=quick)
            yield from files.check(quick=quick)
            yield from derived_data.check_search(quick=quick)
            yield from derived_data.check_history(quick=quick)
            yield from derived_data.check_groups()
        if not quick:
            yield from derived_data.check_search_index()

    def _mend(self, kinds: set[str], archive: Path | None) -> None:
        with ExitStack() as stack:
            try:
                backup = stack.enter_context(Archive(archive)) if archive is not None else None
                if "file" in kinds:
                    repairs.repair_files(backup, self._say)
            except ArchiveError as error:
                raise CommandError(str(error)) from error
        for kind, mend in (
            ("tree", repairs.repair_tree),
            ("search", repairs.repair_search),
            ("groups", repairs.repair_groups),
        ):
            if kind in kinds:
                mend(self._say)

    def _tell_strays(self, named: bool) -> None:
        count = 0
        for name in files.strays():
            count += 1
            if named:
                self.stdout.write(f"No row names the file {name}.")
        if count:
            hint = "" if named else " --strays says which."
            told = (
                "1 stored file is named by no row. It does no harm and may be deleted."
                if count == 1
                else f"{count} stored files are named by no row. They do no harm and may be deleted."
            )
            self._say(told + hint)

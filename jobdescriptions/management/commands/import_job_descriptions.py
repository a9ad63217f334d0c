"""``manage.py import_job_descriptions``: import Word files, each in its own transaction."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from jobdescriptions.clauses.library import Library
from jobdescriptions.drafts import save
from jobdescriptions.imports import steps
from jobdescriptions.imports.clause_offers import find_clause_offers, settle_clauses
from jobdescriptions.imports.uploads import WORD_ENDINGS, unpack_word_files
from jobdescriptions.models import JobDescription, SourceFile
from jobdescriptions.publishing import publish
from jobdescriptions.word.document import Document
from jobdescriptions.word.package.guard import MAX_FILE_SIZE, FileRefused


class Command(BaseCommand):
    help = (
        "Reads Word files (.docx), folders and zip archives of them, and saves each as a draft of a job description. A "
        "file whose bytes were imported before is passed over, so the command can be stopped and run again. Says for "
        "each file what was not understood and how to mend it in Word. Ends with status 1 if any file was refused."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, help="Word files, folders, or zip archives.")
        parser.add_argument("--dry-run", action="store_true", help="Show what would be saved; save nothing.")
        parser.add_argument("--publish", action="store_true", help="Publish each at once instead of leaving a draft.")
        parser.add_argument(
            "--again", action="store_true", help="Import files again whose job description was replaced or deleted."
        )
        parser.add_argument(
            "--mend",
            action="store_true",
            help="Take every offer of mending, such as bold lines to headings and typed bullets to lists.",
        )

        parser.add_argument(
            "--clauses",
            action="store_true",
            help="Put the site's clauses in the place of legal lines in other words. --mend does not do this.",
        )

    def handle(self, *args, paths, **options):
        self.counts = {"saved": 0, "passed over": 0, "refused": 0}
        files = _paths(paths)
        for at, path in enumerate(files, start=1):
            self._show_progress(at - 1, len(files))
            try:
                handed_over = _bytes_of(path)
            except OSError as error:
                self._refuse(path.name, f"Cannot be read: {error.strerror}.")
                continue
            try:
                for name, data in unpack_word_files(path.name, handed_over):
                    self._settle(name, data, options)
            except FileRefused as error:
                self._refuse(path.name, error.text)
        self._show_progress(len(files), len(files))
        saved = "would be saved" if options["dry_run"] else "saved"
        passed, refused = self.counts["passed over"], self.counts["refused"]
        self.stdout.write(f"{self.counts['saved']} {saved}, {passed} passed over, {refused} refused.")
        if self.counts["refused"]:
            raise CommandError("Some files were refused. Correct them as said above and run the command again.")

    def _settle(self, name: str, data: bytes | FileRefused, options) -> None:
        """Import one file, or print why it was refused."""
        if isinstance(data, FileRefused):
            self._refuse(name, data.text)
            return
        digest = hashlib.sha256(data).hexdigest()
        earlier = JobDescription.objects.filter(source__sha256=digest).first()
        if earlier is not None:
            self.counts["passed over"] += 1
            self._say(name, f"was imported before, as {earlier} ({earlier.document_number}).")
            return
        if SourceFile.objects.filter(sha256=digest).exists() and not options["again"]:
            self.counts["passed over"] += 1
            self._say(
                name, "was imported before; what it became has been replaced or deleted. --again imports it again."
            )
            return
        try:
            shown = steps.preview(name, data, ("all",) if options["mend"] else ())
            if shown.lost_words:
                self._refuse(name, f"Not imported, because these words would be lost: {', '.join(shown.lost_words)}.")
                return
            if options["dry_run"]:
                done = self._would_be(self._settle_clauses(shown, options))
            else:
                document = self._settle_clauses(shown, options)
                done = self._save(shown, document, data, publish_it=options["publish"])
        except FileRefused as error:
            self._refuse(name, error.text)
            return
        except (ValidationError, ValueError) as error:
            self._refuse(name, f"Not saved. {_in_words(error)} Mend this in Word, or import the file in the admin.")
            self._tell(shown, options)
            return
        self.counts["saved"] += 1
        self._say(name, done)
        self._tell(shown, options)

    def _tell(self, shown: steps.Preview, options) -> None:
        """Print the messages about a file and the offers that were not applied."""
        for message in shown.messages:
            self.stdout.write(f"    {message.text}")
        for offer in shown.offers:
            if offer.key not in shown.taken:
                self.stdout.write(f"    {offer.text} (--mend does it.)")
        for offer in [] if options["clauses"] else find_clause_offers(shown.document, Library()):
            self.stdout.write(f"    {offer.label} (--clauses takes the site's.)")

    @staticmethod
    def _settle_clauses(shown: steps.Preview, options) -> Document:
        """Return the document with all offered clauses, if these were asked for; else with the file's own words."""
        library = Library()
        offers = find_clause_offers(shown.document, library) if options["clauses"] else []
        return settle_clauses(shown.document, library, {offer.id for offer in offers})

    def _would_be(self, document: Document) -> str:
        """Save the text as a real run would, with the same errors, and roll back."""
        with transaction.atomic():
            save(document)
            transaction.set_rollback(True)
        return f"would become {document.title!r} with {len(document.sections)} sections."

    @transaction.atomic
    def _save(self, shown: steps.Preview, document: Document, data: bytes, *, publish_it: bool) -> str:
        job = steps.confirm(shown, data, document=document)
        if publish_it:
            return f"{job} ({job.document_number}), published as version {publish(job).version}."
        return f"{job} ({job.document_number}), saved as a draft."

    def _say(self, name: str, text: str) -> None:
        self._clear_progress()
        self.stdout.write(f"{name}: {text}")

    def _refuse(self, name: str, text: str) -> None:
        self.counts["refused"] += 1
        self._clear_progress()
        self.stderr.write(f"{name}: {text}")

    def _show_progress(self, done: int, total: int) -> None:
        """Draw a progress bar if the output is a terminal."""
        if not sys.stderr.isatty():
            return
        filled = 30 * done // max(total, 1)
        print(
            f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{total}",
            end="\n" if done == total else "",
            file=sys.stderr,
        )

    def _clear_progress(self) -> None:
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr)


def _paths(paths: list[Path]) -> list[Path]:
    """Return the given files, and those in the given folders."""
    files = list(_found(paths))
    if not files:
        raise CommandError("There is no .docx file in what was named.")
    return files


def _found(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            wanted = (one for one in path.rglob("*") if one.suffix.lower() in WORD_ENDINGS | {".zip"})
            yield from sorted(one for one in wanted if not one.name.startswith(("~$", ".")))
        elif path.exists():
            yield path
        else:
            raise CommandError(f"{path} is not there. Name Word files, folders, or zip archives.")


def _bytes_of(path: Path) -> bytes:
    """Return the bytes of a file, at most one more than the limit."""
    if path.suffix.lower() == ".zip":
        return path.read_bytes()
    with path.open("rb") as file:
        return file.read(MAX_FILE_SIZE + 1)


def _in_words(error: ValidationError | ValueError) -> str:
    """Return the errors as sentences, with the labels of fields."""
    if not isinstance(error, ValidationError):
        return str(error)
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    sentences = []
    for field, problems in error.message_dict.items():
        label = str(JobDescription._meta.get_field(field).verbose_name)
        if field == "title" and problems == ["This field cannot be blank."]:
            sentences.append("It has no title: write the title of the class on the first line, in the style Title.")
        elif field not in {"slug"} or "title" not in error.message_dict:
            sentences.extend(f"{label[:1].upper()}{label[1:]}: {problem}" for problem in problems)
    return " ".join(sentences)

"""``manage.py import_job_descriptions``: Word files in, each in a transaction of its own."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from jobdescriptions import importing
from jobdescriptions.models import JobDescription
from jobdescriptions.publishing import publish
from jobdescriptions.word.guard import Refused


class Command(BaseCommand):
    help = (
        "Reads Word files (.docx) and saves each as a draft of a job description. A file whose bytes were imported "
        "before is passed over. Says for each file what was not understood and how to mend it in Word."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, help="Word files, or folders with Word files.")
        parser.add_argument("--dry-run", action="store_true", help="Show what would be saved; save nothing.")
        parser.add_argument("--publish", action="store_true", help="Publish each at once instead of leaving a draft.")

    def handle(self, *args, paths, dry_run: bool, **options):
        refused = 0
        files = _word_files(paths)
        for at, path in enumerate(files, start=1):
            say = f"[{at}/{len(files)}] {path.name}: "
            try:
                shown = importing.preview(path.name, path.read_bytes())
            except (Refused, OSError) as error:
                refused += 1
                self.stderr.write(
                    say + (error.text if isinstance(error, Refused) else f"cannot be read ({error.strerror}).")
                )
                continue
            if shown.lost_words:
                refused += 1
                self.stderr.write(
                    f"{say}not imported, because these words would be lost: {', '.join(shown.lost_words)}"
                )
                continue
            self.stdout.write(say + self._settle(shown, dry_run, options["publish"]))
            for message in shown.messages:
                self.stdout.write(f"    {message.text}")
        self.stdout.write(f"{len(files) - refused} of {len(files)} files read, {refused} refused.")
        if refused:
            raise CommandError("Some files were refused. Mend them as said above and run the command again.")

    def _settle(self, shown: importing.Preview, dry_run: bool, at_once: bool) -> str:
        earlier = JobDescription.objects.filter(source__sha256=shown.sha256).first()
        if earlier is not None:
            return f"was imported before, as {earlier} ({earlier.document_number})."
        if dry_run:
            return f"would become {shown.document.title!r} with {len(shown.document.sections)} sections."
        job = importing.confirm(shown)
        if at_once:
            return f"{job} ({job.document_number}), published as version {publish(job).version}."
        return f"{job} ({job.document_number}), saved as a draft."


def _word_files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files.extend(sorted(one for one in path.rglob("*.docx") if not one.name.startswith("~$")))
        elif path.exists():
            files.append(path)
        else:
            raise CommandError(f"{path} is not there. Name Word files, or folders with Word files.")
    if not files:
        raise CommandError("There is no .docx file in what was named.")
    return files

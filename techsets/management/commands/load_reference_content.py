"""``manage.py load_reference_content``: bring in the reference content, or what is new in it."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from techsets.reference.loader import load
from techsets.search.index import index_pages, rebuild_older


class Command(BaseCommand):
    help = (
        "Loads the four support models, their charts and the job descriptions. Can be run at any time: what staff have "
        "edited since stays as it is, and what changed on both sides is reported."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures", help="Where reference.json is."
        )

    def handle(self, *args, folder: Path, verbosity: int, **options):
        report = load(folder, self.stdout.write if verbosity else lambda line: None)
        # The pages that are templates come with the software; nothing else tells the search that they have changed.
        if not rebuild_older():
            index_pages()
        for sentence in report.disputed + report.missing:
            self.stdout.write(self.style.WARNING(sentence))
        if verbosity:
            self.stdout.write(
                f"Reference content: {report.created} new, {report.updated} updated, {report.unchanged} unchanged."
            )

"""Write the search's entries anew."""

from django.core.management.base import BaseCommand

from techsets.search.index import rebuild


class Command(BaseCommand):
    help = (
        "Write everything that the search finds anew. Safe at any time: visitors find the old entries until it is done."
    )

    def handle(self, *args, verbosity: int = 1, **options) -> None:
        """Rebuild the index; ``--verbosity 0`` says nothing."""

        def progress(done: int, total: int) -> None:
            if verbosity > 0 and self.stdout.isatty():
                self.stdout.write(f"\r{done} of {total}", ending="")
                self.stdout.flush()

        count = rebuild(progress)
        if verbosity > 0:
            start = "\r" if self.stdout.isatty() else ""
            self.stdout.write(f"{start}The search finds {count} {'thing' if count == 1 else 'things'}.")

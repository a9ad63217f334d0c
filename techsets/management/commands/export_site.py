"""``manage.py export_site DIR``: the whole public site as files, for any web server or CDN."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from techsets.export.addresses import Links
from techsets.export.folder import FolderRefused, new_folder
from techsets.export.site import ExportFailed, export
from techsets.server.collect_static import collect


class Command(BaseCommand):
    help = (
        "Writes every page that the public sees, with Word files and a search, into a folder that any web server or "
        "CDN can serve. Can be run again at any time: the new copy takes the place of the old one in one step."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="Where the copy is to stand; empty, not there, or an older copy.")
        parser.add_argument(
            "--url", default=settings.SITE_URL, help="Where the copy will be reached; TECHSETS_URL if left out."
        )
        parser.add_argument(
            "--index-links",
            action="store_true",
            help="Write index.html out in links: for folders opened from a disk and servers that do not look for it.",
        )
        parser.add_argument(
            "--compress", action="store_true", help="Write a .gz and a .br file beside each text, for servers."
        )

    def handle(self, *args, folder: Path, url: str, index_links: bool, compress: bool, verbosity: int, **options):
        if settings.DEBUG:
            raise CommandError("Its pages would be those for debugging. Leave TECHSETS_DEBUG out of the environment.")
        links = Links(_checked(url), index_links)
        say = self.stdout.write if verbosity > 1 else lambda line: None
        if hasattr(staticfiles_storage, "manifest_name"):  # Without it, files are taken from where they are.
            collect(say)
        try:
            with new_folder(folder, compress) as written:
                problems = export(written, links, lambda count: say(f"{count} files ..."))
                count = len(written.files)
        except (FolderRefused, ExportFailed) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database cannot be read: {str(error).strip()} Check DATABASE_URL, and that manage.py migrate was "
                "run. Nothing was changed."
            ) from error
        for sentence in problems:
            self.stderr.write(self.style.WARNING(sentence))
        if verbosity:
            self.stdout.write(f"{count} files in {folder}, for {links.url}/")


def _checked(url: str) -> str:
    """Return ``url`` without a slash at the end. Raises CommandError where it is no address of a site."""
    url = url.strip().rstrip("/")
    if not url:
        raise CommandError(
            "Say where the copy will be reached, for canonical links and the sitemap: "
            "--url https://staffing.example.org, or set TECHSETS_URL."
        )
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and parts.hostname and not (parts.query or parts.fragment)
        good = good and url.isascii() and not set(url) & set(" \"'<>\\{};$")
    except ValueError:
        good = False
    if not good:
        raise CommandError(f"{url} is no address of a site. Write it like https://staffing.example.org/staffing")
    return url

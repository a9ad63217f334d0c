"""``manage.py import_oews``: bring in a workbook of the federal survey of pay."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from jobdescriptions.oews.importing import find_missing, import_figures, list_codes
from jobdescriptions.oews.read_workbook import OewsError, read_workbook


class Command(BaseCommand):
    help = (
        "Reads one workbook (.xlsx) of Occupational Employment and Wage Statistics, as the U.S. Bureau of Labor "
        "Statistics publishes them each spring (https://www.bls.gov/oes/tables.htm), and keeps what pages show: the "
        "nation's public schools (industry 611103), California, and its areas, for the occupations of the job "
        "descriptions. Three workbooks have them: industries of the nation, states, metropolitan areas. Import one "
        "after the other; running it again is harmless. A release is shown once it has the nation and California."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The workbook, unpacked.")
        parser.add_argument("--release", type=int, help="The year, where neither file nor sheet has it in its name.")
        parser.add_argument(
            "--go-back", action="store_true", help="Delete figures of later releases, so that pages show this one."
        )

    def handle(self, *args, file: Path, release, go_back, **options):
        try:
            workbook = read_workbook(file)
            year = release or workbook.year
            if year is None:
                raise OewsError(f"Nothing in {file.name} says of which May it is. Add --release with the year.")
            if workbook.year and workbook.year != year:
                raise OewsError(f"{file.name} is of May {workbook.year}, not of May {year}. Leave out --release.")
            codes = list_codes()
            figures = [figure for figure in workbook.figures if figure.soc_code in codes]
            source = f"{file.name[:150]}, imported {timezone.localdate():%Y-%m-%d}"
            done = import_figures(year, figures, source, go_back=go_back)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except OewsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"May {year}: {done.count} figures were saved." if done.changed else f"May {year}: nothing is new."
        )
        without = sorted(codes - {figure.soc_code for figure in figures})
        if without:
            self.stdout.write(f"The file has no figure for {', '.join(without)}.")
        if missing := find_missing(year):
            self.stdout.write(
                f"Pages show May {year} once the figures of {' and '.join(missing)} have been imported, too."
            )

"""``manage.py check_docx``: check the accessibility of Word files."""

import dataclasses
import json
import sys
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand

from jobdescriptions.word.accessibility import FileRefused, Finding, check, summarize

WORD_FILES = (".docx", ".docm", ".dotx", ".dotm")

#: Exit statuses; the highest of all files counts.
GOOD, HAS_ERRORS, UNREADABLE = range(3)


class Command(BaseCommand):
    help = (
        "Checks Word files for accessibility. Prints the findings of each file with the success criterion of WCAG 2.1 "
        "and what to do in Word. The exit status is 0 without errors, 1 if a file has errors, and 2 if a file could "
        "not be read."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="Word files, or folders of them.")
        parser.add_argument("--json", action="store_true", help="Print everything as one JSON list.")

    def handle(self, *args, paths: list[Path], **options):
        files = _word_files(paths)
        if not files:
            self.stderr.write("There is no Word file (.docx) in what was named.")
            sys.exit(UNREADABLE)
        reports = []
        statuses: Counter[int] = Counter()
        for at, path in enumerate(files, start=1):
            findings, reason = _look_at(path)
            statuses[UNREADABLE if reason else HAS_ERRORS if _has_errors(findings) else GOOD] += 1
            if not options["json"]:
                self._print(f"[{at}/{len(files)}] {path}: ", findings, reason)
                continue
            reports.append(_report(path, findings, reason))
            if at % 25 == 0:
                self.stderr.write(f"[{at}/{len(files)}]")
        if options["json"]:
            self.stdout.write(json.dumps(reports, indent=2, ensure_ascii=False))
        else:
            self.stdout.write(
                f"{len(files)} {'file' if len(files) == 1 else 'files'}: {statuses[GOOD]} without errors, "
                f"{statuses[HAS_ERRORS]} with errors, {statuses[UNREADABLE]} not readable."
            )
        if worst := max(statuses):
            sys.exit(worst)

    def _print(self, beginning: str, findings: tuple[Finding, ...], reason: str) -> None:
        if reason:
            self.stderr.write(f"{beginning}{reason}")
            return
        self.stdout.write(f"{beginning}{summarize(findings)}")
        for finding in findings:
            self.stdout.write(f"  {finding.level}: {finding.where}: {finding.text} (WCAG {finding.criterion})")
            self.stdout.write(f"    In Word: {finding.remedy}")


def _look_at(path: Path) -> tuple[tuple[Finding, ...], str]:
    """Return the findings of a file, or why it could not be read."""
    try:
        return check(path.read_bytes()), ""
    except FileRefused as refusal:
        return (), refusal.text
    except OSError as error:
        return (), f"The file cannot be read ({error.strerror})."


def _has_errors(findings: tuple[Finding, ...]) -> bool:
    return any(finding.level == "error" for finding in findings)


def _report(path: Path, findings: tuple[Finding, ...], reason: str) -> dict[str, object]:
    if reason:
        return {"file": str(path), "not_readable": reason}
    return {
        "file": str(path),
        "summary": summarize(findings),
        "findings": [dataclasses.asdict(finding) for finding in findings],
    }


def _word_files(paths: list[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files.extend(
                one
                for one in sorted(path.rglob("*"))
                if one.suffix.lower() in WORD_FILES and not one.name.startswith("~$")
            )
        else:
            files.append(path)  # one that is not there is told like one that cannot be read
    return files

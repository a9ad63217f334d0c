"""The job descriptions of a position in one cell of a table. No Django in here.

A cell holds entries between semicolons or line breaks: ``TS-0014 Title as listed``, or only the number, or only a
title. A title that has a semicolon or begins with a quotation mark stands in quotation marks, those inside it doubled.
Behind the title of a job description that the original lists do not have stands "(added in 2026)", which is no part of
the title when the cell is read.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orgcharts.spreadsheet.cells import clean_text

MAX_LISTED_TITLE_LENGTH = 150
#: Maximum number of entries in one cell.
MAX_ENTRIES = 100
#: Maximum number of unknown titles that get a suggestion, which takes a while to find.
_MAX_SUGGESTIONS = 30

_ENTRY = re.compile(
    r"""\s*(?:TS[-–\s]?0*(?P<number>[1-9][0-9]{0,8})(?![0-9])\s*)?"""
    r"""(?:"(?P<quoted>(?:[^"]|"")*)"\s*(?=[;\r\n]|\Z)|(?P<bare>[^;\r\n]*))(?:[;\r\n]|\Z)""",
    re.IGNORECASE,
)


_ADDITION = re.compile(r"\s*\([^()]*\)\Z")


@dataclass(frozen=True, slots=True)
class Job:
    """A job description: its key, the number of its document (14 of TS-0014), its title and other titles of it.

    ``addition`` are words such as "added in 2026" if the original lists do not have it.
    """

    pk: int
    number: int
    title: str
    others: tuple[str, ...] = ()
    addition: str = ""

    @property
    def label(self) -> str:
        return f"TS-{self.number:04d} {self.title}"


@dataclass(frozen=True, slots=True)
class JobEntry:
    """A job description at a position. ``title`` is empty where the file does not say under which title."""

    job: int
    title: str = ""


def _normalize(title: str) -> str:
    return clean_text(title).casefold()


class Catalogue:
    """All job descriptions, by key, number and title."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.by_pk = {job.pk: job for job in jobs}
        self.by_number = {job.number: job for job in self.by_pk.values()}
        self._titles: dict[str, list[tuple[Job, str]]] = defaultdict(list)
        self._others: dict[str, list[tuple[Job, str]]] = defaultdict(list)
        for job in self.by_pk.values():
            self._titles[_normalize(job.title)].append((job, job.title))
            for other in job.others:
                self._others[_normalize(other)].append((job, other))
        self._suggestions: dict[str, str] = {}

    def find_by_title(self, title: str) -> list[tuple[Job, str]]:
        """Return the job descriptions with that title, or else with that other title, each with its spelling."""
        wanted = _normalize(title)
        return self._titles.get(wanted) or list(dict(self._others.get(wanted, ())).items())

    def suggest(self, title: str) -> str:
        """Return the label of the job description with the most similar title; empty if none is similar."""
        wanted = _normalize(title)[:150]
        if wanted not in self._suggestions:
            if len(self._suggestions) >= _MAX_SUGGESTIONS:
                return ""
            near = difflib.get_close_matches(wanted, self._titles, 1, 0.75)
            self._suggestions[wanted] = self._titles[near[0]][0][0].label if near else ""
        return self._suggestions[wanted]


def format_jobs(entries: Iterable[tuple[Job, str]]) -> str:
    """Return the cell for job descriptions and the titles that they are listed under.

    >>> format_jobs([(Job(1, 14, "Network Specialist"), "Network Spec."), (Job(2, 9, "Tech; lead"), "Tech; lead")])
    'TS-0014 Network Spec.; TS-0009 "Tech; lead"'
    >>> format_jobs([(Job(1, 31, "Cybersecurity Analyst", addition="added in 2026"), "Cybersecurity Analyst")])
    'TS-0031 Cybersecurity Analyst (added in 2026)'
    """
    written = []
    for job, listed in entries:
        title = clean_text(f"{listed} ({job.addition})" if job.addition else listed)
        if ";" in title or title.startswith('"'):
            title = '"' + title.replace('"', '""') + '"'
        written.append(f"TS-{job.number:04d} {title}".rstrip())
    return "; ".join(written)


def parse_jobs(cell: str, jobs: Catalogue) -> tuple[tuple[JobEntry, ...], list[str]]:
    """Return the job descriptions in ``cell``, and sentences about what is wrong with it."""
    listed: list[JobEntry] = []
    problems: list[str] = []
    seen: set[int] = set()
    if len(cell) > MAX_ENTRIES * (MAX_LISTED_TITLE_LENGTH + 20):
        return (), [f"There are {len(cell):,} characters of job descriptions, more than can be read. Remove some."]
    at = entries = 0
    while at < len(cell):
        match = _ENTRY.match(cell, at)
        at = match.end()
        quoted = match["quoted"]
        title = clean_text(quoted.replace('""', '"') if quoted is not None else match["bare"])
        if not title and not match["number"]:
            continue
        entries += 1
        if entries > MAX_ENTRIES:
            problems.append(f"There are more than {MAX_ENTRIES} job descriptions. Remove some.")
            break
        found = _find(match["number"], title, jobs, problems)
        if found is None:
            continue
        if found.job in seen:
            named = jobs.by_pk[found.job].label
            problems.append(f"The job description {named} is listed twice. Remove one of the two.")
        seen.add(found.job)
        listed.append(found)
    return tuple(listed), problems


def _find(number: str | None, title: str, jobs: Catalogue, problems: list[str]) -> JobEntry | None:
    if len(title) > MAX_LISTED_TITLE_LENGTH:
        problems.append(
            f"The title as listed “{title[:40]}…” has {len(title):,} characters; {MAX_LISTED_TITLE_LENGTH} fit. "
            "Shorten it, or put a semicolon between two job descriptions."
        )
        return None
    if number:
        job = jobs.by_number.get(int(number))
        if job is None:
            problems.append(
                f"There is no job description TS-{int(number):04d}. Look its number up in the list of job descriptions."
            )
        return job and JobEntry(job.pk, _without_addition(title, job))
    found = jobs.find_by_title(title)
    if not found:
        bare = _ADDITION.sub("", title)
        found = [(job, spelled) for job, spelled in jobs.find_by_title(bare) if _without_addition(title, job) == bare]
    if len(found) == 1:
        return JobEntry(found[0][0].pk, found[0][1])
    problems.append(_ambiguous(title, [job for job, _ in found]) if found else _unknown(title, jobs))
    return None


def _without_addition(title: str, job: Job) -> str:
    return title.removesuffix(f"({job.addition})").rstrip() if job.addition else title


def _ambiguous(title: str, found: Sequence[Job]) -> str:
    several = ", ".join(job.label for job in found[:5])
    return f"Several job descriptions are called “{title}”: {several}. Write the number of the one you mean before it."


def _unknown(title: str, jobs: Catalogue) -> str:
    near = jobs.suggest(title)
    hint = f" Do you mean {near}?" if near else ""
    return (
        f"There is no job description called “{title}”.{hint} Write its document number, such as TS-0014, or its title "
        "exactly as in the list of job descriptions; put a semicolon between two."
    )

"""Public sources of a text: a law, a page, a document, each with its address and the day on which it was read.

Staff write them one to a line, ``title | address | where in it | day``, and they are stored as they were written: such
lines are compared, merged and undone like any other text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

#: Between the parts of a line. Addresses with a bar in them are written with ``%7C``.
SEPARATOR = " | "

#: Names of parameters that track readers, and of those that let one person in.
_TRACKING = re.compile(r"utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|igshid|_hsenc|_hsmi", re.IGNORECASE)
_SECRET = re.compile(
    r"(?:access_?|auth_?|id_?)?token|api_?key|password|passwd|secret|j?session_?id|sid|sig(?:nature)?", re.I
)

HELP_TEXT = (
    "One source to a line: title | address | where in it (such as “section 45125(a)” or “page 12”) | day on which it "
    "was read, such as 2026-11-30. The third part may be empty."
)


@dataclass(frozen=True, slots=True)
class Source:
    """A public source: ``title``, absolute ``url``, ``where`` in it (may be empty), and the day it was ``seen``."""

    title: str
    url: str
    where: str
    seen: date

    def as_line(self) -> str:
        """Return the line of text that ``parse_sources`` reads."""
        return SEPARATOR.join((self.title, self.url, self.where, self.seen.isoformat()))


def find_address_problem(url: str) -> str:
    """Return a sentence with what is wrong with the address of a public page, or an empty string."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return f"The address “{url}” cannot be read. Copy it again from the browser."
    if parts.scheme not in {"http", "https"} or "." not in host:
        return f"The address “{url}” does not begin with https:// and a host, such as https://www.bls.gov/oes/."
    if any(character.isspace() or not character.isprintable() for character in url):
        return f"The address “{url}” has a space in it. Write %20 in its place."
    if parts.username is not None:
        return f"The address “{url}” holds a user name. Leave it out."
    for name in parse_qs(parts.query, keep_blank_values=True):
        if _TRACKING.fullmatch(name):
            return f"The address “{url}” tells who has shared it (“{name}”). Leave that part out."
        if _SECRET.fullmatch(name):
            return f"The address “{url}” holds a key or a session (“{name}”). Copy the address that everybody can open."
    return ""


def parse_sources(text: str) -> list[Source]:
    """Return the sources of ``text``, one to a line. Raises ValidationError with a sentence for each line in error."""
    sources, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split(SEPARATOR.strip())]
        if len(parts) != 4 or not parts[0]:
            problems.append(
                f"Line {number} needs four parts with a bar between them: title | address | where in it | day."
            )
            continue
        title, url, where, day = parts
        if problem := find_address_problem(url):
            problems.append(f"Line {number}: {problem}")
            continue
        try:
            sources.append(Source(title, url, where, date.fromisoformat(day)))
        except ValueError:
            problems.append(f"Line {number}: write the day on which the source was read like 2026-11-30.")
    if problems:
        raise ValidationError(problems)
    return sources


def validate_sources(text: str) -> None:
    """Raise ValidationError where ``parse_sources`` does, and for a day that is still to come."""
    for source in parse_sources(text):
        validate_day_read(source.seen)


def validate_day_read(day: date) -> None:
    """Raise ValidationError for a day that is still to come, wherever on Earth it was written."""
    if day > timezone.localdate() + timedelta(days=1):
        raise ValidationError(f"{day.isoformat()} is still to come. Write the day on which the source was read.")


def validate_lines(text: str) -> None:
    """Raise ValidationError where ``parse_sources`` does."""
    parse_sources(text)


class SourcesField(models.TextField):
    """A text field with one source to a line, see ``parse_sources``.

    Only forms ask that the days have passed (``validate_sources``): content that is loaded or restored comes from
    elsewhere, and the clock of this machine may be behind.
    """

    default_validators = [validate_lines]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **{"blank": True, "help_text": HELP_TEXT, **kwargs})

    def formfield(self, **kwargs):
        return super().formfield(**{"validators": [validate_sources], **kwargs})

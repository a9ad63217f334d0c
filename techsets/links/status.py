"""Every distinct link with its places and the day on which somebody last saw it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from techsets.links.gathering import Usage, gather
from techsets.links.models import LinkCheck, digest_of

#: How long a confirmation holds.
VALID_FOR = timedelta(days=365)


@dataclass(slots=True)
class Link:
    """A distinct address, where it is used, and when and by whom it was confirmed last (None and empty: never)."""

    url: str
    usages: list[Usage] = field(default_factory=list)
    confirmed_on: date | None = None
    confirmed_by: str = ""

    @property
    def digest(self) -> str:
        """The key of its address in forms."""
        return digest_of(self.url)

    @property
    def last_seen(self) -> date | None:
        """The day of the last confirmation, or on which a source with that address was read; None if unknown.

        A day that is still to come is a slip of the pen, and says nothing.
        """
        days = (self.confirmed_on, *(one.seen for one in self.usages))
        return max((day for day in days if day and day <= timezone.localdate()), default=None)

    @property
    def is_due(self) -> bool:
        """Whether nobody has looked at it for a year."""
        return self.last_seen is None or self.last_seen < timezone.localdate() - VALID_FOR


def list_links() -> list[Link]:
    """Return every distinct address, those first that nobody has seen, then those that were seen longest ago."""
    links: dict[str, Link] = {}
    for usage in gather():
        links.setdefault(usage.url, Link(usage.url)).usages.append(usage)
    for url, day, who in LinkCheck.objects.values_list("url", "confirmed_on", "who"):
        if url in links:
            links[url].confirmed_on, links[url].confirmed_by = day, who
    return sorted(links.values(), key=lambda link: (link.last_seen or date.min, link.url))

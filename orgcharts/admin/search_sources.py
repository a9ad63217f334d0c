"""What a search box chooses from: job descriptions, or positions of any chart, and who may look for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from jobdescriptions.models import JobDescription
from orgcharts.models import OrgChart, Position
from orgcharts.permissions import may_place, may_view
from orgcharts.tree.index_numbers import index_number


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen: its key, how the search box calls it, and the title that a chart would list."""

    pk: int
    label: str
    title: str


class Source:
    """What can be chosen from, for one request; everything is read once."""

    kind = ""

    def __init__(self, user) -> None:
        self.user = user

    def may_search(self) -> bool:
        """Say whether the user may see what there is to choose from."""
        raise NotImplementedError

    def read(self) -> Iterable[Choice]:
        """Yield all that there is, in the order in which it is shown."""
        raise NotImplementedError

    def filter_permitted(self, found: list[Choice]) -> list[Choice]:
        """Return those that the user may do with what the field is for; all, where looking is enough."""
        return found

    @cached_property
    def choices(self) -> dict[int, Choice]:
        """All that there is, by key."""
        return {choice.pk: choice for choice in self.read()}

    def find(self, text: str) -> list[Choice]:
        """Return what has every word of ``text`` in it; nothing where the user may not see it.

        What is called exactly so comes without others, and what begins so comes first.
        """
        words = text.casefold().replace(",", " ").split()
        if not words or not self.may_search():
            return []
        whole = text.strip().casefold()
        found, exact = [], []
        for choice in self.choices.values():
            label = choice.label.casefold()
            if label == whole:
                exact.append(choice)
            elif all(word in label for word in words):
                found.append(choice)
        if exact:
            return exact
        return sorted(found, key=lambda choice: not choice.title.casefold().startswith(words[0]))


class JobSource(Source):
    """The job descriptions, A to Z, also those that are not published."""

    kind = "job"

    def may_search(self) -> bool:
        names = ("view_jobdescription", "change_jobdescription")
        return self.user.is_active and any(self.user.has_perm(f"jobdescriptions.{name}") for name in names)

    def read(self) -> Iterable[Choice]:
        rows = JobDescription.objects.order_by("title", "pk").only("title", "number", "published_version")
        for row in rows:
            number = row.document_number if row.number else f"no. {row.pk}"
            draft = "" if row.published_version else ", draft"
            yield Choice(row.pk, f"{row.title} ({number}{draft})", row.title)


class PositionSource(Source):
    """The positions of all charts, chart by chart."""

    kind = "position"

    def may_search(self) -> bool:
        return may_view(self.user)

    def read(self) -> Iterable[Choice]:
        charts = OrgChart.objects.values_list("pk", "title", "slug")
        namesakes = Counter(title.casefold() for _, title, _ in charts)
        # Charts of one title are told apart by their addresses, of which there is one for each.
        named = {pk: f"{title} ({slug})" if namesakes[title.casefold()] > 1 else title for pk, title, slug in charts}
        rows = Position.objects.order_by("chart__order", "chart__pk", "path")
        for pk, path, title, chart in rows.values_list("pk", "path", "title", "chart_id"):
            yield Choice(pk, f"{index_number(path)} {title}, {named[chart]}", title)


class PlaceSource(PositionSource):
    """The positions at which a job description can be placed.

    Only those of charts that the user may change are offered. The others are found as well, so that it can be said why
    nothing is placed there.
    """

    kind = "place"

    def offered(self, found: list[Choice]) -> list[Choice]:
        charts = [chart for chart in OrgChart.objects.all() if may_place(self.user, chart)]
        keys = set(Position.objects.filter(chart__in=charts).values_list("pk", flat=True))
        return [choice for choice in found if choice.pk in keys]


SOURCES: dict[str, type[Source]] = {source.kind: source for source in (JobSource, PositionSource, PlaceSource)}

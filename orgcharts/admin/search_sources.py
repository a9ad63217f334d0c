"""The choices of search boxes: job descriptions, or positions of any chart, and who may search for them."""

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
    """A choice: its key, its label in the search box, and the title that a chart would list."""

    pk: int
    label: str
    title: str


class Source:
    """The choices for one request; they are read once."""

    kind = ""

    def __init__(self, user) -> None:
        self.user = user

    def may_search(self) -> bool:
        """Say whether the user may see the choices."""
        raise NotImplementedError

    def read(self) -> Iterable[Choice]:
        """Yield all choices, in the order in which they are shown."""
        raise NotImplementedError

    def filter_permitted(self, found: list[Choice]) -> list[Choice]:
        """Return the choices that the user may use in this field."""
        return found

    @cached_property
    def choices(self) -> dict[int, Choice]:
        """All choices by key."""
        return {choice.pk: choice for choice in self.read()}

    def find(self, text: str) -> list[Choice]:
        """Return the choices that contain every word of ``text``; none where the user may not see them.

        An exact match is returned alone; choices that begin with the first word come first.
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

    Only those in charts that the user may change are offered. The others are found too, so that the form can say why
    they cannot be chosen.
    """

    kind = "place"

    def filter_permitted(self, found: list[Choice]) -> list[Choice]:
        charts = [chart for chart in OrgChart.objects.all() if may_place(self.user, chart)]
        keys = set(Position.objects.filter(chart__in=charts).values_list("pk", flat=True))
        return [choice for choice in found if choice.pk in keys]


SOURCES: dict[str, type[Source]] = {source.kind: source for source in (JobSource, PositionSource, PlaceSource)}

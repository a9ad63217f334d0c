"""Where the positions of a reference chart are by now: found by what was recorded, never by an address."""

from __future__ import annotations

from jobdescriptions.models import JobDescription
from orgcharts.models import OrgChart, Position, SharedSupervision, SupportModel
from techsets.reference.kinds import Obstacle
from techsets.reference.models import ReferenceItem


class ChartLocator:
    """The chart that the public sees of one support model of the reference content; ``slug`` is its address there.

    Staff may have renamed it, given it another address, deleted it, or put another one in its place. In that case the
    records are led to the positions of the other one that are the same, so that a release goes on in what the public
    sees and not in what has become a draft. Records whose position has no counterpart stay; those positions count as
    deleted.
    """

    def __init__(self, slug: str, loaded: dict[str, ReferenceItem]) -> None:
        self.slug, self._loaded = slug, loaded
        recorded = self.object_id(f"chart:{slug}")
        if recorded is not None and self.chart is not None and self.chart.pk != recorded:
            self._lead_on(self.chart)

    @property
    def is_known(self) -> bool:
        """Whether an earlier loading has brought the chart in."""
        return self.object_id(f"chart:{self.slug}") is not None

    @property
    def support_model(self) -> SupportModel | None:
        """The support model; None where staff have deleted it, or it could not be made."""
        return SupportModel.objects.filter(pk=self.object_id(f"support-model:{self.slug}") or 0).first()

    @property
    def chart(self) -> OrgChart | None:
        """The chart that the support model has now."""
        model = self.object_id(f"support-model:{self.slug}")
        return OrgChart.objects.filter(support_model=model).first() if model is not None else None

    @property
    def head(self) -> Position | None:
        """The head of the chart."""
        return Position.objects.filter(chart=self.chart, depth=1).first()

    def object_id(self, key: str) -> int | None:
        """Return the key of the row that the item became; None where it was never brought in."""
        record = self._loaded.get(key)
        return record.object_id if record else None

    def position(self, object_id: int | None) -> Position | None:
        """Return the position with that key, if it stands in the chart."""
        return Position.objects.filter(pk=object_id or 0, chart=self.chart).first()

    def obstacle(self, *, needs_head: bool) -> Obstacle | None:
        """Say why nothing new can be brought into the chart."""
        if self.chart is None:
            return Obstacle("its chart is not there", final=self.is_known)
        if not self.is_known:
            return Obstacle("the chart of its support model was made here")
        if needs_head and self.head is None:
            return Obstacle("its chart has no positions. Add the first one")
        return None

    def names_of_jobs(self) -> dict[int, str]:
        """Return the names by which the reference content knows job descriptions, by the keys of those still there."""
        prefix = "job-description:"
        names = {
            record.object_id: key.removeprefix(prefix)
            for key, record in self._loaded.items()
            if key.startswith(prefix) and record.object_id
        }
        there = JobDescription.objects.filter(pk__in=names).values_list("pk", flat=True)
        return {pk: names[pk] for pk in there}

    def _lead_on(self, chart: OrgChart) -> None:
        positions, lines = (self._records(f"{kind}:{self.slug} ") for kind in ("position", "shared-supervision"))
        before = Position.objects.in_bulk([record.object_id for record in positions])
        left = {row.pk: row for row in Position.objects.filter(chart=chart)}
        counterparts: dict[int, int] = {}
        waiting = [record for record in positions if record.object_id not in left]
        for same in (_same_place, _same_title):
            for record in list(waiting):
                found = same(record, before.get(record.object_id), list(left.values()))
                if found is not None:
                    counterparts[record.object_id] = found.pk
                    record.object_id = found.pk
                    del left[found.pk]
                    waiting.remove(record)
        old = SharedSupervision.objects.in_bulk([record.object_id for record in lines])
        for record in lines:
            line = old.get(record.object_id)
            position = counterparts.get(line.position_id) if line else None
            found = SharedSupervision.objects.filter(position=position or 0, title=line.title if line else "").first()
            record.object_id = found.pk if found else record.object_id
        self._loaded[f"chart:{self.slug}"].object_id = chart.pk
        ReferenceItem.objects.bulk_update([*positions, *lines, self._loaded[f"chart:{self.slug}"]], ["object_id"])

    def _records(self, beginning: str) -> list[ReferenceItem]:
        return [record for key, record in self._loaded.items() if key.startswith(beginning)]


def _same_place(record: ReferenceItem, before: Position | None, rows: list[Position]) -> Position | None:
    number = before.index_number if before else record.key.rpartition(" ")[2]
    title = before.title if before else record.values["title"]
    return next((row for row in rows if (row.index_number, row.title) == (number, title)), None)


def _same_title(record: ReferenceItem, before: Position | None, rows: list[Position]) -> Position | None:
    title = before.title if before else record.values["title"]
    found = [row for row in rows if row.title == title]
    return found[0] if len(found) == 1 else None

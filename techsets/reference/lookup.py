"""Finds the positions of a reference chart by their recorded keys, never by an address."""

from __future__ import annotations

from jobdescriptions.models import JobDescription
from orgcharts.models import OrgChart, Position, SharedSupervision, SupportModel
from techsets.reference.kinds import Obstacle
from techsets.reference.models import ReferenceItem


class ChartLocator:
    """Finds the public chart of one support model; ``slug`` is its address in the reference content.

    Staff may have renamed, deleted or replaced the chart. If they have replaced it, the records are moved to the same
    positions of the new chart, so that releases update what the public sees and not what has become a draft. Positions
    without a counterpart count as deleted.
    """

    def __init__(self, slug: str, loaded: dict[str, ReferenceItem]) -> None:
        self.slug, self._loaded = slug, loaded
        recorded = self.object_id(f"chart:{slug}")
        if recorded is not None and self.chart is not None and self.chart.pk != recorded:
            self._move_records(self.chart)

    @property
    def is_known(self) -> bool:
        """Whether the chart was loaded before."""
        return self.object_id(f"chart:{self.slug}") is not None

    @property
    def support_model(self) -> SupportModel | None:
        """The support model; None where staff have deleted it, or it could not be created."""
        return SupportModel.objects.filter(pk=self.object_id(f"support-model:{self.slug}") or 0).first()

    @property
    def chart(self) -> OrgChart | None:
        """The present chart of the support model."""
        model = self.object_id(f"support-model:{self.slug}")
        return OrgChart.objects.filter(support_model=model).first() if model is not None else None

    @property
    def head(self) -> Position | None:
        """The head of the chart."""
        return Position.objects.filter(chart=self.chart, depth=1).first()

    def object_id(self, key: str) -> int | None:
        """Return the key of the item's row; None where it was never loaded."""
        record = self._loaded.get(key)
        return record.object_id if record else None

    def position(self, object_id: int | None) -> Position | None:
        """Return the position with that key, if it is in the chart."""
        return Position.objects.filter(pk=object_id or 0, chart=self.chart).first()

    def obstacle(self, *, needs_head: bool) -> Obstacle | None:
        """Return why nothing new can be added to the chart, or None."""
        if self.chart is None:
            return Obstacle("its chart is not there", final=self.is_known)
        if not self.is_known:
            return Obstacle("the chart of its support model was made here")
        if needs_head and self.head is None:
            return Obstacle("its chart has no positions. Add the first one")
        return None

    def names_of_jobs(self) -> dict[int, str]:
        """Return the names in the reference content of existing job descriptions, by their keys."""
        prefix = "job-description:"
        names = {
            record.object_id: key.removeprefix(prefix)
            for key, record in self._loaded.items()
            if key.startswith(prefix) and record.object_id
        }
        there = JobDescription.objects.filter(pk__in=names).values_list("pk", flat=True)
        return {pk: names[pk] for pk in there}

    def _move_records(self, chart: OrgChart) -> None:
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

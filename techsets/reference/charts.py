"""Items for positions and dotted lines, and all items of ``reference.json`` in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from orgcharts.changes import journal, positions
from orgcharts.models import Position, SharedSupervision
from techsets.reference.items import (
    ChartItem,
    ChartPartItem,
    HtmlTextItem,
    Item,
    OpenCharts,
    SiteTextItem,
    SupportModelItem,
)
from techsets.reference.kinds import Obstacle, deleted_message
from techsets.reference.lookup import ChartLocator
from techsets.reference.models import ReferenceItem

#: Prefix, before the key, for job descriptions placed by staff that are not in the reference content.
_STAFF_PREFIX = "#"


#: The plain values of a position in the reference content.
_PLAIN_VALUES = ("title", "is_derived", "derived_title", "kind", "note", "sources")


class PositionItem(ChartPartItem):
    """A position, created as the last one below the item ``above`` (None for the head)."""

    model = Position

    def __init__(self, key, name, values, locator: ChartLocator, open_charts: OpenCharts, above: str | None) -> None:
        super().__init__(key, name, values, locator, open_charts)
        self.above = above

    def find(self, object_id: int | None) -> Position | None:
        return self.locator.position(object_id)

    def missing_message(self, object_id: int) -> str:
        if not Position.objects.filter(pk=object_id).exists():
            return deleted_message(self.name)
        return (
            f"{self.name} has changed in the reference content and was not found in the chart that took its chart's "
            "place before the public. That chart stays as it is."
        )

    def obstacle(self) -> Obstacle | None:
        return self.locator.obstacle(needs_head=self.above is not None)

    def current(self, row: Position) -> dict[str, Any]:
        values = journal.read_values([row])[row.pk]
        names = self.locator.names_of_jobs()
        placements = [
            {"title": one["title"], "job_description": names.get(one["job"], f"{_STAFF_PREFIX}{one['job']}")}
            for one in values["placements"]
        ]
        return {name: values[name] for name in _PLAIN_VALUES} | {"job_descriptions": placements}

    def create(self, values: dict[str, Any]) -> Position:
        if self.above is None:
            return self._edit(positions.add_head(self.locator.chart, values["title"]), values)
        above = self.locator.position(self.locator.object_id(self.above))
        if above is None:
            # Staff have deleted the position above: the new one goes below the head.
            above = self.locator.head
            self.remarks.append(
                f"{self.name} is new and stands below “{above.title}”, because the position above it was deleted here."
            )
        return self._edit(positions.add_below(above, values["title"]), values)

    def write(self, row: Position, values: dict[str, Any], written: tuple[str, ...]) -> str:
        self._edit(row, {name: values[name] for name in written})
        return ""

    def _edit(self, row: Position, values: dict[str, Any]) -> Position:
        edited = {name: value for name, value in values.items() if name != "job_descriptions"}
        if "job_descriptions" in values:
            keys = {name: pk for pk, name in self.locator.names_of_jobs().items()}
            edited["placements"] = []
            for one in values["job_descriptions"]:
                name = one["job_description"]
                job = int(name.removeprefix(_STAFF_PREFIX)) if name.startswith(_STAFF_PREFIX) else keys.get(name)
                if job is None:
                    self.remarks.append(
                        f"{self.name} does not list “{one['title']}”, because that job description is not there."
                    )
                else:
                    edited["placements"].append({"job": job, "title": one["title"]})
        return positions.edit(row, edited)


class SharedSupervisionItem(ChartPartItem):
    """A dotted line. It is loaded after all positions, because it can lead to another chart."""

    model = SharedSupervision
    fields = ("title", "covers", "is_derived", "order")

    def __init__(
        self, key, name, values, locator: ChartLocator, open_charts: OpenCharts, position: str, supervisor: str
    ) -> None:
        super().__init__(key, name, values, locator, open_charts)
        self.position, self.supervisor = position, supervisor

    def find(self, object_id: int | None) -> SharedSupervision | None:
        return SharedSupervision.objects.filter(pk=object_id or 0, position__chart=self.locator.chart).first()

    def obstacle(self) -> Obstacle | None:
        found = self.locator.obstacle(needs_head=True)
        if found is None and self.locator.position(self.locator.object_id(self.position)) is None:
            found = Obstacle("its position is not there", final=self.locator.object_id(self.position) is not None)
        return found

    def create(self, values: dict[str, Any]) -> SharedSupervision:
        position = self.locator.position(self.locator.object_id(self.position))
        supervisor = self.supervisor and self.locator.object_id(self.supervisor)
        if supervisor and not Position.objects.filter(pk=supervisor).exists():
            supervisor = None
        if self.supervisor and not supervisor:
            self.remarks.append(f"{self.name} leads to no position, because that of “{values['title']}” is not there.")
        lines = journal.read_values([position])[position.pk]["shared"]
        lines.append({"supervisor": supervisor or None} | _line_values(values))
        positions.edit(position, {"shared": lines})
        return position.shared_lines.order_by("order", "pk").last()

    def complete(self, loaded: dict[str, Any], current: dict[str, Any]) -> dict[str, Any]:
        """Return ``loaded`` with whether the line was worked out, which earlier releases did not record.

        A line that staff have given another supervisor is theirs, and was not worked out here.
        """
        if "is_derived" in loaded or loaded["title"] == current["title"]:
            return loaded
        return loaded | {"is_derived": self.values()["is_derived"]}

    def write(self, row: SharedSupervision, values: dict[str, Any], written: tuple[str, ...]) -> str:
        lines = journal.read_values([row.position])[row.position_id]["shared"]
        keys = list(row.position.shared_lines.order_by("order", "pk").values_list("pk", flat=True))
        lines[keys.index(row.pk)] |= _line_values(values)
        positions.edit(row.position, {"shared": lines})
        return ""


def _line_values(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("title", "covers", "is_derived")}


def chart_items(data: dict[str, Any], loaded: dict[str, ReferenceItem], open_charts: OpenCharts) -> Iterator[Item]:
    """Yield the items of ``reference.json``, each after those that it needs.

    A position's key is made of its index number in the reference content, which follows from the file's nesting, and
    stays whatever becomes of the position.
    """
    shared = []
    for text in data["site_texts"]:
        values = {name: text.get(name, "") for name in SiteTextItem.fields}
        item = HtmlTextItem if "body_file" in text else SiteTextItem
        yield item(f"site-text:{text['key']}", f"The text {text['heading']}", values, {"key": text["key"]})
    for order, model in enumerate(data["support_models"], start=1):
        chart = model["chart"]
        slug = chart["slug"]
        values = {"name": model["name"], "order": order, "lead": model["lead"], "summary": model["summary"]}
        values["characteristics"] = model["characteristics"]
        kind = {"maturity": model["maturity"], "level": model["level"]}
        yield SupportModelItem(f"support-model:{slug}", f"The support model {model['name']}", values, kind)
        locator = ChartLocator(slug, loaded)
        values = {"title": chart["title"], "order": order, "note": chart["note"], "sources": chart.get("sources", "")}
        yield ChartItem(f"chart:{slug}", f"The chart {chart['title']}", values, locator, open_charts)
        waiting = [(chart["head"], "1", None)]
        while waiting:
            box, number, above = waiting.pop(0)
            key = f"position:{slug} {number}"
            values = {
                "title": box["title"],
                "is_derived": box["derived"],
                "derived_title": box["title"] if box["derived"] else "",
                "kind": box.get("kind", ""),
                "note": box["note"],
                "sources": box.get("sources", ""),
                "job_descriptions": box.get("job_descriptions", []),
            }
            name = f"Position {number} of {chart['title']}"
            yield PositionItem(key, name, values, locator, open_charts, above)
            shared.extend((locator, key, at, line) for at, line in enumerate(box.get("shared_supervision", ())))
            waiting.extend((below, f"{number}.{at}", key) for at, below in enumerate(box.get("below", ()), start=1))
    for locator, position, order, line in shared:
        supervisor = f"position:{line['supervisor']}" if line["supervisor"] else ""
        values = {
            "title": line["title"],
            "covers": line["covers"],
            "is_derived": line.get("derived", False),
            "order": order,
        }
        key = f"shared-supervision:{position.removeprefix('position:')} {order}"
        name = f"The shared supervision of {position.removeprefix('position:')}"
        yield SharedSupervisionItem(key, name, values, locator, open_charts, position, supervisor)

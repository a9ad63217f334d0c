"""The reference support models, charts, positions and site texts, from ``reference.json``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from jobdescriptions.models import JobDescription
from orgcharts import journal, operations, texts
from orgcharts.models import OrgChart, Position, SharedSupervision, SiteText, SupportModel
from techsets.reference.loader import digest_of
from techsets.reference.models import ReferenceItem


class OpenCharts:
    """The charts that a loading changes: each is locked from then on, and told once at the end of ``stack``."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._charts: set[int] = set()

    def open(self, chart: int) -> None:
        if not self._charts:
            # All of them in the order of their keys, whatever the order of the file: see locking.locked.
            list(OrgChart.objects.select_for_update().order_by("pk").values_list("pk"))
        if chart not in self._charts:
            self._charts.add(chart)
            self._stack.enter_context(operations.changing(chart, "Brought in what is new in the reference content."))


class Item:
    """An item whose values are plain fields of one row."""

    model: Any
    fields: tuple[str, ...] = ()

    def __init__(self, key: str, name: str, values: dict[str, Any], lookup: dict[str, Any]) -> None:
        self.key, self.name, self._values, self.lookup = key, name, values, lookup
        self.digest = digest_of(values)

    def values(self) -> dict[str, Any]:
        return self._values

    def find(self, object_id: int | None) -> Any:
        if object_id is not None:
            return self.model.objects.filter(pk=object_id).first()
        return self.model.objects.filter(**self.lookup).first()

    def current(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.fields}

    def create(self, values: dict[str, Any]) -> Any:
        row = self.model(**self.lookup)
        self.write(row, values, tuple(values))
        return row

    def write(self, row: Any, values: dict[str, Any], written: tuple[str, ...]) -> str:
        for name in self.fields:
            setattr(row, name, values[name])
        row.full_clean()
        row.save()
        return ""


class SiteTextItem(Item):
    model = SiteText
    fields = texts.TEXT_FIELDS

    def write(self, row: SiteText, values: dict[str, Any], written: tuple[str, ...]) -> str:
        if row.pk is None:
            return super().write(row, values, written)
        texts.write(row, values)
        return ""


class SupportModelItem(Item):
    model = SupportModel
    fields = texts.MODEL_FIELDS

    def current(self, row: SupportModel) -> dict[str, Any]:
        return texts.values_of(row)

    def write(self, row: SupportModel, values: dict[str, Any], written: tuple[str, ...]) -> str:
        if row.pk is None:
            super().write(row, values, written)
        texts.write(row, values)
        return ""


class InChart(Item):
    """An item of a chart. What it does belongs to one change of that chart, which is told at the end of the loading."""

    def __init__(self, *arguments: Any, open_charts: OpenCharts) -> None:
        super().__init__(*arguments)
        self.open_charts = open_charts


class ChartItem(InChart):
    model = OrgChart
    fields = ("title", "order", "note")

    def write(self, row: OrgChart, values: dict[str, Any], written: tuple[str, ...]) -> str:
        if row.pk is None:
            return super().write(row, values, written)
        self.open_charts.open(row.pk)
        operations.edit_chart(row, values)
        return ""


class PositionItem(InChart):
    """A position. ``above`` is the item above it (None for the head); it comes in as the last one there."""

    model = Position

    def __init__(self, key, name, values, open_charts: OpenCharts, chart: str, above: str | None, loaded) -> None:
        super().__init__(key, name, values, {}, open_charts=open_charts)
        self.chart, self.above, self.loaded = chart, above, loaded

    def find(self, object_id: int | None) -> Position | None:
        return Position.objects.filter(pk=object_id).first() if object_id is not None else None

    def current(self, row: Position) -> dict[str, Any]:
        values = journal.values_of([row])[row.pk]
        slugs = dict(JobDescription.objects.filter(placements__position=row).values_list("pk", "slug"))
        placements = [{"title": one["title"], "job_description": slugs[one["job"]]} for one in values["placements"]]
        return {name: values[name] for name in ("title", "is_derived", "note")} | {"job_descriptions": placements}

    def create(self, values: dict[str, Any]) -> Position:
        chart = OrgChart.objects.get(slug=self.chart)
        self.open_charts.open(chart.pk)
        above = self.above and Position.objects.filter(pk=self.loaded[self.above].object_id).first()
        if not self.above:
            row = operations.add_head(chart, values["title"])
        else:
            # Where staff have deleted the position above, the new one goes below the head, where they will see it.
            row = operations.add_below(above or Position.objects.get(chart=chart, depth=1), values["title"])
        return self._edit(row, values)

    def write(self, row: Position, values: dict[str, Any], written: tuple[str, ...]) -> str:
        self.open_charts.open(row.chart_id)
        self._edit(row, {name: values[name] for name in written})
        return ""

    def _edit(self, row: Position, values: dict[str, Any]) -> Position:
        edited = {name: value for name, value in values.items() if name != "job_descriptions"}
        if "job_descriptions" in values:
            keys = dict(JobDescription.objects.values_list("slug", "pk"))
            edited["placements"] = [
                {"job": keys[one["job_description"]], "title": one["title"]}
                for one in values["job_descriptions"]
                if one["job_description"] in keys
            ]
        return operations.edit(row, edited)


class SharedSupervisionItem(InChart):
    """A dotted line. It comes after all positions, because it can lead to another chart."""

    model = SharedSupervision
    fields = ("title", "covers", "order")

    def __init__(self, key, name, values, open_charts: OpenCharts, position: str, supervisor: str, loaded) -> None:
        super().__init__(key, name, values, {}, open_charts=open_charts)
        self.position, self.supervisor, self.loaded = position, supervisor, loaded

    def find(self, object_id: int | None) -> SharedSupervision | None:
        return SharedSupervision.objects.filter(pk=object_id).first() if object_id is not None else None

    def create(self, values: dict[str, Any]) -> SharedSupervision:
        position = Position.objects.get(pk=self.loaded[self.position].object_id)
        supervisor = self.loaded[self.supervisor].object_id if self.supervisor else None
        lines = journal.values_of([position])[position.pk]["shared"]
        lines.append({"supervisor": supervisor, "title": values["title"], "covers": values["covers"]})
        self.open_charts.open(position.chart_id)
        operations.edit(position, {"shared": lines})
        return position.shared_lines.order_by("order", "pk").last()

    def write(self, row: SharedSupervision, values: dict[str, Any], written: tuple[str, ...]) -> str:
        self.open_charts.open(row.position.chart_id)
        lines = journal.values_of([row.position])[row.position_id]["shared"]
        keys = list(row.position.shared_lines.order_by("order", "pk").values_list("pk", flat=True))
        lines[keys.index(row.pk)] |= {"title": values["title"], "covers": values["covers"]}
        operations.edit(row.position, {"shared": lines})
        return ""


def chart_items(data: dict[str, Any], loaded: dict[str, ReferenceItem], open_charts: OpenCharts) -> Iterator[Item]:
    """Yield the items of ``reference.json`` in an order in which each finds what it needs.

    Positions have no index number in the file: it follows from where they stand. A position's key is made of the place
    where the reference content first had it, and stays whatever becomes of the position.
    """
    shared = []
    for text in data["site_texts"]:
        values = {name: text[name] for name in SiteTextItem.fields}
        yield SiteTextItem(f"site-text:{text['key']}", f"The text {text['heading']}", values, {"key": text["key"]})
    for order, model in enumerate(data["support_models"], start=1):
        chart = model["chart"]
        slug = chart["slug"]
        values = {"name": model["name"], "order": order, "lead": model["lead"], "summary": model["summary"]}
        values["characteristics"] = model["characteristics"]
        kind = {"maturity": model["maturity"], "level": model["level"]}
        yield SupportModelItem(f"support-model:{slug}", f"The support model {model['name']}", values, kind)
        values = {"title": chart["title"], "order": order, "note": chart["note"]}
        support_model = SupportModel.objects.filter(**kind).first()
        if support_model is None:  # Staff have deleted the model, and its chart with it.
            continue
        lookup = {"slug": slug, "support_model": support_model}
        yield ChartItem(f"chart:{slug}", f"The chart {chart['title']}", values, lookup, open_charts=open_charts)
        if not OrgChart.objects.filter(slug=slug).exists():
            continue
        waiting = [(chart["head"], "1", None)]
        while waiting:
            box, number, above = waiting.pop(0)
            key = f"position:{slug} {number}"
            values = {"title": box["title"], "is_derived": box["derived"], "note": box["note"]}
            values["job_descriptions"] = box.get("job_descriptions", [])
            name = f"Position {number} of {chart['title']}"
            yield PositionItem(key, name, values, open_charts, slug, above, loaded)
            shared.extend((key, at, line) for at, line in enumerate(box.get("shared_supervision", ())))
            waiting.extend((below, f"{number}.{at}", key) for at, below in enumerate(box.get("below", ()), start=1))
    for position, order, line in shared:
        if position not in loaded or not Position.objects.filter(pk=loaded[position].object_id).exists():
            continue
        supervisor = f"position:{line['supervisor']}" if line["supervisor"] else ""
        if supervisor and not Position.objects.filter(pk=loaded[supervisor].object_id).exists():
            supervisor = ""
        values = {"title": line["title"], "covers": line["covers"], "order": order}
        yield SharedSupervisionItem(
            f"shared-supervision:{position.removeprefix('position:')} {order}",
            f"The shared supervision of {position.removeprefix('position:')}",
            values,
            open_charts,
            position,
            supervisor,
            loaded,
        )

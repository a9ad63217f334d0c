"""The reference support models, charts, positions and site texts, from ``reference.json``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jobdescriptions.models import JobDescription
from orgcharts.models import Characteristic, OrgChart, Placement, Position, SharedSupervision, SiteText, SupportModel
from techsets.reference.loader import digest_of
from techsets.reference.models import ReferenceItem


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
    fields = ("heading", "body", "note")


class SupportModelItem(Item):
    model = SupportModel
    fields = ("name", "order", "lead", "summary")

    def current(self, row: SupportModel) -> dict[str, Any]:
        characteristics = [{"text": one.text, "note": one.note} for one in row.characteristics.all()]
        return {**super().current(row), "characteristics": characteristics}

    def write(self, row: SupportModel, values: dict[str, Any], written: tuple[str, ...]) -> str:
        super().write(row, values, written)
        if "characteristics" in written:
            row.characteristics.all().delete()
            Characteristic.objects.bulk_create(
                Characteristic(support_model=row, order=order, **one)
                for order, one in enumerate(values["characteristics"])
            )
        return ""


class ChartItem(Item):
    model = OrgChart
    fields = ("title", "order", "note")


class PositionItem(Item):
    """A position. ``above`` is the item above it (None for the head); it comes in as the last one there."""

    model = Position
    fields = ("title", "is_derived", "note")

    def __init__(self, key: str, name: str, values: dict[str, Any], chart: str, above: str | None, loaded) -> None:
        super().__init__(key, name, values, {})
        self.chart, self.above, self.loaded = chart, above, loaded

    def find(self, object_id: int | None) -> Position | None:
        return Position.objects.filter(pk=object_id).first() if object_id is not None else None

    def current(self, row: Position) -> dict[str, Any]:
        placements = row.placements.select_related("job_description")
        return {
            **super().current(row),
            "job_descriptions": [
                {"title": one.title, "job_description": one.job_description.slug} for one in placements
            ],
        }

    def create(self, values: dict[str, Any]) -> Position:
        row = Position(chart=OrgChart.objects.get(slug=self.chart), **{name: values[name] for name in self.fields})
        above = self.above and Position.objects.filter(pk=self.loaded[self.above].object_id).first()
        if above:
            Position.objects.add_child(above, instance=row)
        elif not self.above:
            Position.objects.add_root(instance=row)
        else:
            # Staff have deleted the position above: the new one goes below the head, where they will see it.
            Position.objects.add_child(Position.objects.get(chart=row.chart, depth=1), instance=row)
        self._write_relations(row, values, tuple(values))
        return row

    def write(self, row: Position, values: dict[str, Any], written: tuple[str, ...]) -> str:
        Position.objects.filter(pk=row.pk).update(**{name: values[name] for name in self.fields})
        self._write_relations(row, values, written)
        return ""

    def _write_relations(self, row: Position, values: dict[str, Any], written: tuple[str, ...]) -> None:
        if "job_descriptions" in written:
            row.placements.all().delete()
            by_slug = {job.slug: job for job in JobDescription.objects.only("slug")}
            Placement.objects.bulk_create(
                Placement(
                    position=row, job_description=by_slug[one["job_description"]], title=one["title"], order=order
                )
                for order, one in enumerate(values["job_descriptions"])
                if one["job_description"] in by_slug
            )


class SharedSupervisionItem(Item):
    """A dotted line. It comes after all positions, because it can lead to another chart."""

    model = SharedSupervision
    fields = ("title", "covers", "order")

    def __init__(self, key: str, name: str, values: dict[str, Any], position: str, supervisor: str, loaded) -> None:
        super().__init__(key, name, values, {})
        self.position, self.supervisor, self.loaded = position, supervisor, loaded

    def find(self, object_id: int | None) -> SharedSupervision | None:
        return SharedSupervision.objects.filter(pk=object_id).first() if object_id is not None else None

    def create(self, values: dict[str, Any]) -> SharedSupervision:
        row = SharedSupervision(position_id=self.loaded[self.position].object_id)
        if self.supervisor:
            row.supervisor_id = self.loaded[self.supervisor].object_id
        self.write(row, values, tuple(values))
        return row


def chart_items(data: dict[str, Any], loaded: dict[str, ReferenceItem]) -> Iterator[Item]:
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
        yield ChartItem(
            f"chart:{slug}", f"The chart {chart['title']}", values, {"slug": slug, "support_model": support_model}
        )
        if not OrgChart.objects.filter(slug=slug).exists():
            continue
        waiting = [(chart["head"], "1", None)]
        while waiting:
            box, number, above = waiting.pop(0)
            key = f"position:{slug} {number}"
            values = {"title": box["title"], "is_derived": box["derived"], "note": box["note"]}
            values["job_descriptions"] = box.get("job_descriptions", [])
            yield PositionItem(key, f"Position {number} of {chart['title']}", values, slug, above, loaded)
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
            position,
            supervisor,
            loaded,
        )

"""Base classes of items, and items for site texts, support models and charts."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from orgcharts import texts
from orgcharts.changes import positions
from orgcharts.models import OrgChart, SiteText, SupportModel
from techsets.reference.kinds import Obstacle, deleted_message, digest_of
from techsets.reference.lookup import ChartLocator


class OpenCharts:
    """The charts that are changed: each is locked from then on, and recorded once at the end of ``stack``."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._charts: set[int] = set()

    def open(self, chart: int) -> None:
        if not self._charts:
            # All of them in the order of their keys, to avoid deadlocks (see orgcharts/changes/lock.py).
            list(OrgChart.objects.select_for_update().order_by("pk").values_list("pk"))
        if chart not in self._charts:
            self._charts.add(chart)
            self._stack.enter_context(positions.changing(chart, "Brought in what is new in the reference content."))


class Item:
    """An item whose values are fields of one row."""

    model: Any
    fields: tuple[str, ...] = ()

    def __init__(self, key: str, name: str, values: dict[str, Any], lookup: dict[str, Any]) -> None:
        self.key, self.name, self._values, self.lookup = key, name, values, lookup
        self.digest = digest_of(values)
        self.remarks: list[str] = []

    def values(self) -> dict[str, Any]:
        return self._values

    def find(self, object_id: int | None) -> Any:
        if object_id is not None:
            return self.model.objects.filter(pk=object_id).first()
        return self.model.objects.filter(**self.lookup).first()

    def missing_message(self, object_id: int) -> str:
        return deleted_message(self.name)

    def obstacle(self) -> Obstacle | None:
        return None

    def open(self, row: Any) -> None:
        """Take no locks."""

    def current(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.fields}

    def complete(self, loaded: dict[str, Any], current: dict[str, Any]) -> dict[str, Any]:
        return loaded

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
            super().write(row, values, written)
            texts.send_texts_changed(row, texts.read_texts(row))  # Pages and the search have it; the history nothing.
        else:
            texts.write_texts(row, values)
        return ""


class HtmlTextItem(SiteTextItem):
    """A text with headings, lists and tables, whose body is an HTML file of its own."""

    def create(self, values: dict[str, Any]) -> SiteText:
        row = SiteText(is_html=True, **self.lookup)
        self.write(row, values, tuple(values))
        return row


class SupportModelItem(Item):
    model = SupportModel
    fields = texts.MODEL_FIELDS

    def current(self, row: SupportModel) -> dict[str, Any]:
        return texts.read_texts(row)

    def write(self, row: SupportModel, values: dict[str, Any], written: tuple[str, ...]) -> str:
        if row.pk is None:
            super().write(row, values, written)
        texts.write_texts(row, values)
        return ""


class ChartPartItem(Item):
    """An item of a chart. All changes of a chart are recorded as one at the end of the loading."""

    def __init__(
        self, key: str, name: str, values: dict[str, Any], locator: ChartLocator, open_charts: OpenCharts
    ) -> None:
        super().__init__(key, name, values, {})
        self.locator, self.open_charts = locator, open_charts

    def open(self, row: Any) -> None:
        if self.locator.chart is not None:
            self.open_charts.open(self.locator.chart.pk)


class ChartItem(ChartPartItem):
    model = OrgChart
    fields = ("title", "order", "note", "sources")

    def find(self, object_id: int | None) -> OrgChart | None:
        return self.locator.chart if object_id is not None else None

    def obstacle(self) -> Obstacle | None:
        if self.locator.support_model is None:
            return Obstacle("its support model is not there", final=self.locator.is_known)
        if self.locator.chart is not None:
            return Obstacle(f"its support model has the chart “{self.locator.chart.title}”, which was made here")
        return None

    def create(self, values: dict[str, Any]) -> OrgChart:
        row = OrgChart(slug=self.locator.slug, support_model=self.locator.support_model)
        Item.write(self, row, values, tuple(values))
        return row

    def write(self, row: OrgChart, values: dict[str, Any], written: tuple[str, ...]) -> str:
        positions.edit_chart(row, {name: values[name] for name in written})
        return ""

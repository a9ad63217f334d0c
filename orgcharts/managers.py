"""Named queries over support models, charts and positions."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

from orgcharts.tree import index_numbers


class SupportModelQuerySet(models.QuerySet):
    def on_the_site(self) -> SupportModelQuerySet:
        """The support models that have a chart, each with its chart."""
        return self.filter(chart__isnull=False).select_related("chart")


class OrgChartQuerySet(models.QuerySet):
    def published(self) -> OrgChartQuerySet:
        """The charts that the public sees, each with its support model."""
        return self.filter(support_model__isnull=False).select_related("support_model")


class PositionQuerySet(MP_NodeQuerySet):
    def at(self, chart_slug: str, index_number: str) -> PositionQuerySet:
        """The position with that index number in that chart, if there is one: one indexed lookup.

        Raises ValueError where ``index_number`` is not an index number.
        """
        below_head = index_numbers.path_below_head(index_number)
        head = self.model.objects.filter(chart__slug=chart_slug, depth=1).order_by().values("path")[:1]
        return self.filter(path=Concat(models.Subquery(head), Value(below_head)))

    def around(self, position) -> PositionQuerySet:
        """The position, its ancestors and its children, in path order."""
        path, step = position.path, index_numbers.STEP_LENGTH
        above = [path[:end] for end in range(step, len(path) + 1, step)]
        return self.filter(
            models.Q(path__in=above) | models.Q(path__gt=path, path__lte=path + "Z" * step, depth=position.depth + 1)
        )

    def published(self) -> PositionQuerySet:
        """The positions of charts that the public sees."""
        return self.filter(chart__support_model__isnull=False)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete these positions and close the gaps; ``position.delete()`` calls this too.

        Treebeard alone would silently delete the descendants. Raises ChartError where one of these has a child that is
        not among them.
        """
        return apps.get_app_config("orgcharts").delete_positions(self)

    delete.alters_data = True
    delete.queryset_only = True


class PositionManager(MP_NodeManager):
    """Treebeard's tree methods (``get_children(node)``, ``move(...)``) with ``PositionQuerySet``."""

    def get_queryset(self) -> PositionQuerySet:
        return PositionQuerySet(self.model, using=self._db).order_by("path")

    def at(self, chart_slug: str, index_number: str) -> PositionQuerySet:
        return self.get_queryset().at(chart_slug, index_number)

    def published(self) -> PositionQuerySet:
        return self.get_queryset().published()

    def around(self, position) -> PositionQuerySet:
        return self.get_queryset().around(position)

"""Named queries over support models, charts and positions."""

from __future__ import annotations

from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse
from treebeard.mp_tree import MP_NodeManager, MP_NodeQuerySet

from orgcharts import numbers
from orgcharts.tree import Box, Listing, SharedLine, nest


class SupportModelQuerySet(models.QuerySet):
    def on_the_site(self) -> SupportModelQuerySet:
        """The support models that have a chart, in order, each with its chart."""
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
        below_head = numbers.path_below_head(index_number)
        head = self.model.objects.filter(chart__slug=chart_slug, depth=1).order_by().values("path")[:1]
        return self.filter(path=Concat(models.Subquery(head), Value(below_head)))

    def around(self, position) -> PositionQuerySet:
        """The position, all above it and those directly below it, in path order: all that its page tells."""
        path, step = position.path, numbers.STEP_LENGTH
        above = [path[:end] for end in range(step, len(path) + 1, step)]
        return self.filter(
            models.Q(path__in=above) | models.Q(path__gt=path, path__lte=path + "Z" * step, depth=position.depth + 1)
        )

    def nested(self, chart, *, for_staff: bool = False) -> Box | None:
        """Return the head of ``chart`` with all its boxes nested, their job descriptions and dotted lines; one query.

        ``chart`` is an OrgChart or its primary key. None if the chart has no positions. What the public does not see is
        left out: job descriptions that are not published, and where a supervisor stands in a draft of a chart. Staff
        see both (``for_staff``).
        """
        # One row for each pair of a placement and a dotted line of a box; nearly always one of them has at most one.
        rows = (
            self.filter(chart=chart)
            .order_by("path", "placements__order", "placements__pk", "shared_lines__order", "shared_lines__pk")
            .values_list(
                "pk",
                "path",
                "title",
                "is_derived",
                "fte",
                "placements__pk",
                "placements__title",
                "placements__job_description__slug",
                "placements__job_description__published_version",
                "shared_lines__pk",
                "shared_lines__title",
                "shared_lines__covers",
                "shared_lines__supervisor__path",
                "shared_lines__supervisor__chart__slug",
                "shared_lines__supervisor__chart__title",
                "shared_lines__supervisor__chart__support_model",
            )
        )
        return nest(_boxes(rows, for_staff))

    def published(self) -> PositionQuerySet:
        """The positions of charts that the public sees."""
        return self.filter(chart__support_model__isnull=False)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete these positions and close the gaps; ``position.delete()`` comes here too.

        Treebeard alone would silently take along whatever stands below. Raises ChartError where a position stands below
        one of these that is not itself one of these.
        """
        from orgcharts.operations import delete_selected  # It knows the models, which know this module.

        return delete_selected(self)

    delete.alters_data = True
    delete.queryset_only = True


def _boxes(rows, for_staff):
    box = None
    placements: set[int] = set()
    lines: set[int] = set()
    for (
        pk,
        path,
        title,
        derived,
        fte,
        placement,
        listed,
        slug,
        published,
        line,
        supervisor,
        covers,
        above,
        chart_slug,
        chart_title,
        chart_model,
    ) in rows:
        if box is None or box.pk != pk:
            if box is not None:
                yield box
            box = Box(pk, path, title, derived, fte)
            placements.clear()
            lines.clear()
        if placement is not None and placement not in placements:
            placements.add(placement)
            if published or for_staff:
                box.listings.append(Listing(listed, slug, bool(published)))
        if line is not None and line not in lines:
            lines.add(line)
            address = place = ""
            if above and (chart_model or for_staff):
                number = numbers.index_number(above)
                place = f"{number} in {chart_title}"
                address = reverse("position", args=[chart_slug, number]) if chart_model else ""
            box.shared.append(SharedLine(supervisor, address, covers, place))
    if box is not None:
        yield box


class PositionManager(MP_NodeManager):
    """Treebeard's tree methods (``get_children(node)``, ``move(...)``), with our queryset."""

    def get_queryset(self) -> PositionQuerySet:
        return PositionQuerySet(self.model, using=self._db).order_by("path")

    def at(self, chart_slug: str, index_number: str) -> PositionQuerySet:
        return self.get_queryset().at(chart_slug, index_number)

    def published(self) -> PositionQuerySet:
        return self.get_queryset().published()

    def around(self, position) -> PositionQuerySet:
        return self.get_queryset().around(position)

    def nested(self, chart, *, for_staff: bool = False) -> Box | None:
        return self.get_queryset().nested(chart, for_staff=for_staff)

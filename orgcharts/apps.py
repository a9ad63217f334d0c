"""The app's name for people."""

from __future__ import annotations

from django.apps import AppConfig


class OrgChartsConfig(AppConfig):
    name = "orgcharts"
    verbose_name = "Support models and charts"

    def delete_positions(self, positions) -> tuple[int, dict[str, int]]:
        """Delete a queryset of positions (see ``changes.deletion.delete_selected``).

        The queryset calls it through the app: importing it would be a circle, as it needs the models, which need their
        queryset.
        """
        from orgcharts.changes.positions import delete_selected

        return delete_selected(positions)

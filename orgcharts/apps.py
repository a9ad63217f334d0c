"""The app's name for people."""

from __future__ import annotations

from django.apps import AppConfig


class OrgChartsConfig(AppConfig):
    name = "orgcharts"
    verbose_name = "Support models and charts"

    def delete_positions(self, positions) -> tuple[int, dict[str, int]]:
        """Delete a queryset of positions (see ``changes.positions.delete_selected``).

        The queryset asks the app for it, since what deletes positions knows the models, which know their queryset.
        """
        from orgcharts.changes.positions import delete_selected

        return delete_selected(positions)

"""The search over everything that the public can read."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "techsets.search"
    label = "search"
    verbose_name = "Search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from techsets.search import receivers  # noqa: F401 (importing it connects them)

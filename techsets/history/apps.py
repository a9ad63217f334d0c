"""The app's name for people, and its ears."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "techsets.history"
    label = "history"
    verbose_name = "History"

    def ready(self) -> None:
        from techsets.history import receivers  # noqa: F401

"""The app's name for people, and its ears."""

from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    name = "techsets.cache"
    label = "pagecache"
    verbose_name = "Kept pages"

    def ready(self) -> None:
        from techsets.cache import receivers  # noqa: F401

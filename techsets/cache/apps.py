"""The app of the page cache."""

from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    name = "techsets.cache"
    label = "pagecache"
    verbose_name = "Page cache"

    def ready(self) -> None:
        from techsets.cache import receivers  # noqa: F401

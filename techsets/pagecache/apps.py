"""The app's name for people, and its ears."""

from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    name = "techsets.pagecache"
    label = "pagecache"
    verbose_name = "Kept pages"

    def ready(self) -> None:
        from techsets.pagecache import receivers  # noqa: F401

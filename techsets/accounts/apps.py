"""Staff accounts: signing in, second factor, sessions, groups."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "techsets.accounts"
    label = "staff"
    verbose_name = "Staff accounts"

    def ready(self) -> None:
        from techsets.accounts import sessions  # noqa: F401 (importing it connects its receiver)

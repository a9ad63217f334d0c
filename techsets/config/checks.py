"""Checks of settings for a site that the public reaches."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register

#: Names of this machine itself.
_LOCAL = {"localhost", "127.0.0.1", "[::1]"}


def is_public() -> bool:
    """Say whether others than this machine reach the site: by a name, or at an address that it listens on."""
    return settings.HOST in {"0.0.0.0", "::"} or bool(set(settings.ALLOWED_HOSTS) - _LOCAL)


def missing_imprint() -> list[str]:
    """Return the names of those settings that say who publishes the site and how to reach them, and are not set."""
    values = {"TECHSETS_PUBLISHER": settings.PUBLISHER, "TECHSETS_CONTACT": settings.CONTACT}
    return [name for name, value in values.items() if not value]


def missing_imprint_message() -> str:
    """Return a sentence about settings that are missing, and what to do; empty where none is."""
    missing = missing_imprint()
    if not missing:
        return ""
    return (
        f"Readers are not told who publishes this site or how to reach them: {' and '.join(missing)} "
        f"{'is' if len(missing) == 1 else 'are'} not set. Set them, for example "
        f"TECHSETS_PUBLISHER='Example County Office of Education' TECHSETS_CONTACT='help@example.org, 555-0100'."
    )


@register(Tags.security, deploy=True)
def check_imprint(app_configs: Any, **kwargs: Any) -> list[Warning]:
    """Warn where it is not set who publishes the site and how to reach them (``check --deploy``)."""
    message = missing_imprint_message()
    return [Warning(message, id="techsets.W001")] if message else []

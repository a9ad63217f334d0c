"""Addresses of pages, worked out once: a page has dozens of them, and Django takes some 15 microseconds for each."""

from __future__ import annotations

from functools import lru_cache

from django.core.signals import setting_changed
from django.dispatch import receiver
from django.urls import get_script_prefix
from django.urls import reverse as django_reverse

#: As many are remembered, the ones used last.
CACHE_SIZE = 10_000


def reverse(name: str, *args: str | int) -> str:
    """Return the address of the route ``name`` with ``args``, as Django's ``reverse`` does. Raises NoReverseMatch."""
    return _reverse(name, args, get_script_prefix())


@lru_cache(CACHE_SIZE)
def _reverse(name: str, args: tuple, prefix: str) -> str:
    # The prefix under which a server has put the site is Django's to add; here it only tells answers apart.
    return django_reverse(name, args=args)


@receiver(setting_changed)
def _forget(*, setting: str, **kwargs) -> None:
    """Forget all when a test changes the routes."""
    if setting in {"ROOT_URLCONF", "FORCE_SCRIPT_NAME"}:
        _reverse.cache_clear()

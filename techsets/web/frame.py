"""The frame of public pages: what stands around each of them, made once for each route."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


class Frame:
    """The parts of the frame as HTML, each from its template in ``templates/frame``.

    They depend on what ``frame_for`` is given and on nothing else that changes while the process lives.
    """

    def __init__(self, **values: Any) -> None:
        self._values = values

    def _render(self, part: str) -> SafeString:
        return mark_safe(render_to_string(f"frame/{part}.html", self._values).removesuffix("\n"))

    @cached_property
    def icons(self) -> SafeString:
        """Colors, style sheet and icons."""
        return self._render("icons")

    @cached_property
    def card(self) -> SafeString:
        """What social media show of the site."""
        return self._render("card")

    @cached_property
    def menu(self) -> SafeString:
        """The name of the site and its menu."""
        return self._render("menu")

    @cached_property
    def search(self) -> SafeString:
        """The search at the top."""
        return self._render("search")

    @cached_property
    def foot(self) -> SafeString:
        """The foot, up to what is printed of it."""
        return self._render("foot")


def frame_for(**values: str | None) -> Frame:
    """Return the frame for these values: ``here``, the name of the page's route, and those of the site.

    It is kept, but not while somebody edits templates.
    """
    return Frame(**values) if settings.DEBUG else _keep(**values)


#: There are few: values come from routes and settings, not from visitors. The least used goes where hosts are many.
_keep = lru_cache(300)(Frame)

"""The frame around every public page, rendered once for each route."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


class Frame:
    """The parts of the frame as HTML, each from its template in ``templates/frame``.

    They depend only on the arguments of ``frame_for``, so they can be cached while the process lives.
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
        """The metadata that social media show."""
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
        """The footer, without its print-only part."""
        return self._render("foot")


def frame_for(**values: str | None) -> Frame:
    """Return the frame for ``here``, the page's route name, and the values of the site; cached unless DEBUG is on."""
    return Frame(**values) if settings.DEBUG else _keep(**values)


#: Few frames exist, since the values come from routes and settings; the limit is for sites with many host names.
_keep = lru_cache(300)(Frame)

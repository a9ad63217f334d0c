"""Marks of positions and dotted lines, and sources of notes, in templates."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from orgcharts.drawing.marks import draw_line_mark, draw_name_mark, draw_sources
from orgcharts.models import Position

register = template.Library()


@register.filter
def name_mark(position: Position) -> SafeString:
    """Return the mark behind the name of a position; empty where it needs none."""
    return draw_name_mark(position.is_derived, position.is_renamed)


@register.filter
def line_mark(derived: bool) -> SafeString:
    """Return the mark behind a dotted line; empty where it needs none."""
    return draw_line_mark(derived)


register.filter("sources", draw_sources)

"""The list of faults at the top of a form that came back."""

from __future__ import annotations

from typing import Any

from django import template

from techsets.web.form_errors import collect_errors

register = template.Library()


@register.inclusion_tag("admin/_faults.html")
def list_faults(*parts: Any, lead: str = "Nothing is saved yet.") -> dict[str, Any]:
    """Show faults of forms and formsets, and refusals; nothing where there are none. ``lead`` stands before them."""
    faults = collect_errors(*parts)
    return {"faults": faults, "lead": lead, "leads": any(fault.target for fault in faults)}


@register.simple_tag
def count_faults(*parts: Any) -> int:
    """Return how many faults there are."""
    return len(collect_errors(*parts))

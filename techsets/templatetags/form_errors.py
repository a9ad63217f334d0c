"""The error summary at the top of a submitted form."""

from __future__ import annotations

from typing import Any

from django import template

from techsets.web.form_errors import collect_errors

register = template.Library()


@register.inclusion_tag("admin/_faults.html")
def list_faults(*parts: Any, lead: str = "Nothing is saved yet.") -> dict[str, Any]:
    """Render the errors of forms and formsets, and sentences, after ``lead``; nothing where there are none."""
    faults = collect_errors(*parts)
    return {"faults": faults, "lead": lead, "leads": any(fault.target for fault in faults)}


@register.simple_tag
def count_faults(*parts: Any) -> int:
    """Return the number of errors."""
    return len(collect_errors(*parts))

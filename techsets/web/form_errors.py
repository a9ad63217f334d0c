"""Errors of a submitted form as a list with a link to each field: the error summary of the GOV.UK design system
(https://design-system.service.gov.uk/components/error-summary/), which WCAG technique G139 asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.utils.text import Truncator


@dataclass(frozen=True, slots=True)
class FormError:
    """An error: a sentence, the label of what it is about (may be empty), and the id of the element to correct."""

    text: str
    label: str = ""
    target: str = ""


def collect_errors(*parts: BaseForm | BaseFormSet | FormError | Iterable | str | None) -> list[FormError]:
    """Return the errors of ``parts`` in order: forms, formsets, the admin's wrappers of these, sentences, and lists.

    A sentence is an error that belongs to no field, such as a refused operation; empty ones are skipped.
    """
    return list(_faults(parts))


def _faults(parts: Iterable[Any]) -> Iterator[FormError]:
    for part in parts:
        part = getattr(part, "formset", part)
        if isinstance(part, FormError):
            yield part
        elif isinstance(part, str):
            if part:
                yield FormError(str(part))
        elif isinstance(part, BaseForm):
            yield from _of_form(part)
        elif isinstance(part, BaseFormSet):
            if part.is_bound:
                yield from (FormError(text, target=f"{part.prefix}-group") for text in part.non_form_errors())
                for number, form in enumerate(part.forms, start=1):
                    yield from _of_form(form, _row_name(part, form, number))
        elif part is not None:
            yield from _faults(part)


def _row_name(formset: BaseFormSet, form: BaseForm, number: int) -> str:
    model = getattr(formset, "model", None)
    if model is None:
        return f"{getattr(form, 'noun', 'Row')} {number}"
    name = str(model._meta.verbose_name)
    if form.instance.pk is None:
        return f"New {name}"
    return f"{name.capitalize()} “{Truncator(form.instance).chars(60)}”"


def _of_form(form: BaseForm, row: str = "") -> Iterator[FormError]:
    for name, errors in form.errors.items():
        if name not in form.fields:
            yield from (FormError(text, row) for text in errors)
            continue
        field = form[name]
        target = field.id_for_label or f"{field.auto_id}_0"
        label = f"{row}, {field.label}" if row else str(field.label)
        yield from (FormError(text, label, "" if field.is_hidden else target) for text in errors)

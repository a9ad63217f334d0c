"""What is wrong in a form that came back, as a list with a way to each field: the error summary of the design system of
GOV.UK (https://design-system.service.gov.uk/components/error-summary/), which WCAG technique G139 asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.utils.text import Truncator


@dataclass(frozen=True, slots=True)
class FormError:
    """Something that is wrong: a sentence, what it is about (a label, or nothing), and the id of where to mend it."""

    text: str
    label: str = ""
    target: str = ""


def collect_errors(*parts: BaseForm | BaseFormSet | FormError | Iterable | str | None) -> list[FormError]:
    """Return what is wrong, in the order of ``parts``: forms, formsets, what the admin wraps around them, sentences.

    A sentence is a refusal that belongs to no field, such as that of an operation; nothing is said of empty ones. Lists
    of all these are taken too.
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

"""Two people saving the same thing in the admin: the second gets the form back with both versions, and nothing is lost.

Each thing counts its changes (``revision``). A form carries the count that it was opened with; saving raises the count
in one UPDATE that finds the row only while it still has that count. Where it has another one, nothing is saved: the
form comes back as it was filled in, beside what stands now, and with the present count, so that saving it again is
meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import F, Model
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict

OUTRUN = (
    "Somebody else has saved this while you were editing it. Nothing of yours is lost: your version is in the form "
    "below, and what differs stands here. Put together what shall stand, then save again."
)


class Outrun(Exception):
    """Somebody else has saved the thing since the form was opened."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the two versions differ: what it is called, as it is saved now, and as the form has it."""

    label: str
    saved: str
    yours: str


class RevisionForm(forms.ModelForm):
    """A form that knows with which revision it was opened."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen_revision"] = self.instance.revision

    def clean(self):
        values = super().clean()
        if self.instance.pk and self.is_outrun:
            self.add_error(None, forms.ValidationError(OUTRUN, code="outrun"))
        return values

    @property
    def is_outrun(self) -> bool:
        """Whether the thing has been saved by somebody else since the form was opened."""
        seen = self.cleaned_data.get("seen_revision")
        # A form without a count, such as one of a script, overwrites nothing unknowingly either.
        return self.is_bound and seen != self.initial.get("seen_revision")


class ConflictMixin:
    """For the admin of a model with ``revision``. The form has to be, or to inherit from, ``RevisionForm``."""

    form = RevisionForm

    def get_fieldsets(self, request, obj=None):
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None or not fieldsets or not self.has_change_permission(request, obj):
            return fieldsets
        name, options = fieldsets[-1]
        return [*fieldsets[:-1], (name, options | {"fields": [*options["fields"], "seen_revision"]})]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        extra_context = dict(extra_context or {})
        if request.method != "POST":  # On SQLite a transaction would wait for all who write.
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            # Of its own, so that nothing stays of a save that is found to be outrun half-way.
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Outrun:
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        if request.method == "POST" and object_id:
            self._lock(object_id)
        if request.method == "POST" and object_id and IS_POPUP_VAR not in request.POST:
            saved = self.get_object(request, object_id)
            if saved is not None and self._seen(request) != saved.revision:
                request.POST = self._without_missing_rows(request, saved)
                extra_context["conflict_seen"] = self._seen(request)
                extra_context["conflict"] = lambda: list(self._differences(request, saved))
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if "conflict" in context:
            context["conflict"] = context["conflict"]()
            form = context["adminform"].form
            if form.is_bound:  # From now on, saving means: over what stands now.
                form.data = form.data.copy()
                form.data[form.add_prefix("seen_revision")] = form.initial.get("seen_revision")
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if change:
            self.raise_revision(obj, form.cleaned_data.get("seen_revision"))
        super().save_model(request, obj, form, change)

    def _lock(self, object_id: str) -> None:
        """Hold the row to the end of the transaction, before anything of it is read.

        The form saves all fields. What others do without counting it as a change of the draft, such as publishing it,
        would be written over with what was read before they did it.
        """
        key = unquote(object_id)
        if key.isascii() and key.isdecimal() and len(key) < 19:
            rows = self.model._default_manager.select_for_update(no_key=True).order_by()
            rows.filter(pk=key).values_list("pk", flat=True).first()

    def raise_revision(self, obj: Model, seen: int | None) -> None:
        """Count one more change of ``obj``. Raises Outrun where its count is not ``seen`` any more."""
        rows = type(obj)._default_manager.filter(pk=obj.pk, revision=seen)
        if seen is None or not rows.update(revision=F("revision") + 1):
            raise Outrun
        obj.revision = seen + 1

    def conflict_text(self, field: str, value: Any) -> str:
        """Return ``value`` of the field with that name in words, for people who compare two versions."""
        return "" if value is None else str(value)

    def _seen(self, request) -> int | None:
        seen = request.POST.get("seen_revision", "")
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else None

    def _formsets(self, request, obj) -> Iterator[tuple[type, str]]:
        """Yield each formset of the form with the prefix that its fields have."""
        prefixes: dict[str, int] = {}
        for formset_class, _ in self.get_formsets_with_inlines(request, obj):
            prefix = formset_class.get_default_prefix()
            prefixes[prefix] = prefixes.get(prefix, 0) + 1
            yield formset_class, prefix if prefixes[prefix] == 1 else f"{prefix}-{prefixes[prefix]}"

    def _without_missing_rows(self, request, obj) -> QueryDict:
        """Return what was sent with rows that somebody else has deleted meanwhile as new rows, so that none is lost."""
        data = request.POST.copy()
        for formset_class, prefix in self._formsets(request, obj):
            count, total = (_number(data.get(f"{prefix}-{name}_FORMS")) for name in ("INITIAL", "TOTAL"))
            if total > 1000 or count > total:
                continue
            key = formset_class.model._meta.pk.name
            there = {str(pk) for pk in formset_class(instance=obj, prefix=prefix).queryset.values_list("pk", flat=True)}
            kept = [at for at in range(count) if data.get(f"{prefix}-{at}-{key}") in there]
            if len(kept) == count:
                continue
            rest = [at for at in range(total) if at not in kept and f"{prefix}-{at}-{DELETION_FIELD_NAME}" not in data]
            rows = [_row(data, prefix, at) for at in [*kept, *rest]]
            for at in range(total):
                for name in _row(data, prefix, at):
                    del data[f"{prefix}-{at}-{name}"]
            for at, row in enumerate(rows):
                for name, values in row.items():
                    data.setlist(f"{prefix}-{at}-{name}", [""] if name == key and at >= len(kept) else values)
            data[f"{prefix}-INITIAL_FORMS"], data[f"{prefix}-TOTAL_FORMS"] = str(len(kept)), str(len(rows))
        return data

    def _differences(self, request, obj) -> Iterator[Difference]:
        """Yield where what was sent differs from what is saved now."""
        saved = type(obj)._default_manager.get(pk=obj.pk)
        form = self.get_form(request, saved, change=True)(request.POST, request.FILES, instance=saved)
        yield from self._of_form(form, "")
        for formset_class, prefix in self._formsets(request, obj):
            formset = formset_class(request.POST, request.FILES, instance=saved, prefix=prefix)
            name = str(formset_class.model._meta.verbose_name).capitalize()
            sent = set()
            for row in formset.initial_forms:
                if row.instance.pk is None:  # A key that is none of ours: the form itself says so.
                    continue
                sent.add(row.instance.pk)
                yield from self._of_form(row, f"{name} “{row.instance}”: ")
            for row in formset.queryset:
                if row.pk not in sent:
                    yield Difference(f"{name} “{row}”", "Was added meanwhile and stays.", "You have not seen it.")

    def _of_form(self, form, where: str) -> Iterator[Difference]:
        for name in form.changed_data:
            if name in {"seen_revision", form._meta.model._meta.pk.name}:
                continue
            if name == DELETION_FIELD_NAME:
                yield Difference(where.removesuffix(": "), "Is there.", "You remove it.")
                continue
            bound, field = form[name], form.fields[name]
            saved = self.conflict_text(name, _shown(field, bound.initial))
            yours = self.conflict_text(name, _shown(field, bound.data))
            if saved != yours:
                yield Difference(f"{where}{bound.label}", saved or "(empty)", yours or "(empty)")


def _shown(field: forms.Field, value: Any) -> Any:
    """Return the value of a field as a person sees it."""
    if isinstance(field, forms.ModelChoiceField):
        try:
            return str(field.to_python(value) or "")
        except forms.ValidationError:
            return ""
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(value, value)
    if isinstance(field, forms.BooleanField):
        return "yes" if value not in (None, False, "", "false") else "no"
    return value


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _row(data: QueryDict, prefix: str, at: int) -> dict[str, list[str]]:
    start = f"{prefix}-{at}-"
    return {name.removeprefix(start): data.getlist(name) for name in data if name.startswith(start)}

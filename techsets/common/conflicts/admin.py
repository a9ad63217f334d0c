"""Optimistic locking in the admin: of two people who save the same object, the second gets the form back, merged.

Objects with a ``revision`` count their changes. A form carries the revision that it was opened with, and saving is one
UPDATE that matches only that revision. If it is stale, nothing is saved: the form comes back with the changes of both
(see ``forms``) and the current revision. Objects without a revision, such as accounts, are compared with the values
that the form had shown.
"""

from __future__ import annotations

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import F, Model

from techsets.common.conflicts.form_values import LOADED, WholeFormReader, pack, unpack
from techsets.common.conflicts.forms import SHOW, STALE_MESSAGE, UNSENT_MESSAGE, apply_choices, merge_submission

#: Marks submitted data as stale.
_STALE = "_outrun"


class StaleRevision(Exception):
    """Somebody else has saved the object since the form was opened."""


class MergedForm(forms.ModelForm):
    """A form that is invalid if somebody else has saved the object meanwhile, or if it is only to be shown."""

    def clean(self):
        values = super().clean()
        if self.is_stale:
            self.add_error(None, forms.ValidationError(STALE_MESSAGE, code="outrun"))
        elif SHOW in self.data:
            self.add_error(None, forms.ValidationError(UNSENT_MESSAGE, code="unsent"))
        return values

    @property
    def is_stale(self) -> bool:
        """Whether somebody else has saved the object since the form was opened."""
        return bool(self.instance.pk) and _STALE in self.data


class RevisionForm(MergedForm):
    """A form that submits the revision with which it was opened."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen_revision"] = self.instance.revision

    @property
    def is_stale(self) -> bool:
        """Whether somebody else has saved the object since the form was opened."""
        # A request without a revision, such as that of a script, is stale too.
        seen = self.cleaned_data.get("seen_revision")
        return bool(self.instance.pk) and self.is_bound and seen != self.initial.get("seen_revision")


class MergeMixin:
    """Mixin for model admins. Their form must inherit from ``MergedForm``."""

    form = MergedForm

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        extra_context = dict(extra_context or {})
        if request.method != "POST":  # On SQLite a transaction would wait for all who write.
            return super().changeform_view(request, object_id, form_url, extra_context)
        sent = request.POST
        try:
            # Rolled back if the revision turns out to be stale half-way.
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except StaleRevision:
            request.POST = sent
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _changeform_view(self, request, object_id, form_url, extra_context):
        if request.method == "POST" and object_id:
            self._lock(object_id)
            saved = self.get_object(request, unquote(object_id))
            is_plain = saved is not None and IS_POPUP_VAR not in request.POST
            if is_plain and self.has_change_permission(request, saved):
                self._merge_request(request, saved, extra_context)
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def _merge_request(self, request, saved, extra_context) -> None:
        """Replace the submitted data by the merged data if the revision is stale."""
        reader, loaded = self.get_reader(request, saved), unpack(request.POST.get(LOADED, ""))
        if self.is_stale(request, saved, reader, loaded):
            request.POST, extra_context["conflict"] = merge_submission(reader, loaded, request.POST)
            request.POST[_STALE] = "yes"
            extra_context["conflict_seen"] = self.seen_revision(request)
        else:
            request.POST = apply_choices(reader, loaded, request.POST)

    def is_stale(self, request, saved, reader, loaded) -> bool:
        """Return whether somebody else has saved the object: whether the form would show other values now."""
        if loaded is None:
            return False
        now = reader.read_initial().fields
        return any(name in loaded.fields and loaded.fields[name] != value for name, value in now.items())

    def seen_revision(self, request) -> int | None:
        """Return the revision with which the form was opened, or None."""
        return None

    def get_reader(self, request, saved) -> WholeFormReader:
        """Return a reader of the form and its formsets as they would be opened now."""
        form = self.get_form(request, saved, change=True)(instance=saved)
        prefixes: dict[str, int] = {}
        formsets = []
        for formset_class, inline in self.get_formsets_with_inlines(request, saved):
            prefix = formset_class.get_default_prefix()
            prefixes[prefix] = prefixes.get(prefix, 0) + 1
            prefix = prefix if prefixes[prefix] == 1 else f"{prefix}-{prefixes[prefix]}"
            formsets.append(formset_class(instance=saved, prefix=prefix, queryset=inline.get_queryset(request)))
        return WholeFormReader(form, formsets)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if form.is_bound:
            context["loaded"] = form.data.get(LOADED, "")
        elif change and self.has_change_permission(request, obj):
            formsets = [one.formset for one in context["inline_admin_formsets"]]
            context["loaded"] = pack(WholeFormReader(form, formsets).read_initial())
        context["may_be_kept"] = not change or self.has_change_permission(request, obj)
        if "conflict" in context and form.is_bound:
            self.accept_revision(form)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def accept_revision(self, form) -> None:
        """Let the form submit the current revision from now on."""

    def _lock(self, object_id: str) -> None:
        """Lock the row until the end of the transaction, before it is read.

        The form saves all fields. Without the lock it would overwrite what others change without a new revision, such
        as publishing a draft.
        """
        key = unquote(object_id)
        if key.isascii() and key.isdecimal() and len(key) < 19:
            rows = self.model._default_manager.select_for_update(no_key=True).order_by()
            rows.filter(pk=key).values_list("pk", flat=True).first()


class ConflictMixin(MergeMixin):
    """Mixin for the admin of a model with ``revision``. Its form must be a ``RevisionForm``."""

    form = RevisionForm

    def get_fieldsets(self, request, obj=None):
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None or not fieldsets or not self.has_change_permission(request, obj):
            return fieldsets
        name, options = fieldsets[-1]
        return [*fieldsets[:-1], (name, options | {"fields": [*options["fields"], "seen_revision"]})]

    def is_stale(self, request, saved, reader, loaded) -> bool:
        return self.seen_revision(request) != saved.revision

    def accept_revision(self, form) -> None:
        form.data = form.data.copy()
        form.data[form.add_prefix("seen_revision")] = form.initial.get("seen_revision")

    def save_model(self, request, obj, form, change):
        if change:
            self.increment_revision(obj, form.cleaned_data.get("seen_revision"))
        super().save_model(request, obj, form, change)

    def increment_revision(self, obj: Model, seen: int | None) -> None:
        """Increment the revision of ``obj``. Raises StaleRevision unless it is still ``seen``."""
        rows = type(obj)._default_manager.filter(pk=obj.pk, revision=seen)
        if seen is None or not rows.update(revision=F("revision") + 1):
            raise StaleRevision
        obj.revision = seen + 1

    def seen_revision(self, request) -> int | None:
        text = request.POST.get("seen_revision", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

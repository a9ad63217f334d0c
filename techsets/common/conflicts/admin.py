"""Two people saving the same thing in the admin: the second gets the form back with both versions, and nothing is lost.

Each thing counts its changes (``revision``). A form carries the count that it was opened with; saving raises the count
in one UPDATE that finds the row only while it still has that count. Where it has another one, nothing is saved: the
form comes back with what both have changed (see ``forms``) and with the present count, so that saving it again
is meant. Things that count nothing, such as accounts, are compared with what the form had shown.
"""

from __future__ import annotations

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import F, Model

from techsets.common.conflicts.form_values import LOADED, WholeFormReader, pack, unpack
from techsets.common.conflicts.forms import SHOW, STALE_MESSAGE, UNSENT_MESSAGE, apply_choices, merge_submission

#: Stands in what was sent where it was found to be outrun.
_STALE = "_outrun"


class StaleRevision(Exception):
    """Somebody else has saved the thing since the form was opened."""


class MergedForm(forms.ModelForm):
    """A form that is not saved where somebody else has saved the same thing meanwhile, or where it is only shown."""

    def clean(self):
        values = super().clean()
        if self.is_outrun:
            self.add_error(None, forms.ValidationError(STALE_MESSAGE, code="outrun"))
        elif SHOW in self.data:
            self.add_error(None, forms.ValidationError(UNSENT_MESSAGE, code="unsent"))
        return values

    @property
    def is_outrun(self) -> bool:
        """Whether the thing has been saved by somebody else since the form was opened."""
        return bool(self.instance.pk) and _STALE in self.data


class RevisionForm(MergedForm):
    """A form that knows with which revision it was opened."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen_revision"] = self.instance.revision

    @property
    def is_outrun(self) -> bool:
        """Whether the thing has been saved by somebody else since the form was opened."""
        # A form without a count, such as one of a script, overwrites nothing unknowingly either.
        seen = self.cleaned_data.get("seen_revision")
        return bool(self.instance.pk) and self.is_bound and seen != self.initial.get("seen_revision")


class MergeMixin:
    """For the admin of a model that two people may edit at once. The form has to inherit from ``MergedForm``."""

    form = MergedForm

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        extra_context = dict(extra_context or {})
        if request.method != "POST":  # On SQLite a transaction would wait for all who write.
            return super().changeform_view(request, object_id, form_url, extra_context)
        sent = request.POST
        try:
            # Of its own, so that nothing stays of a save that is found to be outrun half-way.
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
                self._put_together(request, saved, extra_context)
        return super()._changeform_view(request, object_id, form_url, extra_context)

    def _put_together(self, request, saved, extra_context) -> None:
        """Let the request send what both people have changed, where somebody else has saved meanwhile."""
        read, loaded = self.read_forms(request, saved), unpack(request.POST.get(LOADED, ""))
        if self.is_outrun(request, saved, read, loaded):
            request.POST, extra_context["conflict"] = merge_submission(read, loaded, request.POST)
            request.POST[_STALE] = "yes"
            extra_context["conflict_seen"] = self.seen_revision(request)
        else:
            request.POST = apply_choices(read, loaded, request.POST)

    def is_outrun(self, request, saved, read, loaded) -> bool:
        """Say whether somebody else has saved the thing since the form was opened: whether it shows other values."""
        if loaded is None:
            return False
        now = read.saved().fields
        return any(name in loaded.fields and loaded.fields[name] != value for name, value in now.items())

    def seen_revision(self, request) -> int | None:
        """Return the revision with which the form was opened, where there is one."""
        return None

    def read_forms(self, request, saved) -> WholeFormReader:
        """Return the form and its lists as they would be opened now."""
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
            context["loaded"] = pack(WholeFormReader(form, formsets).saved())
        context["may_be_kept"] = not change or self.has_change_permission(request, obj)
        if "conflict" in context and form.is_bound:
            self.accept(form)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def accept(self, form) -> None:
        """From now on, saving the form means: over what stands now."""

    def _lock(self, object_id: str) -> None:
        """Hold the row to the end of the transaction, before anything of it is read.

        The form saves all fields. What others do without counting it as a change of the draft, such as publishing it,
        would be written over with what was read before they did it.
        """
        key = unquote(object_id)
        if key.isascii() and key.isdecimal() and len(key) < 19:
            rows = self.model._default_manager.select_for_update(no_key=True).order_by()
            rows.filter(pk=key).values_list("pk", flat=True).first()


class ConflictMixin(MergeMixin):
    """For the admin of a model with ``revision``. The form has to be, or to inherit from, ``RevisionForm``."""

    form = RevisionForm

    def get_fieldsets(self, request, obj=None):
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is None or not fieldsets or not self.has_change_permission(request, obj):
            return fieldsets
        name, options = fieldsets[-1]
        return [*fieldsets[:-1], (name, options | {"fields": [*options["fields"], "seen_revision"]})]

    def is_outrun(self, request, saved, read, loaded) -> bool:
        return self.seen_revision(request) != saved.revision

    def accept(self, form) -> None:
        form.data = form.data.copy()
        form.data[form.add_prefix("seen_revision")] = form.initial.get("seen_revision")

    def save_model(self, request, obj, form, change):
        if change:
            self.raise_revision(obj, form.cleaned_data.get("seen_revision"))
        super().save_model(request, obj, form, change)

    def raise_revision(self, obj: Model, seen: int | None) -> None:
        """Count one more change of ``obj``. Raises Outrun where its count is not ``seen`` any more."""
        rows = type(obj)._default_manager.filter(pk=obj.pk, revision=seen)
        if seen is None or not rows.update(revision=F("revision") + 1):
            raise StaleRevision
        obj.revision = seen + 1

    def seen_revision(self, request) -> int | None:
        text = request.POST.get("seen_revision", "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

"""Admin pages for importing Word files: upload, preview, fix, confirm. Nothing is saved before the last step."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from jobdescriptions.admin.batch_imports import BatchImportMixin
from jobdescriptions.admin.import_form import ConfirmForm, carry_over_input
from jobdescriptions.admin.uploads import ImportUploadMixin
from jobdescriptions.compare import compare
from jobdescriptions.content import list_facts, to_content, to_document
from jobdescriptions.imports import steps
from jobdescriptions.imports.original import find_earlier_upload, find_jobs_by_file
from jobdescriptions.imports.preview_html import render_passages, render_sections
from jobdescriptions.imports.stored_readings import apply_all_offers, apply_offers, get_reading
from jobdescriptions.imports.targets import describe_target, find_targets, list_waiting_files
from jobdescriptions.imports.upload_form import UploadForm
from jobdescriptions.imports.uploads import RequestBudget
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.states import with_states
from jobdescriptions.word.package.guard import FileRefused

#: Pending imports are deleted after this time.
PENDING_LIFETIME = timedelta(days=7)


STALE_DRAFT = "Somebody else has edited the draft that this file would replace."
STALE_DRAFT_REMEDY = (
    "nothing is saved yet. Look at what the file would change in that draft as it stands now, then save again if it "
    "shall be replaced all the same."
)


class ImportAdminMixin(BatchImportMixin, ImportUploadMixin):
    """Add the import to the admin of job descriptions: an upload page, and a preview page for each file."""

    change_list_template = "admin/jobdescriptions/change_list.html"
    change_form_template = "admin/jobdescriptions/change_form.html"

    def get_urls(self):
        def view(function):
            return self.admin_site.admin_view(function)

        return [
            path("import/", view(self.import_view), name="jobdescriptions_import"),
            path("import/together/", view(self.import_together_view), name="jobdescriptions_import_together"),
            path("import/<uuid:token>/", view(self.import_preview_view), name="jobdescriptions_import_preview"),
            path("import/<uuid:token>/file/", view(self.import_file_view), name="jobdescriptions_import_file"),
            *super().get_urls(),
        ]

    def may_import(self, request) -> bool:
        """Return whether the user may import files, to add or to change job descriptions."""
        return self.has_add_permission(request) or self.has_change_permission(request)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"may_import": self.may_import(request)} | (extra_context or {}))

    def import_view(self, request):
        """List pending imports; on POST, store uploads."""
        if not self.may_import(request):
            raise PermissionDenied
        PendingImport.objects.filter(created_at__lt=timezone.now() - PENDING_LIFETIME).delete()
        form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and form.is_valid():
            target = self._get_target(request)
            budget = RequestBudget()
            taken = [
                pending
                for file in form.cleaned_data["files"]
                for pending in self._store_upload(request, file.name, file.read(), target, budget)
            ]
            if budget.left:
                self.message_user(request, budget.sentence, messages.WARNING)
            if len(taken) == 1:
                return HttpResponseRedirect(self._get_preview_url(taken[0]))
            return HttpResponseRedirect(reverse(f"{self.admin_site.name}:jobdescriptions_import"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Import Word files",
            "opts": self.opts,
            "form": form,
            "target": self._get_target(request),
            "waiting": list_waiting_files(
                self._pending_imports(request), may_replace=self.has_change_permission(request)
            ),
        }
        return TemplateResponse(request, "admin/jobdescriptions/import.html", context)

    def import_preview_view(self, request, token):
        """Preview a file; on POST, apply offers, confirm or discard it."""
        if not self.may_import(request):
            raise PermissionDenied
        pending = self._pending_imports(request).filter(token=token).defer("data").first()
        if pending is None:
            if PendingImport.objects.filter(token=token).exists():
                raise Http404("Somebody else has uploaded this file.")
            self.message_user(request, "That file is not waiting any more: it was saved or discarded.", messages.INFO)
            return self._redirect_to_next(request)
        if request.method == "POST" and "discard" in request.POST:
            pending.delete()
            self.message_user(request, f"{pending.name} was discarded. Nothing was saved.")
            return self._redirect_to_next(request)
        try:
            shown = get_reading(pending)
            form = self._build_form(request, pending, shown)
            if request.method == "POST" and ("mend" in request.POST or "mend_all" in request.POST):
                shown, form = self._apply_ticked_offers(request, pending, form)
            elif request.method == "POST" and set(offers := self._get_ticked_offers(request, shown)) != set(
                shown.taken
            ):
                # Ticked offers are applied whichever button is pressed.
                shown, form = self._apply_offers_and_confirm(request, pending, form, offers)
        except FileRefused as error:  # It was read when it was uploaded, so the reader has become stricter since.
            pending.delete()
            self.message_user(request, f"{pending.name}: {error.text}", messages.ERROR)
            return self._redirect_to_next(request)
        if request.method == "POST" and form.is_valid():
            answer = self._confirm(request, pending, shown, form)
            if answer is not None:
                return answer
        return TemplateResponse(
            request, "admin/jobdescriptions/import_preview.html", self._preview_context(request, pending, shown, form)
        )

    def _build_form(self, request, pending, shown, *, with_data=True, data=None) -> ConfirmForm:
        """Return the confirm form, bound to the submitted data (or ``data``) if it was submitted to be confirmed."""
        sent = (data or request.POST) if with_data and "confirm" in request.POST else None
        initial = {"title": shown.title}
        if self.has_change_permission(request):
            initial["job_description"] = find_targets([pending]).get(pending.pk)
        form = ConfirmForm(shown, sent, initial=initial)
        if not self.has_change_permission(request):  # Only new ones: there is nothing to choose from.
            form.fields["job_description"].widget = forms.HiddenInput()
        elif not self.has_add_permission(request):
            form.fields["job_description"].empty_label = "Choose a job description"
            form.fields["job_description"].required = True
        return form

    def _apply_ticked_offers(self, request, pending, form):
        """Apply the ticked fixes; return the new preview, and its form with the input of ``form``."""
        if "mend_all" in request.POST:
            shown = apply_all_offers(pending)
        else:
            shown = apply_offers(pending, request.POST.getlist("offers"))
        mended = self._build_form(request, pending, shown)
        mended.initial |= carry_over_input(form, request.POST, mended)
        self.message_user(request, "This is how the file is understood with the ticked fixes. Nothing is saved yet.")
        return shown, mended

    @staticmethod
    def _get_ticked_offers(request, shown) -> list[str]:
        """Return the ticked offers; those already applied if the request has none of these fields."""
        if "offered" in request.POST or "offers" in request.POST:
            return [offer.key for offer in shown.offers if offer.key in request.POST.getlist("offers")]
        return list(shown.taken)

    def _apply_offers_and_confirm(self, request, pending, form, offers):
        """Apply the ticked fixes; return the new preview and its form, bound to be confirmed.

        If the target of the file would then be another one than the page said, the form is not bound.
        """
        shown = apply_offers(pending, offers)
        mended = self._build_form(request, pending, shown, with_data=False)
        told = form.initial.get("job_description")
        typed = carry_over_input(ConfirmForm(form.shown, initial=form.initial), request.POST, mended)
        if mended.initial.get("job_description") != told and "job_description" not in typed:
            mended.initial |= typed
            text = "The ticked fixes are applied. With them, the file would be saved as something else: "
            self.message_user(request, f"{text}look at it again. Nothing is saved yet.", messages.WARNING)
            return shown, mended
        data = request.POST.copy()
        for name in mended.fields:
            if name in {"pay", "clauses"}:
                data.setlist(name, typed.get(name, []))
            elif name in typed:
                continue
            elif name == "title":
                data[name] = mended.initial["title"] or data.get(name, "")
        return shown, self._build_form(request, pending, shown, data=data)

    def _confirm(self, request, pending, shown, form):
        """Save the draft and return a redirect; None if the values are invalid, with errors in the form."""
        job = form.cleaned_data["job_description"]
        allowed = self.has_change_permission(request, job) if job else self.has_add_permission(request)
        if not allowed:
            raise PermissionDenied
        if shown.lost_words and "accept_loss" not in request.POST:
            form.add_error(
                None, "Some words of the file would be lost. Tick the box that says so, or change the file in Word."
            )
            return None
        try:
            with transaction.atomic():
                # Of two concurrent confirmations the second waits here and finds no row.
                if not PendingImport.objects.select_for_update().filter(pk=pending.pk).exists():
                    self.message_user(request, f"{pending.name} has been saved or discarded already.", messages.WARNING)
                    return self._redirect_to_next(request)
                if job and self._is_stale(request, pending, job):
                    form.add_error(None, f"{STALE_DRAFT} “{job}”: {STALE_DRAFT_REMEDY}")
                    return None
                known = [int(key) for key in request.POST.get("known", "").split() if key.isdecimal() and len(key) < 19]
                saved = steps.confirm(
                    shown, bytes(pending.data), job, document=form.build_document(), user=request.user, known=known
                )
                if job:
                    self.log_change(request, saved, f"Replaced the draft by the Word file {pending.name}.")
                else:
                    self.log_addition(request, saved, f"Imported the Word file {pending.name}.")
                pending.delete()
        except ValidationError as error:
            for field, problems in getattr(error, "message_dict", {"": error.messages}).items():
                for problem in problems:
                    form.add_error("title" if field == "title" else None, f"{field}: {problem}" if field else problem)
            return None
        except IntegrityError:
            form.add_error(
                None,
                "Somebody else saved a job description at the same moment, and nothing of yours was saved. "
                "Press Save as a draft again.",
            )
            return None
        address = reverse(f"{self.admin_site.name}:jobdescriptions_jobdescription_change", args=[saved.pk])
        name = format_html('<a href="{}">{}</a>', address, saved) if self.has_view_permission(request, saved) else saved
        public = (
            f"The public goes on seeing version {saved.published_version} until you publish the draft."
            if saved.is_published
            else "The public sees it once it is published."
        )
        message = "The draft of {} was replaced. {}" if job else "{} was saved as a draft. {}"
        self.message_user(request, format_html(message, name, public), messages.SUCCESS)
        return self._redirect_to_next(request, saved)

    def _is_stale(self, request, pending, job) -> bool:
        """Lock ``job`` and return whether somebody has edited it since the page was shown."""
        job = JobDescription.objects.select_for_update().get(pk=job.pk)
        told, _, revision = request.POST.get("seen", "").partition(":")
        if told == str(job.pk):
            return revision != str(job.revision)
        # The page did not name it: compare with the time of the upload.
        return job.updated_at > pending.created_at

    def _preview_context(self, request, pending, shown, form):
        content = shown.content
        chosen = form.selected_job
        told, _, revision = request.POST.get("seen", "").partition(":")
        is_stale = chosen is not None and any(STALE_DRAFT in text for text in form.non_field_errors())
        return {
            **self.admin_site.each_context(request),
            "title": f"Import {pending.name}",
            "opts": self.opts,
            "pending": pending,
            "shown": shown,
            "content": content,
            "facts": list_facts(content),
            "sections": render_sections(content),
            "read_text": render_passages(shown.passages),
            "warnings": [message for message in shown.messages if message.level == "warning"],
            "notices": [message for message in shown.messages if message.level != "warning"],
            "form": form,
            "becomes": describe_target(chosen and with_states(JobDescription.objects.filter(pk=chosen.pk)).get()),
            "seen": f"{chosen.pk}:{chosen.revision}" if chosen else "",
            "known": find_jobs_by_file([shown.sha256])[shown.sha256],
            "stale_target": chosen if is_stale else None,
            "stale_since": int(revision) if told and revision.isdecimal() and len(revision) < 10 else None,
            "comparison": compare(to_content(to_document(chosen)), content) if is_stale else None,
            "earlier": find_earlier_upload(shown.sha256) if self.has_view_permission(request) else None,
            "is_loss_accepted": "accept_loss" in request.POST,
            "others": self._pending_imports(request).exclude(pk=pending.pk).count(),
        }

    def _get_preview_url(self, pending) -> str:
        return reverse(f"{self.admin_site.name}:jobdescriptions_import_preview", args=[pending.token])

    def _redirect_to_next(self, request, saved=None):
        """Redirect to the next pending import, or else to the saved job description, or to the list."""
        waiting = self._pending_imports(request).first()
        if waiting is not None:
            return HttpResponseRedirect(self._get_preview_url(waiting))
        if saved is not None and self.has_view_or_change_permission(request, saved):
            return HttpResponseRedirect(
                reverse(f"{self.admin_site.name}:jobdescriptions_jobdescription_change", args=[saved.pk])
            )
        if not self.has_view_or_change_permission(request):
            return HttpResponseRedirect(reverse(f"{self.admin_site.name}:jobdescriptions_import"))
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:jobdescriptions_jobdescription_changelist"))

"""Uploads of Word files in the admin: store them as pending imports, and send them back unchanged."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from jobdescriptions.imports import steps
from jobdescriptions.imports.stored_readings import reading_fields
from jobdescriptions.imports.uploads import unpack_word_files
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.word.package.guard import FileRefused


class ImportUploadMixin:
    """Handles uploads for the admin of job descriptions. Pending imports belong to their user."""

    def _store_upload(self, request, name, data, target, budget):
        """Return a pending import for each Word file of an upload; add messages for refused files."""
        taken = []
        try:
            for inner_name, inner in unpack_word_files(name, data):
                if budget.is_spent:
                    budget.left.append(inner_name)
                    continue
                try:
                    if isinstance(inner, FileRefused):
                        raise inner
                    shown = steps.preview_with_check(inner_name[:255], inner)
                except FileRefused as error:
                    self.message_user(request, f"{inner_name}: {error.text}", messages.ERROR)
                    continue
                taken.append(self._store_pending(request, shown, inner, target))
        except FileRefused as error:
            self.message_user(request, f"{name}: {error.text}", messages.ERROR)
        return taken

    def _store_pending(self, request, shown: steps.Preview, data: bytes, target) -> PendingImport:
        """Return the pending import of a file; the existing one if the same file waits already."""
        waiting = self._pending_imports(request).filter(data=data).first()
        if waiting is None:
            return PendingImport.objects.create(
                name=shown.name, data=data, user=request.user, job_description=target, **reading_fields(shown)
            )
        self.message_user(
            request, f"{shown.name} is the same file as {waiting.name}, which waits already.", messages.INFO
        )
        if target is not None:
            waiting.job_description = target
            waiting.save(update_fields=["job_description"])
        return waiting

    def import_file_view(self, request, token):
        """Send a pending file of the user unchanged."""
        pending = self._pending_imports(request).filter(token=token).first() if self.may_import(request) else None
        if pending is None:
            raise Http404("That file is not waiting any more.")
        response = HttpResponse(bytes(pending.data), content_type="application/octet-stream")
        response.headers["Content-Disposition"] = content_disposition_header(True, pending.name)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def _get_target(self, request) -> JobDescription | None:
        """Return the job description from whose page the upload was started, if the user may change it."""
        number = request.GET.get("replace", "")
        if not (number.isascii() and number.isdecimal() and len(number) < 19):
            return None
        job = JobDescription.objects.filter(pk=int(number)).first()
        if job is None:
            raise Http404("That job description has been deleted.")
        if not self.has_change_permission(request, job):
            raise PermissionDenied
        return job

    def _pending_imports(self, request):
        """Return the user's own pending imports."""
        return PendingImport.objects.filter(user=request.user)

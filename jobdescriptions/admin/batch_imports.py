"""Fix and save several pending imports together."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from jobdescriptions.admin.import_form import ConfirmForm
from jobdescriptions.imports import steps
from jobdescriptions.imports.original import find_jobs_by_file
from jobdescriptions.imports.stored_readings import apply_all_offers, get_reading
from jobdescriptions.imports.targets import describe_target, find_targets
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.word.package.guard import FileRefused
from techsets.common.text import format_count

#: Number of files on one page. After an upgrade each of them is read again.
BATCH_SIZE = 25


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A pending import in a batch: its reading, its target, and reasons why it cannot be saved unseen.

    ``shown`` is None if it cannot be read any more. ``seen`` identifies the draft that it replaces, with its revision.
    """

    pending: PendingImport
    shown: steps.Preview | None
    target: JobDescription | None = None
    becomes: str = ""
    reasons: tuple[str, ...] = ()
    #: The keys of the job descriptions that came from this file before.
    known: tuple[int, ...] = ()

    @property
    def seen(self) -> str:
        return f"{self.target.pk}:{self.target.revision}" if self.target else "new"

    @property
    def open_offers(self) -> int:
        """The number of offers that are not applied."""
        return len(self.shown.offers) - len(self.shown.taken) if self.shown else 0


def find_reasons(shown: steps.Preview) -> tuple[str, ...]:
    """Return why a user should look at a file before it is saved; empty if there is no reason."""
    found = []
    if shown.lost_words:
        found.append("Some of its words would be lost.")
    if left := len(shown.offers) - len(shown.taken):
        found.append(f"{format_count(left, 'suggested fix is', 'suggested fixes are')} not applied.")
    warnings = [message.text for message in shown.messages if message.level == "warning"]
    found += warnings[:3]
    if len(warnings) > 3:
        found.append(f"And {len(warnings) - 3} more.")
    if any(message.code == "title-from-name" for message in shown.messages):
        found.append("It has no title: the name of the file would be taken for one.")
    return tuple(found)


class BatchImportMixin:
    """Add the page on which pending imports are fixed and saved together."""

    def import_together_view(self, request):
        """List pending imports; on POST, apply all offers to the ticked ones, or save those without problems."""
        if not self.may_import(request):
            raise PermissionDenied
        if request.method == "POST":
            ticked = set(request.POST.getlist("files"))
            chosen = [row for row in self._list_rows(request) if str(row.pending.token) in ticked]
            if not chosen:
                self.message_user(request, "Tick at least one file.", messages.WARNING)
            elif "mend" in request.POST:
                self._apply_all_offers(request, chosen)
            elif "save" in request.POST:
                self._save_rows(request, chosen)
            return HttpResponseRedirect(reverse(f"{self.admin_site.name}:jobdescriptions_import_together"))
        rows = self._list_rows(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "All files that wait",
            "opts": self.opts,
            "rows": rows,
            "more": max(0, self._pending_imports(request).count() - len(rows)),
            "ready": sum(not row.reasons for row in rows),
            "offers": sum(row.open_offers for row in rows),
        }
        return TemplateResponse(request, "admin/jobdescriptions/import_together.html", context)

    def _list_rows(self, request) -> list[BatchRow]:
        may_replace, may_add = self.has_change_permission(request), self.has_add_permission(request)
        waiting = list(self._pending_imports(request).defer("data")[:BATCH_SIZE])
        shown_by_key: dict[int, steps.Preview] = {}
        refused: dict[int, str] = {}
        for pending in waiting:
            try:
                shown_by_key[pending.pk] = get_reading(pending)
            except FileRefused as error:
                refused[pending.pk] = error.text
        targets = find_targets([one for one in waiting if one.pk in shown_by_key]) if may_replace else {}
        known = find_jobs_by_file([shown.sha256 for shown in shown_by_key.values()])
        rows, seen = [], {}
        for pending in waiting:
            if pending.pk in refused:
                rows.append(BatchRow(pending, None, reasons=(refused[pending.pk],)))
                continue
            shown, target = shown_by_key[pending.pk], targets.get(pending.pk)
            reasons = list(find_reasons(shown))
            key = target.pk if target else shown.title.casefold()
            if key in seen:
                reasons.append(f"It would become the same as {seen[key]} above.")
            seen.setdefault(key, pending.name)
            if target is None and not may_add:
                reasons.append("Choose the job description whose draft it replaces.")
            rows.append(BatchRow(pending, shown, target, describe_target(target), tuple(reasons), known[shown.sha256]))
        return rows

    def _apply_all_offers(self, request, rows: list[BatchRow]) -> None:
        count = 0
        for row in rows:
            if row.shown is not None and row.open_offers:
                count += len(set(apply_all_offers(row.pending).taken) - set(row.shown.taken))
        applied = format_count(count, "suggested fix was", "suggested fixes were")
        self.message_user(request, f"{applied} applied. Nothing is saved yet.")

    def _save_rows(self, request, rows: list[BatchRow]) -> None:
        """Save each file without problems, unless its target has changed since the page was shown."""
        saved, kept = [], []
        for row in rows:
            token = str(row.pending.token)
            if row.reasons:
                kept.append(row.pending.name)
            elif request.POST.get(f"seen-{token}") != row.seen:
                text = "what it would replace has changed since you looked. Look at it again."
                self.message_user(request, f"{row.pending.name} was not saved: {text}", messages.WARNING)
            else:
                try:
                    saved.append(self._save_row(request, row))
                except ValidationError as error:
                    text = f"{row.pending.name} was not saved: {' '.join(error.messages)}"
                    self.message_user(request, text, messages.ERROR)
                except IntegrityError:
                    text = "somebody else saved a job description at the same moment. Save it again."
                    self.message_user(request, f"{row.pending.name} was not saved: {text}", messages.ERROR)
        if names := ", ".join(str(job) for job in saved if job is not None):
            self.message_user(
                request, f"Saved as drafts: {names}. The public sees nothing of it yet.", messages.SUCCESS
            )
        if kept:
            self.message_user(request, f"Not saved, because of their problems: {', '.join(kept)}.", messages.INFO)

    @transaction.atomic
    def _save_row(self, request, row: BatchRow) -> JobDescription | None:
        if not PendingImport.objects.select_for_update().filter(pk=row.pending.pk).exists():
            return None
        if row.target is not None:
            now = JobDescription.objects.select_for_update().get(pk=row.target.pk)
            if now.revision != row.target.revision:
                raise ValidationError("Somebody else has edited the draft that it would replace. Look at it again.")
            if not self.has_change_permission(request, now):
                raise PermissionDenied
        values = {"title": row.shown.title, "keep": "on"}
        values |= {"job_description": str(row.target.pk)} if row.target else {}
        form = ConfirmForm(row.shown, values)
        if not form.is_valid():
            raise ValidationError([text for texts in form.errors.values() for text in texts])
        data = bytes(row.pending.data)
        job = steps.confirm(
            row.shown, data, row.target, document=form.build_document(), user=request.user, known=row.known
        )
        if row.target:
            self.log_change(request, job, f"Replaced the draft by the Word file {row.pending.name}.")
        else:
            self.log_addition(request, job, f"Imported the Word file {row.pending.name}.")
        row.pending.delete()
        return job

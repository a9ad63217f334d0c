"""The page of a job description, its Word file, and the page of all clauses."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView, View

from jobdescriptions.clauses.public import list_library
from jobdescriptions.downloads import send_version, send_word_file
from jobdescriptions.models import Publication, file_storage
from jobdescriptions.page_context import build_page_context
from jobdescriptions.queries import select_published
from techsets.common.storage.files import open_verified


class JobDescriptionView(TemplateView):
    """The page of a published job description with its pay and placements."""

    template_name = "jobdescriptions/job_description.html"

    def get_context_data(self, slug: str, **kwargs):
        publication = select_published(slug)
        if publication is None:
            raise Http404("There is no job description at this address.")
        return super().get_context_data(**build_page_context(publication, publication.text), **kwargs)


class ClausesView(TemplateView):
    """The clause library: each clause with its sources and the job descriptions that have it."""

    template_name = "jobdescriptions/clauses.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(entries=list_library(), **kwargs)


class WordDownloadView(View):
    """The Word file of the current version, or "not modified"."""

    def get(self, request, slug: str):
        publication = get_object_or_404(Publication.objects.current(), job_description__slug=slug)
        return send_version(request, publication)


class OriginalDownloadView(View):
    """The uploaded file, if the text has not been edited since and the file is harmless."""

    def get(self, request, slug: str):
        publications = Publication.objects.current().filter(original__isnull=False).select_related("original")
        source = get_object_or_404(publications, job_description__slug=slug).original
        return send_word_file(
            request,
            lambda: open_verified(file_storage(), source.file.name, source.sha256),
            source.name,
            source.sha256,
            source.uploaded_at,
        )

"""The addresses of one job description: its page, its Word files, its changes."""

from django.urls import path

from jobdescriptions.version_views import ChangesView
from jobdescriptions.views import JobDescriptionView, OriginalDownloadView, WordDownloadView
from techsets.common.public_pages import public

urlpatterns = [
    path("<slug:slug>/", public(JobDescriptionView.as_view()), name="job-description"),
    path("<slug:slug>/word/", public(WordDownloadView.as_view()), name="job-description-word"),
    path("<slug:slug>/original/", public(OriginalDownloadView.as_view()), name="job-description-original"),
    path("<slug:slug>/changes/", public(ChangesView.as_view()), name="job-description-changes"),
]

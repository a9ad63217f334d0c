"""Public pages about the changes between versions of a job description."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView

from jobdescriptions.compare import compare
from jobdescriptions.models import Publication
from jobdescriptions.versions import choose_two, list_changes

#: So many versions are told on one page.
VERSIONS_ON_A_PAGE = 20


class ChangesView(TemplateView):
    """The versions of a published job description with their changes, or two of them compared.

    The parameters ``from`` and ``to`` name the two; with invalid ones, the list and a sentence are shown.
    Versions of an unpublished job description are not shown.
    """

    template_name = "jobdescriptions/changes.html"

    def get_context_data(self, **kwargs):
        current = get_object_or_404(
            Publication.objects.current().defer("content"), job_description__slug=kwargs["slug"]
        )
        job = current.job_description
        publications = job.publications.order_by("-version")
        # Without the texts: there may be many versions.
        rows = list(publications.values("version", "published_at"))
        numbers = sorted(row["version"] for row in rows)
        context = {"job": job, "publication": current, "rows": rows}
        parameters = self.request.GET
        if "from" in parameters or "to" in parameters:
            chosen = choose_two(parameters, numbers)
            if isinstance(chosen, str):
                context["notice"] = chosen
            else:
                before, after = publications.filter(version__in=chosen).order_by("version")
                comparison = compare(before.content, after.content)
                context |= {"before": before, "after": after, "comparison": comparison}
        if "comparison" not in context:
            pages = Paginator(rows, VERSIONS_ON_A_PAGE)
            page = pages.get_page(parameters.get("page"))
            # One more than is shown, to say what changed in the last one.
            found = list_changes(publications[page.start_index() - 1 : page.end_index() + 1])
            context |= {"versions": found[: len(page)], "page": page}
        return super().get_context_data(**context, **kwargs)

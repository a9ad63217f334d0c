"""What the pages of charts in the admin share: their frame, the data that was sent, and the way back to the tree."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from orgcharts.models import OrgChart
from orgcharts.permissions import may_view

#: ``auto_id`` of the forms of steps: a dialog shows them beside the fields of the chart's own form.
STEP_ID = "step_%s"


def choose_frame(request: HttpRequest) -> str:
    """Return the template around a page: the admin's, or a bare one for the script, which shows a dialog."""
    bare = request.headers.get("X-Requested-With") == "fetch"
    return "admin/orgcharts/bare.html" if bare else "admin/base_site.html"


def posted_data(request: HttpRequest) -> QueryDict | None:
    """Return the data of a POST request, possibly empty; None for other requests."""
    return request.POST if request.method == "POST" else None


def posted_number(request: HttpRequest, name: str) -> int | None:
    """Return the key or revision that was posted as ``name``; None where it is not a number of at most 18 digits."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


class ChartPagesMixin:
    """Pages for the admin of charts."""

    def chart_or_404(self, request: HttpRequest, pk: int) -> OrgChart:
        """Return the chart. Raises PermissionDenied where the user may not look at charts, Http404 if it is gone."""
        if not may_view(request.user):
            raise PermissionDenied
        chart = OrgChart.objects.select_related("support_model").filter(pk=pk).first()
        if chart is None:
            raise Http404("There is no such chart.")
        return chart

    def back(
        self,
        request: HttpRequest,
        chart: OrgChart,
        message: str,
        *,
        level: int = messages.SUCCESS,
        at: int | None = None,
    ) -> HttpResponseRedirect:
        """Redirect to the tree, with ``message`` above it and the position with the key ``at`` in view."""
        messages.add_message(request, level, message)
        address = reverse("admin:orgcharts_orgchart_change", args=[chart.pk])
        return HttpResponseRedirect(f"{address}?{urlencode({'at': at})}#p{at}" if at else address)

    def page(self, request: HttpRequest, template: str, title: str, chart: OrgChart | None, **context) -> HttpResponse:
        """Return the page made by ``admin/orgcharts/<template>.html``."""
        return TemplateResponse(
            request,
            f"admin/orgcharts/{template}.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "frame": choose_frame(request),
                "title": title,
                "chart": chart,
                **context,
            },
        )

    def form_page(self, request, chart, row, form, title, button, **context) -> HttpResponse:
        """Return the page of a step that is a form."""
        return self.page(request, "step_form", title, chart, position=row, form=form, button=button, **context)

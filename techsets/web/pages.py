"""Views that belong to no app: about, error pages, robots.txt and health checks."""

import sys
from collections import Counter
from urllib.parse import urlsplit

from django.contrib import admin
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.generic import TemplateView

from jobdescriptions.models import Publication
from orgcharts.models import SupportModel
from orgcharts.queries import select_site_text
from techsets.monitoring import readiness
from techsets.monitoring.request_id import current_id
from techsets.web import unavailable
from techsets.web.context import EXPORT_TARGET, base_url
from techsets.web.headers import RETRY_AFTER, forbid_caching


class AboutView(TemplateView):
    """The about page, with texts that staff keep, and the publishers of all published salary figures."""

    template_name = "about.html"

    def get_context_data(self, **kwargs):
        # From what is published, not from drafts.
        counts = Counter(
            (salary["employer"], salary["publisher"])
            for salaries in Publication.objects.current().values_list("content__salaries", flat=True)
            for salary in salaries
        )
        publishers = [
            {"employer": employer, "publisher": publisher, "figures": count}
            for (employer, publisher), count in sorted(counts.items())
        ]
        texts = {name: select_site_text(name.replace("_", "-")) for name in ("authorship", "original_page")}
        return super().get_context_data(publishers=publishers, **texts, **kwargs)


def robots(request):
    """Name the sitemap to crawlers, and keep them from the admin and from search results."""
    # A copy of the site has no admin, and may stand below a path.
    path = urlsplit(base_url(request)).path
    closed = ["/search/"] if request.META.get(EXPORT_TARGET) else ["/admin/", "/search/"]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}{one}" for one in closed),
        f"Sitemap: {base_url(request)}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def favicon(request):
    """Redirect /favicon.ico, which browsers ask for by convention, to the static file."""
    return HttpResponsePermanentRedirect(static("favicon.ico"))


def healthz(request):
    """Answer "ok" without asking the database: the process is alive."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readyz(request):
    """Say whether this server is ready: database reachable, migrations applied, file storage writable.

    Status 200 or 503 within 5 seconds, with one line of plain text for each check. It changes nothing but, once a
    minute, a file of two bytes in an object storage.
    """
    checks = readiness.check()
    lines = [f"{name}: {problem or 'ok'}" for name, problem in checks.items()]
    is_ready = not any(checks.values())
    response = HttpResponse(
        "\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", status=200 if is_ready else 503
    )
    return forbid_caching(response, None if is_ready else RETRY_AFTER)


def not_found(request, exception):
    """Render the 404 page, which says where to go instead."""
    try:
        support_models = list(SupportModel.objects.on_the_site())
    except Exception:  # The page must render even without a database.
        support_models = []
    return render(request, "404.html", {"support_models": support_models}, status=404)


def forbidden(request, exception=None):
    """Render the 403 page; for staff in the frame of the admin, with the reason where there is one."""
    return _refused(request, "403.html", str(exception or ""))


def csrf_failure(request, reason=""):
    """Render the page for a form whose CSRF token is missing, wrong or outdated."""
    return _refused(request, "403_csrf.html")


def _refused(request, template, reason=""):
    if is_in_admin(request):
        context = admin.site.each_context(request) | {"title": "You may not do that", "reason": reason}
        return forbid_caching(render(request, f"admin/{template}", context, status=403))
    return render(request, template, status=403)


def is_in_admin(request) -> bool:
    """Say whether the request is for a page of the admin, by a signed-in member of staff."""
    if not request.path.startswith(reverse("admin:index")) or not hasattr(request, "user"):
        return False
    try:
        return admin.site.has_permission(request)
    except Exception:  # The page must render even without a database.
        return False


def server_error(request):
    """Render the 500 page, or that of an outage which was met outside of views; neither needs a database."""
    answer = unavailable.response_to(request, sys.exception())
    return answer or render(request, "500.html", {"request_id": current_id()}, status=500)

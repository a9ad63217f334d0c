"""The metrics endpoint."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from techsets.web.headers import forbid_caching


@require_safe
def metrics(request) -> HttpResponse:
    """Send the metrics to a scraper whose bearer token (RFC 6750, 2.1) is TECHSETS_METRICS.

    404 where no token is set, 401 for a wrong one, compared in constant time.
    """
    if not settings.METRICS_TOKEN:
        raise Http404("Metrics are off: TECHSETS_METRICS is not set.")
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not hmac.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode()):
        response = HttpResponse("Send the token of TECHSETS_METRICS.\n", "text/plain; charset=utf-8", status=401)
        response.headers["WWW-Authenticate"] = "Bearer"
    else:
        from techsets.monitoring import metrics

        text, kind = metrics.text(request.headers.get("Accept", ""))
        response = HttpResponse(text, kind)
    return forbid_caching(response)

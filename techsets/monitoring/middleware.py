"""Middleware for the log and the metrics, and for paths that load balancers and scrapers ask."""

from __future__ import annotations

from techsets.monitoring.request_id import current

#: Paths whose answers do not depend on the host name.
MACHINE_PATHS = frozenset(("/healthz", "/readyz", "/metrics"))


class MachinesMiddleware:
    """Accepts any host name from load balancers and scrapers, which often use an IP address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info in MACHINE_PATHS:
            request.META["HTTP_HOST"] = "localhost"
        return self.get_response(request)


class RouteMiddleware:
    """Records the route of the request, and the account if it was loaded anyway."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        noted = current.get()
        if noted is not None:
            # Django's middleware sets this once the account has been loaded.
            user = getattr(request, "_cached_user", None)
            if user is not None and user.is_authenticated:
                noted.user = user.pk
        return response

    def process_view(self, request, view, args, kwargs):
        noted = current.get()
        if noted is not None:
            noted.route = request.resolver_match.view_name

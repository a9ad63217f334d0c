"""What the log and the metrics want to know of a request from Django, and addresses that machines ask."""

from __future__ import annotations

from techsets.monitoring.request_id import current

#: Their answers do not depend on the name by which they are asked.
MACHINE_PATHS = frozenset(("/healthz", "/readyz", "/metrics"))


class MachinesMiddleware:
    """Lets load balancers and scrapers, which often know a server by its IP address alone, ask by whichever name."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info in MACHINE_PATHS:
            request.META["HTTP_HOST"] = "localhost"
        return self.get_response(request)


class RouteMiddleware:
    """Notes the name of the address, and the account where somebody has looked at who is asking anyway."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        noted = current.get()
        if noted is not None:
            # Where Django's middleware keeps the account, once something has asked for it.
            user = getattr(request, "_cached_user", None)
            if user is not None and user.is_authenticated:
                noted.user = user.pk
        return response

    def process_view(self, request, view, args, kwargs):
        noted = current.get()
        if noted is not None:
            noted.route = request.resolver_match.view_name

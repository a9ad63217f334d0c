"""Tells the log and the metrics what only Django knows of a request: its route, and which account is signed in."""

from __future__ import annotations

from techsets.observability.requestid import current


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

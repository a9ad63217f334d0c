"""Throttling of sign-ins: who is locked out, and until when.

django-axes counts the failures; the limits are defined here. OWASP ASVS 5.0 V6.3.1 asks for a defense against guessing
and V6.1.1 that nobody can lock out others on purpose. So, within 15 minutes:

* 5 failures for one user name from one address lock that pair. A person who mistypes meets only this one, and an
  attacker elsewhere cannot bring it about for them.
* 50 failures for one user name from anywhere lock that name, against guessing from many addresses; but not at
  addresses from which its owner has signed in during the last 90 days, so that an attacker cannot keep the owner out.
* 50 failures from one address lock that address, against trying one password with many names.

50 in 15 minutes leaves an attacker under 5,000 guesses a day against passwords of at least 15 characters. Wrong codes
of the second factor count like wrong passwords; django-otp slows them down further, doubling the wait with each.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import datetime, timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_login_failed
from django.contrib.sessions.models import Session
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from techsets.web.headers import forbid_caching

#: Failures of a name from anywhere, and of an address. That of a name at an address is ``AXES_FAILURE_LIMIT``.
NAME_LIMIT, ADDRESS_LIMIT = 50, 50
#: How long successful sign-ins are kept.
KEEP_SIGN_INS = timedelta(days=90)


def client_address(request: HttpRequest) -> str | None:
    """Return the address of the client of ``request``; see ``address_of``."""
    return address_of(request.META)


def address_of(environ: Mapping) -> str | None:
    """Return the client's address: from X-Forwarded-For behind ``settings.PROXIES`` proxies, else the connection's.

    Each proxy appends the address that it was called from. So the n-th from the right is what the outermost proxy
    saw; everything left of it came from the client and may be forged.
    """
    direct = environ.get("REMOTE_ADDR")
    if settings.PROXIES:
        hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if hops:
            return _address(hops[-min(settings.PROXIES, len(hops))]) or _address(direct)
    return _address(direct)


def throttled_address(request: HttpRequest) -> str | None:
    """Return the address that failures are counted for: with IPv6 the /64 network."""
    return network_of(client_address(request))


def network_of(address: str | None) -> str | None:
    """Return an IPv4 address unchanged, and the /64 network of an IPv6 address, which one household has."""
    if address and ":" in address:
        return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return address


def _address(text: str | None) -> str | None:
    """Return an IP address without port, brackets and zone, IPv4-mapped ones as IPv4; None for anything else."""
    text = (text or "").strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def describe_client(username: str | None, ip_address: str | None, user_agent: str, path_info: str, request) -> str:
    """Describe a client for the log, without an unknown user name, which may be a password."""
    known = bool(username) and get_user_model().objects.filter(username=username).exists()
    return f"{username if known else '(no such account)'} at {ip_address or '(unknown address)'}"


class Handler(AxesDatabaseHandler):
    """django-axes' database handler with separate limits for name and address, name, and address."""

    def get_failures(self, request, credentials=None) -> int:
        """Return at least ``AXES_FAILURE_LIMIT`` where a limit is reached, and less where none is."""
        if self.locked_until(request, credentials):
            return settings.AXES_FAILURE_LIMIT
        return min(_failures(self._recent(request, credentials)[0][0])[0], settings.AXES_FAILURE_LIMIT - 1)

    def locked_until(self, request, credentials=None) -> datetime | None:
        """Return when this client may try again, or None where it is not locked out."""
        ends = []
        for attempts, limit in self._recent(request, credentials):
            count, last = _failures(attempts)
            if last and count >= limit:
                ends.append(last + settings.AXES_COOLOFF_TIME)
        return max(ends, default=None)

    def reset_user_attempts(self, request, credentials=None) -> int:
        """Delete the failures of this name at this address only, not of attempts from elsewhere."""
        return self.filter_user_attempts(request, credentials)[0].delete()[0]

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None:
            # A password may have been typed into the wrong field.
            self.filter_user_attempts(request, credentials)[0].update(get_data="", post_data="")

    def user_logged_in(self, sender, request, user, **kwargs):
        super().user_logged_in(sender, request, user, **kwargs)
        # So that neither table grows without limit.
        AccessLog.objects.filter(attempt_time__lt=timezone.now() - KEEP_SIGN_INS).delete()
        Session.objects.filter(expire_date__lt=timezone.now()).delete()

    def _recent(self, request, credentials) -> list[tuple[QuerySet, int]]:
        """Return the failures that still count, with the limit of each: name and address (first), name, address."""
        pair, name, address = self.get_user_attempts(request, credentials)
        recent = [(pair, settings.AXES_FAILURE_LIMIT), (address, ADDRESS_LIMIT)]
        username = (credentials or {}).get("username")
        if not AccessLog.objects.filter(username=username, ip_address=request.axes_ip_address).exists():
            recent.append((name, NAME_LIMIT))
        return recent


def _failures(attempts: QuerySet) -> tuple[int, datetime | None]:
    found = attempts.aggregate(count=Sum("failures_since_start"), last=Max("attempt_time"))
    return found["count"] or 0, found["last"]


def refuse_if_locked(request: HttpRequest, username: str) -> bool:
    """Return whether this client is locked out; if so, the response will be the page that says so."""
    credentials = {"username": username}
    if not settings.AXES_ENABLED or AxesProxyHandler.is_allowed(request, credentials):
        return False
    request.axes_locked_out = True
    request.axes_credentials = credentials
    return True


def count_failure(request: HttpRequest, username: str) -> None:
    """Count a wrong code like a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": username}, request=request)


def unlock(username: str) -> int:
    """Delete all failures of this user name; return how many clients they came from."""
    return AccessAttempt.objects.filter(username=username).delete()[0]


def lockout_response(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    """Return the page for a client that is locked out, the same whether the account exists or not."""
    from django.contrib import admin

    until = AxesProxyHandler.get_implementation().locked_until(request, credentials)
    until = until or timezone.now() + settings.AXES_COOLOFF_TIME
    seconds = max(1, int((until - timezone.now()).total_seconds()) + 1)
    context = {
        **admin.site.each_context(request),
        "title": "Too many attempts",
        "until": until,
        "minutes": -(-seconds // 60),
    }
    return forbid_caching(render(request, "staff/locked.html", context, status=429), seconds)

"""Sessions of staff: how long they last, where they are, ending them.

OWASP ASVS 5.0 V7.3: a session ends after a time of inactivity (7.3.1) and at the latest after some hours (7.3.2), on
the server. NIST SP 800-63B-4 (AAL2) says one hour and 24 hours; ours are one hour and twelve, a working day. The
limits are looked at when ``request.user`` is, so that public pages, which do not look, neither read nor write a
session.
"""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from techsets.accounts import saved_forms, throttling
from techsets.common.outage_kinds import outage_kind_of

logger = logging.getLogger(__name__)

#: Where a session keeps when it began, when it was last used, and from where.
KEY = "staff_session"
#: Why the last session of this browser ended, for the page on which one signs in again.
ENDED = "staff_session_ended"


@dataclass(frozen=True)
class SignedIn:
    """One place where somebody is signed in."""

    key: str
    since: datetime
    seen: datetime
    address: str
    browser: str
    is_this_one: bool


@receiver(user_logged_in, dispatch_uid="techsets.accounts.sessions")
def begin(sender, request, user, **kwargs) -> None:
    """Note in a new session when and where it began."""
    now = int(time.time())
    request.session[KEY] = {
        "since": now,
        "seen": now,
        "address": throttling.client_address(request) or "",
        "browser": browser_name(request.META.get("HTTP_USER_AGENT", "")),
    }


class LenientSessionMiddleware(SessionMiddleware):
    """Django's, but an answer is sent also where the session of somebody who is signed in cannot be saved just now.

    That it was used is noted in the session once a minute. A disk that is full, or another's lock, would otherwise take
    the whole admin away from readers, and tell those whose change has been saved that it has not.
    """

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except Exception as error:
            # Django takes whatever the database says for a session that has been deleted.
            cause = error.__context__.__context__ if isinstance(error, SessionInterrupted) else error
            if not outage_kind_of(cause):
                raise
            if request.COOKIES.get(settings.SESSION_COOKIE_NAME) != request.session.session_key:
                raise cause from None  # They have just signed in or out, and that has to be known.
            logger.warning("A session could not be saved: %s", str(cause).strip())
            return response


class SessionLimitsMiddleware:
    """Ends a session that was not used for too long or is too old, when ``request.user`` is first asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.user = SimpleLazyObject(partial(_within_limits, request, request.user))
        return self.get_response(request)


def _within_limits(request, user):
    if not user.is_authenticated:
        return user
    now = int(time.time())
    noted = request.session.get(KEY)
    if not noted:  # Signed in before there were limits.
        begin(None, request, user)
        return user
    why = expiry_reason(noted, now)
    if why:
        kept = saved_forms.capture(request, user)
        request.session.flush()
        request.session[ENDED] = why
        if kept:
            request.session[saved_forms.KEY] = kept
        request._cached_user = AnonymousUser()
        return request._cached_user
    if now - noted["seen"] >= 60:  # Once a minute is exact enough, and spares a write for each request.
        request.session[KEY] = noted | {"seen": now}
    return user


def expiry_reason(noted: dict, now: int) -> str:
    """Return "age" or "idle" where a session has ended, or an empty string where it has not."""
    if now - noted["since"] >= settings.SESSION_HOURS * 3600:
        return "age"
    return "idle" if now - noted["seen"] >= settings.SESSION_IDLE_MINUTES * 60 else ""


def seconds_left(session) -> tuple[int, bool]:
    """Return after how many seconds a session ends unless it is used, and whether using it puts that off.

    Of one that nobody is signed in with, or that has ended: 0 and False.
    """
    noted, now = session.get(KEY), int(time.time())
    if not noted or SESSION_KEY not in session or expiry_reason(noted, now):
        return 0, False
    idle = noted["seen"] + settings.SESSION_IDLE_MINUTES * 60 - now
    age = noted["since"] + settings.SESSION_HOURS * 3600 - now
    return min(idle, age), idle < age


def use(session) -> None:
    """Note that somebody is at work, although they have asked for no page."""
    session[KEY] = session[KEY] | {"seen": int(time.time())}


def limits() -> dict[str, int]:
    """Return the limits as the pages name them: minutes of inactivity, and hours altogether."""
    return {"minutes": settings.SESSION_IDLE_MINUTES, "hours": settings.SESSION_HOURS}


def signed_in(user, this_key: str | None = None) -> list[SignedIn]:
    """Return where ``user`` is signed in, the last used first. ``this_key`` is the key of the present session.

    Only staff have sessions, so reading all of them is quick.
    """
    found = []
    now = int(time.time())
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        values = session.get_decoded()
        noted = values.get(KEY)
        if values.get(SESSION_KEY) != str(user.pk) or not noted or expiry_reason(noted, now):
            continue
        if not constant_time_compare(values.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
            continue
        zone = timezone.get_current_timezone()
        since, seen = (datetime.fromtimestamp(noted[name], zone) for name in ("since", "seen"))
        is_this_one = session.session_key == this_key
        found.append(SignedIn(session.session_key, since, seen, noted["address"], noted["browser"], is_this_one))
    return sorted(found, key=lambda one: (one.is_this_one, one.seen), reverse=True)


def end(user, but: str | None = None) -> int:
    """End the sessions of ``user``, except the one with the key ``but``; return how many there were."""
    keys = [
        session.session_key
        for session in Session.objects.filter(expire_date__gt=timezone.now())
        if session.session_key != but and session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def browser_name(user_agent: str) -> str:
    """Return a browser's name and system for people, as good as its user agent tells.

    >>> browser_name("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0")
    'Edge on Windows'
    >>> browser_name("curl/8.0")
    'an unknown browser'
    """
    browsers = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "CriOS": "Chrome"}
    browsers |= {"FxiOS": "Firefox", "Safari": "Safari"}
    systems = {"Windows": "Windows", "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS"}
    systems |= {"Mac OS X": "Mac", "Linux": "Linux"}
    browser = next((name for sign, name in browsers.items() if re.search(rf"\b{sign}/", user_agent)), "")
    system = next((name for sign, name in systems.items() if sign in user_agent), "")
    if not browser:
        return "an unknown browser"
    return f"{browser} on {system}" if system else browser

"""Sessions of staff: time limits, listing and ending them.

OWASP ASVS 5.0 V7.3: a session ends on the server after inactivity (7.3.1) and after an absolute time (7.3.2). NIST SP
800-63B-4 (AAL2) says one hour and 24 hours; this site's defaults are one hour and twelve, a working day. The limits are
checked when ``request.user`` is first used, so that public pages neither read nor write a session.
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

#: Session key: when it began, when it was last used, and from where.
KEY = "staff_session"
#: Session key: why the last session of this browser ended, for the sign-in page.
ENDED = "staff_session_ended"


@dataclass(frozen=True)
class ActiveSession:
    """A session in which somebody is signed in."""

    key: str
    since: datetime
    seen: datetime
    address: str
    browser: str
    is_this_one: bool


@receiver(user_logged_in, dispatch_uid="techsets.accounts.sessions")
def begin(sender, request, user, **kwargs) -> None:
    """Record in a new session when and where it began."""
    now = int(time.time())
    request.session[KEY] = {
        "since": now,
        "seen": now,
        "address": throttling.client_address(request) or "",
        "browser": browser_name(request.META.get("HTTP_USER_AGENT", "")),
    }


class LenientSessionMiddleware(SessionMiddleware):
    """Django's, but the response is sent even if the session of signed-in staff cannot be saved during an outage.

    The time of last use is written once a minute. Otherwise a full disk would make the whole admin unreadable, and a
    change that was saved would be reported as failed.
    """

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except Exception as error:
            # Django raises SessionInterrupted for every database error here.
            cause = error.__context__.__context__ if isinstance(error, SessionInterrupted) else error
            if not outage_kind_of(cause):
                raise
            if request.COOKIES.get(settings.SESSION_COOKIE_NAME) != request.session.session_key:
                raise cause from None  # They have just signed in or out, so it must not fail silently.
            logger.warning("A session could not be saved: %s", str(cause).strip())
            return response


class SessionLimitsMiddleware:
    """Ends a session that is idle for too long or too old, when ``request.user`` is first used."""

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
    if now - noted["seen"] >= 60:  # Saves a write for each request.
        request.session[KEY] = noted | {"seen": now}
    return user


def expiry_reason(noted: dict, now: int) -> str:
    """Return "age" or "idle" for an expired session, else an empty string."""
    if now - noted["since"] >= settings.SESSION_HOURS * 3600:
        return "age"
    return "idle" if now - noted["seen"] >= settings.SESSION_IDLE_MINUTES * 60 else ""


def seconds_left(session) -> tuple[int, bool]:
    """Return the seconds until a session ends unless it is used, and whether using it extends it.

    0 and False for one that has ended or that nobody is signed in with.
    """
    noted, now = session.get(KEY), int(time.time())
    if not noted or SESSION_KEY not in session or expiry_reason(noted, now):
        return 0, False
    idle = noted["seen"] + settings.SESSION_IDLE_MINUTES * 60 - now
    age = noted["since"] + settings.SESSION_HOURS * 3600 - now
    return min(idle, age), idle < age


def extend(session) -> None:
    """Count as a use of the session, without a request for a page."""
    session[KEY] = session[KEY] | {"seen": int(time.time())}


def limits() -> dict[str, int]:
    """Return the limits for pages: minutes of inactivity, and hours in all."""
    return {"minutes": settings.SESSION_IDLE_MINUTES, "hours": settings.SESSION_HOURS}


def active_sessions(user, this_key: str | None = None) -> list[ActiveSession]:
    """Return the sessions of ``user``: that with ``this_key`` first, then the most recently used.

    It reads all sessions, which are few, since only staff have any.
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
        found.append(ActiveSession(session.session_key, since, seen, noted["address"], noted["browser"], is_this_one))
    return sorted(found, key=lambda one: (one.is_this_one, one.seen), reverse=True)


def end(user, but: str | None = None) -> int:
    """End the sessions of ``user`` except the one with the key ``but``; return how many ended."""
    keys = [
        session.session_key
        for session in Session.objects.filter(expire_date__gt=timezone.now())
        if session.session_key != but and session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def browser_name(user_agent: str) -> str:
    """Return the browser and system that a user agent names.

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

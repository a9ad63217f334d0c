"""A pending sign-in: the password was right, and the second factor is still to come.

``request.user`` stays anonymous meanwhile, so that no view can accept the password alone. The session names the user
for ten minutes.
"""

from __future__ import annotations

import time

from django.contrib.auth import get_user_model, login
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare

from techsets.accounts import saved_forms, second_factor

KEY = "staff_pending"
SECONDS = 600
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def begin(request, user) -> None:
    """Start a new session that notes that ``user`` gave the right password."""
    kept = request.session.get(saved_forms.KEY)
    request.session.flush()
    request.session[KEY] = {"user": user.pk, "hash": user.get_session_auth_hash(), "at": int(time.time())}
    if kept:
        request.session[saved_forms.KEY] = kept
    rotate_token(request)


def person(request):
    """Return the user of the pending sign-in; None after ten minutes, a new password, or without an active account."""
    noted = request.session.get(KEY)
    if not noted or time.time() - noted["at"] > SECONDS:
        return None
    user = get_user_model().objects.filter(pk=noted["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(noted["hash"], user.get_session_auth_hash()):
        return None
    return user


def finish(request, user, device=None) -> None:
    """Sign ``user`` in, with the ``device`` that verified their code, under a new session key (ASVS 5.0 V7.2.4).

    Raises ValueError without a device where a second factor is due.
    """
    if device is None and second_factor.is_due(user):
        raise ValueError("A second factor is due, and none was given.")
    request.session.pop(KEY, None)
    if device is not None:
        user.otp_device = device  # django-otp stores it in the session at user_logged_in.
    login(request, user, backend=_BACKEND)

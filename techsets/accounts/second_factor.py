"""The second factor: whether it is due, checking a code, setting it up, removing it.

It is a time-based one-time password (TOTP, RFC 6238) of django-otp, or a recovery code. Each person has one device.
"""

from __future__ import annotations

import base64
import logging
import re
import time
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from techsets.accounts import recovery_codes, sessions, throttling

log = logging.getLogger("techsets.accounts")


class AlreadySetUp(Exception):
    """A second factor is on already, and can be replaced only with a code of it."""


@dataclass(frozen=True)
class CodeResult:
    """The result of checking a code: the device that verified it, or None; and until when codes are refused."""

    device: Device | None = None
    wait_until: datetime | None = None


def is_required() -> bool:
    """Return whether every member of staff must have a second factor (``TECHSETS_SECOND_FACTOR``)."""
    return settings.SECOND_FACTOR == "required"


def is_on(user) -> bool:
    """Return whether ``user`` has set up a second factor; cached on the user object, so for each request."""
    if not hasattr(user, "_second_factor_is_on"):
        user._second_factor_is_on = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    return user._second_factor_is_on


def is_due(user) -> bool:
    """Return whether ``user`` has yet to give a second factor in this session, or to set one up."""
    if getattr(user, "otp_device", None) is not None:
        return False
    return is_required() or is_on(user)


def check_code(request, user, typed: str, *, with_recovery_code: bool = False) -> CodeResult:
    """Check the code ``typed``: six digits of the app, or a recovery code.

    Each code can be used once; the device is locked meanwhile, so that two requests cannot both use it. A wrong code
    counts like a wrong password (``throttling``), and each one in a row doubles django-otp's wait.
    """
    with transaction.atomic():
        device = recovery_codes.device_of(user) if with_recovery_code else _device_of(user)
        if device is None:
            result = CodeResult()
        else:
            allowed, why = device.verify_is_allowed()
            if not allowed:
                return CodeResult(wait_until=(why or {}).get("locked_until"))
            verified = (
                recovery_codes.redeem(device, typed) if with_recovery_code else device.verify_token(_digits(typed))
            )
            result = CodeResult(device if verified else None)
    if result.device is None:
        log.warning("A wrong code of the second factor was given for %s.", user.get_username())
        throttling.count_failure(request, user.get_username())
    elif with_recovery_code:
        log.warning("%s used a recovery code; %s are left.", user.get_username(), recovery_codes.count_unused(user))
    return result


def new_key() -> str:
    """Return a fresh secret of 160 random bits, as hexadecimal digits (RFC 4226, R6)."""
    return default_key()


def secret_in_groups(key: str) -> str:
    """Return the secret for typing into an app: base32 in groups of four.

    >>> secret_in_groups("3132333435363738393031323334353637383930")
    'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ'
    """
    text = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def app_link(user, key: str) -> str:
    """Return the ``otpauth:`` link that an authenticator app takes (Key URI Format of Google Authenticator)."""
    issuer = settings.OTP_TOTP_ISSUER
    label = f"{quote(issuer)}:{quote(user.get_username())}"
    values = {"secret": secret_in_groups(key).replace(" ", ""), "issuer": issuer, "digits": 6, "period": 30}
    return f"otpauth://totp/{label}?{urlencode(values, quote_via=quote)}"


def qr_code(link: str) -> str:
    """Return a QR code for ``link`` as a data URI of an SVG, dark on white in either color theme."""
    return segno.make(link, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff", dark="#000")


def set_up(user, key: str, typed: str, *, replace: bool = False) -> tuple[TOTPDevice, list[str]] | None:
    """Switch the second factor on if ``typed`` is a code of ``key``; return the device and recovery codes, or None.

    Raises AlreadySetUp where one is on, unless ``replace``. The user's row is locked, so that of two people with the
    same password only one sets up a device. The code cannot be used again to sign in.
    """
    clock = TOTP(bytes.fromhex(key))
    clock.time = time.time()
    digits = _digits(typed)
    if not digits or not clock.verify(int(digits), tolerance=1):
        return None
    with transaction.atomic():
        get_user_model().objects.select_for_update().get(pk=user.pk)
        devices = TOTPDevice.objects.filter(user=user)
        if devices.filter(confirmed=True).exists() and not replace:
            raise AlreadySetUp
        devices.delete()
        device = TOTPDevice.objects.create(
            user=user, name="Authenticator app", key=key, confirmed=True, last_t=clock.t(), drift=clock.drift
        )
        codes = recovery_codes.generate(user)
    user._second_factor_is_on = True
    log.warning("%s %s the second factor.", user.get_username(), "replaced" if replace else "switched on")
    return device, codes


def switch_off(user) -> bool:
    """Remove the second factor and the recovery codes of ``user``; return whether there were any."""
    with transaction.atomic():
        found = TOTPDevice.objects.filter(user=user).delete()[0] + StaticDevice.objects.filter(user=user).delete()[0]
    user._second_factor_is_on = False
    return bool(found)


def reset(user) -> bool:
    """Remove the second factor of ``user``, who lost it, and end their sessions; return whether there was one.

    Where it is required, they set up a new one at the next sign-in.
    """
    found = switch_off(user)
    sessions.end(user)
    throttling.unlock(user.get_username())
    if found:
        log.warning("The second factor of %s was reset.", user.get_username())
    return found


def forget_failures(user) -> None:
    """Let ``user`` enter a code at once after any number of wrong ones."""
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).update(throttling_failure_timestamp=None, throttling_failure_count=0)


def _device_of(user) -> TOTPDevice | None:
    return TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).order_by("-pk").first()


def _digits(typed: str) -> str:
    """Return the six digits of a code, or an empty string for anything else.

    >>> _digits(" 123 456"), _digits("+12345"), _digits("１２３４５６"), _digits("1_2345")
    ('123456', '', '', '')
    """
    digits = "".join(typed.split())
    return digits if re.fullmatch(r"[0-9]{6}", digits) else ""

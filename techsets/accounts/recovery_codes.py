"""Recovery codes: ten single-use codes for the day the phone is lost.

They live in django-otp's static device, but not as they are: OWASP ASVS 5.0 V6.5.2 wants codes of less than 112 bits
stored like passwords. What is stored is a fingerprint, made with scrypt and a random salt that stands in the
device's name.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

COUNT = 10
_NAME = "Recovery codes, salt "
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def make(user) -> list[str]:
    """Replace the recovery codes of ``user`` and return the new ones, such as ``k3xq7-ab2mf``, for the only time.

    Each has 50 random bits (V6.5.3, V6.5.4). The device stays the same row, so that sessions that it let in go on.
    """
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(COUNT)]
    salt = secrets.token_hex(16)
    with transaction.atomic():
        device = StaticDevice.objects.select_for_update().filter(user=user).first() or StaticDevice(user=user)
        device.name, device.confirmed = _NAME + salt, True
        device.throttle_reset(commit=False)
        device.save()
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_fingerprint(code, salt)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def device_of(user) -> StaticDevice | None:
    """Return the device that holds the recovery codes of ``user``; inside a transaction, locked."""
    return StaticDevice.objects.select_for_update().filter(user=user, confirmed=True).first()


def spend(device: StaticDevice, typed: str) -> bool:
    """Return whether ``typed`` is a code that has not been used, and use it up."""
    return device.verify_token(_fingerprint(plain(typed), device.name.removeprefix(_NAME)))


def left(user) -> int:
    """Return how many unused codes ``user`` has."""
    return StaticToken.objects.filter(device__user=user, device__confirmed=True).count()


def plain(typed: str) -> str:
    """Return a code as it was made, however it was typed.

    >>> plain(" K3XQ7-AB2MF "), plain("k3xq7 ab2m0")
    ('k3xq7ab2mf', 'k3xq7ab2mo')
    """
    letters = "".join(typed.lower().split()).replace("-", "")
    return letters.translate(str.maketrans("018", "olb"))


def _fingerprint(code: str, salt: str) -> str:
    """Return 96 bits of scrypt in 16 characters: as many as django-otp's column takes."""
    made = hashlib.scrypt(code.encode(), salt=salt.encode(), n=2**14, r=8, p=1, dklen=12)
    return base64.b64encode(made).decode()

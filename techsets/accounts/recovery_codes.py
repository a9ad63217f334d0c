"""Recovery codes: ten single-use codes for those who lose their phone.

They are tokens of django-otp's static device, hashed with scrypt and a random salt that is stored in the device's name:
OWASP ASVS 5.0 V6.5.2 wants codes of less than 112 bits stored like passwords.
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


def generate(user) -> list[str]:
    """Replace the recovery codes of ``user`` and return the new ones, such as ``k3xq7-ab2mf``.

    Each has 50 random bits (V6.5.3, V6.5.4). The device keeps its row, so that sessions verified by it go on.
    """
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(COUNT)]
    salt = secrets.token_hex(16)
    with transaction.atomic():
        device = StaticDevice.objects.select_for_update().filter(user=user).first() or StaticDevice(user=user)
        device.name, device.confirmed = _NAME + salt, True
        device.throttle_reset(commit=False)
        device.save()
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_hash(code, salt)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def device_of(user) -> StaticDevice | None:
    """Return the device with the recovery codes of ``user``, locked. Needs a transaction."""
    return StaticDevice.objects.select_for_update().filter(user=user, confirmed=True).first()


def redeem(device: StaticDevice, typed: str) -> bool:
    """Return whether ``typed`` is an unused code, and mark it used."""
    return device.verify_token(_hash(normalize(typed), device.name.removeprefix(_NAME)))


def count_unused(user) -> int:
    """Return the number of unused codes of ``user``."""
    return StaticToken.objects.filter(device__user=user, device__confirmed=True).count()


def normalize(typed: str) -> str:
    """Return a typed code in the form in which it was generated.

    >>> normalize(" K3XQ7-AB2MF "), normalize("k3xq7 ab2m0")
    ('k3xq7ab2mf', 'k3xq7ab2mo')
    """
    letters = "".join(typed.lower().split()).replace("-", "")
    return letters.translate(str.maketrans("018", "olb"))


def _hash(code: str, salt: str) -> str:
    """Return 96 bits of scrypt in 16 characters, which is what django-otp's column holds."""
    made = hashlib.scrypt(code.encode(), salt=salt.encode(), n=2**14, r=8, p=1, dklen=12)
    return base64.b64encode(made).decode()

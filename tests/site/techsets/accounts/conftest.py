import pytest

from techsets.accounts import recovery_codes


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "required"


@pytest.fixture
def throttled(settings):
    settings.AXES_ENABLED = True


@pytest.fixture(autouse=True)
def quick_fingerprints(monkeypatch, request):
    """Spare the tests the cost that scrypt is for, except the one that looks at what is stored."""
    if "scrypt" in request.node.name:
        return
    scrypt = recovery_codes.hashlib.scrypt
    monkeypatch.setattr(
        recovery_codes.hashlib, "scrypt", lambda *args, **kwargs: scrypt(*args, **kwargs | {"n": 2, "r": 1})
    )

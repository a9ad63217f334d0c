"""Sites of a test's own, and the commands that are given to them."""

from __future__ import annotations

from collections.abc import Iterator

from tests import servers


def environments(kind: str, folder, name: str = "site") -> Iterator[dict[str, str]]:
    """Yield the environment of processes that have a database of that kind, and ``folder``, for themselves."""
    for values in servers.environment_of(kind, folder, f"a_tests_own{name}"):
        yield values | {"DJANGO_SETTINGS_MODULE": "tests.system.backup.plain_settings", "PYTHONUNBUFFERED": "1"}


def manage(environment: dict[str, str], *arguments, status: int = 0) -> str:
    """Give a command of ``manage.py``, which has to end with ``status``, and return all that it says."""
    process = servers.start(environment, "manage.py", *map(str, arguments))
    out, problems = process.communicate(timeout=120)
    assert process.returncode == status, out + problems
    return out + problems

"""Sites of a test's own, and the commands that are given to them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tests import servers
from tests.system.forking import Forks


def environments(kind: str, folder, name: str = "site") -> Iterator[dict[str, str]]:
    """Yield the environment of processes that have a database of that kind, and ``folder``, for themselves."""
    for values in servers.environment_of(kind, folder, f"a_tests_own{name}"):
        yield values | {
            "DJANGO_SETTINGS_MODULE": "tests.system.techsets.backup.plain_settings",
            "PYTHONUNBUFFERED": "1",
        }


def manage(site: dict[str, str] | Forks, *arguments, status: int = 0) -> str:
    """Give a command of ``manage.py``, which has to end with ``status``, and return all that it says.

    It is a process with the environment ``site``, or one that ``site`` forks.
    """
    start = site.start if isinstance(site, Forks) else partial(servers.start, site)
    process = start("manage.py", *map(str, arguments))
    out, problems = process.communicate(timeout=120)
    assert process.returncode == status, out + problems
    return out + problems

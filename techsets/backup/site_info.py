"""The settings that are needed to run the site on another machine."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

#: Environment variables of the site.
_SITE = re.compile(r"(TECHSETS_\w+|DATABASE_URL|SECRET_KEY|HOST|PORT|WEB_CONCURRENCY|SENTRY_\w+|AWS_\w+)\Z")
#: Secrets, of which only the names are kept.
_SECRET = re.compile(r"KEY|SECRET|PASSWORD|TOKEN|METRICS|DSN|CREDENTIAL|DATABASE_URL")
_WITH_PASSWORD = re.compile(r"://[^/@\s]*:[^/@\s]*@")


def environment_of(environ: Mapping[str, str] = os.environ) -> dict[str, dict[str, str] | list[str]]:
    """Return the site's variables: ``settings`` with their values, and the names of those whose values are ``secret``.

    >>> environment_of({"TECHSETS_URL": "https://x.example", "DATABASE_URL": "postgres://a:b@c/d", "HOME": "/root"})
    {'settings': {'TECHSETS_URL': 'https://x.example'}, 'secret': ['DATABASE_URL']}
    """
    values = {name: value for name, value in sorted(environ.items()) if _SITE.match(name)}
    secret = [name for name, value in values.items() if _SECRET.search(name) or _WITH_PASSWORD.search(value)]
    return {"settings": {name: value for name, value in values.items() if name not in secret}, "secret": secret}


def secret_key_file(data: Path, environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the file with the secret key; None where the key comes from the environment instead."""
    if environ.get("SECRET_KEY", "").strip():
        return None
    return data / "secret_key"

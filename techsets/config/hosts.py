"""URLs and host names from the environment, checked at start."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

from techsets.config import env

#: Labels of letters, digits and hyphens (RFC 1123, 2.1), and underscores, which names in container networks have.
_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*", re.IGNORECASE)


def web_address(name: str, example: str, environ: Mapping[str, str] = os.environ) -> SplitResult | None:
    """Return the parts of the http or https address in the variable ``name``; None where it is not set.

    Raises ImproperlyConfigured for an address that is of another kind, has no host that can be, or has a user, a path,
    a query or a fragment.
    """
    value = env.read(name, environ).rstrip("/")
    if not value:
        return None
    try:
        parts = urlsplit(value)
        sound = is_host(parts.hostname or "") and parts.port != 0 and parts.username is None
    except ValueError:  # A port that is no number, a bracket that is not closed.
        sound = False
    if not sound or parts.scheme not in {"http", "https"} or parts.path or parts.query or parts.fragment:
        # Without the value, which may have a password.
        raise ImproperlyConfigured(f"{name} is not an address of that kind. Write it like {example}, without a path.")
    return parts


def site_url(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the public address in the variable ``name``, such as ``https://staffing.example.org``, or an empty string.

    Raises ImproperlyConfigured as ``web_address`` does.
    """
    parts = web_address(name, "https://staffing.example.org", environ)
    return parts.geturl() if parts else ""


def is_host(text: str) -> bool:
    """Say whether ``text`` is an IP address, without brackets, or may be the name of a host.

    >>> is_host("staffing.example.org"), is_host("::1"), is_host("a b"), is_host("host:80")
    (True, True, False, False)
    """
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return len(text) < 254 and bool(_HOST_NAME.fullmatch(text))
    return True


def listening_host(name: str, default: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the address to listen on in the variable ``name``, an IP address or ``localhost``.

    Raises ImproperlyConfigured for anything else: the server knows no other names.
    """
    value = env.read(name, environ, default).removeprefix("[").removesuffix("]") or default
    if value == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(value))
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Set it to an address of this machine: 127.0.0.1 for this machine alone, 0.0.0.0 "
            f"(or :: for IPv6) for all that reach it. The names that the site answers to go into TECHSETS_HOSTS."
        ) from error


def allowed_hosts(url: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the host names that the site answers to.

    Always this machine's own names; also the host of ``url``, a specific address in ``HOST``, and the names in
    ``TECHSETS_HOSTS``: host names, those that begin with a dot with everything below them, and IP addresses. Raises
    ImproperlyConfigured for other names.
    """
    given = env.names("TECHSETS_HOSTS", environ)
    for one in given:
        bare = one[1:-1] if one.startswith("[") and one.endswith("]") else one.removeprefix(".")
        if not is_host(bare):
            raise ImproperlyConfigured(
                f"TECHSETS_HOSTS names {one!r}. Write host names alone, without http://, port, path or star, separated "
                f"by commas, for example staffing.example.org, .example.net (with everything below it)."
            )
    hosts = ["localhost", "127.0.0.1", "[::1]", *(_bracketed(one) for one in given)]
    if url:
        hosts.append(_bracketed(urlsplit(url).hostname or ""))
    host = listening_host("HOST", "127.0.0.1", environ)
    if host not in {"0.0.0.0", "::"}:
        hosts.append(_bracketed(host))
    return list(dict.fromkeys(hosts))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def sentry_dsn(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the DSN in the variable ``name``, or "".

    Its parts: https://KEY@HOST/PROJECT (Sentry SDK documentation, "Parsing the DSN").
    Raises ImproperlyConfigured, without repeating it, for a wrong one.
    """
    value = env.read(name, environ)
    if value:
        try:
            parts = urlsplit(value)
            sound = is_host(parts.hostname or "") and parts.port != 0 and parts.scheme in {"http", "https"}
            sound = sound and bool(parts.username) and bool(re.fullmatch(r"(/.*)?/[0-9]+", parts.path))
        except ValueError:
            sound = False
        if not sound:
            raise ImproperlyConfigured(
                f"{name} cannot be understood. Copy it from the settings of the project in Sentry; it looks like "
                f"https://key@o1.ingest.sentry.io/2. Leave it out to send no error reports."
            )
    return value

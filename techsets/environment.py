"""Values from the environment, checked at start: a wrong one stops the site with a sentence on how to mend it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def flag(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether the variable ``name`` is switched on; unset means off.

    Raises ImproperlyConfigured for anything that is neither yes nor no.
    """
    value = environ.get(name, "").strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to 1 (on) or 0 (off), or leave it out.")
    return value in TRUE


def whole_number(name: str, default: int, least: int, most: int, environ: Mapping[str, str] = os.environ) -> int:
    """Return the whole number in the variable ``name``, from ``least`` to ``most``; unset means ``default``.

    Raises ImproperlyConfigured for anything else.
    """
    value = environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Set it to a whole number from {least} to {most}, for example {default}."
        )
    return int(value)


def port(name: str, default: int, environ: Mapping[str, str] = os.environ) -> int:
    """Return the TCP port in the variable ``name`` (1 to 65535). Raises ImproperlyConfigured for anything else."""
    return whole_number(name, default, 1, 65535, environ)


def choice(name: str, options: Collection[str], default: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the word in the variable ``name``, one of ``options``; unset means ``default``.

    Raises ImproperlyConfigured for any other word.
    """
    value = environ.get(name, "").strip().lower() or default
    if value not in options:
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Set it to {' or '.join(options)}, or leave it out for {default}."
        )
    return value


def names(name: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the comma-separated names in the variable ``name``, without blanks."""
    return [part.strip() for part in environ.get(name, "").split(",") if part.strip()]


def text(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the variable ``name`` as one line of text, or an empty string."""
    return " ".join(environ.get(name, "").split())


def folder(name: str, default: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder in the variable ``name`` as an absolute path, made if it is not there.

    Raises ImproperlyConfigured where it cannot be made or is no folder.
    """
    path = Path(environ.get(name, "").strip() or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, which cannot be used as a folder ({error.strerror}). "
            f"Name a folder that this account may write to."
        ) from error
    return path


def secret_key(data: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Return the secret key: the variable ``SECRET_KEY``, or the one kept in the data folder, made on first use.

    The file is readable by its owner alone. Two processes that start at once agree on one key: the file is made under
    a name of its own and linked into place, which fails for the second.
    """
    given = environ.get("SECRET_KEY", "").strip()
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters. Set a longer, random one.")
        return given
    path = data / "secret_key"
    if not path.exists():
        try:
            _make_secret_key(path)
        except OSError as error:
            raise ImproperlyConfigured(
                f"The secret key cannot be written to {path} ({error.strerror}). Make {data} writable for this "
                f"account, or make space on its disk; or set SECRET_KEY to a random text of at least 50 characters."
            ) from error
    key = path.read_text().strip()
    if len(key) < 50:
        raise ImproperlyConfigured(
            f"The secret key in {path} is damaged. Delete that file; a new key is made at start."
        )
    return key


def _make_secret_key(path: Path) -> None:
    draft = path.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def site_url(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the public address in the variable ``name``, such as ``https://staffing.example.org``, or an empty string.

    Raises ImproperlyConfigured for an address that has no http or https, has a path, or no host.
    """
    value = environ.get(name, "").strip().rstrip("/")
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write it like https://staffing.example.org, without a path.")
    return value


def allowed_hosts(url: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the host names that the site answers to.

    Always this machine's own names; also the host of ``url``, a specific address in ``HOST``, and the names in
    ``TECHSETS_HOSTS``.
    """
    hosts = ["localhost", "127.0.0.1", "[::1]", *names("TECHSETS_HOSTS", environ)]
    if url:
        hosts.append(urlsplit(url).hostname or "")
    host = environ.get("HOST", "").strip()
    if host and host not in {"0.0.0.0", "::"}:
        hosts.append(f"[{host}]" if ":" in host else host)
    return list(dict.fromkeys(hosts))

"""Values from the environment, checked at start: a wrong one stops the site with a sentence on how to mend it."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Collection, Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
#: Every variable that was read from the environment, with its default. From it follows which names are known
#: (``techsets.config.misspelled_names``), and tests compare it with the table in docs/running.md.
KNOWN: dict[str, str] = {}


def read(name: str, environ: Mapping[str, str] = os.environ, default: object = "") -> str:
    """Return the variable ``name`` without blanks around it, or an empty string where it is not set.

    ``default``, which the caller puts in its place, is only noted.
    """
    if environ is os.environ:
        KNOWN[name] = str(default)
    return environ.get(name, "").strip()


def flag(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether the variable ``name`` is switched on; unset means off.

    Raises ImproperlyConfigured for anything that is neither yes nor no.
    """
    value = read(name, environ, "off").lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to 1 (on) or 0 (off), or leave it out.")
    return value in TRUE


def whole_number(name: str, default: int, least: int, most: int, environ: Mapping[str, str] = os.environ) -> int:
    """Return the whole number in the variable ``name``, from ``least`` to ``most``; unset means ``default``.

    Raises ImproperlyConfigured for anything else.
    """
    value = read(name, environ, default) or str(default)
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
    value = read(name, environ, default).lower() or default
    if value not in options:
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Set it to {' or '.join(options)}, or leave it out for {default}."
        )
    return value


def names(name: str, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the comma-separated names in the variable ``name``, without blanks."""
    return [part.strip() for part in read(name, environ).split(",") if part.strip()]


def text(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return the variable ``name`` as one line of text, or an empty string."""
    return " ".join(read(name, environ).split())


def folder(name: str, default: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder in the variable ``name`` as an absolute path, made if it is not there.

    Raises ImproperlyConfigured where it cannot be made or is no folder.
    """
    try:
        path = Path(read(name, environ, default) or default).expanduser().resolve()
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError, ValueError) as error:  # Also a home that nobody has, and a zero byte in the name.
        raise ImproperlyConfigured(
            f"{name} is {str(environ.get(name) or default)!r}, which cannot be used as a folder "
            f"({getattr(error, 'strerror', None) or error}). Name a folder that this account may write to."
        ) from error
    return path


def secret_key(data: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Return the secret key: the variable ``SECRET_KEY``, or the one kept in the data folder, made on first use.

    The file is readable by its owner alone. Two processes that start at once agree on one key: the file is made under
    a name of its own and linked into place, which fails for the second.
    """
    given = read("SECRET_KEY", environ)
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters. Set a longer, random one.")
        return given
    path = data / "secret_key"
    try:
        key = _kept_key(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret key cannot be kept in {path} ({error.strerror}). Let TECHSETS_DATA name a folder that this "
            f"account may write to, or set SECRET_KEY."
        ) from error
    if len(key) < 50:
        raise ImproperlyConfigured(
            f"The secret key in {path} is damaged. Delete that file; a new key is made at start."
        )
    return key


def _kept_key(path: Path) -> str:
    if not path.exists():
        draft = path.parent / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(64))
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(errors="replace").strip()


def fraction(name: str, environ: Mapping[str, str] = os.environ) -> float:
    """Return the number from 0 to 1 in the variable ``name``; unset means 0. Raises ImproperlyConfigured for others."""
    value = read(name, environ, 0) or "0"
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?|\.[0-9]+", value) or float(value) > 1:
        raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a number from 0 to 1, for example 0.05.")
    return float(value)


def token(name: str, least: int, environ: Mapping[str, str] = os.environ) -> str:
    """Return the token in the variable ``name``, of at least ``least`` visible ASCII characters; unset means "".

    Raises ImproperlyConfigured, without repeating it, for another one.
    """
    value = read(name, environ)
    if value and not re.fullmatch(rf"[!-~]{{{least},}}", value):
        raise ImproperlyConfigured(
            f"{name} is not a token that is hard to guess. Set it to at least {least} letters and digits without "
            f"blanks, for example what `openssl rand -hex 20` prints, or leave it out."
        )
    return value

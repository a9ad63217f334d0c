"""Refuses misspelled names of settings in the environment."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Mapping

from django.core.exceptions import ImproperlyConfigured

PREFIX = "TECHSETS_"
#: Similarity (difflib's ratio) from which an unknown name is taken for a misspelling.
MIN_SIMILARITY = 0.75


def unknown(known: Collection[str], environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names in the environment with the prefix TECHSETS_ that no setting has.

    Kubernetes and Docker add names of their own for a service called "techsets", such as ``TECHSETS_SERVICE_HOST`` and
    ``TECHSETS_PORT=tcp://10.0.0.1:8000``. These are left out.
    """
    return sorted(
        name
        for name, value in environ.items()
        if name.startswith(PREFIX)
        and name not in known
        and not name.startswith((f"{PREFIX}SERVICE_", f"{PREFIX}PORT_"))
        and not value.startswith(("tcp://", "udp://"))
    )


def suggest(name: str, known: Collection[str]) -> str:
    """Return the known name that is most similar to ``name``, or an empty string.

    >>> suggest("TECHSETS_URLS", ["TECHSETS_URL", "PORT"]), suggest("TECHSETS_PORT", ["TECHSETS_URL", "PORT"])
    ('TECHSETS_URL', 'PORT')
    >>> suggest("TECHSETS_COLOR_OF_THE_SKY", ["TECHSETS_URL", "PORT"])
    ''
    """
    bare = name.removeprefix(PREFIX)
    if bare in known:
        return bare
    names = {one.removeprefix(PREFIX): one for one in known if one.startswith(PREFIX)}
    found = difflib.get_close_matches(bare, names, n=1, cutoff=MIN_SIMILARITY)
    return names[found[0]] if found else ""


def refuse(known: Collection[str], environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the unknown names that are similar to no known one, for a warning.

    Raises ImproperlyConfigured for one that is similar to a known name.
    """
    left = []
    for name in unknown(known, environ):
        instead = suggest(name, known)
        if instead:
            raise ImproperlyConfigured(f"{name} is not a setting of this site. Did you mean {instead}?")
        left.append(name)
    return left

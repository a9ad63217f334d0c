"""Choose two versions to compare, and describe the changes between versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from django.core.cache import cache

from jobdescriptions.compare import compare
from jobdescriptions.models import Publication

#: The draft among version numbers; it follows all of them.
DRAFT = "draft"


def name_version(version: int | str) -> str:
    """Return the display name of a version.

    >>> name_version(2), name_version("draft")
    ('version 2', 'the draft')
    """
    return "the draft" if version == DRAFT else f"version {version}"


def choose_two(parameters: Mapping[str, str], versions: Sequence[int | str]) -> tuple[int | str, int | str] | str:
    """Return the two ``versions`` named by the parameters ``from`` and ``to``, the earlier first.

    If they do not name two different ones, return a sentence that says what to do.

    >>> choose_two({"from": "3", "to": "1"}, [1, 2, 3, "draft"])
    (1, 3)
    >>> choose_two({"from": "1", "to": "9"}, [1, 2, 3])
    'Choose two versions to compare.'
    >>> choose_two({"from": "1", "to": "1"}, [1, 2, 3])
    'These are the same version. Choose two different ones.'
    """
    places = {str(version): place for place, version in enumerate(versions)}
    chosen = [places.get(parameters.get(name, "")) for name in ("from", "to")]
    if None in chosen:
        return "Choose two versions to compare."
    if chosen[0] == chosen[1]:
        return "These are the same version. Choose two different ones."
    first, last = sorted(chosen)
    return versions[first], versions[last]


def describe_changes(before: Publication, after: Publication) -> tuple[str, ...]:
    """Return sentences about the changes between two publications, cached for good."""
    key = f"changes:{before.sha256}:{after.sha256}"
    return cache.get_or_set(key, lambda: compare(before.content, after.content).sentences, timeout=None)


def pair_with_earlier(publications: Sequence[Publication]) -> list[tuple[Publication, Publication | None]]:
    """Return publications, latest first, each paired with the previous one; the last with None.

    >>> pair_with_earlier([]), pair_with_earlier(["second", "first"])
    ([], [('second', 'first'), ('first', None)])
    """
    return list(zip_longest(publications, publications[1:]))


def list_changes(publications: Iterable[Publication]) -> list[tuple[Publication, Publication | None, tuple[str, ...]]]:
    """Return publications, latest first, each with the previous one (None for the last) and the changes since."""
    found = list(publications)
    pairs = pair_with_earlier(found)
    return [(one, before, describe_changes(before, one) if before else ()) for one, before in pairs]

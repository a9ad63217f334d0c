"""Which two versions somebody wants to compare, and what changed from each version to the next, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from django.core.cache import cache

from jobdescriptions.compare import compare
from jobdescriptions.models import Publication

#: Stands for the draft where versions are numbered; it comes after all of them.
DRAFT = "draft"


def name_version(version: int | str) -> str:
    """Return what people call a version.

    >>> name_version(2), name_version("draft")
    ('version 2', 'the draft')
    """
    return "the draft" if version == DRAFT else f"version {version}"


def choose_two(parameters: Mapping[str, str], versions: Sequence[int | str]) -> tuple[int | str, int | str] | str:
    """Return the two of ``versions`` that the parameters ``from`` and ``to`` name, the earlier first.

    Return a sentence that says what to do instead where they name no two of them, whatever they hold.

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
    """Return in words what changed between two publications; they never change, so it is worked out once."""
    key = f"changes:{before.sha256}:{after.sha256}"
    return cache.get_or_set(key, lambda: compare(before.content, after.content).sentences, timeout=None)


def pair_with_earlier(publications: Sequence[Publication]) -> list[tuple[Publication, Publication | None]]:
    """Return publications, latest first, each with the one before it; the last of them, if there is one, with None.

    >>> pair_with_earlier([]), pair_with_earlier(["second", "first"])
    ([], [('second', 'first'), ('first', None)])
    """
    return list(zip_longest(publications, publications[1:]))


def list_changes(publications: Iterable[Publication]) -> list[tuple[Publication, Publication | None, tuple[str, ...]]]:
    """Return publications, latest first, each with the one before it and what changed since then.

    The last of them has none before it.
    """
    found = list(publications)
    pairs = pair_with_earlier(found)
    return [(one, before, describe_changes(before, one) if before else ()) for one, before in pairs]

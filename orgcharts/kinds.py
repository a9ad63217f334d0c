"""What the several job descriptions of a position are: the kinds, their words, and how jobs are counted by them.

A box with one job description, or none, needs no kind. No Django in here.
"""

from __future__ import annotations

from techsets.common.text import format_count

ALTERNATIVES, SERIES, TEAM = "alternatives", "series", "team"

#: The kinds with what staff choose by. Without one, nothing is said.
KINDS = {
    ALTERNATIVES: "Alternatives: a district chooses one of them",
    SERIES: "Levels of one series",
    TEAM: "A team: different jobs that are needed together",
}

#: Other words for a kind in tables.
_VARIANTS = {
    "alternative": ALTERNATIVES,
    "alternative titles": ALTERNATIVES,
    "levels": SERIES,
    "levels of one series": SERIES,
    "different jobs": TEAM,
}
_LABELS = {
    ALTERNATIVES: "One of {count} alternatives",
    SERIES: "{count} levels of one series",
    TEAM: "Team of {count} jobs",
}
_SENTENCES = {
    ALTERNATIVES: "These are alternatives: a district chooses one of them for this position.",
    SERIES: "These are levels of one series, in their order. A district may have several levels at once.",
    TEAM: "These are different jobs that are needed together, so the position counts as {count} jobs at least. A small "
    "department may give one person parts of several.",
}


class KindError(ValueError):
    """Why a text names no kind, in full sentences with the remedy."""


def parse_kind(text: str) -> str:
    """Return the kind that a text names; empty for empty text. Raises KindError.

    >>> parse_kind(" Team "), parse_kind("levels"), parse_kind("")
    ('team', 'series', '')
    """
    plain = " ".join(text.split()).casefold()
    found = _VARIANTS.get(plain, plain)
    if found and found not in KINDS:
        raise KindError(
            f"“{text.strip()[:40]}” is no kind of box. Write alternatives, series or team, or leave it empty."
        )
    return found


def count_jobs(kind: str, job_descriptions: int) -> int:
    """Return the number of jobs that a position with so many job descriptions stands for at least.

    >>> count_jobs("team", 5), count_jobs("alternatives", 3), count_jobs("", 0)
    (5, 1, 1)
    """
    return max(1, job_descriptions) if kind == TEAM else 1


def format_kind(kind: str, job_descriptions: int) -> str:
    """Return the kind for the box of a chart; empty for fewer than two job descriptions.

    >>> format_kind("team", 5), format_kind("alternatives", 2), format_kind("series", 2), format_kind("team", 1)
    ('Team of 5 jobs', 'One of 2 alternatives', '2 levels of one series', '')
    """
    if job_descriptions < 2 or kind not in KINDS:
        return ""
    return _LABELS[kind].format(count=f"{job_descriptions:,}")


def describe_kind(kind: str, job_descriptions: int) -> str:
    """Return the sentences that the page of a position says of its job descriptions; empty for fewer than two."""
    return _SENTENCES.get(kind, "").format(count=f"{job_descriptions:,}") if job_descriptions > 1 else ""


def format_size(positions: int, jobs: int) -> str:
    """Return the number of positions in words, with that of jobs where teams make it larger.

    >>> format_size(5, 5), format_size(5, 15), format_size(1, 3)
    ('5 positions', '5 positions with at least 15 jobs', '1 position with at least 3 jobs')
    """
    size = format_count(positions, "position", "positions")
    return f"{size} with at least {jobs:,} jobs" if jobs > positions else size

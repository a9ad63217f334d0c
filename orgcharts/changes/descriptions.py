"""Sentences about the steps of a chart's journal. No queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from orgcharts.changes.journal import Step
from orgcharts.fte import format_fte_change
from orgcharts.kinds import KINDS

#: Maximum number of steps that get a sentence each; further ones are counted.
MAX_SENTENCES = 6

_LABELS = {
    "title": "title",
    "is_derived": "mark as derived",
    "fte": "full-time equivalents",
    "kind": "what its job descriptions are",
    "note": "note",
    "sources": "sources of the note",
    "placements": "job descriptions",
    "shared": "shared supervision",
    "slug": "address",
    "order": "place in the list of charts",
}


def describe_steps(steps: Sequence[Step]) -> str:
    """Return sentences about ``steps``; empty where there are none.

    >>> describe_steps([{"op": "move", "title": "Network", "number": "1.1.2", "new_number": "1.2.1"}])
    'Moved “Network” from 1.1.2 to 1.2.1.'
    """
    if steps and steps[-1]["op"] == "delete-chart":  # Its positions went with it.
        steps = steps[-1:]
    single = list(split_steps(steps))
    sentences = [_SENTENCES[step["op"]](step) for step in single[:MAX_SENTENCES]]
    more = len(single) - len(sentences)
    if more:
        sentences.append(f"And {more:,} more {'step' if more == 1 else 'steps'}.")
    return " ".join(sentences)


def split_steps(steps: Sequence[Step]) -> Iterator[Step]:
    """Yield ``steps``, with a step for each position in place of those that changed many at once."""
    for step in steps:
        if step["op"] == "arrange":
            for op, name in (("delete", "deleted"), ("add", "added"), ("move", "moved"), ("edit", "edited")):
                yield from ({"op": op, **one} for one in step[name])
        else:
            yield step


def _describe_edit(step: Step) -> str:
    before = step["before"]
    # What the box was called first is kept with a renaming, and is no news.
    after = {name: value for name, value in step["after"].items() if name != "derived_title"}
    if set(after) == {"title"}:
        return f"Renamed “{before['title']}” ({step['number']}) to “{after['title']}”."
    parts = [_describe_value(name, before[name], after[name]) for name in after]
    return f"Edited “{step['title']}” ({step['number']}): {'; '.join(parts)}."


def _describe_value(name: str, before: Any, after: Any) -> str:
    label = _LABELS[name]
    if name in {"title", "slug"}:
        return f"{label} from “{before}” to “{after}”"
    if name == "fte":
        return f"{label} {format_fte_change(before, after)}"
    if name in {"placements", "shared"}:
        old, new = ([one["title"] for one in side] for side in (before, after))
        added = [title for title in new if title not in old]
        removed = [title for title in old if title not in new]
        parts = [
            f"{word} {_quote_titles(titles)}" for word, titles in (("added", added), ("removed", removed)) if titles
        ]
        return f"{label} {' and '.join(parts)}" if parts else f"{label} changed"
    if name == "kind":
        return f"{label}: from {name_kind(before)} to {name_kind(after)}"
    if name == "is_derived":
        return "marked as derived" if after else "no longer marked as derived"
    return f"{label} {'changed' if before and after else 'added' if after else 'removed'}"


def name_kind(kind: str) -> str:
    """Return what the job descriptions of a position are, in quotation marks."""
    return f"“{KINDS.get(kind, kind)}”" if kind else "nothing said"


def _quote_titles(titles: Sequence[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)


def _describe_chart_edit(step: Step) -> str:
    parts = [_describe_value(name, step["before"][name], step["after"][name]) for name in step["after"]]
    return f"Edited the chart “{step['title']}”: {'; '.join(parts)}."


def _describe_addition(step: Step) -> str:
    return f"Added “{step['title']}” as {step['number']}."


def _describe_deletion(step: Step) -> str:
    return f"Deleted “{step['title']}” ({step['number']})."


def _describe_move(step: Step) -> str:
    return f"Moved “{step['title']}” from {step['number']} to {step['new_number']}."


def _describe_copy(step: Step) -> str:
    further = step["count"] - 1
    below = f" with {further} {'position' if further == 1 else 'positions'} below it" if further else ""
    return f"Copied “{step['title']}”{below} to {step['number']}."


def _describe_creation(step: Step) -> str:
    of = f" as a copy of “{step['of']}”" if step["of"] else ""
    return f"Made the chart “{step['title']}”{of}."


def _describe_chart_deletion(step: Step) -> str:
    return f"Deleted the chart “{step['title']}” with all its positions."


def _describe_publication(step: Step) -> str:
    return f"Published the chart “{step['title']}” in place of “{step['of']}”."


_SENTENCES = {
    "add": _describe_addition,
    "delete": _describe_deletion,
    "move": _describe_move,
    "edit": _describe_edit,
    "copy": _describe_copy,
    "chart": _describe_chart_edit,
    "create-chart": _describe_creation,
    "delete-chart": _describe_chart_deletion,
    "put-in-place": _describe_publication,
}

"""Checks before a chart is changed; each raises ChartError with a sentence."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Max

from orgcharts.changes.lock import ChartError
from orgcharts.models import OrgChart, Position
from orgcharts.tree import moves
from orgcharts.tree.index_numbers import STEP_LENGTH

MAX_DEPTH = Position._meta.get_field("path").max_length // STEP_LENGTH
UNPRINTABLE_TITLE = "The title has a character that cannot be shown. Delete it, or type the title anew."
_TREE_FIELDS = frozenset({"id", "pk", "path", "depth", "numchild", "chart", "chart_id"})


def reload_position(position: Position) -> Position:
    """Return ``position`` as it is now. Raises ChartError where it has been deleted."""
    return reload_positions(position)[0]


def reload_positions(*positions: Position) -> list[Position]:
    """Return ``positions`` as they are now, in one query. Raises ChartError where one has been deleted."""
    there = Position.objects.in_bulk([position.pk for position in positions])
    for position in positions:
        if position.pk not in there:
            raise ChartError(
                "gone",
                f"The position “{position.title}” has been deleted meanwhile. Open the chart again to see how it is "
                "now.",
            )
    return [there[position.pk] for position in positions]


def get_parent(position: Position) -> Position:
    """Return the parent of ``position``. Raises ChartError where ``position`` has moved meanwhile."""
    return get_parents(position)[0]


def get_parents(*positions: Position) -> list[Position]:
    """Return the parent of each of ``positions``, in one query.

    Raises ChartError where one of them has moved meanwhile.
    """
    paths = {moves.parent_path(position.path) for position in positions}
    there = {row.path: row for row in Position.objects.filter(path__in=paths)}
    for position in positions:
        if moves.parent_path(position.path) not in there:  # Under the lock of the chart it is there.
            raise ChartError("gone", f"“{position.title}” has just been moved by somebody else. Open the chart again.")
    return [there[moves.parent_path(position.path)] for position in positions]


def check_same_chart(position: Position, chart_pk: int) -> None:
    """Raise ChartError where ``position`` is not in that chart."""
    if position.chart_id != chart_pk:
        raise ChartError(
            "other-chart", f"“{position.title}” stands in another chart. Choose a place in the same chart."
        )


def check_not_head(position: Position) -> None:
    """Raise ChartError where ``position`` is a head, beside which nothing stands."""
    if position.depth == 1:
        raise ChartError(
            "beside-head", f"Nothing stands beside the head of a chart. Choose a place below “{position.title}”."
        )


def check_depth(above: Position, branch: str = "") -> None:
    """Raise ChartError where a new position, or the branch at that path, would be too deep below ``above``."""
    deepest = above.depth + 1
    further = deepest - len(branch) // STEP_LENGTH
    if branch and further > 0:
        deepest = Position.objects.filter(**moves.branch_filter(branch)).aggregate(Max("depth"))["depth__max"] + further
    if deepest > MAX_DEPTH:
        raise ChartError(
            "too-deep", f"Below “{above.title}” there would be more than {MAX_DEPTH} levels. Choose a higher place."
        )


def clean_title(title: str, of: type[Position] | type[OrgChart] = Position) -> str:
    """Return ``title`` without spaces around it. Raises ChartError where it is empty or too long."""
    title = title.strip()
    longest = of._meta.get_field("title").max_length
    if not title:
        what = "position" if of is Position else "chart"
        raise ChartError("title", f"The title is missing. Say what the {what} is called.")
    if "\0" in title:  # PostgreSQL takes none, and no Word file or table either.
        raise ChartError("title", UNPRINTABLE_TITLE)
    if len(title) > longest:
        raise ChartError("title", f"The title has {len(title)} characters; {longest} fit. Shorten it.")
    return title


def clean_slug(slug: str) -> str:
    """Return ``slug``. Raises ChartError where no chart can have it or another one has it."""
    try:
        OrgChart._meta.get_field("slug").clean(slug, None)
    except ValidationError as error:
        longest = OrgChart._meta.get_field("slug").max_length
        raise ChartError(
            "slug",
            f"“{slug}” cannot be the address of a chart. Use letters, digits and hyphens, at most {longest} of them, "
            "such as lincoln-high.",
        ) from error
    if OrgChart.objects.filter(slug=slug).exists():
        raise ChartError("slug", f"The address “{slug}” is taken by another chart. Choose another one.")
    return slug


def build_position(title: str, fields: dict) -> Position:
    """Return an unsaved position.

    Raises ChartError where a value is not valid, and TypeError for a field of the tree.
    """
    if wrong := _TREE_FIELDS.intersection(fields):
        raise TypeError(f"The place of a position is not given by fields: {', '.join(sorted(wrong))}.")
    position = Position(title=clean_title(title), **fields)
    try:
        position.clean_fields(exclude=_TREE_FIELDS)
    except ValidationError as error:
        sentences = [
            f"{Position._meta.get_field(name).verbose_name.capitalize()}: {' '.join(messages)}"
            for name, messages in error.message_dict.items()
        ]
        raise ChartError("invalid", " ".join(sentences)) from error
    return position

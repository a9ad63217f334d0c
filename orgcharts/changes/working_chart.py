"""A chart in memory, changed at many positions at once and then written in a few statements, as one step.

An import of a table and the taking back of changes go this way: what was moved ten times is written once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection, models

from orgcharts.changes import former_numbers, journal
from orgcharts.changes.content import check_references, clean_values, write_placements, write_shared_lines
from orgcharts.changes.lock import ChartError, lock_across_charts
from orgcharts.changes.rights import check_other_charts
from orgcharts.changes.validation import MAX_DEPTH
from orgcharts.fte import parse_fte
from orgcharts.models import OrgChart, Position, SharedSupervision
from orgcharts.tree import moves
from orgcharts.tree.arrangement import Arrangement, find_changed_levels, find_moved_keys
from orgcharts.tree.index_numbers import STEP_LENGTH, index_number

_BATCH = 1_000
#: Stands first in a path that is only passing through. No path has it.
_PASSING = "~"

LOSES_LINES = "Dotted lines in {chart}, would no longer lead to a position that this deletes"
_REGAINS_LINES = "Dotted lines in {chart}, would lead to a position again that this brings back"


class TreePlace(NamedTuple):
    """Where a position stands, as its row says it."""

    path: str
    depth: int
    numchild: int


class WorkingChart:
    """The positions of ``chart``, whose lock the caller holds, as they are now and as they shall be.

    ``tree`` is to be changed: of keys of positions that are there, and of those that ``add`` and ``restore`` gave.
    """

    def __init__(self, chart: OrgChart) -> None:
        # Before any position is read: dotted lines may lead here from everywhere.
        lock_across_charts()
        self.chart = chart
        rows = Position.objects.filter(chart=chart).values_list("pk", "path", "depth", "numchild", "title")
        self._present = {pk: (TreePlace(*place), title) for pk, *place, title in rows}
        self.before = Arrangement((pk, place.path) for pk, (place, _) in self._present.items())
        self.tree = self.before.copy()
        #: The values of positions that come, by their keys.
        self._coming: dict[int, dict[str, Any]] = {}
        #: The steps in which positions that come back were deleted.
        self._back: dict[int, journal.Step] = {}
        self._edits: dict[int, dict[str, Any]] = {}
        self._deleted_rows: Counter[str] = Counter()

    def add(self, values: dict[str, Any]) -> int:
        """Return a key for a new position with ``values`` (see ``journal.read_values``), to be put into the tree."""
        key = -1 - len(self._coming)
        self._coming[key] = values
        return key

    def restore(self, step: journal.Step) -> int:
        """Return the key of a position that was deleted in ``step`` and comes back, to be put into the tree.

        Raises ChartError where it is there.
        """
        key = step["id"]
        if key in self.tree:
            raise ChartError("cannot-undo", f"“{step['title']}” is there already.")
        self._edits.pop(key, None)
        if key in self.before:  # It goes and comes back by what is taken back here.
            self._edits[key] = dict(step["values"])
        else:
            self._coming[key], self._back[key] = dict(step["values"]), step
        return key

    def edit(self, key: int, values: dict[str, Any]) -> None:
        """Let the position have those ``values``; those that are not named stay."""
        into = self._coming if key in self._coming else self._edits
        into[key] = into.get(key, {}) | values

    def list_pending_values(self) -> list[tuple[str, dict[str, Any]]]:
        """Return title and values of every position that gets some; the values may still be changed."""
        found = []
        for key in self.tree.above:
            values = self._coming.get(key, self._edits.get(key))
            if values is not None:
                found.append((values["title"] if "title" in values else self._present[key][1], values))
        return found

    def filter_remaining(self, keys: set[int]) -> set[int]:
        """Return those of the positions ``keys``, of any charts, that are there when all is written."""
        gone = self.before.above.keys() - self.tree.above.keys()
        there = Position.objects.order_by().filter(pk__in=keys - gone - self._coming.keys())
        return {key for key in keys if key in self.tree} | set(there.values_list("pk", flat=True))

    def save(self) -> Counter[str]:
        """Write what has changed and note it as one step; return how many rows of which kind were deleted.

        Raises ChartError where something does not fit.
        """
        coming = [key for key in self.tree.above if key not in self.before]
        gone = [key for key in self.before.above if key not in self.tree]
        path_of = self.tree.paths(self._head_path())
        if any(len(path) > MAX_DEPTH * STEP_LENGTH for path in path_of.values()):
            raise ChartError("too-deep", f"The chart would have more than {MAX_DEPTH} levels. Choose higher places.")
        checked = {key: clean_values(key, self._coming[key]) for key in coming}
        edits = {key: clean_values(key, self._edits[key]) for key in self._edits if key in self.tree}
        # What comes back may be named by what comes back, too.
        own = {key for key in coming if key > 0}
        check_references(*(_without_supervisors(values, own) for values in (*checked.values(), *edits.values())))
        present_places = {key: place for key, (place, _) in self._present.items()}
        # As long as they are there: what is deleted had a number, too.
        former_numbers.record(
            self.chart, (key for key, place in present_places.items() if path_of.get(key) != place.path)
        )
        deleted = self._delete(gone)
        places_now = {
            key: TreePlace(path, len(path) // STEP_LENGTH, len(self.tree.children(key)))
            for key, path in path_of.items()
        }
        moved = {
            key: place for key, place in places_now.items() if key in present_places and place != present_places[key]
        }
        _move_aside([key for key, place in moved.items() if place.path != present_places[key].path])
        key_of = self._create(checked, places_now)
        _write_places(moved)
        edited = self._write_values(edits, path_of)
        write_placements({key_of[key]: checked[key].get("placements", []) for key in coming}, self.chart.pk)
        write_shared_lines({key_of[key]: checked[key].get("shared", []) for key in coming}, self.chart.pk)
        self._lead_back(coming)
        self._note(key_of, path_of, deleted, edited, coming)
        return self._deleted_rows

    def _head_path(self) -> str:
        head = self.before.children(None)
        if head:
            return self._present[head[0]][0].path
        last = Position.objects.get_root_nodes().last()
        return moves.child_path("", (moves.step_of(last.path) if last else 0) + 1)

    def _delete(self, gone: list[int]) -> list[journal.Step]:
        """Delete the positions ``gone``; return what the journal tells of each."""
        if not gone:
            return []
        among = set(gone)
        rows = [row for row in Position.objects.filter(**_of_chart(gone, self.chart)) if row.pk in among]
        values, supervised = journal.read_values_and_lines(rows)
        lines = {line["position"] for one in supervised.values() for line in one} - self.before.above.keys()
        check_other_charts(find_charts(lines), LOSES_LINES)
        for at in range(0, len(gone), _BATCH):
            # Not treebeard's own way, which closes no gaps and reads each row for itself.
            rows_gone = models.QuerySet.delete(Position.objects.order_by().filter(pk__in=gone[at : at + _BATCH]))[1]
            self._deleted_rows += Counter(rows_gone)
        return [
            {
                "id": row.pk,
                "title": row.title,
                "number": row.index_number,
                "values": values[row.pk],
                "revision": row.revision,
                "copied_from": row.copied_from,
                "supervised": supervised[row.pk],
            }
            for row in rows
        ]

    def _create(self, checked: dict[int, dict[str, Any]], places_now: dict[int, TreePlace]) -> dict[int, int]:
        """Make the positions that come; return the keys by which the database knows them, and all others."""
        rows = []
        for key, values in checked.items():
            plain = {name: values[name] for name in journal.POSITION_FIELDS if name in values}
            plain["fte"] = parse_fte(plain.get("fte"))
            row = Position(chart=self.chart, **places_now[key]._asdict(), **plain)
            if key > 0:
                step = self._back[key]
                # What others may have open of it is from before it was deleted: it never had this revision.
                row.pk, row.revision = key, step["revision"] + 1
                row.copied_from = step.get("copied_from")
            rows.append(row)
        Position.objects.bulk_create(rows, batch_size=_BATCH)
        key_of = {key: key for key in self.tree.above}
        if any(key < 0 for key in checked):
            # Not every SQLite tells the primary keys that bulk_create made.
            made = dict(Position.objects.order_by().filter(chart=self.chart).values_list("path", "pk"))
            key_of |= {key: made[places_now[key].path] for key in checked}
        return key_of

    def _write_values(self, edits: dict[int, dict[str, Any]], path_of: dict[int, str]) -> list[journal.Step]:
        """Give the positions that stay their values; return what the journal tells of each that has changed."""
        if not edits:
            return []
        rows = [row for row in Position.objects.filter(**_of_chart(edits, self.chart)) if row.pk in edits]
        present = journal.read_values(rows, {"title"}.union(*edits.values()))
        steps, changed_rows = [], []
        placed, shared, fields = {}, {}, {"revision"}
        for row in rows:
            before = present[row.pk]
            after = before | edits[row.pk]
            changed = [name for name in after if after[name] != before[name]]
            if not changed:
                continue
            for name in changed:
                if name in journal.POSITION_FIELDS:
                    setattr(row, name, parse_fte(after[name]) if name == "fte" else after[name])
            row.revision += 1
            changed_rows.append(row)
            fields.update(name for name in changed if name in journal.POSITION_FIELDS)
            if "placements" in changed:
                placed[row.pk] = after["placements"]
            if "shared" in changed:
                shared[row.pk] = after["shared"]
            steps.append(
                {
                    "id": row.pk,
                    "title": after["title"],
                    "number": index_number(path_of[row.pk]),
                    "before": {name: before[name] for name in changed},
                    "after": {name: after[name] for name in changed},
                }
            )
        Position.objects.bulk_create(
            changed_rows, update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields), batch_size=_BATCH
        )
        write_placements(placed, self.chart.pk)
        write_shared_lines(shared, self.chart.pk)
        return steps

    def _lead_back(self, coming: list[int]) -> None:
        """Let dotted lines that led to what comes back lead there again, unless they lead to another position by now.

        A line that has itself come back since is another row: it is the one that says the same at the same position.
        """
        led = [(line, key) for key in coming if key in self._back for line in self._back[key]["supervised"]]
        at = sorted({line["position"] for line, _ in led})
        free: dict[int, list[SharedSupervision]] = {}
        for first in range(0, len(at), _BATCH):
            rows = SharedSupervision.objects.filter(position__in=at[first : first + _BATCH], supervisor=None)
            for row in rows.order_by("order", "pk"):
                free.setdefault(row.position_id, []).append(row)
        changed = []
        for line, key in led:
            rows = free.get(line["position"], [])
            same = [row for row in rows if row.pk == line["id"]] or [
                row for row in rows if (row.title, row.covers) == (line["title"], line["covers"])
            ]
            if same:
                rows.remove(same[0])
                same[0].supervisor_id = key
                changed.append(same[0])
        check_other_charts(find_charts({row.position_id for row in changed} - self.tree.above.keys()), _REGAINS_LINES)
        SharedSupervision.objects.bulk_update(changed, ["supervisor"], batch_size=_BATCH)

    def _note(self, key_of, path_of, deleted: list[journal.Step], edited: list[journal.Step], coming) -> None:
        if self._only_edited(deleted, edited):
            journal.record(self.chart.pk, {"op": "edit", **edited[0]})
            return
        before, after = find_changed_levels(self.before, self.tree)
        keys = {key_of[key]: key for key in coming}
        rows = [row for row in Position.objects.filter(**_of_chart(keys, self.chart)) if row.pk in keys] if keys else []
        values = journal.read_values(rows)
        moved = [
            {
                "id": key,
                "title": self._present[key][1],
                "number": index_number(self._present[key][0].path),
                "new_number": index_number(path_of[key]),
            }
            for key in find_moved_keys(self.before, self.tree)
        ]
        if not (before or after or edited):
            return
        journal.record(
            self.chart.pk,
            {
                "op": "arrange",
                "id": self.chart.pk,
                "title": self.chart.title,
                "before": [[above, keys] for above, keys in before.items()],
                "after": [[key_of.get(above, above), [key_of[key] for key in keys]] for above, keys in after.items()],
                "added": [
                    {"id": row.pk, "title": row.title, "number": row.index_number, "values": values[row.pk]}
                    for row in rows
                ],
                "deleted": deleted,
                "moved": moved,
                "edited": edited,
            },
        )

    def _only_edited(self, deleted: list[journal.Step], edited: list[journal.Step]) -> bool:
        return len(edited) == 1 and not deleted and self.before.below == self.tree.below


def _of_chart(keys: Iterable[int], chart: OrgChart) -> dict[str, Any]:
    """Return the lookup for the positions ``keys``; of many, for all of their chart."""
    keys = list(keys)
    return {"pk__in": keys} if len(keys) <= _BATCH else {"chart": chart}


def find_charts(positions: set[int]) -> set[int]:
    """Return the keys of the charts in which the positions with those keys stand."""
    if not positions:
        return set()
    found = Position.objects.order_by().filter(pk__in=positions).values_list("chart_id", flat=True)
    return set(found.distinct())


def _without_supervisors(values: dict[str, Any], own: set[int]) -> dict[str, Any]:
    """Return ``values`` without the dotted lines to the positions ``own``, which need not be looked up."""
    if "shared" not in values:
        return values
    return values | {"shared": [line for line in values["shared"] if line["supervisor"] not in own]}


def _move_aside(keys: list[int]) -> None:
    """Give the positions ``keys`` paths that nobody has: paths are unique at every moment, also within a statement."""
    for at in range(0, len(keys), _BATCH):
        Position.objects.order_by().filter(pk__in=keys[at : at + _BATCH]).update(
            path=models.functions.Concat(models.Value(_PASSING), models.functions.Cast("pk", models.CharField()))
        )


def _write_places(wanted: dict[int, TreePlace]) -> None:
    """Let each position stand at its place. Written in SQL, of which Django has no UPDATE from a list of values."""
    table = Position._meta.db_table
    rows = list(wanted.items())
    with connection.cursor() as cursor:
        for at in range(0, len(rows), _BATCH):
            batch = rows[at : at + _BATCH]
            cursor.execute(
                "WITH wanted (pk, path, depth, numchild) AS "
                f"(VALUES {', '.join(['(%s, %s, %s, %s)'] * len(batch))}) "
                f"UPDATE {table} SET path = wanted.path, depth = wanted.depth, numchild = wanted.numchild "
                f"FROM wanted WHERE {table}.id = wanted.pk",
                [value for key, place in batch for value in (key, *place)],
            )

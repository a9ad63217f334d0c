"""A chart that is changed in memory at many positions and then written in a few statements, as one step.

Imports of tables and Undo use it: what was moved ten times is written once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from orgcharts.changes import former_numbers, journal
from orgcharts.changes.content import check_references, clean_values, write_placements, write_shared_lines
from orgcharts.changes.lock import ChartError, lock_across_charts
from orgcharts.changes.rights import check_other_charts
from orgcharts.changes.shared_lines import reconnect_lines
from orgcharts.changes.tree_writes import BATCH, TreePlace, filter_chart, find_charts, move_aside, write_places
from orgcharts.changes.validation import MAX_DEPTH
from orgcharts.fte import parse_fte
from orgcharts.models import OrgChart, Position
from orgcharts.tree import moves
from orgcharts.tree.arrangement import Arrangement, find_changed_levels, find_moved_keys
from orgcharts.tree.index_numbers import STEP_LENGTH, index_number

LOSES_LINES = "Dotted lines in {chart}, would no longer lead to a position that this deletes"


class WorkingChart:
    """The positions of ``chart``, whose lock the caller holds, as they are now and as they shall be.

    The caller changes ``tree``, with the keys of existing positions and those that ``add`` and ``restore`` return.
    """

    def __init__(self, chart: OrgChart) -> None:
        # Before any position is read: dotted lines may lead here from everywhere.
        lock_across_charts()
        self.chart = chart
        rows = Position.objects.filter(chart=chart).values_list("pk", "path", "depth", "numchild", "title")
        self._present = {pk: (TreePlace(*place), title) for pk, *place, title in rows}
        self.before = Arrangement((pk, place.path) for pk, (place, _) in self._present.items())
        self.tree = self.before.copy()
        #: The values of positions to create, by key.
        self._new_values: dict[int, dict[str, Any]] = {}
        #: The steps that deleted the positions to restore, by key.
        self._deletions: dict[int, journal.Step] = {}
        self._edits: dict[int, dict[str, Any]] = {}
        self._deleted_rows: Counter[str] = Counter()

    def add(self, values: dict[str, Any]) -> int:
        """Return a key for a new position with ``values`` (see ``journal.read_values``), for the caller to insert."""
        key = -1 - len(self._new_values)
        self._new_values[key] = values
        return key

    def restore(self, step: journal.Step) -> int:
        """Return the key of a position that ``step`` deleted, to be inserted into the tree again.

        Raises ChartError where the position exists.
        """
        key = step["id"]
        if key in self.tree:
            raise ChartError("cannot-undo", f"“{step['title']}” exists already.")
        self._edits.pop(key, None)
        if key in self.before:  # The same undo deletes and restores it.
            self._edits[key] = dict(step["values"])
        else:
            self._new_values[key], self._deletions[key] = dict(step["values"]), step
        return key

    def edit(self, key: int, values: dict[str, Any]) -> None:
        """Set ``values`` of a position; values that are not named stay."""
        into = self._new_values if key in self._new_values else self._edits
        into[key] = into.get(key, {}) | values

    def list_pending_values(self) -> list[tuple[str, dict[str, Any]]]:
        """Return title and values of each position to be written; the caller may change the values."""
        found = []
        for key in self.tree.above:
            values = self._new_values.get(key, self._edits.get(key))
            if values is not None:
                found.append((values["title"] if "title" in values else self._present[key][1], values))
        return found

    def filter_remaining(self, keys: set[int]) -> set[int]:
        """Return those of the positions ``keys``, of any charts, that exist after ``save``."""
        removed = self.before.above.keys() - self.tree.above.keys()
        there = Position.objects.order_by().filter(pk__in=keys - removed - self._new_values.keys())
        return {key for key in keys if key in self.tree} | set(there.values_list("pk", flat=True))

    def save(self) -> Counter[str]:
        """Write what has changed and record it as one step; return the numbers of deleted rows by model.

        Raises ChartError where a value is not valid.
        """
        created = [key for key in self.tree.above if key not in self.before]
        removed = [key for key in self.before.above if key not in self.tree]
        path_of = self.tree.paths(self._head_path())
        if any(len(path) > MAX_DEPTH * STEP_LENGTH for path in path_of.values()):
            raise ChartError("too-deep", f"The chart would have more than {MAX_DEPTH} levels. Choose higher places.")
        checked = {key: clean_values(key, self._new_values[key]) for key in created}
        edits = {key: clean_values(key, self._edits[key]) for key in self._edits if key in self.tree}
        # Positions that are created together may refer to each other.
        own = set(created)
        check_references(*(_without_supervisors(values, own) for values in (*checked.values(), *edits.values())))
        present_places = {key: place for key, (place, _) in self._present.items()}
        # Before they are deleted: deleted positions had numbers, too.
        former_numbers.record(
            self.chart, (key for key, place in present_places.items() if path_of.get(key) != place.path)
        )
        deleted = self._delete(removed)
        places_now = {
            key: TreePlace(path, len(path) // STEP_LENGTH, len(self.tree.children(key)))
            for key, path in path_of.items()
        }
        moved = {
            key: place for key, place in places_now.items() if key in present_places and place != present_places[key]
        }
        move_aside([key for key, place in moved.items() if place.path != present_places[key].path])
        key_of = self._create(checked, places_now)
        _replace_keys((*checked.values(), *edits.values()), key_of)
        write_places(moved)
        edited = self._write_values(edits, path_of)
        write_placements({key_of[key]: checked[key].get("placements", []) for key in created}, self.chart.pk)
        write_shared_lines({key_of[key]: checked[key].get("shared", []) for key in created}, self.chart.pk)
        reconnect_lines({key: self._deletions[key] for key in created if key in self._deletions}, self.tree)
        self._record(key_of, path_of, deleted, edited, created)
        return self._deleted_rows

    def _head_path(self) -> str:
        head = self.before.children(None)
        if head:
            return self._present[head[0]][0].path
        last = Position.objects.get_root_nodes().last()
        return moves.child_path("", (moves.step_of(last.path) if last else 0) + 1)

    def _delete(self, removed: list[int]) -> list[journal.Step]:
        """Delete the positions ``removed``; return their steps."""
        if not removed:
            return []
        among = set(removed)
        rows = [row for row in Position.objects.filter(**filter_chart(removed, self.chart)) if row.pk in among]
        values, supervised = journal.read_values_and_lines(rows)
        lines = {line["position"] for one in supervised.values() for line in one} - self.before.above.keys()
        check_other_charts(find_charts(lines), LOSES_LINES)
        for at in range(0, len(removed), BATCH):
            # Not treebeard's own deletion, which closes no gaps and reads row by row.
            deleted_rows = models.QuerySet.delete(Position.objects.order_by().filter(pk__in=removed[at : at + BATCH]))[
                1
            ]
            self._deleted_rows += Counter(deleted_rows)
        return [journal.describe_deletion(row, values, supervised) for row in rows]

    def _create(self, checked: dict[int, dict[str, Any]], places_now: dict[int, TreePlace]) -> dict[int, int]:
        """Create positions; return the primary key of every position by its key in the tree."""
        rows = []
        for key, values in checked.items():
            plain = {name: values[name] for name in journal.POSITION_FIELDS if name in values}
            plain["fte"] = parse_fte(plain.get("fte"))
            row = Position(chart=self.chart, **places_now[key]._asdict(), **plain)
            if key > 0:
                step = self._deletions[key]
                # A revision that it never had: pages that are open from before its deletion are stale.
                row.pk, row.revision = key, step["revision"] + 1
                row.copied_from = step.get("copied_from")
            rows.append(row)
        Position.objects.bulk_create(rows, batch_size=BATCH)
        key_of = {key: key for key in self.tree.above}
        if any(key < 0 for key in checked):
            # Not every SQLite returns the primary keys that bulk_create made.
            made = dict(Position.objects.order_by().filter(chart=self.chart).values_list("path", "pk"))
            key_of |= {key: made[places_now[key].path] for key in checked}
        return key_of

    def _write_values(self, edits: dict[int, dict[str, Any]], path_of: dict[int, str]) -> list[journal.Step]:
        """Write the values of existing positions; return the steps of those that have changed."""
        if not edits:
            return []
        rows = [row for row in Position.objects.filter(**filter_chart(edits, self.chart)) if row.pk in edits]
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
            changed_rows, update_conflicts=True, unique_fields=["id"], update_fields=sorted(fields), batch_size=BATCH
        )
        write_placements(placed, self.chart.pk)
        write_shared_lines(shared, self.chart.pk)
        return steps

    def _record(self, key_of, path_of, deleted: list[journal.Step], edited: list[journal.Step], created) -> None:
        if self._only_edited(deleted, edited):
            journal.record(self.chart.pk, {"op": "edit", **edited[0]})
            return
        before, after = find_changed_levels(self.before, self.tree)
        keys = {key_of[key]: key for key in created}
        rows = (
            [row for row in Position.objects.filter(**filter_chart(keys, self.chart)) if row.pk in keys] if keys else []
        )
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


def _replace_keys(values: Iterable[dict[str, Any]], key_of: Mapping[int, int]) -> None:
    """Let dotted lines lead to the keys that new positions have got."""
    for each in values:
        if any((line["supervisor"] or 0) < 0 for line in each.get("shared", ())):
            each["shared"] = [line | {"supervisor": key_of.get(line["supervisor"])} for line in each["shared"]]


def _without_supervisors(values: dict[str, Any], own: set[int]) -> dict[str, Any]:
    """Return ``values`` without the dotted lines to the positions ``own``, which need not be looked up."""
    if "shared" not in values:
        return values
    return values | {"shared": [line for line in values["shared"] if line["supervisor"] not in own]}

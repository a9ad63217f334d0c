"""The preview of a table before its import: how it was understood, what is wrong, and what would change."""

from __future__ import annotations

from typing import Any

from orgcharts.admin.forms.spreadsheet import ColumnsForm, PreviewedFile
from orgcharts.models import OrgChart
from orgcharts.permissions import may_change
from orgcharts.spreadsheet import database
from orgcharts.spreadsheet.job_cell import Catalogue
from orgcharts.spreadsheet.parsed_table import CurrentPosition, ParsedTable
from orgcharts.spreadsheet.plan import Plan, make_plan
from orgcharts.spreadsheet.rows import list_headings, recognize
from orgcharts.spreadsheet.values import MAX_MESSAGES, Columns, TableError, first_messages

#: Maximum number of changes that are shown; further ones are counted.
MAX_CHANGES = 1_000

_MAY = {
    "add_position": "add positions",
    "change_position": "move, rename or edit positions",
    "delete_position": "delete positions",
}


def read_rows(chart: OrgChart, held: PreviewedFile) -> tuple[ParsedTable, list[CurrentPosition], Catalogue]:
    """Return the parsed table, the positions of ``chart`` now, and all job descriptions.

    Raises TableError where the columns cannot be recognized.
    """
    return _rows(chart, held, recognize(held.grid, held.columns))


def _rows(chart: OrgChart, held: PreviewedFile, sheet: Columns) -> tuple[ParsedTable, list[CurrentPosition], Catalogue]:
    jobs = database.read_catalogue()
    present = database.read_positions(chart)
    return database.validate_columns(sheet, present, jobs, renumber=held.renumber), present, jobs


def build_preview(user: Any, chart: OrgChart, held: PreviewedFile) -> dict[str, Any]:
    """Return the context of the template.

    ``refused_file`` is why the table cannot be read, or None; ``columns_form`` lets staff choose which column is which;
    ``plan`` is there where nothing is wrong; ``may_confirm`` says whether this user can import it.
    """
    context: dict[str, Any] = {"name": held.name, "renumber": held.renumber, "refused_file": None}
    try:
        sheet = recognize(held.grid, held.columns)
    except TableError as error:
        headings = list_headings(held.grid)
        if held.columns is not None:
            for at, one in enumerate(headings):
                headings[at] = type(one)(one.place, one.text, one.examples, held.columns.get(one.place, ""))
        has_choice = error.code.startswith("column")
        return context | {"refused_file": str(error), "columns_form": ColumnsForm(headings) if has_choice else None}
    table, present, jobs = _rows(chart, held, sheet)
    errors, more_errors = first_messages(table.errors)
    warnings, more_warnings = first_messages(table.warnings)
    context |= {
        "heading_row": sheet.row,
        "columns_form": ColumnsForm(sheet.headings),
        "errors": errors,
        "error_count": len(table.errors),
        "more_errors": more_errors,
        "warnings": warnings,
        "more_warnings": more_warnings,
        "most_told": MAX_MESSAGES,
        "can_renumber": table.can_renumber,
    }
    if not table.errors:
        made = make_plan(present, table, jobs)
        refused = list_refusals(user, chart, made)
        context |= {
            "plan": made,
            "changes": made.changes[:MAX_CHANGES],
            "more_changes": len(made.changes) - MAX_CHANGES,
            "refused": refused,
            "may_confirm": not refused and not made.is_empty,
        }
    return context


def list_refusals(user: Any, chart: OrgChart, made: Plan) -> list[str]:
    """Return sentences about why this user may not carry out the plan; empty where they may."""
    lacking = [
        words for what, words in _MAY.items() if what in made.required_permissions and not may_change(user, chart, what)
    ]
    return [f"Your account may not {words}. Ask somebody whose account may." for words in lacking]

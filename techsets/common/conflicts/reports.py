"""The report of a merge for the page: differences, changes of the other person, and conflicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from techsets.common.conflicts.form_values import FormReader, FormsetReader
from techsets.common.conflicts.merge import ROW, MergedRow, Row, SubmittedRow
from techsets.common.word_changes import ADDED, REMOVED, SAME, Budget, Piece, diff_words

#: Prefix of the form fields that say whose version of a field is chosen.
TAKE = "take-"


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between the saved and the submitted version, each as text."""

    label: str
    saved: str
    yours: str


@dataclass(frozen=True, slots=True)
class TheirChange:
    """A change that only the other person made and that the form now has."""

    label: str
    message: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value that both changed differently. ``name`` is the form field of the choice.

    ``theirs`` and ``mine`` are lists of texts, each a tuple of ``Piece``; shared words are ``SAME``.
    """

    name: str
    label: str
    theirs: list[tuple[Piece, ...]]
    mine: list[tuple[Piece, ...]]


@dataclass(slots=True)
class ConflictReport:
    """The differences, the changes of the other person and the conflicts of a merge."""

    differences: list[Difference] = field(default_factory=list)
    their_changes: list[TheirChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


class ComparedWidget:
    """A widget for values with markup, which defines how two versions are compared."""

    def plain_text(self, value: str) -> str:
        """Return ``value`` without its markup."""
        raise NotImplementedError

    def compare(self, theirs: str, mine: str) -> list[tuple[Piece, ...]]:
        """Return the texts that differ, word by word, without those that both versions have."""
        raise NotImplementedError


def format_plain(form: FormReader, name: str, value: Any) -> str:
    """Return the value of a field as text without markup."""
    widget = form.fields[name].widget
    return widget.plain_text(value) if isinstance(widget, ComparedWidget) else form.format_value(name, value)


def report_rows(report: ConflictReport, rows: FormsetReader, merged: list[MergedRow]) -> None:
    """Add the merged rows of a list to the report."""
    at = -1
    for row in merged:
        name = (row.theirs or row.base or Row("", str(next(iter(row.fields.values()), "")), {})).name
        label = f"{rows.noun} “{name}”"
        if row.is_dropped:
            if not row.mine.removed:
                report.their_changes.append(TheirChange(label, "was removed meanwhile"))
                report.differences.append(Difference(label, "Was removed meanwhile.", "You did not change it."))
            continue
        at += 1
        builder = ReportBuilder(report, rows.row, f"{label}: ")
        if row.mine is None:
            report.their_changes.append(TheirChange(label, "was added meanwhile"))
            report.differences.append(Difference(label, "Was added meanwhile and stays.", "You have not seen it."))
        elif row.theirs is None and row.mine.key:
            builder.add_their_removal(row.mine, label, f"{rows.prefix}-{at}-{ROW}")
        elif row.theirs is not None and row.removed:
            builder.add_my_removal(row.theirs, label, f"{rows.prefix}-{at}-{ROW}", is_conflict=ROW in row.conflicts)
        elif row.theirs is not None:
            builder.add_fields(
                row.theirs.fields, row.mine.fields, row.from_theirs, row.conflicts, f"{rows.prefix}-{at}"
            )


@dataclass(frozen=True, slots=True)
class ReportBuilder:
    """Adds the fields of a form or row to a report; ``where`` is the prefix of their labels."""

    report: ConflictReport
    form: FormReader
    where: str

    def add_fields(
        self, saved: dict, submitted: dict, from_theirs: list[str], conflicts: list[str], prefix: str
    ) -> None:
        for name, mine in submitted.items():
            if name not in saved or saved[name] == mine:
                continue
            label = f"{self.where}{self.form.label(name)}"
            theirs, yours = (format_plain(self.form, name, value) for value in (saved[name], mine))
            shown = Difference(label, theirs or "(empty)", yours or "(empty)")
            self.report.differences.append(shown)
            if name in from_theirs:
                self.report.their_changes.append(TheirChange(label, shown.saved))
            elif name in conflicts:
                html_name = f"{prefix}-{name}" if prefix else name
                widget = self.form.fields[name].widget
                is_compared = isinstance(widget, ComparedWidget)
                texts = widget.compare(saved[name], mine) if is_compared else [compare_lines(theirs, yours)]
                self.report.conflicts.append(Conflict(f"{TAKE}{html_name}", label, *_split_sides(texts)))

    def add_their_removal(self, row: SubmittedRow, label: str, html_name: str) -> None:
        self.report.differences.append(Difference(label, "Was removed meanwhile.", "You changed it."))
        mine = [(Piece(ADDED, self._text(row.fields)),)]
        self.report.conflicts.append(Conflict(f"{TAKE}{html_name}", label, [(Piece(REMOVED, "(removed)"),)], mine))

    def add_my_removal(self, row: Row, label: str, html_name: str, *, is_conflict: bool) -> None:
        self.report.differences.append(Difference(label, "Is there.", "You remove it."))
        if is_conflict:
            theirs = [(Piece(REMOVED, self._text(row.fields)),)]
            self.report.conflicts.append(Conflict(f"{TAKE}{html_name}", label, theirs, [(Piece(ADDED, "(removed)"),)]))

    def _text(self, fields: dict) -> str:
        texts = (format_plain(self.form, name, value) for name, value in fields.items() if name in self.form.fields)
        return "\n".join(text for text in texts if text)


#: The texts of a conflict: theirs, mine.
Pairs = tuple[list[tuple[Piece, ...]], list[tuple[Piece, ...]]]


def compare_lines(theirs: str, mine: str) -> tuple[Piece, ...]:
    """Return the word-level difference of two texts, or both as a whole if they are too long for that."""
    return diff_words(theirs, mine, Budget()) or (Piece(REMOVED, theirs), Piece(ADDED, mine))


def _split_sides(texts: list[tuple[Piece, ...]]) -> Pairs:
    def side(left_out: str) -> list[tuple[Piece, ...]]:
        kept = [tuple(piece for piece in pieces if piece.change != left_out) for pieces in texts]
        return [pieces for pieces in kept if any(piece.text.strip() for piece in pieces)] or [(Piece(SAME, "(empty)"),)]

    return side(ADDED), side(REMOVED)

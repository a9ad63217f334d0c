"""What a page says of two versions of one thing: where they differ, what was taken over, and what both changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from techsets.common.conflicts.form_values import FormReader, FormsetReader
from techsets.common.conflicts.merge import ROW, MergedRow, Row, SubmittedRow
from techsets.common.word_changes import ADDED, REMOVED, SAME, Budget, Piece, diff_words

#: Before the name of a field in HTML: the answer to the question whose version of it shall stand.
TAKE = "take-"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the two versions differ: what it is called, as it is saved now, and as the form was sent."""

    label: str
    saved: str
    yours: str


@dataclass(frozen=True, slots=True)
class TheirChange:
    """Something that only the other person changed, and that the form has now: what, and what became of it."""

    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that both changed. ``name`` is that of the answer in the form.

    ``theirs`` and ``mine`` are lists of texts, each a list of ``Piece``: what both have is ``SAME``.
    """

    name: str
    label: str
    theirs: list[tuple[Piece, ...]]
    mine: list[tuple[Piece, ...]]


@dataclass(slots=True)
class ConflictReport:
    """What a page says of two versions of one thing."""

    differences: list[Difference] = field(default_factory=list)
    taken: list[TheirChange] = field(default_factory=list)
    clashes: list[Conflict] = field(default_factory=list)


class ComparedWidget:
    """A widget of a field whose value is more than plain text: it says how two versions of it are compared."""

    def plain_text(self, value: str) -> str:
        """Return the words of ``value``, without its markup."""
        raise NotImplementedError

    def compare(self, theirs: str, mine: str) -> list[tuple[Piece, ...]]:
        """Return the texts that differ, word by word; those that both have are left out."""
        raise NotImplementedError


def format_plain(form: FormReader, name: str, value: Any) -> str:
    """Return the value of a field for people who compare two versions, without any markup."""
    widget = form.fields[name].widget
    return widget.plain_text(value) if isinstance(widget, ComparedWidget) else form.in_words(name, value)


def report_rows(conflict: ConflictReport, rows: FormsetReader, merged: list[MergedRow]) -> None:
    """Write down what there is to say of the rows of a list."""
    at = -1
    for row in merged:
        name = (row.saved or row.loaded or Row("", str(next(iter(row.fields.values()), "")), {})).name
        label = f"{rows.noun} “{name}”"
        if row.is_dropped:
            if not row.sent.removed:
                conflict.taken.append(TheirChange(label, "was removed meanwhile"))
                conflict.differences.append(Difference(label, "Was removed meanwhile.", "You did not change it."))
            continue
        at += 1
        report = ReportBuilder(conflict, rows.row, f"{label}: ")
        if row.sent is None:
            conflict.taken.append(TheirChange(label, "was added meanwhile"))
            conflict.differences.append(Difference(label, "Was added meanwhile and stays.", "You have not seen it."))
        elif row.saved is None and row.sent.key:
            report.removed_by_them(row.sent, label, f"{rows.prefix}-{at}-{ROW}")
        elif row.saved is not None and row.removed:
            report.removed_by_me(row.saved, label, f"{rows.prefix}-{at}-{ROW}", asks=ROW in row.clashes)
        elif row.saved is not None:
            report.fields(row.saved.fields, row.sent.fields, row.taken, row.clashes, f"{rows.prefix}-{at}")


@dataclass(frozen=True, slots=True)
class ReportBuilder:
    """Writes down what there is to say of one form or row; ``where`` stands before the names of its fields."""

    conflict: ConflictReport
    form: FormReader
    where: str

    def fields(self, saved: dict, sent: dict, taken: list[str], clashes: list[str], prefix: str) -> None:
        for name, mine in sent.items():
            if name not in saved or saved[name] == mine:
                continue
            label = f"{self.where}{self.form.label(name)}"
            theirs, yours = (format_plain(self.form, name, value) for value in (saved[name], mine))
            shown = Difference(label, theirs or "(empty)", yours or "(empty)")
            self.conflict.differences.append(shown)
            if name in taken:
                self.conflict.taken.append(TheirChange(label, shown.saved))
            elif name in clashes:
                html_name = f"{prefix}-{name}" if prefix else name
                widget = self.form.fields[name].widget
                is_compared = isinstance(widget, ComparedWidget)
                texts = widget.compare(saved[name], mine) if is_compared else [compare_lines(theirs, yours)]
                self.conflict.clashes.append(Conflict(f"{TAKE}{html_name}", label, *_split_sides(texts)))

    def removed_by_them(self, sent: SubmittedRow, label: str, html_name: str) -> None:
        self.conflict.differences.append(Difference(label, "Was removed meanwhile.", "You changed it."))
        mine = [(Piece(ADDED, self._text(sent.fields)),)]
        self.conflict.clashes.append(Conflict(f"{TAKE}{html_name}", label, [(Piece(REMOVED, "(removed)"),)], mine))

    def removed_by_me(self, saved: Row, label: str, html_name: str, *, asks: bool) -> None:
        self.conflict.differences.append(Difference(label, "Is there.", "You remove it."))
        if asks:
            theirs = [(Piece(REMOVED, self._text(saved.fields)),)]
            self.conflict.clashes.append(Conflict(f"{TAKE}{html_name}", label, theirs, [(Piece(ADDED, "(removed)"),)]))

    def _text(self, fields: dict) -> str:
        texts = (format_plain(self.form, name, value) for name, value in fields.items() if name in self.form.fields)
        return "\n".join(text for text in texts if text)


#: What a clash shows: the texts of the other person, and those of who sent the form.
Pairs = tuple[list[tuple[Piece, ...]], list[tuple[Piece, ...]]]


def compare_lines(theirs: str, mine: str) -> tuple[Piece, ...]:
    """Return two texts word by word, or as a whole where they are too long or too different for that."""
    return diff_words(theirs, mine, Budget()) or (Piece(REMOVED, theirs), Piece(ADDED, mine))


def _split_sides(texts: list[tuple[Piece, ...]]) -> Pairs:
    def side(left_out: str) -> list[tuple[Piece, ...]]:
        kept = [tuple(piece for piece in pieces if piece.change != left_out) for pieces in texts]
        return [pieces for pieces in kept if any(piece.text.strip() for piece in pieces)] or [(Piece(SAME, "(empty)"),)]

    return side(ADDED), side(REMOVED)

"""What becomes of a form that somebody sends while another person has saved the same thing, whatever form it is.

A form carries what it showed when it was loaded (``formvalues.LOADED``). ``merge`` puts that, what is saved now and
what was sent together, and writes the result into what was sent, so that the form comes back with it. Where both
changed the same, the page asks; ``choose`` does what was answered. It works without a script.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict

from jobdescriptions.comparing.texts import compare_texts, texts_of
from jobdescriptions.comparing.values import ADDED, REMOVED, SAME, Piece
from jobdescriptions.comparing.wording import Budget, differences
from jobdescriptions.formvalues import LOADED, ReadForm, ReadForms, ReadList, pack
from jobdescriptions.merging import ROW, MergedRow, Row, SentRow, Values, in_order, merge_fields, merge_rows
from jobdescriptions.word.html import from_html, to_text

#: Before the name of a field in HTML: the answer to the question whose version of it shall stand.
TAKE = "take-"
OUTRUN = (
    "Somebody else has saved this while you were editing it. Nothing of yours is lost: it is in the form below, "
    "together with what the other person has changed elsewhere. Look at it, choose where both of you changed the same, "
    "then save again."
)
#: Sent with a form that shall be shown as it was filled in, and not saved (see static/admin/unsent.js).
SHOW = "_unsent"
UNSENT = "This is what you had typed here before. Nothing of it is saved yet: look at it, then save it."


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the two versions differ: what it is called, as it is saved now, and as the form was sent."""

    label: str
    saved: str
    yours: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that only the other person changed, and that the form has now: what, and what became of it."""

    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that both changed. ``name`` is that of the answer in the form.

    ``theirs`` and ``mine`` are lists of texts, each a list of ``Piece``: what both have is ``SAME``.
    """

    name: str
    label: str
    theirs: list[tuple[Piece, ...]]
    mine: list[tuple[Piece, ...]]


@dataclass(slots=True)
class Conflict:
    """What a page says of two versions of one thing."""

    differences: list[Difference] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)


def in_plain_words(form: ReadForm, name: str, value: Any) -> str:
    """Return the value of a field for people who compare two versions; the text of a section without its markup."""
    return to_text(from_html(value)) if is_html(form, name) else form.in_words(name, value)


def is_html(form: ReadForm, name: str) -> bool:
    """Say whether the field holds the HTML of a section."""
    return "data-section-editor" in form.fields[name].widget.attrs


def merge(forms: ReadForms, loaded: Values | None, data: QueryDict) -> tuple[QueryDict, Conflict]:
    """Return what was sent (``data``), put together with what is saved now, and what there is to say of it.

    ``forms`` are made from what is saved now. ``loaded`` None: the form did not say what it had shown.
    """
    saved, conflict = forms.saved(), Conflict()
    result = data.copy()
    sent = forms.form.sent(data, forms.prefix)
    merged = merge_fields(loaded.fields if loaded else None, saved.fields, sent)
    report = _Report(conflict, forms.form, "")
    report.fields(saved.fields, sent, merged.taken, merged.clashes, forms.prefix)
    for name in merged.taken:
        forms.form.write(result, forms.prefix, name, merged.values[name])
    for prefix, one in forms.lists.items():
        before = loaded.rows.get(prefix, ()) if loaded else None
        rows = one.sent(data, [row.key for row in (before if before is not None else saved.rows[prefix])])
        found = merge_rows(before, saved.rows[prefix], rows)
        _write_rows(one, before, [row for row in found if not row.is_dropped], data, result)
        _report_rows(conflict, one, found)
    result[LOADED] = pack(saved)
    for name in [name for name in result if name.startswith(TAKE)]:
        del result[name]
    return result, conflict


def choose(forms: ReadForms, loaded: Values | None, data: QueryDict) -> QueryDict:
    """Return ``data`` with the other person's version wherever that was chosen. It is what ``loaded`` has."""
    chosen = [name.removeprefix(TAKE) for name in data if name.startswith(TAKE) and data[name] == "theirs"]
    if loaded is None or not chosen:
        return data
    result = data.copy()
    for html_name in chosen:
        for form, rows, at, name in forms.named(html_name):
            if rows is None:
                if name in loaded.fields:
                    form.write(result, forms.prefix, name, loaded.fields[name])
                continue
            prefix = f"{rows.prefix}-{at}"
            was = _loaded_row(rows, loaded, data, at)
            if name == DELETION_FIELD_NAME:
                result.pop(f"{prefix}-{name}", None)
                if was is None:  # A row that the other one removed, and that came back as a new one.
                    result[f"{prefix}-{name}"] = "on"
            elif was is not None and name in was.fields:
                form.write(result, prefix, name, was.fields[name])
    return result


def _loaded_row(rows: ReadList, loaded: Values, data: QueryDict, at: int) -> Row | None:
    known = loaded.rows.get(rows.prefix, ())
    if rows.pk:
        return next((row for row in known if row.key == data.get(f"{rows.prefix}-{at}-{rows.pk}", "")), None)
    return known[at] if at < len(known) else None


def _write_rows(
    rows: ReadList, before: tuple[Row, ...] | None, merged: list[MergedRow], data: QueryDict, result: QueryDict
) -> None:
    """Write the rows of a list anew: those that are saved first, as formsets want them, each with its place."""
    for name in [name for name in result if _is_of_row(name, rows.prefix)]:
        del result[name]
    places = {id(row): place for place, row in enumerate(in_order(before, merged), start=1)}
    for at, row in enumerate(merged):
        prefix = f"{rows.prefix}-{at}"
        if row.sent is not None:
            start = f"{rows.prefix}-{row.sent.at}-"
            for name in data:
                if name.startswith(start):
                    result.setlist(f"{prefix}-{name.removeprefix(start)}", data.getlist(name))
        for name, value in row.fields.items():
            if row.sent is None or row.sent.fields.get(name) != value:
                rows.row.write(result, prefix, name, value)
        if rows.pk:
            result[f"{prefix}-{rows.pk}"] = row.saved.key if row.saved is not None else ""
        if rows.place:
            result[f"{prefix}-{rows.place}"] = str(places[id(row)])
    initial = sum(row.saved is not None for row in merged)
    result[f"{rows.prefix}-INITIAL_FORMS"], result[f"{rows.prefix}-TOTAL_FORMS"] = str(initial), str(len(merged))


def _is_of_row(name: str, prefix: str) -> bool:
    at = name.removeprefix(f"{prefix}-").partition("-")[0]
    return name.startswith(f"{prefix}-") and at.isascii() and at.isdecimal()


def _report_rows(conflict: Conflict, rows: ReadList, merged: list[MergedRow]) -> None:
    at = -1
    for row in merged:
        name = (row.saved or row.loaded or Row("", str(next(iter(row.fields.values()), "")), {})).name
        label = f"{rows.noun} “{name}”"
        if row.is_dropped:
            if not row.sent.removed:
                conflict.taken.append(Taken(label, "was removed meanwhile"))
                conflict.differences.append(Difference(label, "Was removed meanwhile.", "You did not change it."))
            continue
        at += 1
        report = _Report(conflict, rows.row, f"{label}: ")
        if row.sent is None:
            conflict.taken.append(Taken(label, "was added meanwhile"))
            conflict.differences.append(Difference(label, "Was added meanwhile and stays.", "You have not seen it."))
        elif row.saved is None and row.sent.key:
            report.removed_by_them(row.sent, label, f"{rows.prefix}-{at}-{ROW}")
        elif row.saved is not None and row.removed:
            report.removed_by_me(row.saved, label, f"{rows.prefix}-{at}-{ROW}", asks=ROW in row.clashes)
        elif row.saved is not None:
            report.fields(row.saved.fields, row.sent.fields, row.taken, row.clashes, f"{rows.prefix}-{at}")


@dataclass(frozen=True, slots=True)
class _Report:
    """Writes down what there is to say of one form or row; ``where`` stands before the names of its fields."""

    conflict: Conflict
    form: ReadForm
    where: str

    def fields(self, saved: dict, sent: dict, taken: list[str], clashes: list[str], prefix: str) -> None:
        for name, mine in sent.items():
            if name not in saved or saved[name] == mine:
                continue
            label = f"{self.where}{self.form.label(name)}"
            theirs, yours = (in_plain_words(self.form, name, value) for value in (saved[name], mine))
            shown = Difference(label, theirs or "(empty)", yours or "(empty)")
            self.conflict.differences.append(shown)
            if name in taken:
                self.conflict.taken.append(Taken(label, shown.saved))
            elif name in clashes:
                html_name = f"{prefix}-{name}" if prefix else name
                pairs = _pairs(saved[name], mine) if is_html(self.form, name) else _line_pairs(theirs, yours)
                self.conflict.clashes.append(Clash(f"{TAKE}{html_name}", label, *pairs))

    def removed_by_them(self, sent: SentRow, label: str, html_name: str) -> None:
        self.conflict.differences.append(Difference(label, "Was removed meanwhile.", "You changed it."))
        mine = [(Piece(ADDED, self._text(sent.fields)),)]
        self.conflict.clashes.append(Clash(f"{TAKE}{html_name}", label, [(Piece(REMOVED, "(removed)"),)], mine))

    def removed_by_me(self, saved: Row, label: str, html_name: str, *, asks: bool) -> None:
        self.conflict.differences.append(Difference(label, "Is there.", "You remove it."))
        if asks:
            theirs = [(Piece(REMOVED, self._text(saved.fields)),)]
            self.conflict.clashes.append(Clash(f"{TAKE}{html_name}", label, theirs, [(Piece(ADDED, "(removed)"),)]))

    def _text(self, fields: dict) -> str:
        texts = (in_plain_words(self.form, name, value) for name, value in fields.items() if name in self.form.fields)
        return "\n".join(text for text in texts if text)


#: What a clash shows: the texts of the other person, and those of who sent the form.
Pairs = tuple[list[tuple[Piece, ...]], list[tuple[Piece, ...]]]


def _line_pairs(theirs: str, mine: str) -> Pairs:
    return _sides([_pieces(theirs, mine)])


def _pieces(theirs: str, mine: str) -> tuple[Piece, ...]:
    return differences(theirs, mine, Budget()) or (Piece(REMOVED, theirs), Piece(ADDED, mine))


def _pairs(theirs: str, mine: str) -> Pairs:
    """Return the texts of a section that differ, word by word; those that both have are left out."""
    before, after = (list(texts_of(from_html(html))) for html in (theirs, mine))
    found = compare_texts(before, after, Budget()).changes
    # Texts that have little in common are still two versions of one, where each side has as many of them.
    gone = [change.text for change in found if change.change == REMOVED]
    new = [change.text for change in found if change.change == ADDED]
    texts = [change.pieces for change in found if len(gone) != len(new) or change.change not in {REMOVED, ADDED}]
    if len(gone) == len(new):
        texts += [_pieces(one, other) for one, other in zip(gone, new, strict=True)]
    return _sides(texts)


def _sides(texts: list[tuple[Piece, ...]]) -> Pairs:
    def side(left_out: str) -> list[tuple[Piece, ...]]:
        kept = [tuple(piece for piece in pieces if piece.change != left_out) for pieces in texts]
        return [pieces for pieces in kept if any(piece.text.strip() for piece in pieces)] or [(Piece(SAME, "(empty)"),)]

    return side(ADDED), side(REMOVED)

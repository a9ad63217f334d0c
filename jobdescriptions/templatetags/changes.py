"""Changed texts as HTML with ``ins`` and ``del`` and words for screen readers, not by color alone."""

from __future__ import annotations

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from jobdescriptions.compare import Piece, TextChange
from jobdescriptions.compare import values as kinds
from jobdescriptions.word.clauses import spell_key
from techsets.common import word_changes

register = template.Library()

_LABELS = {
    word_changes.ADDED: "{} added",
    word_changes.REMOVED: "{} removed",
    kinds.CHANGED: "{} reworded",
    kinds.MOVED: "{} moved",
    kinds.MOVED_IN: "{} moved here from “{}”",
    kinds.MOVED_OUT: "{} moved to “{}”",
    kinds.FORMATTING: "{}, formatting only",
    kinds.LINKS: "{} given another link",
}


#: Maximum number of changed texts shown for a section.
MOST_SHOWN = 1000


@register.filter
def limit_changes(changes: tuple[TextChange, ...]) -> tuple[TextChange, ...]:
    """Return the first ``MOST_SHOWN`` changed texts of a section."""
    return changes[:MOST_SHOWN]


@register.filter
def count_hidden(changes: tuple[TextChange, ...]) -> int:
    """Return the number of changed texts beyond ``MOST_SHOWN``."""
    return max(len(changes) - MOST_SHOWN, 0)


@register.filter
def change_label(change: TextChange) -> str:
    """Return the label of a change, such as "Item added"."""
    name = f"{change.noun.capitalize()} “{spell_key(change.clause)}”" if change.clause else change.noun.capitalize()
    return _LABELS[change.change].format(name, change.other_heading)


@register.filter
def change_class(change: TextChange) -> str:
    """Return the CSS class of a change."""
    return f"change-{change.change.replace(' ', '-')}"


@register.filter
def mark_changes(change: TextChange) -> SafeString:
    """Return a changed text with ``ins`` and ``del``; reworded texts also have visually hidden words."""
    whole = change.change != kinds.CHANGED
    return format_html_join("", "{}", ((_piece(piece, whole),) for piece in change.pieces))


def _piece(piece: Piece, whole: bool) -> SafeString:
    text = mark_safe(escape(piece.text).replace("\t", ' <span class="change-cell">|</span> '))
    if piece.change == word_changes.SAME:
        return text
    tag, word = ("ins", "added") if piece.change == word_changes.ADDED else ("del", "removed")
    if whole:
        return format_html("<{0}>{1}</{0}>", tag, text)
    return format_html(
        '<{0}><span class="visually-hidden">[{1}: </span>{2}<span class="visually-hidden">]</span></{0}>',
        tag,
        word,
        text,
    )


@register.filter
def side_by_side(pieces: tuple[Piece, ...]) -> SafeString:
    """Return one of two texts shown side by side, with the words marked that the other one lacks."""
    parts = ((piece.change != word_changes.SAME and piece.text.strip() != "", piece.text) for piece in pieces)
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", text) if own else text,) for own, text in parts))

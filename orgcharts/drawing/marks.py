"""What is marked in drawings and lists: names and dotted lines that were worked out, and what a box's jobs are.

A sign is for eyes only; beside it stands the same in words for those who listen.
"""

from __future__ import annotations

from html import escape

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe

from jobdescriptions.word.dates import format_day
from orgcharts.kinds import format_kind
from orgcharts.tree.nesting import Box
from techsets.common.sources import parse_sources

NAME_DERIVED = (
    "The original chart implied this box, but its name is lost. The name was worked out from the job descriptions and "
    "the place of the box."
)
NAME_REPLACED = "This box was renamed here. The name that it had in the original chart is lost."
LINE_DERIVED = (
    "The original chart is lost. The dotted line, whom it leads to and what it covers were worked out from the "
    "characteristics of the model."
)
#: Signs with what is said in their place, and the sentences that explain them.
_NAME, _RENAMED, _LINE = (
    ("*", ", name worked out"),
    ("†", ", renamed; the original name is lost"),
    ("‡", ", line worked out"),
)
_SENTENCES = {_NAME: NAME_DERIVED, _RENAMED: NAME_REPLACED, _LINE: LINE_DERIVED}


def draw_name_mark(derived: bool, renamed: bool = False) -> SafeString:
    """Return the mark behind the name of a box; empty where the original chart gave the name."""
    return _draw(_RENAMED if renamed else _NAME) if derived else mark_safe("")


def draw_line_mark(derived: bool) -> SafeString:
    """Return the mark behind a dotted line; empty where it was not worked out."""
    return _draw(_LINE) if derived else mark_safe("")


def _draw(mark: tuple[str, str]) -> SafeString:
    sign, words = mark
    return mark_safe(f'&#8239;<span aria-hidden="true">{sign}</span><span class="visually-hidden">{words}</span>')


def draw_keys(head: Box, css_class: str) -> SafeString:
    """Return a paragraph of that class for each kind of mark in the chart below ``head``, which explains it."""
    marks = set()
    for box in head.walk():
        if box.derived:
            marks.add(_RENAMED if box.renamed else _NAME)
        if any(line.derived for line in box.shared):
            marks.add(_LINE)
    return mark_safe(
        "".join(
            f'<p class="{css_class}"><span aria-hidden="true">{mark[0]}</span> {sentence}</p>'
            for mark, sentence in _SENTENCES.items()
            if mark in marks
        )
    )


def draw_kind(box: Box, css_class: str) -> str:
    """Return a paragraph of that class with what the job descriptions of ``box`` are; empty where nothing is said."""
    words = format_kind(box.kind, len(box.listings))
    return f'<p class="{css_class}">{words}</p>' if words else ""


def draw_addition(words: str) -> str:
    """Return the HTML of what follows the title of a job description that the original lists do not have."""
    return f' <span class="addition">({escape(words)})</span>' if words else ""


def draw_sources(text: str) -> SafeString:
    """Return the links of public sources, as ``SourcesField`` stores them; empty where there are none."""
    links = draw_source_list(text)
    if not links:
        return mark_safe("")
    return mark_safe(f'<p class="sources">Source{"s" if len(links) > 1 else ""}: {"; ".join(links)}</p>')


def draw_source_list(text: str) -> list[SafeString]:
    """Return a link for each public source, followed by where in it and the day on which it was seen."""
    try:
        sources = parse_sources(text)
    except ValidationError:  # Written past the forms: shown as it stands.
        return [mark_safe(escape(text))]
    return [
        mark_safe(
            f'<a href="{escape(one.url)}">{escape(one.title)}</a>{escape(f", {one.where}" if one.where else "")} '
            f"(seen {format_day(one.seen)})"
        )
        for one in sources
    ]

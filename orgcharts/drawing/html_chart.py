"""A chart as HTML: a nested list of boxes, which the style sheet draws with lines.

The markup is written in one pass over the boxes, not by a template that includes itself, because that costs three times
as much (see docs/decisions). Every text that comes from people is escaped here.

On a wide screen and on paper the first levels stand side by side (``row``) and deeper ones are stacked (``stack``). On
a narrow screen, and in a large chart, everything is stacked. A position whose supervision is shared has a second,
dotted line: from a bus below the head where the whole first row is drawn, else along its right edge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from orgcharts.drawing.marks import draw_addition, draw_keys, draw_kind, draw_line_mark, draw_name_mark, draw_sources
from orgcharts.fte import format_fte_in_words
from orgcharts.tree.index_numbers import index_number
from orgcharts.tree.nesting import Box, Listing, SharedLine, count_row_levels

#: Maximum number of boxes side by side, on a wide screen and on a landscape sheet of Letter paper.
MOST_COLUMNS = 5
#: In a chart of more boxes than this, deeper branches are folded at first.
FOLD_ABOVE = 40
#: A chart of more boxes than this is printed as an outline in columns, so that it fits one sheet.
DENSE_ABOVE = 12
#: The levels that are unfolded in a folded chart: the head and those directly below it.
UNFOLDED_LEVELS = 1
#: From this level down a stack is not indented further, so that any depth fits a narrow screen.
DEEP = 6

MATCH = '<p class="box-match">Match</p>'
#: Only in small charts: in a long outline it would stand on nearly every line.
NO_REPORTS = '<p class="box-reports">No direct reports</p>'


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search in a chart: the boxes that match, and those that are drawn (with their ancestors)."""

    hits: frozenset[int]
    drawn: frozenset[int]


def find_boxes(head: Box, text: str) -> SearchResult:
    """Return the boxes of a chart whose index number, title or job descriptions contain every word of ``text``."""
    words = text.casefold().split()
    hits, drawn = set(), set()
    for box in head.walk():
        here = " ".join([box.index_number, box.title, *(listing.title for listing in box.listings)]).casefold()
        if words and all(word in here for word in words):
            hits.add(box.pk)
            drawn.add(box.pk)
            drawn.update(above.pk for above in box.ancestors())
    return SearchResult(frozenset(hits), frozenset(drawn))


def format_direct_reports(count: int, jobs: int = 0) -> str:
    """Return the number of direct reports in words, with that of their ``jobs`` where teams make it larger.

    >>> format_direct_reports(1), format_direct_reports(3, 12)
    ('1 direct report', '3 direct reports, at least 12 jobs')
    """
    if not count:
        return "No direct reports"
    reports = "1 direct report" if count == 1 else f"{count} direct reports"
    return f"{reports}, at least {jobs} jobs" if jobs > count else reports


def draw(
    head: Box, *, chart_address: str, jobs_address: str, found: SearchResult | None = None, unfold_all: bool = False
) -> SafeString:
    """Return the chart below ``head`` as HTML.

    ``chart_address`` and ``jobs_address`` are the addresses under which index numbers and slugs of job descriptions
    stand, each with its last slash. With ``found``, only matches and their ancestors are drawn; omitted boxes are
    counted.
    """
    size = sum(1 for _ in head.walk())
    # A large chart is an outline throughout: its deep branches would not fit into columns.
    rows = count_row_levels(head, MOST_COLUMNS) if size <= FOLD_ABOVE else 0
    unfolded = None if unfold_all or size <= FOLD_ABOVE else UNFOLDED_LEVELS
    second = "" if found or not rows else _draw_second_supervisors(head)
    places = _row_classes(head, rows, with_bus=bool(second))
    kinds = ["chart", "chart-rows" if rows else "chart-stack", "chart-large" if size > FOLD_ABOVE else "chart-small"]
    kinds += ["chart-dense"] * (size > DENSE_ABOVE) + ["chart-shared"] * bool(second)
    out = [f'<ul class="{" ".join(kinds)}">']
    hits: Collection[int] = found.hits if found else ()
    # A string on this stack is markup that closes the elements of its boxes.
    waiting: list[Box | str] = [head]
    while waiting:
        box = waiting.pop()
        if isinstance(box, str):
            out.append(box)
            continue
        below = [one for one in box.below if one.pk in found.drawn] if found else box.below
        depth = box.depth
        _draw_box(out, box, chart_address, jobs_address, hit=box.pk in hits, place=places.get(box.pk, ""))
        if not box.below and size <= FOLD_ABOVE:
            out.append(NO_REPORTS)
        out.append("</div>")
        if not depth:
            out.append(second)
        if not box.below:
            out.append("</li>")
            continue
        is_open = bool(below) if found else unfolded is None or depth < unfolded
        shown = below if found and below else box.below
        hidden = len(box.below) - len(shown)
        layout = "row" if depth < rows else "stack deep" if depth >= DEEP else "stack"
        attributes = (' class="to-row"' if layout == "row" else "") + (" open" if is_open else "")
        out.append(
            f"<details{attributes}><summary>{format_direct_reports(len(box.below), box.jobs_below)}"
            f'<span class="visually-hidden"> of {escape(box.title)}</span></summary><ul class="{layout}">'
        )
        left_out = (
            f'<li class="node left-out">{hidden} more {"position" if hidden == 1 else "positions"} not shown</li>'
            if hidden
            else ""
        )
        waiting.append(f"{left_out}</ul></details></li>")
        waiting.extend(reversed(shown))
    out.append("</ul>")
    out.append(draw_keys(head, "chart-key"))
    return mark_safe("".join(out))


def _draw_box(out: list[str], box: Box, chart_address: str, jobs_address: str, *, hit: bool, place: str) -> None:
    """Write a box with its title, job descriptions and dotted lines; the caller closes it."""
    number = index_number(box.path)
    out.append(
        f'<li class="node{" node-shared" if box.shared else ""}{place}">'
        f'<div class="box{" box-hit" if hit else ""}{" box-team" if box.jobs > 1 else ""}" id="p{number}">'
        f"{MATCH if hit else ''}"
        f'<p class="box-title"><a href="{chart_address}{number}/"><span class="box-number">{number}</span> '
        f"{escape(box.title)}</a>{draw_name_mark(box.derived, box.renamed)}</p>"
    )
    if box.fte is not None:
        out.append(f'<p class="box-fte">{format_fte_in_words(box.fte)}</p>')
    out.append(draw_kind(box, "box-kind"))
    if box.listings:
        out.append('<ul class="box-jobs">')
        out.extend(
            f'<li><a href="{jobs_address}{listing.slug}/">{escape(listing.title)}</a>'
            f"{draw_addition(listing.addition)}</li>"
            for listing in box.listings
        )
        out.append("</ul>")
    for line in box.shared:
        out.append(
            f'<p class="box-shared">Supervision shared with {_draw_supervisor(line)}{draw_line_mark(line.derived)}</p>'
        )


def draw_characteristics(characteristics: Iterable[tuple[str, str, str]]) -> SafeString:
    """Return the HTML of characteristics: a text, a modern note, which may be empty, and the sources of the note."""
    out = ['<ul class="characteristics">']
    for text, note, sources in characteristics:
        today = f'<div class="today"><p>{escape(note)}</p>{draw_sources(sources)}</div>' if note else ""
        out.append(f'\n<li><div class="beside"><p>{escape(text)}</p>{today}</div></li>')
    out.append("\n</ul>")
    return mark_safe("".join(out))


def draw_listing(listings: Iterable[tuple[Box, Listing]], *, jobs_address: str) -> SafeString:
    """Return the HTML of the job descriptions of a chart as on the original site: Word file, index number, title.

    ``listings`` are (position, job description as listed), ``jobs_address`` is as for ``draw``; a job description's
    Word file stands below its page.
    """
    out = ['<ul class="listing">']
    for box, listed in listings:
        title = escape(listed.title)
        page = f"{jobs_address}{listed.slug}/"
        out.append(
            f'\n<li><a href="{page}word/" download>Word Document<span class="visually-hidden"> of {title}</span></a> '
            f'<span>{index_number(box.path)}</span> <a href="{page}">{title}</a>'
            f"{draw_addition(listed.addition)}</li>"
        )
    out.append("\n</ul>")
    return mark_safe("".join(out))


def _draw_supervisor(line: SharedLine) -> str:
    who = escape(line.supervisor)
    return f'<a href="{line.address}">{who}</a>' if line.address else who


def _row_classes(head: Box, rows: int, *, with_bus: bool) -> dict[int, str]:
    """Return the CSS classes of boxes in rows, by key: columns that each takes, and whether the dotted bus meets it."""
    levels = [[head]]
    for _ in range(rows):
        levels.append([below for box in levels[-1] for below in box.below])
    columns: dict[int, int] = {}
    for level in reversed(levels):
        for box in level:
            columns[box.pk] = max(1, sum(columns.get(below.pk, 0) for below in box.below))
    places = {pk: f" columns-{count}" for pk, count in columns.items() if count > 1}
    on_bus = ""
    for box in head.below if with_bus else ():
        if on_bus or box.shared:
            on_bus = " bus" if on_bus else " bus bus-start"
            places[box.pk] = places.get(box.pk, "") + on_bus
    return places


def _draw_second_supervisors(head: Box) -> str:
    """Return the HTML of the dashed box beside the head, from which the dotted line runs to the row below."""
    supervisors = dict.fromkeys(_draw_supervisor(line) for box in head.below for line in box.shared)
    if not supervisors:
        return ""
    items = "".join(f"<li>{who}</li>" for who in supervisors)
    return f'<div class="chart-second"><p>Shared supervision</p><ul>{items}</ul></div>'

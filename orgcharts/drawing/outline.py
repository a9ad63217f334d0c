"""The tree of a chart as staff edit it: a nested list with index numbers and the actions for each position.

Like the public drawing (see ``html_chart``) it is written in one pass over the boxes, without recursion and without
queries, so that a chart of a thousand positions opens at once. Every text that comes from people is escaped here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from orgcharts.drawing.html_chart import FOLD_ABOVE, UNFOLDED_LEVELS, SearchResult, format_direct_reports
from orgcharts.drawing.marks import draw_addition, draw_keys, draw_kind, draw_line_mark, draw_name_mark
from orgcharts.fte import format_fte_in_words
from orgcharts.tree.index_numbers import index_number
from orgcharts.tree.nesting import Box


@dataclass(frozen=True, slots=True)
class AllowedActions:
    """What a user may do to the positions of a tree."""

    add: bool = False
    change: bool = False
    delete: bool = False

    def __bool__(self) -> bool:
        return self.add or self.change or self.delete


def draw(
    head: Box,
    *,
    steps_address: str,
    positions_address: str,
    allowed: AllowedActions,
    found: SearchResult | None = None,
    unfold_all: bool = False,
) -> SafeString:
    """Return the tree below ``head`` as HTML.

    ``steps_address`` and ``positions_address`` are the addresses under which the keys of positions stand: for what can
    be done to them, and for their forms. With ``found``, only matches and the boxes above them are drawn.
    """
    size = sum(1 for _ in head.walk())
    all_open = unfold_all or size <= FOLD_ABOVE
    out = ['<ul class="tree">']
    # A string on this stack is markup that closes the elements of its boxes.
    waiting: list[Box | str] = [head]
    while waiting:
        box = waiting.pop()
        if isinstance(box, str):
            out.append(box)
            continue
        below = [one for one in box.below if one.pk in found.drawn] if found else box.below
        hit = found is not None and box.pk in found.hits
        _draw_box(out, box, steps_address, positions_address, allowed, hit=hit)
        if not below:
            out.append("</li>")
            continue
        is_open = all_open or found is not None or box.depth < UNFOLDED_LEVELS
        out.append(
            f"<details{' open' if is_open else ''}><summary>{format_direct_reports(len(box.below), box.jobs_below)}"
            f'<span class="visually-hidden"> of {escape(box.title)}</span></summary><ul>'
        )
        waiting.append("</ul></details></li>")
        waiting.extend(reversed(below))
    out.append("</ul>")
    out.append(draw_keys(head, "tree-key"))
    return mark_safe("".join(out))


def _draw_box(
    out: list[str], box: Box, steps_address: str, positions_address: str, allowed: AllowedActions, *, hit: bool
) -> None:
    """Write a position with its values and actions; the caller closes the list item."""
    number, title = index_number(box.path), escape(box.title)
    out.append(
        f'<li class="pos" id="p{box.pk}" data-pk="{box.pk}"><div class="pos-box{" pos-hit" if hit else ""}">'
        f'<div class="pos-said"><p class="pos-title"><span class="pos-number">{number}</span> '
        f'<a href="{positions_address}{box.pk}/change/">{title}</a>{draw_name_mark(box.derived, box.renamed)}</p>'
    )
    facts = []
    if hit:
        facts.append("<strong>Match</strong>")
    if box.fte is not None:
        facts.append(format_fte_in_words(box.fte))
    if facts:
        out.append(f'<p class="pos-facts">{" &middot; ".join(facts)}</p>')
    out.append(draw_kind(box, "pos-facts pos-kind"))
    if box.listings:
        out.append('<ul class="pos-jobs">')
        out.extend(
            f"<li>{escape(one.title)}{draw_addition(one.addition)}"
            f"{'' if one.published else ' <em>(draft, not public)</em>'}</li>"
            for one in box.listings
        )
        out.append("</ul>")
    if len(box.listings) > 1 and not box.kind and allowed.change:
        out.append(
            f'<p class="pos-facts"><a href="{positions_address}{box.pk}/change/#id_kind">Say what these job '
            f'descriptions are<span class="visually-hidden"> of {number} {title}</span></a>: '
            "alternatives, levels, or a team</p>"
        )
    for line in box.shared:
        place = f" ({escape(line.place)})" if line.place else ""
        covers = f", for {escape(line.covers)}" if line.covers else ""
        mark = draw_line_mark(line.derived)
        out.append(f'<p class="pos-shared">Supervision shared with {escape(line.supervisor)}{place}{covers}{mark}</p>')
    out.append("</div>")
    if allowed:
        _draw_actions(out, f"{steps_address}{box.pk}/", f"{number} {title}", allowed, is_head=not box.depth)
    out.append("</div>")


def _draw_actions(out: list[str], address: str, name: str, allowed: AllowedActions, *, is_head: bool) -> None:
    of = f'<span class="visually-hidden"> {name}</span>'
    out.append('<p class="pos-actions">')
    if allowed.change and not is_head:
        out.append(f'<a class="pos-move" href="{address}move/">Move{of}</a>')
    if allowed.add:
        out.append(f'<a class="pos-step" href="{address}add/">Add below{of}</a>')
    out.append(f'<a class="pos-step" href="{address}more/">More<span aria-hidden="true">&hellip;</span>{of}</a></p>')

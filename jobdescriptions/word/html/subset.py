"""The HTML subset in which sections are stored, and its conversion from and to blocks.

The subset: ``h3`` to ``h6`` (heading levels 1 to 4 inside a section), ``p``, nested ``ul`` and ``ol``, ``table`` with
``caption`` (its alternative text), ``thead``, ``th`` with ``scope``, ``colspan`` and ``rowspan``, and inside text
``strong``, ``em``, ``u``, ``s``, ``sup``, ``sub``, ``a``, ``br``, and ``span`` with ``lang`` around text that is not in
English. Lists have the HTML attributes ``type``, ``start`` and ``value``; ``data-format`` names a number format that
HTML lacks, ``data-label`` is the label displayed by Word where it is not the number and a period, ``data-level`` the
level of a list that skips one. ``data-clause`` of ``p`` is the key of the clause that the paragraph states.

``from_html(to_html(blocks)) == blocks`` for every ``blocks`` in normal form (see ``normal``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from jobdescriptions.word.document import BULLET, Block, Cell, Heading, Inline, ListItem, Paragraph, Run, Table
from jobdescriptions.word.grids import starts_in_first_column
from jobdescriptions.word.html.reader import from_html
from jobdescriptions.word.labels import default_label

__all__ = ["from_html", "to_html", "to_text"]

#: The heading element of level 1 inside a section: the page has h1, the section's own heading is h2.
_FIRST_HEADING = 3

#: Marks as elements, outermost first.
_TAGS = {"b": "strong", "i": "em", "u": "u", "s": "s", "r": "sup", "l": "sub"}

#: Number formats that HTML knows.
_TYPES = {"decimal": "", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}


def to_html(blocks: Sequence[Block]) -> str:
    """Return blocks in normal form as HTML of the subset. All text is escaped."""
    out: list[str] = []
    _render(blocks, out)
    return "".join(out)


def to_text(blocks: Iterable[Block]) -> str:
    """Return the words of blocks as plain text: a line for each block, list labels, tabs between cells."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                lines.append("\t".join(to_text(cell.blocks).replace("\n", " ") for cell in row))
        else:
            text = "".join(run.text for run in block.runs)
            label = block.label if isinstance(block, ListItem) else ""
            lines.append(f"{label} {text}" if label else text)
    return "\n".join(lines)


def _render(blocks: Sequence[Block], out: list[str]) -> None:
    start = 0
    for index, block in enumerate(blocks):
        if isinstance(block, ListItem):
            continue
        _render_lists(blocks[start:index], out)
        start = index + 1
        if isinstance(block, Table):
            _render_table(block, out)
        else:
            tag = f"h{_FIRST_HEADING - 1 + block.level}" if isinstance(block, Heading) else "p"
            clause = block.clause if isinstance(block, Paragraph) else ""
            attribute = f' data-clause="{escape(clause)}"' if clause else ""
            out.append(f"<{tag}{attribute}>{_inline(block.runs)}</{tag}>")
    _render_lists(blocks[start:], out)


def _inline(runs: Inline) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    text = escape(run.text, quote=False).replace("\n", "<br>")
    for mark in reversed(run.marks):
        tag = _TAGS[mark]
        text = f"<{tag}>{text}</{tag}>"
    if run.language:
        text = f'<span lang="{escape(run.language)}">{text}</span>'
    return f'<a href="{escape(run.href)}">{text}</a>' if run.href else text


def _render_lists(items: Sequence[Block], out: list[str]) -> None:
    """Nest the flat list items; a list element stays open for each level that contains the current item."""
    opened: list[tuple[int, str, str]] = []  # Level, format and tag of the open lists, outermost first.
    numbers: list[int] = []  # The number that the next item of each open list has by default.
    for item in items:
        assert isinstance(item, ListItem)
        while opened and (opened[-1][0] > item.level or (opened[-1][0] == item.level and opened[-1][1] != item.format)):
            out.append(f"</li></{opened.pop()[2]}>")
            numbers.pop()
        if opened and opened[-1][0] == item.level:
            out.append("</li>")
        else:
            tag = "ul" if item.format == BULLET else "ol"
            skips = "" if item.level == (opened[-1][0] + 1 if opened else 0) else f' data-level="{item.level}"'
            out.append(f"<{tag}{_list_attributes(item)}{skips}>")
            opened.append((item.level, item.format, tag))
            numbers.append(1 if item.number is None else item.number)
        value = ""
        if item.number is not None:
            value = "" if item.number == numbers[-1] else f' value="{item.number}"'
            numbers[-1] = item.number + 1
        label = ""
        if item.label != default_label(item.number, item.format):
            label = f' data-label="{escape(item.label)}"'
        out.append(f"<li{value}{label}>{_inline(item.runs)}")
    while opened:
        out.append(f"</li></{opened.pop()[2]}>")


def _list_attributes(item: ListItem) -> str:
    if item.format == BULLET:
        return ""
    kind = _TYPES.get(item.format)
    attributes = f' data-format="{item.format}"' if kind is None else f' type="{kind}"' if kind else ""
    return attributes if item.number in (None, 1) else f'{attributes} start="{item.number}"'


def _render_table(table: Table, out: list[str]) -> None:
    out.append("<table>")
    if table.summary:
        out.append(f"<caption>{escape(table.summary, quote=False)}</caption>")
    firsts = starts_in_first_column(table.rows)
    for y, row in enumerate(table.rows):
        if y == 0 and table.header_rows:
            out.append("<thead>")
        if y == table.header_rows:
            out.append("</thead><tbody>" if y else "<tbody>")
        out.append("<tr>")
        for index, cell in enumerate(row):
            first = index == 0 and firsts[y]
            if y < table.header_rows:
                scope = "colgroup" if cell.colspan > 1 else "col"
            else:
                scope = ("rowgroup" if cell.rowspan > 1 else "row") if table.header_column and first else ""
            _render_cell(cell, scope, out)
        out.append("</tr>")
    out.append("</tbody></table>")


def _render_cell(cell: Cell, scope: str, out: list[str]) -> None:
    tag = "th" if scope else "td"
    attributes = f' scope="{scope}"' if scope else ""
    if cell.colspan > 1:
        attributes += f' colspan="{cell.colspan}"'
    if cell.rowspan > 1:
        attributes += f' rowspan="{cell.rowspan}"'
    out.append(f"<{tag}{attributes}>")
    if len(cell.blocks) == 1 and isinstance(cell.blocks[0], Paragraph):
        out.append(_inline(cell.blocks[0].runs))
    else:
        _render(cell.blocks, out)
    out.append(f"</{tag}>")

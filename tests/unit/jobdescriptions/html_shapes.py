"""HTML of one shape and any size, in which whatever looks at it over and over would show.

Each shape is what an editor or a paste may give: gaps, breaks, styles, lists, tables. A shape is a function of a size
in characters that gives HTML.
"""

from __future__ import annotations

from collections.abc import Callable

Shape = Callable[[int], str]


def _repeated(html: str, start: str = "", end: str = "") -> Shape:
    return lambda size: f"{start}{html * max(size // len(html), 1)}{end}"


def _different(make: Callable[[int], str], start: str = "", end: str = "") -> Shape:
    return lambda size: f"{start}{''.join(map(make, range(max(size // len(make(1)), 1))))}{end}"


SHAPES: dict[str, Shape] = {
    "spaces": _repeated(" ", "<p>a", "b</p>"),
    "no-break spaces": _repeated("\u00a0", "<p>a", "b</p>"),
    "line ends": _repeated("\n", "<p>a", "b</p>"),
    "spaces and line ends": _repeated("  \n  ", "<p>a", "b</p>"),
    "words": _repeated("word ", "<p>", "</p>"),
    "less-than signs": _repeated("<", "<p>", "</p>"),
    "ampersands": _repeated("&", "<p>", "</p>"),
    "broken comments": _repeated("<!-- ", "<p>", "</p>"),
    "paragraphs": _repeated("<p>word</p>"),
    "empty paragraphs": _repeated("<p> </p>"),
    "breaks": _repeated("<br>", "<p>a", "b</p>"),
    "breaks of an item": _repeated("<br><p></p>", "<ul><li>", "a</li></ul>"),
    "paragraphs of an item": _repeated("<p>a</p>", "<ul><li>", "</li></ul>"),
    "spaces in bold and not": _repeated("<b> </b> ", "<p>", "a</p>"),
    "spaces in bold and not at the end": _repeated("<b>\u00a0</b>\u00a0", "<p>a", "</p>"),
    "bold": _repeated("<b>a</b>", "<p>", "</p>"),
    "bold and not": _repeated("<b>a</b>b", "<p>", "</p>"),
    "bold in headings": _repeated("<b>a</b>b", "<h3>", "</h3>"),
    "headings": _repeated("<h3>Duties</h3><p>a</p>"),
    "spans": _repeated("<span>a</span>", "<p>", "</p>"),
    "deep spans": _repeated("<span>a", "<p>", "</p>"),
    "deep divisions": _repeated("<div>a"),
    "deep lists": _repeated("<ul><li>a"),
    "deep tables": _repeated("<table><tr><td>a"),
    "styles": _repeated("text-decoration:", '<p><span style="', '">a</span></p>'),
    "styles with semicolons": _repeated("text-decoration:none;", '<p><span style="', '">a</span></p>'),
    "styles of one word": _repeated("font-weight", '<p><span style="', '">a</span></p>'),
    "styles with spaces": _repeated("font-weight      ", '<p><span style="', '">a</span></p>'),
    "links": _repeated('<a href="https://example.org">a</a> b', "<p>", "</p>"),
    "a long address": _repeated("a", '<p><a href="https://example.org/', '">a</a></p>'),
    "links to different addresses": _different(lambda n: f'<a href="https://example.org/{n}">a</a>', "<p>", "</p>"),
    "items": _repeated("<li>a</li>", "<ul>", "</ul>"),
    "numbered items": _repeated("<li>a</li>", "<ol>", "</ol>"),
    "items of falling numbers": _repeated('<li value="3">a</li><li value="2">a</li>', "<ol>", "</ol>"),
    "lists": _repeated("<ul><li>a</li></ul>"),
    "lists in lists": _repeated("<li>a<ul><li>b</li></ul></li>", "<ul>", "</ul>"),
    "rows": _repeated("<tr><td>a</td><td>b</td></tr>", "<table>", "</table>"),
    "header rows": _repeated("<tr><th>a</th><th>b</th></tr>", "<table><thead>", "</thead><tr><td>a</td></tr></table>"),
    "header rows that reach down": _repeated(
        '<tr><th rowspan="2">a</th></tr>', "<table><thead>", "</thead><tr><td>a</td></tr></table>"
    ),
    "cells of one row": _repeated("<td>a</td>", "<table><tr>", "</tr></table>"),
    "cells that reach down": _repeated('<tr><td rowspan="3">a</td><td>b</td></tr>', "<table>", "</table>"),
    "cells that reach down without end": _repeated('<tr><td rowspan="0">a</td></tr>', "<table>", "</table>"),
    "wide cells": _repeated('<tr><td colspan="60">a</td><td>b</td></tr>', "<table>", "</table>"),
    "tables": _repeated("<table><tr><td>a</td></tr></table>"),
    "tables with descriptions": _repeated("<table><caption>a</caption><tr><td>a</td></tr></table>"),
    "tables in a cell": _repeated("<table><tr><td>a</td></tr></table>", "<table><tr><td>", "</td></tr></table>"),
    "words between cells": _repeated("a<td>b</td>", "<table><tr>", "</tr></table>"),
    "different paragraphs": _different(lambda n: f"<p>Does work number {n * 7919}.</p>"),
    "paragraphs of one clause": _repeated('<p data-clause="a">word</p>'),
    "different clauses": _different(lambda n: f'<p data-clause="clause-{n}">word</p>'),
    "different items": _different(lambda n: f"<li>Does work number {n * 7919}.</li>", "<ul>", "</ul>"),
    "different rows": _different(lambda n: f"<tr><td>{n * 7919}</td><td>${n}</td></tr>", "<table>", "</table>"),
}

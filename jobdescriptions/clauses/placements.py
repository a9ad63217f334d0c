"""Placements of clauses in stored HTML: consecutive paragraphs ``<p data-clause="KEY">`` with the same key. No Django.

All HTML here is in the normal form of ``word.html.subset``: text is escaped, paragraphs do not nest and have no other
attribute, so that a pattern finds the placements exactly, and much faster than a parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

#: What every text with a placement contains.
MARK = 'data-clause="'

_REST = r"[^<]*+(?:<(?!/p>)[^<]*+)*+</p>"
_PLACEMENT = re.compile(rf'<p {MARK}([^"]*)">{_REST}(?:<p {MARK}\1">{_REST})*+')


def mark_clause(body: str, key: str) -> str:
    """Return the body of a clause, paragraphs in normal form, as a placement of it.

    >>> mark_clause("<p>One.</p><p>Two.</p>", "license")
    '<p data-clause="license">One.</p><p data-clause="license">Two.</p>'
    """
    return body.replace("<p>", f'<p {MARK}{key}">')


def unmark_clause(html: str) -> str:
    """Return a placement as ordinary paragraphs.

    >>> unmark_clause('<p data-clause="license">One.</p>')
    '<p>One.</p>'
    """
    return re.sub(rf'<p {MARK}[^"]*">', "<p>", html)


def replace_placements(html: str, replacement: Callable[[str, str], str]) -> str:
    """Return ``html`` with each placement replaced by what ``replacement`` gives for its key and its HTML.

    >>> replace_placements('<p>A</p><p data-clause="x">B</p><p data-clause="x">C</p>', lambda key, html: f"[{key}]")
    '<p>A</p>[x]'
    """
    if MARK not in html:
        return html
    return _PLACEMENT.sub(lambda found: replacement(found[1], found[0]), html)


def find_placements(html: str) -> Iterator[tuple[str, str]]:
    """Yield the key of each placement with its text as ordinary paragraphs.

    >>> list(find_placements('<p data-clause="x">B</p><p data-clause="y">C</p>'))
    [('x', '<p>B</p>'), ('y', '<p>C</p>')]
    """
    if MARK in html:
        for found in _PLACEMENT.finditer(html):
            yield found[1], unmark_clause(found[0])


def list_keys(bodies: Iterable[str]) -> list[str]:
    """Return the keys of the clauses placed in these texts, each once, in the order of the texts."""
    return list(dict.fromkeys(key for body in bodies for key, _ in find_placements(body)))


def map_bodies(content: dict[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Return a content (see ``content.to_content``) with the body of each section changed."""
    return content | {"sections": [one | {"body": change(one["body"])} for one in content["sections"]]}

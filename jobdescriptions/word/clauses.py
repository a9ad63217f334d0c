"""How a Word file says that paragraphs state a clause: a content control around them, by its tag (``w:tag``).

The control is not locked: a district may adapt the text in its file.
"""

from __future__ import annotations

from jobdescriptions.word.document import is_clause_key

_PREFIX = "clause:"


def format_tag(key: str) -> str:
    """Return the tag of the content control around a placement of the clause.

    >>> format_tag("drivers-license")
    'clause:drivers-license'
    """
    return f"{_PREFIX}{key}"


def format_alias(key: str) -> str:
    """Return the title of that control, which Word shows.

    >>> format_alias("drivers-license")
    'Clause: drivers license'
    """
    return f"Clause: {key.replace('-', ' ')}"


def parse_tag(tag: str) -> str:
    """Return the key of the clause that a control's tag names; empty if it names none.

    >>> parse_tag("clause:tuberculosis"), parse_tag("district"), parse_tag("clause:No key")
    ('tuberculosis', '', '')
    """
    key = tag.removeprefix(_PREFIX)
    return key if key != tag and is_clause_key(key) else ""

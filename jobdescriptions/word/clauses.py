"""How a Word file says that paragraphs state a clause: by the content control around them.

Its tag (``w:tag``) is ``clause:KEY``; its title (``w:alias``), which Word shows, is the key in words. It is not locked:
a district may adapt the text in its file. It is a control of the type "document part" (ECMA-376, 17.5.2.11), because
LibreOffice (7.4) moves a control of any other type into the first of its paragraphs, whose formatting it drops. Of
this type, LibreOffice keeps the paragraphs and the title, though not the tag.
"""

from __future__ import annotations

from jobdescriptions.word.document import is_clause_key

_TAG, _ALIAS = "clause:", "Clause: "

#: The gallery that a control of this type names.
GALLERY = "Clauses"


def format_tag(key: str) -> str:
    """Return the tag of the content control around a clause.

    >>> format_tag("drivers-license")
    'clause:drivers-license'
    """
    return f"{_TAG}{key}"


def format_alias(key: str) -> str:
    """Return the title of the content control around a clause.

    >>> format_alias("drivers-license")
    'Clause: drivers license'
    """
    return f"{_ALIAS}{spell_key(key)}"


def spell_key(key: str) -> str:
    """Return the key in words, for where the name of the clause is not at hand.

    >>> spell_key("drivers-license")
    'drivers license'
    """
    return key.replace("-", " ")


def parse_key(tag: str, alias: str) -> str:
    """Return the key of the clause that a content control names by its tag, or else by its title; empty if neither.

    >>> parse_key("clause:drivers-license", "Anything"), parse_key("", "Clause: drivers license")
    ('drivers-license', 'drivers-license')
    >>> parse_key("district", ""), parse_key("clause:No key", "Clause:")
    ('', '')
    """
    keys = (tag.removeprefix(_TAG), alias.removeprefix(_ALIAS).replace(" ", "-"))
    found = (key for key, text in zip(keys, (tag, alias), strict=True) if len(key) < len(text) and is_clause_key(key))
    return next(found, "")

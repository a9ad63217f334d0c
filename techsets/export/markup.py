"""Writing other links into a page, every other character of which stays as it is. No Django in here."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser

#: The attributes of our pages that hold addresses.
_ATTRIBUTES = frozenset(("href", "src", "action", "content", "data-address"))
_ATTRIBUTE = re.compile(r"""(\s)([a-zA-Z-]+)="([^"]*)\"""")

#: Takes the element's name, the attribute and its value; returns the new attributes by name, None to take one out, or
#: nothing where the element stays as it is.
Change = Callable[[str, str, str], "dict[str, str | None] | None"]


def rewrite(markup: str, change: Change, words: Callable[[str], str] = lambda text: text) -> str:
    """Return ``markup`` with the attributes that ``change`` asks for, and with ``words`` applied to its texts.

    Only the start tags of elements count: what looks like one inside a text or a script is text.

    >>> rewrite('<p>href="/a"<a href="/a">A</a>', lambda tag, name, value: {"href": "b"})
    '<p>href="/a"<a href="b">A</a>'
    """
    tags = _Tags(markup)
    out, done = [], 0
    for start, end, name in tags.found:
        out.append(words(markup[done:start]))
        out.append(_changed(markup[start:end], name, change))
        done = end
    out.append(words(markup[done:]))
    return "".join(out)


def _changed(tag: str, name: str, change: Change) -> str:
    wanted: dict[str, str | None] = {}
    for _, attribute, value in _ATTRIBUTE.findall(tag):
        if attribute in _ATTRIBUTES:
            wanted |= change(name, attribute, unescape(value)) or {}
    if not wanted:
        return tag

    def replaced(found: re.Match[str]) -> str:
        if found[2] not in wanted:
            return found[0]
        value = wanted.pop(found[2])
        return "" if value is None else f'{found[1]}{found[2]}="{escape(value)}"'

    tag = _ATTRIBUTE.sub(replaced, tag)
    for attribute, value in wanted.items():
        if value is not None:
            # An attribute without a value, such as "download", gets one; another is added.
            bare = re.compile(rf"(\s){attribute}(?=[\s>/])")
            given = f'{attribute}="{escape(value)}"'
            if bare.search(tag):
                tag = bare.sub(lambda found, given=given: found[1] + given, tag, count=1)
            else:
                tag = f"{tag[:-1]} {given}>"
    return tag


class _Tags(HTMLParser):
    """The start tags of a document: (start, end, name of the element)."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, int, str]] = []
        self._lines = [0]
        for line in re.finditer("\n", markup):
            self._lines.append(line.end())
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        line, column = self.getpos()
        start = self._lines[line - 1] + column
        self.found.append((start, start + len(self.get_starttag_text() or ""), tag))

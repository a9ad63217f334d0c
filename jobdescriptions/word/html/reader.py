"""Convert HTML, from the database or from a rich-text editor, to blocks in normal form.

Only words and the elements that correspond to blocks come through: other markup is dropped and its words are kept.
Scripts and style sheets have no words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import unescape

from lxml import etree

from jobdescriptions.word.coercers import FORBIDDEN_CHARACTERS, tidy
from jobdescriptions.word.document import (
    BULLET,
    MAX_LIST_LEVEL,
    NUMBER_FORMATS,
    Block,
    Cell,
    Heading,
    Inline,
    ListItem,
    Paragraph,
    Run,
    is_clause_key,
)
from jobdescriptions.word.document import Table as TableBlock
from jobdescriptions.word.grids import starts_in_first_column
from jobdescriptions.word.languages import foreign_language_tag
from jobdescriptions.word.understand.normal import normalize_blocks, normalize_inline

#: Elements that mark text, with the letters of ``document.MARKS``.
_MARKS = {
    "strong": "b",
    "b": "b",
    "em": "i",
    "i": "i",
    "cite": "i",
    "dfn": "i",
    "var": "i",
    "u": "u",
    "ins": "u",
    "s": "s",
    "strike": "s",
    "del": "s",
    "sup": "r",
    "sub": "l",
}

#: The equivalent style attributes of editors: prefix of the property name, pattern of the value, mark. Word has further
#: properties, such as "mso-bidi-font-weight", which apply to other scripts.
_STYLES = (
    ("font-weight", re.compile(r"bold|[6-9]00"), "b"),
    ("font-style", re.compile(r"italic|oblique"), "i"),
    ("text-decoration", re.compile(r".*underline", re.DOTALL), "u"),
    ("text-decoration", re.compile(r".*line-through", re.DOTALL), "s"),
    ("vertical-align", re.compile(r"super"), "r"),
    ("vertical-align", re.compile(r"sub(?!er)\b"), "l"),
)
_NOT_BOLD = re.compile(r"normal|[1-4]00")

#: Heading elements with their levels inside a section.
HEADING_LEVELS = {"h1": 1, "h2": 1, "h3": 1, "h4": 2, "h5": 3, "h6": 4}

#: Elements that start and end a paragraph.
_PARAGRAPHS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl"),
        *("dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li"),
        *("main", "menu", "nav", "noscript", "option", "p", "pre", "search", "section", "summary", "td", "th", "tr"),
    )
)

#: Elements without words of the text.
_WORDLESS = frozenset(
    (
        *(
            "script",
            "style",
            "template",
            "head",
            "title",
            "meta",
            "link",
            "base",
            "object",
            "embed",
            "applet",
            "iframe",
        ),
        *("audio", "video", "canvas"),
    )
)

_LIST_TYPES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}

#: A line end in the source is one space of the text, with the white space around it. The match starts only at the first
#: of several spaces: starting at each of them would take quadratic time.
_SOURCE_BREAK = re.compile(r"(?<![ \t\f\v])[ \t\f\v]*+[\r\n][ \t\f\v\r\n]*")

_TAG = re.compile(r"<[^<>]*>")

#: Maximum nesting depth; deeper content loses its structure and keeps its words.
_MAX_DEPTH = 100


def from_html(html: str) -> tuple[Block, ...]:
    """Return HTML as blocks in normal form. Accepts any HTML; what the subset lacks is dropped."""
    source = f"<html><body>{FORBIDDEN_CHARACTERS.sub('', html)}</body></html>".encode()
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring(source, parser)
    reader = _Reader()
    if any("depth" in error.message for error in parser.error_log):
        # libxml2 stops reading where elements nest too deeply: the words beyond would be lost.
        reader.text(unescape(_TAG.sub(" ", html)), _Context())
    elif root is not None:
        reader.walk(root, _Context())
    reader.end_paragraph()
    return normalize_blocks(reader.blocks)


@dataclass(frozen=True, slots=True)
class _Context:
    """The context of a text: marks, link and language, nesting depth, and list level (-1 outside lists)."""

    marks: str = ""
    href: str = ""
    depth: int = 0
    level: int = -1
    language: str = ""


@dataclass(slots=True)
class _Reader:
    """Collects text into the open paragraph, and paragraphs into blocks."""

    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    #: Makes a block of the text of the open paragraph.
    make: Callable[[Inline], Block] = Paragraph
    #: Inside a list item, the end of a paragraph is a line break that takes effect when more text follows.
    in_item: bool = False
    pending_break: bool = False
    #: The text so far ends with a space that was a line end in the source.
    soft_space: bool = False
    #: The open paragraph has more than spaces and line breaks.
    has_words: bool = False

    def walk(self, element: etree._Element, context: _Context) -> None:
        """Read the content of an element."""
        if context.depth > _MAX_DEPTH:
            self.text(" ".join(element.itertext()), context)
            return
        self.text(element.text, context)
        for child in element:
            self.element(child, context)
            self.text(child.tail, context)

    def element(self, element: etree._Element, context: _Context) -> None:
        """Read an element."""
        tag = element.tag if isinstance(element.tag, str) else ""
        language = _language(element, context)
        marks = _marks(element, tag, context.marks)
        inner = replace(context, marks=marks, depth=context.depth + 1, language=language)
        if not tag or tag in _WORDLESS:
            return
        if tag == "br":
            self.line_break(context)
        elif tag == "img":
            self.text(element.get("alt"), context)
        elif tag == "a":
            self.walk(element, replace(inner, href=element.get("href") or ""))
        elif tag in HEADING_LEVELS:
            level = HEADING_LEVELS[tag]
            self.block(element, inner, lambda runs: Heading(level, runs))
        elif tag == "p" and context.level < 0 and is_clause_key(clause := element.get("data-clause") or ""):
            self.block(element, inner, lambda runs: Paragraph(runs, clause))
        elif tag in ("ul", "ol"):
            self.end_paragraph()
            self.list(element, inner)
        elif tag == "table":
            self.end_paragraph()
            self.table(element, inner)
        elif tag in _PARAGRAPHS:
            self.end_block()
            self.walk(element, inner)
            self.end_block()
        else:
            self.walk(element, inner)

    def text(self, text: str | None, context: _Context) -> None:
        """Add text to the open paragraph."""
        if not text:
            return
        text = _SOURCE_BREAK.sub("\n", text)
        at_edge = not self.runs or self.runs[-1].text.endswith((" ", "\n")) or self.pending_break
        if text[0] == "\n" and at_edge:
            text = text[1:]
        if not text:
            return
        if self.pending_break:
            if text.isspace():
                return
            self.line_break(context)
        self.soft_space = text[-1] == "\n"
        self.has_words = self.has_words or not text.isspace()
        self.runs.append(Run(text.replace("\n", " "), context.marks, context.href, context.language))

    def line_break(self, context: _Context) -> None:
        """Add a line break to the open paragraph."""
        self.pending_break = False
        if self.soft_space and self.runs:
            last = self.runs[-1]
            self.runs[-1] = replace(last, text=last.text[:-1])
        self.soft_space = False
        self.runs.append(Run("\n", context.marks, context.href, context.language))

    def end_block(self) -> None:
        """End the open paragraph, or start a new line in a list item."""
        if self.in_item:
            self.pending_break = self.pending_break or self.has_words
        else:
            self.end_paragraph()

    def end_paragraph(self) -> bool:
        """Make a block of the open paragraph; return whether it had any text."""
        runs = normalize_inline(self.runs)
        self.runs, self.pending_break, self.soft_space, self.has_words = [], False, False, False
        if runs:
            self.blocks.append(self.make(runs))
            self.make, self.in_item = Paragraph, False
        return bool(runs)

    def block(self, element: etree._Element, context: _Context, make: Callable[[Inline], Block]) -> None:
        """Read an element that is a single block, such as a heading."""
        self.end_paragraph()
        self.make, self.in_item = make, False
        self.walk(element, context)
        self.end_paragraph()
        self.make, self.in_item = Paragraph, False

    def list(self, element: etree._Element, context: _Context) -> None:
        """Read a list. Lists directly inside it, as some editors nest them, are one level deeper."""
        level = min(_list_level(element, context.level), MAX_LIST_LEVEL)
        number_format = _list_format(element)
        number = _parse_integer(element.get("start"), 1)
        inner = replace(context, depth=context.depth + 1, level=level)
        self.text(element.text, context)
        for child in element:
            if child.tag == "li":
                number = _parse_integer(child.get("value"), number)
                if self.item(child, inner, number_format, number):
                    number += 1
            else:
                self.element(child, inner)
            self.text(child.tail, context)
        self.end_paragraph()

    def item(self, element: etree._Element, context: _Context, number_format: str, number: int) -> bool:
        """Read a list item; return whether it has text of its own."""
        self.end_paragraph()
        made: list[ListItem] = []
        label = element.get("data-label") or ""

        def make(runs: Inline) -> ListItem:
            numbered = number_format not in (BULLET, "none")
            made.append(ListItem(context.level, number_format, runs, number if numbered else None, label))
            return made[-1]

        self.make, self.in_item = make, True
        self.walk(element, context)
        self.end_paragraph()
        self.make, self.in_item = Paragraph, False
        return bool(made)

    def table(self, element: etree._Element, context: _Context) -> None:
        """Read a table."""
        table = _Table()
        self.rows(element, context, table)
        self.end_paragraph()
        made = table.block()
        if made is not None:
            self.blocks.append(made)

    def rows(self, element: etree._Element, context: _Context, table: _Table) -> None:
        """Read the rows of a table or row group. Words between cells are placed before the table."""
        self.text(element.text, context)
        for child in element:
            tag = child.tag
            if tag == "caption":
                table.summary = tidy("".join(child.itertext()))
            elif tag in ("thead", "tbody", "tfoot", "colgroup"):
                before = len(table.rows)
                self.rows(child, context, table)
                if tag == "thead" and before == table.head:
                    table.head, table.has_head = len(table.rows), True
            elif tag == "tr":
                table.rows.append([])
                table.scopes.append([])
                self.rows(child, context, table)
            elif tag in ("td", "th"):
                if not table.rows:
                    table.rows.append([])
                    table.scopes.append([])
                inner = _Reader()
                inner.walk(child, _Context(depth=context.depth + 1, language=_language(child, context)))
                inner.end_paragraph()
                spans = _parse_integer(child.get("colspan"), 1), _parse_integer(child.get("rowspan"), 1) or len(element)
                table.rows[-1].append(Cell(tuple(inner.blocks), max(spans[0], 1), spans[1]))
                table.scopes[-1].append((child.get("scope") or "col") if tag == "th" else "")
            else:
                self.element(child, context)
            self.text(child.tail, context)


@dataclass(slots=True)
class _Table:
    """The cells of a table while it is read, with the scope of each header cell ("" for other cells)."""

    rows: list[list[Cell]] = field(default_factory=list)
    scopes: list[list[str]] = field(default_factory=list)
    summary: str = ""
    head: int = 0
    has_head: bool = False

    def block(self) -> TableBlock | None:
        if not any(self.rows):
            return None
        head = self.head
        if not self.has_head:
            # Editors often omit <thead>: leading rows of nothing but header cells are header rows.
            while head < len(self.rows) and self.scopes[head] and all(s.startswith("col") for s in self.scopes[head]):
                head += 1
        firsts = starts_in_first_column(self.rows)
        labels = [self.scopes[y][0] for y in range(head, len(self.rows)) if firsts[y]]
        return TableBlock(tuple(map(tuple, self.rows)), head, bool(labels) and all(labels), self.summary)


def _marks(element: etree._Element, tag: str, marks: str) -> str:
    if tag in _MARKS:
        marks += _MARKS[tag]
    style = element.get("style")
    for declaration in style.lower().split(";") if style else ():
        name, _, value = (part.strip() for part in declaration.partition(":"))
        marks += "".join(mark for start, pattern, mark in _STYLES if name.startswith(start) and pattern.match(value))
        if name == "font-weight" and _NOT_BOLD.match(value):
            marks = marks.replace("b", "")
    return "".join(sorted(set(marks)))


def _language(element: etree._Element, context: _Context) -> str:
    tag = element.get("lang")
    return context.language if tag is None else foreign_language_tag(tag.strip())


def _list_format(element: etree._Element) -> str:
    if element.tag == "ul":
        return BULLET
    named = element.get("data-format") or ""
    return named if named in NUMBER_FORMATS else _LIST_TYPES.get(element.get("type") or "", "decimal")


def _list_level(element: etree._Element, outer: int) -> int:
    return max(_parse_integer(element.get("data-level"), 0), outer + 1)


def _parse_integer(text: str | None, default: int) -> int:
    """Return an attribute's integer of at most six digits, or a default value."""
    match = re.fullmatch(r"\s*(\d{1,6})\s*", text or "")
    return int(match[1]) if match else default

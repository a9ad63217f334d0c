"""Read the text of one paragraph: runs with their marks, links, fields and symbols, in document order.

Content inside a paragraph that is not its text (text boxes, notes) is set aside for the block reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from jobdescriptions.word.languages import foreign_language_tag
from jobdescriptions.word.links import safe_link
from jobdescriptions.word.names import (
    ALTERNATE,
    ANCHOR,
    BR,
    COMMENT_REFERENCE,
    CONTROL,
    CR,
    CUSTOM_MARK,
    DEL,
    DEL_INSTR,
    DEL_TEXT,
    DRAWING_BOX,
    ENDNOTE_MARK,
    ENDNOTE_REFERENCE,
    FLD_CHAR,
    FLD_CHAR_TYPE,
    FLD_SIMPLE,
    FOOTNOTE_MARK,
    FOOTNOTE_REFERENCE,
    HYPERLINK,
    INS,
    INSTR,
    INSTR_TEXT,
    M_MATH,
    M_MATH_PARA,
    MOVE_FROM,
    MOVE_TO,
    NO_BREAK_HYPHEN,
    OBJECT,
    OLE_OBJECT,
    PICT,
    PPR,
    PTAB,
    R_ID,
    RFONTS,
    RPR,
    RUBY,
    RUBY_BASE,
    RUBY_TEXT,
    SDT,
    SDT_END_PR,
    SDT_PR,
    SOFT_HYPHEN,
    SUB_DOC,
    SYM,
    TAB,
    TBL,
    WORD,
    P,
    R,
    T,
)
from jobdescriptions.word.package.children import children
from jobdescriptions.word.read.controls import iter_contents
from jobdescriptions.word.read.drawings import choose_branch, find_outermost_boxes, report_drawing
from jobdescriptions.word.read.fields import OpenField, is_fetching, parse_hyperlink, read_form_field
from jobdescriptions.word.read.formulas import formula_text
from jobdescriptions.word.read.fragments import Fragment
from jobdescriptions.word.read.styles import (
    BOLD_BIT,
    HIDDEN,
    ITALIC_BIT,
    RAISED,
    STRIKE_BIT,
    TOGGLES,
    UNDERLINE_BIT,
    ParagraphStyle,
    Styles,
    read_format_bits,
)
from jobdescriptions.word.read.symbols import PRIVATE_USE, UNKNOWN, read_symbol, replace_symbols

if TYPE_CHECKING:
    from lxml import etree

    from jobdescriptions.word.package.parts import Relationship
    from jobdescriptions.word.read.events import ReadingEvents

#: The rest of a word, at the start of a text.
_WORD_START = re.compile(r"[^\W_]+")

_STYLE_ONLY = BOLD_BIT | ITALIC_BIT | STRIKE_BIT | UNDERLINE_BIT

#: Content set aside: an element that has blocks (a text box), is a block (a misplaced paragraph or table) or refers to
#: blocks (a note), and its mark in the text.
Aside = tuple["etree._Element", str]


class InlineReader:
    """Reads the paragraphs of one part. Fields stay open from one paragraph to the next."""

    def __init__(
        self,
        styles: Styles,
        events: ReadingEvents,
        relationships: Callable[[], dict[str, Relationship]],
        note_mark: Callable[[etree._Element], str],
    ) -> None:
        self._styles = styles
        self._events = events
        self._relationships = relationships
        self._note_mark = note_mark
        self._fields: list[OpenField] = []
        self._heading = False
        self._base = 0
        self._plain = 0
        self._link = ""
        self._language = self._plain_language = ""
        self._pieces: list[Fragment] = []
        #: The mark of the note that is being read.
        self.own_mark = ""
        #: The mark of a note inside a word, until the word ends, and its formatting.
        self._waiting_mark: tuple[str, int] | None = None
        #: Content set aside by the paragraphs read so far. The block reader empties it.
        self.asides: list[Aside] = []

    def read(
        self, paragraph: Iterable[etree._Element], style: ParagraphStyle, heading: bool, fragments: list[Fragment]
    ) -> None:
        """Add the text of a paragraph (or of the elements of one) to ``fragments``."""
        self._heading = heading
        base = style.bits | self._styles.default_bits & ~style.specified
        # Bold and the like of a heading's style is the look of headings, not emphasis in the text.
        self._base = base
        self._plain = base & ~_STYLE_ONLY if heading else base
        self._link = ""
        # The language of the default style is that of the program that wrote the file, not a property of the text.
        language = style.language
        if language:
            language = "" if language == self._styles.default.language else foreign_language_tag(language)
        self._language = self._plain_language = language
        self._pieces = fragments
        self._walk(paragraph)
        self._end_word()

    def _walk(self, parent: Iterable[etree._Element]) -> None:
        for child in parent:
            tag = child.tag
            if tag == R:
                self._run(child)
            elif tag == PPR:
                continue
            elif tag in _CONTAINERS:
                _CONTAINERS[tag](self, child)
            elif tag == T:
                # Text outside a run is invalid, but it is text.
                self._text(child.text or "", self._plain)
            elif len(child):
                # An unknown element is treated as a wrapper: its text is text.
                self._walk(child)

    def _run(self, run: etree._Element) -> None:
        bits = self._plain
        properties = None
        for child in children(run):
            tag = child.tag
            if tag == T:
                text = child.text
                if text:
                    if bits & HIDDEN:
                        self._events.add("hidden-text-dropped", len(text.split()))
                    else:
                        self._text(text, bits, properties)
            elif tag == RPR:
                properties = child
                bits = self._bits(child)
            elif tag in _IN_RUN:
                handler = _IN_RUN[tag]
                if handler and (not bits & HIDDEN or tag in _ALSO_HIDDEN):
                    handler(self, child, bits)
            elif len(child):
                self._walk(child)
        self._language = self._plain_language

    def _bits(self, properties: etree._Element) -> int:
        spoken, given, style_id, language = read_format_bits(properties)
        if language:
            self._language = foreign_language_tag(language)
        if not style_id:
            return self._plain & ~spoken | given
        base = self._base
        style = self._styles.character(style_id)
        if style.language and not language:
            self._language = foreign_language_tag(style.language)
        shown = (base & ~style.specified | style.bits) & ~TOGGLES | (base ^ style.bits) & TOGGLES
        if self._heading:
            shown &= ~(base & _STYLE_ONLY)
        return shown & ~spoken | given

    def _current_link(self) -> str:
        return self._link or (self._fields[-1].link if self._fields else "")

    def _text(self, text: str, bits: int, properties: etree._Element | None = None) -> None:
        if "\n" in text or "\r" in text:
            # A line end inside w:t is a space to Word. Only w:br breaks a line.
            text = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
        if not text.isascii() and PRIVATE_USE.search(text):
            text = replace_symbols(text, _font(properties))
            unknown = text.count(UNKNOWN)
            if unknown:
                self._events.add("unknown-symbols", unknown)
        self._add(text, bits)

    def _add(self, text: str, bits: int) -> None:
        if self._waiting_mark and text:
            rest = text[_word_end(text) :]
            if not rest:
                self._append(text, bits)
                return
            if len(rest) < len(text):
                self._append(text[: len(text) - len(rest)], bits)
            self._end_word()
            text = rest
        self._append(text, bits)

    def _end_word(self) -> None:
        """Put the mark of a note behind the word that contains it: a mark inside a word would split the word."""
        if self._waiting_mark:
            (mark, bits), self._waiting_mark = self._waiting_mark, None
            self._append(mark, bits)

    def _append(self, text: str, bits: int) -> None:
        link = self._current_link() if self._fields else self._link
        fragments = self._pieces
        if fragments:
            last = fragments[-1]
            if last.bits == bits and last.link == link and last.language == self._language:
                last.texts.append(text)
                return
        fragments.append(Fragment(bits, link, [text], self._language))

    # Elements beside runs in a paragraph.

    def _insertion(self, element: etree._Element) -> None:
        self._events.add("tracked-changes-accepted")
        self._walk(element)

    def _deletion(self, element: etree._Element) -> None:
        self._events.add("tracked-changes-accepted")
        # A field can begin or end in deleted text while its other half is kept.
        for child in element.iter(FLD_CHAR):
            self._field_character(child, HIDDEN)

    def _hyperlink(self, element: etree._Element) -> None:
        outer = self._link
        relationship_id = element.get(R_ID)
        anchor = element.get(ANCHOR) or ""
        address = ""
        if relationship_id:
            relationship = self._relationships().get(relationship_id)
            if relationship is not None:
                address = relationship.target
                if anchor and "#" not in address:
                    address = f"{address}#{anchor}"
        self._link = safe_link(address)
        if not self._link:
            self._dropped_link(address or f"#{anchor}")
        self._walk(element)
        self._link = outer

    def _dropped_link(self, address: str) -> None:
        if address.startswith("#"):
            self._events.add("inner-links-dropped")
        else:
            self._events.add("links-dropped", example=address)

    def _simple_field(self, element: etree._Element) -> None:
        depth = len(self._fields)
        field = OpenField(self._current_link(), [element.get(INSTR) or ""])
        self._fields.append(field)
        self._begin_result(field)
        self._walk(element)
        # Not simply the last one: a broken field inside may have been left open.
        del self._fields[depth:]

    def _content_control(self, element: etree._Element) -> None:
        for content in iter_contents(element, self._events):
            self._walk(content)

    def _alternate(self, element: etree._Element) -> None:
        branch = choose_branch(element)
        if branch is not None:
            self._walk(branch)

    def _formula(self, element: etree._Element) -> None:
        text = formula_text(element)
        if text:
            before = self._pieces[-1].texts[-1] if self._pieces else " "
            self._add(text if before[-1:].isspace() else f" {text}", self._plain & ~HIDDEN)

    def _sub_document(self, _element: etree._Element) -> None:
        self._events.add("other-document-dropped")

    def _block(self, element: etree._Element) -> None:
        # A paragraph or table inside a paragraph is an error of the program that wrote it.
        self.asides.append((element, ""))

    # Elements beside text in a run.

    def _tab(self, _element: etree._Element, bits: int) -> None:
        self._add("\t", bits)

    def _line_break(self, _element: etree._Element, bits: int) -> None:
        self._add("\n", bits)

    def _hyphen(self, _element: etree._Element, bits: int) -> None:
        self._add("\u2011", bits)

    def _soft_hyphen(self, _element: etree._Element, bits: int) -> None:
        self._add("\u00ad", bits)

    def _symbol(self, element: etree._Element, bits: int) -> None:
        char = read_symbol(element)
        if char == UNKNOWN:
            self._events.add("unknown-symbols")
        if char:
            self._add(char, bits)

    def _field_character(self, element: etree._Element, bits: int) -> None:
        kind = element.get(FLD_CHAR_TYPE)
        if kind == "begin":
            self._fields.append(OpenField(self._current_link()))
            if len(element) and not bits & HIDDEN:
                state = read_form_field(element)
                if state:
                    self._add(state, bits)
        elif self._fields:
            if kind == "separate":
                self._begin_result(self._fields[-1])
            elif kind == "end":
                field = self._fields.pop()
                if not field.in_result:
                    self._note_fetching("".join(field.instruction))

    def _begin_result(self, field: OpenField) -> None:
        field.in_result = True
        instruction = "".join(field.instruction)
        self._note_fetching(instruction)
        link = parse_hyperlink(instruction)
        if link is not None:
            field.link = link[1]
            if not link[1]:
                self._dropped_link(link[0])

    def _note_fetching(self, instruction: str) -> None:
        if is_fetching(instruction):
            self._events.add("fetching-fields")

    def _instruction(self, element: etree._Element, _bits: int) -> None:
        if self._fields and not self._fields[-1].in_result and element.text:
            self._fields[-1].instruction.append(element.text)

    def _note_reference(self, element: etree._Element, bits: int) -> None:
        mark = "" if element.get(CUSTOM_MARK) in ("1", "true", "on") else self._note_mark(element)
        if mark and self._pieces and self._pieces[-1].texts[-1][-1:].isalnum():
            self._end_word()
            self._waiting_mark = mark, bits & ~RAISED
        elif mark:
            self._add(mark, bits & ~RAISED)
        self.asides.append((element, mark))

    def _own_mark(self, _element: etree._Element, bits: int) -> None:
        if self.own_mark:
            self._add(self.own_mark, bits & ~RAISED)

    def _comment(self, _element: etree._Element, _bits: int) -> None:
        self._events.add("comments-dropped")

    def _ruby(self, element: etree._Element, bits: int) -> None:
        # The reading aid is put in brackets after its base, as in browsers without ruby.
        for base in element.iterchildren(RUBY_BASE):
            self._walk(base)
        for reading in element.iterchildren(RUBY_TEXT):
            self._add("(", bits)
            self._walk(reading)
            self._add(")", bits)

    def _drawing(self, element: etree._Element, _bits: int) -> None:
        boxes = find_outermost_boxes(element)
        for box in boxes:
            self.asides.append((box, ""))
        if boxes:
            self._events.add("text-boxes-moved", len(boxes))
        report_drawing(element, self._events)

    def _object(self, element: etree._Element, bits: int) -> None:
        if next(element.iter(OLE_OBJECT, CONTROL), None) is None:
            self._drawing(element, bits)
            return
        self._events.add("objects-dropped")
        self.asides.extend((box, "") for box in find_outermost_boxes(element))

    def _alternate_in_run(self, element: etree._Element, bits: int) -> None:
        branch = choose_branch(element)
        if branch is None:
            return
        for child in branch:
            handler = _IN_RUN.get(child.tag)
            if child.tag == T:
                self._text(child.text or "", bits)
            elif handler:
                handler(self, child, bits)
            elif child.tag not in _IN_RUN and len(child):
                self._walk(child)


def _word_end(text: str) -> int:
    match = _WORD_START.match(text)
    return match.end() if match else 0


def _skip(_reader: InlineReader, _element: etree._Element) -> None:
    """Skip an element without text."""


_CONTAINERS: dict[str, Callable[[InlineReader, etree._Element], None]] = {
    RPR: _skip,
    SDT_PR: _skip,
    SDT_END_PR: _skip,
    f"{{{WORD}}}smartTagPr": _skip,
    f"{{{WORD}}}customXmlPr": _skip,
    f"{{{WORD}}}rubyPr": _skip,
    INS: InlineReader._insertion,
    MOVE_TO: InlineReader._insertion,
    DEL: InlineReader._deletion,
    MOVE_FROM: InlineReader._deletion,
    HYPERLINK: InlineReader._hyperlink,
    FLD_SIMPLE: InlineReader._simple_field,
    SDT: InlineReader._content_control,
    ALTERNATE: InlineReader._alternate,
    M_MATH: InlineReader._formula,
    M_MATH_PARA: InlineReader._formula,
    SUB_DOC: InlineReader._sub_document,
    P: InlineReader._block,
    TBL: InlineReader._block,
}

_IN_RUN: dict[str, Callable[[InlineReader, etree._Element, int], None] | None] = {
    TAB: InlineReader._tab,
    PTAB: InlineReader._tab,
    BR: InlineReader._line_break,
    CR: InlineReader._line_break,
    NO_BREAK_HYPHEN: InlineReader._hyphen,
    SOFT_HYPHEN: InlineReader._soft_hyphen,
    SYM: InlineReader._symbol,
    FLD_CHAR: InlineReader._field_character,
    INSTR_TEXT: InlineReader._instruction,
    FOOTNOTE_REFERENCE: InlineReader._note_reference,
    ENDNOTE_REFERENCE: InlineReader._note_reference,
    FOOTNOTE_MARK: InlineReader._own_mark,
    ENDNOTE_MARK: InlineReader._own_mark,
    COMMENT_REFERENCE: InlineReader._comment,
    RUBY: InlineReader._ruby,
    DRAWING_BOX: InlineReader._drawing,
    PICT: InlineReader._drawing,
    OBJECT: InlineReader._object,
    ALTERNATE: InlineReader._alternate_in_run,
    DEL_TEXT: None,
    DEL_INSTR: None,
}

#: Elements that count even in a hidden run: fields (index entries are hidden fields) and comments.
_ALSO_HIDDEN = frozenset((FLD_CHAR, INSTR_TEXT, COMMENT_REFERENCE))


def _font(properties: etree._Element | None) -> str:
    fonts = None if properties is None else properties.find(RFONTS)
    if fonts is None:
        return ""
    return fonts.get(f"{{{WORD}}}ascii") or fonts.get(f"{{{WORD}}}hAnsi") or ""

"""The messages of the reader: one for each kind of event, with its count and examples."""

from __future__ import annotations

from dataclasses import dataclass, field

from jobdescriptions.word.results import NOTICE, WARNING, Message

#: Maximum number of examples in a message, and of characters of an example.
MAX_EXAMPLES, MAX_EXAMPLE_LENGTH = 5, 120

#: For each code: level, sentence in the singular and in the plural (with {n}), remedy. {examples} are quotations.
SENTENCES: dict[str, tuple[str, str, str, str]] = {
    "tracked-changes-accepted": (
        NOTICE,
        "The document has a tracked change; it was read as if accepted.",
        "The document has {n} tracked changes; they were read as if accepted.",
        "To decide otherwise, accept or reject them in Word under Review > Changes, and send the file again.",
    ),
    "comments-dropped": (
        NOTICE,
        "The document has a comment; it was left out.",
        "The document has {n} comments; they were left out.",
        "If something of it belongs to the text, type it into the text in Word.",
    ),
    "hidden-text-dropped": (
        WARNING,
        "The document has hidden text (1 word), which was left out.",
        "The document has hidden text ({n} words), which was left out.",
        "To include it, select it in Word and untick Hidden under Home > Font.",
    ),
    "header-footer-dropped": (
        WARNING,
        "The header or footer has text that was left out: {examples}.",
        "The headers and footers have text that was left out: {examples}.",
        "If it belongs to the job description, type it into the text of the document in Word.",
    ),
    "pictures-dropped": (
        WARNING,
        "The document has a picture, which was left out.",
        "The document has {n} pictures, which were left out.",
        "If it shows anything that a reader needs, write it as text in Word.",
    ),
    "picture-texts": (
        NOTICE,
        "The picture's alternative text was not included in the text: {examples}.",
        "The pictures' alternative texts were not included in the text: {examples}.",
        "If it says something that a reader needs, type it into the text in Word.",
    ),
    "objects-dropped": (
        WARNING,
        "The document has an embedded object (such as a worksheet), which was left out.",
        "The document has {n} embedded objects (such as worksheets), which were left out.",
        "Copy what a reader needs from it into the text or a table in Word.",
    ),
    "charts-dropped": (
        WARNING,
        "The document has a chart or diagram, which was left out together with its text.",
        "The document has {n} charts or diagrams, which were left out together with their text.",
        "Write what it says as text or as a table in Word.",
    ),
    "other-document-dropped": (
        WARNING,
        "The document contains another document that Word has not yet merged; its text was left out.",
        "The document contains {n} other documents that Word has not yet merged; their text was left out.",
        "Open the file in Word, save it again, and send that file.",
    ),
    "external-template": (
        WARNING,
        "The document is attached to a template elsewhere ({examples}), which was not opened.",
        "The document is attached to templates elsewhere ({examples}), which were not opened.",
        "Remove it in Word under Developer > Document Template.",
    ),
    "external-content": (
        WARNING,
        "The document takes content from elsewhere ({examples}), which was not fetched.",
        "The document takes content from elsewhere ({examples}), which was not fetched.",
        "Put the content itself into the document in Word: under File > Info > Edit Links to Files, break the link.",
    ),
    "fetching-fields": (
        WARNING,
        "The document has a field that fetches text from another file or program; its last result was kept.",
        "The document has {n} fields that fetch text from other files or programs; their last results were kept.",
        "Select it in Word and press Ctrl+Shift+F9 to turn it into plain text.",
    ),
    "macros-ignored": (
        WARNING,
        "The file contains macros, which were ignored.",
        "The file contains macros, which were ignored.",
        "Save it in Word as a Word Document (.docx), which cannot hold macros, and send that.",
    ),
    "strange-names": (
        WARNING,
        "The file holds an entry whose name leads out of it ({examples}); it was ignored.",
        "The file holds {n} entries whose names lead out of it ({examples}); they were ignored.",
        "Word writes no such names: copy the text into a new document and send that.",
    ),
    "links-dropped": (
        WARNING,
        "A link that is no web or mail address was removed and its text kept: {examples}.",
        "{n} links that are no web or mail addresses were removed and their texts kept: {examples}.",
        "Under Edit Hyperlink in Word, give an address that begins with https:// or mailto:.",
    ),
    "inner-links-dropped": (
        NOTICE,
        "A link to another place in the document was removed and its text kept.",
        "{n} links to other places in the document were removed and their texts kept.",
        "Nothing needs to be done.",
    ),
    "text-boxes-moved": (
        NOTICE,
        "The text of a text box was placed after the paragraph that the box is anchored to.",
        "The texts of {n} text boxes were placed after the paragraphs that the boxes are anchored to.",
        "Check the order, or cut the text out of the box and paste it into the document in Word.",
    ),
    "notes-moved": (
        NOTICE,
        "A footnote or endnote became a paragraph after the paragraph that refers to it.",
        "{n} footnotes or endnotes became paragraphs after the paragraphs that refer to them.",
        "If a note is not needed, delete it in Word.",
    ),
    "heading-numbers-dropped": (
        NOTICE,
        "A heading is numbered in Word; its number was left out.",
        "{n} headings are numbered in Word; their numbers were left out.",
        "If a number matters, type it into the heading in Word.",
    ),
    "long-heading": (
        WARNING,
        "A paragraph of more than 120 characters is styled as a heading: {examples}.",
        "{n} paragraphs of more than 120 characters are styled as headings: {examples}.",
        "If it is text, select it in Word and choose the style Normal.",
    ),
    "placeholders-kept": (
        NOTICE,
        "A form field still shows its placeholder, which was kept as text: {examples}.",
        "{n} form fields still show their placeholders, which were kept as text: {examples}.",
        "Fill it in or delete it in Word.",
    ),
    "bound-text-stale": (
        WARNING,
        "A field of the document is bound to a property that says something else: {examples}. The text was taken.",
        "{n} fields of the document are bound to properties that say something else: {examples}. The texts were taken.",
        "On opening, Word shows what the property says: type the right text into the field in Word, and save the file.",
    ),
    "unknown-symbols": (
        WARNING,
        "A character of a symbol font is unknown and was replaced by \ufffd.",
        "{n} characters of symbol fonts are unknown and were replaced by \ufffd.",
        "Replace it in Word by an ordinary character (Insert > Symbol, font: normal text).",
    ),
    "words-lost": (
        WARNING,
        "A word of the document is missing from what was read: {examples}.",
        "{n} words of the document are missing from what was read: {examples}.",
        "Compare the text with the document, and add what is missing.",
    ),
}


@dataclass(slots=True)
class _Tally:
    count: int = 0
    examples: list[str] = field(default_factory=list)
    truncated: bool = False


class ReadingEvents:
    """Collects the events of reading a document."""

    def __init__(self) -> None:
        self._tallies: dict[str, _Tally] = {}

    def add(self, code: str, count: int = 1, example: str = "") -> None:
        """Count an event ``count`` times, with an example to quote."""
        tally = self._tallies.get(code)
        if tally is None:
            tally = self._tallies[code] = _Tally()
        tally.count += count
        example = " ".join(example[: 10 * MAX_EXAMPLE_LENGTH].split())
        if len(example) > MAX_EXAMPLE_LENGTH:
            example = f"{example[: MAX_EXAMPLE_LENGTH - 1].rstrip()}…"
        if example and example not in tally.examples:
            if len(tally.examples) < MAX_EXAMPLES:
                tally.examples.append(example)
            else:
                tally.truncated = True

    def messages(self) -> tuple[Message, ...]:
        """Return one message for each kind of event, in the order of first occurrence."""
        return tuple(_message(code, tally) for code, tally in self._tallies.items())


def _message(code: str, tally: _Tally) -> Message:
    level, one, several, remedy = SENTENCES[code]
    examples = ", ".join(f"“{example}”" for example in tally.examples) + (" and others" if tally.truncated else "")
    sentence = (one if tally.count == 1 else several).format(n=f"{tally.count:,}", examples=examples)
    return Message(level, code, f"{sentence} {remedy}")

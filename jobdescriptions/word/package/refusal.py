"""The exception that refuses a file: a short code, and a sentence that says what to do."""

from __future__ import annotations


class Refused(Exception):
    """A file that cannot be read, with ``code`` for programs and ``text`` for the person who sent it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text

    def __str__(self) -> str:
        return self.text


def damaged(what: str) -> Refused:
    """Return a refusal of a file whose zip archive cannot be unpacked as declared."""
    return Refused(
        "damaged-zip",
        f"The file is damaged ({what}): open it in Word, save it again as a Word Document (.docx), and send that.",
    )


def nested_too_deep() -> Refused:
    """Return a refusal of a file with too many levels of nested tables."""
    return Refused(
        "nested-too-deep",
        "Tables, text boxes or other things are nested too deep in the document: "
        "copy the text into a new Word document (Paste Special > Unformatted Text) and send that.",
    )


def too_much_text() -> Refused:
    """Return a refusal of a file with too much text, a book or an attack on memory."""
    return Refused(
        "too-much-text",
        "The file has more text than hundreds of pages hold: "
        "copy the text of the job description into a new Word document and send that.",
    )

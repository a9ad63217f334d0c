"""The exception that refuses a file: a short code, and a sentence that says what to do."""

from __future__ import annotations


class FileRefused(Exception):
    """A file that cannot be read, with ``code`` for programs and ``text`` for the person who sent it."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text

    def __str__(self) -> str:
        return self.text


def damaged_error(what: str) -> FileRefused:
    """Return a refusal of a file whose zip archive cannot be unpacked as declared."""
    return FileRefused(
        "damaged-zip",
        f"The file is damaged ({what}): open it in Word, save it again as a Word Document (.docx), and send that.",
    )


def nested_too_deep_error() -> FileRefused:
    """Return a refusal of a file with too many levels of nested tables."""
    return FileRefused(
        "nested-too-deep",
        "Tables, text boxes or other things are nested too deep in the document: "
        "copy the text into a new Word document (Paste Special > Unformatted Text) and send that.",
    )


def too_much_text_error() -> FileRefused:
    """Return a refusal of a file with too much text, a book or an attack on memory."""
    return FileRefused(
        "too-much-text",
        "The file has more text than hundreds of pages hold: "
        "copy the text of the job description into a new Word document and send that.",
    )

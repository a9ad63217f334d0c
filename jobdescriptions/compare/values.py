"""What a comparison says, as plain values: from the whole document down to single words."""

from __future__ import annotations

from dataclasses import dataclass

from techsets.common.word_changes import Piece

#: What became of a text beside being the same, new or gone (see ``word_changes``): its words are not the same any more.
CHANGED = "changed"
#: The words are the same, and their looks or the addresses of their links are not.
FORMATTING, LINKS = "formatting", "links"
#: The text stands elsewhere: in its section, or it came from or went to another one.
MOVED, MOVED_IN, MOVED_OUT = "moved", "moved in", "moved out"

#: What people call a text.
PARAGRAPH, ITEM, ROW, HEADING, CAPTION = "paragraph", "item", "row", "heading", "table description"


@dataclass(frozen=True, slots=True)
class FactChange:
    """A value on one line that is not the same any more; ``before`` or ``after`` is empty where there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A paragraph, list item, table row, heading or table description that changed.

    ``place`` is the heading of the other section for ``MOVED_IN`` and ``MOVED_OUT``. ``links_before`` and
    ``links_after`` are the addresses that are gone and new where the addresses of its links changed.
    """

    change: str
    noun: str
    pieces: tuple[Piece, ...]
    place: str = ""
    links_before: tuple[str, ...] = ()
    links_after: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words of all pieces; of a text that was not reworded, its words."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section that was added, removed, renamed, moved, or that holds changed texts; several may be true at once.

    ``before`` and ``after`` are its headings (``before`` is empty if it was added, ``after`` if it was removed).
    ``follows`` is the heading of the section before it now, which tells where a moved section went; empty: it is the
    first. ``renumbered`` says that the numbers of list items are not the same. ``coarse`` says that it is too long or
    repeats itself too often to compare all of it word by word.
    """

    before: str
    after: str
    added: bool = False
    removed: bool = False
    moved: bool = False
    follows: str = ""
    texts: tuple[TextChange, ...] = ()
    renumbered: bool = False
    coarse: bool = False

    @property
    def renamed(self) -> bool:
        """Whether it has another heading now."""
        return not self.added and not self.removed and self.before != self.after

    @property
    def heading(self) -> str:
        """The heading by which people know it now."""
        return self.before if self.removed else self.after


@dataclass(frozen=True, slots=True)
class SalaryChange:
    """A salary range that was ``ADDED``, ``REMOVED`` or ``CHANGED``: whose it is, its pay, and what changed of it."""

    change: str
    name: str
    pay: str
    fields: tuple[FactChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two contents. ``sentences`` says it in words."""

    facts: tuple[FactChange, ...] = ()
    titles_added: tuple[str, ...] = ()
    titles_removed: tuple[str, ...] = ()
    titles_reordered: bool = False
    sections: tuple[SectionChange, ...] = ()
    salaries: tuple[SalaryChange, ...] = ()
    salaries_reordered: bool = False
    sentences: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs that a reader could see."""
        return bool(self.sentences)

    @property
    def summary(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)

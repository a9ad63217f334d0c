"""The result of a comparison as plain values, from the whole document down to single words."""

from __future__ import annotations

from dataclasses import dataclass

from techsets.common.word_changes import Piece

#: Kinds of change of a text besides those of ``word_changes``: its words changed.
CHANGED = "changed"
#: The words are the same, but the formatting or the link targets changed.
FORMATTING, LINKS = "formatting", "links"
#: The text moved: within its section, or from or to another one.
MOVED, MOVED_IN, MOVED_OUT = "moved", "moved in", "moved out"

#: Display names of the kinds of text.
PARAGRAPH, ITEM, ROW, HEADING, CAPTION = "paragraph", "item", "row", "heading", "table description"
CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class FactChange:
    """A single-line value that changed; ``before`` or ``after`` is empty where there was none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A paragraph, clause, list item, table row, heading or table description that changed.

    ``other_heading`` is the heading of the other section for ``MOVED_IN`` and ``MOVED_OUT``. ``links_before`` and
    ``links_after`` are the removed and the added link targets. ``clause`` is the key of a clause, otherwise empty.
    """

    change: str
    noun: str
    pieces: tuple[Piece, ...]
    other_heading: str = ""
    links_before: tuple[str, ...] = ()
    links_after: tuple[str, ...] = ()
    clause: str = ""

    @property
    def text(self) -> str:
        """The words of all pieces."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section that was added, removed, renamed or moved, or that holds changed texts; several may apply.

    ``before`` and ``after`` are its headings (``before`` is empty if it was added, ``after`` if it was removed).
    ``follows`` is the heading of the preceding section in the later version, empty for the first section.
    ``renumbered`` says that the numbers of list items changed. ``coarse`` says that the section is too long or too
    repetitive to be compared word by word throughout.
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
        """Whether its heading changed."""
        return not self.added and not self.removed and self.before != self.after

    @property
    def heading(self) -> str:
        """The present heading, or the former one of a removed section."""
        return self.before if self.removed else self.after


@dataclass(frozen=True, slots=True)
class SalaryChange:
    """A salary range that was ``ADDED``, ``REMOVED`` or ``CHANGED``: its employer and class, pay and changed fields."""

    change: str
    name: str
    pay: str
    fields: tuple[FactChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause of the library that is there in another version. Whether it is new or gone is a change of the text."""

    key: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences between two contents. ``sentences`` describes them in words."""

    facts: tuple[FactChange, ...] = ()
    titles_added: tuple[str, ...] = ()
    titles_removed: tuple[str, ...] = ()
    titles_reordered: bool = False
    sections: tuple[SectionChange, ...] = ()
    salaries: tuple[SalaryChange, ...] = ()
    salaries_reordered: bool = False
    clauses: tuple[ClauseChange, ...] = ()
    sentences: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything visible differs."""
        return bool(self.sentences)

    @property
    def summary(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)

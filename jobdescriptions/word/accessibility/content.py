"""The content that the rules check, as plain values: flat paragraphs with their location, tables, links, drawings."""

from __future__ import annotations

from dataclasses import dataclass, field

from jobdescriptions.word.accessibility.findings import quote
from jobdescriptions.word.accessibility.formatting import RunFormat
from jobdescriptions.word.accessibility.table_styles import Properties

BODY_REGION, NOTE_REGION, HEADER_REGION, FOOTER_REGION = "body", "note", "header", "footer"


@dataclass(slots=True)
class Span:
    """Text of one format, with its background color. ``text`` is joined once the paragraph has been read."""

    run_format: RunFormat
    background: str
    texts: list[str]
    text: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph.

    ``container`` numbers the body, cell or text box that the paragraph is in, ``location`` describes it (empty for the
    body itself). ``level`` is the heading level (0 for a title). ``has_objects`` says that it contains something
    besides text: a picture, a break, a border. ``generated`` says that Word generated it, as in a table of contents.
    """

    region: str
    container: int
    location: str
    style: str = ""
    level: int | None = None
    in_list: bool = False
    has_objects: bool = False
    frame: bool = False
    generated: bool = False
    alignment: str = ""
    spans: list[Span] = field(default_factory=list)
    text: str = ""

    @property
    def where(self) -> str:
        """The location of the paragraph in words."""
        if self.level is not None and self.text.strip():
            return f"Heading {quote(self.text)}" if self.level else f"Title {quote(self.text)}"
        place = self.location or {HEADER_REGION: "Header", FOOTER_REGION: "Footer", NOTE_REGION: "Note"}.get(
            self.region
        )
        return ": ".join(filter(None, (place, quote(self.text) if self.text.strip() else "")))


@dataclass(slots=True)
class Drawing:
    """A drawing. ``has_text`` says that it is a text box, ``word_art`` that its text is drawn as a graphic."""

    kind: str
    alternative: str
    floating: bool = False
    decorative: bool = False
    has_text: bool = False
    word_art: bool = False
    #: The anchor paragraph, set by the walker.
    paragraph: Paragraph | None = None

    @property
    def needs_alternative(self) -> bool:
        """Whether alternative text is required. Text in a shape is readable without."""
        return not self.decorative and not (self.has_text and self.kind == "shape") and not self.word_art


@dataclass(slots=True)
class CellInfo:
    """A cell: its first column, the number of columns spanned, and whether it continues the cell above."""

    start: int
    span: int
    continues: bool
    merged_left: bool
    empty: bool


@dataclass(slots=True)
class RowInfo:
    """A row of a table."""

    header: bool
    cells: list[CellInfo] = field(default_factory=list)


@dataclass(slots=True)
class TableInfo:
    """A table. ``has_row_headers`` says that its first column is marked as row headers."""

    number: int
    nested: bool
    alternative: str
    has_row_headers: bool
    rows: list[RowInfo] = field(default_factory=list)
    beginning: str = ""

    @property
    def where(self) -> str:
        """The location of the table in words."""
        return f"Table {self.number}" + (f" ({quote(self.beginning, 30)})" if self.beginning else "")


@dataclass(slots=True)
class Link:
    """A link and the paragraph that it begins in. ``inner`` says that its target is in the document."""

    target: str
    inner: bool
    paragraph: Paragraph
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the link on one line."""
        return " ".join("".join(self.texts).split())


@dataclass(slots=True)
class OpenField:
    #: The link that the field is inside.
    outer: Link | None
    instruction: list[str] = field(default_factory=list)
    link: Link | None = None
    in_result: bool = False


@dataclass(slots=True)
class Content:
    """The collected content, in document order."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[TableInfo] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def of(self, *regions: str) -> list[Paragraph]:
        """Return the paragraphs of some regions."""
        return [paragraph for paragraph in self.paragraphs if paragraph.region in regions]


@dataclass(frozen=True, slots=True)
class ContainerContext:
    """What a container passes on to its content."""

    container: int
    name: str
    background: str
    cell: Properties | None = None
    depth: int = 0

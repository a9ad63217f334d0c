"""The positions that a file describes, and those that the chart has, as plain values. No Django in here."""

from __future__ import annotations

from dataclasses import dataclass, field

from orgcharts.fte import Fte
from orgcharts.spreadsheet.job_cell import JobEntry
from orgcharts.spreadsheet.lines_cell import LineEntry
from orgcharts.spreadsheet.numbers import Number, format_number
from orgcharts.spreadsheet.values import Message


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A position as a file describes it. ``jobs`` are in their order.

    ``number`` is its index number in the finished chart, ``stated`` the one that the file says, if it says one. The
    places of ``lines`` in the same chart are finished numbers, too.
    """

    row: int
    number: Number
    title: str
    fte: Fte = None
    jobs: tuple[JobEntry, ...] = ()
    key: int | None = None
    stated: Number | None = None
    kind: str = ""
    derived: bool = False
    lines: tuple[LineEntry, ...] = ()

    @property
    def index_number(self) -> str:
        return format_number(self.number)


@dataclass(slots=True)
class ParsedTable:
    """The positions that a file describes, supervisors first, and messages about it.

    ``rows`` are complete only where there are no ``errors``. ``columns`` are those of the file: values without a column
    stay as they are. ``can_renumber`` says that making index numbers contiguous would correct all errors.
    """

    columns: tuple[str, ...]
    rows: list[ParsedRow]
    messages: list[Message] = field(default_factory=list)
    can_renumber: bool = False

    @property
    def errors(self) -> list[Message]:
        return [message for message in self.messages if message.is_error]

    @property
    def warnings(self) -> list[Message]:
        return [message for message in self.messages if not message.is_error]


@dataclass(frozen=True, slots=True)
class CurrentPosition:
    """A position as the chart has it. ``jobs`` are as in ``ParsedRow``, with every title as listed.

    ``note`` tells whether there is one; ``lines`` who shares the supervision, each with its key; ``leads`` the
    positions whose dotted lines lead here. ``derived_title`` is the title that was worked out, where it is kept.
    """

    pk: int
    number: Number
    title: str
    fte: Fte = None
    jobs: tuple[JobEntry, ...] = ()
    note: bool = False
    lines: tuple[LineEntry, ...] = ()
    leads: tuple[str, ...] = ()
    kind: str = ""
    derived: bool = False
    derived_title: str = ""

    @property
    def is_renamed(self) -> bool:
        """Whether staff have given another title to a box whose title was worked out."""
        return self.derived and self.derived_title not in {"", self.title}

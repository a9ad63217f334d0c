"""One job description that has everything that the writer can write."""

from __future__ import annotations

import datetime
from decimal import Decimal

from jobdescriptions.word.document import (
    Block,
    Cell,
    Document,
    Heading,
    ListItem,
    Paragraph,
    Run,
    SalaryRange,
    Section,
    Table,
)
from jobdescriptions.word.understand.normal import normalize
from jobdescriptions.word.write.writer import write

DATE = datetime.date(2026, 11, 23)


def _item(text: str, number: int | None, level: int = 0, format_: str = "decimal", label: str = "") -> ListItem:
    if number is None:
        return ListItem(level, "bullet", (Run(text),))
    return ListItem(level, format_, (Run(text),), number, label)


#: Lists that begin anew, go on after other text, and stand inside each other, with the label that Word must show.
LISTS: tuple[Block, ...] = (
    _item("alpha", 1),
    _item("bravo", 2),
    _item("charlie", 1, 1, "lowerLetter", "(a)"),
    _item("delta", 2, 1, "lowerLetter", "(b)"),
    _item("echo", 1, 2, "lowerRoman"),
    _item("foxtrot", 3),
    _item("golf", 1, 1, "lowerLetter", "(a)"),
    Paragraph((Run("Text between the items of one list."),)),
    _item("hotel", 4),
    Paragraph((Run("Another list begins anew."),)),
    _item("india", 1),
    _item("juliett", 2),
    Heading(1, (Run("Bullets"),)),
    _item("kilo", None),
    _item("lima", None, 1),
    _item("mike", 7, 0, "decimal"),
    _item("november", 1, 1, "decimal", "7.1"),
    _item("oscar", 2, 1, "decimal", "7.2"),
)


def _cell(*texts: str, **spans: int) -> Cell:
    return Cell(tuple(Paragraph((Run(text),)) for text in texts), **spans)


_INNER = Table(((_cell("inner"), _cell("table")), (_cell("of"), _cell("words"))))
_TABLE = Table(
    (
        (_cell("Merged", "head", colspan=2), _cell("Third", rowspan=2)),
        (_cell("First"), _cell("Second")),
        (_cell("left", rowspan=2), Cell((Heading(2, (Run("Heading"),)), *LISTS[:3])), Cell((_INNER,))),
        (_cell("below"), Cell(())),
    ),
    header_rows=2,
    header_column=True,
    summary="Pay: what each step pays",
)
_TEXT = Paragraph(
    (
        Run("Plain, "),
        Run("bold", "b"),
        Run("italic", "i"),
        Run("underlined", "u"),
        Run("struck", "s"),
        Run("raised", "r"),
        Run("lowered", "l"),
        Run(" and all", "bius"),
        Run(" with\na break\tand a tab & <markup>, "),
        Run("a link", "b", "https://example.org/?a=1&b=2#c"),
        Run(" and "),
        Run("mail", "", "mailto:hr@example.org"),
        Run("."),
    )
)


def _pay(closeness: str, **changes: object) -> SalaryRange:
    fields: dict[str, object] = {
        "employer": "Example Unified School District",
        "class_title": f"Network Technician {closeness}",
        "low": Decimal(5924),
        "high": Decimal(7516),
        "unit": "month",
        "year": "2022-23",
        "publisher": "Board packet, April 25, 2023",
        "closeness": closeness,
        "remarks": "Range 50",
    }
    return SalaryRange(**(fields | changes))  # type: ignore[arg-type]


DEMO = normalize(
    Document(
        title="Network Specialist",
        also_called=("Network Analyst", "Network Technician"),
        employment_class="Classified",
        reports_to="Director of Technology",
        flsa="Non-exempt",
        work_year="12 months",
        soc_code="15-1244",
        soc_title="Network and Computer Systems Administrators",
        sections=(
            Section("", "Definition", (_TEXT, Paragraph((Run("Größe, 漢字, \U0001f600, עברית."),)))),
            Section("", "Essential duties", LISTS),
            Section("", "Working conditions", (_TABLE, _TABLE, Paragraph((Run("After the tables."),)), _INNER)),
            Section(
                "",
                "Licenses and clearances",
                (
                    _TABLE,
                    Paragraph((Run("Tuberculosis.", "b"), Run(" A risk assessment.")), "tuberculosis"),
                    Paragraph((Run("Repeated every four years."),), "tuberculosis"),
                    Paragraph((Run("A valid license."),), "drivers-license"),
                    _item("papa", None),
                ),
            ),
            Section("salary", "Salary information", (Paragraph((Run("As published."),)),)),
        ),
        salaries=(
            _pay("same"),
            _pay("close", unit="hour", low=Decimal("25.10"), high=Decimal("31.75")),
            _pay("comparable", measure="rate", high=Decimal(5924)),
            _pay("occupation", measure="percentiles", unit="year", median=Decimal(6600)),
        ),
    )
)


def written(document: Document = DEMO) -> bytes:
    """A document as a Word file."""
    return write(document, number="1.2.3", version=4, date=DATE)

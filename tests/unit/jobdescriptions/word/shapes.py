"""Word files of one shape and any size, in which whatever looks at a document over and over would show.

Each shape is ordinary: amounts, percentages, headings, empty cells, open fields. A shape is a function of a size, about
the number of bytes of text or markup, that gives the parts of a file for ``docx_parts.archive``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable

from jobdescriptions.word.accessibility import check
from jobdescriptions.word.html.subset import to_html
from jobdescriptions.word.read.reader import read
from jobdescriptions.word.understand.clause_replacement import replace_passages
from jobdescriptions.word.understand.fixes import apply_fixes, suggest_fixes
from jobdescriptions.word.understand.known_clauses import find_known_clauses
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.understand.recognize import recognize
from tests.unit.jobdescriptions.word.docx_parts import (
    archive,
    definition,
    field,
    item,
    level,
    num,
    p,
    part,
    parts_of,
    r,
    style,
    styled,
    tbl,
    tc,
    tr,
)

Parts = dict[str, str | bytes]

#: Pieces of text that the patterns of the import could stumble over, each repeated to fill lines.
TEXTS = {
    "digits": "1", "numbers": "12 ", "amounts": "$1,234.56 ", "ranges of pay": "$1 - $2 to ", "thousands": "$45K ",
    "commas and digits": "1,234", "decimals": "1.5", "slashes": "1/", "percentages": "5% ", "percent signs": "%",
    "occupations": "15-1232 ", "SOC": "SOC ", "school years": "2022-23 ", "open years": "2022 - ",
    "months": "12 months ", "days": "180 days, ", "ranges": "Range 4, ", "schedules": "Salary Range A, Step B ",
    "steps": "1 Step A ", "steps in brackets": "5 (a ", "budgets": "budget $5 ", "USD": "USD 5 ",
    "millions": "5 million ",
    "typed numbers": "1. ", "paths of numbers": "1.1.", "Roman numbers": "IV. ", "bullets": "\u2022 ", "dashes": "- ",
    "spaces": " ", "words apart": "a      ", "no-break spaces": "\u00a0", "tabs": "\t", "letters": "a",
    "capitals": "A B ",
    "commas": ",", "dots": ".", "dots apart": "... ", "colons": "a: ", "semicolons": "; ", "lines": "_", "at": "a@",
    "opening brackets": "(", "closing brackets": ")", "quotes": '"', "angles": "<", "ampersands": "& ", "plus": "+",
    "reports to": "reports to the ", "works under": "works under the direction and ", "exempt": "not exempt or ",
    "FLSA": "FLSA ", "classified": "classified confidential ", "adverbs": "who manually ", "addresses": "http://www.",
    "clauses": "TB test required. Aa. ", "fingerprints": "fingerprint clearance ", "duties": "duties (E) ",
    "signs of other scripts": "\u6f22", "emoji": "\U0001f600", "accents": "a\u0301",
}  # fmt: skip

_LINE = 900


def _line(text: str) -> Callable[[int], Parts]:
    return lambda size: parts_of(p(r("x") + r(text * (size // len(text.encode()))) + r("x")))


def _lines(text: str) -> Callable[[int], Parts]:
    line = p(r("x" + text * (_LINE // len(text.encode())) + "x"))
    return lambda size: parts_of(line * max(size // _LINE, 1))


def _repeated(xml: str, **options: str) -> Callable[[int], Parts]:
    return lambda size: parts_of(xml * max(size // len(xml), 1), **options)


def _within(start: str, xml: str, end: str, **options: str) -> Callable[[int], Parts]:
    return lambda size: parts_of(f"{start}{xml * max(size // len(xml), 1)}{end}", **options)


def _after_long(first: Callable[[str], str], xml: str) -> Callable[[int], Parts]:
    """A text of half the size, and what looks back at it many times."""
    return lambda size: parts_of(first("word " * (size // 10)) + xml * max(size // 2 // len(xml), 1))


def _long_target(size: int) -> Parts:
    link = f'<w:hyperlink r:id="rIdA">{r("a")}</w:hyperlink>'
    body = p(link * max(size // 2 // len(link), 1))
    return parts_of(body, links={"rIdA": f"https://example.org/{'a' * (size // 2)}"})


def _long_label(size: int) -> Parts:
    label = "a" * (size // 4)
    numbering = definition(1, level(0, "decimal", f"{label}%1.")) + num(1, 1)
    return parts_of(item("x") * max(size // 2 // len(item("x")), 1), numbering=numbering)


def _long_style(size: int) -> Parts:
    count = max(size // 2 // 150, 1)
    chain = "".join(style(f"s{n}", f"name {n}", based_on=f"s{n - 1}") for n in range(1, count))
    return parts_of("".join(styled("x", f"s{n}") for n in range(1, count)), styles=style("s0", "first") + chain)


def _headers(size: int) -> Parts:
    count = max(size // 1_000, 1)
    lines = "".join(p(f"write to a{n}@example.org {'a' * 400}") for n in range(count))
    body = p("x") * count + '<w:sectPr><w:footerReference w:type="default" r:id="rIdF"/></w:sectPr>'
    return parts_of(body, related=(("rIdF", "footer", "footer1.xml"),), extra={"word/footer1.xml": part("ftr", lines)})


_BREAK = "<w:r><w:br/></w:r>"
_BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
_INSERTED = f'<w:ins w:id="1">{r("a")}</w:ins>'
_ROW = tr(tc("a"), tc("b"), tc("c"))

#: Files whose structure repeats.
STRUCTURES: dict[str, Callable[[int], Parts]] = {
    "paragraphs": _repeated(p("word")),
    "empty paragraphs": _repeated("<w:p/>"),
    "blank lines between words": _repeated(p("word") + "<w:p/><w:p/>"),
    "headings": _repeated(styled("Duties", "H"), styles=style("H", "heading 1")),
    "deeper and deeper headings": _repeated(
        "".join(styled("Duties", f"H{n}") for n in range(1, 10)),
        styles="".join(style(f"H{n}", f"heading {n}") for n in range(1, 10)),
    ),
    "titles": _repeated(styled("Duties", "T"), styles=style("T", "Title")),
    "bold lines": _repeated(p(r("Key results", "<w:b/>"))),
    "bold lines above text": _repeated(p(r("Key results", "<w:b/>")) + p("keeps records of all")),
    "lines in capitals": _repeated(p("KEY RESULTS") + p("KEY TASKS") + p("keeps records")),
    "labels": _repeated(p("Reports to:")),
    "labels in one paragraph": _within("<w:p>", r("Key tasks:") + _BREAK, "</w:p>"),
    "lines of an item": _within(f"<w:p>{r('1. a')}{_BREAK}{r('2. b')}{_BREAK}", r("word") + _BREAK, "</w:p>"),
    "typed items": _repeated(p("- keeps records")),
    "typed items of two kinds": _repeated(p("1. keeps records") + p("a) keeps records")),
    "typed items that do not go on": _repeated(p("1. keeps") + p("3. keeps") + p("4. keeps")),
    "lists": _repeated(item("x"), numbering=definition(1, *(level(n) for n in range(9))) + num(1, 1)),
    "lists of nine levels": _repeated(
        "".join(item("x", 1, n) for n in range(9)), numbering=definition(1, *(level(n) for n in range(9))) + num(1, 1)
    ),
    "runs of one look": _within("<w:p>", r("word "), "</w:p>"),
    "runs of two looks": _within("<w:p>", r("a", "<w:b/>") + r("b"), "</w:p>"),
    "bold labels in one line": _within("<w:p>", r("Unit:", "<w:b/>") + r(" a "), "</w:p>"),
    "line breaks": _within("<w:p>", _BREAK, "</w:p>"),
    "lines": _within("<w:p>", r("a") + _BREAK, "</w:p>"),
    "tabs and words": _within("<w:p>", r("a") + "<w:r><w:tab/></w:r>", "</w:p>"),
    "rows": _within("<w:tbl>", _ROW, "</w:tbl>"),
    "cells of a row": _within("<w:tbl><w:tr>", tc("a"), "</w:tr></w:tbl>"),
    "empty cells": _within("<w:tbl><w:tr>", tc(), "</w:tr></w:tbl>"),
    "paragraphs of a cell": _within("<w:tbl><w:tr><w:tc>", p("word"), f"</w:tc>{tc('a')}</w:tr></w:tbl>"),
    "tables": _repeated(tbl(tr(tc("Class"), tc("Pay")), tr(tc("a"), tc("$5")))),
    "tables of one cell": _repeated(tbl(tr(tc("a")))),
    "merged cells": _within("<w:tbl>", tr(tc("a", '<w:vMerge w:val="continue"/>'), tc("b")), "</w:tbl>"),
    "wide cells": _within("<w:tbl>", tr(tc("a", '<w:gridSpan w:val="60"/>'), tc("b")), "</w:tbl>"),
    "facts": _within("<w:tbl>", tr(tc("Reports to"), tc("Principal")), "</w:tbl>"),
    "tables in a table": _within("<w:tbl><w:tr><w:tc>", tbl(tr(tc("a"), tc("b"))), "<w:p/></w:tc></w:tr></w:tbl>"),
    "insertions": _within("<w:p>", _INSERTED, "</w:p>"),
    "deletions": _repeated(f'<w:p><w:del w:id="1">{r("a")}</w:del>{r("b")}</w:p>'),
    "deleted paragraph marks": _repeated(p("a", '<w:rPr><w:del w:id="1"/></w:rPr>')),
    "fields": _within("<w:p>", field(" PAGE ", r("1")), "</w:p>"),
    "fields that never end": _within("<w:p>", _BEGIN + r("a"), "</w:p>"),
    "fields of many paragraphs": _repeated(f"<w:p>{_BEGIN}{r('a')}</w:p>"),
    "links to a long address": _long_target,
    "items with a long label": _long_label,
    "styles on styles": _long_style,
    "contacts in the footer": _headers,
    "content controls": _repeated(f"<w:sdt><w:sdtPr/><w:sdtContent>{p('a')}</w:sdtContent></w:sdt>"),
    "lines under a long heading": lambda size: parts_of(
        styled("word " * (size // 10), "H") + p("pay") * (size // 2 // len(p("pay"))), styles=style("H", "heading 1")
    ),
    "rows under a long cell": lambda size: parts_of(
        tbl(tr(tc("word " * (size // 10)), tc("Pay")), *[tr(tc("a"), tc("$5"))] * (size // 2 // len(_ROW)))
    ),
    "facts said again": lambda size: parts_of(
        p("Reports to: " + "word " * (size // 10)) + p("Reports to: Principal") * (size // 2 // len(p("Reports to: P")))
    ),
    "formulas": _within("<w:p>", "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "</w:p>"),
    "symbols": _within("<w:p>", '<w:r><w:sym w:font="Wingdings" w:char="F0B7"/></w:r>', "</w:p>"),
    "a line of different figures": lambda size: parts_of(
        p(" ".join(f"${1000 + n} - ${9000 - n} per month" for n in range(size // 30)))
    ),
    "different lines in bold": lambda size: parts_of(
        "".join(p(r(f"Bold {n * 7919}", "<w:b/>")) for n in range(size // 75))
    ),
    "different supervisors": lambda size: parts_of(
        "".join(p(f"Reports to: Director number {n}") for n in range(size // 65))
    ),
    "unknown elements": _within("<w:p>", "<a:x><a:y/></a:x>", "</w:p>"),
}

#: Every shape by its name.
SHAPES: dict[str, Callable[[int], Parts]] = {
    **{f"a line of {name}": _line(text) for name, text in TEXTS.items()},
    **{f"lines of {name}": _lines(text) for name, text in TEXTS.items()},
    **STRUCTURES,
}


def all_steps(parts: Parts) -> None:
    """Run all steps of an import of the file with these parts, with every fix applied."""
    data = archive(parts, zipfile.ZIP_STORED)
    found = read(data).value
    blocks = apply_fixes(found.blocks, [offer.key for offer in suggest_fixes(found.blocks)])
    document = parse(found).value
    for section in document.sections:
        to_html(section.blocks)
    passages = find_known_clauses(document)
    replace_passages(document, passages, {one.key: () for one in passages})
    recognize(blocks)
    check(data)

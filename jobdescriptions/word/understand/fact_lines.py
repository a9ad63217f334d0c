"""Lines with facts: "Reports to: Principal", several facts beside each other, and boxes to tick."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from jobdescriptions.word.coercers import tidy
from jobdescriptions.word.document import Inline, Run

#: Characters for ticked boxes, and for open ones.
_TICKED = "\u2611\u2612\u2714\u2713\u2717\u2718\u22a0\u25a0\u25cf\u25c9\U0001f5f9\U0001f5f7"
_OPEN = "\u2610\u25a1\u25fb\u25cb\u25ef\u2751\u2752\u274f\u2750"
#: Lines to write an X on are boxes too: "__X__ Exempt ____ Non-exempt".
_BOX = re.compile(
    rf"(?P<ticked>[{_TICKED}]|[\[(]\s?[xX\u2713\u2714\u2612]\s?[\])]|_++\s?[xX\u2713\u2714]\s?_*+)"
    rf"|(?P<open>[{_OPEN}]|\[\s{{0,3}}\]|\(\s{{1,3}}\)|_++)|(?P<bare>(?<!\w)[xX](?=\s))"
)

#: A form that is not filled in, or that leaves the choice open.
NOT_FILLED_IN = re.compile(
    r"^\W*$|^[<\[{].*[>\]}]$|\{\{|_{3,}|^(?:tbd|tba|n/?a|none|to be determined)\.?$"
    r"|^(?:choose an? item|select (?:an? item|one)|click (?:or tap )?(?:here )?to enter text)\.?$"
    r"|^\W*(?:non[- ]?)?exempt\W*(?:or|/)?\W*(?:non[- ]?)?exempt\W*$",
    re.IGNORECASE,
)
#: Another label behind a punctuation mark that also occurs inside values: "CSEA, Range: 32".
OTHER_LABEL = re.compile(r"[,/\u2010-\u2015-]\s+[A-Z][\w ]{1,30}:\s")

#: Where another label may begin on the same line: behind a tab, a separator, or several spaces. Only the first of many
#: spaces starts a match, which takes all of them: starting at each of them would take quadratic time.
GAPS = re.compile(
    r"\t++|[ \u00a0]?[|\u2022\u00b7;][ \u00a0]++(?=[^\W\d][^:\t|;]{0,40}:)"
    r"|(?<![ \u00a0])[ \u00a0]{2,}+(?:[|\u2022\u00b7][ \u00a0]++)?(?=[^\W\d][^:\t]{0,40}:)"
)


def find_ticked_option(text: str) -> str | None:
    """Return the ticked option of a line with boxes; an empty string unless exactly one is ticked; None without boxes.

    >>> find_ticked_option("\u2610 Exempt \u2612 Non-Exempt"), find_ticked_option("Exempt [ ]  Non-Exempt [x]")
    ('Non-Exempt', 'Non-Exempt')
    >>> find_ticked_option("\u2610 Exempt \u2610 Non-Exempt"), find_ticked_option("Non-Exempt")
    ('', None)
    >>> [find_ticked_option(text) for text in ("__X__ Exempt ____ Non-Exempt", "X Exempt __ Non-Exempt", "Model X")]
    ['Exempt', 'Exempt', None]
    """
    boxes = list(_BOX.finditer(text))
    if not any(box["open"] or box["ticked"] for box in boxes):
        return None  # An X alone is a letter.
    indexes = [0, *(index for box in boxes for index in box.span()), len(text)]
    options = [tidy(text[first:last]).strip(" ,;/|") for first, last in zip(indexes[::2], indexes[1::2], strict=True)]
    # A box is placed before its option, or behind it in the whole line.
    options = options[:-1] if options[0] and not options[-1] else options[1:]
    chosen = [option for box, option in zip(boxes, options, strict=True) if not box["open"]]
    return chosen[0] if len(chosen) == 1 else ""


def split_facts(runs: Inline) -> list[Inline]:
    """Return the text of a line split where another label begins; a label stays with a value behind a tab.

    >>> [line[0].text for line in split_facts((Run("Reports to: Principal\\tUnit: Classified"),))]
    ['Reports to: Principal', 'Unit: Classified']
    >>> [line[0].text for line in split_facts((Run("Reports to: Principal | Unit: Classified"),))]
    ['Reports to: Principal', 'Unit: Classified']
    >>> [line[0].text for line in split_facts((Run("Reports to:\\tPrincipal"),))]
    ['Reports to:\\tPrincipal']
    """
    text = "".join(run.text for run in runs)
    start, pieces = 0, []
    for gap in GAPS.finditer(text):
        piece = text[start : gap.start()].rstrip()
        if piece and not piece.endswith(":") and ":" in text[gap.end() :]:
            pieces.append(slice_runs(runs, start, gap.start()))
            start = gap.end()
    return [*pieces, slice_runs(runs, start, len(text))]


def slice_runs(runs: Iterable[Run], first: int, last: int) -> Inline:
    """Return the runs between two character positions, without white space at the ends.

    >>> slice_runs((Run("Reports ", "b"), Run("to: Principal")), 3, 11)
    (Run(text='orts ', marks='b', href='', language=''), Run(text='to:', marks='', href='', language=''))
    """
    parts: list[Run] = []
    index = 0
    for run in runs:
        text = run.text[max(first - index, 0) : max(last - index, 0)]
        index += len(run.text)
        if text:
            parts.append(replace(run, text=text))
    return _strip(parts)


def _strip(runs: Sequence[Run]) -> Inline:
    parts = list(runs)
    while parts and not parts[0].text.strip():
        del parts[0]
    while parts and not parts[-1].text.strip():
        del parts[-1]
    if parts:
        parts[0] = replace(parts[0], text=parts[0].text.lstrip())
        parts[-1] = replace(parts[-1], text=parts[-1].text.rstrip())
    return tuple(parts)

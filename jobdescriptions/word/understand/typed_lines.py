"""Split paragraphs into lines, each with the bullet or number that is typed in front of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from jobdescriptions.word.document import Block, Inline, Paragraph, Run
from jobdescriptions.word.understand.typed_marks import TypedMark, parse_typed_marks


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paragraph: the index of its block, its text, and the possible marks in front.

    ``follows`` says that it follows another line of the same paragraph without an empty line between.
    """

    block: int
    runs: Inline
    text: str
    marks: tuple[TypedMark, ...]
    follows: bool


def split_into_lines(blocks: Sequence[Block]) -> list[list[Line]]:
    """Return the lines of each run of consecutive paragraphs that state no clause."""
    stretches: list[list[Line]] = [[]]
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or block.clause:  # The words of a clause are the library's.
            stretches.append([])
            continue
        stretches[-1] += _lines(index, block)
    return [stretch for stretch in stretches if stretch]


def _lines(index: int, paragraph: Paragraph) -> list[Line]:
    lines: list[Line] = []
    follows = False
    for runs in split_lines(paragraph.runs):
        text = "".join([run.text for run in runs])
        if text.strip():
            lines.append(Line(index, runs, text, parse_typed_marks(text), follows))
        follows = bool(text.strip())
    # Reading removed the white space at the start of the paragraph: assume that of the other lines.
    least = min((mark.indent for line in lines[1:] for mark in line.marks), default=0)
    if least and all(not mark.indent for mark in lines[0].marks):
        lines[1:] = [
            replace(line, marks=tuple(replace(mark, indent=mark.indent - least) for mark in line.marks))
            for line in lines[1:]
        ]
    return lines


def split_lines(runs: Iterable[Run]) -> list[Inline]:
    """Return the text of a paragraph as lines.

    >>> [[run.text for run in line] for line in split_lines((Run("a\\nb", "b"), Run("c")))]
    [['a'], ['b', 'c']]
    """
    runs = tuple(runs)
    if not any("\n" in run.text for run in runs):
        return [runs]
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        for number, part in enumerate((first, *others)):
            if number:
                lines.append([])
            if part:
                lines[-1].append(replace(run, text=part))
    return [tuple(line) for line in lines]


def drop_start(runs: Inline, length: int) -> Inline:
    """Return the runs without their first characters.

    >>> [run.text for run in drop_start((Run("1. ", "b"), Run("Keeps")), 3)]
    ['Keeps']
    """
    rest: list[Run] = []
    for run in runs:
        text = run.text[length:]
        length = max(length - len(run.text), 0)
        if text:
            rest.append(replace(run, text=text))
    return tuple(rest)

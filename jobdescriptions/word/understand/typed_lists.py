"""Convert runs of lines with typed bullets and numbers to list items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from jobdescriptions.word.document import BULLET, MAX_LIST_LEVEL, Block, ListItem, Paragraph, Run, Table
from jobdescriptions.word.understand.headings import find_kind
from jobdescriptions.word.understand.typed_lines import Line, drop_start, split_into_lines
from jobdescriptions.word.understand.typed_marks import TypedMark

#: Minimum number of items of a list.
MIN_ITEMS = 2


@dataclass(frozen=True, slots=True)
class TypedItem:
    """A list item made of a typed line: the item, the original line, the index of its block, its mark."""

    item: ListItem
    text: str
    block: int
    mark: TypedMark


def group_typed_items(lines: Sequence[Line]) -> list[TypedItem | Line]:
    """Return the lines of a run of paragraphs, those of typed lists as items."""
    result: list[TypedItem | Line] = []
    run: list[tuple[Line, TypedItem]] = []
    continuation: list[Line] = []  # The lines below the last item that belong to it.

    def end_item() -> None:
        if continuation:
            before, item = run[-1]
            runs = [run for line in continuation for run in (Run("\n"), *line.runs)]
            longer = replace(item.item, runs=(*item.item.runs, *runs))
            text = "\n".join((item.text, *(line.text for line in continuation)))
            run[-1] = (before, replace(item, item=longer, text=text))
            continuation.clear()

    def end() -> None:
        end_item()
        if len(run) >= MIN_ITEMS:
            result.extend(item for _, item in run)
        else:
            result.extend(line for line, _ in run)
        run.clear()

    outline = _Outline()
    for index, line in enumerate(lines):
        if run and line.follows and not line.marks and run[-1][1].block == line.block and len(run) >= MIN_ITEMS:
            continuation.append(line)
            continue
        preceding = lines[index - 1].marks if index else ()
        following = lines[index + 1].marks if index + 1 < len(lines) else ()
        marks = () if _numbers_a_heading(line, preceding, following) else line.marks
        found = outline.match(marks, following)
        if found is None and run:
            end()
            outline = _Outline()
            found = outline.match(marks, following)
        if found is None:
            outline = _Outline()
            result.append(line)
            continue
        mark, level = found
        runs = drop_start(line.runs, mark.length)
        label = "" if mark.format == BULLET else mark.typed
        item = ListItem(level, mark.format, runs, mark.number, label)
        end_item()
        run.append((line, TypedItem(item, line.text, line.block, mark)))
    end()
    return result


@dataclass(slots=True)
class _Outline:
    """The open lists, outermost first, each represented by the mark of its last item."""

    opened: list[TypedMark] = field(default_factory=list)

    def match(self, marks: Sequence[TypedMark], following: Sequence[TypedMark]) -> tuple[TypedMark, int] | None:
        """Return the mark of a line, out of its possible ones, and its level; None if none continues the lists."""
        for mark in marks:
            level = self._going_on(mark)
            if level is not None:
                del self.opened[level + 1 :]
                self.opened[level] = mark
                return mark, level
        starting = [mark for mark in marks if self._can_start(mark)]
        if not starting:
            return None
        mark = _best_start(starting, following)
        while self.opened and self.opened[-1].indent > mark.indent:
            self.opened.pop()
        if len(self.opened) > MAX_LIST_LEVEL:
            return None
        self.opened.append(mark)
        return mark, len(self.opened) - 1

    def _going_on(self, mark: TypedMark) -> int | None:
        """Return the level of the open list that the mark continues."""
        for level in range(len(self.opened) - 1, -1, -1):
            opened = self.opened[level]
            if opened.indent == mark.indent and opened.goes_before(mark):
                return level
        return None

    def _can_start(self, mark: TypedMark) -> bool:
        if mark.glued:
            return False  # "3.Automating" is an item only below an item 2; alone it may be a name such as "B.Sc".
        if not mark.path:
            return True
        if len(mark.path) > 1:
            # "2.1" belongs below "2", or a number such as "1.5 years" would be taken for a mark.
            return mark.path[-1] == 1 and any(opened.path == mark.path[:-1] for opened in self.opened)
        if self.opened and any(opened.kind == mark.kind and opened.indent == mark.indent for opened in self.opened):
            return False  # 1, 2, 5: a number is missing or wrong, which the author must decide.
        return not self.opened or mark.path == (1,)


def _best_start(marks: Sequence[TypedMark], following: Sequence[TypedMark]) -> TypedMark:
    """Return the reading that the next line continues; else the one that starts a list."""
    for mark in marks:
        if any(map(mark.goes_before, following)):
            return mark
    return next((mark for mark in marks if mark.path == (1,)), marks[0])


def _numbers_a_heading(line: Line, preceding: Sequence[TypedMark], following: Sequence[TypedMark]) -> bool:
    """Return whether a numbered line is rather a heading: bold or of known words, and no neighbor continues it."""
    numbers = [mark for mark in line.marks if mark.path]
    if not numbers:
        return False
    bold = all("b" in run.marks or not run.text.strip() for run in line.runs)
    if not bold and not find_kind(line.text):
        return False
    return not any(
        any(map(mark.goes_before, following)) or any(before.goes_before(mark) for before in preceding)
        for mark in numbers
    )


def convert_typed_lists(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[TypedItem, ...]]:
    """Return the blocks with typed lists as list items, in table cells too, and these items."""
    made: list[TypedItem] = []
    pieces: dict[int, list[TypedItem | Line]] = {}
    for lines in split_into_lines(blocks):
        for piece in group_typed_items(lines):
            pieces.setdefault(piece.block, []).append(piece)
    result: list[Block] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            rows = []
            for row in block.rows:
                cells = []
                for cell in row:
                    inner, found = convert_typed_lists(cell.blocks)
                    made += found
                    cells.append(replace(cell, blocks=inner) if found else cell)
                rows.append(tuple(cells))
            result.append(replace(block, rows=tuple(rows)))
        elif isinstance(block, Paragraph) and _is_complete(block, pieces.get(index, ())):
            result += _blocks(pieces[index])
            made += [piece for piece in pieces[index] if isinstance(piece, TypedItem)]
        else:
            result.append(block)
    return tuple(result), tuple(made)


def find_typed_list_blocks(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the indexes of the paragraphs that contain items of typed lists."""
    return frozenset(
        piece.block
        for lines in split_into_lines(blocks)
        for piece in group_typed_items(lines)
        if isinstance(piece, TypedItem)
    )


def _is_complete(paragraph: Paragraph, pieces: Sequence[TypedItem | Line]) -> bool:
    """Return whether a paragraph has items, and no character of it is missing: marks and the text behind them."""
    if not any(isinstance(piece, TypedItem) for piece in pieces):
        return False
    made = "".join(
        _characters(piece.runs) if isinstance(piece, Line) else _characters((Run(piece.mark.typed), *piece.item.runs))
        for piece in pieces
    )
    return made == _characters(paragraph.runs)


def _characters(runs: Iterable[Run]) -> str:
    return "".join("".join(run.text for run in runs).split())


def _blocks(pieces: Sequence[TypedItem | Line]) -> Iterator[Block]:
    text: list[Run] = []
    for piece in pieces:
        if isinstance(piece, Line):
            if text and piece.follows:
                text.append(Run("\n"))
            elif text:
                yield Paragraph(tuple(text))
                text = []
            text.extend(piece.runs)
            continue
        if text:
            yield Paragraph(tuple(text))
            text = []
        yield piece.item
    if text:
        yield Paragraph(tuple(text))

"""Compute the column widths of a written table from the words in it."""

from __future__ import annotations

from collections.abc import Sequence

from jobdescriptions.word.document import Cell, ListItem, Table

#: In twentieths of a point: average width of a character in a table, and the margins of a cell.
_CHARACTER, _MARGINS = 92, 140

#: Width of a character in a word that must not be broken, possibly bold and in capitals.
_WIDE_CHARACTER = 106

#: Width of a character in a figure or a year: not to be broken either where another font, with wider digits, stands in.
_FIGURE_CHARACTER = 124

#: Maximum length of a word that gets enough room; longer ones (web addresses) are broken.
_MAX_WORD_LENGTH = 16

#: Maximum number of words for which line breaks are computed; beyond that, the height is estimated.
_MAX_WORDS = 60

#: Number of longest cells that determine the height of a column.
_CELLS_PER_COLUMN = 3

#: The words of a cell, as their lengths.
_Words = tuple[int, ...]


def compute_column_widths(
    rows: Sequence[Sequence[Cell]], starts: Sequence[Sequence[int]], columns: int, total: int, labels: bool = False
) -> list[int]:
    """Return the widths of ``columns`` columns, which sum to ``total``. ``starts`` are from ``compute_column_starts``.

    Each column is at least as wide as its longest word; where there is no room for that, figures keep theirs. The rest
    goes to the columns with the tallest cells as long as that saves lines, and then to the columns with most text. A
    first column of ``labels`` is as wide as its longest label.
    """
    found: list[set[_Words]] = [set() for _ in range(columns)]
    figures = [0] * columns
    for row, row_starts in zip(rows, starts, strict=True):
        for cell, start in zip(row, row_starts, strict=True):
            if cell.colspan == 1:
                words = _text(cell).split()
                found[start].add(tuple(map(len, words)))
                figures[start] = max(figures[start], *(len(word) for word in words if _has_figure(word)), 0)
    longest = [max((max(words, default=0) for words in column), default=0) for column in found]
    cells = [
        sorted(((sum(words) + len(words), words) for words in column), reverse=True)[:_CELLS_PER_COLUMN]
        for column in found
    ]
    lengths = [column[0][0] if column else 1 for column in cells]
    least = [min(length, _MAX_WORD_LENGTH) * _FIGURE_CHARACTER + _MARGINS if length else 0 for length in figures]
    widths = [
        max(min(max(word, 2), _MAX_WORD_LENGTH) * _WIDE_CHARACTER + _MARGINS, figure)
        for word, figure in zip(longest, least, strict=True)
    ]
    if labels:
        widths[0] = min(lengths[0] * _WIDE_CHARACTER + _MARGINS, total // 3)
    if sum(widths) > total:
        if sum(least) >= total // 2:  # Nothing but figures: all columns give way alike.
            least = [0] * columns
        yielding = sum(widths) - sum(least)
        widths = [
            figure + (width - figure) * (total - sum(least)) // yielding
            for width, figure in zip(widths, least, strict=True)
        ]
    spare = total - sum(widths)
    heights = [_height(column, _room(width)) for column, width in zip(cells, widths, strict=True)]
    while (lines := max(heights)) > 1:
        tallest = [x for x in range(columns) if heights[x] == lines]
        lower = [_next_lower_height(cells[x], widths[x], lines, spare) for x in tallest]
        needed = sum(extra for extra, _ in lower)
        if needed > spare:
            break
        for x, (extra, height) in zip(tallest, lower, strict=True):
            widths[x] += extra
            heights[x] = height
        spare -= needed
    if spare:
        shares = [0 if labels and x == 0 and columns > 1 else length + 1 for x, length in enumerate(lengths)]
        whole = sum(shares)
        widths = [width + spare * share // whole for width, share in zip(widths, shares, strict=True)]
    widths[-1] += total - sum(widths)
    return widths


def compute_column_starts(rows: Sequence[Sequence[Cell]]) -> list[list[int]]:
    """Return the start column of each cell."""
    if all(cell.colspan == 1 and cell.rowspan == 1 for row in rows for cell in row):
        return [list(range(len(row))) for row in rows]
    covered: dict[int, int] = {}
    result = []
    for y, row in enumerate(rows):
        starts, x = [], 0
        for cell in row:
            while covered.get(x, 0) > y:
                x += 1
            starts.append(x)
            covered.update(dict.fromkeys(range(x, x + cell.colspan), y + cell.rowspan))
            x += cell.colspan
        result.append(starts)
    return result


def _room(width: int) -> int:
    """Return the number of characters in a line of a column."""
    return max((width - _MARGINS) // _CHARACTER, 1)


def _height(cells: Sequence[tuple[int, _Words]], room: int) -> int:
    """Return the number of lines of the tallest of these cells in a column of so many characters."""
    return max((_lines(length, words, room) for length, words in cells), default=0)


def _next_lower_height(cells: Sequence[tuple[int, _Words]], width: int, lines: int, spare: int) -> tuple[int, int]:
    """Return the additional width that saves lines in a column, up to about ``spare``, and the new number of lines."""
    # Fewer lines need room at least for all characters together.
    room = max(_room(width) + 1, cells[0][0] // (lines - 1) - 1)
    while True:
        extra = room * _CHARACTER + _MARGINS - width
        height = _height(cells, room)
        if height < lines or extra > spare:
            return max(extra, 1), height
        room += 1


def _lines(length: int, words: _Words, room: int) -> int:
    if length - 1 <= room:
        return 1
    if len(words) > _MAX_WORDS:
        return length // room + 1
    lines, left = 1, room + 1
    for word in words:
        if word < left:
            left -= word + 1
        elif word <= room:
            lines += 1
            left = room - word
        else:
            # A word longer than a line is broken.
            over = word - left
            lines += over // room + 1
            left = room - over % room
    return lines


def _has_figure(word: str) -> bool:
    return any(map(str.isdigit, word)) and len(word) <= _MAX_WORD_LENGTH


def _text(cell: Cell) -> str:
    parts = []
    for block in cell.blocks:
        if isinstance(block, Table):
            parts += [_text(inner) for row in block.rows for inner in row]
            # The columns of a table inside the cell are side by side.
            parts.append("-" * 8 * max(map(len, block.rows)))
        else:
            # The label of a list item takes room too.
            parts += ["-----"] if isinstance(block, ListItem) else []
            parts += [run.text for run in block.runs]
    return " ".join(parts)

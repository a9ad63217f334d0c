"""How wide the columns of a written table are, so that it reads well: by the words in them."""

from __future__ import annotations

from collections.abc import Sequence

from jobdescriptions.word.document import Cell, ListItem, Table

#: Twentieths of a point: a sign of a table's text on average, and the margins of a cell.
_SIGN, _MARGINS = 92, 140

#: A sign of a word that must not be broken, which may be bold and in capitals.
_WIDE_SIGN = 106

#: The longest word that a column makes room for; longer ones (web addresses) are broken.
_LONGEST_WORD = 16

#: Beyond so many words in a cell, its length says enough about its height.
_MOST_WORDS = 60

#: So many of the longest cells of a column say how tall the column is.
_LONGEST_CELLS = 3

#: The words of a cell, as their lengths.
_Words = tuple[int, ...]


def column_widths(
    rows: Sequence[Sequence[Cell]], starts: Sequence[Sequence[int]], columns: int, total: int, labels: bool = False
) -> list[int]:
    """Return the widths of ``columns`` columns that together are ``total``. ``starts`` are those of ``column_starts``.

    Each column is at least as wide as its longest word. The rest goes to the columns with the tallest cells as long
    as that saves lines; what saves none goes to the columns with most text. A first column of ``labels`` is as wide
    as its longest label.
    """
    found: list[set[_Words]] = [set() for _ in range(columns)]
    for row, row_starts in zip(rows, starts, strict=True):
        for cell, start in zip(row, row_starts, strict=True):
            if cell.colspan == 1:
                found[start].add(tuple(map(len, _text(cell).split())))
    longest = [max((max(words, default=0) for words in column), default=0) for column in found]
    cells = [
        sorted(((sum(words) + len(words), words) for words in column), reverse=True)[:_LONGEST_CELLS]
        for column in found
    ]
    lengths = [column[0][0] if column else 1 for column in cells]
    widths = [min(max(word, 2), _LONGEST_WORD) * _WIDE_SIGN + _MARGINS for word in longest]
    if labels:
        widths[0] = min(lengths[0] * _WIDE_SIGN + _MARGINS, total // 3)
    if sum(widths) > total:
        whole = sum(widths)
        widths = [width * total // whole for width in widths]
    spare = total - sum(widths)
    heights = [_height(column, _room(width)) for column, width in zip(cells, widths, strict=True)]
    while (lines := max(heights)) > 1:
        tallest = [x for x in range(columns) if heights[x] == lines]
        lower = [_lower(cells[x], widths[x], lines, spare) for x in tallest]
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


def column_starts(rows: Sequence[Sequence[Cell]]) -> list[list[int]]:
    """Return for each cell the column in which it begins."""
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
    """Return how many signs there are in a line of a column."""
    return max((width - _MARGINS) // _SIGN, 1)


def _height(cells: Sequence[tuple[int, _Words]], room: int) -> int:
    """Return the lines of the tallest of these cells in a column with room for so many signs."""
    return max((_lines(length, words, room) for length, words in cells), default=0)


def _lower(cells: Sequence[tuple[int, _Words]], width: int, lines: int, spare: int) -> tuple[int, int]:
    """Return how much wider a column must be to have fewer lines, and how many it has then. Above ``spare`` we stop."""
    # With fewer lines there must be room at least for all signs together.
    room = max(_room(width) + 1, cells[0][0] // (lines - 1) - 1)
    while True:
        extra = room * _SIGN + _MARGINS - width
        height = _height(cells, room)
        if height < lines or extra > spare:
            return max(extra, 1), height
        room += 1


def _lines(length: int, words: _Words, room: int) -> int:
    if length - 1 <= room:
        return 1
    if len(words) > _MOST_WORDS:
        return length // room + 1
    lines, left = 1, room + 1
    for word in words:
        if word < left:
            left -= word + 1
        elif word <= room:
            lines += 1
            left = room - word
        else:
            # A word that does not fit into any line is broken.
            over = word - left
            lines += over // room + 1
            left = room - over % room
    return lines


def _text(cell: Cell) -> str:
    parts = []
    for block in cell.blocks:
        if isinstance(block, Table):
            parts += [_text(inner) for row in block.rows for inner in row]
            # The columns of a table inside the cell stand beside each other.
            parts.append("-" * 8 * max(map(len, block.rows)))
        else:
            # The label of a list item takes room too.
            parts += ["-----"] if isinstance(block, ListItem) else []
            parts += [run.text for run in block.runs]
    return " ".join(parts)

"""Finding the headings of a table, and which of its columns is which. No Django in here.

A heading that is a column's own name is always that column. Others are recognized as other programs use them,
where only one column fits and the cells below do too. Where several fit, the table is refused, and staff choose on the
page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from orgcharts.spreadsheet.cells import as_text, is_empty
from orgcharts.spreadsheet.columns import (
    ABOVE,
    COLUMN,
    IDENT,
    NUMBER,
    OWN,
    PERSONS,
    TITLE,
    VAGUE,
    VALUES,
    VARIANT,
    meaning_of,
    plain,
)
from orgcharts.spreadsheet.numbers import NumberError, parse_number
from orgcharts.spreadsheet.supervisors import find_supervisors, normalize
from orgcharts.spreadsheet.values import Heading, TableError

#: The number of rows from the top in which headings are looked for.
HEADING_ROWS = 20

#: The names of recognized columns, by index.
Roles = dict[int, str]


def count_known_headings(cells: Sequence[Any]) -> int:
    """Return the number of cells that are known headings."""
    return sum(meaning_of(cell) is not None for cell in cells)


def find_headings(rows: Sequence[tuple[int, Sequence[Any]]]) -> int | None:
    """Return the index of the row of headings among the first ``rows``, or None.

    It names a title, and an index number or a supervisor.
    """
    for at, (_, cells) in enumerate(rows[:HEADING_ROWS]):
        found = {meaning.name for meaning in map(meaning_of, cells) if meaning}
        if TITLE in found and (NUMBER in found or ABOVE in found):
            return at
    return None


def guess_headings(rows: Sequence[tuple[int, Sequence[Any]]]) -> int | None:
    """Return the index of the row that is most likely the headings, for staff to choose; None in an empty file."""
    at = find_headings(rows)
    if at is not None or not rows:
        return at
    first = rows[:HEADING_ROWS]
    return max(range(len(first)), key=lambda at: (count_known_headings(first[at][1]), -at))


def missing_headings(rows: Sequence[tuple[int, Sequence[Any]]]) -> TableError:
    """Return the error for a table without the required headings."""
    if not rows:
        return TableError("empty", "The file is empty. Start from the download of the chart or from the empty table.")
    # The row that comes nearest to headings; the first, where none does.
    cells = max((cells for _, cells in rows[:HEADING_ROWS]), key=count_known_headings)
    found = {meaning.name for meaning in map(meaning_of, cells) if meaning}
    return _missing(found, [as_text(cell)[0] for cell in cells if not is_empty(cell)])


def _missing(found: set[str], headings: Sequence[str]) -> TableError:
    missing = [f"“{COLUMN[name].heading}”" for name in (NUMBER, TITLE) if name not in found]
    there = ", ".join(f"“{heading[:40]}”" for heading in headings[:10]) or "nothing"
    what = f"column {missing[0]} is" if len(missing) == 1 else f"columns {' and '.join(missing)} are"
    instead = ""
    if NUMBER not in found:
        instead = (
            " A column “Reports to” with the supervisor of each position would do instead of the index numbers, which "
            "then follow from it; numbers of HR or of another program are none."
        )
    return TableError(
        "columns-missing",
        f"The {what} missing. The first row must hold the headings; it holds {there}.{instead} Name the columns as "
        "the list of columns on this page does, or start from the download of the chart.",
    )


def choose_columns(headings: Sequence[Heading], texts: Callable[[int], list[str]]) -> Roles:
    """Return which columns are which, from their headings and the ``texts`` below each (a function of its index).

    Raises TableError where a required column is missing, or several could be the one.
    """
    by_name: dict[str, list[tuple[int, Heading]]] = defaultdict(list)
    for heading in headings:
        meaning = meaning_of(heading.text)
        if meaning:
            by_name[meaning.name].append((meaning.rank, heading))
    vague = [heading for rank, heading in by_name[NUMBER] if rank == VAGUE]
    roles: Roles = {}
    numbers = [one for one in by_name[NUMBER] if one[0] != VAGUE]
    if not numbers:
        numbers = [(VAGUE, one) for one in vague if _are_index_numbers(texts(one.place))]
    _take(roles, NUMBER, _only(NUMBER, numbers))
    for name in COLUMN:
        if name not in {NUMBER, TITLE, ABOVE}:
            _take(roles, name, _only(name, by_name[name]))
    identifiers = [one for _, one in by_name[IDENT]] + [one for one in vague if one.place not in roles]
    # A column of numbers is no title, whatever it is called.
    titles = [one for one in by_name[TITLE] if one[0] == OWN or not _are_whole_numbers(texts(one[1].place))]
    if any(plain(one.text) not in PERSONS for _, one in titles):
        titles = [title for title in titles if plain(title[1].text) not in PERSONS]
    # The name of a person can say who the supervisor is.
    identifiers += [one for _, one in by_name[TITLE] if one not in [title for _, title in titles]]
    _take(roles, TITLE, _only(TITLE, [one for one in titles if one[0] != VAGUE] or titles))
    above, refers = _supervisors(by_name[ABOVE], identifiers, headings, roles, texts)
    _take(roles, ABOVE, above)
    _take(roles, IDENT, refers)
    return _complete(roles, headings)


def use_columns(chosen: Mapping[int, str], headings: Sequence[Heading]) -> Roles:
    """Return the columns that staff have chosen, by index.

    Raises TableError where one is missing or was chosen twice.
    """
    roles: Roles = {}
    for name in (*COLUMN, IDENT):
        _take(roles, name, _only(name, [(OWN, one) for one in headings if chosen.get(one.place) == name]))
    return _complete(roles, headings)


def _complete(roles: Roles, headings: Sequence[Heading]) -> Roles:
    found = set(roles.values())
    if TITLE not in found or not found & {NUMBER, ABOVE}:
        raise _missing(found, [heading.text for heading in headings if heading.text])
    return roles


def _take(roles: Roles, name: str, heading: Heading | None) -> None:
    if heading is not None:
        roles[heading.place] = name


def _only(name: str, found: Sequence[tuple[int, Heading]]) -> Heading | None:
    """Return the only heading among (rank, heading) pairs; vague ones give way. Raises TableError for several."""
    best = [heading for rank, heading in found if rank < VAGUE] or [heading for _, heading in found]
    if len(best) > 1:
        column = COLUMN[name].heading if name in COLUMN else "ID"
        raise TableError(
            "column-twice",
            f"The column “{column}” is there twice, under “{best[0].text[:60]}” and “{best[1].text[:60]}”. Delete or "
            "rename one of the two, or say which is which below.",
        )
    return best[0] if best else None


def _supervisors(
    found: Sequence[tuple[int, Heading]],
    identifiers: Sequence[Heading],
    headings: Sequence[Heading],
    roles: Roles,
    texts: Callable[[int], list[str]],
) -> tuple[Heading | None, Heading | None]:
    """Return the column with the supervisors, and the column of identifiers that it refers to, if there is one."""
    known = [texts(place) for place, name in roles.items() if name not in VALUES]
    named = [one for _, one in found]
    others = [one for one in headings if one.place not in roles and one not in named and one not in identifiers]
    fitting = []
    for above in named:
        wanted = texts(above.place)
        by_known = find_supervisors(wanted, known)
        # First what is called an identifier, then, where nothing else is meant, any column.
        for group in (identifiers, [] if by_known else [one for one in others if _has(texts(one.place), wanted)]):
            refers = [(one, find_supervisors(wanted, [texts(one.place)])) for one in group]
            refers = [(one, rows) for one, rows in refers if rows]
            if refers:
                if any(rows != refers[0][1] for _, rows in refers):
                    raise _ambiguous(above, [one for one, _ in refers])
                fitting.append((above, *refers[0]))
                break
        else:
            if by_known:
                fitting.append((above, None, by_known))
    # Several may say the same in different ways, such as a number and a title.
    if fitting and all(rows == fitting[0][2] for _, _, rows in fitting):
        return fitting[0][0], fitting[0][1]
    above = _only(ABOVE, [(min(rank, VARIANT), one) for rank, one in found])
    return above, _nearest(texts(above.place), identifiers, texts) if above else None


def _nearest(
    wanted: Sequence[str], identifiers: Sequence[Heading], texts: Callable[[int], list[str]]
) -> Heading | None:
    """Return the column that has most of what is wanted, so that what is missing in it can be reported; or None.

    It has to have half of it at least.
    """
    asked = {normalize(text) for text in wanted if text}
    shares = [(len(asked & {normalize(text) for text in texts(one.place)}), -at) for at, one in enumerate(identifiers)]
    share, at = max(shares, default=(0, 0))
    return identifiers[-at] if share and share * 2 >= len(asked) else None


def _has(texts: Sequence[str], wanted: Sequence[str]) -> bool:
    """Say whether a column has the first of the wanted texts: a quick check before all of them are looked up."""
    first = normalize(next(filter(None, wanted), ""))
    return any(text[:1].casefold() == first[:1] and normalize(text) == first for text in texts)


def _ambiguous(above: Heading, named: Sequence[Heading]) -> TableError:
    both = " and ".join(f"“{one.text[:60] or 'a column without a heading'}”" for one in named[:2])
    return TableError(
        "column-ambiguous",
        f"“{above.text[:60]}” could refer to {both}. Delete or rename one of them, or say below which is which.",
    )


def _are_index_numbers(texts: Sequence[str]) -> bool:
    """Say whether most of the texts are index numbers, and not 1, 2, 3 or the numbers of another program."""
    filled = [text for text in texts if text]
    return sum(_is_index_number(text) for text in filled) * 2 > len(filled)


def _is_index_number(text: str) -> bool:
    try:
        parse_number(text)
    except NumberError:
        return False
    return True


def _are_whole_numbers(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and all(text.isascii() and text.isdecimal() for text in filled)

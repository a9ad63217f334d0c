"""Queries whose SQL is written once.

Django takes longer to write the SQL of a query with joins than a database takes to answer it for one chart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """A query of plain values, ``values_list``, that is asked again and again with other parameters.

    ``make`` returns the queryset for the parameters it is given; it is called once, with ``examples``, which have to be
    of the right types, different from each other and from every other value in the query.
    """

    def __init__(self, make: Callable[..., QuerySet], *examples: Any) -> None:
        self._make = make
        self._examples = examples
        self._written: dict[str, tuple[str, list[Any], dict]] = {}

    def rows(self, *values: Any) -> Iterator[Sequence[Any]]:
        """Yield the rows for ``values``, as many as there are examples. Raises TypeError for another number of them."""
        if len(values) != len(self._examples):
            raise TypeError(f"{len(self._examples)} values are needed, not {len(values)}.")
        if connection.vendor not in self._written:
            self._written[connection.vendor] = self._write()
        sql, parameters, converters = self._written[connection.vendor]
        given = dict(zip(self._examples, values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [given.get(parameter, parameter) for parameter in parameters])
            rows = cursor.fetchall()
        return _converted(rows, converters) if converters else iter(rows)

    def _write(self) -> tuple[str, list[Any], dict]:
        compiler = self._make(*self._examples).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        missing = [one for one in self._examples if one not in parameters]
        if missing:
            raise ValueError(f"The query does not use {missing}, or the database writes it otherwise.")
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        return sql, list(parameters), compiler.get_converters(columns)


def _converted(rows: list, converters: dict) -> Iterator[list]:
    """Yield ``rows`` as Django's fields have their values; ``converters`` are the compiler's, by column."""
    steps = [(at, convert, column) for at, (converts, column) in converters.items() for convert in converts]
    for row in rows:
        row = list(row)
        for at, convert, column in steps:
            row[at] = convert(row[at], column, connection)
        yield row

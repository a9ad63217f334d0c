"""Synonyms at the time of a query: from its words to what each of them may stand for.

A query falls into segments: the longest expressions that staff have synonyms for, and single words. Whole words are
compared, folded but not stemmed, so that "programer" is a misspelling and "program" is none. What a synonym leads to is
not looked up again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice, product

from techsets.search.models import SynonymGroup, split_lines
from techsets.search.terms import ORDINARY_WORDS, Word, query_parts, query_words

#: Maximum number of segments, each of which has at least one word.
MAX_SEGMENTS = 24
#: Maximum number of meanings of one segment, and of readings of a whole query besides the typed one.
MAX_MEANINGS = 8
MAX_READINGS = 8

Terms = tuple[str, ...]
#: The folded words of an expression.
Expression = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meanings:
    """What an expression leads to. ``replaces``: it is a misspelling, whose own words are not looked for."""

    targets: tuple[str, ...]
    replaces: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a query: its ``words`` (stop words left out), the ``meanings`` of the whole, and how it was ``typed``.

    The words of a misspelling are those of its first meaning.
    """

    typed: str
    words: tuple[Word, ...]
    meanings: tuple[str, ...] = ()
    replaces: bool = False

    @property
    def is_ordinary(self) -> bool:
        """Whether texts are full of the typed word in another sense, so that it counts in titles alone."""
        return bool(self.other_terms) and self.typed in ORDINARY_WORDS

    @property
    def terms(self) -> Terms:
        return tuple(word.term for word in self.words)

    @property
    def other_terms(self) -> tuple[Terms, ...]:
        """The terms of each meaning besides ``terms``."""
        found = (tuple(word.term for word in query_words(meaning)[0]) for meaning in self.meanings)
        return tuple(terms for terms in dict.fromkeys(found) if terms != self.terms)


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: an entry has to match each of ``segments``, by its terms or by one of its meanings."""

    segments: tuple[Segment, ...]

    @classmethod
    def of(cls, segments: Sequence[Segment], most: int) -> Query:
        """Return the query of the first of ``segments`` that have at most ``most`` words together."""
        counts = accumulate(len(segment.words) for segment in segments)
        return cls(tuple(one for one, count in zip(segments, counts, strict=True) if count <= most))

    @property
    def words(self) -> list[Word]:
        """The words, each once."""
        return list({word.term: word for segment in self.segments for word in segment.words}.values())

    @property
    def terms(self) -> list[str]:
        return [word.term for word in self.words]

    @property
    def all_terms(self) -> list[str]:
        """The terms that count in texts, and those of all meanings, each once."""
        found = (term for one in self.segments if not one.is_ordinary for term in one.terms)
        others = (term for one in self.segments for terms in one.other_terms for term in terms)
        return list(dict.fromkeys([*found, *others]))

    @property
    def readings(self) -> list[list[str]]:
        """The terms of the query with meanings in place of words, the first meanings first; without the typed one."""
        choices = product(*((segment.terms, *segment.other_terms) for segment in self.segments))
        found = (list(dict.fromkeys(term for terms in choice for term in terms)) for choice in choices)
        return list(islice(found, 1, MAX_READINGS + 1))


def load_meanings() -> dict[Expression, Meanings]:
    """Return the synonyms of the moment, with one statement. They are read from its rows when these have changed."""
    return read_meanings(tuple(SynonymGroup.objects.order_by("pk").values_list("words", "leads_to", "kind")))


@lru_cache(maxsize=2)
def read_meanings(rows: tuple[tuple[str, str, str], ...]) -> dict[Expression, Meanings]:
    """Return the meanings of each expression in groups of (words, leads to, kind).

    An expression in several groups has the meanings of all; it is a misspelling only if it is one in each.
    """
    targets: dict[Expression, dict[str, None]] = {}
    is_word: set[Expression] = set()
    for words, leads_to, kind in rows:
        listed = split_lines(words)
        for word in listed:
            expression = tuple(query_parts(word))
            others = [
                other
                for other in (listed if kind == SynonymGroup.Kind.SAME else split_lines(leads_to))
                if tuple(query_parts(other)) != expression  # "E-rate" and "erate" are one expression.
            ]
            targets.setdefault(expression, {}).update(dict.fromkeys(others))
            if kind != SynonymGroup.Kind.MISSPELLING:
                is_word.add(expression)
    return {
        expression: Meanings(tuple(islice(found, MAX_MEANINGS)), expression not in is_word)
        for expression, found in targets.items()
        if expression and found
    }


def find_segments(
    parts: Sequence[str], meanings: dict[Expression, Meanings], capitals: Collection[str] = ()
) -> list[Segment]:
    """Return the segments of a query, each once; the longest expressions with meanings win, from the left.

    ``parts`` are the words of the query as ``query_parts`` has them, ``capitals`` those written in capitals.

    >>> meanings = read_meanings((("phone\\nphones", "telecommunications", "leads-to"),))
    >>> [(one.typed, one.terms, one.other_terms) for one in find_segments(["the", "phones", "ring"], meanings)]
    [('phones', ('phone',), (('telecommun',),)), ('ring', ('ring',), ())]
    """
    longest = max(map(len, meanings), default=1)
    found: dict[tuple[Terms, tuple[str, ...]], Segment] = {}
    at = 0
    while at < len(parts):
        expression = next(
            (
                tuple(parts[at:end])
                for end in range(min(len(parts), at + longest), at, -1)
                if tuple(parts[at:end]) in meanings and _is_meant(parts[at:end], parts, capitals)
            ),
            None,
        )
        segment = _make_segment(expression or (parts[at],), meanings.get(expression or ()))
        at += len(expression or (1,))
        if segment.words:
            found.setdefault((segment.terms, segment.meanings), segment)
    return list(found.values())


def _is_meant(expression: Sequence[str], parts: Sequence[str], capitals: Collection[str]) -> bool:
    """Return whether an expression is more than an ordinary word: "it" in a longer query is no information technology.

    In capitals it is, and where nothing else was typed.
    """
    return (
        len(expression) > 1
        or expression[0] not in ORDINARY_WORDS
        or len(parts) == 1
        or expression[0].upper() in capitals
    )


def _make_segment(expression: Expression, found: Meanings | None) -> Segment:
    typed = " ".join(expression)
    if found is None:
        return Segment(typed, tuple(query_words(typed)[0]))
    words = query_words(found.targets[0] if found.replaces else typed)[0]
    return Segment(typed, tuple(words), found.targets, found.replaces)

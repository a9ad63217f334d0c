"""Normalizes words to terms.

Terms have only lower-case ASCII letters and digits and begin with a letter, so that SQLite's tokenizer and PostgreSQL's
parser leave them unchanged and both databases find the same.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

#: Words that are ignored. "It", "is" and "i" are not among them: IT support, IS analyst,
#: Analyst I.
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and any are as at be been but by can do does each for from had has have he her his how if in into its "
        "may me must my no not of on or our she should so such that the their them then there these they this those to "
        "was we were what when where which while who whom why will with would you your",
    )
)

#: Those of them that are ordinary English when they are written small (see ``synonyms``).
ORDINARY_WORDS = frozenset({"i", "is", "it"})

#: Characters after which a word is cut.
MAX_WORD = 64

#: What a text is made of once it is folded: numbers with dots (1.1.1.2), numbers with commas (5,924), and words, which
#: may have hyphens and apostrophes inside.
CHUNK = re.compile(r"\d+(?:\.\d+)+|\d{1,3}(?:,\d{3})+(?!\d)|[^\W_]+(?:['-][^\W_]+)*")

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013"), "-")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc"), "'")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_TIDY = str.maketrans(
    {**dict.fromkeys(map(chr, (*range(32), *range(127, 160))), " "), **dict.fromkeys(_INVISIBLE), **_LIGATURES}
)
_APOSTROPHE_S = re.compile(r"'s(?=-|$)")
_NUMBER = re.compile(r"zq(1(?:z[1-9][0-9]{0,6})*)")
_local = threading.local()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query: ``text`` in lower case, and the ``term`` that stands for it in the index."""

    text: str
    term: str


def tidy(text: str) -> str:
    """Return ``text`` in one line, composed (NFC), without control characters, lone surrogates and invisible hyphens.

    >>> tidy("Net\\xadwork\\n\\n Analyst\\x00")
    'Network Analyst'
    """
    text = text.encode("utf-8", "ignore").decode("utf-8").translate(_TIDY)
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents; it may grow longer, as "ß" does.

    >>> fold("Señor’s RÉSUMÉ")
    "senor's resume"
    """
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).translate(_FOLDED)


def fold_in_place(text: str) -> str:
    """Return ``text`` folded such that each character keeps its place; what cannot be folded so stays as it is."""
    return text.lower() if text.isascii() else text.translate(_FOLDED_IN_PLACE)


def index_terms(text: str) -> list[str]:
    """Return the terms of ``text``, in order.

    Compounds are found by their parts and written as one word:

    >>> index_terms("Network Analysts, e-mail, Ed-Tech, 1.1.2")
    ['network', 'analyst', 'email', 'ed', 'tech', 'edtech', 'zq1z1z2']
    """
    return [term for chunk in CHUNK.findall(fold(text)) for term in chunk_terms(chunk)]


def query_words(text: str) -> tuple[list[Word], list[str]]:
    """Return the words of a query, each once, and those words that are left out because they say nothing.

    >>> query_words("the Network analysts")
    ([Word(text='network', term='network'), Word(text='analysts', term='analyst')], ['the'])
    """
    words: dict[str, Word] = {}
    left_out: list[str] = []
    for part in query_parts(text):
        word = Word(part, _term(part))
        if word.term:
            words.setdefault(word.term, word)
        elif part not in left_out:
            left_out.append(part)
    return list(words.values()), left_out


def query_parts(text: str) -> list[str]:
    """Return all words of a query as they are compared, in order.

    >>> query_parts("One-to-one: 1:1 Devices")
    ['one', 'to', 'one', '1', '1', 'devices']
    """
    return [part for chunk in CHUNK.findall(fold(text)) for part in _query_parts(chunk)]


def number_of(term: str) -> str | None:
    """Return the index number that ``term`` stands for, or None.

    >>> number_of("zq1z1z2"), number_of("network")
    ('1.1.2', None)
    """
    found = _NUMBER.fullmatch(term)
    return found[1].replace("z", ".") if found else None


def title_key(title: str) -> str:
    """Return what two titles have in common that a reader would call the same.

    >>> title_key("Director of Technology") == title_key("director, technology")
    True
    """
    return key([word.term for word in query_words(title)[0]])


def name_term(title_key: str) -> str:
    """Return the term by which a whole title is found: ``title_key`` as one word, which no text has.

    >>> name_term("chief technolog offic")
    'zwchiefzztechnologzzoffic'
    """
    return "zw" + title_key.replace(" ", "zz")


def key(terms: Sequence[str]) -> str:
    """Return ``title_key`` of a title with these terms."""
    return " ".join(terms)[:200]


@lru_cache(maxsize=1 << 16)
def chunk_terms(chunk: str) -> tuple[str, ...]:
    """Return the terms under which a folded chunk (a match of ``CHUNK``) stands in the index; none for a stop word."""
    parts = _parts(chunk)
    if len(parts) > 1:
        parts.append("".join(parts))
    return tuple(filter(None, map(_term, parts)))


def _query_parts(chunk: str) -> list[str]:
    parts = _parts(chunk)
    # A SOC code or a school year is looked for as a whole.
    return ["-".join(parts)] if len(parts) > 1 and "".join(parts).isdecimal() else parts


def _parts(chunk: str) -> list[str]:
    """Return the words of a chunk: those between hyphens, but e-mail, K-12 and E-rate are one word."""
    if chunk[0].isdecimal() and ("." in chunk or "," in chunk):
        return [chunk.replace(",", "")]
    parts = _APOSTROPHE_S.sub("", chunk).replace("'", "").split("-")
    first = parts[0]
    # "Analyst I-II" names two ranks, not a word.
    if len(parts) == 2 and len(first) == 1 and first.isalpha() and (first != "i" or parts[1].isdecimal()):
        return ["".join(parts)]
    return [part for part in parts if part]


def _term(word: str) -> str:
    """Return the term of one word, empty for a stop word."""
    if word in STOP_WORDS:
        return ""
    word = word[:MAX_WORD]
    if not word.isascii():
        return "zu" + word.encode().hex()
    if word[0].isdecimal():
        # PostgreSQL would take 1e5b for a number with something behind it, and 1.1 for a number or a version.
        return "zq" + word.replace("-", "").replace(".", "z")
    return _stem(word)


def _stem(word: str) -> str:
    # A stemmer keeps the word it works on: each thread has its own.
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        stemmer = _local.stemmer = snowballstemmer.stemmer("english")
    return stemmer.stemWord(word)


class _Folding(dict):
    """A table for ``str.translate`` that works out each character once."""

    def __init__(self, in_place: bool):
        super().__init__({**_DASHES, **_APOSTROPHES})
        self.in_place = in_place

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = _fold_character(character)
        if self.in_place and len(folded) != 1:
            folded = character
        self[code] = folded
        return folded


def _fold_character(character: str) -> str:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return ""
    if not character.isalnum():
        return character
    bases = _without_marks(unicodedata.normalize("NFKD", character))
    if len(bases) != 1:  # A ligature; or a Korean syllable, which falls apart into letters but is one character.
        bases = unicodedata.normalize("NFKC", character)
    folded = _without_marks(bases.casefold())
    return folded if folded.isalnum() else character


def _without_marks(text: str) -> str:
    return "".join(one for one in text if unicodedata.category(one) not in {"Mn", "Me"})


_FOLDED = _Folding(in_place=False)
_FOLDED_IN_PLACE = _Folding(in_place=True)

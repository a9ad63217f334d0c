"""Describe a comparison in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from jobdescriptions.compare.values import (
    CHANGED,
    CLAUSE,
    FORMATTING,
    LINKS,
    MOVED,
    MOVED_IN,
    MOVED_OUT,
    ClauseChange,
    Comparison,
    FactChange,
    SalaryChange,
    SectionChange,
    TextChange,
)
from jobdescriptions.facts import FACTS
from jobdescriptions.word.clauses import spell_key
from techsets.common.word_changes import ADDED, REMOVED

#: Maximum number of salary ranges that are described one by one; beyond that, changes are counted by kind.
MAX_SALARIES = 4
#: Maximum number of sentences; further ones are counted.
MAX_SENTENCES = 60
#: Maximum number of clauses in a section that are named; beyond that, they are counted.
MAX_CLAUSES = 6
#: Maximum length of a quoted value; the table of changes shows values in full.
MAX_VALUE_LENGTH = 120

_VERBS = {
    ADDED: "added",
    REMOVED: "removed",
    CHANGED: "reworded",
    MOVED: "moved",
    MOVED_IN: "moved here from {other_heading}",
    MOVED_OUT: "moved to {other_heading}",
    FORMATTING: "changed in formatting only",
    LINKS: "given another link",
}
#: The same of a clause, which is named.
_VERBS_OF_CLAUSES = _VERBS | {ADDED: "placed", REMOVED: "taken out", CHANGED: "put into a new wording"}


def describe_comparison(comparison: Comparison) -> tuple[str, ...]:
    """Return the sentences of a comparison, one for each fact and section."""
    found = list(_describe(comparison))
    if len(found) > MAX_SENTENCES:
        found = [*found[:MAX_SENTENCES], f"There are {len(found) - MAX_SENTENCES:,} more changes."]
    return tuple(found)


def _describe(comparison: Comparison) -> Iterator[str]:
    for fact in comparison.facts:
        yield _fact(fact)
    yield from _titles(comparison)
    for section in comparison.sections:
        yield from _section(section)
    yield from _salaries(comparison)
    yield from map(_clause, comparison.clauses)


def join_parts(parts: Sequence[str]) -> str:
    """Return the parts as an enumeration with commas and "and".

    >>> join_parts(["a"]), join_parts(["a", "b"]), join_parts(["a", "b", "c"])
    ('a', 'a and b', 'a, b, and c')
    """
    if len(parts) < 3:
        return " and ".join(parts)
    return f"{', '.join(parts[:-1])}, and {parts[-1]}"


def quote(text: str) -> str:
    """Return a heading or title in quotation marks."""
    return f"“{_shorten(text)}”"


def _shorten(text: str) -> str:
    return text if len(text) <= MAX_VALUE_LENGTH else f"{text[: MAX_VALUE_LENGTH - 1].rstrip()}…"


def _value(text: str) -> str:
    """Return a value, in quotation marks where it could run into the sentence.

    >>> _value("12 months"), _value("Classified; see the contract")
    ('12 months', '“Classified; see the contract”')
    """
    is_plain = len(text) <= 60 and not any(char in text for char in '.;:?!“”"') and " to " not in text
    return text if is_plain else quote(text)


#: What facts are called inside a sentence, where that is not their label.
_NOUNS_OF_FACTS = {fact.label: fact.noun for fact in FACTS if fact.noun}


def _fact(fact: FactChange) -> str:
    name = f"{fact.label[:1].lower()}{fact.label[1:]}" if fact.label[1:2].islower() else fact.label
    name = _NOUNS_OF_FACTS.get(fact.label, name)
    if not fact.before:
        return f"The {name} was added: {_value(fact.after)}."
    if not fact.after:
        return f"The {name} was removed; it was {_value(fact.before)}."
    return f"The {name} changed from {_value(fact.before)} to {_value(fact.after)}."


def _clause(change: ClauseChange) -> str:
    """Return the sentence about another version of a clause.

    >>> _clause(ClauseChange("drivers-license", 1, 2))
    'The clause “drivers license” changed from version 1 to version 2.'
    """
    return f"The clause {quote(spell_key(change.key))} changed from version {change.before} to version {change.after}."


def _titles(comparison: Comparison) -> Iterator[str]:
    for titles, verb in ((comparison.titles_added, "added"), (comparison.titles_removed, "removed")):
        if titles:
            several = len(titles) > 1
            yield (
                f"The other title{'s' if several else ''} {join_parts([quote(title) for title in titles])} "
                f"{'were' if several else 'was'} {verb}."
            )
    if comparison.titles_reordered:
        yield "The other titles are in another order."


def _section(section: SectionChange) -> Iterator[str]:
    name = quote(section.heading)
    if section.added or section.removed:
        yield f"The section {name} was {'added' if section.added else 'removed'}."
        return
    if section.renamed:
        yield f"The section {quote(section.before)} is now called {name}."
    if section.moved:
        where = f"now comes after {quote(section.follows)}" if section.follows else "now comes first"
        yield f"The section {name} {where}."
    if section.texts and all(text.change == FORMATTING for text in section.texts):
        yield f"In {name}, only the formatting changed."
    elif section.texts:
        yield f"In {name}, {_describe_texts(section.texts)}."
    elif section.renumbered:
        yield f"In {name}, only the numbering changed."
    if section.coarse:
        yield f"{name} is too long to compare all of it word by word; there, whole paragraphs are shown."


def _describe_texts(texts: Sequence[TextChange]) -> str:
    """Return the number of changed texts by kind of change, such as "2 items were added and 1 was reworded"."""
    clauses = [text for text in texts if text.clause]
    named = clauses if len(clauses) <= MAX_CLAUSES else []
    counts = Counter((text.noun, text.change, text.other_heading) for text in texts if not named or not text.clause)
    parts, last = [], ""
    for (noun, change, place), count in sorted(counts.items(), key=_sort_key):
        name = "" if noun == last else f" {noun}" if count == 1 else f" {noun}s"
        verb = _VERBS[change].format(other_heading=quote(place))
        parts.append(f"{count:,}{name} {'was' if count == 1 else 'were'} {verb}")
        last = noun
    for text in named:
        verb = _VERBS_OF_CLAUSES[text.change].format(other_heading=quote(text.other_heading))
        parts.append(f"the clause {quote(spell_key(text.clause))} was {verb}")
    return join_parts(parts)


_NOUNS = ("heading", "paragraph", CLAUSE, "item", "table description", "row")


def _sort_key(entry: tuple[tuple[str, str, str], int]) -> tuple[int, int, str]:
    (noun, change, place), _ = entry
    return _NOUNS.index(noun), list(_VERBS).index(change), place


def _salaries(comparison: Comparison) -> Iterator[str]:
    changes = comparison.salaries
    if len(changes) <= MAX_SALARIES:
        yield from map(_salary, changes)
    else:
        for change in (ADDED, REMOVED, CHANGED):
            count = sum(1 for salary in changes if salary.change == change)
            if count:
                yield f"{count:,} salary range{' was' if count == 1 else 's were'} {change}."
    if comparison.salaries_reordered:
        yield "The salary ranges are in another order."


def _salary(salary: SalaryChange) -> str:
    if salary.change != CHANGED:
        return f"The salary range of {salary.name} was {salary.change}: {salary.pay}."
    return f"The salary range of {salary.name} changed: {'; '.join(map(_field, salary.fields))}."


def _field(field: FactChange) -> str:
    if not field.before:
        return f"{field.label} added, {_value(field.after)}"
    if not field.after:
        return f"{field.label} removed, it was {_value(field.before)}"
    return f"{field.label} from {_value(field.before)} to {_value(field.after)}"

"""The search of a copy of the site: what the server's index knows, as files that a script in the browser reads.

* ``search/index-….json`` has all things that can be found, in the order in which equals are listed, and says which file
  has which terms.
* ``search/terms-….json`` has for each of its terms where it stands: entry, times in the title, times in the text.
* ``search/texts/….txt`` has the text of one entry, for excerpts.

The names follow from the contents, so that a browser never mixes two exports. Terms are those of ``techsets.search``;
``static/export/`` makes the same ones of what is typed, and ranks as the server does on SQLite.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import QuerySet

from techsets.export.addresses import Links, file_of
from techsets.export.folder import Folder
from techsets.search.hits import hits
from techsets.search.models import Kind, SearchEntry
from techsets.search.ranking import TITLE_WEIGHT, Row
from techsets.search.terms import index_terms

#: A file of terms is closed at about so many characters.
TERMS_IN_A_FILE = 60_000
_BATCH = 200
_HERE = "search/index.html"
_ORDER = {kind: place for place, kind in enumerate(Kind.values)}


@dataclass(slots=True)
class _Found:
    """An entry of the index as people see it, and how many terms it has."""

    kind: str
    title: str
    address: str
    context: str
    key: str
    length: int
    text: str

    def row(self) -> list:
        return [_ORDER[self.kind], self.title, self.address, self.context, self.key, self.length, self.text]


@dataclass(slots=True)
class _Postings:
    """Where each term stands: entry, times in the title, times in the text, again and again."""

    terms: dict[str, array] = field(default_factory=dict)

    def add(self, entry: int, title: Counter[str], body: Counter[str]) -> None:
        for term in title.keys() | body.keys():
            self.terms.setdefault(term, array("I")).extend((entry, title[term], body[term]))


def write(folder: Folder, links: Links) -> str:
    """Write the files of the search into ``folder`` and return the name of the first, in the folder ``search/``.

    Memory: a few numbers for each different word of each entry; the texts go through one at a time.
    """
    found: list[_Found] = []
    postings = _Postings()
    for entry, address, context in _in_order():
        title, body = Counter(entry.title_terms.split()), Counter(entry.body_terms.split())
        length = title.total() + body.total()
        if entry.kind == Kind.POSITION:  # The server looks index numbers up in the tree.
            title.update(index_terms(context.partition(" ")[0]))
        postings.add(len(found), title, body)
        link = links.between(_HERE, file_of(address))
        text = _put(folder, "search/texts/", ".txt", entry.body.encode())
        found.append(_Found(entry.kind, entry.title, link, context, entry.title_key, length, text))
    told = {
        "kinds": [str(label) for label in Kind.labels],
        "titleWeight": TITLE_WEIGHT,
        "entries": [one.row() for one in found],
        "terms": [[first, name] for first, name in _put_terms(folder, postings)],
    }
    return _put(folder, "search/", ".json", _json(told), "index-")


def _in_order() -> Iterator[tuple[SearchEntry, str, str]]:
    """Yield what the public can find with its address and context, in the order in which equals are listed."""
    order = sorted(
        SearchEntry.objects.values_list("pk", "kind", "title"),
        key=lambda row: (_ORDER[row[1]], row[2].encode("utf-8", "surrogatepass"), row[0]),
    )
    keys = iter([pk for pk, _, _ in order])
    while batch := list(islice(keys, _BATCH)):
        entries = _by_key(SearchEntry.objects.filter(pk__in=batch))
        rows = [Row(entry.kind, entry.object_id, entry.title, "") for entry in entries.values()]
        places = {(hit.kind, hit.object_id): (hit.url, hit.context) for hit in hits(rows, [])}
        for entry in (entries[pk] for pk in batch):
            if (entry.kind, entry.object_id) in places:
                yield entry, *places[entry.kind, entry.object_id]


def _by_key(entries: QuerySet[SearchEntry]) -> dict[int, SearchEntry]:
    return {entry.pk: entry for entry in entries}


def _put_terms(folder: Folder, postings: _Postings) -> Iterator[tuple[str, str]]:
    """Write the terms in alphabetical order, some to a file; yield the first term and the name of each file."""
    waiting: dict[str, list[int]] = {}
    size = 0
    for term in sorted(postings.terms):
        waiting[term] = postings.terms[term].tolist()
        size += len(term) + 4 * len(waiting[term])
        if size > TERMS_IN_A_FILE:
            yield next(iter(waiting)), _put(folder, "search/", ".json", _json(waiting), "terms-")
            waiting, size = {}, 0
    if waiting:
        yield next(iter(waiting)), _put(folder, "search/", ".json", _json(waiting), "terms-")


def _put(folder: Folder, path: str, ending: str, data: bytes, beginning: str = "") -> str:
    """Write a file named after its contents, once, and return its name without ``search/``."""
    file = f"{path}{beginning}{hashlib.sha256(data).hexdigest()[:16]}{ending}"
    if file not in folder.files:
        folder.put(file, data)
    return file.removeprefix("search/")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

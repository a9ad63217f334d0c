"""The search of a copy of the site: what the server's index knows, as files for the browser.

* ``search/index-….json`` has all things that can be found, in the order in which equals are listed, and says which file
  has which terms.
* ``search/terms-….json`` has what each of its terms is worth and, for the title, all titles and everything, its weight
  in each entry.
* ``search/texts/….txt`` has the text of one entry, for excerpts.

Names follow from the contents, so that a browser never mixes two exports. Terms are those of ``techsets.search``;
``static/export/`` makes the same ones of what is typed, and ranks as the server does on SQLite.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterator
from math import log
from operator import itemgetter
from unicodedata import is_normalized

from techsets.export.addresses import Links, file_of
from techsets.export.folder import Folder
from techsets.search.corrections import MIN_LENGTH
from techsets.search.hits import hits
from techsets.search.models import Kind, SearchEntry
from techsets.search.ranking import TITLE_WEIGHT, Row
from techsets.search.synonyms import load_meanings
from techsets.search.terms import CHUNK, ORDINARY_WORDS, STOP_WORDS, fold, index_terms

#: A file of terms is closed at about so many characters.
TERMS_IN_A_FILE = 60_000
_BATCH = 200
_HERE = "search/index.html"
_ORDER = {kind: place for place, kind in enumerate(Kind.values)}


def write(folder: Folder, links: Links) -> str:
    """Write the files of the search into ``folder`` and return the name of the first, in the folder ``search/``.

    Memory: a few numbers for each different word of each entry; the texts go through one at a time.
    """
    entries: list[dict[str, str]] = []
    lengths: list[int] = []
    title_words: set[str] = set()
    postings: dict[str, array] = {}
    for entry, address, context in _in_order():
        title = entry.title_key.split()
        names, body = Counter(entry.title_terms.split()), Counter(entry.body_terms.split())
        lengths.append(names.total() + body.total())
        if entry.kind == Kind.POSITION:  # The server looks index numbers up in the tree.
            names.update(index_terms(context.partition(" ")[0]))
        for term in names.keys() | body.keys():
            weight = int(TITLE_WEIGHT) * names[term] + body[term]
            # In the title; how often in all titles and the index number; how often in everything, titles counting more.
            postings.setdefault(term, array("I")).extend((len(entries), term in title, names[term], weight))
        words = (word for chunk in CHUNK.findall(fold(entry.title)) for word in chunk.split("-"))
        title_words.update(word for word in words if len(word) >= MIN_LENGTH - 1)
        link = links.between(_HERE, file_of(address))
        text = _put(folder, "search/texts/", ".txt", entry.body.encode())
        told = {"title": entry.title, "key": entry.title_key, "kind": entry.get_kind_display()}
        entries.append(told | {"link": link, "context": context, "text": text})
    count = len(entries)
    index = {
        "rules": {"stopWords": sorted(STOP_WORDS), "ordinary": sorted(ORDINARY_WORDS), "letters": _letters()},
        "synonyms": {" ".join(one): (found.replaces, *found.targets) for one, found in load_meanings().items()},
        "titleWords": sorted(title_words - STOP_WORDS),
        "files": list(_put_terms(folder, postings, count)),
        "entries": entries,
        "lengths": lengths,
        "averageLength": sum(lengths) / (count or 1),
    }
    return _put(folder, "search/", ".json", _json(index), "index-")


def _letters() -> dict[str, str]:
    """Return what letters and signs are folded to, where that is not just lower case or nothing."""
    letters = (one for one in map(chr, range(0xD800)) if one.isalnum() or is_normalized("NFC", one))
    return {one: fold(one) for one in letters if fold(one) not in ("", one.lower())}


def _in_order() -> Iterator[tuple[SearchEntry, str, str]]:
    """Yield what the public can find with its address and context, in the order in which equals are listed."""
    order = sorted(
        SearchEntry.objects.values_list("pk", "kind", "title"),
        key=lambda row: (_ORDER[row[1]], row[2].encode("utf-8", "surrogatepass"), row[0]),
    )
    for place in range(0, len(order), _BATCH):
        batch = [pk for pk, _, _ in order[place : place + _BATCH]]
        entries = SearchEntry.objects.in_bulk(batch)
        rows = [Row(entry.kind, entry.object_id, entry.title, "") for entry in entries.values()]
        places = {(hit.kind, hit.object_id): (hit.url, hit.context) for hit in hits(rows, [])}
        for entry in (entries[pk] for pk in batch):
            if (entry.kind, entry.object_id) in places:
                yield entry, *places[entry.kind, entry.object_id]


def _put_terms(folder: Folder, postings: dict[str, array], count: int) -> Iterator[tuple[str, str]]:
    """Write the terms in alphabetical order, some to a file; yield the first term and the name of each file."""
    waiting: dict[str, tuple[float, dict[int, dict[int, int]]]] = {}
    size = 0
    for term in (terms := sorted(postings)):
        entries, *fields = (postings[term][place::4].tolist() for place in range(4))
        weights = (dict(filter(itemgetter(1), zip(entries, field, strict=True))) for field in fields)
        odds = (count - len(entries) + 0.5) / (len(entries) + 0.5)
        # As SQLite's FTS5 has it (https://www.sqlite.org/fts5.html, 5.1.1).
        worth = float(f"{log(odds) if odds > 1 else 1e-6:.9g}")
        waiting[term] = worth, {place: found for place, found in enumerate(weights) if found}
        size += len(term) + 20 + 10 * len(entries)
        if size > TERMS_IN_A_FILE or term == terms[-1]:
            yield next(iter(waiting)), _put(folder, "search/", ".json", _json(waiting), "terms-")
            waiting, size = {}, 0


def _put(folder: Folder, path: str, ending: str, data: bytes, beginning: str = "") -> str:
    """Write a file named after its contents, once, and return its name without ``search/``."""
    file = f"{path}{beginning}{hashlib.sha256(data).hexdigest()[:16]}{ending}"
    if file not in folder.files:
        folder.put(file, data)
    return file.removeprefix("search/")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

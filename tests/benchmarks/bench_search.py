"""How much faster the search is than icontains over 10,000 job descriptions.

    python tests/benchmarks/bench_search.py

Makes a SQLite database of its own with synthetic job descriptions (some 90 MB of text, word frequencies after Zipf) in
a temporary folder, then asks both in turns and prints medians and their ratio. The search's time has everything in it:
correction, ranking, total, addresses, excerpts. That of icontains has the first 20 rows by title (kind, number, title)
and neither total nor excerpts. With DATABASE_URL set to an empty database, that one is filled and left for you to drop.

Ends with an error if a rare word is found less than ten times as fast, or any more slowly.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

DOCUMENTS = 10_000
WORDS = 1_000
VOCABULARY = 20_000
ROUNDS = 9
ROLES = ("Technician", "Analyst", "Specialist", "Assistant", "Director", "Clerk", "Developer", "Coordinator")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="techsets-bench-") as folder:
        os.environ["TECHSETS_DATA"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "techsets.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        words, frequencies = fill()
        return compare(queries(words, frequencies))


def fill() -> tuple[list[str], Counter[str]]:
    """Write the documents; return the vocabulary, most common first, and how many documents have each word."""
    from django.db import transaction
    from django.utils import timezone

    from jobdescriptions.models import JobDescription, Publication
    from techsets.search import index
    from techsets.search.contents import Content
    from techsets.search.models import Kind, SearchEntry

    chance = random.Random(20_260)
    words = vocabulary(chance)
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    frequencies: Counter[str] = Counter()
    now = timezone.now()

    def documents() -> Iterator[Content]:
        for number in range(1, DOCUMENTS + 1):
            text = chance.choices(words, cum_weights=weights, k=WORDS)
            frequencies.update(set(text))
            title = f"{chance.choice(words[200:1200])} {chance.choice(words[200:300])} {chance.choice(ROLES)}".title()
            yield Content(Kind.JOB_DESCRIPTION, number, title, (), " ".join(text).capitalize() + ".")

    start = time.perf_counter()
    size = 0
    with transaction.atomic():
        batch: list[Content] = []
        for content in documents():
            batch.append(content)
            size += len(content.body)
            if len(batch) == 500:
                JobDescription.objects.bulk_create(
                    JobDescription(
                        pk=one.object_id, number=one.object_id, slug=f"job-{one.object_id}", title=one.title,
                        published_version=1,
                    )
                    for one in batch
                )  # fmt: skip
                Publication.objects.bulk_create(
                    Publication(
                        job_description_id=one.object_id, version=1, title=one.title, content={}, published_at=now,
                        employment_group="classified", file="none", size=0, sha256="",
                    )
                    for one in batch
                )  # fmt: skip
                index.write(batch)
                batch.clear()
        index.optimize()
    print(
        f"{SearchEntry.objects.count()} job descriptions, {size / 1e6:.0f} MB of text, "
        f"made and indexed in {time.perf_counter() - start:.0f} s"
    )
    return words, frequencies


def vocabulary(chance: random.Random) -> list[str]:
    """Return made-up words, short ones rather among the common."""
    syllables = [a + b for a in "bcdfglmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or", "el", "ist")]
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(syllables, k=2 + (len(words) > 100) + chance.randrange(2)))] = None
    return list(words)


def queries(words: list[str], frequencies: Counter[str]) -> list[tuple[str, str]]:
    """Return (label, query) with words of as many documents as each label says."""

    def with_share(share: float) -> Iterator[str]:
        return iter(sorted(words, key=lambda word: abs(frequencies[word] - share * DOCUMENTS)))

    common, mid, rare = next(with_share(1.0)), next(with_share(0.3)), next(with_share(0.02))
    third = [word for word, _ in zip(with_share(0.33), range(4), strict=False)]
    return [
        ("common", common),
        ("common in titles too", words[250]),
        ("title word", ROLES[0].lower()),
        ("mid", mid),
        ("rare", rare),
        ("very rare", next(with_share(0.001))),
        ("absent", "qxqxqxqx"),
        ("two words", f"{third[1]} {third[2]}"),
        ("two common words", f"{words[1]} {words[2]}"),
    ]


def compare(asked: list[tuple[str, str]]) -> int:
    """Time both in turns, print a line for each query, and return 1 if a promise is broken, otherwise 0."""
    from django.db import connection
    from measuring import goal

    from techsets.search.query import search

    print(f"{'query':22} {'found':>6} {'icontains':>12} {'search':>10} {'ratio':>7}")
    broken = 0
    for label, text in asked:
        slow, fast = [], []
        for _ in range(ROUNDS):
            slow.append(timed(lambda text=text: icontains(text)))
            fast.append(timed(lambda text=text: search(text)))
        before, now = statistics.median(slow), statistics.median(fast)
        promised = 10 if "rare" in label else 1
        broken |= before / now < promised
        total = search(text).total
        goal(f"search on {connection.vendor}, {label}: as fast as icontains", before / now, promised, at_least=True)
        print(f"{label:22} {total:6} {before * 1000:9.2f} ms {now * 1000:7.2f} ms {before / now:6.1f}x")
    return int(broken)


def icontains(text: str) -> list[tuple]:
    from django.db.models import Q

    from techsets.search.models import SearchEntry

    entries = SearchEntry.objects.order_by("title")
    for word in text.split():
        entries = entries.filter(Q(title__icontains=word) | Q(body__icontains=word))
    return list(entries.values_list("kind", "object_id", "title")[:20])


def timed(ask: Callable[[], object]) -> float:
    start = time.perf_counter()
    ask()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())

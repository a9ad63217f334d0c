"""``make bench``: every benchmark after the other, and all goals in one table at the end.

Each makes what it needs in folders that are thrown away, and leaves nothing running. Those that compare with nginx or
ask with wrk say so where Debian's programs are missing, and the rest goes on. The benchmarks of pages, of the tree, of
the search, of editing and of the load run on SQLite and on PostgreSQL: on the server that DATABASE_URL names, on which
databases may be made, or else on one that is started for this run, where PostgreSQL is installed. Missing a goal is no
error; it is said.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
#: In the order in which a reader may want them; the noisiest neighbors last.
FILES = [
    "serving",
    "pages",
    "tree",
    "search",
    "word",
    "growth",
    "hostile",
    "chart",
    "editing",
    "export",
    "load",
    "scale",
]
#: Of these the database matters.
ON_BOTH = {"pages", "tree", "search", "editing", "load"}


def main() -> int:
    with server() as postgresql:
        return run(postgresql)


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a PostgreSQL server; "" where there is none."""
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    if not shutil.which("initdb") and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        print("PostgreSQL is not installed: NOT MEASURED there.")
        yield ""
        return
    from tests.system.faults.cluster import Cluster

    cluster = Cluster()
    try:
        yield cluster.url("postgres")
    finally:
        cluster.remove()


def run(postgresql: str) -> int:
    """Run the benchmarks that were asked for, print all goals, and return 1 if one of them did not come to its end."""
    chosen = sys.argv[1:] or FILES
    failed = []
    with tempfile.TemporaryDirectory(prefix="techsets-bench-") as folder:
        goals = Path(folder) / "goals"
        for name in chosen:
            for database in ["", postgresql] if postgresql and name in ON_BOTH else [""]:
                kind = "PostgreSQL" if database else "SQLite"
                print(f"\n== {name}{f' on {kind}' if name in ON_BOTH else ''}", flush=True)
                environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
                environment["BENCH_GOALS"] = str(goals)
                began = time.monotonic()
                with own_database(database) as address:
                    if address:
                        environment["DATABASE_URL"] = address
                    if subprocess.run([sys.executable, str(HERE / f"bench_{name}.py")], env=environment).returncode:
                        failed.append(f"{name} on {kind}")
                print(f"({time.monotonic() - began:.0f} s)", flush=True)
        print("\n== Goals")
        for line in goals.read_text().splitlines() if goals.exists() else []:
            print(json.loads(line))
    if failed:
        print(f"\nEnded with an error, or missed a goal: {', '.join(failed)}.")
    return int(bool(failed))


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """Give the address of an empty database on that PostgreSQL server, which is dropped afterwards; "" for none."""
    if not server:
        yield ""
        return
    import psycopg

    name = f"bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    sys.exit(main())

"""45 backups while three processes edit, publish and import; all 45 are restored, verified and held against ledgers."""

import json
import time

import pytest

from tests import servers

PROGRAM = "tests/system/techsets/backup/load.py"
COPIES = 45
KINDS_OF_WORK = ["charts", "publish", "import"]


@pytest.fixture(params=servers.KINDS)
def environment(request, tmp_path):
    for values in servers.environment_of(request.param, tmp_path / "data", "a_test_under_load"):
        yield values | {"DJANGO_SETTINGS_MODULE": "tests.system.techsets.backup.plain_settings"}


def test_45_backups_under_writing_load_are_45_good_copies(environment, tmp_path):
    servers.finish(servers.start(environment, PROGRAM, "prepare"))
    copies, stopped = tmp_path / "copies", tmp_path / "stopped"
    copies.mkdir()
    ledgers = {kind: tmp_path / f"ledger-{kind}" for kind in KINDS_OF_WORK}
    writers = [servers.start(environment, PROGRAM, "write", kind, str(ledgers[kind])) for kind in KINDS_OF_WORK]
    try:
        for writer in writers:
            assert writer.stdout.readline() == "ready\n", writer.stderr.read()
        for writer in writers:
            writer.stdin.write(f"{stopped}\n")
            writer.stdin.flush()
        taking = servers.start(environment, PROGRAM, "back_up", str(copies), str(COPIES), *map(str, ledgers.values()))
        began = servers.finish(taking, seconds=300)
        stopped.touch()
        results = [servers.finish(writer) for writer in writers]
    finally:
        stopped.touch()
        for writer in writers:
            writer.kill()
            writer.communicate()
    assert [failure for result in results for failure in result["failures"]] == []
    lines = [json.loads(line) for ledger in ledgers.values() for line in ledger.read_text().splitlines()]
    first, last = began["00"][0], began[f"{COPIES - 1:02}"][0]
    during = {kind: count_between(ledgers[kind], first, last) for kind in KINDS_OF_WORK}
    longest = max(seconds for _, seconds in began.values())
    print(f"{COPIES} backups in {last - first:.1f} s, the longest {longest:.2f} s, meanwhile {during} writes")
    assert len(list(copies.glob("*.zip"))) == len(began) == COPIES
    # Each has written between any two backups: with less the test would show nothing.
    assert min(during.values()) >= COPIES - 1

    told = restored(copies, tmp_path)
    assert sorted(told) == sorted(began)
    for name, (at, _) in began.items():
        check(told[name], [line for line in lines if line["at"] < at])
    assert told["44"]["charts"] != told["00"]["charts"] and told["44"]["jobs"] != told["00"]["jobs"]


def test_nobody_waits_for_a_backup_and_it_is_of_the_moment_at_which_it_began(environment, tmp_path):
    servers.finish(servers.start(environment, PROGRAM, "prepare"))
    before = servers.finish(servers.start(environment, PROGRAM, "tell"))
    copies, stopped = tmp_path / "copies", tmp_path / "stopped"
    copies.mkdir()
    held = servers.start(environment, PROGRAM, "hold", str(copies / "00.zip"))
    writers = []
    try:
        assert held.stdout.readline() == "held\n", held.stderr.read()
        for kind in KINDS_OF_WORK:
            ledger = tmp_path / f"ledger-{kind}"
            writers.append((servers.start(environment, PROGRAM, "write", kind, str(ledger)), ledger))
        for writer, _ in writers:
            writer.stdin.write(f"{stopped}\n")
            writer.stdin.flush()
        until = time.monotonic() + 60
        while not all(ledger.exists() and ledger.read_text().count("\n") >= 3 for _, ledger in writers):
            assert time.monotonic() < until, "Somebody waits for the backup."
            time.sleep(0.05)
        stopped.touch()
        for writer, _ in writers:
            out, problems = writer.communicate(timeout=60)
            assert json.loads(out.splitlines()[-1])["failures"] == [], problems
        assert held.poll() is None
        servers.finish(held, "\n")
    finally:
        for process in (held, *(writer for writer, _ in writers)):
            if process.poll() is None:
                process.kill()
                process.communicate()
    assert servers.finish(servers.start(environment, PROGRAM, "tell")) != before
    (copy,) = restored(copies, tmp_path).values()
    # The search is built anew by a restore; what was made for this test was not in it yet.
    for what in before.keys() - {"found"}:
        assert copy[what] == before[what], what


def restored(copies, folder) -> dict:
    """Restore every backup in ``copies`` into SQLite files of their own, and return what each site says of itself."""
    sqlite = next(servers.environment_of("sqlite", folder / "restored"))
    sqlite |= {"DJANGO_SETTINGS_MODULE": "tests.system.techsets.backup.plain_settings"}
    return servers.finish(servers.start(sqlite, PROGRAM, "restore_all", str(copies)), seconds=300)


def count_between(ledger, first, last) -> int:
    return sum(first < json.loads(line)["at"] < last for line in ledger.read_text().splitlines())


def check(copy: dict, acknowledged: list[dict]) -> None:
    """The copy has all that was acknowledged before it began, and is of one moment."""
    for line in acknowledged:
        if "chart" in line:
            assert copy["charts"][str(line["chart"])] >= line["revision"]
        elif "job" in line:
            assert copy["jobs"][str(line["job"])] >= line["version"]
        else:
            assert copy["titles"][str(line["imported"])] == line["title"]
    assert copy["problems"] == [[], [], [], [], []]
    # What one transaction wrote into several tables is there in all of them.
    assert {pk: revision for pk, revision in copy["charts"].items() if revision} == copy["history"]
    assert copy["torn"] == []
    assert copy["published"][0] == copy["published"][1]
    assert copy["sources"] == len(copy["titles"]) - 6
    assert copy["numbers"][0] == copy["numbers"][1]
    assert copy["found"][0] == copy["found"][1] > 10

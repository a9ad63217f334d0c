"""45 backups while three processes edit, publish and import; all 45 are restored, verified and held against ledgers."""

import json

import pytest

from tests import servers

PROGRAM = "tests/backup/load.py"
COPIES = 45
KINDS_OF_WORK = ["charts", "publish", "import"]


@pytest.fixture(params=servers.KINDS)
def environment(request, tmp_path):
    for values in servers.environment_of(request.param, tmp_path / "data", "a_test_under_load"):
        yield values | {"DJANGO_SETTINGS_MODULE": "tests.backup.plain_settings"}


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
    # Nobody waits for a backup: the writers go on while one is made.
    meanwhile = [count_between(one, at, at + took) for at, took in began.values() for one in ledgers.values()]
    assert sum(meanwhile) >= COPIES

    sqlite = next(servers.environment_of("sqlite", tmp_path / "restored"))
    sqlite |= {"DJANGO_SETTINGS_MODULE": "tests.backup.plain_settings"}
    told = servers.finish(servers.start(sqlite, PROGRAM, "restore_all", str(copies)), seconds=300)
    assert sorted(told) == sorted(began)
    for name, (at, _) in began.items():
        check(told[name], [line for line in lines if line["at"] < at])
    assert told["44"]["charts"] != told["00"]["charts"] and told["44"]["jobs"] != told["00"]["jobs"]


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

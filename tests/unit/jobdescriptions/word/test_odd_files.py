"""Every odd file has its documented outcome.

The files are read in processes of their own (see ``reading_child``): a file that runs on or fills the memory is a
failed test, and not the end of the run. What files at the real limits take is held by tests/benchmarks/bench_word.py.
"""

import ast
import contextlib
import io
import re
import zipfile
from pathlib import Path

import pytest

from jobdescriptions.word.read.events import SENTENCES
from tests.unit.jobdescriptions.word.odd_files import odd_files
from tests.unit.jobdescriptions.word.reading_child import outcomes

ROOT = Path(__file__).resolve().parents[4]
FILES = odd_files()
NAMES = [file.name for file in FILES]


@pytest.fixture(scope="module")
def outcome_of(tmp_path_factory):
    """The outcome of each file."""
    folder = tmp_path_factory.mktemp("odd")
    for place, file in enumerate(FILES):
        (folder / str(place)).write_bytes(file.make())
    found = outcomes({folder / str(place): file.limits for place, file in enumerate(FILES)}, seconds=50)
    return {file.name: found[str(place)] for place, file in enumerate(FILES)}


def test_the_odd_files_are_many_and_each_has_a_name_of_its_own():
    assert len(FILES) >= 75
    assert len(set(NAMES)) == len(FILES)


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_each_odd_file_is_small_packed_and_unpacked_and_declares_no_entity(file):
    """So that it is harmless to whatever program opens it."""
    data = file.make()
    assert len(data) < 40_000
    assert len(unpacked(data)) < 100_000 and b"<!ENTITY" not in unpacked(data).replace(b"\0", b"")


def unpacked(data: bytes) -> bytes:
    """All that is in an archive, so far as it can be unpacked."""
    found = b""
    with contextlib.suppress(Exception), zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            with contextlib.suppress(Exception):
                found += archive.read(entry)
    return found


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_each_odd_file_is_read_with_just_its_words_and_messages_or_refused(file, outcome_of):
    outcome = outcome_of[file.name]
    assert "error" not in outcome, outcome["error"]
    assert outcome.get("refusal", "") == file.refusal
    if file.refusal:
        assert re.search(r": .*\w.*\.$", outcome["sentence"]), "one sentence that says what to do"
        return
    assert outcome["text"] == file.text
    assert tuple(outcome["codes"]) == file.codes
    assert outcome["lost"] == []


def refusals() -> set[str]:
    """The codes of all refusals, from the source."""
    codes = set()
    for path in (ROOT / "jobdescriptions/word").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FileRefused":
                assert isinstance(node.args[0], ast.Constant), f"{path.name}:{node.lineno}"
                codes.add(node.args[0].value)
    return codes


def test_the_documentation_lists_every_refusal_and_every_message_and_no_other():
    text = (ROOT / "docs/word-files.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("|")]
    listed = [code for row in rows for code in re.findall(r"`([a-z0-9-]+)`\s*\|$", row)]
    assert sorted(listed) == sorted(set(listed)), "each once"
    assert set(listed) == refusals() | set(SENTENCES)


def test_every_refusal_and_every_message_but_a_lost_word_comes_of_some_odd_file():
    seen = {file.refusal for file in FILES} | {code for file in FILES for code in file.codes}
    assert refusals() | set(SENTENCES) == seen - {""} | {"words-lost"}

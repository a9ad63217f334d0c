"""The reader against real Word files, where they are at hand: every word that LibreOffice and the file itself have."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from jobdescriptions.word.document import Table
from jobdescriptions.word.guard import Refused
from jobdescriptions.word.reader import read

CORPUS = Path(__file__).resolve().parents[3] / "../shared/corpus"
WORD = re.compile(r"[^\W\d_]{3,}")

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="The real Word files are not part of the project.")


def texts(blocks):
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from texts(cell.blocks)
        else:
            yield f"{getattr(block, 'label', '')} {''.join(run.text for run in block.runs)}"


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.replace("\u00ad", "").replace("\u200b", "")))


def test_no_word_of_real_files_is_lost():
    counted = Counter()
    losses = {"jd": [], "real": [], "fmt": []}
    for entry in json.loads((CORPUS / "manifest.json").read_text()):
        path = CORPUS / "files" / entry["file"]
        try:
            document = read(path.read_bytes()).value
        except Refused as refusal:
            assert not entry.get("readable", True), f"{path.name}: {refusal.code}"
            continue
        assert document.lost_words == (), path.name
        if entry["clean"]:
            counted[entry["set"]] += 1
            expected = (CORPUS / "expected" / path.with_suffix(".txt").name).read_text("utf-8-sig", "replace")
            if words(expected) - words("\n".join(texts(document.blocks))):
                losses[entry["set"]].append(path.name)
    assert losses["jd"] == losses["real"] == []
    assert len(losses["fmt"]) <= 0.008 * counted.total(), losses["fmt"]

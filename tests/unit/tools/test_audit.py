"""What is made of what pip-audit says, also where it could ask nobody."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tools.audit import NOT_CHECKED, judge

GOOD = {"name": "django", "version": "5.2", "vulns": []}
BAD = {"name": "lxml", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "nh3", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([GOOD], 0, "No vulnerability is known of any of 1 requirements."),
        ([GOOD, BAD, UNKNOWN], 1, "lxml 1.0: PYSEC-2026-1, mended in 1.1"),
        ([GOOD, UNKNOWN], NOT_CHECKED, "NOT CHECKED: nh3."),
        ([UNKNOWN], NOT_CHECKED, "none of 1 requirements could be asked about"),
        ([], NOT_CHECKED, "NOT CHECKED"),
    ],
)
def test_what_was_not_checked_is_not_called_good(packages, status, words):
    ended, lines = judge(0, json.dumps({"dependencies": packages, "fixes": []}))
    assert ended == status and any(words in line for line in lines)


def run(tmp_path, program, *arguments):
    stand_in = tmp_path / "pip_audit.py"
    stand_in.write_text(program)
    command = [sys.executable, "tools/audit.py", *arguments, "--program", sys.executable, str(stand_in)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    return ran.returncode, ran.stdout


@pytest.mark.parametrize(
    ("program", "status", "strict", "words"),
    [
        (f"print({json.dumps(json.dumps({'dependencies': [BAD]}))}); raise SystemExit(1)", 1, 1, "PYSEC-2026-1"),
        (f"print({json.dumps(json.dumps({'dependencies': [GOOD]}))})", 0, 0, "No vulnerability is known"),
        ("raise ConnectionError('Failed to resolve the name')", 0, NOT_CHECKED, "NOT CHECKED: the list of"),
        ("import time; time.sleep(30)", 0, NOT_CHECKED, "did not answer within 1 seconds"),
    ],
)
def test_only_what_is_found_fails_a_build(tmp_path, program, status, strict, words):
    ended, said = run(tmp_path, program, "--seconds", "1")
    assert ended == status and words in said
    assert run(tmp_path, program, "--seconds", "1", "--must-check")[0] == strict

"""Asks the public list of known vulnerabilities about each pinned requirement (``make audit``).

Ends with 1 where one is known, and with 0 where none is, or where the list cannot be asked: a build does not fail for
want of a network, but what was not checked is said. With ``--must-check`` it ends with 2 then; for a nightly run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_CHECKED = 2


def judge(status: int, told: str, problems: str = "") -> tuple[int, list[str]]:
    """Return the status to end with and what to say of what pip-audit told (JSON) and complained of.

    pip-audit ends with 0 where it could ask about nothing, too: each package says for itself whether it was checked.
    """
    try:
        packages = json.loads(told)["dependencies"]
        checked = [one for one in packages if "skip_reason" not in one]
        bad = [(one, fault) for one in checked for fault in one["vulns"]]
    except (ValueError, KeyError, TypeError):
        said = (problems.strip().splitlines() or ["it said nothing"])[-1]
        return NOT_CHECKED, [f"NOT CHECKED: the list of vulnerabilities could not be asked ({said[:200]})."]
    if bad:
        lines = [
            f"{one['name']} {one['version']}: {fault['id']}"
            + (f", mended in {', '.join(fault['fix_versions'])}" if fault.get("fix_versions") else ", not mended yet")
            for one, fault in bad
        ]
        return 1, [*lines, "Pin the mended versions (make lock), and read what each fault means for this site."]
    skipped = len(packages) - len(checked)
    if not checked:
        reason = packages[0]["skip_reason"] if packages else "there are no requirements"
        return NOT_CHECKED, [f"NOT CHECKED: none of {len(packages)} requirements could be asked about ({reason})."]
    if skipped or status:
        names = ", ".join(one["name"] for one in packages if "skip_reason" in one)
        return NOT_CHECKED, [f"No vulnerability is known of {len(checked)} requirements. NOT CHECKED: {names}."]
    return 0, [f"No vulnerability is known of any of {len(checked)} requirements."]


def ask(program: list[str], requirements: Path, seconds: float) -> tuple[int, list[str]]:
    """Run pip-audit over ``requirements`` and judge it; after ``seconds`` it is stopped."""
    command = [*program, "--requirement", str(requirements), "--require-hashes", "--disable-pip"]
    try:
        ran = subprocess.run(
            [*command, "--format", "json", "--progress-spinner", "off"], capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        return NOT_CHECKED, [f"NOT CHECKED: the list of vulnerabilities did not answer within {seconds:.0f} seconds."]
    except OSError as error:
        return NOT_CHECKED, [f"NOT CHECKED: {program[0]} cannot be run ({error.strerror}). Run make test first."]
    return judge(ran.returncode, ran.stdout, ran.stderr)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--must-check", action="store_true", help="End with 2 where not everything was checked.")
    parser.add_argument("--seconds", type=float, default=50, help="So long it may take.")
    parser.add_argument("--requirements", type=Path, default=ROOT / "requirements.txt")
    parser.add_argument("--program", nargs="+", default=[str(Path(sys.executable).with_name("pip-audit"))])
    chosen = parser.parse_args(arguments)
    status, lines = ask(chosen.program, chosen.requirements, chosen.seconds)
    for line in lines:
        print(f"Audit: {line}")
    return 0 if status == NOT_CHECKED and not chosen.must_check else status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

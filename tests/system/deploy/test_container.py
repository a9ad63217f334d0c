"""The container image, the compose file and the units of systemd, as far as they can be tried without their machinery.

What the image's command does with the image's files is tried in test_nginx.py.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, need
from tests.system.deploy import images

pytestmark = pytest.mark.any_database

DEPLOY = ROOT / "deploy"
UNITS = ["techsets.service", "techsets-backup.service", "techsets-backup.timer"]


def test_the_image_has_all_of_the_project_that_runs_and_nothing_else():
    sources = [source for source, _ in images.copied()]
    assert all((ROOT / source).exists() for source in sources)
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages | {"manage.py", "templates", "static", "fixtures"} <= set(sources)
    assert not {"tests", "docs", ".git", "var", ".venv"} & set(sources)
    # What is not let into the build cannot be copied.
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sorted(let_in) == sorted(sources)


def test_the_image_installs_pinned_requirements_and_runs_as_nobody():
    steps = images.instructions()
    runs = " ".join(arguments for name, arguments in steps if name == "RUN")
    assert "--require-hashes" in runs and "--only-binary :all:" in runs
    assert not re.search(r"https?://|--index-url|apt-get|curl|wget", images.DOCKERFILE.read_text())
    last = max(place for place, (name, _) in enumerate(steps) if name == "FROM")
    final = dict(steps[last:])
    assert final["USER"] == "10001:10001" and final["VOLUME"] == images.settings()["TECHSETS_DATA"]
    assert final["EXPOSE"] == images.settings()["PORT"]
    # As a list: no shell stands between process 1 and the signal to stop.
    assert json.loads(final["CMD"]) == ["python", "manage.py", "serve"]
    assert json.loads(final["HEALTHCHECK"].split("CMD")[1]) == ["python", "-m", "techsets.server.healthcheck"]
    # One version of Python in all stages: the environment of the first is used in the last.
    assert len({arguments.split()[0] for name, arguments in steps if name == "FROM"}) == 1
    version = re.search(r"python:3\.(\d+)", images.DOCKERFILE.read_text())[1]
    assert int(version) >= 11 and "/opt/venv" in runs


def test_the_health_check_fails_where_nothing_answers():
    check = [sys.executable, "-m", "techsets.server.healthcheck"]
    assert subprocess.run(check, cwd=ROOT, env={"PORT": "1"}, timeout=30).returncode == 1


@pytest.fixture
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_the_compose_file_names_what_it_uses(compose):
    for name, service in compose["services"].items():
        assert set(service["networks"]) <= set(compose["networks"]), name
        for volume in service.get("volumes", []):
            source = volume.rsplit(":ro", 1)[0].rpartition(":")[0]
            if re.fullmatch(r"[a-z]+", source):
                assert source in compose["volumes"], volume
            elif not source.startswith("${"):
                assert (ROOT / source).exists(), volume
        for other, condition in service.get("depends_on", {}).items():
            # nginx looks a name up once: it has to start again when the container behind the name is another.
            again = {"restart": True} if name == "proxy" else {}
            assert condition == {"condition": "service_healthy"} | again
            if "build" not in compose["services"][other]:  # Our own image brings its health check along.
                assert "healthcheck" in compose["services"][other], other
        assert service["restart"] == "unless-stopped" and service["security_opt"] == ["no-new-privileges:true"]
    assert (ROOT / compose["services"]["web"]["build"]["dockerfile"]).is_file()
    # Only nginx is reached from outside.
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]
    assert compose["networks"]["inside"] == {"internal": True}
    web = compose["services"]["web"]
    assert web["read_only"] and web["cap_drop"] == ["ALL"]


def test_every_setting_of_the_compose_file_is_in_the_example_and_known_to_the_site(compose):
    used = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text()))
    offered = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / ".env.example").read_text(), re.MULTILINE))
    assert used == offered
    known = (ROOT / "docs/running.md").read_text()
    passed_on = set(compose["services"]["web"]["environment"])
    for name in passed_on:
        assert f"`{name}`" in known, name
    settings = set(re.findall(r"^\| `([A-Z0-9_]+)`", known, re.MULTILINE))
    # Those of the image itself, and what is never for the public.
    assert settings - passed_on == {"PORT", "HOST", "TECHSETS_DATA", "TECHSETS_DEBUG"}
    template = (DEPLOY / "nginx/techsets.conf.template").read_text()
    given = {name for name in compose["services"]["proxy"]["environment"] if name.startswith("TECHSETS")}
    assert set(re.findall(r"\$\{(\w+)\}", template)) == given


def ready_units(folder: Path) -> list[Path]:
    """Write the units with the programs of this machine, which systemd looks for, and return them."""
    program = folder / ".venv/bin/python"
    program.parent.mkdir(parents=True)
    program.symlink_to(sys.executable)
    for name in UNITS:
        (folder / name).write_text(
            (DEPLOY / "systemd" / name).read_text().replace("/opt/techsets/current", str(folder))
        )
    return [folder / name for name in UNITS]


def test_commands_for_the_site_of_systemd_work_with_and_without_a_terminal(tmp_path):
    stand_in = tmp_path / "systemd-run"
    stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    stand_in.chmod(0o755)
    command = [DEPLOY / "systemd/techsets-manage", "restore", "--check", "/var/backups/techsets/of today.zip"]
    done = subprocess.run(
        command, env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=True
    )
    told = done.stdout.splitlines()
    program = told.index("/opt/techsets/current/.venv/bin/python")
    assert told[program + 1 :] == ["manage.py", *command[1:]]
    # With both, systemd-run takes the one that fits; its exit status is that of the command (--wait).
    assert {"--pty", "--pipe", "--wait", "--uid=techsets"} <= set(told[:program])
    service = (DEPLOY / "systemd/techsets.service").read_text()
    for name in ("EnvironmentFile", "WorkingDirectory"):
        value = re.search(rf"^{name}=(.*)", service, re.MULTILINE)[1]
        assert {f"--property={name}={value}", f"--working-directory={value}"} & set(told[:program]), name
    assert "--setenv=TECHSETS_DATA=/var/lib/techsets" in told[:program]


def test_systemd_takes_the_units(tmp_path):
    analyze = need("systemd-analyze")
    verified = subprocess.run([analyze, "verify", *ready_units(tmp_path)], capture_output=True, text=True)
    assert verified.returncode == 0 and not verified.stderr.strip(), verified.stderr


@pytest.mark.parametrize("unit", ["techsets.service", "techsets-backup.service"])
def test_the_services_are_locked_in(unit):
    analyze = need("systemd-analyze")
    judged = subprocess.run(
        [analyze, "security", "--offline=true", "--no-pager", DEPLOY / "systemd" / unit], capture_output=True, text=True
    )
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", judged.stdout)
    assert exposure, judged.stderr
    assert float(exposure[1]) <= 2.0


def test_the_units_run_commands_that_exist():
    from django.core.management import get_commands

    for name, expected in (("techsets.service", "serve"), ("techsets-backup.service", "backup")):
        commands = re.findall(r"^ExecStart=.* manage\.py (\w+)", (DEPLOY / "systemd" / name).read_text(), re.M)
        assert commands == [expected] and expected in get_commands()
    environment = (DEPLOY / "systemd/techsets.service").read_text()
    assert "TECHSETS_DATA=/var/lib/techsets" in environment and "StateDirectory=techsets" in environment

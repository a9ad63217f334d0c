"""What deploy/Dockerfile says, and the folder that it would make: no container is built here."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.conftest import ROOT

DOCKERFILE = ROOT / "deploy/Dockerfile"


def instructions() -> list[tuple[str, str]]:
    """Return (instruction, arguments) in order, with continued lines joined and without comments."""
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines if line.strip()]


def copied() -> list[tuple[str, str]]:
    """Return (source, destination) of what is copied from the project."""
    found = []
    for name, arguments in instructions():
        if name == "COPY" and not arguments.startswith("--from"):
            *sources, destination = arguments.split()
            found += [(source, source if destination == "./" else destination) for source in sources]
    return found


def settings() -> dict[str, str]:
    """Return the environment that the last stage sets, but for PATH."""
    values: dict[str, str] = {}
    for name, arguments in instructions():
        if name == "FROM":
            values = {}
        elif name == "ENV":
            values |= dict(part.split("=", 1) for part in arguments.split())
    values.pop("PATH")
    return values


def make_tree(folder: Path) -> Path:
    """Make the folder that the image has, from what it copies, and return it."""
    for source, destination in copied():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / destination, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, folder / destination)
    return folder

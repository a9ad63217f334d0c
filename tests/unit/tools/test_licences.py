"""The list of licences: in step with the requirements, and with what packages send to browsers."""

import hashlib
import json
import re
from pathlib import Path

import django_prose_editor
from django.contrib.staticfiles.finders import get_finders

from tests.conftest import ROOT
from tools import licences


def test_the_list_is_in_step_with_the_requirements():
    assert licences.LIST.read_text() == licences.write(), "Run: .venv/bin/python tools/licences.py"


def test_every_licence_is_one_that_is_allowed():
    rows = licences.installed(licences.names((ROOT / "requirements.txt").read_text()))
    assert len(rows) > 30
    assert [(name, licence) for name, licence, _ in rows if not licences.is_allowed(licence)] == []
    sent = (*licences.SENT, *licences.BUNDLED, *licences.VENDORED)
    assert all(licences.is_allowed(licence) for _, licence, *_ in sent)


def test_every_library_and_font_that_packages_bring_for_browsers_is_in_the_list():
    known = [part for *_, part in licences.SENT]
    brought = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            if Path(storage.path(name)).is_relative_to(ROOT / "static"):
                continue
            if "/vendor/" in name or name.endswith((".woff", ".woff2", ".ttf", ".otf")):
                brought.append(name)
    assert any("jquery" in name for name in brought)
    assert [name for name in brought if not any(part in name for part in known)] == []


def test_every_library_inside_the_editor_is_in_the_list():
    source = Path(django_prose_editor.__file__).parent / "static/django_prose_editor/editor.js.map"
    paths = json.loads(source.read_text())["sources"]
    bundled = {path.rpartition("node_modules/")[2] for path in paths if "node_modules/" in path}
    assert len(bundled) > 20
    known = tuple(part for *_, part in licences.BUNDLED)
    assert [path for path in bundled if not path.startswith(known)] == []


def test_the_sites_own_static_files_bring_no_font_and_no_library_of_others():
    files = [path for path in (ROOT / "static").rglob("*") if path.is_file() and licences.VENDOR not in path.parents]
    assert {path.suffix for path in files} <= {".css", ".js", ".svg", ".png", ".ico"}
    assert not [path for path in files if "vendor" in path.parts or ".min." in path.name]


def test_scripts_of_others_are_in_the_list_unchanged_and_have_their_licences_beside_them():
    listed = {
        licences.VENDOR / folder / name: sha256
        for folder, _, _, files in licences.VENDORED
        for name, sha256 in files.items()
    }
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in listed} == listed
    licence_files = {licences.VENDOR / folder / "LICENSE.txt" for folder, *_ in licences.VENDORED}
    assert all("Copyright" in path.read_text() for path in licence_files)
    assert {path for path in licences.VENDOR.rglob("*") if path.is_file()} == set(listed) | licence_files


def test_the_stemmer_of_a_copy_is_of_the_version_of_the_servers():
    pinned = re.search(r"^snowballstemmer==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)[1]
    assert f"snowball-{pinned}" in {folder for folder, *_ in licences.VENDORED}
    script = (licences.VENDOR / f"snowball-{pinned}/english-stemmer.js").read_text()
    assert script.startswith(f"// Generated from english.sbl by Snowball {pinned} - ")

"""The static files as production serves them."""

import json
import re
from pathlib import Path

import django_prose_editor
import pytest
from django.conf import settings as project
from django.core.management import call_command

IMPORT = re.compile(r"""(?:from|import)\s*["'](\.[^"']+)["']""")


@pytest.fixture
def collected(settings, tmp_path):
    """The folder of the site's own static files, and the names that they are served by."""
    engine = Path(django_prose_editor.__file__).parent / "static" / "django_prose_editor"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [*project.STATICFILES_DIRS, ("django_prose_editor", engine)]
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "techsets.server.static_files.ModuleStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path, json.loads((tmp_path / "staticfiles.json").read_text())["paths"]


def test_modules_import_each_other_by_the_names_of_their_contents(collected):
    folder, names = collected
    waiting, seen = [folder / names["admin/section-editor/page.js"]], set()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        for imported in IMPORT.findall(module.read_text()):
            assert re.search(r"\.[0-9a-f]{12}\.js$", imported), (module.name, imported)
            assert (module.parent / imported).is_file(), (module.name, imported)
            waiting.append((module.parent / imported).resolve())
    assert {path.name.split(".")[0] for path in seen} >= {"page", "editor", "engine", "schema", "paste", "cards"}
    assert any(path.parent.name == "django_prose_editor" for path in seen)


def test_files_are_compressed_under_the_names_that_pages_use_and_are_there_under_both(collected):
    folder, names = collected
    assert all((folder / one).is_file() for one in (*names, *names.values()))
    served = names["site.css"]
    assert (folder / f"{served}.br").is_file() and (folder / f"{served}.gz").is_file()
    compressed = {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.br")}
    assert compressed <= set(names.values()) and len(compressed) > 10

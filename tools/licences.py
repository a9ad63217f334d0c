"""Writes docs/licences.md: under which licence each piece of software comes that the site runs or sends to browsers.

Scripts of others that are kept in ``static/vendor`` are named there with the SHA-256 of each file.
``python tools/licences.py`` after a change of requirements.txt; ``--check`` ends with 1 where the list is out of step.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "docs/licences.md"
VENDOR = ROOT / "static/vendor"

#: Licences under which a public body may run and pass on the software. LGPL and MPL: unchanged, as packages of their
#: own, as here.
ALLOWED = frozenset(
    {"MIT", "MIT-0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "Apache-2.0", "PSF-2.0", "Unlicense"}
    | {"MPL-2.0", "LGPL-3.0-only"}
)
#: What packages call them, in the words of SPDX (https://spdx.org/licenses/).
SPDX = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "ISC License (ISCL)": "ISC",
}

#: What packages bring that goes to browsers: (what, licence, in which package, a part of the names of its files).
#: The editor's libraries are those that its source map names.
SENT = (
    ("jQuery", "MIT", "Django", "admin/js/vendor/jquery/"),
    ("Select2", "MIT", "Django", "admin/js/vendor/select2/"),
    ("Select2 (style sheet)", "MIT", "Django", "admin/css/vendor/select2/"),
    ("XRegExp", "MIT", "Django", "admin/js/vendor/xregexp/"),
    ("Icons of the admin", "MIT", "Django", "admin/img/"),
    ("Material Icons (not loaded: the content security policy allows no fonts)", "Apache-2.0", "django-prose-editor",
     "django_prose_editor/material-icons.woff2"),
)  # fmt: skip
#: Families of libraries inside django-prose-editor's editor.js.
BUNDLED = (
    ("Tiptap", "MIT", "@tiptap/"),
    ("ProseMirror", "MIT", "prosemirror-"),
    ("Floating UI", "MIT", "@floating-ui/"),
    ("linkifyjs", "MIT", "linkifyjs"),
    ("orderedmap", "MIT", "orderedmap"),
    ("rope-sequence", "MIT", "rope-sequence"),
    ("w3c-keyname", "MIT", "w3c-keyname"),
)

#: Scripts of others in folders of ``static/vendor``, each with its licence beside it: (folder, licence, where its files
#: come from, SHA-256 of each). Only a copy of the site as files sends them.
VENDORED = (
    ("minisearch-7.2.0", "MIT", "https://github.com/lucaong/minisearch, npm package minisearch 7.2.0 "
     "(`dist/es/index.js` without its last line, which names a source map)",
     {"index.js": "be655f42574cbfc32f7143d8f9ed20d287a98f70d76fe16e7d422918174b5c04"}),
    ("snowball-3.1.1", "BSD-3-Clause", "https://github.com/snowballstem/snowball/tree/v3.1.1 (`javascript/` of "
     "`make dist_libstemmer_js`)",
     {"base-stemmer.js": "bf6f03e1a0d29d9e6e669a3a13069187e4095a8c67251e475f5b6b2102974e26",
      "english-stemmer.js": "757e191f2f7277b9b8d92cff16966e9338d8d7193cf1baa1b82e7bda5ad71b8b"}),
)  # fmt: skip

_INTRODUCTION = """\
# Licences

Written by `.venv/bin/python tools/licences.py` from the requirements; a test keeps it in step, and refuses licences
that are not in its list. The site's own style sheets, scripts and pictures are part of it. It loads nothing else.
psycopg-binary holds the libraries of PostgreSQL (PostgreSQL) and OpenSSL (Apache-2.0).

## Python packages that the site runs

| package | licence | where it comes from |
| --- | --- | --- |
"""


def names(requirements: str) -> list[str]:
    """Return the packages that a file of pinned requirements names, normalised (PEP 503), in order."""
    return sorted(_normal(name) for name in re.findall(r"^([A-Za-z0-9][\w.-]*)==", requirements, re.MULTILINE))


def spdx(told: str) -> str:
    """Return what a package says of its licence, in SPDX's words.

    >>> spdx("Apache Software License; BSD License"), spdx("MIT")
    ('Apache-2.0 OR BSD', 'MIT')
    """
    if told in SPDX:
        return SPDX[told]
    return " OR ".join(SPDX.get(part.strip(), part.strip()) for part in told.split(";"))


def is_allowed(licence: str) -> bool:
    """Say whether a licence, or of several to choose from one, or of several at once each, is in the list.

    >>> is_allowed("Apache-2.0 OR GPL-3.0-only"), is_allowed("MIT AND GPL-3.0-only")
    (True, False)
    """
    return any(all(part.strip(" ()") in ALLOWED for part in choice.split(" AND ")) for choice in licence.split(" OR "))


def installed(wanted: list[str]) -> list[tuple[str, str, str]]:
    """Return (name, licence, address) of the packages ``wanted``, as pip-licenses reads them from what is installed."""
    program = Path(sys.executable).with_name("pip-licenses")
    told = subprocess.run(
        [program, "--from=mixed", "--format=json", "--with-urls", "--with-system"],
        check=True,
        capture_output=True,
        text=True,
    )
    found = {_normal(one["Name"]): (one["Name"], spdx(one["License"]), one["URL"]) for one in json.loads(told.stdout)}
    return [found[name] for name in wanted]


def write() -> str:
    """Return the whole list. Raises KeyError for a requirement that is not installed."""
    rows = installed(names((ROOT / "requirements.txt").read_text()))
    lines = [f"| {name} | {licence} | {address if address != 'UNKNOWN' else ''} |" for name, licence, address in rows]
    lines += ["", "## Scripts, pictures and fonts that packages bring for browsers", ""]
    lines += [
        "Only staff, who are signed in, are sent them.",
        "",
        "| what | licence | in the package |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {what} | {licence} | {package} |" for what, licence, package, _ in SENT]
    lines += [f"| {what} | {licence} | django-prose-editor |" for what, licence, _ in BUNDLED]
    lines += ["", "## Scripts of others in `static/vendor`", ""]
    lines += [
        "Only copies of the site as files send them, with their licences. A test compares each with its SHA-256.",
        "",
        "| file | licence | where it comes from | SHA-256 |",
        "| --- | --- | --- | --- |",
    ]
    for folder, licence, origin, files in VENDORED:
        lines += [f"| {folder}/{name} | {licence} | {origin} | `{sha256}` |" for name, sha256 in files.items()]
    return _INTRODUCTION + "\n".join(lines) + "\n"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    text = write()
    if "--check" in sys.argv[1:]:
        if LIST.read_text() != text:
            sys.exit("docs/licences.md is out of step with requirements.txt. Run: .venv/bin/python tools/licences.py")
    else:
        LIST.write_text(text)

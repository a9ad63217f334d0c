"""The documentation for developers: the files that it names and links exist, and each package says what it holds."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = "orgcharts|jobdescriptions|techsets|templates|static|fixtures|tests|docs|findings|deploy|tools"
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
]
#: A path in backticks from the root of the project, without blanks or placeholders.
NAMED = re.compile(rf"`((?:{FOLDERS})/[\w./-]*)`")
#: Made by whoever installs the site.
NOT_OURS = {"deploy/.env"}
LINK = re.compile(r"\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_and_links_is_there(page):
    text = page.read_text()
    assert [name for name in NAMED.findall(text) if not (ROOT / name).exists() and name not in NOT_OURS] == []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def test_the_pages_name_many_files():
    assert len(NAMED.findall((ROOT / "README.md").read_text())) > 80


def test_each_package_says_in_a_sentence_what_it_holds():
    packages = [
        file
        for app in ("orgcharts", "jobdescriptions", "techsets")
        for file in (ROOT / app).rglob("__init__.py")
        if not {"management", "migrations", "templatetags"} & set(file.parts)
    ]
    assert len(packages) > 30
    for file in packages:
        said = ast.get_docstring(ast.parse(file.read_text())) or ""
        assert said.endswith((".", ".)")) and "\n" not in said, file

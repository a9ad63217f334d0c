#!/usr/bin/env bash
# lxml 6.1.3 (PyPI), lxml.html.diff.htmldiff: a redline of job descriptions.
# Only words are compared: a numbered list that became bullets, other numbers (start), another heading level, a duty that
# became part of the one above it and paragraphs run together come back without a mark, as if nothing had changed. Where the
# target of a link changes, words are added that stand in neither text ("Link: /b").
# Guess beforehand: a change of structure marks the words in it as deleted and inserted.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check lxml==6.1.3
cat >read.py <<'PY'
from lxml.html.diff import htmldiff

pairs = [
    ("<ol><li>One</li><li>Two</li></ol>", "<ul><li>One</li><li>Two</li></ul>"),
    ('<ol start="3"><li>One</li></ol>', '<ol start="4"><li>One</li></ol>'),
    ("<h2>Duties</h2>", "<h3>Duties</h3>"),
    ("<ul><li>A</li><li>B</li></ul>", "<ul><li>A<ul><li>B</li></ul></li></ul>"),
    ("<p>One</p><p>Two</p>", "<p>One Two</p>"),
]
for old, new in pairs:
    seen = htmldiff(old, new)
    print(old, "|", new, "|", seen)
    assert "<ins>" not in seen and "<del>" not in seen
seen = htmldiff('<p>See <a href="/a">this</a></p>', '<p>See <a href="/b">this</a></p>')
print(seen)
assert "<ins> Link: /b</ins>" in seen and "<del> Link: /a</del>" in seen
PY
env/bin/python read.py

#!/usr/bin/env bash
# inflect 7.6.0 (PyPI): plurals and articles of the words of staffing.
# A level in Roman numerals takes the plural in capitals ("Technician IIS"), "Tech" becomes "Teches", "Secretary to the Board"
# "Secretarys to the Board"; a hyphen after a number hides how it is read ("a 8-hour day", "a 11-month year"), and some
# abbreviations get the wrong article ("an URL", "a SIS").
# Guess beforehand: Technician IIs or unchanged, Techs, Secretaries, an 8-hour day, an 11-month year, a URL, an SIS.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check inflect==7.6.0
cat >read.py <<'PY'
import inflect

engine = inflect.engine()
titles = ["Technician II", "Instructional Assistant - Tech", "Secretary to the Board", "Director of Technology"]
words = ["8-hour day", "11-month year", "URL", "SIS coordinator", "FTE"]
plurals, articles = [engine.plural(title) for title in titles], [engine.a(word) for word in words]
print(plurals, articles, sep="\n")
assert plurals == ["Technician IIS", "Instructional Assistant - Teches", "Secretarys to the Board", "Directors of Technology"]
assert articles == ["a 8-hour day", "a 11-month year", "an URL", "a SIS coordinator", "an FTE"]
PY
env/bin/python read.py

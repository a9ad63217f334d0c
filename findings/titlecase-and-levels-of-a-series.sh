#!/usr/bin/env bash
# titlecase 2.4.1 (PyPI): titles of jobs in capitals.
# The level of a series is taken for a word: "NETWORK TECHNICIAN II" becomes "Network Technician Ii", but "TECHNICIAN I" stays
# right; "director of IT" keeps its abbreviation, "DIRECTOR OF IT AND DATA" loses it.
# Guess beforehand: Roman numerals stay, and IT is IT in both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check titlecase==2.4.1
cat >read.py <<'PY'
from titlecase import titlecase

texts = ["NETWORK TECHNICIAN II", "TECHNICIAN I", "network technician II", "director of IT", "DIRECTOR OF IT AND DATA"]
seen = [titlecase(text) for text in texts]
print(seen)
assert seen == ["Network Technician Ii", "Technician I", "Network Technician II", "Director of IT", "Director of It and Data"]
PY
env/bin/python read.py

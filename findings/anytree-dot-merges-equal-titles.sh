#!/usr/bin/env bash
# anytree 2.13.0 (PyPI): two exporters of one library.
# DotExporter names the boxes by their titles, so the technicians of two schools become one box with two supervisors and
# the drawing is no tree; MermaidExporter, asked in the same way, draws two boxes.
# Guess beforehand: both draw one box for each node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check anytree==2.13.0
cat >read.py <<'PY'
from anytree import Node
from anytree.exporter import DotExporter, MermaidExporter

head = Node("Director")
for school in ("North", "South"):
    Node("Technician", parent=Node(school, parent=head))
dot, mermaid = list(DotExporter(head)), list(MermaidExporter(head))
print(*dot, *mermaid, sep="\n")
boxes = {line.strip() for line in dot if line.strip().startswith('"') and "->" not in line}
assert len(boxes) == 4 and sum('-> "Technician"' in line for line in dot) == 2
assert sum("[" in line for line in mermaid) == 5
PY
env/bin/python read.py

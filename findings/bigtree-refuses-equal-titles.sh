#!/usr/bin/env bash
# bigtree 1.5.3 (PyPI): two positions of one title under one supervisor.
# A node is known by the names on the way to it, so a second "Technician" below the same supervisor raises TreeError.
# Guess beforehand: names are labels, and two nodes may have the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check bigtree==1.5.3
cat >read.py <<'PY'
from bigtree import Node
from bigtree.utils.exceptions import TreeError

head = Node("Director")
Node("Technician", parent=head)
try:
    Node("Technician", parent=head)
except TreeError as error:
    print(error)
    assert "same path /Director/Technician" in str(error)
else:
    raise SystemExit("A second child of the same name was accepted.")
assert [child.node_name for child in head.children] == ["Technician"]
PY
env/bin/python read.py

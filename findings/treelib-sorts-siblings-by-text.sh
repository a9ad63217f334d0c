#!/usr/bin/env bash
# treelib 1.8.0 (PyPI): order of siblings.
# show, to_dict and to_json sort siblings by their tags as text, so that 1.10 stands before 1.2; children() keeps the order
# in which they were added. The same tree, in the same version, has two orders.
# Guess beforehand: the order in which they were added, everywhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check treelib==1.8.0
cat >read.py <<'PY'
import json

from treelib import Tree

tree = Tree()
tree.create_node("1 Director", "head")
for number in ("1.1", "1.2", "1.10"):
    tree.create_node(f"{number} Technician", number, parent="head")
added = [node.tag for node in tree.children("head")]
written = json.loads(tree.to_json())["1 Director"]["children"]
shown = [line[4:] for line in tree.show(stdout=False).splitlines()[1:] if line]
print(added, written, shown, sep="\n")
assert added == ["1.1 Technician", "1.2 Technician", "1.10 Technician"]
assert written == tree.to_dict()["1 Director"]["children"] == shown == ["1.1 Technician", "1.10 Technician", "1.2 Technician"]
PY
env/bin/python read.py

#!/usr/bin/env bash
# price-parser 0.5.1 (PyPI): pay as job descriptions write it.
# "$85K" is 85 dollars. An hourly rate with three decimals is multiplied by a thousand ($20.315 becomes 20315), one with four
# is not ($27.4375). A number before the amount is taken with the currency of the amount behind it.
# Guess beforehand: 85000, 20.315, 27.4375, 4512 and 4000; at worst None.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check price-parser==0.5.1
cat >read.py <<'PY'
from price_parser import Price

texts = ["$85K", "$20.315", "$27.4375", "Range 45: $4,512", "401k plan and $4,000", "2024-25: $4,512"]
seen = {text: (Price.fromstring(text).amount_float, Price.fromstring(text).currency) for text in texts}
print(seen)
assert seen == {
    "$85K": (85.0, "$"),
    "$20.315": (20315.0, "$"),
    "$27.4375": (27.4375, "$"),
    "Range 45: $4,512": (45.0, "$"),
    "401k plan and $4,000": (401.0, "$"),
    "2024-25: $4,512": (2024.0, "$"),
}
PY
env/bin/python read.py

#!/usr/bin/env bash
# edtf 5.0.2 (PyPI, Extended Date/Time Format, ISO 8601-2): school years as salary schedules write them.
# 2020-21 is the spring of 2020, 2021-22 the summer of 2021, 2022-23 autumn, and 2023-24 a winter of one month, December;
# 2009-10 is October and 2011-12 December. In between they are errors (2012-13, 2019-20), and from 2024-25 on they are seasons of the second
# level. So a list of ten school years is read in part, without a word, and each in another sense. The package's own function
# for text does read 2022-23 as two years, but makes 2023-23 of "fall 2023".
# Guess beforehand: an error for each, as there are no months 20 to 26; at worst the months where there are such.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check edtf==5.0.2
cat >read.py <<'PY'
import edtf


def read(year):
    try:
        found = edtf.parse_edtf(year)
    except edtf.EDTFParseException:
        return "error"
    first, last = found.lower_strict()[:3], found.upper_strict()[:3]
    return type(found).__name__, "-".join(map(str, first)), "-".join(map(str, last))


years = ["2009-10", "2011-12", "2012-13", "2019-20", "2020-21", "2021-22", "2022-23", "2023-24", "2024-25", "2025-26"]
seen = {year: read(year) for year in years}
print(*seen.items(), sep="\n")
assert seen == {
    "2009-10": ("Date", "2009-10-1", "2009-10-31"),
    "2011-12": ("Date", "2011-12-1", "2011-12-31"),
    "2012-13": "error",
    "2019-20": "error",
    "2020-21": ("Season", "2020-3-1", "2020-5-31"),
    "2021-22": ("Season", "2021-6-1", "2021-8-31"),
    "2022-23": ("Season", "2022-9-1", "2022-11-30"),
    "2023-24": ("Season", "2023-12-1", "2023-12-31"),
    "2024-25": ("Level2Season", "2024-3-1", "2024-5-31"),
    "2025-26": ("Level2Season", "2025-6-1", "2025-8-31"),
}
texts = [edtf.text_to_edtf(text) for text in ("school year 2022-23", "fall 2023")]
print(texts)
assert texts == ["2022/2023", "2023-23"]
PY
env/bin/python read.py

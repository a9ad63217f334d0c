#!/usr/bin/env bash
# xlsx2csv 0.8.6 (PyPI): number formats with a word in quotes.
# A full-time equivalent of 0.4375 (3.5 of 8 hours) shown as 0.44 days, by the number format 0.00 "days", comes out as the
# time of day 10:30, because the quoted word holds a letter of date formats. So does 0.00_d, where d only sets a width.
# Whole numbers become dates or times in the same way ("Step "0). openpyxl and python-calamine give the number.
# Guess beforehand: 0.4375, or 0.44 days.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check xlsx2csv==0.8.6 openpyxl==3.1.5 python-calamine==0.9.1
cat >read.py <<'PY'
import io

import openpyxl, python_calamine
from xlsx2csv import Xlsx2csv

formats = ["General", '0.00 "days"', '0.00" hr/yr"', '"Step "0', "0.00_d", "0.00_-"]
workbook = openpyxl.Workbook()
for row, form in enumerate(formats, 1):
    workbook.active.cell(row, 1, 0.4375).number_format = form
workbook.save("table.xlsx")
written = io.StringIO()
Xlsx2csv("table.xlsx").convert(written)
seen = dict(zip(formats, written.getvalue().split()))
print(seen)
assert seen == {
    "General": "0.4375",
    '0.00 "days"': "10:30",
    '0.00" hr/yr"': "10:30",
    '"Step "0': "10:30",
    "0.00_d": "10:30",
    "0.00_-": "0.4375",
}
cells = [row[0].value for row in openpyxl.load_workbook("table.xlsx").active.iter_rows()]
others = [row[0] for row in python_calamine.CalamineWorkbook.from_path("table.xlsx").get_sheet_by_index(0).to_python()]
assert cells == others == [0.4375] * len(formats)
PY
env/bin/python read.py

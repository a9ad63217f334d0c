#!/usr/bin/env bash
# duckdb 2.0.1 and polars 2.1.0 (PyPI): index numbers of the third level in CSV.
# duckdb takes 1.1.10 and 1.2.11 for days of the years 2010 and 2011, but leaves 1.1.1 and 1.2.10 text: what a column of
# numbers is depends on how many positions the widest team has. polars, asked to recognize dates, makes 1.1.1 the first day
# of the year 1.
# Guess beforehand: three numbers with dots are text, at most years of four digits are dates.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.1 polars==2.1.0
cat >read.py <<'PY'
from datetime import date

import duckdb
import polars


def read(*numbers):
    with open("table.csv", "w") as file:
        file.write("\n".join(["Index,Title", *(f"{number},Technician" for number in numbers)]) + "\n")
    by_duckdb = [row[0] for row in duckdb.sql("SELECT * FROM read_csv('table.csv')").fetchall()]
    return by_duckdb, polars.read_csv("table.csv", try_parse_dates=True)["Index"].to_list()


few, many = read("1.1.1", "1.2.10"), read("1.1.10", "1.2.11")
print(few, many, sep="\n")
assert few == (["1.1.1", "1.2.10"], [date(1, 1, 1), date(10, 2, 1)])
assert many == ([date(2010, 1, 1), date(2011, 2, 1)], [date(10, 1, 1), date(11, 2, 1)])
PY
env/bin/python read.py

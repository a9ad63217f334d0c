#!/usr/bin/env bash
# csvkit 2.2.0 with agate 1.14.2 (PyPI): a table of positions sorted with csvsort.
# A column of full-time equivalents that happens to hold only 1 and 0 comes out as True and False, and steps of a salary
# schedule ("4-5") come out as dates of the year 2001. Where one value is 0.5, or one range "4-14", both stay as they were:
# the same table is another one after one position has changed. Nothing is said.
# Guess beforehand: numbers stay numbers, ranges stay text, and sorting changes no value.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check csvkit==2.2.0 agate==1.14.2
printf 'Title,FTE,Steps\nTechnician,1,4-5\nClerk,1,2-3\nIntern,0,1-2\n' >whole.csv
printf 'Title,FTE,Steps\nTechnician,1,4-5\nClerk,0.5,2-3\nIntern,0,4-14x\n' >half.csv
env/bin/csvsort -c Title whole.csv | tee whole.out
env/bin/csvsort -c Title half.csv | tee half.out
diff whole.out - <<'OUT'
Title,FTE,Steps
Clerk,True,2001-02-03
Intern,False,2001-01-02
Technician,True,2001-04-05
OUT
diff half.out - <<'OUT'
Title,FTE,Steps
Clerk,0.5,2-3
Intern,0,4-14x
Technician,1,4-5
OUT

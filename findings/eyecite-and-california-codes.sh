#!/usr/bin/env bash
# eyecite 2.7.8 (PyPI): citations of law as job descriptions of California's districts have them.
# "section" in words is understood for a federal law and not for a code of California; of "sections 45122.1, 45123" only the first
# is kept; "29 CFR 1630.2" is nothing, with points and a sign it is a citation. California's own style, "Ed. Code, § 45125", is
# an unknown citation of "§". A pay range is a case: "45 Cal. 3" of "Range 45 Cal. 3 steps".
# Guess beforehand: each names its law and section, however it is punctuated, and text about pay holds none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check eyecite==2.7.8
cat >cite.py <<'PY'
from eyecite import get_citations

texts = {
    "42 U.S.C. section 12111(8)": [("FullLawCitation", "42 U.S.C. section 12111")],
    "Education Code section 45125": [],
    "Cal. Educ. Code section 45125": [],
    "Cal. Educ. Code § 45125": [("FullLawCitation", "Cal. Educ. Code § 45125")],
    "Cal. Educ. Code §§ 45122.1, 45123": [("FullLawCitation", "Cal. Educ. Code §§ 45122.1")],
    "Ed. Code, § 45125": [("UnknownCitation", "§")],
    "29 C.F.R. § 1630.2(n)": [("FullLawCitation", "29 C.F.R. § 1630.2")],
    "29 CFR 1630.2(n)": [],
    "91 FR 20902": [("FullLawCitation", "91 FR 20902")],
    "Range 45 Cal. 3 steps": [("FullCaseCitation", "45 Cal. 3")],
}
seen = {text: [(type(one).__name__, one.matched_text()) for one in get_citations(text)] for text in texts}
print(*seen.items(), sep="\n")
assert seen == texts
PY
env/bin/python cite.py

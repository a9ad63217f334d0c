#!/usr/bin/env bash
# docx2txt 0.9, docx2python 3.7.1 (PyPI), word-extractor 1.0.4 and officeparser 7.8.0 (npm): w:noBreakHyphen.
# Word writes a no-break hyphen (Ctrl+Shift+Hyphen) as an element of its own. Four readers leave it out, so that the pay
# range "$4,000-5,000" is read as the one figure "$4,0005,000". python-docx and mammoth keep it.
# Guess beforehand: all of them give a hyphen of some kind.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check docx2txt==0.9 docx2python==3.7.1 python-docx==1.2.0 mammoth==1.13.0
npm install --silent --no-audit --no-fund word-extractor@1.0.4 officeparser@7.8.0
cat >read.py <<'PY'
import docx, docx2txt, mammoth
from docx.oxml import OxmlElement
from docx2python import docx2python

document = docx.Document()
paragraph = document.add_paragraph()
paragraph.add_run("$4,000")._r.append(OxmlElement("w:noBreakHyphen"))
paragraph.add_run("5,000 a month")
document.save("range.docx")
with open("range.docx", "rb") as file:
    by_mammoth = mammoth.extract_raw_text(file).value.strip()
seen = {
    "docx2txt": docx2txt.process("range.docx").strip(),
    "docx2python": docx2python("range.docx").text.strip(),
    "python-docx": docx.Document("range.docx").paragraphs[0].text,
    "mammoth": by_mammoth,
}
print(seen)
assert seen == {
    "docx2txt": "$4,0005,000 a month",
    "docx2python": "$4,0005,000 a month",
    "python-docx": "$4,000-5,000 a month",
    "mammoth": "$4,000\N{NON-BREAKING HYPHEN}5,000 a month",
}
PY
env/bin/python read.py
cat >read.cjs <<'JS'
const assert = require("assert");
const WordExtractor = require("word-extractor");
const officeparser = require("officeparser");
(async () => {
  const first = (await new WordExtractor().extract("range.docx")).getBody().trim();
  const parsed = await (officeparser.parseOfficeAsync || officeparser.parseOffice || officeparser.OfficeParser.parseOffice)("range.docx");
  const second = (typeof parsed === "string" ? parsed : parsed.toText()).trim();
  console.log({ "word-extractor": first, officeparser: second });
  assert.deepStrictEqual([first, second], ["$4,0005,000 a month", "$4,0005,000 a month"]);
})();
JS
node read.cjs

#!/usr/bin/env bash
# markitdown 0.1.9 (PyPI) with python-pptx 1.0.2: an organization chart of shapes on a slide.
# PowerPoint and screen readers read shapes in the order of the file. markitdown sorts them by their place, from the top, so
# the people of two branches are mixed: 1, 1.1, 1.2, 1.1.1, 1.2.1, and nothing says who belongs to whom.
# Guess beforehand: the order of the file, 1, 1.1, 1.1.1, 1.2, 1.2.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check 'markitdown[pptx]==0.1.9' python-pptx==1.0.2
cat >read.py <<'PY'
from markitdown import MarkItDown
from pptx import Presentation
from pptx.util import Inches

presentation = Presentation()
slide = presentation.slides.add_slide(presentation.slide_layouts[5])
slide.shapes.title.text = "Chart"
boxes = [("1 Head", 4, 1.5), ("1.1 Network", 2, 2.5), ("1.1.1 Technician", 2, 3.5), ("1.2 Data", 6, 2.5), ("1.2.1 Clerk", 6, 3.5)]
for text, left, top in boxes:
    slide.shapes.add_shape(5, Inches(left), Inches(top), Inches(1.5), Inches(0.5)).text_frame.text = text
presentation.save("chart.pptx")
lines = MarkItDown().convert("chart.pptx").text_content.split("\n")
seen = [line.strip() for line in lines if line.startswith("1")]
print(seen)
assert seen == ["1 Head", "1.1 Network", "1.2 Data", "1.1.1 Technician", "1.2.1 Clerk"]
PY
env/bin/python read.py

"""Small releases of the reference content, for tests that load many of them."""

import datetime
import json
from copy import deepcopy
from pathlib import Path

from jobdescriptions.word.write.writer import write
from tests.factory import make_document


def box(title, *below, jobs=(), shared=(), note=""):
    """Return a position as ``reference.json`` has it; ``jobs`` are names of Word files."""
    return {
        "title": title,
        "derived": False,
        "note": note,
        "job_descriptions": [{"title": name.title(), "job_description": name} for name in jobs],
        "shared_supervision": [{"title": one, "supervisor": to, "covers": ""} for one, to in shared],
        "below": list(below),
    }


def model(slug, name, head):
    maturity, _, level = slug.partition("-")
    return {
        "name": name,
        "maturity": maturity,
        "level": level,
        "lead": "This model:",
        "summary": f"{name} in short.",
        "characteristics": [{"text": f"{name} is small.", "note": ""}, {"text": "It grows.", "note": ""}],
        "chart": {"slug": slug, "title": name, "note": "", "head": head},
    }


DISTRICT, SITE = "emerging-district", "emerging-school-site"
FIRST = {
    "site_texts": [{"key": "introduction", "heading": "Welcome", "body": "Text.", "note": ""}],
    "support_models": [
        model(
            DISTRICT,
            "District",
            box("Superintendent", box("Director", box("Network", jobs=["engineer"]), box("Desk")), box("Data")),
        ),
        model(
            SITE,
            "Site",
            box("Principal", box("Technician", jobs=["technician"], shared=[("Director", f"{DISTRICT} 1.1")])),
        ),
    ],
}


def first():
    """Return the first release, to be changed."""
    return deepcopy(FIRST)


def boxes(data, at):
    """Return all positions of the chart of the model at that place, as the file has them, by their numbers there."""
    found, waiting = {}, [("1", data["support_models"][at]["chart"]["head"])]
    while waiting:
        number, one = waiting.pop(0)
        found[number] = one
        waiting.extend((f"{number}.{step}", below) for step, below in enumerate(one["below"], start=1))
    return found


def put(folder: Path, data, **work_years) -> Path:
    """Write a release; ``work_years`` are those of its job descriptions, by which releases differ."""
    (folder / "word").mkdir(parents=True, exist_ok=True)
    (folder / "reference.json").write_text(json.dumps(data), encoding="utf-8")
    for name in ("engineer", "technician", *work_years):
        document = make_document(name.title(), work_year=work_years.get(name, "12 months"))
        path = folder / "word" / f"{name}.docx"
        path.write_bytes(write(document, number="TS-0001", version=1, date=datetime.date(2027, 1, 1)))
    return folder

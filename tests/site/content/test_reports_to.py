"""What the reference job descriptions say under “Reports to” does not contradict the charts."""

import re

import pytest

from jobdescriptions.models import JobDescription
from orgcharts.models import Placement, Position
from orgcharts.tree.moves import parent_path

pytestmark = pytest.mark.usefixtures("reference_content")

_CLAUSE = re.compile(r"(?P<who>.+?)(?: \((?P<model>[a-z ]+) model\))?")
#: Words that name a supervisor. Beside the box above and those who share the supervision there is none.
_SUPERVISORS = re.compile(r"\b(manager|director|supervisor|coordinator|superintendent|principal|lead|chief)\b", re.I)


def find_contradictions(text, places):
    """Return sentences about what ``text`` says otherwise than the charts.

    ``places`` has, by the name of the model ("established district"), the title of the box above and the pairs of who
    shares the supervision and what that covers. A clause without a model is said of all of them.
    """
    problems, told = [], set()
    for clause in text.split("; "):
        match = _CLAUSE.fullmatch(clause)
        models = [match["model"]] if match["model"] else list(places)
        for model in models:
            if model not in places:
                problems.append(f"“{clause}” is about a model in which the job does not stand.")
                continue
            told.add(model)
            above, lines = places[model]
            if not match["who"].startswith(above):
                problems.append(f"“{clause}”: in that model it reports to {above}.")
                continue
            rest = match["who"].removeprefix(above)
            for title, covers in lines:
                if title.casefold() not in rest.casefold() or covers.casefold() not in rest.casefold():
                    problems.append(f"“{clause}” does not say that {title} shares the supervision, for {covers}.")
                rest = re.sub(re.escape(title), "", rest, flags=re.I)
            if other := _SUPERVISORS.search(rest):
                problems.append(f"“{clause}” names another supervisor: {other[0]}.")
    return problems + [f"Nothing is said of the {model} model." for model in places.keys() - told]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("Head (established district model); Principal, and District tech for tools (emerging school site model)", 0),
        ("Network manager (established district model); Principal, and District tech for tools (emerging school site "
         "model)", 1),
        ("Head, or a repair supervisor (established district model); Principal, and District tech for tools (emerging "
         "school site model)", 1),
        ("Head (established district model); Principal (emerging school site model)", 1),
        ("Head (established district model)", 1),
        ("Head (emerging district model); Head (established district model); Principal, and District tech for tools "
         "(emerging school site model)", 1),
        ("Whoever leads the department", 2),
    ],
)  # fmt: skip
def test_a_text_that_contradicts_a_chart_is_found(text, problems):
    places = {"established district": ("Head", []), "emerging school site": ("Principal", [("District tech", "tools")])}
    assert len(find_contradictions(text, places)) == problems


def test_what_each_job_description_says_under_reports_to_is_what_the_charts_say():
    titles = dict(Position.objects.values_list("path", "title"))
    found = {}
    for job in JobDescription.objects.published():
        places = {}
        placements = Placement.objects.filter(job_description=job, position__chart__support_model__isnull=False)
        for placement in placements.select_related("position__chart"):
            position = placement.position
            lines = list(position.shared_lines.values_list("title", "covers"))
            places[position.chart.slug.replace("-", " ")] = (titles[parent_path(position.path)], lines)
        if places and (problems := find_contradictions(job.reports_to, places)):
            found[job.slug] = problems
    assert found == {}

"""Staff change anything, then a random release comes: it loads and loses nothing, and what did not fit is told."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from jobdescriptions.content import to_document
from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription
from jobdescriptions.publishing import publish, unpublish
from jobdescriptions.word.document import Document
from orgcharts import texts
from orgcharts.changes import journal, positions
from orgcharts.changes.positions import ChartError
from orgcharts.changes.replacement import publish_in_place
from orgcharts.models import OrgChart, Placement, Position, SharedSupervision, SiteText, SupportModel
from techsets.reference.loader import load
from techsets.verify import trees
from tests.profiles import examples
from tests.site.techsets.reference.releases import box, boxes, first, put

pytestmark = pytest.mark.django_db


def pick(rows, which):
    rows = list(rows)
    return rows[which % len(rows)] if rows else None


class Staff:
    """Everything that staff may do to a site, each with a number that chooses what it is done to."""

    def __init__(self) -> None:
        #: What was typed, each text once.
        self.typed: list[str] = []

    def type(self) -> str:
        self.typed.append(f"Staff{len(self.typed)}")
        return self.typed[-1]

    def position(self, which: int) -> Position:
        return pick(Position.objects.all(), which)

    def rename(self, which):
        positions.rename(self.position(which), self.type())

    def note(self, which):
        positions.edit(self.position(which), {"note": self.type()})

    def move(self, which):
        row = self.position(which)
        positions.move(row, below=pick(Position.objects.filter(chart=row.chart_id), which // 7))

    def delete(self, which):
        positions.delete(self.position(which))

    def add(self, which):
        positions.add_below(self.position(which), self.type())

    def readdress(self, which):
        chart = pick(OrgChart.objects.all(), which)
        positions.edit_chart(chart, {"slug": f"moved-{chart.pk}", "title": self.type()})

    def replace(self, which):
        old = pick(OrgChart.objects.published(), which)
        copy = positions.duplicate_chart(old, "Plan", f"plan-{OrgChart.objects.count()}-{old.pk}")
        positions.add_below(Position.objects.get(chart=copy, depth=1), self.type())
        publish_in_place(copy, old)

    def delete_chart(self, which):
        positions.delete_chart(pick(OrgChart.objects.all(), which))

    def delete_model(self, which):
        pick(SupportModel.objects.all(), which).delete()

    def reword_model(self, which):
        model = pick(SupportModel.objects.all(), which)
        field = ("name", "lead", "summary")[which % 3]
        texts.write_texts(model, texts.read_texts(model) | {field: self.type()})

    def reword_characteristics(self, which):
        model = pick(SupportModel.objects.all(), which)
        texts.write_texts(model, texts.read_texts(model) | {"characteristics": [{"text": self.type(), "note": ""}]})

    def reword_text(self, which):
        text = SiteText.objects.get()
        texts.write_texts(text, texts.read_texts(text) | {"body": self.type()})

    def exchange_kinds(self, which):
        model = pick(SupportModel.objects.all(), which)
        SupportModel.objects.filter(pk=model.pk).update(
            maturity="established", level=("district", "school-site")[which % 2]
        )

    def share(self, which):
        row, other = self.position(which), self.position(which // 7)
        lines = journal.read_values([row])[row.pk]["shared"]
        line = {"supervisor": other.pk, "title": self.type(), "covers": ""}
        positions.edit(row, {"shared": [line, *lines]})

    def unshare(self, which):
        line = pick(SharedSupervision.objects.all(), which)
        positions.edit(line.position, {"shared": []})

    def list_job(self, which):
        row, job = self.position(which), pick(JobDescription.objects.all(), which // 7)
        placements = journal.read_values([row])[row.pk]["placements"]
        positions.edit(row, {"placements": [*placements, {"job": job.pk, "title": self.type()}]})

    def list_none(self, which):
        row = pick(Position.objects.filter(placements__isnull=False).distinct(), which)
        positions.edit(row, {"placements": []})

    def edit_job(self, which):
        job = pick(JobDescription.objects.all(), which)
        save(Document(**vars_of(to_document(job)) | {"work_year": self.type()}), job)
        if which % 2:
            publish(job)

    def readdress_job(self, which):
        job = pick(JobDescription.objects.all(), which)
        JobDescription.objects.filter(pk=job.pk).update(slug=f"moved-{job.pk}")

    def unpublish_job(self, which):
        unpublish(pick(JobDescription.objects.all(), which))

    def delete_job(self, which):
        job = pick(JobDescription.objects.all(), which)
        Placement.objects.filter(job_description=job).delete()
        job.delete()


def vars_of(document: Document) -> dict:
    return {name: getattr(document, name) for name in document.__dataclass_fields__}


class Release:
    """Everything that a release may change; ``changes`` has the item's name and the new text that it brings."""

    def __init__(self) -> None:
        self.data, self.jobs, self.changes = first(), {}, []

    def _text(self, item: str) -> str:
        self.changes.append((item, f"Release{len(self.changes)}"))
        return self.changes[-1][1]

    def _box(self, which):
        at = which % 2
        number, one = pick(boxes(self.data, at).items(), which // 2)
        chart = self.data["support_models"][at]["chart"]
        return one, number, chart

    def rename(self, which):
        one, number, chart = self._box(which)
        one["title"] = self._text(f"Position {number} of {chart['title']}")

    def note(self, which):
        one, number, chart = self._box(which)
        one["note"] = self._text(f"Position {number} of {chart['title']}")

    def add(self, which):
        one, number, chart = self._box(which)
        number = f"{number}.{len(one['below']) + 1}"
        one["below"].append(box(self._text(f"Position {number} of {chart['title']}"), jobs=["engineer"] * (which % 2)))

    def share(self, which):
        one, number, chart = self._box(which)
        _, other, elsewhere = self._box(which // 3)
        text = self._text(f"The shared supervision of {chart['slug']} {number}")
        one["shared_supervision"].append({"title": text, "supervisor": f"{elsewhere['slug']} {other}", "covers": ""})

    def list_job(self, which):
        one, number, chart = self._box(which)
        if not one["job_descriptions"]:
            title = self._text(f"Position {number} of {chart['title']}")
            one["job_descriptions"] = [{"title": title, "job_description": ("engineer", "technician")[which % 2]}]

    def reword_model(self, which):
        model = self.data["support_models"][which % 2]
        field = ("name", "lead", "summary")[which % 3]
        text = self._text("The support model ")
        model[field] = text

    def edit_job(self, which):
        name = ("engineer", "technician", "analyst")[which % 3]
        self.jobs[name] = self._text(f"The job description {name}")

    def reword_text(self, which):
        self.data["site_texts"][0]["body"] = self._text("The text Welcome")


def everything() -> str:
    """Return all that stands on the site, as one text."""
    rows = [
        *Position.objects.values_list("title", "note"),
        *OrgChart.objects.values_list("title"),
        *Placement.objects.values_list("title"),
        *SharedSupervision.objects.values_list("title"),
        *SupportModel.objects.values_list("name", "lead", "summary", "characteristics__text"),
        *SiteText.objects.values_list("body"),
        *JobDescription.objects.values_list("title", "work_year"),
    ]
    return "".join(f"|{text}|" for row in rows for text in row)


def named(of: type) -> st.SearchStrategy:
    names = sorted(name for name, value in vars(of).items() if callable(value) and name[0] != "_")
    return st.tuples(st.sampled_from([name for name in names if name not in {"type", "position"}]), st.integers(0, 500))


@examples(0.25, suppress_health_check=list(HealthCheck))
@given(edits=st.lists(named(Staff), min_size=1, max_size=8), changes=st.lists(named(Release), min_size=1, max_size=8))
def test_whatever_staff_have_done_a_release_loads_keeps_it_and_tells_what_did_not_fit(tmp_path, edits, changes):
    with transaction.atomic():
        try:
            load(put(tmp_path / "first", first()))
            staff, release = Staff(), Release()
            for name, which in edits:
                # What makes no sense for what was drawn, or is not there any more.
                with suppress(ChartError, ProtectedError, AttributeError), transaction.atomic():
                    getattr(staff, name)(which)
            before = everything()
            typed = [text for text in staff.typed if f"|{text}|" in before]
            for name, which in changes:
                getattr(release, name)(which)
            folder = put(tmp_path / "next", release.data, **release.jobs)

            report = load(folder)

            after, told = everything(), report.disputed + report.missing
            assert [text for text in typed if f"|{text}|" not in after] == []
            last = {(item, name): text for (item, text), (name, _) in zip(release.changes, changes, strict=False)}
            for (item, _), text in last.items():
                if f"|{text}|" not in after and text in str(release.data) + str(release.jobs):
                    assert [line for line in told if line.startswith(item)], (item, text, told)
            assert list(trees._positions()) == []
            again = load(folder)
            assert (again.created, again.updated, again.disputed) == (0, 0, [])
        finally:
            transaction.set_rollback(True)
            for path in (tmp_path / "next" / "word").glob("*"):
                path.unlink()

"""The clauses of the reference content: they come in as items of their own, before the job descriptions."""

import datetime
import json

import pytest

from jobdescriptions.clauses.editing import delete_clause, save_clause
from jobdescriptions.drafts import save
from jobdescriptions.models import Clause, JobDescription
from jobdescriptions.states import State, get_state, with_states
from jobdescriptions.word.write.writer import write
from techsets.reference.loader import load
from tests.factory import make_document, make_placement
from tests.site.techsets.reference.releases import first

pytestmark = pytest.mark.django_db


def write_release(folder, text, dated="2026-10-01", placed="tuberculosis", purpose="Keeps the network working."):
    """Write a release with one clause, and a job description that places it with words of the release."""
    word = folder / "word"
    word.mkdir(parents=True, exist_ok=True)
    data = first()
    for model in data["support_models"]:
        model["chart"]["head"] = model["chart"]["head"] | {"below": []}
    (folder / "reference.json").write_text(json.dumps(data))
    clause = {"key": "tuberculosis", "name": "Tuberculosis", "text": f"<p>{text}</p>", "applies": "", "dated": dated}
    clause |= {"sources": [f"Code | https://leginfo.legislature.ca.gov/ | 49406 | {dated}"], "confirm_locally": ""}
    (folder / "clauses.json").write_text(json.dumps([clause]))
    document = make_document("Engineer", work_year=purpose)
    sections = (*document.sections[:1], make_placement(placed, text=text), *document.sections[1:])
    document = make_document("Engineer", work_year=purpose, sections=sections)
    data = write(document, number="TS-0001", version=1, date=datetime.date(2026, 11, 30))
    (word / "engineer.docx").write_bytes(data)


def public_words():
    job = JobDescription.objects.get()
    return job.publications.get(version=job.published_version).content["sections"][1]["body"]


def state():
    return get_state(with_states(JobDescription.objects.all()).get())


def test_a_release_with_another_wording_comes_in_and_the_document_is_published_with_it(tmp_path):
    write_release(tmp_path, "Once.")
    assert load(tmp_path).disputed == []
    assert '<p data-clause="tuberculosis">Once.</p>' in public_words() and state() == State.CURRENT
    assert load(tmp_path).updated == 0
    write_release(tmp_path, "Twice.", dated="2026-11-01", purpose="11 months")
    assert load(tmp_path).missing == []
    assert '<p data-clause="tuberculosis">Twice.</p>' in public_words() and state() == State.CURRENT
    clause = Clause.objects.get()
    assert (clause.version, str(clause.dated)) == (2, "2026-11-01")


def test_a_wording_of_staff_stays_and_a_release_with_another_one_is_reported(tmp_path):
    write_release(tmp_path, "Once.")
    load(tmp_path)
    save_clause({"body": "<p>Ours.</p>"}, Clause.objects.get())
    write_release(tmp_path, "Twice.", dated="2026-11-01", purpose="11 months")
    report = load(tmp_path)
    assert report.disputed == [
        "The clause Tuberculosis: text was edited here and has also changed in the reference content. Yours was kept."
    ]
    clause = Clause.objects.get()
    assert (clause.body, str(clause.dated)) == ("<p>Ours.</p>", "2026-10-01")
    assert clause.sources.endswith("2026-11-01"), "what staff have not edited comes in"
    # A wording of staff is no edit of the document: it was brought in, and published with their clause.
    assert '<p data-clause="tuberculosis">Ours.</p>' in public_words() and state() == State.CURRENT


def test_a_release_that_rewords_only_the_clause_says_that_the_document_waits_to_be_published(tmp_path):
    write_release(tmp_path, "Once.")
    load(tmp_path)
    write_release(tmp_path, "Twice.")
    assert load(tmp_path).disputed == [
        "The clause Tuberculosis has another text: 1 public job description has it from the next publication on. "
        "Publish them in the admin."
    ]
    assert "Once." in public_words() and state() == State.AHEAD


def test_a_placement_that_staff_have_taken_out_stays_out(tmp_path):
    write_release(tmp_path, "Once.")
    load(tmp_path)
    save(make_document("Engineer", work_year="Keeps the network working."), JobDescription.objects.get())
    write_release(tmp_path, "Once.", purpose="11 months")
    load(tmp_path)
    job = JobDescription.objects.get()
    assert job.work_year == "11 months" and not job.sections.filter(body__contains="data-clause").exists()


def test_a_clause_that_staff_have_deleted_stays_deleted_and_its_words_are_text(tmp_path):
    write_release(tmp_path, "Once.", placed="another-key")
    load(tmp_path)
    delete_clause(Clause.objects.get())
    write_release(tmp_path, "Twice.", placed="tuberculosis", purpose="11 months")
    report = load(tmp_path)
    assert not Clause.objects.exists() and "stays deleted" in report.missing[0]
    assert "<p>Twice.</p>" in public_words()


def test_a_release_is_loaded_where_the_clock_is_behind_its_days(tmp_path):
    write_release(tmp_path, "One text.", dated="2999-10-01")
    load(tmp_path)
    assert Clause.objects.get().source_list[0].seen == datetime.date(2999, 10, 1)

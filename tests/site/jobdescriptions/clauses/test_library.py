"""The clause library: edited once, it reaches every draft, and every next publication; what is published stays."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from jobdescriptions.clauses import editing, usage
from jobdescriptions.clauses.library import share_library
from jobdescriptions.content import compute_digest, to_content, to_document
from jobdescriptions.drafts import save
from jobdescriptions.models import Clause, JobDescription, Publication
from jobdescriptions.publishing import publish, publish_if_changed, rewrite_word_file
from jobdescriptions.states import State, filter_by_state, filter_edited, get_state, with_states
from techsets.history.models import Change, Kind
from techsets.history.undo import restore
from tests.factory import make_clause, make_document, make_job, make_placement

pytestmark = pytest.mark.django_db

OLD, NEW = "A risk assessment.", "A risk assessment within 60 days."


def make_placing(title: str, *keys: str, **options) -> JobDescription:
    return make_job(title, sections=(*make_document().sections, make_placement(*keys)), **options)


def states() -> dict[str, State]:
    return {job.title: get_state(job) for job in with_states(JobDescription.objects.all())}


def latest(job: JobDescription) -> Publication:
    return job.publications.order_by("-version").first()


def words(publication: Publication) -> str:
    return "".join(section["body"] for section in publication.content["sections"])


def test_a_clause_that_is_edited_once_is_in_the_next_publication_of_each_document_and_not_in_earlier_ones():
    clause = make_clause()
    one, other, without = make_placing("Analyst", "tuberculosis"), make_placing("Clerk", "tuberculosis"), make_job()
    first = Publication.objects.get(job_description=one)
    assert first.content["clauses"] == {"tuberculosis": 1} and "clauses" not in latest(without).content
    assert f'<p data-clause="tuberculosis">{OLD}</p>' in words(first)
    assert set(states().values()) == {State.CURRENT}

    editing.save_clause({"body": f"<p>{NEW}</p>"}, clause)
    assert states() == {"Analyst": State.AHEAD, "Clerk": State.AHEAD, "Network Technician": State.CURRENT}
    ahead = filter_by_state(JobDescription.objects.all(), State.AHEAD)
    assert {job.title for job in ahead} == {"Analyst", "Clerk"} == {job.title for job in filter_edited(ahead)}

    before = Publication.objects.get(pk=first.pk)
    assert before.content == first.content and rewrite_word_file(before) == rewrite_word_file(first)
    for job in (one, other):
        assert publish_if_changed(job)[1]
        assert latest(job).content["clauses"] == {"tuberculosis": 2}
        assert NEW in words(latest(job)) and OLD not in words(latest(job))
    assert not publish_if_changed(without)[1]
    assert set(states().values()) == {State.CURRENT}
    assert Publication.objects.get(pk=first.pk).content == first.content


def test_the_page_of_changes_and_the_history_say_which_version_became_which(client):
    clause = make_clause()
    job = make_placing("Analyst", "tuberculosis")
    editing.save_clause({"body": f"<p>{NEW}</p>"}, clause)
    publish(job)
    sentence = "The clause “tuberculosis” changed from version 1 to version 2."
    assert sentence in client.get(reverse("job-description-changes", args=[job.slug])).text
    assert Change.objects.of(Kind.JOB_DESCRIPTION, job.pk).first().message == f"Published version 2. {sentence}"
    assert Change.objects.of(Kind.CLAUSE, clause.pk).first().message.endswith("text. It is version 2 now.")


def test_only_another_text_is_another_version():
    clause = make_clause()
    job = make_placing("Analyst", "tuberculosis")
    clause = editing.save_clause({"dated": "2027-01-02", "name": "TB"}, clause)
    assert clause.version == 1 and clause.versions.get().dated.isoformat() == "2027-01-02"
    assert states() == {"Analyst": State.CURRENT}
    editing.save_clause({"body": "<p>Another.</p>"}, clause)
    clause = editing.save_clause({"body": f"<p>{OLD}</p>"}, clause)
    assert [(one.version, one.body) for one in clause.versions.all()] == [
        (3, f"<p>{OLD}</p>"),
        (2, "<p>Another.</p>"),
        (1, f"<p>{OLD}</p>"),
    ]
    assert states() == {"Analyst": State.CURRENT}, "the public sees these words"
    assert job.publications.get().content["clauses"] == {"tuberculosis": 1}


def test_a_draft_is_not_rewritten_when_a_clause_is_edited():
    clause = make_clause()
    job = make_placing("Analyst", "tuberculosis")
    stored = list(job.sections.values_list("body", flat=True))
    editing.save_clause({"body": f"<p>{NEW}</p>"}, clause)
    job.refresh_from_db()
    assert list(job.sections.values_list("body", flat=True)) == stored
    assert (job.revision, Change.objects.of(Kind.JOB_DESCRIPTION, job.pk).count()) == (0, 2)
    save(to_document(job), job)
    assert NEW in job.sections.last().body


def test_text_inside_the_mark_is_never_trusted_and_an_unknown_key_is_ordinary_text():
    make_clause()
    job = make_placing("Analyst", "tuberculosis", "no-such-clause")
    assert job.sections.last().body == (
        f'<p>Before.</p><p data-clause="tuberculosis">{OLD}</p><p>Words of the file.</p><p>After.</p>'
    )


def test_texts_without_clauses_keep_their_digest_and_content():
    make_clause()
    job = make_job()
    document = to_document(job)
    assert "clauses" not in to_content(document) and compute_digest(document) == compute_digest(make_document())


def test_a_list_reads_the_library_once(django_assert_num_queries):
    clause = make_clause()
    for name in "abcde":
        make_placing(f"Analyst {name}", "tuberculosis")
    editing.save_clause({"body": f"<p>{NEW}</p>"}, clause)
    with django_assert_num_queries(5):
        jobs = list(with_states(JobDescription.objects.all()))
        share_library(jobs)
        assert {get_state(job) for job in jobs} == {State.AHEAD}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "cannot be blank"),
        ("<p> </p>", "Write the text"),
        ("<ul><li>One</li></ul>", "paragraphs only"),
        ("<h3>One</h3>", "paragraphs only"),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "paragraphs only"),
        (f"<p>{'x' * 10_000}</p>", "at most 10,000"),
    ],
)
def test_a_clause_is_paragraphs(body, problem):
    with pytest.raises(ValidationError, match=problem):
        make_clause(body=body)


def test_a_body_is_stored_in_normal_form_without_marks_of_clauses():
    clause = make_clause(body='<p data-clause="other" class="x">One <b>two</b></p>three<script>alert(1)</script>')
    assert clause.body == "<p>One <strong>two</strong></p><p>three</p>"


@pytest.mark.parametrize("key", ["Drivers", "a--b", "-a", "a_b", "tuberculosis"])
def test_a_key_is_a_slug_of_its_own(key):
    make_clause()
    with pytest.raises(ValidationError):
        make_clause(key)


def test_a_clause_that_is_placed_or_public_is_not_deleted_and_the_places_are_named():
    clause = make_clause()
    job = make_placing("Analyst", "tuberculosis")
    with pytest.raises(editing.ClauseInUse, match=f"“Analyst” \\({job.document_number}\\)"):
        editing.delete_clause(clause)
    save(make_document("Analyst"), job)
    with pytest.raises(editing.ClauseInUse, match="which is public"):
        editing.delete_clause(clause)
    publish(job)
    editing.delete_clause(clause)
    assert not Clause.objects.exists()


def test_uses_are_counted_with_two_queries(django_assert_num_queries):
    clauses = [make_clause("one"), make_clause("one-more"), make_clause("none")]
    make_placing("Analyst", "one", "one-more")
    make_placing("Clerk", "one", published=False)
    with django_assert_num_queries(2):
        uses = usage.count_uses(clauses)
    assert [(uses[one.pk].drafts, uses[one.pk].public) for one in clauses] == [(2, 1), (1, 1), (0, 0)]


def test_an_edit_and_a_deletion_are_undone():
    clause = make_clause()
    editing.save_clause({"body": f"<p>{NEW}</p>"}, clause)
    edited, added = Change.objects.of(Kind.CLAUSE, clause.pk)
    restore(added)
    clause.refresh_from_db()
    assert (clause.body, clause.version) == (f"<p>{OLD}</p>", 3)
    editing.delete_clause(clause)
    restore(Change.objects.of(Kind.CLAUSE, clause.pk).first())
    again = Clause.objects.get()
    assert (again.pk, again.key, again.body, again.version) == (clause.pk, "tuberculosis", f"<p>{OLD}</p>", 3)
    assert again.revision > clause.revision and again.versions.get().body == again.body
    restore(edited)
    assert Clause.objects.get().body == f"<p>{NEW}</p>"

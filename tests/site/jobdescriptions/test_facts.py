"""Each row of the table of facts is everywhere where facts are: a further row of the usual kind needs nothing else."""

import io

import docx
import pytest
from django.core.exceptions import ValidationError
from lxml import html

from jobdescriptions import content
from jobdescriptions.compare import compare
from jobdescriptions.drafts import save
from jobdescriptions.facts import COLUMNS, FACTS, LIST, NOT_SEARCHED
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.states import State, get_state, with_states
from jobdescriptions.word.document import Document, Paragraph, Run
from jobdescriptions.word.fact_values import format_fact, parse_fact
from jobdescriptions.word.read.reader import ReadDocument, read
from jobdescriptions.word.understand.parser import parse
from jobdescriptions.word.understand.recognize import recognize
from techsets.search.models import Kind
from techsets.search.query import search
from tests.factory import make_document, make_job
from tests.pages import form_values, page, words, words_of
from tests.site.jobdescriptions.admin.test_imports import upload, word_file

pytestmark = pytest.mark.django_db

EMPTY = {name: column.empty for name, column in COLUMNS.items()}
#: Values that read like the fact; of others, any words will do.
SAMPLES = {
    "also_called": "Xylograph Operator; Zither Keeper",
    "employment_class": "Classified management",
    "flsa": "Non-exempt",
    "work_year": "217 days",
    "probation": "Six months or 113 days",
    "added_year": "2026, not on the original lists",
    "occupation": "15-1244 Network and Computer Systems Administrators",
}
each_fact = pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)


def sample(fact):
    """A value of the fact on one line that no other fact of a test has."""
    return SAMPLES.get(fact.name, f"Quokka {fact.name.replace('_', ' ')}")


def document(fact, title="Clerk"):
    """A job description of which that fact alone is known."""
    return make_document(title, **EMPTY | parse_fact(fact, sample(fact)))


@each_fact
def test_the_model_keeps_it_and_checks_it(fact):
    job = make_job("Clerk", published=False, **EMPTY | parse_fact(fact, sample(fact)))
    job.refresh_from_db()
    for column in fact.columns:
        field = JobDescription._meta.get_field(column.name)
        assert (field.help_text, field.blank) == (column.help_text, True)
        assert column.is_list or field.max_length == column.max_length
        assert getattr(job, column.name), column.name
        if not column.is_list:
            setattr(job, column.name, "x" * (column.max_length + 1))
            with pytest.raises(ValidationError, match=column.name):
                job.clean_fields()


@each_fact
def test_the_form_asks_for_it_and_saves_it(admin_client, fact):
    job = make_job("Clerk", published=False, **EMPTY)
    address = f"/admin/jobdescriptions/jobdescription/{job.pk}/change/"
    response = admin_client.get(address)
    values = form_values(response, "jobdescription_form")
    fields = html.fromstring(response.content.decode())
    for column in fact.columns:
        assert words(fields.xpath(f'//label[@for="id_{column.name}"]')[0]).rstrip(":") == column.label
        assert column.help_text in words(fields)
    response = admin_client.post(address, values | content.facts_as_fields(document(fact)))
    assert response.status_code == 302, words_of(response)
    assert content.to_document(JobDescription.objects.get()) == document(fact)


@each_fact
def test_the_content_has_it_and_a_draft_that_differs_in_it_is_ahead(fact):
    job = save(document(fact))
    stored = content.to_content(content.to_document(job))
    assert format_fact(fact, stored) == sample(fact)
    assert content.from_content(stored) == document(fact)
    published = make_job("Other", **EMPTY)
    save(document(fact, "Other"), published)
    assert get_state(with_states(JobDescription.objects.filter(pk=published.pk)).get()) == State.AHEAD


def test_what_was_stored_before_a_fact_was_known_stays_as_it_is():
    stored = content.to_content(make_document(**EMPTY))
    assert {name for name, column in COLUMNS.items() if column.always_stored} == set(COLUMNS) & set(stored)
    for name, column in COLUMNS.items():
        if not column.always_stored:
            assert getattr(content.from_content(stored), name) == column.empty


@each_fact
def test_the_word_file_has_it_and_is_read_back(fact):
    data = word_file(**EMPTY | parse_fact(fact, sample(fact)))
    (table,) = docx.Document(io.BytesIO(data)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [[fact.label, sample(fact)]]
    again = parse(read(data).value).value
    assert {name: getattr(again, name) for name in COLUMNS} == EMPTY | parse_fact(fact, sample(fact))


@each_fact
def test_its_other_labels_are_read_too(fact):
    for label in fact.labels:
        found = parse(ReadDocument((Paragraph((Run(f"{label}: {sample(fact)}"),)),))).value
        assert {name: getattr(found, name) for name in COLUMNS} == EMPTY | parse_fact(fact, sample(fact)), label


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.is_recognized], ids=lambda fact: fact.name)
def test_it_is_recognized_in_running_text(fact):
    for label in (fact.label, *fact.labels, *fact.loose_labels):
        found = recognize([Paragraph((Run(f"{label}: {sample(fact)}"),))])
        assert [one.value for one in getattr(found, fact.name)] == [sample(fact)], label


@each_fact
def test_it_is_compared(fact):
    before, after = content.to_content(make_document("Clerk", **EMPTY)), content.to_content(document(fact))
    comparison = compare(before, after)
    if fact.kind == LIST:
        assert comparison.titles_added == parse_fact(fact, sample(fact))[fact.name]
    else:
        assert [(one.label, one.before, one.after) for one in comparison.facts] == [(fact.label, "", sample(fact))]
    assert len(comparison.sentences) == 1


@each_fact
def test_the_page_shows_it(client, fact):
    make_job("Clerk", **EMPTY | parse_fact(fact, sample(fact)))
    facts = page(client, "/job-descriptions/clerk/").find_class("facts")[0]
    assert words(facts.find(".//dt")) == (fact.page_label or fact.label)
    assert [words(one) for one in facts.iter("dd")] == [sample(fact)]


@each_fact
def test_the_preview_of_an_import_shows_it(admin_client, fact):
    upload(admin_client, ("Clerk.docx", word_file("Clerk", **EMPTY | parse_fact(fact, sample(fact)))))
    address = f"/admin/jobdescriptions/jobdescription/import/{PendingImport.objects.get().token}/"
    label = page(admin_client, address).xpath(f'//dt[.="{fact.label}"]')[0]
    assert words(label.getnext()) == sample(fact)


@each_fact
def test_the_search_finds_it_unless_the_table_says_otherwise(fact):
    make_job("Clerk", **EMPTY | parse_fact(fact, sample(fact)))
    make_job("Typist", **EMPTY)
    found = [hit.title for hit in search(sample(fact).split(";")[0]).hits if hit.kind == Kind.JOB_DESCRIPTION]
    assert found == ([] if fact.search == NOT_SEARCHED else ["Clerk"])


def test_a_document_has_a_field_for_each_column_and_the_table_has_each_name_once():
    assert {name: getattr(Document("Clerk"), name) for name in COLUMNS} == EMPTY
    names = [column.name for fact in FACTS for column in fact.columns]
    labels = [label for fact in FACTS for label in (fact.label, *fact.labels, *fact.loose_labels)]
    assert len(set(names)) == len(names) and len(set(labels)) == len(labels)

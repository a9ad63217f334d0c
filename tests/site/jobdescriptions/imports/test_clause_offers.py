"""Legal lines of uploaded files: the site's wording is offered line by line, and never forced."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from jobdescriptions.clauses.editing import save_clause
from jobdescriptions.clauses.library import Library
from jobdescriptions.content import to_content, to_document
from jobdescriptions.imports.clause_offers import find_clause_offers, settle_clauses
from jobdescriptions.imports.stored_readings import get_reading
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.word.write.writer import write
from tests.factory import make_clause, make_document, make_placement, make_section

pytestmark = pytest.mark.django_db

OURS = "<p>A tuberculosis risk assessment is shown before employment.</p>"
WORDS = "Must pass a TB test before the first day."


def document(*sections):
    return make_document(sections=(*make_document().sections[:1], *sections))


def marked(text):
    return document(make_placement("tuberculosis", text=text))


def stated(*texts):
    return document(make_section("licenses", "Licenses and clearances", *texts))


def bodies(found):
    return to_content(found)["sections"][-1]["body"]


def test_a_marked_text_in_our_words_stays_a_clause_and_nothing_is_offered():
    make_clause(body=OURS)
    same = marked(OURS[3:-4])
    assert find_clause_offers(same, Library()) == []
    assert settle_clauses(same, Library()) == same


def test_an_older_version_and_other_words_are_named_and_stay_ordinary_text_unless_chosen():
    clause = make_clause(body="<p>First.</p>")
    save_clause({"body": OURS}, clause)
    for text, reason in (
        ("First.", "Tuberculosis: the file has version 1, the site has version 2."),
        ("Second.", "Tuberculosis: the file marks this clause, with another text than the site’s."),
    ):
        (offer,) = find_clause_offers(marked(text), Library())
        assert (offer.id, offer.reason, offer.text) == ("mark-tuberculosis", reason, text)
        assert bodies(settle_clauses(marked(text), Library())) == f"<p>Before.</p><p>{text}</p><p>After.</p>"
        chosen = settle_clauses(marked(text), Library(), {offer.id})
        assert '<p data-clause="tuberculosis">' in bodies(chosen)


def test_a_legal_line_in_other_words_is_replaced_only_where_it_is_chosen():
    make_clause(body=OURS)
    other = "Must hold a valid California driver's license."
    read = stated(WORDS, "Typing.", other)
    (offer,) = find_clause_offers(read, Library())  # The library has no clause about the license.
    assert (offer.keys, offer.text, offer.ours) == (("tuberculosis",), WORDS, OURS[3:-4])
    assert settle_clauses(read, Library()) == read
    marked_body = OURS.replace("<p>", '<p data-clause="tuberculosis">')
    assert bodies(settle_clauses(read, Library(), {offer.id})) == f"{marked_body}<p>Typing.</p><p>{other}</p>"
    assert settle_clauses(read, Library(), {"words-unknown"}) == read


def test_words_that_state_two_clauses_go_for_both_or_not_at_all():
    make_clause(body=OURS)
    both = stated("Fingerprint and tuberculosis clearance is required before employment.")
    assert find_clause_offers(both, Library()) == []
    make_clause("fingerprints-classified", "<p>Fingerprints are cleared.</p>")
    (offer,) = find_clause_offers(both, Library())
    assert set(offer.keys) == {"tuberculosis", "fingerprints-classified"}
    assert bodies(settle_clauses(both, Library(), {offer.id})).count("data-clause") == 2


def test_a_ticked_line_is_not_lost_where_the_file_marks_the_same_clause_with_other_words():
    make_clause(body=OURS)
    read = document(make_placement("tuberculosis", text="Our nurse looks."), *stated(WORDS).sections[1:])
    _, offer = find_clause_offers(read, Library())
    found = settle_clauses(read, Library(), {offer.id})
    assert "Our nurse looks." in str(found) and bodies(found).startswith('<p data-clause="tuberculosis">')


@pytest.fixture
def pending(admin_user):
    def make(found):
        data = write(found, number="TS-0001", version=1, date=datetime.date(2026, 11, 30))
        return PendingImport.objects.create(name="file.docx", data=data, user=admin_user)

    return make


def read_pending(one):
    return get_reading(one).document


def test_the_preview_offers_each_line_and_saving_takes_those_that_are_ticked(admin_client, pending):
    clause = make_clause(body=OURS)
    make_clause("drivers-license", "<p>A license.</p>")
    one = pending(stated(WORDS, "Typing.", "Must hold a valid California driver's license."))
    address = reverse("admin:jobdescriptions_import_preview", args=[one.token])
    page = admin_client.get(address).text
    assert "It has 2 legal lines" in page and page.count('name="clauses"') == 2
    (tick,) = [
        offer.id for offer in find_clause_offers(read_pending(one), Library()) if offer.keys == ("tuberculosis",)
    ]
    data = {"title": "Clerk", "confirm": "1", "clauses": [tick]}
    assert admin_client.post(address, data).status_code == 302
    job = JobDescription.objects.get()
    body = job.sections.last().body
    assert 'data-clause="tuberculosis"' in body and "driver&#x27;s" not in body and "driver's license." in body
    save_clause({"body": "<p>Another.</p>"}, clause)
    assert "Another." in str(to_document(job))


def test_all_fixes_do_not_include_clauses_and_ticks_outlive_other_fixes(admin_client, pending):
    make_clause(body=OURS)
    read = stated(WORDS, "• Typing.", "• Filing.", "• Sorting.")
    one = pending(read)
    address = reverse("admin:jobdescriptions_import_preview", args=[one.token])
    (offer,) = find_clause_offers(read_pending(one), Library())
    page = admin_client.post(address, {"title": "Clerk", "mend_all": "1", "offered": "yes", "clauses": [offer.id]}).text
    assert f'value="{offer.id}" id="id_clauses_0" checked' in page
    assert not JobDescription.objects.exists()
    one.refresh_from_db()
    assert one.mending and not any("clause" in key for key in one.mending)
    data = {"title": "Clerk", "confirm": "1", "clauses": [offer.id], "offered": "yes", "offers": []}
    admin_client.post(address, data)
    assert 'data-clause="tuberculosis"' in JobDescription.objects.get().sections.last().body


def test_the_command_takes_clauses_only_where_it_is_told_to(tmp_path):
    make_clause(body=OURS)
    data = write(stated(WORDS), number="TS-0001", version=1, date=datetime.date(2026, 11, 30))
    (tmp_path / "file.docx").write_bytes(data)
    out = io.StringIO()
    call_command("import_job_descriptions", tmp_path, "--mend", stdout=out)
    assert "--clauses takes the site's" in out.getvalue()
    assert WORDS in JobDescription.objects.get().sections.last().body
    JobDescription.objects.all().delete()
    out = io.StringIO()
    call_command("import_job_descriptions", tmp_path, "--again", "--clauses", stdout=out)
    assert "--clauses" not in out.getvalue()
    assert WORDS not in JobDescription.objects.get().sections.last().body

"""Clauses in the admin and on public pages."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from jobdescriptions.clauses.editing import save_clause
from jobdescriptions.models import Clause, JobDescription, Section
from jobdescriptions.publishing import publish
from techsets.accounts.groups import set_up_groups
from techsets.verify import contents
from tests.factory import make_clause, make_document, make_job, make_placement

pytestmark = pytest.mark.django_db


def make_placing(title="Analyst", *keys, **options):
    return make_job(title, sections=(*make_document().sections, make_placement(*keys or ["tuberculosis"])), **options)


def form_of(clause, **changes):
    names = ("name", "body", "applies", "sources", "confirm_locally")
    values = {name: getattr(clause, name) for name in names}
    return values | {"dated": clause.dated.isoformat(), "seen_revision": clause.revision} | changes


def address_of(clause):
    return reverse("admin:jobdescriptions_clause_change", args=[clause.pk])


def test_the_form_names_the_places_before_a_change_and_saving_leads_to_those_that_wait(admin_client):
    clause = Clause.objects.get(pk=make_clause().pk)
    job, draft = make_placing(), make_placing("Clerk", published=False)
    page = admin_client.get(address_of(clause)).text
    assert "<strong>2 drafts</strong>" in page and "<strong>1 job description</strong>" in page
    for place in (job, draft):
        assert f"/admin/jobdescriptions/jobdescription/{place.pk}/change/" in page
    assert f'href="{job.get_absolute_url()}"' in page and f'href="{draft.get_absolute_url()}"' not in page

    answer = admin_client.post(address_of(clause), form_of(clause, body="<p>Another.</p>"), follow=True)
    assert "1 public job description with this clause now has unpublished changes." in answer.text
    waiting = f"{reverse('admin:jobdescriptions_jobdescription_changelist')}?clause=tuberculosis&state=changed"
    assert waiting.replace("&", "&amp;") in answer.text
    listed = admin_client.get(waiting).text
    assert ">Analyst<" in listed and ">Clerk<" not in listed
    clause.refresh_from_db()
    version = clause.versions.first()
    assert (clause.version, version.version, version.changed_by.username) == (2, 2, "admin")


def test_of_two_who_save_a_clause_the_second_gets_the_form_back(admin_client):
    clause = Clause.objects.get(pk=make_clause().pk)
    admin_client.post(address_of(clause), form_of(clause, body="<p>First.</p>"))
    answer = admin_client.post(address_of(clause), form_of(clause, body="<p>Second.</p>"))
    assert answer.status_code == 200 and "Both versions" in answer.text
    clause.refresh_from_db()
    assert (clause.body, clause.version) == ("<p>First.</p>", 2)


def test_a_placed_clause_is_not_deleted_and_the_page_names_the_places(admin_client):
    clause = make_clause()
    make_placing()
    address = reverse("admin:jobdescriptions_clause_delete", args=[clause.pk])
    page = admin_client.get(address).text
    assert "cannot be deleted" in page and "“Analyst”" in page
    admin_client.post(address, {"post": "yes"})
    assert Clause.objects.exists()


def test_publishers_edit_clauses_and_editors_only_see_them(client, django_user_model):
    set_up_groups()
    clause = Clause.objects.get(pk=make_clause().pk)
    for group, status in (("Viewers", 403), ("Editors", 403), ("Publishers", 302)):
        user = django_user_model.objects.create_user(group, password="x", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        assert client.get(address_of(clause)).status_code == 200
        assert client.post(address_of(clause), form_of(clause, name=group)).status_code == status


def test_the_form_of_a_job_description_shows_and_saves_the_present_wording(admin_client):
    clause = make_clause()
    job = make_placing()
    save_clause({"body": "<p>Another.</p>"}, clause)
    address = reverse("admin:jobdescriptions_jobdescription_change", args=[job.pk])
    page = admin_client.get(address)
    assert "&lt;p data-clause=&quot;tuberculosis&quot;&gt;Another.&lt;/p&gt;" in page.text
    assert '<script id="clauses-data" type="application/json">[{"key": "tuberculosis"' in page.text


def test_what_is_typed_into_a_clause_is_put_back_with_a_message(admin_client):
    make_clause()
    job = make_placing()
    address = reverse("admin:jobdescriptions_jobdescription_change", args=[job.pk])
    forms = admin_client.get(address).context["inline_admin_formsets"]
    data = {"title": job.title, "seen_revision": 0, "employment_class": job.employment_class}
    for formset in (one.formset for one in forms):
        prefix, rows = formset.prefix, formset.initial_forms
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        for form in rows:
            data |= {form.add_prefix(name): form[name].value() for name in ("heading", "order", "body", "id")}
            data[form.add_prefix("job_description")] = job.pk
    row = next(name for name, value in data.items() if "data-clause" in str(value))
    right = '<p data-clause="tuberculosis">A risk assessment.</p>'
    # The clause stands at two places, of which only the first was typed into.
    data[row] = f'<p data-clause="tuberculosis">Typed.</p><p data-clause="no-such">Words.</p>{right}'
    answer = admin_client.post(address, data, follow=True)
    assert "has the text of the clause library again" in answer.text
    assert "there is no clause with the key “no-such”" in answer.text
    assert job.sections.last().body == f"{right}<p>Words.</p>{right}"


def test_a_page_shows_its_clauses_with_version_and_date_and_leads_to_their_sources(client):
    clause = make_clause(confirm_locally="who pays.")
    job, without = make_placing(), make_job()
    page = client.get(job.get_absolute_url()).text
    line = 'href="/clauses/#tuberculosis">Tuberculosis</a>, version 1, checked on November 30, 2026: confirm locally'
    assert line in page and "by now" not in page
    library = client.get("/clauses/").text
    assert '<a href="https://leginfo.legislature.ca.gov/">Education Code</a>' in library
    assert "<strong>Confirm locally:</strong> who pays." in library
    assert 'id="clauses-and-sources"' not in client.get(without.get_absolute_url()).text
    save_clause({"body": "<p>Another.</p>", "dated": "2027-01-01"}, clause)
    page = client.get(job.get_absolute_url()).text
    assert "version 1, checked on November 30, 2026" in page and "library has version 2 by now" in page
    publish(job)
    assert "version 2, checked on January 1, 2027" in client.get(job.get_absolute_url()).text


def test_the_page_of_all_clauses_says_where_each_is_used_and_in_which_version(client, django_assert_num_queries):
    clause = make_clause()
    make_clause("drivers-license")
    job = make_placing()
    save_clause({"body": "<p>Another.</p>"}, clause)
    with django_assert_num_queries(2):
        page = client.get(reverse("clauses")).text
    assert f'<a href="{job.get_absolute_url()}">Analyst</a> (still in version 1)' in page
    assert "No published job description has it now." in page and 'id="drivers-license"' in page
    assert "http://testserver/clauses/" in client.get("/sitemap.xml").text


def test_the_preview_of_a_draft_has_the_present_wording(admin_client):
    clause = make_clause()
    job = make_placing()
    save_clause({"body": "<p>Another.</p>"}, clause)
    page = admin_client.get(reverse("admin:jobdescriptions_preview", args=[job.pk])).text
    assert "Another." in page and ">Tuberculosis</a>, version 2," in page


def test_verify_names_a_draft_with_a_clause_that_is_not_there():
    clause = make_clause()
    job = make_placing()
    assert list(contents.check(quick=True)) == []
    Clause.objects.filter(pk=clause.pk).delete()
    Section.objects.filter(job_description=job).update(order=0)
    (finding,) = contents.check(quick=True)
    assert "the clause “tuberculosis”" in str(finding)
    assert JobDescription.objects.count() == 1

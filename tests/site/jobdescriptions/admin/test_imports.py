"""Bringing Word files in through the admin: upload, preview, mend, confirm."""

import datetime
import io
import zipfile

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from jobdescriptions.models import JobDescription, PendingImport, Publication, SourceFile
from jobdescriptions.publishing import publish
from jobdescriptions.word.write.writer import write
from tests.factory import make_document, make_job, make_salary, make_section
from tests.pages import act_on, words_of
from tests.unit.jobdescriptions.word.docx_parts import docx

pytestmark = pytest.mark.django_db
IMPORT = "/admin/jobdescriptions/jobdescription/import/"


def word_file(title="Network Technician", **overrides):
    document = make_document(title, **overrides)
    return write(document, number="TS-0001", version=1, date=datetime.date(2026, 11, 23))


def upload(client, *files, address=IMPORT):
    return client.post(address, {"files": [SimpleUploadedFile(name, data) for name, data in files]}, follow=True)


def preview_address(name=None):
    pending = PendingImport.objects.get(name=name) if name else PendingImport.objects.get()
    return f"{IMPORT}{pending.token}/"


def test_an_upload_shows_what_was_understood_and_saves_nothing(admin_client):
    response = upload(admin_client, ("A file.docx", word_file(salaries=(make_salary(),))))
    text = words_of(response)
    assert "Every word of the file's text was understood." in text
    assert "The Network Technician keeps the network of the schools working." in text
    assert "$4,000 to $5,000 a month" in text
    assert not JobDescription.objects.exists() and not SourceFile.objects.exists() and not Publication.objects.exists()


def test_confirming_saves_a_draft_with_the_file_as_it_came(admin_client, client):
    data = word_file()
    upload(admin_client, ("A file.docx", data))
    response = admin_client.post(preview_address(), {"confirm": "1", "title": "Network Tech"}, follow=True)
    job = JobDescription.objects.get()
    assert (job.title, job.is_published) == ("Network Tech", False)
    assert "was saved as a draft" in words_of(response)
    assert (job.source.name, job.source.uploaded_by.username) == ("A file.docx", "admin")
    with job.source.file.open("rb") as kept:
        assert kept.read() == data
    assert not PendingImport.objects.exists()
    assert client.get(job.get_absolute_url()).status_code == 404


def test_discarding_leaves_nothing(admin_client):
    upload(admin_client, ("A file.docx", word_file()))
    admin_client.post(preview_address(), {"discard": "1"})
    assert not PendingImport.objects.exists() and not JobDescription.objects.exists()


def test_replacing_keeps_number_and_address_and_the_public_page_until_published(admin_client, client):
    job = make_job("Network Technician")
    changed = word_file(work_year="10 months")
    upload(admin_client, ("New.docx", changed), address=f"{IMPORT}?replace={job.pk}")
    admin_client.post(preview_address(), {"confirm": "1", "title": "Network Technician", "job_description": job.pk})
    assert JobDescription.objects.count() == 1
    job.refresh_from_db()
    assert (job.document_number, job.slug, job.work_year) == ("TS-0001", "network-technician", "10 months")
    assert "10 months" not in words_of(client.get(job.get_absolute_url()))
    publish(job)
    assert "10 months" in words_of(client.get(job.get_absolute_url()))


def test_several_files_and_an_archive_each_wait_for_their_own_confirmation(admin_client):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("folder/Clerk.docx", word_file("Clerk"))
        packed.writestr("folder/~$Clerk.docx", b"lock")
        packed.writestr("readme.txt", b"text")
    response = upload(admin_client, ("Analyst.docx", word_file("Analyst")), ("all.zip", archive.getvalue()))
    assert "Waiting for you to confirm" in words_of(response)
    assert sorted(PendingImport.objects.values_list("name", flat=True)) == ["Analyst.docx", "Clerk.docx"]
    admin_client.post(preview_address("Clerk.docx"), {"confirm": "1", "title": "Clerk"})
    assert [job.title for job in JobDescription.objects.all()] == ["Clerk"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Word Document (.docx)"),
        ("notes.pdf", b"%PDF-1.7", "PDF"),
        ("empty.docx", b" ", ""),
        ("broken.zip", b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence_and_nothing_waits(admin_client, name, data, says):
    response = upload(admin_client, (name, data))
    errors = html.fromstring(response.content).xpath('//li[@class="error"]')
    assert len(errors) == 1
    assert name in errors[0].text_content() and says in errors[0].text_content()
    assert not PendingImport.objects.exists()


def test_an_offer_is_not_forced_and_mends_when_it_is_taken(admin_client):
    body = "".join(
        f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{heading}</w:t></w:r></w:p><w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        for heading, text in (("Definition", "Keeps the network working."), ("Knowledge of", "Networks and cables."))
    )
    response = upload(admin_client, ("Bold.docx", docx(body)))
    root = html.fromstring(response.content)
    offers = root.xpath('//input[@name="offers"]')
    assert offers and not any(offer.get("checked") for offer in offers)
    before = root.xpath('//article[@class="import-document"]//section/h3')
    response = admin_client.post(
        preview_address(), {"mend": "1", "offers": [offer.get("value") for offer in offers]}, follow=True
    )
    after = html.fromstring(response.content).xpath('//article[@class="import-document"]//section/h3')
    assert [heading.text for heading in after] == ["Definition", "Knowledge of"]
    assert len(before) < 2
    admin_client.post(preview_address(), {"confirm": "1", "title": "Bold"})
    assert [section.kind for section in JobDescription.objects.get().sections.all()] == ["definition", "knowledge"]


def test_a_file_without_a_title_asks_for_one(admin_client):
    upload(admin_client, ("No title.docx", docx("<w:p><w:r><w:t>Just text.</w:t></w:r></w:p>")))
    response = admin_client.post(preview_address(), {"confirm": "1", "title": ""})
    assert response.status_code == 200
    assert not JobDescription.objects.exists()
    assert PendingImport.objects.exists()


def person(django_user_model, name, *permissions):
    user = django_user_model.objects.create_user(name, password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def test_nobody_sees_or_confirms_what_somebody_else_has_uploaded(admin_client, client, django_user_model):
    upload(admin_client, ("Secret.docx", word_file()))
    client.force_login(person(django_user_model, "other", "add_jobdescription", "change_jobdescription"))
    assert "Secret.docx" not in words_of(client.get(IMPORT))
    assert client.get(preview_address()).status_code == 404
    assert client.post(preview_address(), {"confirm": "1", "title": "X"}).status_code == 404
    assert not JobDescription.objects.exists()


def test_who_may_only_look_cannot_import_and_who_may_only_add_cannot_replace(client, django_user_model):
    client.force_login(person(django_user_model, "viewer", "view_jobdescription"))
    assert client.get(IMPORT).status_code == 403
    assert "Import Word files" not in words_of(client.get("/admin/jobdescriptions/jobdescription/"))
    job = make_job("Network Technician")
    client.force_login(person(django_user_model, "adder", "add_jobdescription", "view_jobdescription"))
    assert client.get(f"{IMPORT}?replace={job.pk}").status_code == 403
    upload(client, ("A file.docx", word_file(work_year="10 months")))
    values = {"confirm": "1", "title": "Network Technician", "job_description": job.pk}
    assert client.post(preview_address(), values).status_code == 403
    job.refresh_from_db()
    assert job.work_year == "12 months"


def test_who_is_not_signed_in_is_sent_to_the_sign_in(client):
    assert client.get(IMPORT).status_code == 302
    assert client.post(IMPORT, {}).status_code == 302


def test_the_authors_own_file_is_offered_while_its_text_is_unchanged(admin_client, client):
    data = word_file()
    upload(admin_client, ("Our own.docx", data))
    admin_client.post(preview_address(), {"confirm": "1", "title": "Network Technician"})
    job = JobDescription.objects.get()
    publish(job)
    response = client.get(f"{job.get_absolute_url()}original/")
    assert b"".join(response.streaming_content) == data
    assert response["Content-Disposition"] == 'attachment; filename="Our own.docx"'
    assert f"{job.get_absolute_url()}original/" in client.get(job.get_absolute_url()).content.decode()
    job.sections.filter(kind="definition").update(body="<p>Edited.</p>")
    publish(job)
    assert client.get(f"{job.get_absolute_url()}original/").status_code == 404
    assert "original/" not in client.get(job.get_absolute_url()).content.decode()


def test_a_file_with_content_from_elsewhere_is_never_offered_to_the_public(admin_client, client):
    tracker = ("rId99", "image", "http://tracker.example/x.png")
    data = docx("<w:p><w:r><w:t>Just text.</w:t></w:r></w:p>", related=(tracker,))
    upload(admin_client, ("Tracked.docx", data))
    admin_client.post(preview_address(), {"confirm": "1", "title": "Tracked"})
    job = JobDescription.objects.get()
    assert job.source.dangers == "content from elsewhere"
    publish(job)
    assert client.get(f"{job.get_absolute_url()}original/").status_code == 404


def running_text(*lines):
    return docx("".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines))


def test_facts_and_pay_in_running_text_are_offered_and_kept_only_if_chosen(admin_client):
    data = running_text("Reports to: Director of Technology", "Salary: $3,895 - $4,936 per month, 2022-23, Range 32")
    upload(admin_client, ("Text.docx", data))
    text = words_of(admin_client.get(preview_address()))
    assert "Director of Technology" in text
    assert "$3,895 to $4,936 a month (2022-23" in text
    values = {"confirm": "1", "title": "Technician", "fact_reports_to": "Director of Technology", "pay": ["0"]}
    response = admin_client.post(preview_address(), values)
    assert "A figure needs this." in words_of(response)
    assert not JobDescription.objects.exists()
    values |= {"pay_employer": "Our District", "pay_publisher": "Our salary schedule, July 2022"}
    admin_client.post(preview_address(), values)
    job = JobDescription.objects.get()
    assert job.reports_to == "Director of Technology"
    salary = job.salaries.get()
    assert (salary.pay, salary.year, salary.closeness) == ("$3,895 to $4,936 a month", "2022-23", "same")


def test_pay_without_a_unit_is_not_guessed(admin_client):
    upload(admin_client, ("Text.docx", running_text("Salary: $92,620 - $103,538")))
    values = {"confirm": "1", "title": "Technician", "pay": ["0"], "pay_employer": "A", "pay_publisher": "B"}
    values |= {"pay_year": "2024-25"}
    assert "Choose it here." in words_of(admin_client.post(preview_address(), values))
    admin_client.post(preview_address(), values | {"pay_unit": "year"})
    assert JobDescription.objects.get().salaries.get().pay == "$92,620 to $103,538 a year"


def test_a_word_file_that_would_shut_readers_out_is_not_published(admin_client):
    job = make_job("Network Technician", published=False)
    row = "<tr><td><p>One</p></td><td><p>Two</p></td></tr>"
    table = f"<table><tbody>{row}{row}</tbody></table>"
    job.sections.filter(kind="definition").update(body=table)
    response = act_on(admin_client, "/admin/jobdescriptions/jobdescription/", "publish_selected", job)
    assert "shut out readers with disabilities" in words_of(response)
    job.refresh_from_db()
    assert not job.is_published and not Publication.objects.exists()


def test_the_page_says_what_the_check_of_the_word_file_found(client):
    job = make_job("Network Technician")
    assert "Checked for accessibility: no problems found." in words_of(client.get(job.get_absolute_url()))


def test_confirming_twice_saves_once_and_says_so(admin_client):
    upload(admin_client, ("A file.docx", word_file()))
    address = preview_address()
    values = {"confirm": "1", "title": "Network Technician"}
    admin_client.post(address, values)
    response = admin_client.post(address, values, follow=True)
    assert "not waiting any more" in words_of(response)
    assert JobDescription.objects.count() == 1


def test_a_file_with_hidden_text_is_never_offered_to_the_public(admin_client, client):
    hidden = "<w:p><w:r><w:t>Just text.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>"
    upload(admin_client, ("Hidden.docx", docx(hidden)))
    admin_client.post(preview_address(), {"confirm": "1", "title": "Hidden"})
    job = JobDescription.objects.get()
    publish(job)
    assert client.get(f"{job.get_absolute_url()}original/").status_code == 404
    assert b"secret" not in client.get(job.get_absolute_url()).content


def test_text_that_no_word_file_can_hold_is_refused_and_not_published(admin_client, monkeypatch):
    monkeypatch.setattr("jobdescriptions.word.accessibility.walker.MAX_PARAGRAPHS", 50)
    job = make_job("Network Technician", published=False)
    job.sections.filter(kind="definition").update(body="<ul>" + "<li>Same.</li>" * 60 + "</ul>")
    response = act_on(admin_client, "/admin/jobdescriptions/jobdescription/", "publish_selected", job)
    assert "too long or repeats itself too often" in words_of(response)
    assert not Publication.objects.exists()


def test_a_text_in_a_heading_style_that_is_too_long_for_a_heading_is_kept_as_text(admin_client):
    styles = '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    body = f'<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>{"Long heading " * 20}</w:t></w:r></w:p>'
    text = "<w:p><w:r><w:t>Text.</w:t></w:r></w:p>"
    upload(admin_client, ("Long.docx", docx((body + text) * 2, styles=styles)))
    admin_client.post(preview_address(), {"confirm": "1", "title": "Long"})
    section = JobDescription.objects.get().sections.get()
    assert section.heading == "Introduction" and section.body.count("<p>Long heading") == 2


def test_replacing_keeps_the_figures_and_facts_that_the_file_lacks_unless_told_otherwise(admin_client):
    job = make_job("Network Technician", salaries=(make_salary(),), soc_code="15-1244")
    data = word_file(reports_to="", soc_code="", sections=make_document().sections[:1])
    values = {"confirm": "1", "title": "Network Technician", "job_description": job.pk}
    upload(admin_client, ("New.docx", data), address=f"{IMPORT}?replace={job.pk}")
    root = html.fromstring(admin_client.get(preview_address()).content)
    assert root.xpath('//input[@name="keep"]/@checked')
    admin_client.post(preview_address(), values | {"keep": "on"})
    job.refresh_from_db()
    assert (job.reports_to, job.soc_code, job.salaries.count()) == ("Network manager", "15-1244", 1)
    upload(admin_client, ("New.docx", data), address=f"{IMPORT}?replace={job.pk}")
    admin_client.post(preview_address(), values)
    job.refresh_from_db()
    assert (job.reports_to, job.soc_code, job.salaries.count()) == ("", "", 0)


def test_who_may_only_add_saves_a_new_draft_and_is_led_back_to_the_import(client, django_user_model):
    client.force_login(person(django_user_model, "adder", "add_jobdescription"))
    upload(client, ("A file.docx", word_file()))
    response = client.post(preview_address(), {"confirm": "1", "title": "Network Technician"}, follow=True)
    assert response.status_code == 200
    assert "was saved as a draft" in words_of(response)
    assert JobDescription.objects.count() == 1


def test_the_change_form_leads_to_replacing_the_file(admin_client):
    job = make_job("Network Technician")
    page = admin_client.get(f"/admin/jobdescriptions/jobdescription/{job.pk}/change/")
    assert f"{IMPORT}?replace={job.pk}" in page.content.decode()


def test_the_name_of_the_district_in_our_own_file_is_proposed_as_the_employer(admin_client):
    pay = make_section("salary", "Salary information", "Pays $24.10 to $29.35 an hour.")
    document = make_document("Network Technician", sections=(pay,))
    data = write(document, number="1", version=1, date=datetime.date(2026, 11, 30), district="Oak Grove")
    response = upload(admin_client, ("A file.docx", data))
    assert 'The line "Oak Grove" above the title was taken for the name of the district' in words_of(response)
    field = html.fromstring(response.content.decode()).get_element_by_id("id_pay_employer")
    assert field.get("value") == "Oak Grove"

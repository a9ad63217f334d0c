"""Importing Word files in the admin: what each replaces is said, and what was typed is kept."""

import pytest
from lxml import html

from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.publishing import unpublish
from tests.factory import make_document, make_job, make_section
from tests.pages import words_of
from tests.site.jobdescriptions.admin.test_imports import IMPORT, person, preview_address, upload, word_file
from tests.unit.jobdescriptions.word.docx_parts import docx

pytestmark = pytest.mark.django_db


def bold_file(further=""):
    body = "".join(
        f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{heading}</w:t></w:r></w:p><w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        for heading, text in (("Definition", "Keeps the network working."), ("Knowledge of", "Networks and cables."))
    )
    return docx(body + further)


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_of_several_files_each_says_what_it_replaces_and_what_the_public_sees(admin_client):
    make_job("Clerk")
    ahead = make_job("Analyst")
    save(make_document("Analyst", sections=(make_section("definition", "Definition", "Not public yet."),)), ahead)
    make_job("Pilot", published=False)
    unpublish(make_job("Operator"))
    files = [(f"{title}.docx", word_file(title)) for title in ("Clerk", "Analyst", "Pilot", "Operator", "Teacher")]
    upload(admin_client, *files)
    text = words_of(admin_client.get(IMPORT))
    says = {
        "Clerk": "It replaces the draft of “Clerk” (TS-0001). The public goes on seeing version 1 until you publish",
        "Analyst": "That draft has changes that were never published",
        "Pilot": "It replaces the draft of “Pilot” (TS-0003), last edited on ",
        "Operator": "It replaces the draft of “Operator” (TS-0004). The public does not see that one now",
        "Teacher": "It becomes a new job description: a draft, which the public does not see.",
    }
    for title, sentence in says.items():
        assert f"Title: {title}. " in text and sentence in text
        assert sentence in words_of(admin_client.get(preview_address(f"{title}.docx")))
    assert "4 more files wait for you." in words_of(admin_client.get(preview_address("Clerk.docx")))


def test_two_files_of_one_title_are_told_apart_before_one_replaces_the_other(admin_client):
    upload(admin_client, ("First.docx", word_file("Clerk")), ("Second.docx", word_file("Clerk", work_year="9 months")))
    text = words_of(admin_client.get(IMPORT))
    assert text.count("It has the same title as First.docx above") == 1
    answer = admin_client.post(preview_address("First.docx"), {"confirm": "1", "title": "Clerk"}, follow=True)
    assert "Clerk was saved as a draft. The public sees it once it is published." in words_of(answer)
    said = words_of(answer)
    assert "It replaces the draft of “Clerk” (TS-0001), last edited on " in said
    assert "m., which was never published." in said


def test_who_may_only_add_is_told_that_each_becomes_a_new_one(client, django_user_model):
    make_job("Clerk")
    client.force_login(person(django_user_model, "adder", "add_jobdescription"))
    upload(client, ("Clerk.docx", word_file("Clerk")))
    for text in (words_of(client.get(IMPORT)), words_of(client.get(preview_address()))):
        assert "It becomes a new job description" in text and "It replaces" not in text


def test_after_confirming_it_is_said_what_was_replaced_and_that_the_public_sees_the_old_version(admin_client):
    job = make_job("Clerk")
    upload(admin_client, ("Clerk.docx", word_file("Clerk", work_year="9 months")))
    values = {"confirm": "1", "title": "Clerk", "job_description": job.pk}
    text = words_of(admin_client.post(preview_address(), values, follow=True))
    assert "The draft of Clerk was replaced. The public goes on seeing version 1 until you publish the draft." in text


def test_applying_offers_keeps_what_was_typed_and_saves_nothing(admin_client):
    make_job("Network Technician")
    other = make_job("Clerk")
    pay = paragraph("Salary: $4,000 to $5,000 a month, and in the second year $5,000 to $6,000 a month")
    response = upload(admin_client, ("Bold.docx", bold_file(paragraph("Salary") + pay)))
    root = html.fromstring(response.content)
    form = root.get_element_by_id("import-form")
    ticks = form.xpath('.//input[@name="pay"]/@value')
    assert len(ticks) == 2
    # The offers stand above the form and belong to it.
    offers = root.xpath('//input[@name="offers"][@form="import-form"]/@value')
    typed = {
        "title": "Network Clerk",
        "job_description": str(other.pk),
        "pay": [ticks[1]],
        "pay_employer": "Our district",
        "pay_year": "2026-27",
    }
    response = admin_client.post(preview_address(), {"mend": "1", "offers": offers} | typed)
    root = html.fromstring(response.content)
    form = root.get_element_by_id("import-form")
    assert [h.text for h in root.xpath("//article//section/h3")][:2] == ["Definition", "Knowledge of"]
    assert "Nothing is saved yet" in words_of(response)
    values = dict(form.form_values())
    assert (values["title"], values["job_description"]) == ("Network Clerk", str(other.pk))
    assert "keep" not in values  # It was not ticked any more in what was sent.
    assert (values["pay_employer"], values["pay_year"]) == ("Our district", "2026-27")
    ticked = form.xpath('.//input[@name="pay"][@checked]/parent::label')
    assert len(ticked) == 1 and "$5,000 to $6,000" in ticked[0].text_content()
    assert "It replaces the draft of “Clerk”" in words_of(response)
    assert JobDescription.objects.count() == 2 and PendingImport.objects.count() == 1


def test_what_nobody_typed_follows_the_file_as_it_is_mended(admin_client):
    response = upload(admin_client, ("Bold.docx", bold_file()))
    root = html.fromstring(response.content)
    sent = dict(root.get_element_by_id("import-form").form_values())
    offers = root.xpath('//input[@name="offers"]/@value')
    response = admin_client.post(preview_address(), sent | {"mend": "1", "offers": offers})
    values = dict(html.fromstring(response.content).get_element_by_id("import-form").form_values())
    assert values["keep"] == "on" and values["job_description"] in ("", None)


def test_a_confirmation_that_comes_back_says_so_at_the_top(admin_client):
    upload(admin_client, ("Clerk.docx", word_file("Clerk")))
    response = admin_client.post(preview_address(), {"confirm": "1", "title": ""})
    root = html.fromstring(response.content)
    assert "Nothing is saved yet." in root.xpath('//*[@role="alert"]')[0].text_content()
    assert root.xpath('//a[@href="#save-as-a-draft"]') and root.get_element_by_id("save-as-a-draft") is not None


def test_job_descriptions_of_one_title_are_told_apart_where_one_of_them_is_replaced(admin_client):
    jobs = [make_job("Clerk"), make_job("Clerk")]
    root = html.fromstring(upload(admin_client, ("Other.docx", word_file("Other"))).content)
    options = root.xpath('//select[@name="job_description"]/option/text()')
    assert options == ["A new job description", *(f"Clerk ({job.document_number})" for job in jobs)]

"""Many Word files at once, the same file again, what is ticked, and what a colleague did since the preview."""

import pytest
from lxml import html

from jobdescriptions.drafts import save
from jobdescriptions.models import JobDescription, PendingImport, SourceFile
from tests.factory import make_document, make_job
from tests.pages import words, words_of
from tests.site.jobdescriptions.admin.test_imports import IMPORT, person, preview_address, upload, word_file
from tests.unit.jobdescriptions.word.docx_parts import docx, p, r, tbl, tc, tr

pytestmark = pytest.mark.django_db
TOGETHER = f"{IMPORT}together/"


def bold_file(title="Clerk", style=""):
    """Return a Word file whose headings are only bold."""
    lines = (("Definition", "Keeps the records."), ("Knowledge of", "Records and files."))
    styles = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    body = f'<w:p><w:pPr><w:pStyle w:val="T"/></w:pPr>{r(title)}</w:p>' if title else ""
    for heading, text in lines:
        body += f"<w:p>{r(heading, '<w:b/>')}</w:p><w:p>{r(text)}</w:p>"
    return docx(body, styles=styles)


def form_of(response, form):
    values: dict = {}
    for name, value in html.fromstring(response.content.decode()).get_element_by_id(form).form_values():
        values.setdefault(name, []).append(value or "")
    return values


def headings(job):
    return [section.heading for section in job.sections.order_by("order")]


# What is ticked


def test_offers_that_are_ticked_are_carried_out_by_saving_too(admin_client):
    response = upload(admin_client, ("Clerk.docx", bold_file()))
    offers = html.fromstring(response.content.decode()).xpath('//input[@name="offers"]/@value')
    sent = form_of(response, "import-form") | {"confirm": "1", "offers": offers, "offered": "yes"}
    assert "was saved as a draft" in words_of(admin_client.post(preview_address(), sent, follow=True))
    assert headings(JobDescription.objects.get()) == ["Definition", "Knowledge of"]


def test_offers_whose_tick_was_taken_off_are_not_carried_out_by_saving(admin_client):
    response = upload(admin_client, ("Clerk.docx", bold_file()))
    response = admin_client.post(preview_address(), form_of(response, "import-form") | {"mend_all": "1"})
    root = html.fromstring(response.content.decode())
    assert all(one.get("checked") is not None for one in root.xpath('//input[@name="offers"]'))
    sent = form_of(response, "import-form") | {"confirm": "1", "offered": "yes", "offers": []}
    admin_client.post(preview_address(), sent)
    assert headings(JobDescription.objects.get()) == ["Introduction"]


@pytest.mark.parametrize(("address", "button"), [("preview", "mend_all"), ("together", "mend")])
def test_applying_all_fixes_applies_those_that_only_the_others_bring_up(admin_client, address, button):
    """A description of a table is suggested once its header row is one."""
    rows = [tr(*(tc(p(r(text, "<w:b/>"))) for text in ("Duty", "Share of time")))]
    rows += [tr(tc(p(r(duty))), tc(p(r(share)))) for duty, share in (("Cabling", "40%"), ("Phones", "60%"))]
    first = upload(admin_client, ("Clerk.docx", docx(f"{p(r('Duties', '<w:b/>'))}{tbl(*rows)}")))
    shown = html.fromstring(first.content.decode()).xpath('//input[@name="offers"]/@value')
    assert "header-rows" in shown and "table-texts" not in shown
    if address == "preview":
        admin_client.post(preview_address(), form_of(first, "import-form") | {button: "1"})
    else:
        admin_client.post(TOGETHER, form_of(admin_client.get(TOGETHER), "together-form") | {button: "1"})
    page = html.fromstring(admin_client.get(preview_address()).content.decode())
    ticked = {one.get("value"): one.get("checked") is not None for one in page.xpath('//input[@name="offers"]')}
    assert ticked["table-texts"] and all(ticked.values())


def test_ticked_offers_that_make_a_file_replace_something_else_are_shown_first(admin_client):
    job = make_job("Clerk")
    title, text = r("Clerk", '<w:b/><w:sz w:val="36"/>'), r("Text of the file.")
    body = f"<w:p>{title}</w:p><w:p>{text}</w:p>"
    response = upload(admin_client, ("Some name.docx", docx(body)))
    root = html.fromstring(response.content.decode())
    offers = root.xpath('//input[@name="offers"]/@value')
    assert "title-line" in offers and "new job description" in words(root)
    sent = form_of(response, "import-form") | {"confirm": "1", "offers": offers, "offered": "yes"}
    response = admin_client.post(preview_address(), sent)
    assert "would be saved as something else" in words_of(response)
    assert "It replaces the draft of “Clerk”" in words_of(response)
    assert JobDescription.objects.count() == 1 and "Text of the file" not in job.sections.first().body


# A colleague's edit since the preview


def test_an_edit_since_the_preview_is_not_overwritten_without_a_word(admin_client):
    job = make_job("Clerk")
    response = upload(admin_client, ("Clerk.docx", word_file("Clerk", work_year="10 months")))
    sent = form_of(response, "import-form") | {"confirm": "1"}
    save(make_document("Clerk", work_year="11 months"), JobDescription.objects.get(pk=job.pk))
    response = admin_client.post(preview_address(), sent)
    text = words_of(response)
    assert "Somebody else has edited the draft" in text and "What saving this file would change in “Clerk” now" in text
    assert "11 months" in text and "10 months" in text
    job.refresh_from_db()
    assert job.work_year == "11 months"
    admin_client.post(preview_address(), form_of(response, "import-form") | {"confirm": "1"})
    job.refresh_from_db()
    assert job.work_year == "10 months", "Saving again, after both were shown, is meant."


def test_a_draft_that_the_page_did_not_name_is_protected_from_the_upload_on(admin_client):
    job = make_job("Clerk")
    upload(admin_client, ("Other.docx", word_file("Other", work_year="10 months")))
    save(make_document("Clerk", work_year="11 months"), JobDescription.objects.get(pk=job.pk))
    values = {"confirm": "1", "title": "Other", "job_description": job.pk}
    assert "Somebody else has edited the draft" in words_of(admin_client.post(preview_address(), values))
    job.refresh_from_db()
    assert job.work_year == "11 months"


# The same file again


def test_the_same_file_again_says_what_became_of_it_and_leads_there(admin_client):
    data = word_file("Clerk")
    upload(admin_client, ("Clerk.docx", data))
    admin_client.post(preview_address(), {"confirm": "1", "title": "Records Clerk"})
    job = JobDescription.objects.get()
    response = upload(admin_client, ("Clerk (copy).docx", data))
    root = html.fromstring(response.content.decode())
    said = root.xpath('//p[@class="import-earlier"]')[0]
    assert "This very file was uploaded before" in words(said) and "as “Clerk.docx”. It became Records Clerk" in words(
        said
    )
    assert said.find("a").get("href") == f"/admin/jobdescriptions/jobdescription/{job.pk}/change/"
    assert root.xpath('//select[@name="job_description"]/option[@selected]/@value') == [str(job.pk)]
    assert SourceFile.objects.count() == 1


def test_the_same_file_twice_waits_once(admin_client):
    data = word_file("Clerk")
    upload(admin_client, ("Clerk.docx", data), ("Clerk (1).docx", data), ("Analyst.docx", word_file("Analyst")))
    assert sorted(PendingImport.objects.values_list("name", flat=True)) == ["Analyst.docx", "Clerk.docx"]


def test_who_may_not_see_job_descriptions_is_told_nothing_of_earlier_uploads(admin_client, client, django_user_model):
    data = word_file("Secret")
    upload(admin_client, ("Secret.docx", data))
    admin_client.post(preview_address(), {"confirm": "1", "title": "Secret"})
    client.force_login(person(django_user_model, "adder", "add_jobdescription"))
    assert "uploaded before" not in words_of(upload(client, ("Mine.docx", data)))


# The original beside the result


def test_the_file_as_it_was_read_stands_beside_what_was_understood(admin_client, client, django_user_model):
    data = bold_file()
    upload(admin_client, ("Clerk.docx", data))
    response = admin_client.post(preview_address(), {"mend_all": "1"})
    root = html.fromstring(response.content.decode())
    read, shown = (root.xpath(f'//section[@class="{name}"]')[0] for name in ("import-read", "import-shown"))
    paragraphs = read.xpath('.//div[@class="import-document"]//p')
    assert [words(one) for one in paragraphs] == [
        *("Clerk", "Definition", "Keeps the records.", "Knowledge of", "Records and files."),
    ]
    assert words(read.xpath('.//div[@class="import-heading"]/span')[0]) == "Title"
    assert [words(one) for one in shown.iterfind(".//h3")][1:] == ["Definition", "Knowledge of"]
    address = read.xpath(".//a[@download]/@href")[0]
    response = admin_client.get(address)
    assert response.content == data and response["Content-Disposition"] == 'attachment; filename="Clerk.docx"'
    client.force_login(person(django_user_model, "other", "add_jobdescription", "change_jobdescription"))
    assert client.get(address).status_code == 404


# Twelve files


def test_twelve_files_take_three_presses_and_those_with_something_to_mend_stay(admin_client):
    replaced = make_job("Title 3")
    files = [(f"File {n}.docx", bold_file(f"Title {n}")) for n in range(11)]
    hidden = docx(f"<w:p>{r('No title here.')}</w:p><w:p>{r('Hidden.', '<w:vanish/>')}</w:p>")
    response = upload(admin_client, *files, ("Odd.docx", hidden))
    assert TOGETHER in response.content.decode()
    page = admin_client.get(TOGETHER)
    response = admin_client.post(TOGETHER, form_of(page, "together-form") | {"mend": "1"}, follow=True)
    assert "suggested fixes were applied" in words_of(response) and JobDescription.objects.count() == 1
    response = admin_client.post(TOGETHER, form_of(response, "together-form") | {"save": "1"}, follow=True)
    assert JobDescription.objects.count() == 11
    assert headings(JobDescription.objects.get(title="Title 7")) == ["Definition", "Knowledge of"]
    assert "Keeps the records." in JobDescription.objects.get(pk=replaced.pk).sections.first().body
    assert "Not saved, because of their problems: Odd.docx" in words_of(response)
    assert [one.name for one in PendingImport.objects.all()] == ["Odd.docx"]


def test_files_of_one_title_and_drafts_that_changed_since_are_not_saved_together(admin_client):
    job = make_job("Clerk")
    upload(admin_client, ("A.docx", word_file("Clerk", flsa="Exempt")), ("B.docx", word_file("Clerk", flsa="None")))
    page = admin_client.get(TOGETHER)
    assert "It would become the same as A.docx above." in words_of(page)
    save(make_document("Clerk", work_year="11 months"), JobDescription.objects.get(pk=job.pk))
    response = admin_client.post(TOGETHER, form_of(page, "together-form") | {"save": "1"}, follow=True)
    assert "A.docx was not saved: what it would replace has changed" in words_of(response)
    job.refresh_from_db()
    assert job.work_year == "11 months" and PendingImport.objects.count() == 2


def test_only_ones_own_files_and_only_what_is_ticked_are_saved_together(admin_client, client, django_user_model):
    upload(admin_client, ("A.docx", word_file("A")), ("B.docx", word_file("B")))
    page = form_of(admin_client.get(TOGETHER), "together-form")
    client.force_login(person(django_user_model, "viewer", "view_jobdescription"))
    assert client.get(TOGETHER).status_code == 403
    client.force_login(person(django_user_model, "other", "add_jobdescription"))
    client.post(TOGETHER, page | {"save": "1"})
    assert not JobDescription.objects.exists()
    client.force_login(django_user_model.objects.get(username="admin"))
    client.post(TOGETHER, page | {"save": "1", "files": page["files"][:1]})
    assert [job.title for job in JobDescription.objects.all()] == ["A"]

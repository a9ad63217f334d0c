"""What was read of a Word file that waits is kept: no page reads the same file again, and none shows what is stale."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from jobdescriptions.imports import steps as import_steps
from jobdescriptions.imports import stored_readings
from jobdescriptions.models import JobDescription, PendingImport
from jobdescriptions.word.package.guard import FileRefused
from tests.factory import make_job, make_salary
from tests.pages import words_of
from tests.site.jobdescriptions.admin.test_batch_imports import TOGETHER, bold_file, form_of, headings
from tests.site.jobdescriptions.admin.test_imports import IMPORT, preview_address, upload, word_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps(monkeypatch):
    """The names of the costly steps in the order in which they are taken."""
    taken = []
    for name in ("read", "parse", "check"):
        step = getattr(import_steps, name)
        monkeypatch.setattr(import_steps, name, lambda *args, name=name, step=step: taken.append(name) or step(*args))
    return taken


def test_from_the_upload_to_the_draft_a_file_is_read_and_checked_once(admin_client, steps):
    response = upload(admin_client, ("Clerk.docx", word_file("Clerk", salaries=(make_salary(),))))
    assert steps == ["read", "parse", "check"]
    again = admin_client.get(preview_address())
    assert words_of(again) == words_of(response)
    admin_client.get(IMPORT)
    admin_client.get(TOGETHER)
    admin_client.post(preview_address(), form_of(again, "import-form") | {"confirm": "1"})
    assert steps == ["read", "parse", "check"]
    job = JobDescription.objects.get()
    assert headings(job) == ["Definition", "Salary information"]
    assert [salary.pay for salary in job.salaries.all()] == ["$4,000 to $5,000 a month"]


def test_taking_offers_reads_once_more_and_checks_the_file_only_once(admin_client, steps):
    first = upload(admin_client, ("Clerk.docx", bold_file()))
    sent = form_of(first, "import-form") | {"mend_all": "1"}
    mended = admin_client.post(preview_address(), sent)
    assert steps == ["read", "parse", "check", "read", "parse"]
    assert [one.text for one in html.fromstring(mended.content).xpath("//article//section/h3")] == [
        "Definition",
        "Knowledge of",
    ]
    # What is about the file itself is the same page as before.
    for there in ('//div[@class="import-document"]', "//details"):
        was, now = (html.fromstring(answer.content).xpath(there)[0].text_content() for answer in (first, mended))
        assert was == now
    admin_client.get(preview_address())
    confirmed = form_of(mended, "import-form") | {"confirm": "1", "offered": "yes"}
    confirmed["offers"] = html.fromstring(mended.content).xpath('//input[@name="offers"][@checked]/@value')
    admin_client.post(preview_address(), confirmed)
    assert steps == ["read", "parse", "check", "read", "parse"]
    assert headings(JobDescription.objects.get()) == ["Definition", "Knowledge of"]


def test_after_an_upgrade_the_file_is_read_again_and_nothing_of_before_is_shown(admin_client, steps, monkeypatch):
    upload(admin_client, ("Clerk.docx", word_file("Clerk")))
    stale = PendingImport.objects.get()
    stale.reading["content"]["title"] = "What the old release read"
    PendingImport.objects.update(reading=stale.reading, title="What the old release read")
    monkeypatch.setattr(stored_readings, "PROGRAM_DIGEST", "another program")
    text = words_of(admin_client.get(IMPORT))
    assert "The site was upgraded since this file was read: open it" in text and "old release" not in text
    assert steps == ["read", "parse", "check"]
    assert "What the old release read" not in words_of(admin_client.get(preview_address()))
    assert steps == ["read", "parse", "check"] * 2
    assert "Title: Clerk. It becomes a new job description" in words_of(admin_client.get(IMPORT))
    assert "Title: Clerk." in words_of(admin_client.get(TOGETHER))
    assert steps == ["read", "parse", "check"] * 2


def test_what_an_upgrade_does_not_read_any_more_is_refused_and_goes_away(admin_client, monkeypatch):
    upload(admin_client, ("Clerk.docx", word_file("Clerk")))

    def refuse(data):
        raise FileRefused("test", "It is too odd.")

    monkeypatch.setattr(stored_readings, "PROGRAM_DIGEST", "another program")
    monkeypatch.setattr(import_steps, "read", refuse)
    assert "It is too odd." in words_of(admin_client.get(TOGETHER))
    assert "Clerk.docx: It is too odd." in words_of(admin_client.get(preview_address(), follow=True))
    assert not PendingImport.objects.exists()


def test_a_file_that_waited_before_readings_were_kept_is_read_when_it_is_opened(admin_client, admin_user):
    PendingImport.objects.create(name="Clerk.docx", data=word_file("Clerk"), user=admin_user)
    assert "open it to see what it would become" in words_of(admin_client.get(IMPORT))
    assert "It becomes a new job description" in words_of(admin_client.get(preview_address()))
    assert "Title: Clerk." in words_of(admin_client.get(IMPORT))


def test_offers_that_an_older_release_wrote_down_alone_are_carried_out(admin_client):
    """While servers are upgraded one by one, a release that keeps no readings may note what was ticked."""
    upload(admin_client, ("Clerk.docx", bold_file()))
    offers = [offer["key"] for offer in PendingImport.objects.get().reading["offers"]]
    PendingImport.objects.update(mending=offers)
    shown = admin_client.get(preview_address())
    assert "Knowledge of" in [one.text for one in html.fromstring(shown.content).xpath("//article//section/h3")]
    assert PendingImport.objects.get().read_with == offers


def test_reading_again_takes_no_offer_back_that_was_ticked_at_the_same_moment(admin_client):
    upload(admin_client, ("Clerk.docx", bold_file()))
    PendingImport.objects.update(read_by="")
    slow = PendingImport.objects.get()
    ticked = stored_readings.apply_offers(PendingImport.objects.get(), ["heading-lines"])
    stored_readings.get_reading(slow)
    now = PendingImport.objects.get()
    assert now.mending == ["heading-lines"] and not stored_readings.is_current(now)
    assert stored_readings.get_reading(now) == ticked


def test_a_file_that_is_discarded_while_it_is_read_leaves_nothing_and_no_error(admin_client):
    upload(admin_client, ("Clerk.docx", bold_file()))
    waiting = PendingImport.objects.get()
    PendingImport.objects.all().delete()
    assert stored_readings.apply_offers(waiting, ["heading-lines"]).taken == ("heading-lines",)
    assert not PendingImport.objects.exists()


def test_a_preview_is_never_saved_with_another_file():
    shown = import_steps.preview("Clerk.docx", word_file("Clerk"))
    with pytest.raises(ValueError, match=r"The preview of Clerk\.docx is of another file"):
        import_steps.confirm(shown, word_file("Analyst"))


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as taken:
        assert client.get(address).status_code == 200
    return len(taken)


@pytest.mark.parametrize("address", [IMPORT, TOGETHER])
def test_twice_as_many_waiting_files_take_no_more_queries_and_are_not_read(admin_client, steps, address):
    """Some replace what is public, some a draft, some come from the very same file, and some are new."""

    def send(*numbers):
        for number in numbers:
            make_job(f"Public {number}")
            make_job(f"Draft {number}", published=False)
            files = [(f"{kind} {number}.docx", word_file(f"{kind} {number}")) for kind in ("Public", "Draft", "New")]
            same = word_file(f"Same {number}")
            upload(admin_client, ("same.docx", same))
            admin_client.post(preview_address("same.docx"), {"confirm": "1", "title": f"Renamed {number}"})
            upload(admin_client, *files, (f"Same {number}.docx", same))

    send(1, 2)
    queries_of(admin_client, address)  # What is asked for once in a process.
    few = queries_of(admin_client, address)
    send(3, 4)
    del steps[:]
    assert queries_of(admin_client, address) == few
    assert steps == []
    text = words_of(admin_client.get(address))
    for number in range(1, 5):
        assert f"It replaces the draft of “Public {number}”" in text
        assert f"It replaces the draft of “Draft {number}”" in text
        assert f"It replaces the draft of “Renamed {number}”" in text
    assert text.count("It becomes a new job description") == 4


def test_titles_are_the_same_in_small_letters_and_capitals_of_any_language(admin_client):
    job = make_job("Técnico de Ñandú")
    upload(admin_client, ("a.docx", word_file("TÉCNICO DE ÑANDÚ")))
    for address in (IMPORT, TOGETHER, preview_address()):
        assert f"It replaces the draft of “{job}”" in words_of(admin_client.get(address))

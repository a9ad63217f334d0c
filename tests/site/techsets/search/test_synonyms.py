"""Synonyms: what they lead to, in which order, how staff keep them, and how a release brings new ones."""

import json

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse

from techsets.accounts.groups import set_up_groups
from techsets.history import undo
from techsets.history.models import Change, Kind
from techsets.reference.kinds import Report
from techsets.reference.loader import load_item
from techsets.reference.models import ReferenceItem
from techsets.reference.synonyms import synonym_items
from techsets.search import synonym_changes
from techsets.search.models import SynonymGroup
from techsets.search.query import search
from tests.site.techsets.search.test_search import describe, titles

pytestmark = pytest.mark.django_db


def make_synonyms(words, leads_to=(), kind="", **overrides):
    group = SynonymGroup()
    values = {"words": "\n".join(words), "leads_to": "\n".join(leads_to), "sources": "", "remark": ""}
    kind = kind or (SynonymGroup.Kind.LEADS_TO if leads_to else SynonymGroup.Kind.SAME)
    synonym_changes.write_values(group, values | {"kind": kind} | overrides)
    return group


def test_what_synonyms_lead_to_comes_after_titles_with_the_typed_words_and_before_texts(db):
    describe("Telecommunications Tech", "Runs lines.")
    describe("Clerk of the Phone Book", "Files letters.")
    describe("Teacher", "Answers the phone.")
    assert titles("phone") == ["Clerk of the Phone Book", "Teacher"]
    make_synonyms(["phone"], ["telecommunications"])
    found = search("phone")
    assert [hit.title for hit in found.hits] == ["Clerk of the Phone Book", "Telecommunications Tech", "Teacher"]
    assert found.synonyms == (("phone", ("telecommunications",)),) and found.total == 3
    assert titles("telecommunications") == ["Telecommunications Tech"], "it leads one way only"


def test_the_first_meaning_and_the_very_title_come_first_and_synonyms_do_not_chain(db):
    describe("Manager of Technology Programs", "Leads.")
    describe("Technology Manager", "Leads.")
    describe("Analyst", "Guards.", also_called=("Cybersecurity Analyst",))
    make_synonyms(["CISO"], ["cybersecurity analyst", "technology manager"])
    make_synonyms(["technology manager"], ["clerk"])
    describe("Clerk", "Files letters.")
    assert titles("ciso") == ["Analyst", "Technology Manager", "Manager of Technology Programs"]


def test_a_word_is_no_synonym_of_another_spelling_of_itself(db):
    describe("Buyer", "Files for the school internet discount.")
    make_synonyms(["E-rate", "erate", "school internet discount"])
    make_synonyms(["web site", "Web-Site"])
    assert search("web site").synonyms == ()
    assert search("E-rate").synonyms == (("erate", ("school internet discount",)),)
    assert search("school internet discount").synonyms == (("school internet discount", ("E-rate", "erate")),)


def test_words_that_mean_the_same_find_each_other_inside_longer_queries(db):
    describe("Computer Technician", "Repairs.")
    describe("Computer Tech", "Repairs.")
    make_synonyms(["tech", "technician"])
    assert titles("computer tech") == ["Computer Tech", "Computer Technician"]
    assert titles("computer technician") == ["Computer Technician", "Computer Tech"]
    assert titles("repairs computers technician") == ["Computer Technician", "Computer Tech"]


def test_a_misspelling_is_looked_for_as_what_it_means_and_no_other_word_is(client, db):
    describe("Programmer", "Codes.")
    describe("Program Coordinator", "Leads the program.")
    make_synonyms(["programer"], ["programmer"], kind="misspelling")
    assert titles("programer") == ["Programmer"]
    assert titles("program") == ["Program Coordinator"], "whole words are compared, not their stems"
    assert search("programer").misspelled == (("programer", ("programmer",)),)
    page = client.get("/search/?q=programer").content.decode()
    assert "“programer” is often written for “programmer”" in page


def test_it_in_small_letters_is_no_information_technology_unless_nothing_else_was_typed(db):
    describe("Information Technology Manager", "Leads.")
    describe("Clerk", "Files letters and sends it on.")
    make_synonyms(["IT"], ["information technology"])
    assert titles("IT") == titles("it") == ["Information Technology Manager"], "no text that only says “it”"
    assert titles("IT manager") == ["Information Technology Manager"]
    assert titles("does it file letters") == ["Clerk"]
    assert search("does it file letters").synonyms == ()


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"words": "the\nphone"}, "“the” has no word"),
        ({"words": "phone"}, "at least two words"),
        ({"leads_to": "telecommunications"}, "Leave this empty"),
        ({"kind": "leads-to"}, "Write what the words lead to"),
        ({"words": "\n".join(f"w{number}" for number in range(50))}, "50 lines"),
        ({"words": "phone\n" + "word " * 9}, "longer than 8 words"),
    ],
)
def test_what_cannot_work_is_refused_with_what_to_do(values, word):
    with pytest.raises(ValidationError) as refusal:
        synonym_changes.write_values(SynonymGroup(), form_of(None, words="phone\ntelephone") | values)
    assert word in " ".join(refusal.value.messages)
    assert not SynonymGroup.objects.exists() and not Change.objects.exists()


def form_of(group, **values):
    found = (
        synonym_changes.read_values(group) if group else {"kind": "same", "leads_to": "", "sources": "", "remark": ""}
    )
    revision = {"seen_revision": group.revision} if group else {}
    return found | revision | values


def test_editors_keep_synonyms_viewers_look_and_the_history_brings_all_back(client, django_user_model):
    set_up_groups()
    for name in ("Viewers", "Editors"):
        django_user_model.objects.create_user(name, is_staff=True).groups.add(Group.objects.get(name=name))
    describe("Telecommunications Tech", "Runs lines.")
    add = reverse("admin:search_synonymgroup_add")
    client.force_login(django_user_model.objects.get(username="Viewers"))
    assert client.post(add, form_of(None, words="a phone\ntelecommunications")).status_code == 403
    client.force_login(django_user_model.objects.get(username="Editors"))
    assert client.post(add, form_of(None, words="phone\ntelecommunications")).status_code == 302
    group = SynonymGroup.objects.get()
    assert titles("phone") == ["Telecommunications Tech"]
    change = reverse("admin:search_synonymgroup_change", args=[group.pk])
    assert client.post(change, form_of(group, words="phone\nbell")).status_code == 302
    assert titles("phone") == []
    # Somebody who opened the form before gets it back, with what both wrote.
    answer = client.post(change, form_of(group, words="phone\ntelecommunications", remark="Old."))
    assert answer.status_code == 200 and "Old." in answer.content.decode()
    assert SynonymGroup.objects.get().words == "phone\nbell"
    assert client.post(reverse("admin:search_synonymgroup_delete", args=[group.pk]), {"post": "yes"}).status_code == 302
    assert not SynonymGroup.objects.exists()
    first, edited, deleted = Change.objects.of(Kind.SYNONYMS, group.pk).order_by("pk")
    assert [one.message for one in (first, edited, deleted)] == [
        "Added the synonyms “phone, telecommunications”.",
        "Edited the synonyms “phone, bell”: words.",
        "Deleted the synonyms “phone, bell”.",
    ]
    for one in (first, edited, deleted):
        assert client.get(reverse("admin:history_change_change", args=[one.pk])).status_code == 200
    restore = reverse("admin:history_restore", args=[deleted.pk])
    assert "Bring it back" in client.get(restore).content.decode()
    assert client.post(restore, {"revision": "0"}).status_code == 302
    assert SynonymGroup.objects.get(pk=group.pk).words == "phone\nbell"
    undo.restore(first)
    assert titles("phone") == ["Telecommunications Tech"]
    client.force_login(django_user_model.objects.get(username="Viewers"))
    assert client.get(change).status_code == 200
    assert client.post(restore, {"revision": "0"}).status_code == 403


def test_a_release_brings_new_synonyms_and_leaves_those_of_staff(tmp_path):
    file = tmp_path / "synonyms.json"

    def release(*groups):
        defaults = {"kind": "same", "leads_to": [], "sources": "", "remark": ""}
        file.write_text(json.dumps({"groups": [defaults | group for group in groups]}))
        loaded = {item.key: item for item in ReferenceItem.objects.all()}
        report = Report()
        for item in synonym_items(file):
            load_item(item, loaded, report)
        return report

    phone, pay = {"key": "1", "words": ["phone", "bell"]}, {"key": "2", "words": ["pay", "wage"]}
    assert release(phone, pay).created == 2
    kept, deleted = SynonymGroup.objects.order_by("pk")
    synonym_changes.write_values(kept, synonym_changes.read_values(kept) | {"words": "phone\nhorn"})
    synonym_changes.delete(deleted)
    report = release(phone | {"words": ["phone", "ring"], "remark": "New."}, pay | {"remark": "New."})
    assert len(report.disputed) == len(report.missing) == 1
    group = SynonymGroup.objects.get()
    assert (group.words, group.remark) == ("phone\nhorn", "New.")


def test_the_search_credits_onet_where_it_explains_itself(client, reference_content):
    assert SynonymGroup.objects.count() >= 97
    page = client.get("/search/").content.decode()
    assert "O*NET Database" in page and "CC BY 4.0" in page and "has not approved" in page
    SynonymGroup.objects.from_onet().delete()
    assert "O*NET" not in client.get("/search/").content.decode()

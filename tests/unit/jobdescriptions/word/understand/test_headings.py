"""The recognized section headings and their wordings."""

from __future__ import annotations

import pytest

from jobdescriptions.word.understand import headings
from jobdescriptions.word.understand.headings import KINDS, RECOGNIZED_HEADINGS, find_kind, kind_name, normalize_wording


def test_the_kinds_stand_in_the_order_of_a_job_description():
    assert KINDS == (
        "definition",
        "supervision",
        "distinguishing",
        "duties",
        "other_duties",
        "knowledge",
        "ability",
        "education",
        "licenses",
        "conditions",
        "physical",
        "salary",
        "terms",
        "adapting",
        "statements",
        "approval",
    )


def test_no_wording_means_two_kinds():
    meanings: dict[str, set[str]] = {}
    for heading in RECOGNIZED_HEADINGS:
        for wording in (heading.name, *heading.variants):
            meanings.setdefault(normalize_wording(wording), set()).add(heading.key)
    assert [wording for wording, kinds in meanings.items() if len(kinds) > 1] == []


def test_each_kind_is_found_by_its_own_name():
    assert [find_kind(kind_name(kind)) for kind in KINDS] == list(KINDS)


@pytest.mark.parametrize(
    ("wording", "kind"),
    [
        ("Basic function", "definition"),
        ("JOB SUMMARY:", "definition"),
        ("Position Overview", "definition"),
        ("Directly responsible to / Supervision over", "supervision"),
        ("Characteristics of the class", "distinguishing"),
        ("Representative Duties", "duties"),
        ("Essential Job Functions", "duties"),
        ("Duties and responsibilities", "duties"),
        ("Responsibilities", "duties"),
        ("What you\u2019ll do", "duties"),
        ("Knowledge, skills & abilities", "knowledge"),
        ("Abilities", "ability"),
        ("Training and Experience", "education"),
        ("MINIMUM QUALIFICATIONS", "education"),
        ("Licences and other requirements", "licenses"),
        ("Licenses/certificates/registrations", "licenses"),
        ("IV. Licenses, Certificates and Registrations", "licenses"),
        ("Work environment", "conditions"),
        ("Typical physical characteristics", "physical"),
        ("Salary range and work year", "salary"),
        ("Non-discrimination policy", "statements"),
        ("Board approved / Revised", "approval"),
    ],
)
def test_districts_wordings_are_recognized(wording, kind):
    assert find_kind(wording) == kind


@pytest.mark.parametrize("wording", ["", "   ", ":", "Favorite colors", "The duties of a good neighbor", "1."])
def test_other_wordings_are_not_guessed_at(wording):
    assert find_kind(wording) == ""


def test_the_heading_for_text_without_one_is_no_recognized_heading():
    assert find_kind(headings.INTRODUCTION) == ""

"""Which clause a passage states in other words: wordings of districts, and what only looks like them."""

from __future__ import annotations

import pytest

from jobdescriptions.word.document import Block, Document, ListItem, Paragraph, Run, Section
from jobdescriptions.word.understand.known_clauses import find_known_clauses

FINGERPRINTS, CERTIFICATED = "fingerprints-classified", "fingerprints-certificated"
TUBERCULOSIS, LICENSE, REPORTER = "tuberculosis", "drivers-license", "mandated-reporter"
DISASTER, ACCOMMODATION, OPPORTUNITY = "disaster-service-worker", "reasonable-accommodation", "equal-opportunity"
PROBATION, EQUIVALENCY, FUNCTIONS = "classified-probation", "experience-equivalency", "essential-functions"


def paragraph(text: str, clause: str = "") -> Paragraph:
    return Paragraph((Run(text),), clause)


def bullet(text: str) -> ListItem:
    return ListItem(0, "bullet", (Run(text),))


def found(kind: str, *blocks: Block) -> list[tuple[str, str]]:
    document = Document("Technician", sections=(Section(kind, "Heading", blocks),))
    return [(clause.key, clause.text) for clause in find_known_clauses(document)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Clearance of fingerprints by California's Department of Justice before any work begins", FINGERPRINTS),
        ("Must successfully pass DOJ/FBI fingerprint background checks prior to employment.", FINGERPRINTS),
        ("Employment is contingent upon criminal justice fingerprint clearance.", FINGERPRINTS),
        ("Pass a criminal history records check", FINGERPRINTS),
        ("State and federal fingerprint clearance held through the Commission on Teacher Credentialing", CERTIFICATED),
        ("TB test clearance", TUBERCULOSIS),
        ("Tuberculosis risk assessment, or an examination, within 60 days before hire", TUBERCULOSIS),
        ("Must be free of active tuberculosis, as Education Code section 49406 requires.", TUBERCULOSIS),
        ("Evidence of a negative T.B. skin test", TUBERCULOSIS),
        ("Valid California driver\u2019s license and a good driving record", LICENSE),
        ("Possession of, or ability to obtain, a valid Driver License", LICENSE),
        ("Driver's license, Class C, valid throughout employment", LICENSE),
        ("Each employee is a mandated reporter of child abuse (Penal Code section 11165.7).", REPORTER),
        ("All public employees are designated as disaster service workers.", DISASTER),
        ("Signs the oath under Government Code section 3100 and following.", DISASTER),
        ("The district is an Equal Opportunity Employer.", OPPORTUNITY),
        ("The district prohibits discrimination on the basis of race, sex or disability.", OPPORTUNITY),
        ("Qualified applicants are considered without regard to race, religion or age.", OPPORTUNITY),
        ("A probationary period of six months must be served.", PROBATION),
        ("Employees serve twelve months of probation.", PROBATION),
        ("Reasonable accommodations may be made to enable a person with a disability to do so.", ACCOMMODATION),
    ],
)
@pytest.mark.parametrize("make", [paragraph, bullet])
def test_what_districts_write_is_the_clause_that_it_states(text, key, make):
    assert found("licenses", make(text)) == [(key, text)]


@pytest.mark.parametrize(
    "text",
    [
        "Any combination of training and experience that supplies the same knowledge may be accepted.",
        "Equivalent training and experience, as far as law allows",
        "Additional qualifying experience may be substituted for the required education.",
        "Comparable education and work may be combined to meet these standards unless law provides otherwise",
        "An equivalent combination of the two, subject to law and district rules",
    ],
)
def test_what_may_stand_in_for_education_is_the_clause_of_equivalency(text):
    assert found("education", bullet(text)) == [(EQUIVALENCY, text)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("duties", "Schedules fingerprinting and TB tests of new employees before their first day"),
        ("duties", "Coordinates requests for reasonable accommodation"),
        ("duties", "Trains disaster service workers and keeps their oath forms"),
        ("knowledge", "Education Code section 45125 and rules on fingerprint clearance"),
        ("ability", "Evaluate employees during the probationary period"),
        ("adapting", "Require a driver's license only if driving is really part of the position."),
        ("education", "High school diploma or equivalent, and two years of experience in cabling"),
        ("education", "A bachelor's degree, or equivalent training, and two years of practical work"),
        ("education", "Candidates need an associate degree, for which industry certificates may substitute."),
        ("licenses", "A commercial driver's license, Class B, with a passenger endorsement"),
        ("licenses", "A valid certificate in first aid"),
        ("conditions", "Work indoors, regardless of the season, in every color of light"),
        ("statements", "Adopted by the board after a public hearing."),
        ("licenses", "No driver's license required"),
        ("licenses", "A TB test is not required"),
        ("licenses", "Valid California driver's license and proof of insurance"),
        ("licenses", "Valid first aid certificate and TB test"),
        ("licenses", "Pre-employment drug screening and fingerprint clearance"),
        ("", "Coordinates fingerprint checks with the Department of Justice"),
        ("", "Knowledge of criminal background check procedures"),
        ("", "Backs up 20 TB of storage and tests it"),
        ("statements", "To request a reasonable accommodation, write to Human Resources."),
        ("statements", "For reasonable accommodation please use the form on our site."),
        ("education", "An associate degree, or any equivalent combination of training and experience"),
        ("education", "Any combination of training and experience equivalent to two years of college"),
    ],
)
def test_what_only_speaks_of_it_is_no_clause(kind, text):
    assert found(kind, bullet(text)) == []


def test_only_the_part_of_a_text_that_states_the_clause_is_found_with_its_semicolon():
    text = "A degree is required; equal experience is accepted in place of the degree. First aid is preferred."
    document = Document("Technician", sections=(Section("education", "Education", (paragraph(text),)),))
    (clause,) = find_known_clauses(document)
    assert (clause.section, clause.block, clause.key, clause.whole) == (0, 0, EQUIVALENCY, False)
    assert clause.text == text[clause.start : clause.end] == "; equal experience is accepted in place of the degree"


def test_neighboring_sentences_of_one_clause_are_one_passage_and_of_two_clauses_are_two():
    text = "The district is an equal opportunity employer. It does not discriminate on the basis of race."
    assert found("statements", paragraph(f"{text} TB test required. Six months' probationary period.")) == [
        (OPPORTUNITY, text),
        (TUBERCULOSIS, "TB test required."),
        (PROBATION, "Six months' probationary period."),
    ]


def test_the_name_in_front_of_a_clause_goes_with_it():
    text = "Tuberculosis. A risk assessment within 60 days before hire (Education Code section 49406)."
    assert found("licenses", paragraph(text)) == [(TUBERCULOSIS, text)]
    other = text.replace("Tuberculosis.", "A first aid report is required.", 1)
    assert found("licenses", paragraph(other)) == [(TUBERCULOSIS, text.partition(". ")[2])]


def test_a_sentence_that_states_two_clauses_is_found_for_both():
    text = "Employment requires fingerprint and tuberculosis clearance."
    assert found("licenses", bullet(text)) == [(FINGERPRINTS, text), (TUBERCULOSIS, text)]


def test_the_paragraph_that_leads_to_duties_or_demands_is_found_as_a_whole():
    duties = "The duties below are typical. A person must do them with or without reasonable accommodation:"
    demands = "These demands are usual. Reasonable accommodation may be made for a disability:"
    assert found("duties", paragraph(duties), bullet("Installs cable")) == [(FUNCTIONS, duties)]
    assert found("physical", paragraph(demands), bullet("Lift 50 pounds")) == [(ACCOMMODATION, demands)]
    assert found("duties", paragraph("Installs and mends networks."), bullet("Installs cable")) == []


def test_what_is_a_clause_already_is_passed_over():
    text = "Tuberculosis risk assessment within 60 days before hire."
    assert found("licenses", paragraph(text, "tuberculosis"), paragraph(text)) == [(TUBERCULOSIS, text)]

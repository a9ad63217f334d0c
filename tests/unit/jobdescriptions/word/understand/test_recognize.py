"""Pay and facts in running text: what is read, where it is found, and what is left alone."""

from decimal import Decimal

import pytest
from hypothesis import given

from jobdescriptions.word.document import BULLET, Cell, Heading, ListItem, Paragraph, Run, Table
from jobdescriptions.word.understand.pay_text import find_pay_figures
from jobdescriptions.word.understand.recognize import Fact, Location, Pay, RecognizedFacts, recognize
from tests.profiles import examples
from tests.unit.jobdescriptions.word.normal_values import BLOCKS


def p(text: str, marks: str = "") -> Paragraph:
    return Paragraph((Run(text, marks),))


def table(*rows: tuple[str, ...]) -> Table:
    return Table(tuple(tuple(Cell((p(text),) if text else ()) for text in row) for row in rows))


def pay(*blocks) -> list[tuple]:
    """Low, high, unit, year and range of each line about pay; whole dollars as numbers."""
    return [(found.low, found.high, found.unit, found.year, found.range_label) for found in recognize(blocks).pay]


def values(key: str, *lines: str) -> list[str]:
    return [fact.value for fact in getattr(recognize([p(line) for line in lines]), key)]


# Pay


@pytest.mark.parametrize(
    ("line", "low", "high", "unit", "year", "range_label"),
    [
        ("$3,895 - $4,936 per month, 2022-23", "3895", "4936", "month", "2022-23", ""),
        ("$19.26/hour", "19.26", "19.26", "hour", "", ""),
        ("$19.26 to $23.49 an hour", "19.26", "23.49", "hour", "", ""),
        ("$19.26 per hr.", "19.26", "19.26", "hour", "", ""),
        ("$92,620 - $103,538", "92620", "103538", "", "", ""),
        ("Salary: $92,620 - $103,538", "92620", "103538", "", "", ""),
        ("$45K-$60K", "45000", "60000", "", "", ""),
        ("Pay: $45-60K", "45000", "60000", "", "", ""),
        ("$5,000.00–$6,500.00 monthly", "5000.00", "6500.00", "month", "", ""),
        ("The hourly rate of $22.50 applies.", "22.50", "22.50", "hour", "", ""),
        ("245 days, $120,000 annually", "120000", "120000", "year", "", ""),
        ("Salary between $50,000 and $60,000", "50000", "60000", "", "", ""),
        ("Annual salary: 45,000 - 55,000", "45000", "55000", "year", "", ""),
        ("65,200.00 - 75,000.00 USD annually", "65200.00", "75000.00", "year", "", ""),
        ("$4,500/mo", "4500", "4500", "month", "", ""),
        ("$310 per diem", "310", "310", "day", "", ""),
        ("Range 43: $3,895 (Step A) - $4,936 (Step E) per month", "3895", "4936", "month", "", "Range 43"),
        ("$22.50 per hour (Range 30, Step 1)", "22.50", "22.50", "hour", "", "Range 30, Step 1"),
        ("Salary 2022/2023: $60,000", "60000", "60000", "", "2022-23", ""),
        ("Salary for FY 2023: $60,000", "60000", "60000", "", "FY 2023", ""),
        ("Salary: $60,000 plus health insurance", "60000", "60000", "", "", ""),
    ],
)
def test_pay_is_read_with_what_the_text_says_and_no_more(line, low, high, unit, year, range_label):
    assert recognize([p(line)]).pay == (
        Pay(Decimal(low), Decimal(high), unit, year, range_label, False, line, Location(0)),
    )


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Range 43", "Range 43"),
        ("Salary Schedule 12, Range 43", "Salary Schedule 12, Range 43"),
        ("Salary Range: 43", "Salary Range 43"),
        ("Placed on Classified Salary Schedule 5, Grade C-12.", "Classified Salary Schedule 5, Grade C-12"),
        ("Range 43, Step A to E", "Range 43, Step A to E"),
    ],
)
def test_a_range_without_figures_is_read_by_its_name(line, name):
    assert pay(p(line)) == [(None, None, "", "", name)]


@pytest.mark.parametrize(
    "line",
    [
        "Manages a $2 million budget",
        "Responsible for a budget of $50,000 per year",
        "Must be able to lift 50 lb",
        "Approves purchases up to $5,000",
        "Sign-on bonus: $3,000",
        "Mileage is paid at $0.67 per mile",
        "A campaign for a $20 billion retailer",
        "Application fee $45",
        "Saves schools in the county that take part in the common project about $50,000 a year each",
        "$1,200 per week",
        "$65,000 CAD a year",
        "C$65,000 a year",
        "€45,000 a year",
        "$4,936 - $3,895 per month",
        "$16 billion a year",
        "Salary: negotiable",
        "Salary: $7m (Package)",
        "Range 5 to 10",
        "a wide range 5 people know",
        "Level 2 support for grade 5 students",
        "RANGE OF MOTION",
        "2022-23",
    ],
)
def test_other_amounts_are_no_pay(line):
    assert recognize([p(line)]).pay == ()


def test_a_bonus_beside_the_pay_is_left_out():
    assert pay(p("Salary: $60,000 plus a $2,000 bonus")) == [(60000, 60000, "", "", "")]
    assert pay(p("Signing bonus of $3,000; salary is $60,000")) == [(60000, 60000, "", "", "")]


def test_a_stipend_is_read_as_such():
    (found,) = recognize([p("Lead technicians receive a $5,000 stipend.")]).pay
    assert (found.low, found.high, found.unit, found.stipend) == (5000, 5000, "", True)


def test_each_of_several_figures_has_its_own_year():
    assert pay(p("2022-2023 Salary: $50,000-$60,000; 2023-2024: $52,000-$62,000")) == [
        (50000, 60000, "", "2022-23", ""),
        (52000, 62000, "", "2023-24", ""),
    ]
    assert pay(p("Salary: $50,000, 2010-2020")) == [(50000, 50000, "", "", "")]


def test_pay_is_read_in_a_table_of_labels_and_values():
    found = table(("Agency", "Finance", "Site", "Main"), ("Salary", "$92,620 - $103,538", "Duration", "Ongoing"))
    assert recognize([Heading(1, (Run("About"),)), found]).pay == (
        Pay(Decimal(92620), Decimal(103538), "", "", "", False, "$92,620 - $103,538", Location(1, "About", 1, 1)),
    )


def test_columns_say_what_pay_is_and_rows_say_the_year():
    found = table(("Position", "Monthly salary", "Year"), ("Analyst", "$3,895", "2022-23"))
    assert pay(found) == [(3895, 3895, "month", "2022-23", "")]


def test_columns_of_the_lowest_and_the_highest_pay_make_a_range():
    salary = Heading(1, (Run("Salary"),))
    ends = table(("", "Low", "High"), ("Hourly", "$24.10", "$29.35"), ("Annual", "$50,128", "$61,048"))
    assert pay(salary, ends) == [
        (Decimal("24.10"), Decimal("29.35"), "hour", "", ""),
        (50128, 61048, "year", "", ""),
    ]
    steps = table(("Position", "Step 1", "Step 2", "Step 3"), ("Technician", "$24.10", "$25.30", "$26.60"))
    assert [(low, high) for low, high, *_ in pay(salary, steps)] == [(Decimal("24.10"), Decimal("26.60"))]
    years = table(("Position", "2022-23", "2023-24"), ("Technician", "$24.10", "$25.30"))
    assert len(pay(salary, years)) == 2, "two years are no range"


def test_a_short_word_beside_class_is_no_employment_class():
    assert recognize([table(("Class", "Steps"), ("Tech", "A-E"), ("Lead", "B-F"))]).employment_class == ()
    assert values("employment_class", "Service: CSEA") == ["CSEA"]


def test_a_heading_says_what_stands_below():
    blocks = (Heading(1, (Run("Salary 2022-23"),)), p("$3,895 per month"), ListItem(0, BULLET, (Run("$19.26/hour"),)))
    assert pay(*blocks) == [
        (3895, 3895, "month", "2022-23", ""),
        (Decimal("19.26"), Decimal("19.26"), "hour", "2022-23", ""),
    ]
    assert pay(p("COMPENSATION", "b"), p("43,000.00 - 45,000.00")) == [(43000, 45000, "", "", "")]


def test_lines_of_a_paragraph_belong_together():
    assert pay(p("Salary:\n$19.26 to $23.49 an hour\n2022-2023")) == [
        (Decimal("19.26"), Decimal("23.49"), "hour", "2022-23", "")
    ]


def test_salary_tables_that_the_parser_reads_are_left_to_it():
    names = ("Employer", "Class title matched", "How close", "Pay", "Year", "Publisher and document")
    row = ("A District", "Analyst", "Same class", "$5,924 to $7,516 a month", "2022-23", "A District, schedule")
    assert recognize([table(names, row)]) == RecognizedFacts()
    assert len(recognize([table(names, (*row[:2], "no idea", *row[3:]))]).pay) == 1


# Facts


def test_facts_are_read_from_labels_with_their_place():
    blocks = (
        Heading(1, (Run("About"),)),
        Paragraph((Run("Team: ", "b"), Run("Networks "), Run("Reports to: ", "b"), Run("Director of Technology"))),
        p("FLSA: Non-exempt\tWork year:\t12 months / 260 days"),
        table(
            ("Classification", "Classified Management"), ("SOC code", "15-1232.00 Computer User Support Specialists")
        ),
    )
    assert recognize(blocks) == RecognizedFacts(
        reports_to=(Fact("Director of Technology", "Reports to: Director of Technology", Location(1, "About")),),
        employment_class=(Fact("Classified Management", "Classified Management", Location(3, "About", 0, 1)),),
        work_year=(Fact("12 months / 260 days", "Work year: 12 months / 260 days", Location(2, "About")),),
        flsa=(Fact("Non-exempt", "FLSA: Non-exempt", Location(2, "About")),),
        occupation=(
            Fact(
                "15-1232.00 Computer User Support Specialists",
                "15-1232.00 Computer User Support Specialists",
                Location(3, "About", 1, 1),
            ),
        ),
    )


def test_a_heading_or_a_line_with_a_colon_labels_the_line_below():
    below = p("Director of Technology")
    for label in (Heading(1, (Run("Reports to"),)), p("REPORTS TO", "b"), p("Reports to:")):
        (fact,) = recognize([label, below, p("Principal")]).reports_to
        assert fact.value == "Director of Technology"
        assert fact.place.block == 1


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Under the general supervision of the Director of Technology, the analyst performs", "Director of Technology"),
        ("Under direction of the Superintendent or designee, plans and installs", "Superintendent or designee"),
        (
            "The analyst reports directly to the Assistant Superintendent, Business Services.",
            "Assistant Superintendent, Business Services",
        ),
        ("Reports to Principal", "Principal"),
        ("You will be reporting to the CEO on a regular basis.", "CEO"),
        ("Receives general supervision from the Network Manager and performs", "Network Manager"),
        ("Responsible to the Director for the operation of networks", "Director"),
        ("Typically reports to a manager.", "manager"),
    ],
)
def test_sentences_say_to_whom_the_job_reports(line, value):
    assert values("reports_to", line) == [value]


@pytest.mark.parametrize(
    "line",
    [
        "Prepares reports to the Board.",
        "Must report to work on time.",
        "Generates management reports to scaling systems",
        "Reports to: <name of supervisor>",
        "Reports to: TBD",
        "Responsible to ensure that networks run",
        "Reporting To: {{ReportingTo}}",
    ],
)
def test_other_reports_are_left_alone(line):
    assert values("reports_to", line) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("This position is FLSA non-exempt.", ["Non-exempt"]),
        ("Exempt under the Fair Labor Standards Act", ["Exempt"]),
        ("This is a nonexempt position.", ["Non-exempt"]),
        ("FLSA status: exempt where duties tests are met", ["exempt where duties tests are met"]),
        ("FLSA: Exempt / Non-exempt", []),
        ("This is classified. FLSA: Exempt / Non-exempt", []),
        ("Candidates may be exempt from this requirement.", []),
    ],
)
def test_the_flsa_status(line, found):
    assert values("flsa", line) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Work year: 261 days", ["261 days"]),
        ("Work calendar: 245", ["245"]),
        ("This is a 12-month position.", ["12-month"]),
        ("Works 245 duty days each year", ["245 duty days"]),
        ("245 days, $120,000 annually", ["245 days"]),
        ("10 months per year", ["10 months"]),
        ("Twelve months of experience", []),
        ("within 180 days of employment", []),
        ("Work schedule: varies", []),
    ],
)
def test_the_work_year(line, found):
    assert values("work_year", line) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Employee group: CSEA", ["CSEA"]),
        ("Classification: Classified", ["Classified"]),
        ("This is a classified management position.", ["Classified management"]),
        ("Classification: Network Specialist II", []),
        ("Human Resources Management Service", []),
        (
            "Classification: Classified (in some districts: confidential)",
            ["Classified (in some districts: confidential)"],
        ),
    ],
)
def test_the_employment_class(line, found):
    assert values("employment_class", line) == found


@pytest.mark.parametrize(
    ("fact", "line", "found"),
    [
        ("bargaining_unit", "Bargaining unit: CSEA", ["CSEA"]),
        ("bargaining_unit", "Unit: Classified", ["Classified"]),
        ("bargaining_unit", "Represented by: SEIU Local 1021", ["SEIU Local 1021"]),
        ("bargaining_unit", "Unit: 3 to 5 hours", []),
        ("probation", "Probationary period: six months", ["six months"]),
        ("probation", "Probation: 130 days of paid service", ["130 days of paid service"]),
        ("probation", "Probation: set by the district", []),
    ],
)
def test_the_bargaining_unit_and_the_probationary_period(fact, line, found):
    assert values(fact, line) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Occupation (SOC): 15-1244 Network Administrators", ["15-1244 Network Administrators"]),
        ("The SOC code of this class is 15-1244.", ["15-1244"]),
        ("Call 15-1244 for help", []),
    ],
)
def test_the_occupation(line, found):
    assert values("occupation", line) == found


def test_a_fact_that_is_told_twice_is_found_once_and_a_contradiction_twice():
    assert values("flsa", "FLSA: Exempt", "FLSA status: exempt", "This is a non-exempt position.") == [
        "Exempt",
        "Non-exempt",
    ]


# What always holds


@examples(0.5)
@given(BLOCKS)
def test_nothing_stops_the_reading_of_facts(blocks):
    for found in recognize(blocks).pay:
        assert 0 <= found.place.block < len(blocks)


def test_a_school_year_is_found_with_a_comma_behind_it():
    (figure,) = find_pay_figures("$3,895 - $4,936 per month, 2022-23, Range 32")
    assert (figure.year, figure.range_label) == ("2022-23", "Range 32")


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("$24.10 - $29.35/hr", [("24.10", "29.35", "hour")]),
        ("$4,500 - $5,475/month", [("4500", "5475", "month")]),
        ("$45,000-$60,000/year", [("45000", "60000", "year")]),
        ("$20 per hour to $25 per hour", [("20", "25", "hour")]),
        ("$24.10 per hour, with a 401k plan and 403(b)", [("24.10", "24.10", "hour")]),
        ("$82,000-$90,000 annually with a $85,000 median", [("82000", "90000", "year")]),
        ("$24.10 ~ $29.35 per hour", [("24.10", "29.35", "hour")]),
        ("$24.10/$29.35 per hour", [("24.10", "29.35", "hour")]),
        ("$24.10 hourly to $29.35 hourly", [("24.10", "29.35", "hour")]),
        ("Minimum $24.10, maximum $29.35 per hour", [("24.10", "29.35", "hour")]),
        ("$45,000-$60,000/annum", [("45000", "60000", "year")]),
        ("$50,000 \u2013 60,000 p.a.", [("50000", "60000", "year")]),
        ("$82,000-$90,000 a year; the median salary is $85,000", [("82000", "90000", "year")]),
    ],
)
def test_pay_is_read_as_people_write_it(line, figures):
    found = find_pay_figures(line, ["Salary"])
    assert [(one.low, one.high, one.unit) for one in found] == [
        (Decimal(a), Decimal(b), unit) for a, b, unit in figures
    ]


def test_the_heads_and_the_first_cells_of_a_table_of_data_are_no_labels():
    data = table(("CLASSIFICATION", "FTE", "RANGE"), ("Technician", "1.0", "28"), ("Analyst", "2.0", "32"))
    assert recognize([data]).employment_class == ()
    roles = table(
        ("Role", "Responsibilities", "Abilities"), ("Owner", "Decides", "Edit"), ("Manager", "Operates", "Edit")
    )
    assert recognize([roles]).reports_to == ()
    assert recognize([table(("Manager", "Jane"), ("FLSA", "Exempt"))]).reports_to[0].value == "Jane"


def test_a_duty_to_report_about_something_tells_no_supervisor():
    duties = (
        Heading(1, (Run("Essential duties"),)),
        p("Reports to the Board of Education on technology matters."),
        p("Supervises students under the direction of the classroom teacher."),
        p("Reports to: Superintendent"),
    )
    assert [fact.value for fact in recognize(duties).reports_to] == ["Superintendent"]


def test_what_is_ticked_is_recognized():
    assert recognize([p("FLSA: \u2610 Exempt \u2612 Non-Exempt")]).flsa[0].value == "Non-Exempt"

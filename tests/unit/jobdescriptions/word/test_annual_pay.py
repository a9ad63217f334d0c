"""Pay in a year, computed by hand for each unit and each remark that changes the rule."""

from decimal import Decimal

import pytest

from jobdescriptions.word.annual_pay import NO_DAYS, RULE, compute_annual_pay
from jobdescriptions.word.document import RATE
from tests.factory import make_salary


@pytest.mark.parametrize(
    ("low", "high", "unit", "remarks", "text"),
    [
        ("22.09", "24.05", "hour", "Steps 0 to 4; with longevity of 30 years $25.97.", "$45,947 to $50,024"),
        ("20.00", "30.00", "hour", "1,520 hours a year", "$30,400 to $45,600"),
        ("5924", "7516", "month", "Range 50", "$71,088 to $90,192"),
        ("3104", "3914", "month", "Range 22; 10 months", "$31,040 to $39,140"),
        ("3000", "4000", "month", "a 9.5-month year", "$28,500 to $38,000"),
        ("550.50", "686.04", "day", "Range 21, steps 1 to 6. 245 paid days.", "$134,873 to $168,080"),
        ("300", "400", "day", "186-day schedule", "$55,800 to $74,400"),
        ("300", "400", "day", "Range 5", NO_DAYS),
        ("52217", "111100", "year", "186-day schedule", "$52,217 to $111,100"),
    ],
)
def test_pay_in_a_year_follows_the_stated_rule(low, high, unit, remarks, text):
    salary = make_salary(low=Decimal(low), high=Decimal(high), unit=unit, remarks=remarks)
    assert compute_annual_pay(salary).text == text


def test_a_single_rate_is_one_figure_in_a_year_and_halves_of_dollars_are_rounded_up():
    assert compute_annual_pay(make_salary(low=Decimal("0.125"), high=Decimal("0.125"), measure=RATE)).text == "$2"
    assert "2,080 times" in RULE and "month 12 times" in RULE

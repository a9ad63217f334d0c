"""Where a figure was read: the link and the day in the publisher's cell."""

from datetime import date

import pytest

from jobdescriptions.salary_content import list_salaries, salaries_from_content, salaries_to_content
from jobdescriptions.word.document import Cell, Paragraph, Run
from jobdescriptions.word.html.subset import to_html
from jobdescriptions.word.understand.salaries import extract_salaries, normalize_salary, to_blocks
from tests.factory import make_salary

ADDRESS = "https://example.org/schedule.pdf#page=4"
SEEN = date(2026, 11, 30)


def test_the_publisher_links_to_where_the_figure_was_read_and_the_day_stands_behind_it():
    html = to_html(to_blocks((make_salary(read_at=ADDRESS, seen=SEEN),)))
    publisher = "Example USD salary schedule, 1 July 2024"
    assert f'<a href="{ADDRESS}">{publisher}</a>, seen November 30, 2026' in html


@pytest.mark.parametrize(
    "source",
    [{}, {"read_at": ADDRESS}, {"read_at": ADDRESS, "seen": SEEN}, {"read_at": ADDRESS, "publisher": "B, seen"}],
)
def test_sources_come_back_from_tables_and_from_json(source):
    salary = make_salary(**source)
    assert extract_salaries(to_blocks((salary, make_salary())))[1] == (salary, make_salary())
    assert salaries_from_content(salaries_to_content((salary, make_salary()))) == (salary, make_salary())


def test_a_link_that_an_author_set_in_word_on_part_of_the_cell_is_the_source():
    (heading, table) = to_blocks((make_salary(),))
    at = [cell.blocks[0].runs[0].text for cell in table.rows[0]].index("Publisher and document")
    runs = (Run("Schedule of "), Run("Example USD", href=ADDRESS), Run(", page 4, seen May 3, 2026"))
    row = (*table.rows[1][:at], Cell((Paragraph(runs),)), *table.rows[1][at + 1 :])
    (salary,) = extract_salaries((heading, type(table)((table.rows[0], row), 1)))[1]
    assert (salary.publisher, salary.read_at) == ("Schedule of Example USD, page 4", ADDRESS)
    assert salary.seen == date(2026, 5, 3)


def test_a_day_without_an_address_and_an_address_of_no_page_are_left_out():
    assert normalize_salary(make_salary(seen=SEEN)).seen is None
    assert normalize_salary(make_salary(read_at="mailto:hr@example.org", seen=SEEN)).read_at == ""


def test_contents_of_earlier_releases_have_no_sources_and_old_servers_meet_no_unknown_field():
    content = salaries_to_content((make_salary(read_at=ADDRESS, seen=SEEN),))
    assert "read_at" not in content["salaries"][0]
    del content["salary_sources"]
    assert list_salaries(content)[0]["read_at"] == ""
    assert salaries_from_content(content) == (make_salary(),)
    assert salaries_to_content((make_salary(),)) == content

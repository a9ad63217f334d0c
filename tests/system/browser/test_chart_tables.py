"""Staff send a chart back as a table in a real browser: without JavaScript, wide and narrow, with axe-core."""

import pytest

from tests.system.browser.axe import findings, looks
from tests.system.browser.conftest import overflow

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

TABLE = (
    "Index number,Title,Reports to,Remarks\n1,Superintendent,,\n1.1,Director of technology,1,new\n1.1.1,Network,1.1,\n"
)
WRONG = "Index number,Title,Reports to\n1,Superintendent,\n1.1,A,1.2\n1.2,B,1.1\n1.4,,1\n"


@pytest.fixture
def address(site):
    from orgcharts.models import OrgChart

    chart = OrgChart.objects.get(slug="established-district")
    return f"{site}/admin/orgcharts/orgchart/{chart.pk}/"


def upload(page, address, table):
    page.goto(f"{address}import/")
    file = {"name": "chart.csv", "mimeType": "text/csv", "buffer": table.encode()}
    page.get_by_label("CSV file or spreadsheet").set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name="Show what would change").click()


def test_from_the_download_by_the_preview_to_the_changed_chart_without_javascript(staff, address, tmp_path):
    from orgcharts.models import Position

    page = staff(java_script_enabled=False, accept_downloads=True)
    page.goto(f"{address}import/")
    with page.expect_download() as download:
        page.get_by_role("link", name="download it as a spreadsheet").click()
    path = tmp_path / "chart.xlsx"
    download.value.save_as(path)
    page.get_by_label("CSV file or spreadsheet").set_input_files(path)
    page.get_by_role("button", name="Show what would change").click()
    assert page.get_by_role("heading", name="Nothing would change").is_visible()
    upload(page, address, WRONG)
    assert page.get_by_text("Positions report to each other in a ring").is_visible()
    upload(page, address, TABLE)
    assert page.get_by_role("heading", name="What would change").is_visible()
    page.get_by_role("button", name="Change the chart like this").click()
    assert page.get_by_text("“chart.csv” was imported").is_visible()
    rows = Position.objects.filter(chart__slug="established-district")
    assert [str(row) for row in rows] == ["1 Superintendent", "1.1 Director of technology", "1.1.1 Network"]
    assert page.said == []


def test_the_pages_of_an_import_are_accessible_and_narrow_enough(staff, address):
    plain = [staff(width) for width in (1280, 320)]
    # The policy would keep axe out of the page.
    page = staff(bypass_csp=True)
    for table in (None, TABLE, WRONG, "what"):
        for one in (*plain, page):
            if table is None:
                one.goto(f"{address}import/")
            else:
                upload(one, address, table)
            assert overflow(one) <= 0
        for scheme, width, rules in looks(page):
            assert overflow(page) <= 0
            assert findings(page, f"{scheme}, {width}", rules) == [], table
    assert [one.said for one in plain] == [[], []]

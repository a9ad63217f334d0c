"""Tables of charts as LibreOffice reads and writes them."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from orgcharts.spreadsheet.columns import COLUMNS
from orgcharts.spreadsheet.read import read_table
from orgcharts.spreadsheet.rows import recognize
from orgcharts.spreadsheet.write import write_workbook

pytestmark = pytest.mark.any_database

COLUMN_NAMES = [column.name for column in COLUMNS]
LIBREOFFICE_ROWS = [
    ["1", "=1+1", "", "2.5", "TS-0014 A; TS-0007 B", "team", "", "yes", "7"],
    ["1.10", "Súper “A”", "1", "", "", "", 'County | established-district 1.10 | "a; b" | derived; 1.1', "", "8"],
]


@pytest.fixture(scope="module", params=["csv:Text - txt - csv (StarCalc):59,34,76", "ods"])
def converted(soffice, tmp_path_factory, request):
    """Our workbook of LIBREOFFICE_ROWS as LibreOffice saves it, in a profile of its own: a file's name and bytes."""
    if not (Path(soffice).resolve().parent / "libsclo.so").exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("LibreOffice is installed without Calc.")
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "chart.xlsx").write_bytes(write_workbook(COLUMN_NAMES, LIBREOFFICE_ROWS, "T"))
    command = [
        soffice,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        request.param,
        "--outdir",
        str(folder / "saved"),
        str(folder / "chart.xlsx"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        said, _ = process.communicate(timeout=120)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    found = list((folder / "saved").glob("chart.*"))
    assert found, said
    return found[0].name, found[0].read_bytes()


def test_a_table_saved_by_libreoffice_is_what_was_written(converted):
    name, data = converted
    if name.endswith(".csv"):
        headings = b"Index number;Title;Reports to;FTE;Job descriptions;Kind of box;Also supervised by;Derived;Key"
        assert data.splitlines()[0] == headings
    sheet = recognize(read_table(name, data))
    assert sheet.messages == []
    assert [[line.cells[name] for name in COLUMN_NAMES] for line in sheet.lines] == LIBREOFFICE_ROWS

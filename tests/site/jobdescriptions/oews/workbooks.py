"""Small workbooks in the shape of those that the bureau publishes."""

from pathlib import Path

import openpyxl

HEADINGS = (
    *("AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "NAICS_TITLE", "I_GROUP", "OWN_CODE", "OCC_CODE"),
    *("OCC_TITLE", "O_GROUP", "TOT_EMP", "EMP_PRSE", "JOBS_1000", "LOC_QUOTIENT", "PCT_TOTAL", "PCT_RPT", "H_MEAN"),
    *("A_MEAN", "MEAN_PRSE", "H_PCT10", "H_PCT25", "H_MEDIAN", "H_PCT75", "H_PCT90", "A_PCT10", "A_PCT25"),
    *("A_MEDIAN", "A_PCT75", "A_PCT90", "ANNUAL", "HOURLY"),
)
SCHOOLS = {"AREA": 99, "AREA_TITLE": "U.S.", "AREA_TYPE": 1, "PRIM_STATE": "US", "NAICS": "611103"}
CALIFORNIA = {"AREA": "06", "AREA_TITLE": "California", "AREA_TYPE": "2", "PRIM_STATE": "CA", "NAICS": "000000"}
SACRAMENTO = {"AREA": 40900, "AREA_TITLE": "Sacramento-Roseville-Folsom, CA", "AREA_TYPE": 4, "NAICS": "000000"}
OCCUPATION = {
    "OCC_CODE": "15-1244",
    "OCC_TITLE": "Network and Computer Systems Administrators",
    "NAICS_TITLE": "An industry",
    "TOT_EMP": 13360,
    "A_PCT10": 61410,
    "A_MEDIAN": 86350,
    "A_PCT90": 129940,
    "H_PCT10": 29.52,
    "H_MEDIAN": "41.52",
    "H_PCT90": 62.47,
}


def write_workbook(path: Path, *rows: dict, headings=HEADINGS, sheet: str = "Sheet1", above: int = 0) -> Path:
    """Write a workbook with a row for each of ``rows``, by heading, over the values of ``OCCUPATION``."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for _ in range(above):
        book.active.append(["Occupational Employment and Wage Statistics"])
    book.active.append(headings)
    for row in rows:
        values = OCCUPATION | row
        book.active.append([values.get(heading) for heading in headings])
    book.save(path)
    return path

"""Workbooks: numbers as numbers, a stranger's text as text, the same table in the same bytes."""

import time
from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from meetings.formats.sheets import xlsx_bytes

AT = datetime(2026, 11, 17, 14, 30, tzinfo=UTC)
ROWS = [
    ("=1+1", 5, AT),
    ("+SUM(A1)", 2.5, None),
    ("@cmd|' /C calc'!A0", 0, AT),
    ("-2", -2, AT),
    ("مي\x00\x0b زيادة", 1, None),
    ("\ttab", 1, None),
]


def test_what_is_written_is_read_back() -> None:
    book = load_workbook(BytesIO(xlsx_bytes("Certificates: [all]/*", ("Name", "=Head", "At"), ROWS)))
    sheet = book.worksheets[0]
    assert sheet.title == "Certificates all"
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Name", "=Head", "At")
    assert rows[1] == ("=1+1", 5, AT.replace(tzinfo=None))
    assert rows[5] == ("مي زيادة", 1, None)
    assert {cell.data_type for row in sheet.iter_rows(max_col=1) for cell in row} == {"s"}
    assert sheet.cell(1, 2).data_type == "s"
    assert [sheet.cell(number, 1).quotePrefix for number in (2, 3, 4, 5, 6)] == [
        True,
        True,
        True,
        True,
        False,
    ]
    assert sheet.freeze_panes == "A2"


def test_the_same_table_gives_the_same_bytes() -> None:
    first = xlsx_bytes("T", ("Name", "N", "At"), ROWS)
    with time_machine.travel(AT):
        assert time.time() != 0
        assert xlsx_bytes("T", ("Name", "N", "At"), ROWS) == first
    assert xlsx_bytes("T", ("Name", "N", "At"), ROWS[1:]) != first


@pytest.mark.parametrize("title", ["", "[]", "x" * 99])
def test_any_title_will_do(title: str) -> None:
    assert load_workbook(BytesIO(xlsx_bytes(title, ("a",), []))).worksheets[0].title in ("1", "x" * 31)

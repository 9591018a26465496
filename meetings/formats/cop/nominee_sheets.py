"""Sheets of nominees: XLSX and CSV become rows of text, and people become sheets whose every text does nothing."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from meetings.domain.errors import WrongFile
from meetings.formats.attendance_bytes import decode
from meetings.formats.attendance_xlsx import is_workbook, workbook_rows
from meetings.formats.sheets import xlsx_bytes
from meetings.formats.tables import csv_bytes

EXPECTED: Final = "a sheet of people, as XLSX or CSV"
SEPARATORS: Final = ",;\t"
MOST_BYTES: Final = 5_000_000


def sheet_rows(raw: bytes) -> Iterator[list[str]]:
    """Give the rows of a sheet; of a workbook the first sheet's, and of formulas what they were worth when saved.

    Raises: WrongFile, TooLarge, TooLong.
    """
    if is_workbook(raw):
        return workbook_rows(raw)
    text = decode(raw).text
    first = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=first.count)
    try:
        return iter(list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)))
    except csv.Error:
        raise WrongFile(field="file", expected=EXPECTED) from None


def nominee_sheet(form: str, title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write people as a sheet.

    Takes: `form`, `xlsx` or `csv`.
    """
    return xlsx_bytes(title, head, rows) if form == "xlsx" else csv_bytes(head, rows)

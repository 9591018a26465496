"""Workbooks for spreadsheets: numbers as numbers, instants as instants, and what a stranger wrote as text."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from meetings.formats.tables import BEGINS_A_FORMULA

INSTANT: Final = "yyyy-mm-dd hh:mm"
WIDEST: Final = 60
LONGEST_TITLE: Final = 31
WRITTEN_AT: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def xlsx_bytes(title: str, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Write a table as a workbook of one sheet, the same table always in the same bytes; instants are in UTC."""
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "".join(letter for letter in title if letter not in "[]:*?/\\")[:LONGEST_TITLE] or "1"
    widths: dict[int, int] = {}
    for number, values in enumerate((tuple(head), *map(tuple, rows)), 1):
        for column, value in enumerate(values, 1):
            _write(sheet.cell(number, column), value)
            widths[column] = max(widths.get(column, 0), len(str(value or "")))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(WIDEST, width + 2)
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    file = BytesIO()
    book.save(file)
    return _undated(file)


def _undated(file: BytesIO) -> bytes:
    """Give a workbook that does not say when it was written, so that the same table gives the same bytes."""
    plain = BytesIO()
    with ZipFile(file) as given, ZipFile(plain, "w", ZIP_DEFLATED) as taken:
        for name in given.namelist():
            content = given.read(name)
            if name == "docProps/core.xml":
                content = WRITTEN_AT.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            taken.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return plain.getvalue()


def _write(cell: Any, value: Any) -> None:
    """Write a value; a text is one, and stays one when somebody edits it, though it begins a formula."""
    if value is None:
        return
    if isinstance(value, datetime):
        cell.value, cell.number_format = value.astimezone(UTC).replace(tzinfo=None), INSTANT
    elif isinstance(value, bool | int | float):
        cell.value = value
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))
        cell.data_type = "s"
        cell.quotePrefix = str(cell.value).startswith(BEGINS_A_FORMULA)

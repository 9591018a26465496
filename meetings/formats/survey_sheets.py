"""Answers of a survey as a workbook: numbers as numbers, and whatever strangers wrote as text that does nothing."""

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from meetings.formats.tables import cell as inert

BOLD: Final = Font(bold=True)
LONGEST_TITLE: Final = 31
LONGEST_TEXT: Final = 32_000
FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """Write tables as the sheets of a workbook, each with a title, its head and its rows; nothing is an empty cell."""
    book = Workbook(write_only=True)
    for title, head, rows in sheets:
        sheet = book.create_sheet(title.translate(FORBIDDEN)[:LONGEST_TITLE])
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, one, is_head=True) for one in head])
        for row in rows:
            sheet.append([_cell(sheet, one) for one in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any, *, is_head: bool = False) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    text = inert(value)[:LONGEST_TEXT]
    found = WriteOnlyCell(sheet, text)
    found.data_type = "s"
    if is_head:
        found.font = BOLD
    return found

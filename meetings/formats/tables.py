"""Tables for spreadsheets: UTF-8 with a mark, and no cell that begins a formula."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any, Final

BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# No workbook can hold them, and no text needs them.
CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def csv_bytes(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Write a table as CSV; nothing is an empty cell.

    Source: RFC 4180; the mark at the beginning tells spreadsheets that it is UTF-8.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([cell(one) for one in head])
    writer.writerows([cell(one) for one in row] for row in rows)
    return ("\ufeff" + file.getvalue()).encode()


def cell(value: Any) -> str:
    """Write a value so that a spreadsheet takes it for text, whatever a stranger wrote."""
    text = "" if value is None else CONTROLS.sub("", str(value))
    return "'" + text if text.startswith(BEGINS_A_FORMULA) else text

"""The first sheet of a workbook as rows of text: nothing outside is asked, no formula is run, nothing is endless.

Read part by part by `domain/workbooks`, and not by calamine, which reads 100,000 rows of five columns in 0.5 s where
this takes 2 s: calamine lays a sheet out as one rectangle before it can be asked how large that is, so that a workbook
of 1.4 kB with a cell in CV250000 takes 780 MB, and one in XFD1048576 ends the process. Part by part, both take 14 MB
and a hundred thousand rows 10 MB more, well within what storing them takes.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Final

from meetings.domain.errors import TooLarge, WrongFile
from meetings.domain.workbooks import (
    BROKEN,
    MOST_UNPACKED,
    Cell,
    Swollen,
    is_workbook,
    read_rows,
    read_strings,
    sheet_names,
)
from meetings.formats.attendance_bytes import EXPECTED

__all__ = ["is_workbook", "workbook_rows"]
WHOLE: Final = 1e15


def workbook_rows(raw: bytes) -> Iterator[list[str]]:
    """Give the rows of the sheet that stands first; of a formula, what it was worth when the file was saved.

    Links to other files are not followed. Raises: WrongFile, TooLarge.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            sheets = sheet_names(book)
            if not sheets:
                raise WrongFile(field="file", expected=EXPECTED)
            strings = read_strings(book)
            for _number, cells in read_rows(book, sheets[0], strings):
                yield _texts(cells)
    except Swollen:
        raise TooLarge(field="file", most=MOST_UNPACKED // 1_000_000) from None
    except BROKEN:
        raise WrongFile(field="file", expected=EXPECTED) from None


def _texts(cells: list[Cell]) -> list[str]:
    found: list[str] = []
    for column, kind, text in cells:
        found.extend([""] * (column + 1 - len(found)))
        found[column] = _number(text) if kind == "n" and text else text
    return found


def _number(text: str) -> str:
    try:
        number = float(text)
    except ValueError:
        return text
    return str(int(number)) if number.is_integer() and abs(number) < WHOLE else text

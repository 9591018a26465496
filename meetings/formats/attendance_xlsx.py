"""The first sheet of a workbook as rows of text: nothing outside is asked, no formula is run, nothing is endless."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Final
from xml.etree.ElementTree import ParseError, iterparse

from meetings.domain.errors import TooLarge, WrongFile
from meetings.formats.attendance_bytes import EXPECTED

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MOST_UNPACKED: Final = 120_000_000
MOST_COLUMNS: Final = 200
MOST_STRINGS: Final = 2_000_000
PLACE: Final = re.compile(r"([A-Z]{1,3})\d+")
SHEET: Final = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
STRINGS: Final = "xl/sharedStrings.xml"


def is_workbook(raw: bytes) -> bool:
    """Say whether bytes begin as those of a workbook do."""
    return raw.startswith(b"PK\x03\x04")


def workbook_rows(raw: bytes) -> Iterator[list[str]]:
    """Give the rows of the first sheet; of a formula, what it was worth when the file was saved.

    Links to other files are not followed. Raises: WrongFile, TooLarge.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            sheets = {int(found[1]): name for name in book.namelist() if (found := SHEET.fullmatch(name))}
            if not sheets:
                raise WrongFile(field="file", expected=EXPECTED)
            strings = _strings(book)
            yield from _rows(_part(book, sheets[min(sheets)]), strings)
    except (zipfile.BadZipFile, ParseError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise WrongFile(field="file", expected=EXPECTED) from None


def _part(book: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open a part that is not too large, and defines no words of its own."""
    if book.getinfo(name).file_size > MOST_UNPACKED:
        raise TooLarge(field="file", most=MOST_UNPACKED // 1_000_000)
    with book.open(name) as part:
        if b"<!DOCTYPE" in part.read(4096).upper():
            raise WrongFile(field="file", expected=EXPECTED)
    return book.open(name)


def _strings(book: zipfile.ZipFile) -> list[str]:
    if STRINGS not in book.namelist():
        return []
    found: list[str] = []
    with _part(book, STRINGS) as part:
        for _event, node in iterparse(part):
            if node.tag == f"{MAIN}si":
                found.append("".join(one.text or "" for one in node.iter(f"{MAIN}t")))
                node.clear()
                if len(found) > MOST_STRINGS:
                    raise TooLarge(field="file", most=MOST_UNPACKED // 1_000_000)
    return found


def _rows(part: IO[bytes], strings: list[str]) -> Iterator[list[str]]:
    with part:
        for _event, node in iterparse(part):
            if node.tag != f"{MAIN}row":
                continue
            cells: list[str] = []
            for cell in node.iter(f"{MAIN}c"):
                column = _column(cell.get("r", ""), len(cells))
                if column >= MOST_COLUMNS:
                    break
                cells.extend([""] * (column + 1 - len(cells)))
                kind = cell.get("t", "n")
                text = (
                    "".join(one.text or "" for one in cell.iter(f"{MAIN}t"))
                    if kind == "inlineStr"
                    else cell.findtext(f"{MAIN}v") or ""
                )
                cells[column] = _value(text, kind, strings)
            yield cells
            node.clear()


def _column(place: str, following: int) -> int:
    found = PLACE.fullmatch(place)
    if found is None:
        return following
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(text: str, kind: str, strings: list[str]) -> str:
    if kind == "s":
        return strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
    if kind == "n" and text:
        try:
            number = float(text)
        except ValueError:
            return text
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else text
    return text

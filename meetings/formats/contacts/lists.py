"""A list of contacts as rows of text: from CSV or a workbook, with the columns that are known by their headings."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from meetings.domain.contacts.contacts_errors import NoColumns
from meetings.domain.contacts.rows import COLUMNS, MOST_ROWS
from meetings.domain.errors import TooManyLines, WrongFile
from meetings.domain.heard import folded
from meetings.formats.attendance_bytes import decode, lines
from meetings.formats.attendance_tables import DELIMITERS
from meetings.formats.attendance_xlsx import is_workbook, workbook_rows
from meetings.formats.contacts.lists_words import COLUMN_OF

__all__ = ["Layout", "check_columns", "count_rows", "layout_of", "list_rows"]
EXPECTED: Final = "a list of contacts, as CSV or XLSX"
LOOKED_AT: Final = 20
MOST_SHOWN: Final = 80
SAMPLE: Final = 20_000
MOST_HEADINGS: Final = 100
Records = Iterator[list[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """In which row the headings stand, what they are, and the place of each column that is known."""

    head: int
    headings: tuple[str, ...]
    columns: dict[str, int]


def layout_of(raw: bytes) -> Layout:
    """Find the headings: the row among the first with most of them known, else the first that is not empty.

    Raises: WrongFile, TooLarge, TooLong.
    """
    best: tuple[int, int, list[str]] | None = None
    try:
        for number, cells in enumerate(islice(_records(raw), LOOKED_AT)):
            if any(one.strip() for one in cells):
                known = len(_known(cells))
                if best is None or known > best[0]:
                    best = (known, number, cells)
    except csv.Error:
        raise WrongFile(field="file", expected=EXPECTED) from None
    if best is None:
        raise WrongFile(field="file", expected=EXPECTED)
    headings = tuple(one.strip()[:MOST_SHOWN] for one in best[2][:MOST_HEADINGS])
    return Layout(best[1], headings, _known(best[2]))


def check_columns(columns: Mapping[str, int], width: int) -> dict[str, int]:
    """Give the places of columns as somebody chose them, each column once.

    Raises: NoColumns, where none holds addresses, or none names.
    """
    found = {name: place for name, place in columns.items() if name in COLUMNS and 0 <= place < width}
    if "email" not in found or not {"name", "last_name", "organization"} & set(found):
        raise NoColumns(field="columns")
    return found


def list_rows(
    raw: bytes, head: int, columns: Mapping[str, int], done: int = 0
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the rows below the headings, each with its number as a spreadsheet counts, and its cells by column.

    Takes: how many rows to pass over, because they were read before.
    Raises: TooManyLines, WrongFile.
    """
    given = 0
    try:
        for number, cells in enumerate(_records(raw), 1):
            if number <= head + 1 or not any(one.strip() for one in cells):
                continue
            given += 1
            if given > MOST_ROWS:
                raise TooManyLines(field="file", most=MOST_ROWS)
            if given > done:
                yield (
                    number,
                    {
                        name: cells[place].strip()
                        for name, place in columns.items()
                        if place < len(cells) and cells[place].strip()
                    },
                )
    except csv.Error:
        raise WrongFile(field="file", expected=EXPECTED) from None


def count_rows(raw: bytes, head: int) -> int:
    """Count the rows below the headings.

    Raises: TooManyLines, WrongFile.
    """
    return sum(1 for _row in list_rows(raw, head, {}))


def _records(raw: bytes) -> Records:
    if is_workbook(raw):
        return workbook_rows(raw)
    text = decode(raw).text
    return csv.reader(lines(text), delimiter=_delimiter(text[:SAMPLE]))


def _delimiter(sample: str) -> str:
    return max(DELIMITERS, key=lambda one: _score(sample, one))


def _score(sample: str, delimiter: str) -> tuple[int, int]:
    best, widths = 0, list[int]()
    try:
        for cells in islice(csv.reader(lines(sample), delimiter=delimiter), LOOKED_AT):
            best = max(best, len(_known(cells)))
            widths.append(len(cells))
    except csv.Error:
        pass
    return best, max(widths, default=0)


def _known(cells: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, name in enumerate(_columns(cells)):
        if name:
            found.setdefault(name, place)
    return found


def _columns(cells: Iterable[str]) -> Iterator[str]:
    for one in cells:
        yield COLUMN_OF.get(folded(one), "")

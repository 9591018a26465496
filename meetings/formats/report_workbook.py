"""A report as a workbook: a sheet for each table, numbers as numbers, days as days, and every text inert."""

import io
import re
from datetime import date, datetime
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from meetings.formats.report_page import Printed
from meetings.formats.report_words import Cell, Table
from meetings.formats.tables import cell as inert

WIDEST: Final = 60
NARROWEST: Final = 10
NAME_LENGTH: Final = 31
UNNAMED: Final = re.compile(r"[\[\]:*?/\\]")
MODIFIED: Final = re.compile(rb"<dcterms:modified.*?</dcterms:modified>")
FORMATS: Final = {"inferred": '"≈ "{}', "published": '"“"{}"”"'}


def workbook(report: Printed, *, seal: str = "") -> bytes:
    """Write the workbook of a report: its figures, a sheet for each table, definitions, the paragraph.

    Takes: `seal`, of a published copy.
    """
    from openpyxl import Workbook  # 16 MB in every process, for the few that write workbooks

    book = Workbook()
    book.properties.title, book.properties.creator = report.title, ""
    book.properties.created = book.properties.modified = datetime.combine(report.made_on, datetime.min.time())
    first: Any = book.active
    _fill(first, _figures(report, seal), report.language)
    taken: set[str] = set()
    first.title = _name(report.figures_title, taken)
    for table in (*report.tables, report.definitions):
        if table.lines:
            _fill(book.create_sheet(_name(table.title, taken)), _rows(table), report.language)
    said = [[_text(report.paragraph)]]
    _fill(book.create_sheet(_name(report.paragraph_title, taken)), said, report.language)
    file = io.BytesIO()
    book.save(file)
    return _timeless(file)


def _figures(report: Printed, seal: str) -> list[list[Cell]]:
    head = [[_text(one)] for one in (report.title, report.dates, report.drawn_up, seal, *report.notes) if one]
    rows = [
        [_text(one.name), one.cell, _text(one.definition), *(_text(note) for note in one.notes)]
        for one in report.figures
    ]
    return [*head, [], *rows]


def _rows(table: Table) -> list[list[Cell]]:
    head = [_text(table.title)], [_text(one) for one in table.heads]
    lines = [[line.head, *line.cells] for line in table.lines]
    return [*head, *lines, *([_text(note)] for note in table.notes)]


def _text(words: str) -> Cell:
    return Cell(words, look="text")


def _fill(page: Any, rows: list[list[Cell]], language: str) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    page.sheet_view.rightToLeft = language == "ar"
    widths: dict[int, int] = {}
    for at, row in enumerate(rows, start=1):
        for number, one in enumerate(row, start=1):
            into = page.cell(row=at, column=number)
            _put(into, one)
            if at <= 2:
                into.font = Font(bold=True)
            elif one.look == "inferred":
                into.font = Font(italic=True)
            if len(row) > 1:
                widths[number] = max(widths.get(number, NARROWEST), min(len(one.text) + 2, WIDEST))
            if len(one.text) > WIDEST:
                into.alignment = Alignment(wrap_text=len(row) > 1, vertical="top")
    for number, width in widths.items():
        page.column_dimensions[get_column_letter(number)].width = width


def _put(into: Any, one: Cell) -> None:
    """Put a number as a number, a day as a day, and anything else as text that no program takes for a formula."""
    value = one.value
    if isinstance(value, date):
        into.value, into.number_format = value, "yyyy-mm-dd"
    elif isinstance(value, int | float):
        into.value = value
        plain = "#,##0" if value == int(value) else "#,##0.##"
        into.number_format = "0%" if one.is_share else FORMATS.get(one.look, "{}").format(plain)
    elif one.text:
        into.value = inert(one.text)
        into.data_type = "s"


def _timeless(file: io.BytesIO) -> bytes:
    """Give a workbook without the moment at which it was written, so that the same report is the same file."""
    made = io.BytesIO()
    with ZipFile(file) as written, ZipFile(made, "w", ZIP_DEFLATED) as kept:
        for one in written.infolist():
            content = written.read(one)
            if one.filename == "docProps/core.xml":
                content = MODIFIED.sub(b"", content)
            kept.writestr(ZipInfo(one.filename), content, ZIP_DEFLATED)
    return made.getvalue()


def _name(title: str, taken: set[str]) -> str:
    """Name a sheet after its table: short, without signs that names may not have, and like no other."""
    base = UNNAMED.sub(" ", title).strip()[:NAME_LENGTH].strip("' ") or "1"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base[: NAME_LENGTH - len(str(number)) - 1]} {number}"
    taken.add(name.casefold())
    return name

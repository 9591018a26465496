"""What a workbook holds, as far as its sheets are tables of text: read part by part, and written plainly again."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import IO, Final, NamedTuple
from xml.etree.ElementTree import Element, ParseError, iterparse
from xml.sax.saxutils import escape, quoteattr

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
SHEET: Final = re.compile(r"xl/worksheets/([^/]+)\.xml")
LETTERS: Final = re.compile(r"[A-Z]{1,3}")
CELL: Final = f"{MAIN}c"
TEXT: Final = f"{MAIN}t"
VALUE: Final = f"{MAIN}v"
STRINGS: Final = "xl/sharedStrings.xml"
BOOK: Final = "xl/workbook.xml"
LINKS: Final = "xl/_rels/workbook.xml.rels"
MOST_UNPACKED: Final = 120_000_000
MOST_COLUMNS: Final = 200
MOST_STRINGS: Final = 2_000_000
BROKEN: Final = (
    zipfile.BadZipFile,
    ParseError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    KeyError,
    ValueError,
)


class Swollen(Exception):
    """A part that unpacks to more than is read, or that defines words of its own."""


class Cell(NamedTuple):
    """A cell: its column from 0, whether it holds text or what else, and what stands in it."""

    column: int
    kind: str
    text: str


def is_workbook(raw: bytes) -> bool:
    """Say whether bytes begin as those of a workbook do."""
    return raw.startswith(b"PK\x03\x04")


def sheet_names(book: zipfile.ZipFile) -> list[str]:
    """Give the parts that are sheets, in the order in which somebody sees them."""
    there = [one for one in book.namelist() if SHEET.fullmatch(one)]
    try:
        links = {
            one.get("Id"): one.get("Target", "") for one in _nodes(book, LINKS, f"{PACKAGE}Relationship")
        }
        wanted = [links.get(one.get(f"{OFFICE}id"), "") for one in _nodes(book, BOOK, f"{MAIN}sheet")]
    except BROKEN:
        wanted = []
    named = ["xl/" + one.removeprefix("/xl/") for one in wanted]
    first = [one for one in named if one in there]
    return first + sorted((one for one in there if one not in first), key=_number)


def read_rows(book: zipfile.ZipFile, sheet: str, strings: Sequence[str]) -> Iterator[tuple[str, list[Cell]]]:
    """Give the rows of a sheet, each with its number as the sheet has it.

    Of a formula stands what it was worth when the workbook was saved. Raises: Swollen, and `BROKEN`.
    """
    with open_part(book, sheet) as part:
        for _event, node in iterparse(part):
            if node.tag == f"{MAIN}row":
                yield node.get("r", ""), list(_cells(node, strings))
                node.clear()


def read_strings(book: zipfile.ZipFile) -> list[str]:
    """Give the texts that cells share.

    Raises: Swollen, and `BROKEN`.
    """
    if STRINGS not in book.namelist():
        return []
    found: list[str] = []
    with open_part(book, STRINGS) as part:
        for _event, node in iterparse(part):
            if node.tag == f"{MAIN}si":
                found.append("".join(one.text or "" for one in node.iter(f"{MAIN}t")))
                node.clear()
                if len(found) > MOST_STRINGS:
                    raise Swollen()
    return found


def open_part(book: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open a part that is not too large, and defines no words of its own.

    Raises: Swollen, and `BROKEN`.
    """
    if book.getinfo(name).file_size > MOST_UNPACKED:
        raise Swollen()
    with book.open(name) as part:
        if b"<!DOCTYPE" in part.read(4096).upper():
            raise ValueError(name)
    return book.open(name)


def write_plain(sheets: Iterable[tuple[str, Iterable[tuple[str, Iterable[Cell]]]]]) -> bytes:
    """Write a workbook that holds cells and nothing else: no formulas, links, notes, pictures, or who made it."""
    file, names = io.BytesIO(), list[str]()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, rows in sheets:
            names.append(name)
            with book.open(name, "w") as part:
                part.write(f'<worksheet xmlns="{MAIN[1:-1]}"><sheetData>'.encode())
                for number, cells in rows:
                    part.write(_row_xml(number, cells).encode("utf-8", "replace"))
                part.write(b"</sheetData></worksheet>")
        for name, text in _frame(names):
            book.writestr(name, text)
    return file.getvalue()


def _nodes(book: zipfile.ZipFile, name: str, tag: str) -> list[Element]:
    with open_part(book, name) as part:
        return [node for _event, node in iterparse(part) if node.tag == tag]


def _number(name: str) -> tuple[int, str]:
    digits = "".join(one for one in name if one.isdecimal())
    return (int(digits) if digits else 0, name)


def _cells(row: Element, strings: Sequence[str]) -> Iterator[Cell]:
    following = 0
    for cell in row:
        if cell.tag != CELL:
            continue
        column = _column(cell.get("r", ""), following)
        if column >= MOST_COLUMNS:
            return
        following, kind = column + 1, cell.get("t", "n")
        if kind == "inlineStr":
            text = "".join(one.text or "" for one in cell.iter(TEXT))
        else:
            text = cell.findtext(VALUE) or ""
            if kind == "s":
                text = strings[int(text)] if text.isdigit() and int(text) < len(strings) else ""
        yield Cell(column, kind if kind == "n" else "text", text)


@lru_cache(maxsize=MOST_COLUMNS)
def _column_of(letters: str) -> int | None:
    if not LETTERS.fullmatch(letters):
        return None
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _column(place: str, following: int) -> int:
    found = _column_of(place.rstrip("0123456789")) if place else None
    return following if found is None else found


def _row_xml(number: str, cells: Iterable[Cell]) -> str:
    inside = "".join(_cell_xml(number, one) for one in cells if one.text)
    return f"<row{f' r={quoteattr(number)}' if number else ''}>{inside}</row>"


def _cell_xml(number: str, cell: Cell) -> str:
    place = f" r={quoteattr(_letters(cell.column) + (number or '1'))}"
    if cell.kind == "n":
        return f"<c{place}><v>{escape(cell.text)}</v></c>"
    return f'<c{place} t="inlineStr"><is><t xml:space="preserve">{escape(cell.text)}</t></is></c>'


def _letters(column: int) -> str:
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _frame(sheets: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Write what makes parts a workbook."""
    office, package = OFFICE[1:-1], PACKAGE[1:-1]
    types = "application/vnd.openxmlformats-"
    kinds = "".join(
        f'<Override PartName="/{one}" ContentType="{types}officedocument.spreadsheetml.worksheet+xml"/>'
        for one in sheets
    )
    yield (
        "[Content_Types].xml",
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{types}package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{types}officedocument.spreadsheetml.sheet.main+xml"/>{kinds}</Types>',
    )
    yield (
        "_rels/.rels",
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="{BOOK}"/>'
        "</Relationships>",
    )
    listed = "".join(
        f'<sheet name="Sheet{number}" sheetId="{number}" r:id="rId{number}"/>'
        for number in range(1, len(sheets) + 1)
    )
    yield (
        BOOK,
        f'<workbook xmlns="{MAIN[1:-1]}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/worksheet" Target="{one.removeprefix("xl/")}"/>'
        for number, one in enumerate(sheets, 1)
    )
    yield LINKS, f'<Relationships xmlns="{package}">{links}</Relationships>'

"""Taking somebody out of a file that is kept: their rows stay where they are, and say nobody."""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from meetings.domain.workbooks import (
    BOOK,
    BROKEN,
    LINKS,
    Cell,
    Swollen,
    is_workbook,
    read_rows,
    read_strings,
    sheet_names,
    write_plain,
)

NOBODY: Final = "~"
MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
GENERIC: Final = re.compile(
    r"(?:ipad|iphone|galaxy|android|samsung|huawei|xiaomi|redmi|desktop|laptop|macbook|call-?in user|"
    r"zoom user|user|participant|guest|anonymous|unknown)[\s_#()\d]*(?:\((?:guest|external|unverified)\))?",
    re.IGNORECASE,
)
# A word that is a month, too, stays before a day; and one that is a word of the file itself, where it stands alone.
MONTHS: Final = frozenset(
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
)
BEFORE_DAY: Final = r"(?!\.?[ \u00a0\u202f]+(?:\d{1,2},?[ \u00a0\u202f]+)?\d{4}\b)"
OF_FILES: Final = frozenset(
    ("yes", "no", "y", "n", "si", "sí", "oui", "non", "ja", "nein", "да", "нет", "是", "否", "نعم", "لا", "am", "pm")
)  # fmt: skip
BETWEEN: Final = "\0"  # between cells of a workbook, in none of which it can stand
SMALL: Final = 5_000_000
ASIDE: Final = ("[Content_Types].xml", "_rels/.rels", BOOK, LINKS)


def is_telling(name: str) -> bool:
    """Say whether a name as a file has it tells of one person, and is not what many devices call themselves."""
    return not GENERIC.fullmatch(name.strip())


def clean_name(name: str, names: Collection[str], addresses: Collection[str]) -> str:
    """Give the name of a file, or one that says nothing where it says somebody."""
    words = re.sub(r"[_\W]+", " ", name)
    said = _Said([*names, *(re.sub(r"[_\W]+", " ", one) for one in names)], addresses)
    return NOBODY if said.names(words) or said.names(name) else name


def clean_file(raw: bytes, encoding: str | None, names: Collection[str], addresses: Collection[str]) -> bytes:
    """Take names and addresses out of the lines of a file that have one of them, and leave every other byte.

    A name in two cells is found by its words within one line. A workbook in which they are is written plainly again.
    """
    said = _Said(names, addresses)
    if not said.wanted:
        return raw
    if is_workbook(raw):
        return _clean_workbook(raw, said)
    for mark, name in MARKS:
        if raw.startswith(mark):
            return mark + _clean(raw[len(mark) :], name, said)
    body = _clean(raw, "utf-8", said)
    return body if encoding in (None, "utf-8") else _clean(body, encoding, said)


class _Said:
    def __init__(self, names: Collection[str], addresses: Collection[str]) -> None:
        whole = [one for one in {*names, *addresses} if len(one) > 1]
        self.wanted = _any_of(whole)
        self.words = [words for one in names if len(words := set(one.casefold().split())) > 1]
        every = {word for words in self.words for word in words if len(word) > 1} - OF_FILES
        self.parts = _any_of([*whole, *every])

    def names(self, line: str) -> bool:
        """Say whether a line has one of them, whole or by all the words of a name."""
        return self.taken_out(line) != line

    def taken_out(self, line: str) -> str:
        """Give a line without them."""
        if self.wanted is None or self.parts is None:
            return line
        there = set(re.findall(r"[^\s,;\t\"()\0]+", line.casefold()))
        if self.wanted.search(line) or any(words <= there for words in self.words):
            return self.parts.sub(NOBODY, line)
        return line


def _any_of(words: Collection[str]) -> re.Pattern[str] | None:
    longest = sorted(words, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(_pattern, longest)), re.IGNORECASE) if longest else None


def _pattern(words: str) -> str:
    """Write words so that they are found with any space between them, also a line's end within quotes."""
    unless = BEFORE_DAY if words[:3].casefold() in MONTHS else ""
    spaced = r"[^\S\t]+".join(re.escape(one) for one in words.split())
    return rf"(?<!\w){spaced}(?!\w){unless}"


def _clean(raw: bytes, encoding: str, said: _Said) -> bytes:
    errors = "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
    try:
        text = raw.decode(encoding, errors)
    except UnicodeDecodeError:
        return raw
    whole = said.wanted.sub(_over_lines, text) if said.wanted else text
    cleaned = "\n".join(said.taken_out(line) for line in whole.split("\n"))
    return raw if cleaned == text else cleaned.encode(encoding, errors)


def _over_lines(found: re.Match[str]) -> str:
    """Take out a name with the end of a line within; what stands on one line is looked at with all of that line."""
    return NOBODY if "\n" in found[0] else found[0]


def _clean_workbook(raw: bytes, said: _Said) -> bytes:
    """Give a workbook as it came where it says nothing of them; else its cells alone, without them."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            strings, sheets = read_strings(book), sheet_names(book)
            if not _mentions(book, sheets, strings, said):
                return raw
            return write_plain(
                (one, _without(read_rows(book, one, strings), said.taken_out)) for one in sheets
            )
    except (*BROKEN, Swollen):
        return b""


def _mentions(book: zipfile.ZipFile, sheets: Sequence[str], strings: Sequence[str], said: _Said) -> bool:
    """Say whether any part of a workbook names them; one that is too large to look through is taken to."""
    if any(said.names(one) for one in strings):
        return True
    for sheet in sheets:
        if any(said.names(_line(cells)) for _number, cells in read_rows(book, sheet, strings)):
            return True
    for one in book.infolist():
        if one.filename in sheets or one.filename in ASIDE or one.is_dir():
            continue
        if one.file_size > SMALL or said.names(book.read(one).decode("utf-8", "replace")):
            return True
    return False


def _without(
    rows: Iterator[tuple[str, list[Cell]]], taken_out: Callable[[str], str]
) -> Iterator[tuple[str, list[Cell]]]:
    for number, cells in rows:
        line = _line(cells)
        cleaned = taken_out(line)
        if cleaned == line:
            yield number, cells
            continue
        texts = zip(cells, cleaned.split(BETWEEN), strict=True)
        yield number, [one if one.text == text else Cell(one.column, "text", text) for one, text in texts]


def _line(cells: list[Cell]) -> str:
    return BETWEEN.join(one.text for one in cells)

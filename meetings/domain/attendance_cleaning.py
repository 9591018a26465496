"""Taking somebody out of a file that is kept: their rows stay where they are, and say nobody."""

import io
import re
import zipfile
from collections.abc import Collection
from typing import Final

NOBODY: Final = "~"
MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
GENERIC: Final = re.compile(
    r"(?:ipad|iphone|galaxy|android|samsung|huawei|xiaomi|redmi|desktop|laptop|macbook|call-?in user|"
    r"zoom user|user|participant|guest|anonymous|unknown)[\s_#()\d]*(?:\((?:guest|external|unverified)\))?",
    re.IGNORECASE,
)
# A part of a name that stands before a day, or is a word of the file itself, is left where it stands alone.
BEFORE_DAY: Final = r"(?!\.?\s+(?:\d{1,2},?\s+)?\d{4}\b)"
OF_FILES: Final = frozenset(
    ("yes", "no", "y", "n", "si", "sí", "oui", "non", "ja", "nein", "да", "нет", "是", "否", "نعم", "لا", "am", "pm")
)  # fmt: skip
PARTS: Final = re.compile(r"xl/(?:sharedStrings|worksheets/[^/]+)\.xml")


def is_telling(name: str) -> bool:
    """Say whether a name as a file has it tells of one person, and is not what many devices call themselves."""
    return not GENERIC.fullmatch(name.strip())


def clean_file(raw: bytes, encoding: str | None, names: Collection[str], addresses: Collection[str]) -> bytes:
    """Take names and addresses out of the lines of a file that have one of them, and leave every other byte.

    A name in two cells is found by its words within one line. Of a workbook, the texts are looked through.
    """
    said = _Said(names, addresses)
    if not said.wanted:
        return raw
    if raw.startswith(b"PK\x03\x04"):
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
        self.parts = _any_of([*whole, *every], BEFORE_DAY)

    def taken_out(self, line: str) -> str:
        """Give a line without them."""
        if self.wanted is None or self.parts is None:
            return line
        there = set(re.findall(r"[^\s,;\t\"()]+", line.casefold()))
        if self.wanted.search(line) or any(words <= there for words in self.words):
            return self.parts.sub(NOBODY, line)
        return line


def _any_of(words: Collection[str], unless: str = "") -> re.Pattern[str] | None:
    longest = sorted(words, key=lambda one: (-len(one), one))
    return (
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w){unless}", re.IGNORECASE)
        if longest
        else None
    )


def _clean(raw: bytes, encoding: str, said: _Said) -> bytes:
    errors = "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
    try:
        text = raw.decode(encoding, errors)
    except UnicodeDecodeError:
        return raw
    cleaned = "\n".join(said.taken_out(line) for line in text.split("\n"))
    return raw if cleaned == text else cleaned.encode(encoding, errors)


def _clean_workbook(raw: bytes, said: _Said) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            parts = [(one, book.read(one)) for one in book.infolist()]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return b""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for one, body in parts:
            if PARTS.fullmatch(one.filename):
                text = re.sub(r"(</row>|</si>)", "\\1\n", body.decode("utf-8", "surrogateescape"))
                lines = "\n".join(said.taken_out(line) for line in text.split("\n"))
                body = lines.encode("utf-8", "surrogateescape")
            book.writestr(one.filename, body)
    return file.getvalue()

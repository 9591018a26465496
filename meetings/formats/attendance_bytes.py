"""The bytes of an attendance file as lines of text: its encoding found, and neither time nor memory without end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from meetings.domain.errors import TooLarge, TooLong, WrongFile

MOST_BYTES: Final = 60_000_000
MOST_LINE: Final = 500_000
EXPECTED: Final = "a table of attendance, as CSV or XLSX"
OTHER_FILES: Final = (
    b"%PDF",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"{\\rtf",
    b"GIF8",
)
ARABIC_LETTERS: Final = b"\xc7\xe1\xed\xe4\xe3\xd1\xca\xe6\xc8\xcf\xcd"
HIGH_RUN: Final = re.compile(rb"[\x80-\xff]{3,}")
HIGH: Final = re.compile(rb"[\x80-\xff]")
UTF_8: Final = "utf-8"


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text; `is_mixed` where lines were in two encodings."""

    text: str
    encoding: str
    is_mixed: bool = False


def decode(raw: bytes) -> Text:
    """Find the encoding by the mark at the beginning, then by the bytes, and read the text.

    Raises: TooLarge; TooLong, with the longest line read; WrongFile, for what is no text.
    """
    if len(raw) > MOST_BYTES:
        raise TooLarge(field="file", most=MOST_BYTES // 1_000_000)
    if not raw.strip(b"\0 \t\r\n") or raw.startswith(OTHER_FILES):
        raise WrongFile(field="file", expected=EXPECTED)
    found = _decode(raw)
    text = found.text
    if "\n" not in text and "\r" in text:
        text = text.replace("\r", "\n")
    if any(len(line) > MOST_LINE for line in lines(text)):
        raise TooLong(field="file", most=MOST_LINE)
    if "\0" in text[:4096]:
        raise WrongFile(field="file", expected=EXPECTED)
    return Text(text, found.encoding, found.is_mixed)


def lines(text: str) -> Iterator[str]:
    """Give the lines one by one, each with its end, without a copy of the whole."""
    begin, size = 0, len(text)
    while begin < size:
        end = text.find("\n", begin) + 1 or size
        yield text[begin:end]
        begin = end


def _decode(raw: bytes) -> Text:
    for mark, encoding in ((b"\xef\xbb\xbf", UTF_8), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if raw.startswith(mark):
            body = raw[len(mark) :]
            if encoding == UTF_8:
                return _utf_8(body)
            return Text(body.decode(encoding, "replace"), encoding)
    head = raw[:2000]
    if head.count(0) > len(head) // 4:
        encoding = "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
        return Text(raw.decode(encoding, "replace"), encoding)
    return _utf_8(raw)


def _utf_8(raw: bytes) -> Text:
    try:
        return Text(raw.decode(UTF_8), UTF_8)
    except UnicodeDecodeError:
        pass
    other, chunks, is_mixed = _code_page(raw), [], False
    for line in raw.split(b"\n"):
        try:
            chunks.append(line.decode(UTF_8))
            is_mixed = is_mixed or not line.isascii()
        except UnicodeDecodeError:
            chunks.append(line.decode(other, "replace"))
    return Text("\n".join(chunks), other, is_mixed)


def _code_page(raw: bytes) -> str:
    """Guess a code page by its letters: whole words above ASCII are Arabic or Cyrillic, single letters Latin.

    Lines that are UTF-8 are not asked.
    """
    sample = b"\n".join(
        line for line in raw.split(b"\n")[:5000] if not line.isascii() and not _is_utf_8(line)
    )
    runs = b"".join(HIGH_RUN.findall(sample))
    if len(runs) < len(HIGH.findall(sample)) / 2:
        return "windows-1252"
    arabic = sum(runs.count(letter) for letter in ARABIC_LETTERS)
    return "windows-1256" if arabic > len(runs) * 0.45 else "windows-1251"


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode(UTF_8)
    except UnicodeDecodeError:
        return False
    return True

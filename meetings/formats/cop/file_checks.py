"""What is wrong with a file that somebody sends as a document: cut off, with programs, a bomb, pictures without end.

Nothing in it is run or shown here; only as much is unpacked as is looked at. Source: ISO 32000-1 (PDF), APPNOTE (ZIP).
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Final

from meetings.domain.cop.documents_errors import (
    CutFile,
    FileWithPrograms,
    LockedFile,
    TooManyPixels,
    UnpacksTooLarge,
)

MOST_PIXELS: Final = 200_000_000
MOST_UNPACKED: Final = 1_000_000_000
MOST_TIMES: Final = 200  # a text packs to a hundredth at best, and no document is nothing but one letter
SMALL: Final = 50_000_000
LOOKED_AT: Final = 40_000_000
TAIL: Final = 2_048
HEAD: Final = 65_536
NAME_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
NAMES: Final = re.compile(rb"/[^\s()<>\[\]{}/%]*#[0-9A-Fa-f]{2}[^\s()<>\[\]{}/%]*")
PROGRAMS: Final = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA)(?![A-Za-z0-9])")
LOCKED: Final = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
MOST_STREAMS: Final = 100_000
ABOUT: Final = 4_000
OBJECTS: Final = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
IMAGE: Final = re.compile(rb"/Image(?![A-Za-z0-9])")
SIDE: Final = {b"W": re.compile(rb"/Width\s+(\d{1,10})"), b"H": re.compile(rb"/Height\s+(\d{1,10})")}
PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")


def check_file(file: IO[bytes], field: str) -> None:
    """Refuse a file that is a PDF or a packed document and is not to be passed on; other kinds are not looked at.

    Takes: a file that can be read again from its beginning, where it is left.
    Raises: CutFile, FileWithPrograms, LockedFile, UnpacksTooLarge, TooManyPixels, with the field.
    """
    head = file.read(8)
    file.seek(0)
    try:
        if head.startswith(b"%PDF-"):
            _check_pdf(file.read(), field)
        elif head.startswith(b"PK\x03\x04"):
            _check_packed(file, field)
    finally:
        file.seek(0)


def _check_pdf(raw: bytes, field: str) -> None:
    tail = raw.rstrip(b"\0 \t\r\n")[-TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise CutFile(field=field)
    plain = _plain_names(raw)
    if LOCKED.search(plain):
        raise LockedFile(field=field)
    for text in (plain, *_objects(raw, field)):
        if PROGRAMS.search(text):
            raise FileWithPrograms(field=field)
    for about, _begin in _streams(plain, field):
        if IMAGE.search(about):
            _check_pixels(_side(about, b"W") * _side(about, b"H"), field)


def _plain_names(raw: bytes) -> bytes:
    """Give the bytes with names written as they are meant: `/J#61vaScript` is `/JavaScript`."""
    return NAMES.sub(lambda name: NAME_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name[0]), raw)


def _streams(raw: bytes, field: str) -> Iterator[tuple[bytes, int]]:
    """Give what is said of each stream before it, and where it begins."""
    for number, found in enumerate(STREAM.finditer(raw)):
        if number >= MOST_STREAMS:
            raise UnpacksTooLarge(field=field)
        before = raw[max(0, found.start() - ABOUT) : found.start()]
        yield before.rpartition(b"obj")[2], found.end()


def _objects(raw: bytes, field: str) -> Iterator[bytes]:
    """Give what is packed into streams of objects, where names hide from whoever looks only at the bytes."""
    left = LOOKED_AT
    for about, begin in _streams(raw, field):
        if not OBJECTS.search(_plain_names(about)):
            continue
        end = raw.find(b"endstream", begin)
        packed = raw[begin : end if end >= 0 else len(raw)]
        try:
            text = zlib.decompressobj().decompress(packed, left)
        except zlib.error:
            text = packed[:HEAD]
        left -= len(text)
        if left <= 0:
            raise UnpacksTooLarge(field=field)
        yield _plain_names(text)


def _side(about: bytes, side: bytes) -> int:
    found = SIDE[side].search(about)
    return int(found[1]) if found else 0


def _check_packed(file: IO[bytes], field: str) -> None:
    try:
        with zipfile.ZipFile(file) as packed:
            every = packed.infolist()
            small, large = sum(one.compress_size for one in every), sum(one.file_size for one in every)
            if large > MOST_UNPACKED or (large > SMALL and large > MOST_TIMES * max(1, small)):
                raise UnpacksTooLarge(field=field)
            if any(one.flag_bits & 1 for one in every):
                raise LockedFile(field=field)
            for one in every:
                if one.filename.lower().endswith(PICTURES):
                    with packed.open(one) as picture:
                        _check_pixels(pixels(picture.read(HEAD)), field)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        raise CutFile(field=field) from None


def _check_pixels(count: int, field: str) -> None:
    if count > MOST_PIXELS:
        raise TooManyPixels(field=field, most=MOST_PIXELS // 1_000_000)


def pixels(head: bytes) -> int:
    """Say how many pixels a picture has, by its beginning; none where that does not say so."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        wide, high = struct.unpack(">II", head[16:24])
        return int(wide) * int(high)
    if head.startswith((b"GIF87a", b"GIF89a")) and len(head) >= 10:
        wide, high = struct.unpack("<HH", head[6:10])
        return int(wide) * int(high)
    if head.startswith(b"BM") and len(head) >= 26:
        wide, high = struct.unpack("<ii", head[18:26])
        return abs(int(wide) * int(high))
    return _jpeg(head) if head.startswith(b"\xff\xd8") else 0


def _jpeg(head: bytes) -> int:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        kind, size = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", head[at + 5 : at + 9])
            return int(wide) * int(high)
        at += 2 + max(2, size)
    return 0

"""Letters, notes verbales and photos as they are sent: what they are by their content, whole, and doing nothing.

Source: ISO 32000-1, 7.3.5 (names), 7.5.5 (the end of a file), 7.5.7 (object streams), 12.6.4 (actions); ITU-T T.81,
annex B (JPEG); PNG (third edition), 5.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from meetings.domain.cop.delegation_errors import (
    CutOff,
    Locked,
    RunsPrograms,
    Swells,
    TooFewPixels,
    TooManyPixels,
)
from meetings.domain.recording_errors import EmptyFile, NotThisMedia

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
LETTERS: Final = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
PHOTOS: Final = {JPEG: "jpg", PNG: "png"}
MOST_SIDE: Final = 12_000
MOST_PIXELS: Final = 60_000_000
LEAST_SIDE: Final = 200
END_BYTES: Final = 2_048
MOST_UNPACKED: Final = 30_000_000
MOST_TOGETHER: Final = 120_000_000
LOOK_BYTES: Final = 1_024
PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
# Of the markers from C0 to CF, these begin no frame.
NO_FRAMES: Final = (0xC4, 0xC8, 0xCC)
ALONE: Final = (0x01, *range(0xD0, 0xD9))


def _name(word: bytes) -> bytes:
    """Give a pattern of a name of PDF, each letter of which may stand as its number."""
    letters = (b"(?:%s|#%02x|#%02X)" % (bytes((one,)), one, one) for one in word)
    return b"/" + b"".join(letters) + rb"(?![A-Za-z0-9#])"


PROGRAMS: Final = re.compile(b"|".join(map(_name, (b"JavaScript", b"Launch", b"RichMedia"))))
FORMS: Final = re.compile(_name(b"XFA"))
SEALED: Final = re.compile(_name(b"Encrypt"))
OBJECTS: Final = re.compile(_name(b"ObjStm"))
STREAM: Final = re.compile(rb"stream\r?\n")
NUMBERS: Final = re.compile(rb"\s*\d+\s+\d+")


@dataclass(frozen=True, slots=True)
class Size:
    """How many pixels a picture has."""

    width: int
    height: int


def check_letter(raw: bytes, field: str = "file") -> str:
    """Say what a letter is, a PDF or a picture of one.

    Raises: EmptyFile; NotThisMedia, for a file of another kind or one that is broken; CutOff; RunsPrograms, for a
    document with JavaScript or what starts other programs; Locked; Swells; TooManyPixels. All with the field.
    """
    if not raw:
        raise EmptyFile(field=field)
    if raw.startswith(b"%PDF-"):
        _check_pdf(raw, field)
        return PDF
    return _check_picture(raw, field)[0]


def check_photo(raw: bytes, field: str = "photo") -> str:
    """Say what a photo is; it is not so small that it could not be printed.

    Raises: EmptyFile, NotThisMedia, CutOff, TooManyPixels, TooFewPixels, with the field.
    """
    if not raw:
        raise EmptyFile(field=field)
    kind, size = _check_picture(raw, field)
    if min(size.width, size.height) < LEAST_SIDE:
        raise TooFewPixels(field=field, least=LEAST_SIDE)
    return kind


def _check_picture(raw: bytes, field: str) -> tuple[str, Size]:
    if raw.startswith(PNG_HEAD):
        kind, size = PNG, _png(raw, field)
    elif raw.startswith(b"\xff\xd8\xff"):
        kind, size = JPEG, _jpeg(raw, field)
    else:
        raise NotThisMedia(field=field)
    if size.width < 1 or size.height < 1:
        raise NotThisMedia(field=field)
    if max(size.width, size.height) > MOST_SIDE or size.width * size.height > MOST_PIXELS:
        raise TooManyPixels(field=field, most=MOST_SIDE)
    return kind, size


def _png(raw: bytes, field: str) -> Size:
    """Give the size of a PNG, part by part to its end.

    Raises: CutOff, NotThisMedia, with the field.
    """
    at, size = len(PNG_HEAD), None
    while at + 12 <= len(raw):
        (length,), name = struct.unpack(">I", raw[at : at + 4]), raw[at + 4 : at + 8]
        content = raw[at + 8 : at + 8 + length]
        check = raw[at + 8 + length : at + 12 + length]
        if len(check) < 4:
            break
        if check != struct.pack(">I", zlib.crc32(name + content)):
            raise NotThisMedia(field=field)
        if size is None:
            if name != b"IHDR" or length != 13:
                raise NotThisMedia(field=field)
            size = Size(*struct.unpack(">II", content[:8]))
        if name == b"IEND":
            return size
        at += 12 + length
    raise CutOff(field=field)


def _jpeg(raw: bytes, field: str) -> Size:
    """Give the size of a JPEG, whose end stands behind its picture.

    Raises: CutOff, NotThisMedia, with the field.
    """
    size = None
    for marker, at in _markers(raw):
        if 0xC0 <= marker <= 0xCF and marker not in NO_FRAMES:
            if at + 9 > len(raw):
                break
            height, width = struct.unpack(">HH", raw[at + 5 : at + 9])
            size = Size(width, height)
        if marker == 0xDA:
            if size is None:
                raise NotThisMedia(field=field)
            if raw.rfind(b"\xff\xd9") < at:
                break
            return size
    raise CutOff(field=field)


def _markers(raw: bytes) -> Iterator[tuple[int, int]]:
    """Give the markers before the picture, each with where it stands."""
    at = 2
    while at + 4 <= len(raw):
        if raw[at] != 0xFF:
            return
        marker = raw[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        yield marker, at
        if marker in ALONE:
            at += 2
            continue
        at += 2 + int.from_bytes(raw[at + 2 : at + 4], "big")


def _check_pdf(raw: bytes, field: str) -> None:
    if b"%%EOF" not in raw[-END_BYTES:]:
        raise CutOff(field=field)
    if PROGRAMS.search(raw):
        raise RunsPrograms(field=field)
    unpacked = 0
    outside, last = [], 0
    for found in STREAM.finditer(raw):
        if found.start() < last:
            continue
        head = raw[last : found.start()]
        outside.append(head)
        end = raw.find(b"endstream", found.end())
        last = end if end >= 0 else len(raw)
        inner = _objects(raw[found.end() : last], head[-4096:], field)
        unpacked += len(inner)
        if unpacked > MOST_TOGETHER:
            raise Swells(field=field)
        if PROGRAMS.search(inner) or FORMS.search(inner):
            raise RunsPrograms(field=field)
    plain = b" ".join([*outside, raw[last:]])
    if SEALED.search(plain):
        raise Locked(field=field)
    if FORMS.search(plain):
        raise RunsPrograms(field=field)


def _objects(body: bytes, head: bytes, field: str) -> bytes:
    """Give what a stream holds where it holds objects, which may be actions; of pictures and pages, nothing.

    Raises: Swells; NotThisMedia, for objects packed in a way that hides them.
    """
    says_objects = OBJECTS.search(head[head.rfind(b"obj") :]) is not None
    unpacking = zlib.decompressobj()
    try:
        begun = unpacking.decompress(body, LOOK_BYTES)
        if not (says_objects or NUMBERS.match(begun)):
            return b""
        whole = begun + unpacking.decompress(unpacking.unconsumed_tail, MOST_UNPACKED)
    except zlib.error:
        if says_objects and not NUMBERS.match(body):
            raise NotThisMedia(field=field) from None
        return body if says_objects else b""
    if unpacking.unconsumed_tail:
        raise Swells(field=field)
    return whole

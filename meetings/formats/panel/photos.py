"""Photos of panellists as they are shown: the picture alone, without what cameras, programs or strangers put beside it.

What stands behind the end of the picture, in comments and in other segments goes, so that nothing but a picture is
kept; of how a camera was held, only the turn stays. Source: ITU-T T.81, annex B; Exif 2.32, 4.6; PNG, 5.
"""

import struct
from typing import Final

from meetings.domain.cop.delegation_errors import CutOff
from meetings.formats.cop.letters import JPEG, PNG, PNG_HEAD, check_photo

EXIF: Final = b"Exif\x00\x00"
ORIENTATION: Final = 0x0112
# Of PNG, what a picture is made of, and how its colours are meant.
KEPT_CHUNKS: Final = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"IDAT", b"IEND")
# Of JPEG, the colours of a profile (APP2), of Adobe (APP14), and JFIF (APP0).
KEPT_APPS: Final = (0xE0, 0xE2, 0xEE)
COMMENT: Final = 0xFE


def clean_photo(raw: bytes, field: str = "photo") -> tuple[bytes, str]:
    """Give a photo as it is kept, and its kind.

    Raises: EmptyFile, NotThisMedia, CutOff, TooManyPixels, TooFewPixels, with the field.
    """
    kind = check_photo(raw, field)
    cleaned = {PNG: _png, JPEG: _jpeg}[kind](raw)
    if not cleaned:
        raise CutOff(field=field)
    return cleaned, kind


def _png(raw: bytes) -> bytes:
    at, found = len(PNG_HEAD), [PNG_HEAD]
    while at + 12 <= len(raw):
        (length,), name = struct.unpack(">I", raw[at : at + 4]), raw[at + 4 : at + 8]
        if name in KEPT_CHUNKS:
            found.append(raw[at : at + 12 + length])
        if name == b"IEND":
            return b"".join(found)
        at += 12 + length
    return b""


def _jpeg(raw: bytes) -> bytes:
    """Copy segment by segment; a scan is copied to the next marker that is none of its own."""
    found, at = [b"\xff\xd8"], 2
    turn = _turn(raw)
    if turn > 1:
        found.append(_turned(turn))
    while at + 4 <= len(raw):
        marker = raw[at + 1]
        if raw[at] != 0xFF:
            return b""
        if marker == 0xD9:
            return b"".join([*found, b"\xff\xd9"])
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker == 0xDA:
            end = _scan_end(raw, end)
        is_app = 0xE0 <= marker <= 0xEF
        if marker != COMMENT and (not is_app or marker in KEPT_APPS):
            found.append(raw[at:end])
        at = end
    return b"".join([*found, b"\xff\xd9"]) if raw[at : at + 2] == b"\xff\xd9" else b""


def _scan_end(raw: bytes, at: int) -> int:
    while True:
        at = raw.find(b"\xff", at)
        if at < 0 or at + 1 >= len(raw):
            return len(raw)
        if raw[at + 1] != 0 and not 0xD0 <= raw[at + 1] <= 0xD7:
            return at
        at += 2


def _turn(raw: bytes) -> int:
    """Give how a camera was held, from 1 to 8; 1 where it does not say so."""
    at = raw.find(EXIF, 0, 65_536)
    tiff = raw[at + len(EXIF) : at + 65_536] if at > 0 else b""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 1
    (first,) = struct.unpack(f"{order}I", tiff[4:8])
    (count,) = struct.unpack(f"{order}H", (tiff[first : first + 2] + b"\0\0")[:2])
    for number in range(min(count, 200)):
        entry = tiff[first + 2 + 12 * number : first + 14 + 12 * number]
        if len(entry) == 12 and struct.unpack(f"{order}H", entry[:2])[0] == ORIENTATION:
            turn = int(struct.unpack(f"{order}H", entry[8:10])[0])
            return turn if 1 <= turn <= 8 else 1
    return 1


def _turned(turn: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, ORIENTATION, 3, 1, turn, 0, 0)
    body = EXIF + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body

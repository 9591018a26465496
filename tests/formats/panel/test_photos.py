"""Photos of panellists: the picture is kept, and nothing that stands beside or behind it."""

import struct
import zlib

import pytest

from meetings.domain.cop.delegation_errors import CutOff, TooFewPixels, TooManyPixels
from meetings.domain.recording_errors import EmptyFile, NotThisMedia
from meetings.formats.panel.photos import clean_photo
from tests.pictures import jpeg, pdf, png

PAGE = b"<html><script>alert(1)</script></html>"
PLACE = b"GPS 46.2 N 6.1 E"


def _segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes((marker,)) + struct.pack(">H", len(body) + 2) + body


def _exif(turn: int) -> bytes:
    tiff = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x0112, 3, 1, turn, 0, 0)
    return b"Exif\x00\x00" + tiff + PLACE


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_what_stands_in_a_picture_beside_it_goes() -> None:
    raw = jpeg()
    dressed = raw[:2] + _segment(0xE1, _exif(1)) + _segment(0xFE, PAGE) + raw[2:] + PAGE
    cleaned, kind = clean_photo(dressed)
    assert kind == "image/jpeg"
    assert not [one for one in (b"script", PLACE, b"Exif") if one in cleaned]
    assert clean_photo(cleaned)[0] == cleaned
    raw = png()
    text = _chunk(b"tEXt", b"Comment\x00" + PAGE)
    cleaned, kind = clean_photo(raw[:33] + text + raw[33:] + PAGE)
    assert (cleaned, kind) == (raw, "image/png")


@pytest.mark.parametrize("turn", [3, 6, 8])
def test_how_the_camera_was_held_stays(turn: int) -> None:
    raw = jpeg()
    cleaned, _kind = clean_photo(raw[:2] + _segment(0xE1, _exif(turn)) + raw[2:])
    assert PLACE not in cleaned
    assert cleaned[2:4] == b"\xff\xe1"
    assert clean_photo(cleaned)[0] == cleaned


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        (b"", EmptyFile),
        (PAGE, NotThisMedia),
        (b"GIF89a" + PAGE, NotThisMedia),
        (pdf(), NotThisMedia),
        (jpeg()[:-200], CutOff),
        (png()[:-20], CutOff),
        (png(100, 300), TooFewPixels),
        (png(50_000, 50_000), TooManyPixels),
    ],
)
def test_what_is_no_photo_is_refused(raw: bytes, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        clean_photo(raw)

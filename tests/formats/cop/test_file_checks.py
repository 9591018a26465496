"""Files that are cut off, run programs, unpack without end or hold endless pictures are known for it, and no others."""

import io
import struct

import pytest

from meetings.domain.cop.documents_errors import (
    CutFile,
    FileWithPrograms,
    LockedFile,
    TooManyPixels,
    UnpacksTooLarge,
)
from meetings.domain.errors import Refused
from meetings.formats.cop.file_checks import check_file, pixels
from tests.cop_files import bomb, image_object, pdf, png, word

JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08" + struct.pack(">HH", 600, 400)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (pdf(tail=False), CutFile),
        (pdf(b"%" * 5_000)[: int(5_400 * 0.8)], CutFile),
        (pdf(b"4 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n"), FileWithPrograms),
        (pdf(b"4 0 obj\n<< /S /J#61vaScript /J#53 (app.alert(1)) >>\nendobj\n"), FileWithPrograms),
        (pdf(b"4 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n"), FileWithPrograms),
        (pdf(packed=b"4 0 << /S /JavaScript /JS (app.alert(1)) >>"), FileWithPrograms),
        (pdf(packed=b" " * 50_000_000), UnpacksTooLarge),
        (pdf(b"trailer << /Encrypt 4 0 R >>"), LockedFile),
        (pdf(image_object(50_000)), TooManyPixels),
        (word()[: int(len(word()) * 0.8)], CutFile),
        (word(one_png=png(50_000)), TooManyPixels),
        (bomb(), UnpacksTooLarge),
    ],
    ids=lambda one: one.__name__ if isinstance(one, type) else None,
)
def test_file_is_refused(body: bytes, refusal: type[Refused]) -> None:
    file = io.BytesIO(body)
    with pytest.raises(refusal) as refused:
        check_file(file, "file")
    assert (refused.value.field, file.tell()) == ("file", 0)


@pytest.mark.parametrize(
    "body",
    [
        pdf(),
        pdf(image_object(4_000)),
        pdf(packed=b"4 0 << /Type /Font /JSx (no) >>"),
        pdf(b"4 0 obj\n<< /Title (About JavaScript and Launch) >>\nendobj\n"),
        word(one_png=png(2_000), two_jpg=JPEG),
        b"a text\n",
    ],
    ids=["plain", "picture", "packed", "words", "word", "text"],
)
def test_plain_file_passes(body: bytes) -> None:
    check_file(io.BytesIO(body), "file")


def test_a_real_pdf_passes() -> None:
    """A certificate as our own typesetter makes it: objects in packed streams, fonts, no programs."""
    typst = pytest.importorskip("typst")
    check_file(io.BytesIO(typst.compile(b"= A paper\nWith words.")), "file")


@pytest.mark.parametrize(
    ("head", "count"),
    [
        (png(10), 100),
        (JPEG, 240_000),
        (b"GIF89a" + struct.pack("<HH", 3, 4), 12),
        (b"BM" + b"\0" * 16 + struct.pack("<ii", 5, -6), 30),
        (b"\xff\xd8\xff", 0),
        (b"", 0),
    ],
    ids=["png", "jpeg", "gif", "bmp", "cut jpeg", "empty"],
)
def test_pixels_are_read_from_the_beginning(head: bytes, count: int) -> None:
    assert pixels(head) == count

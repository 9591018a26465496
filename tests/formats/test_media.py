"""Files by their content: what each is whatever it is called, and how long it lasts."""

import io
import struct
import wave
import zipfile

import pytest

from meetings.formats.media import kind_of, length_of


def sound(seconds: float = 2.0) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(8000)
        writer.writeframes(b"\x80" * int(8000 * seconds))
    return file.getvalue()


def packed(*names: str, mimetype: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as to:
        if mimetype:
            to.writestr("mimetype", mimetype)
        for name in names:
            to.writestr(name, "x")
    return file.getvalue()


def webm(codec: bytes, length: bytes = b"") -> bytes:
    return b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + length + b"\x86" + codec


MVHD = b"\0\0\0\x18ftypisom\0\0\0\0isom" + b"\0" * 4 + b"mvhd" + b"\0" * 12 + struct.pack(">II", 1000, 90_500)
LENGTH = b"\x2a\xd7\xb1\x83\x0f\x42\x40\x44\x89\x88" + struct.pack(">d", 61_000.0)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (sound(), "audio/wav"),
        (MVHD, "video/mp4"),
        (b"\0\0\0\x18ftypM4A \0\0\0\0isom" + b"\0" * 9, "audio/mp4"),
        (webm(b"V_VP9"), "video/webm"),
        (webm(b"A_OPUS"), "audio/webm"),
        (webm(b"X_NONE"), None),
        (b"OggS" + b"\0" * 24 + b"OpusHead" + b"\0" * 100, "audio/ogg"),
        (b"OggS" + b"\0" * 24 + b"\x80theora" + b"\0" * 100, "video/ogg"),
        (b"ID3\x04" + b"\0" * 200, "audio/mpeg"),
        (b"%PDF-1.7\n", "application/pdf"),
        (packed("[Content_Types].xml", "word/document.xml"), WORD),
        (packed("word/document.xml", "word/vbaProject.bin"), None),
        (packed(mimetype="application/vnd.oasis.opendocument.text")[:60], None),
        (
            packed(mimetype="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        (packed(mimetype="application/zip"), None),
        (packed("a.exe"), None),
        (b"PK\x03\x04broken", None),
        ("Grüße, слово\n".encode(), "text/plain"),
        (b"<!DOCTYPE html><html><script>alert(1)</script>", None),
        (b"\xef\xbb\xbf  <html>", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"\x7fELF\0\0", None),
        (b"MZ\x90\0", None),
        (b"\xff\xfe\0\0", None),
        (b"", None),
    ],
)
def test_content_says_what_a_file_is(body: bytes, kind: str | None) -> None:
    file = io.BytesIO(body)
    assert kind_of(file) == kind
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        (sound(3), 3),
        (sound(0.1), None),
        (MVHD, 90),
        (webm(b"V_VP9", LENGTH), 61),
        (webm(b"V_VP9"), None),
        (webm(b"V_VP9").ljust(65_534, b"\0") + b"\x44\x89", None),
        (webm(b"V_VP9", LENGTH).ljust(65_533, b"\0") + b"\x2a\xd7\xb1", 61),
        (b"OggS" + b"\0" * 130, None),
    ],
)
def test_length_is_read_where_it_is_said(body: bytes, seconds: int | None) -> None:
    file = io.BytesIO(body)
    assert length_of(file, kind_of(file) or "") == seconds

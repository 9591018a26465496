"""Letters and photos as strangers send them: whole, of a kind that is taken, and doing nothing by themselves."""

import io
import zipfile
import zlib

import pytest

from meetings.domain import recording_errors
from meetings.domain.cop import delegation_errors
from meetings.domain.errors import Refused
from meetings.formats.cop.letters import check_letter, check_photo
from tests.pictures import jpeg, pdf, png

BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as packed:
    packed.writestr("word/document.xml", b"0" * 5_000_000)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (pdf(), "application/pdf"),
        (pdf(packed=b"7 0 << /Type /Font >>"), "application/pdf"),
        (pdf(b"<< /Title (About JavaScript and /JavaScripting) >>"), "application/pdf"),
        (pdf() + b"\r\n\r\n", "application/pdf"),
        (jpeg(), "image/jpeg"),
        (jpeg() + b"\x00" * 50, "image/jpeg"),
        (png(), "image/png"),
    ],
)
def test_letter_is_known_by_its_content(raw: bytes, kind: str) -> None:
    assert check_letter(raw) == kind


@pytest.mark.parametrize(
    ("raw", "refused"),
    [
        (b"", recording_errors.EmptyFile),
        (b"Dear Sir or Madam", recording_errors.NotThisMedia),
        (b"<html><script>alert(1)</script></html>", recording_errors.NotThisMedia),
        (b"MZ\x90\x00" + pdf(), recording_errors.NotThisMedia),
        (BOMB.getvalue(), recording_errors.NotThisMedia),
        (pdf()[: len(pdf()) * 4 // 5], delegation_errors.CutOff),
        (png()[: len(png()) * 4 // 5], delegation_errors.CutOff),
        (jpeg()[: len(jpeg()) * 4 // 5], delegation_errors.CutOff),
        (png(50_000, 50_000), delegation_errors.TooManyPixels),
        (jpeg(50_000, 50_000), delegation_errors.TooManyPixels),
        (png(0, 10), recording_errors.NotThisMedia),
        (png()[:40] + b"x" + png()[41:], recording_errors.NotThisMedia),
        (pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), delegation_errors.RunsPrograms),
        (pdf(b"<< /S /J#61vaScript /JS (x) >>"), delegation_errors.RunsPrograms),
        (pdf(b"<< /S /Launch /F (cmd.exe) >>"), delegation_errors.RunsPrograms),
        (pdf(b"<< /AcroForm << /XFA 9 0 R >> >>"), delegation_errors.RunsPrograms),
        (pdf(packed=b"7 0 << /S /JavaScript /JS (x) >>"), delegation_errors.RunsPrograms),
        (pdf(packed=b"7 0 " + b" " * 40_000_000), delegation_errors.Swells),
        (pdf(trailer=b"/Encrypt 9 0 R"), delegation_errors.Locked),
        (
            pdf(b"<< /Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\n4a4b\nendstream"),
            recording_errors.NotThisMedia,
        ),
    ],
    ids=str,
)
def test_letter_that_is_not_taken_says_why(raw: bytes, refused: type[Refused]) -> None:
    with pytest.raises(refused) as caught:
        check_letter(raw)
    assert caught.value.field == "file"


def test_pages_of_a_letter_are_not_unpacked() -> None:
    page = zlib.compress(b"q " + b"\x00" * 50_000_000)
    assert check_letter(pdf(b"<< /Length 1 >>\nstream\n" + page + b"\nendstream")) == "application/pdf"


def test_photo_is_a_picture_that_can_be_printed() -> None:
    assert (check_photo(png()), check_photo(jpeg())) == ("image/png", "image/jpeg")
    with pytest.raises(delegation_errors.TooFewPixels):
        check_photo(png(199, 400))
    with pytest.raises(recording_errors.NotThisMedia):
        check_photo(pdf())

"""Files that are wrong in one way each, made small; and plain ones, which are right."""

import io
import struct
import zipfile
import zlib


def pdf(extra: bytes = b"", *, packed: bytes | None = None, tail: bool = True) -> bytes:
    """Make a PDF of one empty page, with more objects, or with some packed into a stream of objects."""
    body = (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n" + extra
    )
    if packed is not None:
        stream = zlib.compress(packed)
        body += b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(
            stream
        )
        body += stream + b"\nendstream\nendobj\n"
    end = b"trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + end if tail else body


def image_object(side: int) -> bytes:
    """Make a picture within a PDF that says it has so many pixels on each side."""
    about = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /Length 3 >>" % (side, side)
    return b"5 0 obj\n" + about + b"\nstream\nabc\nendstream\nendobj\n"


def word(**more: bytes) -> bytes:
    """Make the smallest packed document that is one, with more files in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as to:
        to.writestr("[Content_Types].xml", "<Types/>")
        to.writestr("word/document.xml", "<document/>")
        for name, body in more.items():
            to.writestr(f"word/media/{name.replace('_', '.')}", body)
    return file.getvalue()


def png(side: int) -> bytes:
    """Make the beginning of a picture that says it has so many pixels on each side."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", side, side) + b"\x08\x02\0\0\0"


def bomb() -> bytes:
    """Make a small packed document that unpacks to a hundred megabytes of nothing."""
    return word(nothing_xml=b"\0" * 100_000_000)

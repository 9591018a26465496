"""Pictures and documents made by hand, right and wrong ones, for tests of what strangers send."""

import struct
import zlib


def png(width: int = 300, height: int = 400) -> bytes:
    """Make a grey PNG; of a very large one only the head says so."""
    rows = min(height, 400)
    data = zlib.compress(b"".join(b"\x00" + b"\x80" * min(width, 400) for _ in range(rows)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    )


def jpeg(width: int = 300, height: int = 400) -> bytes:
    """Make what begins, says its size, and ends as a JPEG does; its head holds a smaller one with an end of its own."""
    small = b"\xff\xe1\x00\x08\xff\xd8\xff\xd9ab"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return (
        b"\xff\xd8"
        + small
        + frame
        + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
        + b"\x12" * 400
        + b"\xff\xd9"
    )


def pdf(*objects: bytes, packed: bytes = b"", trailer: bytes = b"") -> bytes:
    """Make a PDF of one page, with further objects, and some that are packed into a stream."""
    every = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *objects,
    ]
    if packed:
        data = zlib.compress(packed, 9)
        head = b"<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>" % len(data)
        every.append(head + b"\nstream\n" + data + b"\nendstream")
    body, offsets = b"%PDF-1.7\n", []
    for number, one in enumerate(every, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % one for one in offsets)
    size = len(every) + 1
    end = (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    )
    return body + end % (size, table, size, trailer, len(body))

"""What a file is by its content, and how long a recording lasts as far as its container says so early.

Source: ISO/IEC 14496-12 (boxes), RFC 8794 and 9559 (EBML, Matroska), RFC 3533 (Ogg), RIFF, ID3v2.
"""

import re
import struct
import zipfile
from typing import IO, Final

from meetings.domain.kept_files import DOCUMENTS

HEAD_BYTES: Final = 65_536
EBML: Final = b"\x1a\x45\xdf\xa3"
SOUND_BRANDS: Final = (b"M4A ", b"M4B ")
VIDEO_CODECS: Final = (b"V_VP8", b"V_VP9", b"V_AV1")
SOUND_CODECS: Final = (b"A_OPUS", b"A_VORBIS")
MOST_NAMES: Final = 10_000
OFFICE: Final = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MACROS: Final = ("vbaProject.bin", "vbaProjectSignature.bin")
SIGNALS: Final = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
MARKUP: Final = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<?php", b"#!")


def kind_of(file: IO[bytes]) -> str | None:
    """Say what a file is, by its first bytes and never by its name; nothing for a kind that is not kept.

    Takes: a file that can be read again from its beginning, where it is left.
    """
    head = file.read(HEAD_BYTES)
    file.seek(0)
    found = _media(head)
    if found is None and head.startswith(b"%PDF-"):
        found = "application/pdf"
    if found is None and head.startswith(b"PK\x03\x04"):
        found = _office(file)
        file.seek(0)
    return found if found is not None else _plain(file)


def _media(head: bytes) -> str | None:
    if head[4:8] == b"ftyp" and len(head) > 16:
        return "audio/mp4" if head[8:12] in SOUND_BRANDS else "video/mp4"
    if head.startswith(EBML):
        return _matroska(head)
    if head.startswith(b"OggS"):
        return "video/ogg" if b"\x80theora" in head[:4096] else "audio/ogg"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    is_mp3 = head.startswith(b"ID3") or (
        head[:1] == b"\xff" and head[1:2] in (b"\xfb", b"\xf3", b"\xf2", b"\xfa")
    )
    return "audio/mpeg" if is_mp3 and len(head) > 128 else None


def _matroska(head: bytes) -> str | None:
    if b"webm" not in head[:64]:
        return None
    if any(one in head for one in VIDEO_CODECS):
        return "video/webm"
    return "audio/webm" if any(one in head for one in SOUND_CODECS) else None


def _office(file: IO[bytes]) -> str | None:
    """Say what kind of document a packed one is; one with programs in it is of none."""
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            if len(names) > MOST_NAMES or any(one.endswith(MACROS) for one in names):
                return None
            for name, kind in OFFICE.items():
                if name in names:
                    return kind
            if names[:1] == ["mimetype"] and packed.getinfo("mimetype").file_size < 100:
                kind = packed.read("mimetype").decode("ascii", "replace").strip()
                return kind if kind in DOCUMENTS else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return None
    return None


def _plain(file: IO[bytes]) -> str | None:
    """Take a text for one: UTF-8 to its end, without a page of the web in it."""
    raw = file.read(2_000_001)
    file.seek(0)
    if not raw.strip() or len(raw) > 2_000_000 or SIGNALS.search(raw):
        return None
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower().startswith(MARKUP):
        return None
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "text/plain"


def length_of(file: IO[bytes], kind: str) -> int | None:
    """Give how many seconds a recording lasts, rounded; nothing where its container does not say so early."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    found = {"audio/wav": _wav, "video/mp4": _mp4, "audio/mp4": _mp4}.get(kind, _webm)(head)
    return round(found) if found is not None and 0.5 <= found < 100_000 else None


def _wav(head: bytes) -> float | None:
    at, rate = 12, 0
    while at + 8 <= len(head):
        name, size = head[at : at + 4], int.from_bytes(head[at + 4 : at + 8], "little")
        if name == b"fmt ":
            rate = int.from_bytes(head[at + 16 : at + 20], "little")
        if name == b"data":
            return size / rate if rate else None
        at += 8 + size + size % 2
    return None


def _mp4(head: bytes) -> float | None:
    at = head.find(b"mvhd")
    if at < 0 or at + 24 > len(head):
        return None
    wide = head[at + 4] == 1
    scale_at = at + (24 if wide else 16)
    scale = int.from_bytes(head[scale_at : scale_at + 4], "big")
    length = int.from_bytes(head[scale_at + 4 : scale_at + (12 if wide else 8)], "big")
    return length / scale if scale else None


def _webm(head: bytes) -> float | None:
    """Read the length of a WebM file, in its own unit, by default a millisecond."""
    at, scale_at = head.find(b"\x44\x89"), head.find(b"\x2a\xd7\xb1")
    if at < 0 or not head.startswith(EBML):
        return None
    size = _width(head, at + 2)
    raw = head[at + 3 : at + 3 + size]
    if size not in (4, 8) or len(raw) < size:
        return None
    length: float = struct.unpack(">f" if size == 4 else ">d", raw)[0]
    width = _width(head, scale_at + 3) if scale_at >= 0 else 0
    scale = int.from_bytes(head[scale_at + 4 : scale_at + 4 + width], "big") if width else 1_000_000
    return length * scale / 1e9


def _width(head: bytes, at: int) -> int:
    """Give how many bytes a value of EBML has, or none where the beginning of the file ends before it says so."""
    return head[at] & 0x0F if at < len(head) else 0

"""What a backup holds, packed into one sealed file and unpacked again."""

import io
import json
import os
import shutil
import sqlite3
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import click

from meetings.formats.sealed import PIECE_BYTES, Broken, Opener, Sealer, WrongPassphrase

MANIFEST, STORE, SECRET, LOG, UPLOADS = (
    "manifest.json",
    "store.sqlite",
    "secret_key",
    "erasures.log",
    "uploads",
)
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a backup held, in a folder of its own: the store's file, its schema's revision, the key and the log."""

    store: Path
    revision: str
    secret: str
    log: bytes
    uploads: Path | None


def pack(file: Path, passphrase: str, parts: dict[str, Path | bytes]) -> int:
    """Write a sealed file of parts, by their names; it takes its place only when it is whole. Give its bytes."""
    part = file.with_name(f"{file.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as to:
            sealer = Sealer(to, passphrase)
            with _meter(sum(map(_size, parts.values())), "Writing") as grown:
                through: Any = _Through(sealer, grown)
                with tarfile.open(mode="w|", fileobj=through, bufsize=PIECE_BYTES) as tar:
                    for name, content in parts.items():
                        _add(tar, name, content)
            sealer.close()
            to.flush()
            os.fsync(to.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return file.stat().st_size


def unpack(file: Path, passphrase: str, folder: Path) -> Unpacked:
    """Unpack a sealed file into a folder, whole and checked, or say in one line what is wrong with it."""
    try:
        with file.open("rb") as source, _meter(file.stat().st_size, "Reading") as grown:
            opener = Opener(source, passphrase)
            through: Any = _Through(opener, grown)
            with tarfile.open(mode="r|", fileobj=through, bufsize=PIECE_BYTES) as tar:
                for member in tar:
                    _extract(tar, member, folder)
            while opener.read(PIECE_BYTES):  # the end has to be there
                pass
        return _checked(folder)
    except WrongPassphrase:
        raise click.ClickException("the passphrase is not the one of this backup") from None
    except (Broken, tarfile.TarError, sqlite3.Error, ValueError, KeyError):
        raise click.ClickException(f"{file}: no whole backup: cut, changed, or something else") from None


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one file or make one folder, within the folder it belongs in."""
    path = PurePosixPath(member.name)
    content = tar.extractfile(member) if member.isreg() else None
    if path.is_absolute() or ".." in path.parts or not (content or member.isdir()):
        raise Broken()
    to = folder / path
    (to.parent if content else to).mkdir(parents=True, exist_ok=True)
    if content:
        with to.open("xb") as file:
            shutil.copyfileobj(content, file, PIECE_BYTES)


def _checked(folder: Path) -> Unpacked:
    manifest = json.loads(_bytes(folder / MANIFEST))
    if manifest["format"] != FORMAT:
        raise Broken()
    store = sqlite3.connect(folder / STORE)
    try:
        (found,) = store.execute("PRAGMA quick_check").fetchone()
        (revision,) = store.execute("SELECT version_num FROM alembic_version").fetchone()
    finally:
        store.close()
    if found != "ok":
        raise Broken()
    log, uploads = folder / LOG, folder / UPLOADS
    return Unpacked(
        store=folder / STORE,
        revision=revision,
        secret=_bytes(folder / SECRET).decode("ascii"),
        log=log.read_bytes() if log.is_file() else b"",
        uploads=uploads if uploads.is_dir() else None,
    )


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise Broken()
    return path.read_bytes()


def _add(tar: tarfile.TarFile, name: str, content: Path | bytes) -> None:
    if isinstance(content, Path):
        tar.add(content, name, filter=lambda one: one if one.isreg() or one.isdir() else None)
        return
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _size(content: Path | bytes) -> int:
    if isinstance(content, bytes):
        return len(content)
    if content.is_file():
        return content.stat().st_size
    return sum(one.stat().st_size for one in content.rglob("*") if one.is_file())


@contextmanager
def _meter(length: int, words: str) -> Iterator[Any]:
    """Show how far it is, where somebody watches."""
    with click.progressbar(
        length=max(1, length), label=words, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield bar.update


class _Through:
    """Passes bytes on, and says how many."""

    def __init__(self, file: Any, grown: Any) -> None:
        self.file, self.grown = file, grown

    def write(self, data: bytes) -> int:
        self.grown(len(data))
        written: int = self.file.write(data)
        return written

    def read(self, size: int) -> bytes:
        data: bytes = self.file.read(size)
        self.grown(len(data))
        return data

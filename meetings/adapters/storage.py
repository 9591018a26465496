"""Files on disk, under the instance, so that a backup has them; each is written aside and put in place when whole."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from meetings.domain.ports import FileTooLarge, Kept, NoSuchFile, StorageAway

PIECE: Final = 262_144
KEY: Final = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)*")


class Counted:
    """Pieces on their way into a file: counted, hashed, and stopped where there are too many."""

    def __init__(self, pieces: Iterable[bytes], most: int) -> None:
        self._pieces, self._most = pieces, most
        self._hash, self.size = sha256(), 0

    @property
    def digest(self) -> str:
        """Give the hash of what went by."""
        return self._hash.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        """Give the pieces.

        Raises: FileTooLarge.
        """
        for piece in self._pieces:
            self.size += len(piece)
            if self.size > self._most:
                raise FileTooLarge()
            self._hash.update(piece)
            yield piece


def checked_key(key: str) -> str:
    """Give a key that leads nowhere else.

    Raises: ValueError.
    """
    if not KEY.fullmatch(key):
        raise ValueError(f"no key of ours: {key!r}")
    return key


class DiskStorage:
    """Keeps files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: str, pieces: Iterable[bytes], most: int) -> Kept:
        """Keep a file, piece by piece.

        Raises: FileTooLarge, OSError.
        """
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part, counted = path.with_name(f"{path.name}.part"), Counted(pieces, most)
        try:
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.writelines(counted)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return Kept(key, counted.size, counted.digest)

    def size(self, key: str) -> int | None:
        """Give how many bytes a file has, or nothing where there is none."""
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        """Give some bytes of a file; it is open before the first is asked for.

        Raises: NoSuchFile.
        """
        try:
            file = self._path(key).open("rb")
        except FileNotFoundError:
            raise NoSuchFile(key) from None
        return _Pieces(file, start, end)

    def delete(self, key: str) -> None:
        """Take a file away; one that is gone already is fine.

        Raises: StorageAway.
        """
        path = self._path(key)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageAway(key) from error
        with suppress(OSError):
            path.parent.rmdir()  # only an empty one goes

    def _path(self, key: str) -> Path:
        return self._folder / checked_key(key)


class _Pieces:
    """Some bytes of an open file, piece by piece; it is closed at the end, or by whoever needs no more, or none."""

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self._file, self._left = file, end - start
        file.seek(start)

    def __iter__(self) -> "_Pieces":
        return self

    def __next__(self) -> bytes:
        piece = self._file.read(min(PIECE, self._left)) if self._left > 0 else b""
        if not piece:
            self.close()
            raise StopIteration
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Let go of the file."""
        self._left = 0
        self._file.close()

    def __del__(self) -> None:
        self._file.close()

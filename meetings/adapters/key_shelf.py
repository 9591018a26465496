"""Keys of boxes with answers, or of passports, as files in a folder of their own, which no backup takes along."""

import os
import re
from pathlib import Path
from typing import Final

NAME: Final = re.compile(r"[a-z0-9]{8,40}")


class FolderShelf:
    """A file a key, read by its owner only; where all workers share one store, they share this folder too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, name: str, key: bytes) -> None:
        """Keep a key, and return when it cannot be lost any more."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        self._sync()

    def get(self, name: str) -> bytes | None:
        """Give a key, or nothing where it is not here."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def drop(self, name: str) -> None:
        """Destroy a key: what it was is written over first, as far as the disk writes in place."""
        path = self._path(name)
        try:
            with path.open("r+b") as file:
                file.write(os.urandom(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return
        self._sync()

    def names(self) -> set[str]:
        """Name the keys that are here."""
        if not self.folder.is_dir():
            return set()
        return {path.name for path in self.folder.iterdir() if NAME.fullmatch(path.name)}

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise ValueError("no name of a key")
        return self.folder / name

    def _sync(self) -> None:
        """Let the folder itself be written, so that a name that was given or taken away stays so."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

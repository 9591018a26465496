"""The log of erasures: a file beside the store, so that a store put back does not bring anybody back."""

import fcntl
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from meetings.domain.erasures import read_lines


class FileErasureLog:
    """One line of JSON an erasure, which is on the disk before the erasing is; nobody else may read the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Add lines, and return when they are on the disk."""
        text = "".join(json.dumps(line, sort_keys=True) + "\n" for line in lines)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(self._gap(file) + text.encode())
            file.flush()
            os.fsync(file.fileno())

    def _gap(self, file: Any) -> bytes:
        """End a line that was cut when the machine stopped."""
        size = file.seek(0, os.SEEK_END)
        if not size:
            return b""
        file.seek(size - 1)
        return b"" if file.read(1) == b"\n" else b"\n"

    def lines(self) -> list[dict[str, Any]]:
        """Give the lines, the oldest first; one that was cut is left out."""
        if not self.path.is_file():
            return []
        return read_lines(self.path.read_bytes())

"""Mail to files: one `.eml` a message, in a folder; nothing leaves the machine."""

import os
import re
from collections.abc import Sequence
from email.parser import BytesHeaderParser
from pathlib import Path

from meetings.domain.messages import Failure
from meetings.domain.ports import Undeliverable


class FileMailer:
    """Writes each message to a file named by its Message-ID, so that a second copy is seen as one more file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(
        self, message: bytes, sender: str, recipient: str, copies: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """Write one message whole, or not at all; its copies are in its head.

        Raises: Undeliverable, when the folder cannot be written.
        """
        name = re.sub(
            r"[^A-Za-z0-9]+", "-", str(BytesHeaderParser().parsebytes(message)["Message-ID"])
        ).strip("-")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(name or "message", message)
        except OSError as error:
            raise Undeliverable(f"{type(error).__name__}: {error}", Failure.AWAY) from error
        return ()

    def close(self) -> None:
        """Nothing is kept open."""

    def _write(self, name: str, message: bytes) -> None:
        draft = self.folder / f".{name}-{os.getpid()}"
        draft.write_bytes(message)
        number = 0
        while True:
            target = self.folder / (f"{name}.eml" if not number else f"{name}-{number}.eml")
            try:
                os.link(draft, target)
                break
            except FileExistsError:
                number += 1
        draft.unlink()

"""Mails that come in: files of a watched folder, and LMTP on this machine; of each the head, whatever its length."""

import asyncio
import logging
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP

from meetings.domain.bounces import HEAD_BYTES
from meetings.domain.ports import Unreadable

LOOPBACK: Final = "127.0.0.1"
RESTS_SECONDS: Final = 10  # a file that changed since may still be written
TAKEN: Final = "taken"
REFUSED: Final = "refused"
AT_ONCE: Final = 8
log = logging.getLogger("meetings.inbound")


class FolderAndLmtp:
    """Reads the files of a folder, and of `new/` in it where it is a Maildir; and listens by LMTP.

    Names that begin with a dot are never read, so that a program may write under one and rename at the end.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def waiting(self, now: datetime) -> list[str]:
        """Move what nobody writes any more to `taken/`, each under a name of its own, and name what lies there.

        So a second mail under the same name is another mail, and what a worker left behind is found again.
        """
        taken = self.folder / TAKEN
        fresh = [one for one in _files(self.folder) if abs(now.timestamp() - one[1]) >= RESTS_SECONDS]
        whole = [(f"new/{name}", changed) for name, changed in _files(self.folder / "new")]
        for name, changed in fresh + whole:
            taken.mkdir(exist_ok=True)
            own = f"{changed:.0f}-{secrets.token_hex(4)}-{Path(name).name[-50:]}"
            with suppress(FileNotFoundError):  # another worker was quicker
                os.rename(self.folder / name, taken / own)
        return sorted(name for name, _changed in _files(taken))

    def read(self, name: str) -> bytes | None:
        """Give the head of a file, or nothing where it is gone.

        Raises: Unreadable, for a link, a pipe, or a file that may not be read.
        """
        try:
            number = os.open(self.folder / TAKEN / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(number, "rb") as file:
                if not stat.S_ISREG(os.fstat(number).st_mode):
                    raise Unreadable(repr(name))
                return file.read(HEAD_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unreadable(f"{name!r}: {error.strerror}") from error

    def remove(self, name: str) -> None:
        """Delete a file; one that is gone already is fine."""
        (self.folder / TAKEN / name).unlink(missing_ok=True)

    def refuse(self, name: str) -> None:
        """Move a file to `refused/`; one that is gone already is fine."""
        (self.folder / REFUSED).mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            os.rename(self.folder / TAKEN / name, self.folder / REFUSED / name)

    @contextmanager
    def listen(self, port: int, keep: Callable[[bytes], object]) -> Iterator[None]:
        """Take mails by LMTP on loopback while the block runs."""
        with ThreadPoolExecutor(
            1
        ) as keeper:  # one mail at a time is looked into, so that many need no more memory
            door = _Controller(_Handler(keep, keeper), hostname=LOOPBACK, port=port)
            door.start()
            try:
                yield
            finally:
                door.stop()


def _files(folder: Path) -> list[tuple[str, float]]:
    """Give names and moments of change of what lies in a folder and is no folder; nothing where there is none."""
    found = []
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.is_dir(follow_symlinks=False):
                continue
            with suppress(FileNotFoundError):
                found.append((entry.name, entry.stat(follow_symlinks=False).st_mtime))
    return found


class _Door(LMTP):
    """LMTP that keeps the head of a mail and lets the rest go by, so that the longest costs no more than another."""

    async def smtp_DATA(self, arg: str) -> None:
        """Take a mail; it is acknowledged when its head is kept, and to be sent again when it could not be."""
        if await self.check_helo_needed():
            return
        if arg or self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("501 Syntax: DATA" if arg else "503 Error: need RCPT command")
            return
        async with self.event_handler.turns:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            answer = await self.event_handler.take(await self._head())
        self._set_post_data_state()
        await self.push(answer)

    async def _head(self) -> bytes:
        """Read to the end of a mail, and give its first bytes."""
        head, begins_line = bytearray(), True
        while True:
            piece, ends_line = await self._piece()
            if begins_line and ends_line and piece == b".\r\n":
                return bytes(head[:HEAD_BYTES])
            if len(head) < HEAD_BYTES:
                head += piece[1:] if begins_line and piece.startswith(b".") else piece
            begins_line = ends_line

    async def _piece(self) -> tuple[bytes, bool]:
        """Read a line, or so much of an endless one as is there."""
        try:
            return await self._reader.readuntil(b"\r\n"), True
        except asyncio.LimitOverrunError as error:
            return await self._reader.read(error.consumed), False


class _Handler:
    """What the door does with a mail: have it kept, and say so."""

    def __init__(self, keep: Callable[[bytes], object], keeper: ThreadPoolExecutor) -> None:
        self.keep, self.keeper = keep, keeper
        self.turns = asyncio.Semaphore(AT_ONCE)

    async def handle_RCPT(self, _door: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        """Take one recipient a mail: with more, LMTP wants an answer for each, and there is one row to keep."""
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def take(self, head: bytes) -> str:
        """Have the head of a mail kept; give the answer."""
        try:
            await asyncio.get_running_loop().run_in_executor(self.keeper, self.keep, head)
        except Exception:
            log.exception("a mail could not be kept; it will be sent again")
            return "451 4.3.0 Not kept; please send it again"
        return "250 2.0.0 Kept"


class _Controller(Controller):
    """Runs doors on a thread of its own."""

    def factory(self) -> LMTP:
        """Make the door of one connection."""
        return _Door(
            self.handler,
            hostname="localhost",
            ident="LMTP",
            data_size_limit=None,
            enable_SMTPUTF8=True,
            loop=self.loop,
        )

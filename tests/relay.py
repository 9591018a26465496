"""A mail relay as a process of its own, which keeps what it takes and misbehaves as it is told.

`python -m tests.relay --port N --folder F [--lmtp] [--keep] [--count-only]`; tests start it by `relays.running`, and
tell it over a port on loopback, one line of JSON for each question and answer. What it took is in `F/taken.jsonl`,
mails by their number in `F/mails/` (`--keep`), opened links in `F/opened.jsonl`, and the authority of its
certificates in `F/ca.pem` once it shows one.
"""

import argparse
import asyncio
import ctypes
import json
import logging
import signal
import ssl
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, Final, TextIO

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from tests.gateway import Gateway
from tests.relays import HOST, Behaviour, Refusal

MOST_BYTES: Final = 33_554_432
WORDS: Final = {421: "Too busy", 450: "Mailbox busy", 451: "Try again later", 550: "No such mailbox"}
PR_SET_PDEATHSIG: Final = 1


@dataclass
class Box:
    """What the relay was told and what it took; the hooks of aiosmtpd, called in one thread."""

    folder: Path
    counts_only: bool = False
    keeps: bool = False
    behaviour: Behaviour = field(default_factory=Behaviour)
    number: int = 0
    first: float = 0.0
    last: float = 0.0
    dropped: int = 0
    refused: int = 0
    offered: int = 0
    asked: dict[int, int] = field(default_factory=dict)
    lines: set[Any] = field(default_factory=set)
    book: TextIO | None = None
    gateway: Gateway | None = None

    def open(self) -> None:
        """Open the book of what was taken; numbers go on where an earlier process ended."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.keeps:
            (self.folder / "mails").mkdir(exist_ok=True)
        if not self.counts_only:
            self.book = (self.folder / "taken.jsonl").open("a+", encoding="utf-8")
            self.book.seek(0)
            self.number = sum(1 for _line in self.book)
        self.gateway = Gateway(self.folder)

    def behave(self, behaviour: Behaviour) -> None:
        """Behave so from now on; shares and every n-th are counted anew."""
        self.behaviour, self.offered, self.asked = behaviour, 0, {}

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take a recipient, or refuse it."""
        for place, rule in enumerate(self.behaviour.refuse):
            if rule.domain and address.rpartition("@")[2].lower() != rule.domain:
                continue
            number = self.asked[place] = self.asked.get(place, 0) + 1
            if int(number * rule.share) > int((number - 1) * rule.share):
                self.refused += 1
                return f"{rule.code} {WORDS.get(rule.code, 'No')}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        """Keep a mail, and then answer, late or never."""
        for recipient in envelope.rcpt_tos:
            self._keep(recipient, envelope.content)
        if self.behaviour.open_links and self.gateway:
            self.gateway.open_links(envelope.content, self.behaviour.open_links)
        self.offered += 1
        if self.behaviour.drop_every and self.offered % self.behaviour.drop_every == 0:
            self.dropped += 1
            server.transport.close()
            raise asyncio.CancelledError
        if self.behaviour.delay:
            await asyncio.sleep(self.behaviour.delay)
        if self.behaviour.hang == "end":
            await asyncio.Event().wait()
        answers = len(envelope.rcpt_tos) if isinstance(server, LMTP) else 1  # source: RFC 2033, 4.2
        return "\r\n".join(["250 OK"] * answers)

    def _keep(self, recipient: str, content: bytes) -> None:
        self.number += 1
        self.last = time.time()
        self.first = self.first or self.last
        if self.keeps:
            (self.folder / "mails" / f"{self.number}.eml").write_bytes(content)
        if self.book is None:
            return
        head = BytesHeaderParser().parsebytes(content)
        row = {
            "number": self.number,
            "time": self.last,
            "recipient": recipient,
            "message_id": head["Message-ID"] or "",
            "subject": str(make_header(decode_header(head["Subject"] or ""))),
        }
        self.book.write(json.dumps(row) + "\n")
        self.book.flush()


class _Line:
    """What a line of ours does beside the protocol: it is known, can hang, and closes after 421."""

    box: Box

    def connection_made(self, transport: Any) -> None:
        self.box.lines.add(transport)
        super().connection_made(transport)  # type: ignore[misc]

    def connection_lost(self, error: Exception | None) -> None:
        self.box.lines.discard(self.transport)  # type: ignore[attr-defined]
        super().connection_lost(error)  # type: ignore[misc]

    async def push(self, status: Any) -> None:
        await super().push(status)  # type: ignore[misc]
        if str(status).startswith("421"):
            self.transport.close()  # type: ignore[attr-defined]

    async def smtp_DATA(self, arg: str) -> None:
        if self.box.behaviour.hang == "data":
            await asyncio.Event().wait()
        await super().smtp_DATA(arg)  # type: ignore[misc]


class SmtpLine(_Line, SMTP):
    """A line that speaks SMTP."""


class LmtpLine(_Line, LMTP):
    """A line that speaks LMTP."""


class SilentLine(asyncio.Protocol):
    """A line on which nothing is ever said."""

    def __init__(self, box: Box) -> None:
        self.box = box

    def connection_made(self, transport: Any) -> None:
        """Keep it open."""
        self.transport = transport
        self.box.lines.add(transport)

    def connection_lost(self, _error: Exception | None) -> None:
        """Forget it."""
        self.box.lines.discard(self.transport)


class Server:
    """Listens for mail, and on a second port for what it is told."""

    def __init__(self, box: Box, port: int, kind: type[_Line]) -> None:
        self.box, self.port, self.kind = box, port, kind
        self.listening: asyncio.Server | None = None
        self.certificates: dict[str, ssl.SSLContext] = {}

    def line(self) -> asyncio.BaseProtocol:
        """Make the protocol of a new line."""
        if self.box.behaviour.hang == "connect":
            return SilentLine(self.box)
        context = self.certificates.get(self.box.behaviour.tls)
        kind: Any = self.kind
        line: asyncio.BaseProtocol = kind(
            self.box, hostname=HOST, enable_SMTPUTF8=True, tls_context=context, data_size_limit=MOST_BYTES
        )
        line.box = self.box  # type: ignore[attr-defined]
        return line

    async def listen(self) -> None:
        """Listen for mail, on the same port each time."""
        self.listening = await asyncio.get_running_loop().create_server(self.line, HOST, self.port)
        self.port = self.listening.sockets[0].getsockname()[1]

    def leave(self) -> None:
        """Listen no more, and close all lines."""
        if self.listening:
            self.listening.close()
            self.listening = None
        for transport in list(self.box.lines):
            transport.abort()

    async def behave(self, given: dict[str, Any]) -> None:
        """Behave as told from now on."""
        rules = tuple(Refusal(**rule) for rule in given.pop("refuse", ()))
        behaviour = Behaviour(refuse=rules, **given)
        if behaviour.tls and not self.certificates:
            self.certificates = certificates(self.box.folder)
        self.box.behave(behaviour)
        if behaviour.away:
            self.leave()
        elif self.listening is None:
            await self.listen()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Do what a line of JSON asks, and say how things stand."""
        try:
            given = json.loads(await reader.readline())
            if "behave" in given:
                await self.behave(given["behave"])
            said: dict[str, Any] = self.standing()
        except (TypeError, ValueError) as error:
            said = {"error": str(error)}
        writer.write(json.dumps(said).encode() + b"\n")
        await writer.drain()
        writer.close()

    def standing(self) -> dict[str, Any]:
        """Say how many mails were taken, and when the first and the last of them."""
        box = self.box
        return {
            "taken": box.number,
            "first": box.first,
            "last": box.last,
            "dropped": box.dropped,
            "refused": box.refused,
            "lines": len(box.lines),
            "links": box.gateway.waiting if box.gateway else 0,
        }


def certificates(folder: Path) -> dict[str, ssl.SSLContext]:
    """Make an authority, written to `ca.pem`, and the certificates that the relay may show."""
    import trustme

    authority, now = trustme.CA(), datetime.now(UTC)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    shown = {
        "valid": authority.issue_cert(HOST, "localhost"),
        "expired": authority.issue_cert(
            HOST, "localhost", not_before=now - timedelta(days=60), not_after=now - timedelta(days=30)
        ),
        "other": authority.issue_cert("elsewhere.example.org"),
    }
    contexts = {}
    for name, certificate in shown.items():
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(contexts[name])
    return contexts


async def serve(box: Box, port: int, kind: type[_Line]) -> None:
    """Serve until told to stop."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.set_exception_handler(lambda _loop, _context: None)  # lines that break are what it is for
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    box.open()
    server = Server(box, port, kind)
    await server.listen()
    control = await asyncio.start_server(server.answer, HOST, 0)
    ports = {"port": server.port, "control": control.sockets[0].getsockname()[1]}
    draft = box.folder / "ports.draft"
    draft.write_text(json.dumps(ports))
    draft.replace(box.folder / "ports.json")
    await stop.wait()
    server.leave()
    control.close()


def main() -> None:
    """Run the relay."""
    parser = argparse.ArgumentParser(prog="python -m tests.relay", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    for name, words in (
        ("lmtp", "speak LMTP"),
        ("keep", "keep whole mails"),
        ("count-only", "only count mails"),
        ("tied", "end with the process that started this one"),
    ):
        parser.add_argument(f"--{name}", action="store_true", help=words)
    given = parser.parse_args()
    if given.tied and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    logging.disable(logging.CRITICAL)
    box = Box(given.folder, counts_only=given.count_only, keeps=given.keep)
    asyncio.run(serve(box, given.port, LmtpLine if given.lmtp else SmtpLine))


if __name__ == "__main__":
    main()

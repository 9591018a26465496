"""Receivers of webhooks on this machine: real servers that keep what they are sent and answer as they are told."""

import hmac
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import loads
from threading import Event, Lock, Thread
from typing import Any


@dataclass(frozen=True)
class Taken:
    """One request: what it carried, and when it came and was answered, counted among all."""

    head: dict[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        """Give the body as it reads."""
        found: dict[str, Any] = loads(self.body)
        return found

    @property
    def delivery(self) -> str:
        """Give the name of the delivery."""
        return self.head["meetings-delivery"]

    def is_signed_by(self, secret: str) -> bool:
        """Check the signature as docs/webhooks.md says, apart from the code that made it."""
        signed = self.head["meetings-timestamp"].encode() + b"." + self.body
        wanted = "sha256=" + hmac.new(secret.encode(), signed, sha256).hexdigest()
        return any(hmac.compare_digest(wanted, one) for one in self.head["meetings-signature"].split(","))


Answer = Callable[["Receiver", Taken], tuple[int, bytes] | None]


@dataclass
class Receiver:
    """What a receiver took; `answer` decides what it says, nothing being 204. `busiest` is how many came at once."""

    port: int = 0
    answer: Answer | None = None
    taken: list[Taken] = field(default_factory=list)
    busiest: int = 0
    now_here: int = 0
    over: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    more: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Give where it is."""
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def types(self) -> list[str]:
        """Name what it took, in order."""
        return [one.said["type"] for one in self.taken]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            head = {name.lower(): value for name, value in self.headers.items()}
            one = Taken(head, self.rfile.read(length))
            with receiver.lock:
                receiver.taken.append(one)
                receiver.now_here += 1
                receiver.busiest = max(receiver.busiest, receiver.now_here)
            try:
                said = receiver.answer(receiver, one) if receiver.answer else None
            finally:
                with receiver.lock:
                    receiver.now_here -= 1
            status, body = said or (204, b"")
            with suppress(OSError):
                self.send_response(status)
                for name, value in receiver.more.items():
                    self.send_header(name, value)
                if body or status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def receiving(answer: Answer | None = None, **more: str) -> Iterator[Receiver]:
    """Run a receiver; `more` are heads of its answers."""
    receiver = Receiver(answer=answer, more={name.replace("_", "-"): value for name, value in more.items()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    server.daemon_threads, server.block_on_close = True, False
    receiver.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()
        thread.join(2)


def hang(receiver: Receiver, _taken: Taken) -> None:
    """Answer nothing until the test is over."""
    receiver.over.wait(30)


def closed_port() -> int:
    """Give a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

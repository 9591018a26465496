"""Load from processes of their own: each keeps a connection open, sends, and reads the whole answer."""

import signal
import socket
import time
from collections.abc import Callable, Iterator
from itertools import count
from multiprocessing import get_context
from typing import Any

CLIENTS = 8
ANSWERS_A_CONNECTION = 100  # then a new one, so that no web process keeps all of them
PAUSE_SECONDS = 0.02
Requests = Callable[[int], Iterator[bytes]]


def rate(port: int, requests: Requests, seconds: float) -> float:
    """Give the right answers a second that all clients together got.

    Raises: RuntimeError, for an answer that is not 200.
    """
    context = get_context("fork")
    with context.Pool(CLIENTS, signal.signal, (signal.SIGTERM, signal.SIG_DFL)) as pool:
        begin = time.time() + 0.3
        runs = [pool.apply_async(_client, (port, requests, n, begin, seconds)) for n in range(CLIENTS)]
        return sum(run.get() for run in runs) / seconds


def times(port: int, requests: list[Requests], seconds: float) -> list[list[float]]:
    """Give how many seconds each answer took, for each kind of request, asked all at once and at ease.

    Raises: RuntimeError, for an answer that is not 200.
    """
    context = get_context("fork")
    with context.Pool(len(requests), signal.signal, (signal.SIGTERM, signal.SIG_DFL)) as pool:
        runs = [pool.apply_async(_visitor, (port, one, seconds, n)) for n, one in enumerate(requests)]
        return [run.get() for run in runs]


def get(path: str) -> Requests:
    """Give requests for one address."""
    return Gets(path)


class Gets:
    """The same request again and again."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __call__(self, _client: int) -> Iterator[bytes]:
        request = f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        while True:
            yield request


class Registers:
    """A form for somebody new each time, from an address of their own; `wish` is what they want."""

    def __init__(self, path: str, wish: str, run: int | str) -> None:
        self.path, self.wish, self.run = path, wish, run

    def __call__(self, client: int) -> Iterator[bytes]:
        for number in count():
            name = f"r{self.run}c{client}n{number}"
            body = (
                f"name=Invented+{name}&email={name}%40example.org&country=KE&organization=A+ministry"
                f"&category=government&language=en&zone=Africa%2FNairobi&{self.wish}&consent_recording=y"
            )
            origin = f"10.{client}.{number >> 8 & 255}.{number & 255}"
            head = (
                f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {origin}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            yield (head + body).encode()


def _client(port: int, requests: Requests, client: int, begin: float, seconds: float) -> int:
    """Ask until the time is over; gives how many answers came."""
    done, every = 0, requests(client)
    while time.time() < begin:
        time.sleep(0.001)
    end = begin + seconds
    while time.time() < end:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _answer in range(ANSWERS_A_CONNECTION):
                wire.sendall(next(every))
                _read(wire)
                if time.time() >= end:
                    break
                done += 1
    return done


def _visitor(port: int, requests: Requests, seconds: float, client: int = 0) -> list[float]:
    """Ask until the time is over, with a pause after each answer; gives how long each took."""
    taken, every = [], requests(client)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            begun = time.monotonic()
            wire.sendall(next(every))
            _read(wire)
            taken.append(time.monotonic() - begun)
        time.sleep(PAUSE_SECONDS)
    return taken


def _read(wire: Any) -> None:
    """Read one answer to its end."""
    seen = b""
    while b"\r\n\r\n" not in seen:
        piece = wire.recv(65536)
        if not piece:
            raise RuntimeError("the server closed the connection")
        seen += piece
    head, _, body = seen.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.partition(b"\r\n")[0].decode())
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    left = length - len(body)
    while left > 0:
        piece = wire.recv(65536)
        if not piece:
            raise RuntimeError("the server closed the connection")
        left -= len(piece)

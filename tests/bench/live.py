"""The hour itself: 1,700 people enter while as many status lines and 16 desks look every five seconds.

`python -m tests.bench.live SQLite|PostgreSQL` measures one store. The five minutes in which they enter are pressed into
`LIVE_SECONDS`, so that the entrance has more to do than it will have. Each line and each desk keeps a connection of its
own, as browsers do.
"""

import asyncio
import http.client
import itertools
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote_plus

from meetings.app import create_app
from meetings.extensions import db
from meetings.models import User
from tests.bench import joins
from tests.bench.joins import PEOPLE, come_all, store_open, stores
from tests.bench.load import ANSWERS_A_CONNECTION, CLIENTS
from tests.bench.measure import HEAD, Bound, Line, free_port, server
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.web.test_desk import sign_in

SECONDS = float(os.environ.get("LIVE_SECONDS", "60"))
DESKS = 16
EVERY_SECONDS = 5.0
WARM_SECONDS = 6.0
P95_MILLISECONDS = 250
WIRE_BYTES = 300
QUESTION_LIMIT = 0.3
RUNS, RUN_SECONDS = 3, 2.0
ASKERS = (
    6_000  # a run asks in the name of its share of them, none of whom may ask more than five times a minute
)
Answer = tuple[int, int, float]


def desk_cookie(address: str, folder: Path) -> str:
    """Sign a member of staff in, and give the cookie of their browser."""
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    client = sign_in(app, app.test_client(), "organizer")
    cookie = client.get_cookie("desk")
    assert cookie is not None
    with app.app_context():
        assert db.session.query(User).count()
        db.session.remove()
        db.engine.dispose()
    return f"desk={cookie.value}"


class Looking:
    """A browser that looks again every five seconds with what it knows, on a connection that it keeps."""

    def __init__(self, port: int, path: str, cookie: str = "") -> None:
        self.port, self.path, self.cookie, self.tag = port, path, cookie, ""
        self.seen: list[Answer] = []

    async def look(self, until: float, first: float) -> list[Answer]:
        """Look until a moment; gives status, bytes on the wire and seconds of each answer."""
        await asyncio.sleep(first)
        wire = None
        while time.time() < until:
            begun = time.monotonic()
            try:
                wire = wire or await asyncio.open_connection("127.0.0.1", self.port)
                status, size = await self._ask(*wire)
            except (ConnectionError, asyncio.IncompleteReadError):
                if wire is None:  # a kept connection may have been closed meanwhile, a new one may not
                    self.seen.append((0, 0, time.monotonic() - begun))
                wire = None
                continue
            self.seen.append((status, size, time.monotonic() - begun))
            await asyncio.sleep(max(0.0, EVERY_SECONDS - (time.monotonic() - begun)))
        if wire is not None:
            wire[1].close()
        return self.seen

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, int]:
        head = f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        head += f"If-None-Match: {self.tag}\r\n" if self.tag else ""
        head += f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        writer.write(f"{head}\r\n".encode())
        answer = await reader.readuntil(b"\r\n\r\n")
        status, fields = int(answer[9:12]), answer.decode().split("\r\n")[1:]
        named = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in fields)}
        length = 0 if status == 304 else int(named["content-length"])
        if length:
            await reader.readexactly(length)
        self.tag = named.get("etag", self.tag)
        return status, len(answer) + length


def _look(port: int, paths: list[str], cookie: str, until: float) -> list[Answer]:
    async def every() -> list[Answer]:
        lines = [Looking(port, path, cookie) for path in paths]
        step = EVERY_SECONDS / len(lines)
        runs = await asyncio.gather(*(one.look(until, at * step) for at, one in enumerate(lines)))
        return [answer for run in runs for answer in run]

    return asyncio.run(every())


def measure(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure on one store; gives lines of the table."""
    slot, paths = store_open(address, folder)
    cookie, port = desk_cookie(address, folder), free_port()
    lines = [f"/{lang}/live/{slot}/status" for lang in ("en", "ar", "fr", "es", "ru", "zh")]
    with server(["meetings", "serve"], port, **settings(address, folder)):
        warm(port, [*lines, f"/en/desk/season/live/{slot}/now"], cookie)
        context = get_context("fork")
        with context.Pool(3, signal.signal, (signal.SIGTERM, signal.SIG_DFL)) as pool:
            until = time.time() + SECONDS + 2
            half = [lines[n % len(lines)] for n in range(PEOPLE // 2)]
            runs = [pool.apply_async(_look, (port, half, "", until)) for _process in range(2)]
            desks = pool.apply_async(
                _look, (port, [f"/en/desk/season/live/{slot}/now"] * DESKS, cookie, until)
            )
            seen = come_all(port, slot, paths)
            status = [one for run in runs for one in run.get()]
            desk = desks.get()
        quiet = _look(port, [f"/en/desk/season/live/{slot}/now"], cookie, time.time() + 2 * EVERY_SECONDS)
    load = os.getloadavg()[0]
    print(
        f"  {len(status)} status lines, {len(desk)} desks asked for; load of the machine {load:.1f}",
        flush=True,
    )
    for name, words in (("page", "page to join"), ("entry", "entry")):
        times = [1000 * took for what, took, _status in seen if what == name]
        print(f"  {words}, {kind}: median {median(times):.0f} ms", flush=True)
        yield Bound(f"{words} p95, {kind}", quantiles(times, n=20)[18], P95_MILLISECONDS, "ms")
    yield Bound(f"refused, {kind}", sum(code not in (200, 303) for _w, _t, code in seen), 0, "")
    for words, answers, still in (("status", status, status), ("desk", desk, quiet)):
        times = [1000 * took for _code, _size, took in answers]
        yield Bound(f"{words} p95, {kind}", quantiles(times, n=20)[18], P95_MILLISECONDS, "ms")
        yield Bound(f"{words} errors, {kind}", sum(code not in (200, 304) for code, _s, _t in answers), 0, "")
        unchanged = [size for code, size, _took in still if code == 304]
        yield Bound(f"{words} unchanged, {kind}", max(unchanged, default=9999), WIRE_BYTES, "B")


def warm(port: int, paths: list[str], cookie: str) -> None:
    """Ask until both web processes have made their application, which is no part of an hour that is open."""
    end = time.time() + WARM_SECONDS
    while time.time() < end:
        for path in paths:
            wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            wire.request("GET", path, headers={"Cookie": cookie} if "/desk/" in path else {})
            wire.getresponse().read()
            wire.close()


def settings(address: str, folder: Path) -> dict[str, str]:
    """Give the settings of a server on a store."""
    return {
        "MEETINGS_INSTANCE": str(folder),
        "MEETINGS_DATABASE_URL": address,
        "MEETINGS_SECRET_KEY": SECRET,
        "MEETINGS_WEB_WORKERS": "2",
    }


def _post(port: int, paths: list[str], form: str, run: int, begin: float) -> int:
    """Send forms until the time is over, each for another path; gives how many were taken."""
    done, end = 0, begin + RUN_SECONDS
    every = itertools.cycle(paths)
    time.sleep(max(0.0, begin - time.time()))
    while time.time() < end:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _answer in range(ANSWERS_A_CONNECTION):
                body = form.replace("{text}", quote_plus(f"Question {run} {done} of {os.getpid()}?"))
                head = f"POST {next(every)} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
                kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
                wire.sendall((head + kind + body).encode())
                _taken(wire)
                if time.time() >= end:
                    break
                done += 1
    return done


def _taken(wire: socket.socket) -> None:
    seen = b""
    while b"\r\n\r\n" not in seen:
        piece = wire.recv(65536)
        if not piece:
            raise RuntimeError("the server closed the connection")
        seen += piece
    head, _, body = seen.partition(b"\r\n\r\n")
    if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 303")):
        raise RuntimeError(head.partition(b"\r\n")[0].decode())
    left = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]) - len(body)
    while left > 0:
        left -= len(wire.recv(65536))


def _rate(port: int, paths: list[str], form: str, run: int) -> float:
    with get_context("fork").Pool(CLIENTS, signal.signal, (signal.SIGTERM, signal.SIG_DFL)) as pool:
        begin = time.time() + 0.3
        runs = [pool.apply_async(_post, (port, paths[n::CLIENTS], form, run, begin)) for n in range(CLIENTS)]
        return sum(one.get() for one in runs) / RUN_SECONDS


def questions(kind: str, ours_at: str, rival_at: str, folder: Path) -> Line:
    """Measure questions beside a bare row, in turns."""
    slot, paths = store_open(ours_at, folder, ASKERS)
    port, other = free_port(), free_port()
    ours = [f"{path}/live/{slot}" for path in paths]
    fields = (
        "name={text}&email=a%40example.org&country=KE&organization=A&category=un&language=en&zone=UTC&slot=a"
    )
    for name in ("page", "calendar", "answer"):
        (folder / name).write_bytes(b"")
    rates: tuple[list[float], list[float]] = ([], [])
    with (
        server(["meetings", "serve"], port, **settings(ours_at, folder)),
        server(["tests.bench.rival"], other, RIVAL_FOLDER=str(folder), RIVAL_STORE=rival_at),
    ):
        for run in range(RUNS + 1):
            share = ours[run :: RUNS + 1]
            rates[0].append(_rate(port, share, "text={text}&language=en", run))
            rates[1].append(_rate(other, ["/row"] * CLIENTS, fields, run))
    return Line(f"question, {kind}", *(median(one[1:]) for one in rates), QUESTION_LIMIT)


def live(only: str = "") -> int:
    """Measure the stores and print the tables; gives how many limits do not hold."""
    joins.SECONDS = SECONDS
    print(
        f"\n{PEOPLE} people enter in {SECONDS:.0f} s instead of 300, {PEOPLE} status lines and {DESKS} desks "
        f"look every {EVERY_SECONDS:.0f} s",
        flush=True,
    )
    fails = 0
    with stores() as addresses:
        for kind, address in addresses.items():
            if only in ("", kind):
                folder = Path(tempfile.mkdtemp(prefix="live"))
                for line in measure(kind, address, folder):
                    print(line, flush=True)
                    fails += not line.holds
                shutil.rmtree(folder, ignore_errors=True)
    return fails + _compared(only)


def _compared(only: str) -> int:
    print(f"{HEAD}\nquestions, a second", flush=True)
    fails, folder = 0, Path(tempfile.mkdtemp(prefix="asked"))
    try:
        with postgresql() as (ours, rival):
            every = {
                "SQLite": (f"sqlite:///{folder}/ours.sqlite", f"sqlite:///{folder}/rival.sqlite"),
                "PostgreSQL": (ours, rival),
            }
            for kind, addresses in every.items():
                if only in ("", kind):
                    line = questions(kind, *addresses, folder)
                    print(line, flush=True)
                    fails += not line.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    print(datetime.now(UTC).isoformat(timespec="minutes"))
    sys.exit(1 if live(*sys.argv[1:2]) else 0)

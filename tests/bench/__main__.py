"""`make bench`: our pages beside a bare Flask application, under the same gunicorn, in alternating runs."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from threading import Event
from urllib.request import Request, urlopen

from flask_migrate import upgrade

from meetings.app import create_app
from meetings.extensions import db
from tests.bench.load import Registers, get, rate
from tests.bench.stores import postgresql
from tests.conftest import ROOT, SECRET
from tests.factories import make_party, make_programme, make_session, make_slot

RUNS = 5
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
READ_LIMIT = 0.65
WRITE_LIMIT = 0.35
MEMORY_REQUESTS = 1_000
MEMORY_MB = 200
SESSIONS = 13
PATIENCE_TENTHS = 300


@dataclass
class Line:
    """A line of the table: ours and the rival's, what is asked of the two, and whether it holds."""

    name: str
    ours: float
    rival: float
    limit: float

    @property
    def ratio(self) -> float:
        """Give ours by the rival's."""
        return self.ours / self.rival

    def __str__(self) -> str:
        verdict = "pass" if self.ratio >= self.limit else "FAIL"
        return (
            f"{self.name:32}{self.ours:10.0f}{self.rival:10.0f}{self.ratio:8.2f}{self.limit:8.2f}  {verdict}"
        )


def free_port() -> int:
    """Give a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(command: list[str], port: int, **settings: str) -> Iterator[int]:
    """Run a server until the block ends; gives its process."""
    surroundings = {**os.environ, "PORT": str(port), **settings}
    with subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=surroundings) as process:
        try:
            if not any(_answers(port) or Event().wait(0.1) for _ in range(PATIENCE_TENTHS)):
                raise RuntimeError("the server does not start")
            yield process.pid
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def store_season(address: str, folder: Path) -> str:
    """Store a season of thirteen sessions, each held twice; gives a slot of the first."""
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    with app.app_context():
        upgrade()
        make_party()
        programme, slots = make_programme(), []
        begin = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=3)
        for number in range(SESSIONS):
            session = make_session(programme, f"topic-{number}" if number else "topic")
            slots += [make_slot(session, begin + timedelta(days=number, hours=h)).id for h in (0, 7)]
        db.engine.dispose()
    return slots[0]


def alternate(
    name: str, ours: tuple[int, str], rival: tuple[int, str], slot: str | None, limit: float
) -> Line:
    """Measure two addresses in turns, and compare the medians."""
    seen: tuple[list[float], list[float]] = ([], [])
    for run in range(RUNS + 1):
        for (port, path), rates in zip((ours, rival), seen, strict=True):
            requests = Registers(path, slot, run) if slot else get(path)
            rates.append(rate(port, requests, SECONDS if run else 1))
    return Line(name, *(median(rates[1:]) for rates in seen), limit)  # the first only warms up


def body(port: int, path: str, form: bytes | None = None) -> bytes:
    """Give what an address answers."""
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", data=form), timeout=30) as answer:
        content: bytes = answer.read()
        return content


def megabytes(parent: int) -> float:
    """Give the memory of a process and its children, shared pages counted in parts."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    sizes = [
        int(line.split()[1])
        for number in (parent, *children)
        for line in Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        if line.startswith("Pss:")
    ]
    return sum(sizes) / 1024


def measure(kind: str, ours_at: str, rival_at: str, folder: Path) -> Iterator[tuple[str, bool]]:
    """Measure on one store; gives lines of the table and whether each holds."""
    slot = store_season(ours_at, folder)
    port, other = free_port(), free_port()
    settings = {
        "MEETINGS_INSTANCE": str(folder),
        "MEETINGS_DATABASE_URL": ours_at,
        "MEETINGS_SECRET_KEY": SECRET,
        "MEETINGS_WEB_WORKERS": "2",
        "MEETINGS_TRUSTED_PROXIES": "127.0.0.1",  # each client's limit is its own
    }
    paths = {"page": "/en/season/", "calendar": "/calendars/season.ics"}
    form = next(Registers("", slot, 99)(0)).partition(b"\r\n\r\n")[2]
    with server(["meetings", "serve"], port, **settings) as process:
        for name, path in paths.items():
            (folder / name).write_bytes(body(port, path))
        (folder / "answer").write_bytes(body(port, "/en/season/topic/register", form))
        with server(["tests.bench.rival"], other, RIVAL_FOLDER=str(folder), RIVAL_STORE=rival_at):
            cases = [(f"{name}, {kind}", path, f"/{name}", None, READ_LIMIT) for name, path in paths.items()]
            cases.append((f"registration, {kind}", "/en/season/topic/register", "/row", slot, WRITE_LIMIT))
            for name, path, theirs, asked, limit in cases:
                line = alternate(name, (port, path), (other, theirs), asked, limit)
                yield str(line), line.ratio >= limit
        for _request in range(MEMORY_REQUESTS):
            body(port, paths["page"])
        used = megabytes(process)
        verdict = "pass" if used <= MEMORY_MB else "FAIL"
        yield f"{f'memory, {kind}':32}{used:7.0f} MB{'':18}{MEMORY_MB:5} MB  {verdict}", used <= MEMORY_MB


def main() -> int:
    """Measure on both stores and print the table; gives 1 where a limit does not hold."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # ends the servers too
    print(f"{'':32}{'ours/s':>10}{'rival/s':>10}{'ratio':>8}{'limit':>8}", flush=True)
    holds = []
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        with postgresql() as (ours, rival):
            stores = {
                "SQLite": (f"sqlite:///{folder}/ours.sqlite", f"sqlite:///{folder}/rival.sqlite"),
                "PostgreSQL": (ours, rival),
            }
            for kind, (ours_at, rival_at) in stores.items():
                for line, is_right in measure(kind, ours_at, rival_at, folder):
                    print(line, flush=True)
                    holds.append(is_right)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if all(holds) else 1


if __name__ == "__main__":
    sys.exit(main())

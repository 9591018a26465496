"""`make bench`: our pages beside a bare Flask application, under the same gunicorn, in alternating runs."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from flask_migrate import upgrade

from meetings.app import create_app
from meetings.extensions import db
from tests.bench import joins, mail
from tests.bench.load import Registers, get, rate
from tests.bench.measure import HEAD, Bound, Line, body, free_port, megabytes, server
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.factories import make_party, make_programme, make_session, make_slot

RUNS = 5
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
READ_LIMIT = 0.65
WRITE_LIMIT = 0.35
MEMORY_REQUESTS = 1_000
MEMORY_MB = 200
SESSIONS = 13


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


def measure(kind: str, ours_at: str, rival_at: str, folder: Path) -> Iterator[Line | Bound]:
    """Measure on one store; gives lines of the table."""
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
                yield alternate(name, (port, path), (other, theirs), asked, limit)
        for _request in range(MEMORY_REQUESTS):
            body(port, paths["page"])
        yield Bound(f"memory, {kind}", megabytes(process), MEMORY_MB, "MB")


def pages() -> int:
    """Measure pages on both stores and print the table, in answers a second; gives how many limits do not hold."""
    print(f"{HEAD}\npages and registrations, a second", flush=True)
    fails = 0
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        with postgresql() as (ours, rival):
            stores = {
                "SQLite": (f"sqlite:///{folder}/ours.sqlite", f"sqlite:///{folder}/rival.sqlite"),
                "PostgreSQL": (ours, rival),
            }
            for kind, (ours_at, rival_at) in stores.items():
                for line in measure(kind, ours_at, rival_at, folder):
                    print(line, flush=True)
                    fails += not line.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


def main() -> int:
    """Measure pages, then joining, then mail; gives 1 where a limit does not hold."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # ends the servers too
    return 1 if pages() + joins.joins() + mail.mails() else 0


if __name__ == "__main__":
    sys.exit(main())

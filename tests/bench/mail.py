"""Mail beside bare senders: the rate of four workers, planning, memory, and pages while they send.

`python -m tests.bench.mail [SQLite] [PostgreSQL]`; fewer messages with BENCH_MESSAGES. Each run has a relay of its own,
which only counts; while pages are measured, one relay takes all mails.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select, text, update

from meetings.app import create_app
from meetings.extensions import db
from meetings.jobs import tick_notices
from meetings.mail.writing import Composed
from meetings.models import Message, Slot
from tests.bench import stores
from tests.bench.load import Registers, get, times
from tests.bench.measure import HEAD, Bound, Line, free_port, megabytes, server
from tests.bench.senders import Loaded, composed, load, sending
from tests.conftest import ROOT, SECRET
from tests.factories import make_party, make_programme, make_session, make_slot
from tests.people import register_people, store_people
from tests.relays import Relay, running

RUNS = 3
MESSAGES = int(os.environ.get("BENCH_MESSAGES", "20000"))
WORKERS = 4
FEWER = 10
LOADED = 2_000  # letters held ready, sent over and over
BARE_LIMIT = 0.35
COMPOSING_LIMIT = 0.7
PLANNING_SECONDS = 5
GROWTH_LIMIT = 12
MEMORY_MB = 150
SLOWER_LIMIT = 1.5
VISIT_SECONDS = float(os.environ.get("BENCH_VISIT_SECONDS", "6"))
WARM = 0.05  # the share of messages that is not measured, while processes start
PATIENCE_SECONDS = 1_800
BASE_URL = "https://meetings.example.org"


@dataclass
class Bench:
    """A kind of store, its folder, and what was measured on it."""

    kind: str
    store: str
    folder: Path
    memory: float = 0.0
    rate: float = 0.0

    def app(self, store: str) -> Flask:
        """Make an application on a store, in this process."""
        return create_app(
            {"DATABASE_URL": store, "INSTANCE": self.folder, "SECRET_KEY": SECRET, "BASE_URL": BASE_URL}
        )

    def settings(self, store: str, relay: Relay) -> dict[str, str]:
        """Give the surroundings of processes of ours."""
        return {
            "MEETINGS_DATABASE_URL": store,
            "MEETINGS_INSTANCE": str(self.folder),
            "MEETINGS_SECRET_KEY": SECRET,
            "MEETINGS_SMTP_URL": relay.url,
            "MEETINGS_BASE_URL": BASE_URL,
            "MEETINGS_WEB_WORKERS": "2",
            "MEETINGS_TRUSTED_PROXIES": "127.0.0.1",  # each client's limit is its own
        }

    def beside(self, name: str) -> str:
        """Give the address of another store of this kind."""
        return stores.beside(self.store, name)


@contextmanager
def workers(settings: dict[str, str], count: int = WORKERS) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run workers until the block ends."""
    command, surroundings = [sys.executable, "-m", "meetings", "worker"], {**os.environ, **settings}
    fleet = [subprocess.Popen(command, cwd=ROOT, env=surroundings) for _worker in range(count)]
    try:
        yield fleet
    finally:
        for one in fleet:
            one.kill()
        for one in fleet:
            one.wait()


def fill(bench: Bench, store: str, count: int) -> None:
    """Store a season with a session tomorrow, whose people are due the reminder of a day before."""
    now, app = datetime.now(UTC).replace(microsecond=0), bench.app(store)
    stores.create(store)
    with app.app_context():
        upgrade()
        make_party()
        store_people(count, now)
        slot = make_slot(make_session(make_programme()), now + timedelta(hours=23))
        register_people(slot, range(1, count + 1), now)
        if bench.kind != "SQLite":  # as it does by itself, but not this soon
            db.session.execute(text("ANALYZE"))
            db.session.commit()
        db.session.remove()
        db.engine.dispose()


def plan(bench: Bench, store: str) -> float:
    """Plan notices and messages in this process; gives the seconds it took."""
    app = bench.app(store)
    with app.app_context():
        begun = time.perf_counter()
        tick_notices(app, datetime.now(UTC))
        seconds = time.perf_counter() - begun
        db.session.remove()
        db.engine.dispose()
    return seconds


def planning(bench: Bench) -> Iterator[Line | Bound]:
    """Measure planning of many and of fewer messages, in turns; the last of many is left as `planned`."""
    fewer = max(MESSAGES // FEWER, 1)
    fill(bench, bench.beside("many"), MESSAGES)
    fill(bench, bench.beside("few"), fewer)
    seconds: tuple[list[float], list[float]] = ([], [])
    for _run in range(RUNS):
        for name, found in zip(("many", "few"), seconds, strict=True):
            target = bench.beside("planned" if name == "many" else "run")
            stores.copy(bench.beside(name), target)
            found.append(plan(bench, target))
    many, few = (median(found) for found in seconds)
    yield Bound(f"planning {MESSAGES}, {bench.kind}", many, PLANNING_SECONDS, "s", digits=2)
    yield Line(f"its growth from {fewer}, {bench.kind}", many, few, GROWTH_LIMIT, at_most=True, digits=2)


def measured(relay: Relay, look: Callable[[], None] = lambda: None) -> float:
    """Give the mails a second that a relay takes, once all senders have started; waits for the last.

    Takes: a function to call now and then.
    """
    since, before, deadline = 0.0, 0, time.monotonic() + PATIENCE_SECONDS
    while (standing := relay.standing())["taken"] < MESSAGES:
        if not since and standing["taken"] >= MESSAGES * WARM:
            since, before = standing["last"], standing["taken"]
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {standing['taken']} of {MESSAGES} mails came")
        look()
        time.sleep(0.05)
    last: float = standing["last"]
    return (MESSAGES - before) / (last - since)


def rate_of_workers(bench: Bench) -> float:
    """Measure four workers on a fresh copy of the planned store; notes the most memory that one takes."""
    store = bench.beside("run")
    stores.copy(bench.beside("planned"), store)
    with (
        running(bench.folder / "relay", "--count-only") as relay,
        workers(bench.settings(store, relay)) as fleet,
    ):

        def weigh() -> None:
            bench.memory = max(bench.memory, *(megabytes(one.pid) for one in fleet))

        return measured(relay, weigh)


def rate_of_rivals(bench: Bench, app: Flask, letters: Sequence[Loaded | Composed]) -> float:
    """Measure four bare processes."""
    with (
        running(bench.folder / "relay", "--count-only") as relay,
        sending(app, relay.port, letters, MESSAGES),
    ):
        return measured(relay)


def rates(bench: Bench) -> Iterator[Line | Bound]:
    """Measure workers beside bare connections and beside composing ones, in turns."""
    store = bench.beside("run")
    stores.copy(bench.beside("planned"), store)
    app = bench.app(store)
    with app.app_context():
        loaded = load(app, db.session.scalars(select(Message.id).limit(LOADED)).all())
        ready = [composed(app, one) for one in loaded]
        db.session.remove()
        db.engine.dispose()
    ours, bare, composing = [], [], []
    for _run in range(RUNS):
        ours.append(rate_of_workers(bench))
        bare.append(rate_of_rivals(bench, app, ready))
        composing.append(rate_of_rivals(bench, app, loaded))
    bench.rate = median(ours)
    yield Line(f"mails / bare senders, {bench.kind}", bench.rate, median(bare), BARE_LIMIT)
    yield Line(f"mails / composing, {bench.kind}", bench.rate, median(composing), COMPOSING_LIMIT)
    yield Bound(f"memory of a worker, {bench.kind}", bench.memory, MEMORY_MB, "MB")


def make_due(app: Flask) -> str:
    """Make all messages due again; gives the slot that people may register for."""
    with app.app_context():
        values = {"state": "due", "lease": None, "lease_until": None, "attempts": 0, "sent_at": None}
        db.session.execute(update(Message).values(due_at=Message.created_at, **values))
        slot_id = db.session.scalars(select(Slot.id)).one()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return slot_id


def visits(bench: Bench) -> Iterator[Line]:
    """Measure how long visitors wait while four workers send, and while none does, in turns."""
    store, port = bench.beside("run"), free_port()
    stores.copy(bench.beside("planned"), store)
    app, seconds = bench.app(store), min(VISIT_SECONDS, MESSAGES / bench.rate / 2)
    asked = ("season", "/en/season/"), ("registration", "/en/season/topic/register")
    seen: dict[tuple[str, bool], list[float]] = {
        (name, busy): [] for name, _ in asked for busy in (False, True)
    }
    with running(bench.folder / "relay", "--count-only") as relay:
        settings = bench.settings(store, relay)
        with server(["meetings", "serve"], port, **settings):
            for run in range(2 * RUNS + 1):
                slot_id, is_busy = make_due(app), run % 2 == 0
                wanted = [get(asked[0][1]), Registers(asked[1][1], f"slot={slot_id}", run)]
                with workers(settings if is_busy else {}, WORKERS if is_busy and run else 0):
                    before = relay.standing()["taken"]
                    while is_busy and run and relay.standing()["taken"] < before + WORKERS * 10:
                        time.sleep(0.05)
                    found = times(port, wanted, seconds)
                    if relay.standing()["taken"] - before >= MESSAGES:
                        raise RuntimeError("all mails had left; measure with more BENCH_MESSAGES")
                for (name, _path), values in zip(asked, found, strict=True):
                    if run:  # the first only warms up
                        seen[name, is_busy].append(1000 * quantiles(values, n=20)[-1])
    for name, _path in asked:
        busy, quiet = (median(seen[name, is_busy]) for is_busy in (True, False))
        yield Line(f"p95 ms {name}, {bench.kind}", busy, quiet, SLOWER_LIMIT, at_most=True, digits=1)


def measure(bench: Bench) -> Iterator[Line | Bound]:
    """Measure on one kind of store."""
    yield from planning(bench)
    yield from rates(bench)
    yield from visits(bench)


def mails(*kinds: str) -> int:
    """Measure and print the table, in mails a second; gives how many limits do not hold.

    Takes: the kinds of store, or none for both.
    """
    print(
        f"{HEAD}\nmails a second, of {MESSAGES}; times while workers send, and while they do not", flush=True
    )
    fails, folder = 0, Path(tempfile.mkdtemp(prefix="bench"))
    try:
        with stores.postgresql() as (server_at, _other):
            for kind, store in (("SQLite", f"sqlite:///{folder}/store.sqlite"), ("PostgreSQL", server_at)):
                for line in measure(Bench(kind, store, folder)) if kind in (kinds or (kind,)) else ():
                    print(line, flush=True)
                    fails += not line.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


def main() -> int:
    """Measure mail alone; gives 1 where a limit does not hold."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # ends the processes too
    return 1 if mails(*sys.argv[1:]) else 0


if __name__ == "__main__":
    sys.exit(main())

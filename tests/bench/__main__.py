"""`make bench`: our pages beside a bare Flask application, under the same gunicorn, in alternating runs."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from flask_migrate import upgrade

from meetings.app import create_app
from meetings.extensions import db
from tests.bench import (
    accreditation,
    attendance,
    badges,
    campaigns,
    certificates,
    contacts,
    doors,
    informea,
    joins,
    lists,
    live,
    mail,
    planning,
    report,
)
from tests.bench.load import Registers, Requests, get, rate, times
from tests.bench.measure import HEAD, Bound, Line, body, free_port, megabytes, server
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.factories import make_party, make_programme, make_session, make_slot

RUNS = 5
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))
READ_LIMIT = 0.65
WRITE_LIMIT = 0.35
SEASON_LIMIT = 0.08
VISITORS = 16
VISITOR_MS = 200
MEMORY_REQUESTS = 1_000
MEMORY_MB = 200
SESSIONS = 13
EVERYTHING = ("",)


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


@dataclass(frozen=True)
class Case:
    """Two addresses to compare: ours and the rival's, and what the form says where it is one."""

    name: str
    ours: str
    rival: str
    limit: float
    wish: str = ""

    def requests(self, path: str, run: int) -> Requests:
        """Give the requests of a run, each form by somebody new."""
        return Registers(path, self.wish, f"{len(self.name)}x{run}") if self.wish else get(path)


def alternate(case: Case, port: int, other: int) -> Line:
    """Measure two addresses in turns, and compare the medians."""
    seen: tuple[list[float], list[float]] = ([], [])
    for run in range(RUNS + 1):
        for (at, path), rates in zip(((port, case.ours), (other, case.rival)), seen, strict=True):
            rates.append(rate(at, case.requests(path, run), SECONDS if run else 1))
    return Line(case.name, *(median(rates[1:]) for rates in seen), case.limit)  # the first only warms up


def slowest(kind: str, port: int, path: str, wish: str) -> Bound:
    """Measure how long nineteen of twenty who register at ease wait at most, while many do."""
    visitors: list[Requests] = [Registers(path, wish, f"v{number}x") for number in range(VISITORS)]
    taken = sorted(second for one in times(port, visitors, SECONDS) for second in one)
    return Bound(f"p95, {kind}", taken[len(taken) * 95 // 100] * 1000, VISITOR_MS, "ms")


def cases(kind: str, slot: str) -> list[Case]:
    """Give what is compared on one store."""
    single, season = f"slot={slot}", "all=1&slot="
    return [
        Case(f"page, {kind}", "/en/season/", "/page", READ_LIMIT),
        Case(f"calendar, {kind}", "/calendars/season.ics", "/calendar", READ_LIMIT),
        Case(f"registration, {kind}", "/en/season/topic/register", "/row", WRITE_LIMIT, single),
        Case(f"season registration, {kind}", "/en/season/register", "/row", SEASON_LIMIT, season),
    ]


def measure(
    kind: str, ours_at: str, rival_at: str, folder: Path, wanted: Sequence[str]
) -> Iterator[Line | Bound]:
    """Measure on one store; gives lines of the table, those whose names begin as wanted."""
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
    every = cases(kind, slot)
    form = next(Registers("", every[2].wish, "f")(0)).partition(b"\r\n\r\n")[2]
    with server(["meetings", "serve"], port, **settings) as process:
        for name, path in paths.items():
            (folder / name).write_bytes(body(port, path))
        (folder / "answer").write_bytes(body(port, every[2].ours, form))
        with server(["tests.bench.rival"], other, RIVAL_FOLDER=str(folder), RIVAL_STORE=rival_at):
            for case in every:
                if case.name.startswith(tuple(wanted)):
                    yield alternate(case, port, other)
            for case in every[2:]:
                if case.name.startswith(tuple(wanted)):
                    yield slowest(case.name, port, case.ours, case.wish)
        if wanted != EVERYTHING:
            return
        for _request in range(MEMORY_REQUESTS):
            body(port, paths["page"])
        yield Bound(f"memory, {kind}", megabytes(process), MEMORY_MB, "MB")


def pages(wanted: Sequence[str] = EVERYTHING) -> int:
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
                for line in measure(kind, ours_at, rival_at, folder, wanted):
                    print(line, flush=True)
                    fails += not line.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


def main() -> int:
    """Measure every table, or pages that are named; gives 1 where a limit does not hold."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # ends the servers too
    wanted = sys.argv[1:]
    if wanted:
        return 1 if pages(wanted) else 0
    of_people = (
        attendance.attendance,
        report.reports,
        certificates.certify,
        campaigns.plan,
        accreditation.queues,
        badges.badges,
        lists.lists,
        contacts.contacts,
        informea.informea,
    )
    tables = (pages, doors.doors, joins.joins, live.live, mail.mails, planning.planning, *of_people)
    return 1 if sum([measure_table() for measure_table in tables]) else 0


if __name__ == "__main__":
    sys.exit(main())

"""How fast programs of others read: a list of 500 sessions from what is kept, beside a bare Flask answer."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from flask_migrate import upgrade

from meetings.app import create_app
from meetings.extensions import db
from tests.bench.load import get, rate
from tests.bench.measure import Line, body, free_port, server
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.factories import make_programme, make_session, make_slot

SESSIONS: Final = 500
PATH: Final = f"/api/v1/programmes/season/sessions?size={SESSIONS}"
RUNS: Final = 5
SECONDS: Final = 3
LIMIT: Final = 0.5


def fill(address: str, folder: Path) -> None:
    """Store a season of so many sessions."""
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    begin = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(days=3)
    with app.app_context():
        upgrade()
        programme = make_programme()
        for number in range(SESSIONS):
            make_slot(
                make_session(programme, f"topic-{number}"), begin + timedelta(hours=number), capacity=300
            )
        db.engine.dispose()


def measure(kind: str, ours_at: str, rival_at: str, folder: Path) -> Line:
    """Measure the list on one store, in turns with the same bytes from a bare application."""
    fill(ours_at, folder)
    port, other = free_port(), free_port()
    settings = {
        "MEETINGS_INSTANCE": str(folder),
        "MEETINGS_DATABASE_URL": ours_at,
        "MEETINGS_SECRET_KEY": SECRET,
        "MEETINGS_WEB_WORKERS": "2",
    }
    seen: tuple[list[float], list[float]] = ([], [])
    with server(["meetings", "serve"], port, **settings):
        for name in ("page", "calendar", "answer"):
            (folder / name).write_bytes(body(port, PATH))
        with server(["tests.bench.rival"], other, RIVAL_FOLDER=str(folder), RIVAL_STORE=rival_at):
            for run in range(RUNS + 1):
                for (at, path), rates in zip(((port, PATH), (other, "/page")), seen, strict=True):
                    rates.append(rate(at, get(path), SECONDS if run else 1))
    ours, rival = (median(rates[1:]) for rates in seen)  # the first only warms up
    return Line(f"{SESSIONS} sessions, {kind}", ours, rival, LIMIT)


def lines() -> Iterator[Line]:
    """Measure on both stores."""
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        with postgresql() as (ours, rival):
            yield measure(
                "SQLite", f"sqlite:///{folder}/ours.sqlite", f"sqlite:///{folder}/rival.sqlite", folder
            )
            yield measure("PostgreSQL", ours, rival, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def doors() -> int:
    """Measure and print the table, in answers a second; gives how many limits do not hold."""
    print("lists for programs, a second", flush=True)
    fails = 0
    for line in lines():
        print(line, flush=True)
        fails += not line.holds
    return fails


if __name__ == "__main__":
    doors()

"""Joining at once: 1,700 people who open the page of their link and press the button, in a minute instead of five.

`python -m tests.bench.joins SQLite|PostgreSQL` measures one store. Each person comes at a moment of their own, spread
evenly over `JOINS_SECONDS`, whatever the answers before took; a time is that of one answer, without waiting in turn.
"""

import http.client
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles

from flask_migrate import upgrade
from sqlalchemy import func, select, text

from meetings.app import create_app
from meetings.extensions import db
from meetings.models import Attendance
from tests.bench.load import CLIENTS
from tests.bench.measure import Bound, free_port, server
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.factories import KEYS, make_party, make_programme, make_session, make_slot
from tests.people import register_people, store_people

PEOPLE = int(os.environ.get("JOINS_PEOPLE", "1700"))
SECONDS = float(os.environ.get("JOINS_SECONDS", "60"))
P95_MILLISECONDS = 250
Kind = str


def store_open(address: str, folder: Path, people: int = PEOPLE) -> tuple[str, list[str]]:
    """Store a slot that can be entered now and its people; gives its id and the path of each one's page.

    The store knows how much it holds, as one does that people have come to for days.
    """
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    with app.app_context():
        upgrade()
        make_party()
        now = datetime.now(UTC)
        slot = make_slot(make_session(make_programme(), "topic"), now + timedelta(minutes=5))
        store_people(people, now)
        register_people(slot, range(1, people + 1), now)
        prefix = f"r{slot.session_id}x"
        paths = [
            f"/en/join/{KEYS.token('join', f'registration:{prefix}{n}', f'{prefix}{n:08}', 1)}"
            for n in range(1, people + 1)
        ]
        found = slot.id
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.engine.dispose()
    return found, paths


def _come(port: int, slot: str, arrivals: list[tuple[float, str]]) -> list[tuple[Kind, float, int]]:
    """Open the page and press the button for each at their moment; gives what was asked, seconds and status."""
    seen = []
    for moment, path in arrivals:
        time.sleep(max(0.0, moment - time.time()))
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        page, took, status = _ask(wire, "GET", path)
        seen.append(("page", took, status))
        field = re.search(r'name="slot" value="(\w+)"', page)
        form = f"act=enter&slot={field[1] if field else ''}"
        _page, took, status = _ask(wire, "POST", path, form)
        seen.append(("entry", took, status if field and field[1] == slot else 0))
        wire.close()
    return seen


def _ask(wire: http.client.HTTPConnection, method: str, path: str, form: str = "") -> tuple[str, float, int]:
    begun = time.monotonic()
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    wire.request(method, path, form or None, kind)
    answer = wire.getresponse()
    text = answer.read().decode()
    return text, time.monotonic() - begun, answer.status


def come_all(port: int, slot: str, paths: list[str]) -> list[tuple[Kind, float, int]]:
    """Let everybody come, each at their moment, from as many processes as keep up."""
    begin, step = time.time() + 1, SECONDS / len(paths)
    arrivals = [(begin + at * step, path) for at, path in enumerate(paths)]
    with get_context("fork").Pool(CLIENTS, signal.signal, (signal.SIGTERM, signal.SIG_DFL)) as pool:
        runs = [pool.apply_async(_come, (port, slot, arrivals[n::CLIENTS])) for n in range(CLIENTS)]
        return [one for run in runs for one in run.get()]


def measure(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure on one store; gives lines of the table."""
    slot, paths = store_open(address, folder)
    port = free_port()
    settings = {
        "MEETINGS_INSTANCE": str(folder),
        "MEETINGS_DATABASE_URL": address,
        "MEETINGS_SECRET_KEY": SECRET,
        "MEETINGS_WEB_WORKERS": "2",
    }
    with server(["meetings", "serve"], port, **settings):
        seen = come_all(port, slot, paths)
    for name, words in (("page", "page to join"), ("entry", "entry")):
        times = [1000 * took for what, took, _status in seen if what == name]
        print(f"{'':2}{words}, {kind}: median {median(times):.0f} ms", flush=True)
        yield Bound(f"{words} p95, {kind}", quantiles(times, n=20)[18], P95_MILLISECONDS, "ms")
    yield Bound(f"refused, {kind}", sum(status not in (200, 303) for _w, _t, status in seen), 0, "")
    yield Bound(f"entries missing, {kind}", PEOPLE - _entries(address, folder), 0, "")


def _entries(address: str, folder: Path) -> int:
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(Attendance)) or 0
        db.session.remove()
        db.engine.dispose()
    return found


@contextmanager
def stores() -> Iterator[dict[str, str]]:
    """Give the address of an empty store of each kind."""
    folder = Path(tempfile.mkdtemp(prefix="joins"))
    try:
        with postgresql() as (address, _other):
            yield {"SQLite": f"sqlite:///{folder}/joins.sqlite", "PostgreSQL": address}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def joins(only: str = "") -> int:
    """Measure the stores and print the table; gives how many limits do not hold."""
    print(f"\n{PEOPLE} people join in {SECONDS:.0f} s ({PEOPLE / SECONDS:.0f} a second)", flush=True)
    fails = 0
    with stores() as addresses:
        for kind, address in addresses.items():
            if only in ("", kind):
                folder = Path(tempfile.mkdtemp(prefix="joins"))
                for line in measure(kind, address, folder):
                    print(line, flush=True)
                    fails += not line.holds
                shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    sys.exit(1 if joins(*sys.argv[1:2]) else 0)

"""How fast attendance files are read beside a bare reader of CSV, and how long a hundred thousand rows take."""

import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from flask_migrate import upgrade
from sqlalchemy import insert

from meetings.app import create_app
from meetings.extensions import db
from meetings.formats.attendance_file import read_attendance
from meetings.models import Mailbox, Person, PersonMailbox, Registration
from tests.bench.measure import Bound, Line
from tests.bench.stores import postgresql
from tests.conftest import ROOT, SECRET
from tests.factories import NOW, make_party, make_programme, make_session, make_slot

RUNS = 5
READ_ROWS = 20_000
READ_LIMIT = 0.5
ROWS = 100_000
SECONDS = 30
MEGABYTES = 300
GROWTH = 12
DAY = date(2025, 3, 18)
BEGIN = datetime(2025, 3, 18, 12, 0, tzinfo=UTC)
ZOOM = "Attended,User Name,Email,Join Time,Leave Time,Country/Region Name\n"


def sample(rows: int) -> bytes:
    """Write a report of a webinar with so many attendees."""
    return (
        ZOOM
        + "".join(
            f'Yes,Person {number},p{number}@example.org,"Mar 18, 2025 13:{number % 60:02d}:07",'
            f'"Mar 18, 2025 14:{number % 60:02d}:30",Japan\n'
            for number in range(rows)
        )
    ).encode()


def bare(raw: bytes) -> int:
    """Read the same with the standard library: a row, and two times."""
    found = 0
    form = "%b %d, %Y %H:%M:%S"
    for row in list(csv.reader(io.StringIO(raw.decode(), newline="")))[1:]:
        found += bool(datetime.strptime(row[3], form) and datetime.strptime(row[4], form))  # noqa: DTZ007
    return found


def reading() -> Line:
    """Measure both in turns; gives rows a second."""
    raw, seen = sample(READ_ROWS), ([], [])  # type: tuple[bytes, tuple[list[float], list[float]]]
    for _run in range(RUNS):
        for read, taken in ((lambda: read_attendance(raw, DAY), seen[0]), (lambda: bare(raw), seen[1])):
            begin = perf_counter()
            read()
            taken.append(READ_ROWS / (perf_counter() - begin))
    return Line("rows of attendance read a second", median(seen[0]), median(seen[1]), READ_LIMIT)


def fill(address: str, folder: Path, people: int) -> str:
    """Store a session with so many people registered; gives its slot."""
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    with app.app_context():
        upgrade()
        make_party()
        session = make_session(make_programme())
        session_id, slot_id = session.id, make_slot(session, BEGIN).id
        common = {"created_at": NOW, "updated_at": NOW, "language": "en"}
        for number in range(1, people + 1):
            at = f"p{number}@example.org"
            db.session.add(Person(id=number, name=f"Person {number}", name_key=f"person {number}", **common))
            db.session.add(Mailbox(id=number, address=at, address_key=at, created_at=NOW))
            if number % 1000 == 0:
                db.session.flush()
                db.session.expunge_all()
        db.session.flush()
        numbers = range(1, people + 1)
        db.session.execute(
            insert(PersonMailbox),
            [{"mailbox_id": one, "name_key": f"person {one}", "person_id": one} for one in numbers],
        )
        registrations = [{"person_id": one, "session_id": session_id, **common} for one in numbers]
        db.session.execute(insert(Registration), registrations)
        db.session.commit()
        db.engine.dispose()
    return slot_id


COMMAND = """
import sys, time
from pathlib import Path
from meetings.__main__ import main
begin = time.perf_counter()
try:
    main()
finally:
    taken = time.perf_counter() - begin
    status = Path("/proc/self/status").read_text("ascii").splitlines()  # getrusage speaks of whoever started us, too
    most = next(line for line in status if line.startswith("VmHWM"))
    print(taken, int(most.split()[1]) / 1024, file=sys.stderr)
"""


def take_in(address: str, folder: Path, slot_id: str, rows: int) -> tuple[float, float]:
    """Let the command read, match, store and tell a file; gives the seconds and the megabytes it took."""
    settings = {"INSTANCE": str(folder), "DATABASE_URL": address, "SECRET_KEY": SECRET}
    words = ["attendance", "import", str(folder / f"{rows}.csv"), "--slot", slot_id, "--commit", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *words],
        cwd=ROOT,
        env=os.environ | {f"MEETINGS_{name}": value for name, value in settings.items()},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, megabytes = done.stderr.split()[-2:]
    return float(seconds), float(megabytes)


def storing(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure a hundred thousand rows, and a tenth of them, on one store."""
    slot_id = fill(address, folder, ROWS // 2)
    seen = {}
    for rows in (ROWS // 10, ROWS):
        (folder / f"{rows}.csv").write_bytes(sample(rows))
        seen[rows] = take_in(address, folder, slot_id, rows)
    yield Bound(f"{ROWS} rows stored, {kind}", seen[ROWS][0], SECONDS, "s", 1)
    yield Bound(f"memory, {kind}", seen[ROWS][1], MEGABYTES, "MB")
    yield Bound(f"ten times the rows, {kind}", seen[ROWS][0] / seen[ROWS // 10][0], GROWTH, "x", 1)


def attendance() -> int:
    """Measure and print the table; gives how many limits do not hold."""
    print("\nattendance files", flush=True)
    folder, fails = Path(tempfile.mkdtemp(prefix="bench")), 0
    try:
        line = reading()
        print(line, flush=True)
        fails += not line.holds
        with postgresql() as (ours, _rival):
            for kind, address in (("SQLite", f"sqlite:///{folder}/ours.sqlite"), ("PostgreSQL", ours)):
                for bound in storing(kind, address, folder):
                    print(bound, flush=True)
                    fails += not bound.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    sys.exit(1 if attendance() else 0)

"""How long the report of a season with fifty thousand attendances takes to make, and once it is made."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert

from meetings.app import create_app
from meetings.domain.permissions import EVERYWHERE
from meetings.extensions import db
from meetings.models import Attendance, Base, Party, Person, Place, Registration
from meetings.queries.report_cache import kept_report
from meetings.queries.reports import report
from tests.bench.measure import Bound
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.factories import NOW, make_programme, make_session, make_slot

ATTENDANCES = 50_000
PEOPLE = 8_000
SESSIONS = 13
RUNS = 5
MADE_SECONDS = 1
KEPT_MS = 5
GROUPS = ("africa", "asia-pacific", "eeg", "grulac", "weog")
CATEGORIES = ("government", "un", "ngo", "research", "business")
COMMON = {"created_at": NOW, "updated_at": NOW, "language": "en"}
BEGIN = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)


def fill(address: str, folder: Path) -> None:
    """Store a season of thirteen sessions, each held twice, with so many attendances and half as many registrations."""
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    with app.app_context():
        upgrade()
        codes = [chr(65 + one // 26) + chr(65 + one % 26) for one in range(130)]
        for at, code in enumerate(codes):
            group = GROUPS[at % len(GROUPS)]
            party = {"kind": "state", "names": {"en": code}, "regional_group": group, "zone": "UTC"}
            db.session.add(Party(code=code, updated_at=NOW, **party))
        programme, sessions = make_programme(), []
        for number in range(SESSIONS):
            session, at = make_session(programme, f"topic-{number}"), BEGIN + timedelta(days=7 * number)
            slots = [make_slot(session, at + timedelta(hours=hours)).id for hours in (0, 6)]
            sessions.append((session.id, slots, at))
        db.session.execute(insert(Person), [_person(number) for number in range(PEOPLE)])
        for table, rows in _rows(sessions, codes).items():
            db.session.execute(insert(table), rows)
        db.session.commit()
        db.engine.dispose()


def _person(number: int) -> dict[str, Any]:
    name = {"name": f"Person {number}", "name_key": f"person {number}", "public_id": f"p{number}"}
    keys = {"search_key": "", "sound_key": "", "origin": "registration", "revision": 1}
    return {"id": number + 1, **name, **keys, **COMMON}


def _rows(sessions: list[tuple[int, list[str], datetime]], codes: list[str]) -> dict[type[Base], list[Any]]:
    """Invent who came to what: in each session, each person once, to one of its times."""
    chance = Random(2020)
    found: dict[type[Base], list[Any]] = {Registration: [], Place: [], Attendance: []}
    for number in range(ATTENDANCES):
        session_id, slots, at = sessions[number % SESSIONS]
        person, which = 1 + number // SESSIONS % PEOPLE, number // SESSIONS % 2
        known = {"country": codes[person % 130], "category": CATEGORIES[person % 5], "language": "en"}
        if number % 2:
            key = f"r{number}"
            fixed = {"revision": 1, "sequence": 0, "source": "form", "ended_at": None}
            whose = {"id": key, "person_id": person, "session_id": session_id}
            found[Registration].append(whose | fixed | COMMON | known)
            place = {"registration_id": key, "part": 1, "slot_id": slots[which]}
            found[Place].append(place | {"state": "confirmed", "mode": "online"})
        joined = at + timedelta(hours=6 * which, minutes=chance.randint(-5, 20))
        left = joined + timedelta(minutes=chance.randint(5, 80)) if number % 3 else None
        when = {"slot_id": slots[which], "person_id": person, "joined_at": joined, "left_at": left}
        found[Attendance].append(when | {"source": "import", "people": 1, "role": "participant"} | known)
    return found


def reporting(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure on one store: made anew, and kept."""
    fill(address, folder)
    settings = {
        "DATABASE_URL": address,
        "INSTANCE": folder,
        "SECRET_KEY": SECRET,
        "REPORT_CACHE_SECONDS": 600,
    }
    app = create_app(settings)
    with app.app_context():
        made, kept, now = [], [], datetime.now(UTC)
        for _run in range(RUNS):
            begin = perf_counter()
            report("season", now)
            made.append(perf_counter() - begin)
            db.session.rollback()
        for _run in range(RUNS * 10):
            begin = perf_counter()
            found = kept_report("season", now, EVERYWHERE)
            kept.append(perf_counter() - begin)
            db.session.rollback()
        assert found is not None
        db.engine.dispose()
    yield Bound(f"{ATTENDANCES} attendances, {kind}", median(made), MADE_SECONDS, "s", 2)
    yield Bound(f"the same, kept, {kind}", median(kept) * 1000, KEPT_MS, "ms", 1)


def reports() -> int:
    """Measure and print the table; gives how many limits do not hold."""
    print("\nreports", flush=True)
    folder, fails = Path(tempfile.mkdtemp(prefix="bench")), 0
    try:
        with postgresql() as (ours, _rival):
            for kind, address in (("SQLite", f"sqlite:///{folder}/ours.sqlite"), ("PostgreSQL", ours)):
                for bound in reporting(kind, address, folder):
                    print(bound, flush=True)
                    fails += not bound.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    sys.exit(1 if reports() else 0)

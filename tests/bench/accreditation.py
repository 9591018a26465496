"""How long a page of the accreditation queue takes with two thousand nominations, on both stores."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert, text

from meetings.app import create_app
from meetings.extensions import db
from meetings.models import Base, Delegation, Letter, Nomination, Participation, Party, Person, TrackEvent
from meetings.queries.cop.accreditation import Asked, queue
from tests.bench.measure import Bound
from tests.bench.stores import postgresql
from tests.conftest import SECRET
from tests.cop import make_conference, segments_of
from tests.factories import NOW

DELEGATIONS = 200
EACH = 10
RUNS = 15
PAGE_MS = 150
STATES = ("nominated", "letter_checked", "accredited", "returned")
LETTERS = ("received", "accepted", "returned")
STAMP = {"revision": 1, "updated_at": NOW}


def fill(address: str, folder: Path) -> None:
    """Store two hundred delegations of ten people each, in two segments, in every state, with what happened to them."""
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    with app.app_context():
        upgrade()
        programme = make_conference()
        segments = [one.id for one in segments_of(programme)]
        for table, rows in _rows(programme.id, segments).items():
            db.session.execute(insert(table), rows)
        db.session.commit()
        db.session.execute(text("ANALYZE"))  # as every store does by itself after a while
        db.session.commit()
        db.engine.dispose()


def _rows(programme_id: int, segments: list[int]) -> dict[type[Base], list[Any]]:
    """Invent States, their delegations, letters, people, parts and moves; every tenth name is in two delegations."""
    found: dict[type[Base], list[Any]] = {
        one: [] for one in (Party, Delegation, Letter, Person, Nomination, Participation, TrackEvent)
    }
    for number in range(DELEGATIONS):
        code, at = chr(65 + number // 26) + chr(65 + number % 26), NOW - timedelta(hours=number)
        party = {"code": code, "kind": "state", "names": {"en": f"State {code}"}, "regional_group": "africa"}
        found[Party].append(party | {"detail": {}} | STAMP)
        whose = {
            "id": f"d{number}",
            "programme_id": programme_id,
            "party_code": code,
            "category": "government",
        }
        found[Delegation].append(whose | {"created_at": at} | STAMP)
        letter = {"id": f"l{number}", "delegation_id": f"d{number}", "version": 1, "kind": "letter"}
        state = {"state": LETTERS[number % 3], "state_since": at, "received_at": at, "received_by": "focal:x"}
        found[Letter].append(letter | state | STAMP)
        for each in range(EACH):
            _add_person(found, number, each, segments)
    return found


def _add_person(found: dict[type[Base], list[Any]], number: int, each: int, segments: list[int]) -> None:
    whom, at = number * EACH + each + 1, NOW - timedelta(minutes=number * EACH + each)
    name = f"Delegate {whom - 10 if each == 9 else whom}"
    keys = {"name_key": name.lower(), "public_id": f"p{whom}", "origin": "delegation", "language": "en"}
    words = {"search_key": f"^{name.lower()} ", "sound_key": "", "created_at": at}
    found[Person].append({"id": whom, "name": name} | keys | words | STAMP)
    said = {
        "id": f"n{whom}",
        "delegation_id": f"d{number}",
        "person_id": whom,
        "name": name,
        "role": "adviser",
    }
    found[Nomination].append(
        said | {"position": each, "language": "en", "lists": [], "created_at": at} | STAMP
    )
    for segment in segments:
        part, state = f"t{whom}-{segment}", STATES[whom % 4]
        row = {"id": part, "nomination_id": f"n{whom}", "segment_id": segment, "state": state}
        found[Participation].append(row | {"mode": "online", "rights": "viewer", "state_since": at} | STAMP)
        for before, after in (("", "nominated"), ("nominated", "returned"), ("returned", "nominated")):
            moved = {"track": "participation", "subject": part, "from_state": before, "to_state": after}
            found[TrackEvent].append(moved | {"at": at - timedelta(hours=whom % 3), "actor": "focal:x"})


def paging(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure on one store: the first page, one found by a name, and the last."""
    fill(address, folder)
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET})
    with app.app_context():
        for name, asked in (
            ("first page", Asked()),
            ("found by a name", Asked(text="delegate 77", segment="1", region="africa")),
            ("last page", Asked(page=99)),
        ):
            taken = []
            for _run in range(RUNS):
                begin = perf_counter()
                queue("cop", asked)
                taken.append(perf_counter() - begin)
                db.session.rollback()
            people = DELEGATIONS * EACH
            yield Bound(f"queue of {people}, {name}, {kind}", median(taken) * 1000, PAGE_MS, "ms", 1)
        db.engine.dispose()


def queues() -> int:
    """Measure and print the table; gives how many limits do not hold."""
    print("\naccreditation", flush=True)
    folder, fails = Path(tempfile.mkdtemp(prefix="bench")), 0
    try:
        with postgresql() as (ours, _rival):
            for kind, address in (("SQLite", f"sqlite:///{folder}/ours.sqlite"), ("PostgreSQL", ours)):
                for bound in paging(kind, address, folder):
                    print(bound, flush=True)
                    fails += not bound.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    sys.exit(1 if queues() else 0)

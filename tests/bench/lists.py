"""How long the list of 1,700 participants takes: gathered, put in order and printed; and published as a copy."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert

from meetings.adapters.typesetter import TypstTypesetter
from meetings.app import create_app
from meetings.domain.cop.lists import ListKind, mark_of
from meetings.extensions import db
from meetings.formats.cop.lists import document, paper, shown
from meetings.models import Delegation, Nomination, Participation, Party, PartyStatus, Person
from meetings.queries.cop.lists import gather, listing_of
from meetings.services.cop.lists import SettingGiven, publish, set_listing
from meetings.web.cop.list_words import say
from tests.bench.measure import Bound
from tests.bench.stores import postgresql
from tests.conftest import ROOT, SECRET
from tests.cop import make_conference, segments_of
from tests.factories import NOW

PEOPLE = 1_700
STATES = 140
RUNS = 5
MOST_SECONDS = 2
NAMES = ("Amina Example", "张伟", "أمينة مثال", "Пётр Ёлкин", "José Ñandú")
GIVEN = SettingGiven("UNEP/MC/COP.7/INF/27", "participants", datetime(2026, 12, 4, tzinfo=UTC), {}, False, ())


def fill() -> None:
    """Store a conference with so many accredited people in the delegations of so many States."""
    segment = segments_of(make_conference())[0]
    codes = [chr(65 + one // 26) + chr(65 + one % 26) for one in range(STATES)]
    common = {"revision": 1, "updated_at": NOW}
    db.session.execute(
        insert(Party),
        [
            {"code": one, "kind": "state", "names": {"en": f"State {one}"}, "detail": {}} | common
            for one in codes
        ],
    )
    status = {"treaty": "minamata", "status": "party", "starts_on": NOW.date(), "source": ""}
    db.session.execute(insert(PartyStatus), [{"party_code": one} | status for one in codes])
    of = {"programme_id": segment.programme_id, "category": "government", "created_at": NOW} | common
    db.session.execute(insert(Delegation), [{"id": f"d{one}", "party_code": one} | of for one in codes])
    people: dict[Any, list[dict[str, Any]]] = {Person: [], Nomination: [], Participation: []}
    for number in range(PEOPLE):
        name, at = f"{NAMES[number % 5]} {number}", number // STATES
        known = {
            "name_key": name,
            "public_id": f"p{number}",
            "search_key": "",
            "sound_key": "",
            "language": "en",
        }
        people[Person].append(
            {"id": number + 1, "name": name, "origin": "x", "created_at": NOW} | known | common
        )
        facts = {"function": "Director", "organization": "Ministry", "email": f"a{number}@example.org"}
        row = {"id": f"n{number:05}", "delegation_id": f"d{codes[number % STATES]}", "person_id": number + 1}
        row |= {"position": at, "role": "head" if at == 0 else "adviser", "lists": ["name", "email"]}
        people[Nomination].append(row | {"name": name, "language": "en", "created_at": NOW} | facts | common)
        part = {"id": f"q{number}", "nomination_id": row["id"], "segment_id": segment.id, "mode": "online"}
        people[Participation].append(
            part | {"rights": "viewer", "state": "accredited", "state_since": NOW} | common
        )
    for table, rows in people.items():
        db.session.execute(insert(table), rows)
    db.session.commit()


def listing(kind: str, address: str, folder: Path) -> Iterator[Bound]:
    """Measure on one store: the paper and the document from the store's rows, and publishing."""
    app = create_app({"DATABASE_URL": address, "INSTANCE": folder, "SECRET_KEY": SECRET, "TESTING": True})
    typesetter = TypstTypesetter(ROOT / "templates" / "print")
    typesetter.scripts()  # the fonts of the machine are read once in a process
    printed, written = [], []
    with app.app_context():
        upgrade()
        fill()
        set_listing("cop", "1", GIVEN, 0, NOW, "bench")
        for _run in range(RUNS):
            with app.test_request_context("/en/"):
                begin = perf_counter()
                made = gather(listing_of("cop", "1")).participants(ListKind.PROVISIONAL)
                one = shown(made, "en", say, NOW)
                typesetter.pdf("list", paper(one))
                printed.append(perf_counter() - begin)
                begin = perf_counter()
                document(one)
                written.append(perf_counter() - begin)
            db.session.rollback()
        begin = perf_counter()
        publish("cop", "1", ListKind.PROVISIONAL, mark_of(made), NOW, "bench")
        published = perf_counter() - begin
        db.engine.dispose()
    yield Bound(f"{PEOPLE} people as PDF, {kind}", median(printed), MOST_SECONDS, "s", 2)
    yield Bound(f"the same as DOCX, {kind}", median(written), MOST_SECONDS, "s", 2)
    yield Bound(f"the same published, {kind}", published, MOST_SECONDS, "s", 2)


def lists() -> int:
    """Measure and print the table; gives how many limits do not hold."""
    print("\nlists of participants", flush=True)
    folder, fails = Path(tempfile.mkdtemp(prefix="bench")), 0
    try:
        with postgresql() as (ours, _rival):
            for kind, address in (("SQLite", f"sqlite:///{folder}/ours.sqlite"), ("PostgreSQL", ours)):
                for bound in listing(kind, address, folder):
                    print(bound, flush=True)
                    fails += not bound.holds
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return fails


if __name__ == "__main__":
    sys.exit(1 if lists() else 0)

"""Many people at once, stored in bulk for long tables and measurements: registered, told of their time, with links."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from meetings.extensions import db
from meetings.models import Link, Mailbox, Person, PersonMailbox, Place, Registration, Seats, Slot
from tests.factories import KEYS

AGO = timedelta(days=3)


def store_people(count: int, now: datetime) -> None:
    """Store people 1 … count, each with a mailbox `p1@example.org` … and the link to their registrations."""
    numbers, old = range(1, count + 1), now - AGO
    stamps = {"created_at": old, "updated_at": old}
    rows: dict[Any, list[dict[str, Any]]] = {
        Person: [{"id": n, "name": f"Person {n}", "name_key": f"person {n}", **stamps} for n in numbers],
        Mailbox: [
            {"id": n, "address": address(n), "address_key": address(n), "created_at": old} for n in numbers
        ],
        PersonMailbox: [{"mailbox_id": n, "name_key": f"person {n}", "person_id": n} for n in numbers],
        Link: [_link(f"me{n:010}", "me", f"person:{n}", old) for n in numbers],
    }
    _store(rows)
    if db.session.get_bind().dialect.name == "postgresql":  # its counters do not notice ids that were given
        for table in (Person, Mailbox):
            counter = func.pg_get_serial_sequence(table.__tablename__, "id")
            db.session.execute(select(func.setval(counter, count)))
        db.session.commit()


def register_people(slot: Slot, numbers: Iterable[int], now: datetime) -> None:
    """Register stored people for a slot's session three days ago; each has heard of the slot as it stands."""
    old, session_id, prefix = now - AGO, slot.session_id, f"r{slot.session_id}x"
    numbers = list(numbers)
    registrations = [
        {
            "id": f"{prefix}{n}",
            "person_id": n,
            "session_id": session_id,
            "language": "en",
            "created_at": old,
            "updated_at": old,
        }
        for n in numbers
    ]
    places = [
        {"registration_id": f"{prefix}{n}", "part": 1, "slot_id": slot.id, "told_version": slot.version}
        for n in numbers
    ]
    joins = [_link(f"{prefix}{n:08}", "join", f"registration:{prefix}{n}", old) for n in numbers]
    seats = db.session.get_one(Seats, (slot.id, "online"))
    seats.taken += len(numbers)
    _store({Registration: registrations, Place: places, Link: joins})


def address(number: int) -> str:
    """Give the mailbox of a stored person."""
    return f"p{number}@example.org"


def _link(name: str, purpose: str, bearer: str, at: datetime) -> dict[str, Any]:
    code_key = KEYS.code_key(KEYS.code(name, 1)) if purpose == "join" else None
    return {
        "id": name,
        "purpose": purpose,
        "bearer": bearer,
        "generation": 1,
        "code_key": code_key,
        "created_at": at,
    }


def _store(rows: dict[Any, list[dict[str, Any]]]) -> None:
    for table, values in rows.items():
        db.session.execute(insert(table), values)
    db.session.commit()

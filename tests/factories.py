"""Rows for tests, stored; each function takes what it is about and has a plain default for the rest."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, update

from meetings.domain.tokens import Keys
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.models import Mailbox, Party, Person, PersonMailbox, Programme, Session, Slot, Stream
from meetings.services.people import PersonGiven
from meetings.services.registrations import Registered, RegistrationRequest, register
from meetings.services.slots import NewSlot, add_slot

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KEYS = Keys("a secret for tests only")
_numbers = count(1)


def make_programme(slug: str = "season", **changes: Any) -> Programme:
    """Store a published season around `NOW`."""
    values = {
        "slug": slug,
        "title": {"en": "Minamata Online", "fr": "Minamata en ligne"},
        "place": {
            "en": "Geneva",
            "fr": "Genève",
            "ar": "جنيف",
            "zh": "日内瓦",
            "ru": "Женева",
            "es": "Ginebra",
        },
        "zone": "Europe/Zurich",
        "starts_on": date(2026, 10, 1),
        "ends_on": date(2026, 12, 31),
        "published": True,
        "updated_at": NOW,
    } | changes
    programme = Programme(**values)
    programme.streams = [
        Stream(slug="science", title={"en": "Mercury science"}, palette=1, position=0, updated_at=NOW)
    ]
    db.session.add(programme)
    db.session.commit()
    return programme


def make_session(programme: Programme, slug: str = "topic", **changes: Any) -> Session:
    """Store a published session without slots."""
    values = {
        "programme_id": programme.id,
        "stream_id": programme.streams[0].id,
        "slug": slug,
        "title": {"en": f"Session {slug}"},
        "languages": ["en"],
        "state": "published",
        "updated_at": NOW,
    } | changes
    session = Session(**values)
    db.session.add(session)
    db.session.commit()
    return session


def make_slot(session: Session, starts_at: datetime | None = None, **changes: Any) -> Slot:
    """Store a slot, a day from `NOW` where nothing else is said; `capacity` null is unlimited."""
    zone = changes.pop("zone", "Europe/Zurich")
    instant = starts_at or NOW + timedelta(days=2)
    new = NewSlot(
        local_start=to_local(instant, zone).replace(tzinfo=None),
        zone=zone,
        minutes=changes.pop("minutes", 90),
        part=changes.pop("part", 1),
        capacity=changes.pop("capacity", None),
        has_room=changes.pop("has_room", False),
        room_capacity=changes.pop("room_capacity", None),
        platform_address=changes.pop("platform_address", "https://platform.example.org/room"),
    )
    slot = add_slot(session.id, new, NOW - timedelta(days=30), "test")
    for name, value in changes.items():
        setattr(slot, name, value)
    db.session.commit()
    return slot


def make_topic(begin: datetime = NOW + timedelta(days=2), **changes: Any) -> tuple[str, list[str]]:
    """Store a season with one session held twice on the day it begins; gives its slug and the slots' ids."""
    programme = make_programme()
    session = make_session(programme)
    slots = [make_slot(session, begin + timedelta(hours=hours), **changes) for hours in (0, 6)]
    return session.slug, [slot.id for slot in slots]


def make_party(code: str = "KE", name: str = "Kenya") -> Party:
    """Store a State."""
    party = Party(code=code, kind="state", names={"en": name}, updated_at=NOW)
    db.session.add(party)
    db.session.commit()
    return party


def somebody(name: str | None = None, **changes: str) -> PersonGiven:
    """Give an invented person with a mailbox of their own."""
    number = next(_numbers)
    values = {
        "name": name or f"Invented Person {number}",
        "email": f"person{number}@example.org",
        "language": "en",
        "zone": "Africa/Nairobi",
    } | changes
    return PersonGiven(**values)


def request_for(person: PersonGiven, *slots: str, session: str = "topic") -> RegistrationRequest:
    """Give a request of a person for slots of the session that `make_topic` stores."""
    return RegistrationRequest(programme="season", session=session, person=person, slots=slots)


def register_somebody(*slots: str, now: datetime = NOW, session: str = "topic", **person: str) -> Registered:
    """Register an invented person, whom mails may call by their name."""
    done = register(request_for(somebody(**person), *slots, session=session), now, KEYS)
    vouch_for(done.person_id)
    return done


def vouch_for(person_id: int) -> None:
    """Say that a person reads their mailboxes, and is no advertisement whatever they are called."""
    mine = select(PersonMailbox.mailbox_id).where(PersonMailbox.person_id == person_id)
    db.session.execute(update(Mailbox).where(Mailbox.id.in_(mine)).values(proved_at=NOW))
    db.session.execute(update(Person).where(Person.id == person_id).values(held_at=None))
    db.session.commit()

"""Entering a slot: the entry is recorded, then the way leads to the platform; for others in the room, too."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, select, update

from meetings.domain import errors
from meetings.domain.codes import PlaceState
from meetings.domain.joining import MOST_IN_ROOM, check_room, next_slot, open_now
from meetings.domain.platforms import Whom
from meetings.domain.registrations import name_key
from meetings.domain.seasons import doors_at, standing
from meetings.domain.tokens import Keys
from meetings.extensions import insert_new, store, transaction
from meetings.models.attendance import Attendance
from meetings.models.people import Person, PersonMailbox
from meetings.models.registrations import Registration
from meetings.models.slots import Slot
from meetings.queries.joining import ROOM, PlaceHeld, places_of_bearer
from meetings.services.consents import agree_here
from meetings.services.people import PersonGiven
from meetings.services.registrations import Registered, RegistrationRequest, register

SNAPSHOT: Final = ("country", "category", "organization", "function", "language")


@dataclass(frozen=True, slots=True)
class Entered:
    """Where an entry leads."""

    slot_id: str
    address: str
    whom: Whom


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who registered at the entrance; without an entry they wait for a seat."""

    registered: Registered
    entered: Entered | None


def enter(
    bearer: str,
    slot_id: str | None,
    now: datetime,
    *,
    consents: Iterable[str] = (),
    shown_in: str = "en",
) -> Entered:
    """Record that somebody enters, and give the platform's address.

    Takes: whose link it is, `registration:abc` or `season:12:3`; `slot_id`, or nothing for the slot whose door is
    open; what they agreed to where asked, and the language they read it in. Entering again adds no row.
    Raises: LinkDead, RegistrationEnded, DoorClosed, SeveralOpen, NoPlatformAddress, NotAChoice.
    """
    with transaction():
        place = _open_place(bearer, slot_id, now)
        _add_entry(place, now)
        agree_here(place.registration_id, consents, shown_in, now)
        return _entered(place)


def enter_together(bearer: str, slot_id: str, names: str, number: str, now: datetime) -> Entered:
    """Record that somebody enters with others in the same room, by name or by number, who are counted apart.

    A name at the same mailbox is that person. A name noted before is not noted twice; a number replaces the last.

    Takes: `names`, one a line; `number`, how many more, as typed.
    Raises: Missing, TooManyLines, TooLong, NotOneLine, NotANumber, with the field; what `enter` raises.
    """
    others, more = check_room(names, number)
    with transaction():
        place = _open_place(bearer, slot_id, now)
        _hold(place)
        _add_entry(place, now)
        _add_names(place, others, now)
        if more is not None:
            _set_number(place, more, now)
        return _entered(place)


def register_and_enter(
    bearer: str,
    slot_id: str,
    person: PersonGiven,
    now: datetime,
    keys: Keys,
    *,
    consents: tuple[str, ...] = (),
) -> Joined:
    """Register somebody who came by another's link, and record that they enter; in a full slot they wait.

    Without an e-mail address, the same name beside the same person is the same person.

    Raises: Refused, with the field to blame; what `enter` raises.
    """
    host = _open_place(bearer, slot_id, now)
    request = RegistrationRequest(
        programme=host.programme,
        session=host.session,
        person=replace(person, companion_of=f"person:{host.person_id}"),
        slots=(slot_id,),
        consents=consents,
        source="door",
        shown_in=person.language,
    )
    done = register(request, now, keys)
    state = next(place.state for place in done.places if place.slot_id == slot_id)
    if state != PlaceState.CONFIRMED:
        return Joined(done, None)
    with transaction():
        host = _open_place(bearer, slot_id, now)
        own = places_of_bearer(f"registration:{done.id}", held=True)[0]
        _add_entry(replace(own, slot_id=slot_id), now)  # here, whichever time of the session they had chosen
        return Joined(done, _entered(replace(own, slot_id=slot_id, address=host.address)))


def _open_place(bearer: str, slot_id: str | None, now: datetime) -> PlaceHeld:
    """Give the confirmed place whose door is open, of those a link leads to."""
    every = places_of_bearer(bearer, held=True)
    live = [one for one in every if not one.is_ended]
    if not live:
        raise errors.RegistrationEnded()
    mine = [
        one
        for one in live
        if one.place_state == PlaceState.CONFIRMED and (slot_id is None or one.slot_id == slot_id)
    ]
    nearest = next_slot(mine, now)
    if nearest is None:
        raise errors.DoorClosed(opens_at=None, state=PlaceState.WAITING)
    found = open_now(mine, now)
    if not found:
        raise errors.DoorClosed(opens_at=doors_at(nearest), state=standing(nearest, now))
    if len(found) > 1:
        raise errors.SeveralOpen()
    if not found[0].address:
        raise errors.NoPlatformAddress()
    return found[0]


def _entered(place: PlaceHeld) -> Entered:
    whom = Whom(place.registration_id, place.person_id, place.name, place.language)
    return Entered(place.slot_id, place.address or "", whom)


def _add_entry(place: PlaceHeld, now: datetime) -> None:
    """Note an entry, once for a registration and slot."""
    values = {
        "slot_id": place.slot_id,
        "source": "door",
        "joined_at": now,
        "person_id": place.person_id,
        "registration_id": place.registration_id,
        "name": place.name,
        "matched": "link",
        **{name: getattr(place, name) for name in SNAPSHOT},
    }
    store(insert_new(Attendance).on_conflict_do_nothing(), values)


def _hold(place: PlaceHeld) -> None:
    """Let those who note a room by one registration do so one after the other; slots are held first by everybody."""
    store(select(Slot.id).where(Slot.id == place.slot_id).with_for_update(read=True, key_share=True))
    store(
        select(Registration.id)
        .where(Registration.id == place.registration_id)
        .with_for_update(key_share=True)
    )


def _add_names(place: PlaceHeld, names: Iterable[str], now: datetime) -> None:
    noted = [row.name for row in _room_rows(place) if row.name is not None]
    known = {name_key(name) for name in noted}
    new = {name_key(name): name for name in names if name_key(name) not in known}
    if len(noted) + len(new) > MOST_IN_ROOM:
        raise errors.TooManyLines(field="names", most=MOST_IN_ROOM)
    people = _at_mailboxes(place, new)
    rows = [_room_row(place, name, people.get(key, {}), now) for key, name in new.items()]
    if rows:
        store(insert_new(Attendance), rows)


def _set_number(place: PlaceHeld, more: int, now: datetime) -> None:
    noted = next((row for row in _room_rows(place) if row.name is None), None)
    if noted is None:
        store(insert_new(Attendance), _room_row(place, None, {}, now) | {"people": more})
    else:
        store(update(Attendance).where(Attendance.id == noted.id).values(people=more))


def _room_rows(place: PlaceHeld) -> list[Any]:
    question = select(Attendance.id, Attendance.name).where(
        Attendance.registration_id == place.registration_id,
        Attendance.slot_id == place.slot_id,
        Attendance.source == ROOM,
    )
    return list(store(question))


def _at_mailboxes(place: PlaceHeld, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Find the people of these names at the mailboxes of whoever noted them, as they registered for the session."""
    mailboxes = select(PersonMailbox.mailbox_id).where(PersonMailbox.person_id == place.person_id)
    topic = select(Registration.session_id).where(Registration.id == place.registration_id)
    same_topic = and_(
        Registration.person_id == Person.id,
        Registration.session_id == topic.scalar_subquery(),
        Registration.ended_at.is_(None),
    )
    rows = store(
        select(
            PersonMailbox.name_key,
            Person.id.label("person_id"),
            func.coalesce(Registration.country, Person.country).label("country"),
            func.coalesce(Registration.category, Person.category).label("category"),
            func.coalesce(Registration.organization, Person.organization).label("organization"),
            Registration.function,
            func.coalesce(Registration.language, Person.language).label("language"),
        )
        .join(Person, Person.id == PersonMailbox.person_id)
        .outerjoin(Registration, same_topic)
        .where(
            PersonMailbox.mailbox_id.in_(mailboxes),
            PersonMailbox.name_key.in_(list(keys)),
            Person.erased_at.is_(None),
        )
        .order_by(Person.id)
    ).mappings()
    return {row["name_key"]: dict(row) for row in rows}


def _room_row(place: PlaceHeld, name: str | None, found: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "slot_id": place.slot_id,
        "source": ROOM,
        "joined_at": now,
        "registration_id": place.registration_id,
        "name": name,
        "person_id": found.get("person_id"),
        "matched": ROOM if found else None,
        **{each: found.get(each) for each in SNAPSHOT},
    }

"""“This was not me”: a mailbox says that somebody is not there, and staff decides about names that are held."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from meetings.domain import errors
from meetings.domain.codes import ACTIVE_PLACES, MessageState, PlaceState
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.journal import Audit
from meetings.models.links import Link
from meetings.models.messages import Message, Notice
from meetings.models.people import Person, PersonMailbox, Refusal
from meetings.models.registrations import Place, Registration
from meetings.services.links import withdraw_links
from meetings.services.registrations import hold_registration, tell_risen
from meetings.services.seats import add_event, give_back, lock_seats, raise_sequence

WAITING = (MessageState.DUE, MessageState.RETRY)


def disown(person_id: int, now: datetime, actor: str = "person") -> None:
    """End all that a person is registered for, with no mail but to those who get the seats, and forget the way to them.

    Their mailboxes remember that this name is nobody there: for a month an open form that says so again is answered
    as ever, and nothing is mailed. Said twice is said once.
    """
    with transaction():
        person = db.session.get(Person, person_id)
        if person is None:
            return
        ended = _end_registrations(person_id, now, actor)
        _withdraw(person_id, ended, now)
        rows = db.session.scalars(select(PersonMailbox).where(PersonMailbox.person_id == person_id)).all()
        for row in rows:
            values = {"mailbox_id": row.mailbox_id, "name_key": row.name_key, "at": now}
            statement = insert_new(Refusal)
            store(
                statement.on_conflict_do_update(
                    index_elements=["mailbox_id", "name_key"], set_={"at": statement.excluded.at}
                ),
                values,
            )
        store(delete(PersonMailbox).where(PersonMailbox.person_id == person_id))
        _note("person.not_me", person, {"registrations": len(ended)}, now, actor)


def release(public_id: str, now: datetime, actor: str) -> None:
    """Let somebody go who was held: what waits for them is mailed.

    Raises: NotFound.
    """
    with transaction():
        person = _held(public_id)
        person.held_at = None
        _note("person.release", person, {}, now, actor)


def refuse(public_id: str, now: datetime, actor: str) -> None:
    """End what somebody is registered for who was held, without a mail to them, and erase their name and address.

    Raises: NotFound.
    """
    with transaction():
        person = _held(public_id)
        ended = _end_registrations(person.id, now, actor)
        _withdraw(person.id, ended, now)
        store(delete(PersonMailbox).where(PersonMailbox.person_id == person.id))
        store(update(Registration).where(Registration.person_id == person.id).values(organization=None))
        person.name = person.name_key = ""
        person.organization, person.held_at, person.erased_at = None, None, now
        person.revision += 1
        person.updated_at = now
        _note("person.refuse", person, {"registrations": len(ended)}, now, actor)


def _held(public_id: str) -> Person:
    person = db.session.scalar(
        select(Person)
        .where(Person.public_id == public_id, Person.held_at.is_not(None), Person.erased_at.is_(None))
        .with_for_update()
    )
    if person is None:
        raise errors.NotFound()
    return person


def _end_registrations(person_id: int, now: datetime, actor: str) -> Sequence[str]:
    """End what stands of a person's registrations and pass the seats on; give the ids of all, ended before or now."""
    slots = select(Place.slot_id).join(Registration).where(Registration.person_id == person_id)
    lock_seats(db.session.scalars(slots))  # all at once, in the order in which everybody takes them
    ids = db.session.scalars(select(Registration.id).where(Registration.person_id == person_id)).all()
    for registration_id in ids:
        _end(hold_registration(registration_id), now, actor)
    return ids


def _end(registration: Registration, now: datetime, actor: str) -> None:
    if registration.ended_at is not None:
        return
    held = [(one.slot_id, one.state) for one in registration.places if one.state in ACTIVE_PLACES]
    for place in registration.places:
        if place.state in ACTIVE_PLACES:
            place.state, place.position, place.offered_until = PlaceState.CANCELLED, None, None
    registration.ended_at = now
    raise_sequence(registration, now)
    add_event(registration.id, "cancelled", now, actor, {"why": "not_me" if actor == "person" else "refused"})
    db.session.flush()
    for slot_id, state in sorted(held):
        tell_risen(give_back(slot_id, state, now), now)


def _withdraw(person_id: int, registration_ids: Iterable[str], now: datetime) -> None:
    """Withdraw the links of a person, and what was to be mailed to them."""
    for bearer in (f"person:{person_id}", *(f"registration:{one}" for one in registration_ids)):
        withdraw_links(bearer, now)
    store(
        update(Link)
        .where(Link.bearer.like(f"person:{person_id}:%"), Link.withdrawn_at.is_(None))
        .values(withdrawn_at=now, generation=Link.generation + 1)
    )
    store(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.message_id.is_(None), Notice.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    store(
        update(Message)
        .where(Message.person_id == person_id, Message.state.in_(WAITING))
        .values(state=MessageState.WITHDRAWN)
    )


def _note(act: str, person: Person, after: dict[str, object], now: datetime, actor: str) -> None:
    subject = f"person:{person.public_id}"
    db.session.add(Audit(at=now, actor=actor, act=act, subject=subject, before={}, after=after))

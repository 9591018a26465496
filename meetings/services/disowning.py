"""“This was not me”: a mailbox says that somebody is not there, and staff decides about names that are held."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from meetings.domain import errors
from meetings.domain.codes import ACTIVE_PLACES, MessageState, PlaceState
from meetings.domain.ports import ErasureLog
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, store, take_turns, transaction
from meetings.models.messages import Message, Notice
from meetings.models.people import Person, PersonMailbox, Refusal
from meetings.models.registrations import Registration
from meetings.models.subscriptions import Subscription
from meetings.services.audit import note
from meetings.services.erasing import erase
from meetings.services.links import withdraw_all
from meetings.services.registrations import hold_registrations, tell_risen
from meetings.services.seats import add_event, give_back, raise_sequence

WAITING = (MessageState.DUE, MessageState.RETRY)


def disown(person_id: int, now: datetime, actor: str = "person") -> None:
    """End all that a person is registered for and follows, with no mail but to those who get the seats.

    Their mailboxes are theirs no more, and remember that this name is nobody there: for a month an open form that
    says so again is answered as ever, and nothing is mailed. Said twice is said once.
    """
    with transaction():
        take_turns("planning")  # as whoever erases does: first mails, then what is followed, then the rest
        _withdraw_mail(person_id, now)
        _unfollow(person_id, now)
        person = db.session.get(Person, person_id)
        if person is None or person.erased_at is not None:
            return
        ended = _end_registrations(person_id, now, actor)
        bearers = [f"person:{person_id}", *(f"registration:{one}" for one in ended)]
        withdraw_all(bearers, [f"person:{person_id}:", f"season:{person_id}:"], now)
        _refuse(person_id, now)
        after = {"registrations": len(ended)}
        subject = f"person:{person.public_id}"
        note(now, actor, "person.not_me", subject, after=after)


def release(public_id: str, now: datetime, actor: str) -> None:
    """Let somebody go who was held: what waits for them is mailed.

    Raises: NotFound.
    """
    with transaction():
        person = db.session.get_one(Person, _held(public_id), with_for_update={"key_share": True})
        person.held_at = None
        note(now, actor, "person.release", f"person:{public_id}")


def refuse(public_id: str, now: datetime, actor: str, *, keys: Keys, log: ErasureLog) -> None:
    """Erase somebody who was held; what they are registered for ends without a mail to them.

    Raises: NotFound.
    """
    erase(_held(public_id), now, actor, keys=keys, log=log)


def _held(public_id: str) -> int:
    is_held = (Person.held_at.is_not(None), Person.erased_at.is_(None))
    person_id = db.session.scalar(select(Person.id).where(Person.public_id == public_id, *is_held))
    if person_id is None:
        raise errors.NotFound()
    return person_id


def _withdraw_mail(person_id: int, now: datetime) -> None:
    waits = (Message.person_id == person_id, Message.state.in_(WAITING))
    store(update(Message).where(*waits).values(state=MessageState.WITHDRAWN))
    unsent = (Notice.person_id == person_id, Notice.message_id.is_(None), Notice.withdrawn_at.is_(None))
    store(update(Notice).where(*unsent).values(withdrawn_at=now))


def _unfollow(person_id: int, now: datetime) -> None:
    stands = (Subscription.person_id == person_id, Subscription.ended_at.is_(None))
    ended = {"ended_at": now, "updated_at": now, "revision": Subscription.revision + 1}
    store(update(Subscription).where(*stands).values(ended))


def _end_registrations(person_id: int, now: datetime, actor: str) -> Sequence[str]:
    """End what stands of a person's registrations and pass the seats on; give the ids of all, ended before or now."""
    ids = db.session.scalars(select(Registration.id).where(Registration.person_id == person_id)).all()
    freed = []
    for registration in hold_registrations(ids):
        if registration.ended_at is not None:
            continue
        for place in registration.places:
            if place.state in ACTIVE_PLACES:
                freed.append((place.slot_id, place.mode, place.state))
                place.state, place.position, place.offered_until = PlaceState.CANCELLED, None, None
        registration.ended_at = now
        raise_sequence(registration, now)
        add_event(registration.id, "cancelled", now, actor, {"why": "not_me"})
    db.session.flush()
    for slot_id, mode, state in sorted(freed):
        tell_risen(give_back(slot_id, state, now, mode), now)
    return ids


def _refuse(person_id: int, now: datetime) -> None:
    """Let a person's mailboxes refuse their name, and take the person off them."""
    rows = db.session.execute(
        select(PersonMailbox.mailbox_id, PersonMailbox.name_key).where(PersonMailbox.person_id == person_id)
    )
    for mailbox_id, key in rows.all():
        statement = insert_new(Refusal)
        latest = {"at": statement.excluded.at}
        store(
            statement.on_conflict_do_update(index_elements=["mailbox_id", "name_key"], set_=latest),
            {"mailbox_id": mailbox_id, "name_key": key, "at": now},
        )
    store(delete(PersonMailbox).where(PersonMailbox.person_id == person_id))

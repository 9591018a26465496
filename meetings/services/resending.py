"""Telling somebody again how their registration stands: to another address of theirs, or in another language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.changes import FAILED, Moment, why_not_told
from meetings.domain.codes import LANGUAGES, MessageState, NoticeKind
from meetings.domain.registrations import check_address
from meetings.extensions import db, transaction
from meetings.models.base import random_id
from meetings.models.messages import Message, Notice
from meetings.models.people import Person
from meetings.models.registrations import Registration
from meetings.models.slots import SlotVersion
from meetings.queries.changes import not_told
from meetings.services.audit import note
from meetings.services.correcting import take_place_at
from meetings.services.people import find_or_add_mailbox, prove_mailbox
from meetings.services.seats import lock_seats

URGENT = 10


def send_again(
    registration_id: str,
    address: str,
    language: str,
    *,
    now: datetime,
    actor: str,
    host: str,
    keep: bool = False,
) -> None:
    """Make a message due that says how a registration stands today, with its links.

    What was said before is not repeated, because it may be wrong by now. An address that took no mail before gets it,
    and mails to it carry names from now on, because staff chose it.

    Takes: `keep`, to write to the person at this address from now on; `host`, the domain of Message-IDs.
    Raises: NotFound, NotAnAddress, NotAChoice; SameName, where somebody else has the name at an address to keep.
    """
    place = check_address(address)
    if language not in LANGUAGES:
        raise errors.NotAChoice(field="language", value=language[:20], choices=list(LANGUAGES))
    with transaction():
        mailbox_id = find_or_add_mailbox(place, now)
        registration = db.session.get(Registration, registration_id)
        person = _kept_person(registration.person_id) if registration else None
        if registration is None or person is None or person.erased_at is not None:
            raise errors.NotFound()
        prove_mailbox(mailbox_id, now)
        if keep:
            take_place_at(person.id, mailbox_id, person.name_key, field="email")
        _again(registration, mailbox_id, language, Sender(now, actor, host))


def send_again_to_all(slot_id: str, *, now: datetime, actor: str, host: str, settling_seconds: int) -> int:
    """Tell all again whose last mail about a slot failed for good or came too late; give how many.

    Each at their usual address and in their language. Pressed twice, it finds nobody the second time, because a
    mail to each of them waits.

    Takes: `host`, the domain of Message-IDs; how long changes rest, because who will be told of one is not told twice.
    """
    by = Sender(now, actor, host)
    with transaction():
        lock_seats([slot_id])
        versions = db.session.scalars(
            select(SlotVersion).where(SlotVersion.slot_id == slot_id).order_by(SlotVersion.version)
        ).all()
        failed = [
            one
            for one in not_told(slot_id)
            if why_not_told(one.facts, versions, Moment(now, settling_seconds))[0] in FAILED
        ]
        for one in failed:
            registration = db.session.get_one(Registration, one.registration_id)
            assert one.mailbox_id is not None  # without one, the reason is another
            _again(registration, one.mailbox_id, one.language, by)
        if failed:
            after = {"people": len(failed)}
            note(now, actor, "slot.again", f"slot:{slot_id}", after=after)
        return len(failed)


@dataclass(frozen=True, slots=True)
class Sender:
    """When and by whom somebody is told again; `host` is the domain of Message-IDs."""

    now: datetime
    actor: str
    host: str


def _again(registration: Registration, mailbox_id: int, language: str, by: Sender) -> None:
    subject = f"registration:{registration.id}"
    after = {"language": language, "mailbox": mailbox_id}
    message_about([registration], mailbox_id, language, by)
    note(by.now, by.actor, "registration.again", subject, after=after, person_id=registration.person_id)


def message_about(
    registrations: Sequence[Registration], mailbox_id: int, language: str, by: Sender
) -> Message:
    """Make the one message due that says to a person how registrations of theirs stand, with their links."""
    name = random_id(16)
    notices = [
        Notice(
            kind=NoticeKind.AGAIN,
            person_id=one.person_id,
            subject=f"registration:{one.id}",
            occasion=name,
            registration_id=one.id,
            due_at=by.now,
            created_at=by.now,
        )
        for one in registrations
    ]
    message = Message(
        id=name,
        person_id=registrations[0].person_id,
        mailbox_id=mailbox_id,
        priority=URGENT,
        language=language,
        due_at=by.now,
        state=MessageState.DUE,
        message_id=f"<{name}@{by.host}>",
        created_at=by.now,
        notices=notices,
    )
    db.session.add(message)
    return message


def _kept_person(person_id: int) -> Person | None:
    """Give a person, so that nobody erases them until they are told."""
    return db.session.get(Person, person_id, with_for_update={"read": True})

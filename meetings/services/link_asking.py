"""Asking for the links of an address: noted alike whether it is known or not, and mailed afterwards by a worker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update

from meetings.domain.codes import MessageState, NoticeKind
from meetings.domain.registrations import address_key, check_address
from meetings.domain.tokens import Keys
from meetings.extensions import insert_new, store, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.links import LinkAsked
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, Person, PersonMailbox, Refusal
from meetings.models.registrations import Registration
from meetings.services.planning import JUST_ASKED, REFUSES

ASKED_AT_ONCE: Final = 50
KEPT: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody at a mailbox, the language they are written to in, and the registration their mail is about, if any."""

    person_id: int
    mailbox_id: int
    language: str
    registration_id: str | None


def ask(address: str, now: datetime, keys: Keys) -> None:
    """Note that somebody asked for the links of an address; more often on one day is once.

    Nothing here depends on whether the address is known.

    Raises: Missing, TooLong, NotOneLine, NotAnAddress, with field `email`.
    """
    key = address_key(check_address(address))
    values = {"key": keys.day_key(key, now.date()), "address_key": key, "asked_at": now}
    with transaction():
        store(insert_new(LinkAsked).on_conflict_do_nothing(), values)


def settle(now: datetime, host: str) -> int:
    """Make the mails that were asked for, to each person at the address, once a day each; give how many.

    They go to the very address that was typed, also where it took no mail before, and to people without a
    registration, too. The address is forgotten with it.

    Takes: `host`, the domain of Message-IDs.
    """
    made = 0
    while True:
        with transaction():
            take_turns("links")
            asked = _waiting()
            for key in asked:
                made += sum(_tell(one, now, host) for one in _reached(key))
            store(
                update(LinkAsked)
                .where(LinkAsked.settled_at.is_(None), LinkAsked.address_key.in_(asked))
                .values(settled_at=now, address_key="")
            )
            store(delete(LinkAsked).where(LinkAsked.settled_at < now - KEPT))
        if len(asked) < ASKED_AT_ONCE:
            return made


def _waiting() -> Sequence[str]:
    question = select(LinkAsked.address_key).where(LinkAsked.settled_at.is_(None))
    return store(question.order_by(LinkAsked.asked_at).limit(ASKED_AT_ONCE)).scalars().all()


def _reached(key: str) -> list[Reached]:
    """Give who can be written to at an address: not those who are held, nor names that it refused."""
    rows = store(
        select(PersonMailbox.person_id, PersonMailbox.mailbox_id, Person.language)
        .join(Person, Person.id == PersonMailbox.person_id)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .outerjoin(Refusal, REFUSES)
        .where(
            Mailbox.address_key == key,
            Refusal.mailbox_id.is_(None),
            Person.erased_at.is_(None),
            Person.held_at.is_(None),
        )
        .order_by(Person.id)
    ).all()
    latest = _latest(row.person_id for row in rows)
    return [Reached(row.person_id, row.mailbox_id, row.language, latest.get(row.person_id)) for row in rows]


def _latest(person_ids: Iterable[int]) -> dict[int, str]:
    """Give each person's registration of last, one that stands before one that ended."""
    rows = store(
        select(Registration.person_id, Registration.id)
        .where(Registration.person_id.in_(list(person_ids)))
        .order_by(Registration.ended_at.is_(None), Registration.created_at, Registration.id)
    ).all()
    return {row.person_id: row.id for row in rows}


def _tell(one: Reached, now: datetime, host: str) -> bool:
    """Make somebody's mail due, unless they were mailed their link on this day."""
    name = random_id(16)
    notice = {
        "kind": NoticeKind.LINK,
        "person_id": one.person_id,
        "subject": f"person:{one.person_id}",
        "occasion": now.date().isoformat(),
        "registration_id": one.registration_id,
        "due_at": now,
        "created_at": now,
    }
    statement = insert_new(Notice).on_conflict_do_nothing().returning(Notice.id)
    added = store(statement, notice).scalar()
    if added is None:
        return False
    message = {
        "id": name,
        "person_id": one.person_id,
        "mailbox_id": one.mailbox_id,
        "priority": JUST_ASKED,
        "language": one.language,
        "due_at": now,
        "state": MessageState.DUE,
        "message_id": f"<{name}@{host}>",
        "created_at": now,
    }
    store(insert(Message), message)
    store(update(Notice).where(Notice.id == added).values(message_id=name))
    return True

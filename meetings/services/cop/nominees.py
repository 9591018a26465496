"""Who a nominee is among people: the same name at the same mailbox, and never changed for another who is there too."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, select

from meetings.domain.cop.delegation_errors import NamedAlready
from meetings.domain.cop.delegations import Nominee
from meetings.domain.registrations import address_key, name_key
from meetings.extensions import db, store
from meetings.models.attendance import Attendance
from meetings.models.cop.delegations import Delegation, FocalPoint, Nomination
from meetings.models.cop.kronos import ExternalId
from meetings.models.cop.lists import ListEntry
from meetings.models.keys import PersonKey
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.publications import Panelist
from meetings.models.registrations import Registration
from meetings.services.people import PersonGiven, check_person, find_or_add_mailbox, find_or_add_person

ORIGIN: Final = "delegation"


def person_for(delegation: Delegation, given: Nominee, now: datetime) -> int:
    """Give the person a nominee is, added where there is none; what is stored of one who is there is not changed.

    Without an address they are known by their delegation and name, as somebody who came along with it.
    """
    person = PersonGiven(
        name=given.name,
        email=given.email,
        country=delegation.party_code or "",
        organization=given.organization,
        category=delegation.category,
        language=given.language,
        companion_of=f"delegation:{delegation.id}",
    )
    return find_or_add_person(check_person(person), now, origin=ORIGIN)[0]


def correct_person(row: Nomination, delegation: Delegation, given: Nominee, now: datetime) -> int:
    """Give the person of a nomination whose name or address is corrected; call it within a transaction.

    Somebody known from here alone is corrected themselves; of anybody else, what they said of themselves stays, and the
    nomination is of whoever has the new name at the new address.

    Raises: NamedAlready, where the delegation has named them by another nomination.
    """
    same_name = name_key(given.name) == name_key(row.name)
    if same_name and address_key(given.email) == address_key(row.email or ""):
        return row.person_id
    holder = _holder(given)
    if holder is None and _is_ours_alone(row.person_id, row.id):
        _drop_mailboxes(row.person_id)
        person = db.session.get_one(Person, row.person_id)
        person.name, person.name_key, person.updated_at = given.name, name_key(given.name), now
        person.revision += 1
        db.session.flush()
        if given.email:
            _put_at_mailbox(person.id, given, now)
        return person.id
    old, new = row.person_id, holder if holder is not None else person_for(delegation, given, now)
    _check_one(delegation.id, new, row.id)
    row.person_id = new
    db.session.flush()
    if row.person_id != old and _is_ours_alone(old):
        forget_person(old)
    return row.person_id


def _check_one(delegation_id: str, person_id: int, nomination_id: str) -> None:
    there = db.session.scalar(
        select(Nomination.id).where(
            Nomination.delegation_id == delegation_id,
            Nomination.person_id == person_id,
            Nomination.id != nomination_id,
        )
    )
    if there is not None:
        raise NamedAlready(nomination=there)


def forget_person(person_id: int) -> None:
    """Delete somebody of whom nothing is known any more; call it within a transaction."""
    _drop_mailboxes(person_id)
    store(delete(PersonKey).where(PersonKey.person_id == person_id))
    store(delete(Person).where(Person.id == person_id))


def _holder(given: Nominee) -> int | None:
    if not given.email:
        return None
    at = (
        select(PersonMailbox.person_id)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .where(
            Mailbox.address_key == address_key(given.email), PersonMailbox.name_key == name_key(given.name)
        )
    )
    return db.session.scalar(at)


def _is_ours_alone(person_id: int, nomination_id: str = "") -> bool:
    """Say whether somebody is known from delegations alone, and there from no nomination but this one."""
    uses: tuple[ColumnElement[bool], ...] = (
        exists().where(Nomination.person_id == person_id, Nomination.id != nomination_id),
        exists().where(Registration.person_id == person_id),
        exists().where(Panelist.person_id == person_id),
        exists().where(Attendance.person_id == person_id),
        exists().where(FocalPoint.person_id == person_id),
        exists().where(ListEntry.person_id == person_id),
        exists().where(ExternalId.person_id == person_id),
        exists().where(Notice.person_id == person_id),
        exists().where(Message.person_id == person_id),
        exists().where(Person.merged_into_id == person_id),
    )
    ours = select(Person.id).where(Person.id == person_id, Person.origin == ORIGIN, *(~one for one in uses))
    return db.session.scalar(ours) is not None


def _drop_mailboxes(person_id: int) -> None:
    """Take somebody off their mailboxes, and delete those that nobody else has and no mail went to."""
    theirs = select(PersonMailbox.mailbox_id).where(PersonMailbox.person_id == person_id)
    ids = db.session.scalars(theirs).all()
    store(delete(PersonMailbox).where(PersonMailbox.person_id == person_id))
    used = exists().where(PersonMailbox.mailbox_id == Mailbox.id)
    sent = exists().where(Message.mailbox_id == Mailbox.id)
    store(delete(Mailbox).where(Mailbox.id.in_(ids), ~used, ~sent))


def _put_at_mailbox(person_id: int, given: Nominee, now: datetime) -> None:
    mailbox_id = find_or_add_mailbox(given.email, now)
    key = name_key(given.name)
    db.session.add(PersonMailbox(mailbox_id=mailbox_id, name_key=key, person_id=person_id))
    db.session.flush()

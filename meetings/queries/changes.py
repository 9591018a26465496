"""Whom a change of a slot reaches, and who has not heard of it as it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Exists,
    ScalarSelect,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from meetings.domain.changes import Holders, Untold
from meetings.domain.codes import MessageState, NoticeKind, PlaceState
from meetings.extensions import db
from meetings.models.journal import Audit
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.inbound import came_back

TOLD_STATES: Final = (PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.OFFERED)
STANDING: Final = (NoticeKind.CONFIRMATION, NoticeKind.SEVERAL, NoticeKind.ENROLLED, NoticeKind.AGAIN)
CHANGES: Final = (NoticeKind.CHANGE, NoticeKind.CANCELLATION)
LEAVING: Final = (MessageState.DUE, MessageState.CLAIMED)
HAS_MAILBOX: Final = exists().where(PersonMailbox.person_id == Registration.person_id)
USUAL_MAILBOX: Final = (
    select(PersonMailbox.mailbox_id)
    .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
    .where(PersonMailbox.person_id == Registration.person_id)
    .order_by(Mailbox.failed_at.is_not(None), PersonMailbox.mailbox_id)
    .limit(1)
    .correlate(Registration)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class NotTold:
    """Somebody who has not heard of a slot as it stands, with the last mail that told them of it, or would have.

    `mailbox_id` is where their mails go, `address` where the last one went; `failed_at` and `failed_reason` are of
    that one.
    """

    registration_id: str
    public_id: str
    name: str
    language: str
    mailbox_id: int | None
    facts: Untold
    error: str | None
    due_at: datetime | None
    address: str | None
    failed_at: datetime | None
    failed_reason: str | None


def holders(slot_id: str, rising: Mapping[str, int]) -> list[Holders]:
    """Count those who hold a place in a slot or wait for one, by language and by what they heard of it.

    Takes: how many of those who wait a change gives a seat, online and in the room; the first in line.
    """
    return holders_of([slot_id], {slot_id: rising}).get(slot_id, [])


def holders_of(
    slot_ids: Sequence[str], rising: Mapping[str, Mapping[str, int]] | None = None
) -> dict[str, list[Holders]]:
    """Count the same for several slots, by slot; those that nobody holds a place in are left out."""
    first = [
        select(Place.id)
        .where(Place.slot_id == slot_id, Place.mode == mode, Place.state == PlaceState.WAITING)
        .order_by(Place.position)
        .limit(number)
        for slot_id, modes in (rising or {}).items()
        for mode, number in modes.items()
    ]
    rows = (
        select(
            Place.slot_id.label("slot_id"),
            Person.language.label("language"),
            Place.told_version.label("told_version"),
            HAS_MAILBOX.label("has_mailbox"),
            _is_on_its_way().label("awaits_mail"),
            or_(false(), *(Place.id.in_(each) for each in first)).label("rises"),
        )
        .join(Registration, Registration.id == Place.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Place.slot_id.in_(slot_ids),
            Place.state.in_(TOLD_STATES),
            Registration.ended_at.is_(None),
        )
        .subquery()
    )
    question = (
        select(*list(rows.c), func.count().label("people"))
        .group_by(*list(rows.c))
        .order_by(func.count().desc(), rows.c.language, rows.c.told_version)
    )
    found: dict[str, list[Holders]] = {}
    for row in db.session.execute(question):
        found.setdefault(row.slot_id, []).append(_holders(row))
    return found


def _holders(row: Any) -> Holders:
    return Holders(
        language=row.language,
        told_version=row.told_version,
        has_mailbox=bool(row.has_mailbox),
        awaits_mail=bool(row.awaits_mail),
        rises=bool(row.rises),
        people=row.people,
    )


def _is_on_its_way() -> ColumnElement[bool]:
    """Say whether a mail that tells how somebody stands leaves next.

    One to be tried again counts only for those who have heard nothing: others hear of the change before it.
    """
    mail = (
        select(Notice.id)
        .outerjoin(Message, Message.id == Notice.message_id)
        .where(
            Notice.registration_id == Registration.id,
            Notice.kind.in_(STANDING),
            Notice.withdrawn_at.is_(None),
            or_(
                Notice.message_id.is_(None),
                Message.state.in_(LEAVING),
                and_(Message.state == MessageState.RETRY, Place.told_version.is_(None)),
            ),
        )
    )
    return mail.correlate(Registration, Place).exists()


def facts_at(slot_id: str, revision: int) -> dict[str, Any]:
    """Give what stood of a slot at a revision, as far as the acts after it tell; nothing where none does."""
    acts = db.session.scalars(
        select(Audit.before)
        .where(Audit.subject == f"slot:{slot_id}", Audit.act != "slot.recording")
        .order_by(Audit.id.desc())
    )
    return next((one for one in acts if one.get("revision") == revision), {})


def not_told(slot_id: str) -> list[NotTold]:
    """Give those with a place in a slot who have not heard of it as it stands, by name.

    Whose last mail came back has not heard either.
    """
    last = aliased(Message)
    rows = db.session.execute(
        select(
            Registration.id,
            Person.public_id,
            Person.name,
            Person.language,
            Place.told_version,
            USUAL_MAILBOX.label("mailbox_id"),
            _is_noticed().label("is_noticed"),
            _awaits_message().label("awaits_message"),
            last.state,
            last.error,
            last.due_at,
            Mailbox.address,
            Mailbox.failed_at,
            Mailbox.failed_reason,
            came_back(last.id).label("came_back"),
        )
        .select_from(Place)
        .join(Slot, Slot.id == Place.slot_id)
        .join(Registration, Registration.id == Place.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(last, last.id == _last_message())
        .outerjoin(Mailbox, Mailbox.id == last.mailbox_id)
        .where(
            Place.slot_id == slot_id,
            Place.state.in_(TOLD_STATES),
            Registration.ended_at.is_(None),
            or_(Place.told_version.is_(None), Place.told_version < Slot.version, came_back(last.id)),
        )
        .order_by(Person.name_key, Person.id)
    )
    return [_not_told(row) for row in rows]


def _not_told(row: Any) -> NotTold:
    facts = Untold(
        told_version=row.told_version,
        has_mailbox=row.mailbox_id is not None,
        is_noticed=bool(row.is_noticed),
        awaits_message=bool(row.awaits_message),
        state=row.state,
        came_back=bool(row.came_back),
    )
    return NotTold(
        registration_id=row.id,
        public_id=row.public_id,
        name=row.name,
        language=row.language,
        mailbox_id=row.mailbox_id,
        facts=facts,
        error=row.error,
        due_at=row.due_at,
        address=row.address,
        failed_at=row.failed_at,
        failed_reason=row.failed_reason,
    )


def _about_this_slot() -> ColumnElement[bool]:
    """Hold notices to those that tell how a registration's place in a slot stands."""
    return and_(
        Notice.registration_id == Registration.id,
        or_(Notice.kind.in_(STANDING), and_(Notice.kind.in_(CHANGES), Notice.slot_id == Slot.id)),
    )


def _last_message() -> ScalarSelect[str]:
    told = aliased(Message)
    return (
        select(told.id)
        .join(Notice, Notice.message_id == told.id)
        .where(_about_this_slot())
        .order_by(told.created_at.desc(), told.id)
        .limit(1)
        .correlate(Registration, Slot)
        .scalar_subquery()
    )


def _awaits_message() -> Exists:
    return exists().where(_about_this_slot(), Notice.message_id.is_(None), Notice.withdrawn_at.is_(None))


def _is_noticed() -> Exists:
    return exists().where(
        Notice.person_id == Registration.person_id,
        Notice.kind.in_(CHANGES),
        Notice.slot_id == Slot.id,
        Notice.occasion == cast(Slot.version, String),
    )

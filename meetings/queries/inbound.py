"""What came back: the latest of it for whoever answers for mails, and what came back of given messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from meetings.domain.bounces import InboundKind
from meetings.extensions import db
from meetings.models.messages import Inbound, Message
from meetings.models.people import Person

LATEST: Final = 50
SHOWN: Final = (InboundKind.BOUNCE, InboundKind.COMPLAINT)


@dataclass(frozen=True, slots=True)
class Returned:
    """A bounce or complaint; person and name of whom the mail of ours was for, where it names one."""

    received_at: datetime
    kind: str
    address: str
    status: str
    reason: str
    is_ours: bool
    handled: bool
    person: str | None
    name: str | None


def latest_returned() -> list[Returned]:
    """Give the latest bounces and complaints, the last first, known ones and unknown ones."""
    rows = db.session.execute(
        select(Inbound, Person.public_id, Person.name)
        .outerjoin(Message, Message.id == Inbound.message_id)
        .outerjoin(Person, (Person.id == Message.person_id) & Person.erased_at.is_(None))
        .where(Inbound.kind.in_(SHOWN))
        .order_by(Inbound.received_at.desc(), Inbound.key)
        .limit(LATEST)
    )
    return [
        Returned(
            received_at=row.received_at,
            kind=row.kind,
            address=row.address,
            status=row.status,
            reason=row.reason,
            is_ours=row.message_id is not None,
            handled=row.handled,
            person=person,
            name=name,
        )
        for row, person, name in rows
    ]


def came_back(message_id: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Hold a question to messages that could not be delivered."""
    return exists().where(Inbound.message_id == message_id, Inbound.kind == InboundKind.BOUNCE)


def returns_of(message_ids: Iterable[str]) -> dict[str, str]:
    """Give why messages came back, of those that did, by their ids; of two reports the first."""
    rows = db.session.execute(
        select(Inbound.message_id, Inbound.reason, Inbound.status)
        .where(Inbound.message_id.in_(list(message_ids)), Inbound.kind == InboundKind.BOUNCE)
        .order_by(Inbound.received_at.desc(), Inbound.key)
    )
    return {str(message_id): reason or status for message_id, reason, status in rows}

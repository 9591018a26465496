"""A statement sent instead of speaking, or of speaking on: taken with a receipt, of a delegation for its conference."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from meetings.domain.cop.statements import Behalf, Delivered
from meetings.domain.kept_files import FileGiven
from meetings.domain.live.floor import Kind, Mover, State, check_statement_time
from meetings.extensions import db, transaction
from meetings.models.base import random_id
from meetings.models.cop.conferences import AgendaItem
from meetings.models.live.floor import FloorStatement, Intervention
from meetings.models.programmes import Session
from meetings.models.slots import Slot
from meetings.queries.live.floor_seats import Seat
from meetings.services.cop.statements import StatementGiven, send_statement_within
from meetings.services.live.floor_asking import own_entry
from meetings.services.live.floor_moves import hold_list, move


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as it is sent: in which language, as which file."""

    language: str
    file: FileGiven


def send_instead(bearer: str, slot_id: str, name: str, sent: Sent, now: datetime) -> str:
    """Take a statement of whoever holds a link instead of their speaking, and give the number of its receipt.

    Of a delegation it becomes one of the conference's statements: partly delivered where they began to speak, else
    in writing. Of others it is kept here, until a day after the end.

    Raises: LinkDead, NotFound; what the entrance raises; MayNotSpeak, NoSuchFloorMove, StatementOver; what
    `services.cop.statements.send_statement` raises.
    """
    with transaction():
        hold_list(slot_id, now)
        seat, row = own_entry(bearer, slot_id, name)
        slot = db.session.get_one(Slot, slot_id)
        session = db.session.get_one(Session, slot.session_id)
        is_of_conference = row.delegation_id is not None and session.segment_id is not None
        if not is_of_conference:
            check_statement_time(slot.starts_at + timedelta(minutes=slot.minutes), now)
        move(row, State.IN_WRITING, Mover.SPEAKER, now, seat.actor)
        number = _of_conference(row, session, sent, seat, now) if is_of_conference else None
        kept = _kept(row, number, sent.file, seat, now)
        db.session.add(kept)
        db.session.flush()
        return number or kept.id


def _of_conference(row: Intervention, session: Session, sent: Sent, seat: Seat, now: datetime) -> str:
    item = db.session.get(AgendaItem, row.item_id) if row.item_id else None
    behalf = {Kind.REGION: Behalf.REGION, Kind.GROUP: Behalf.OTHER}.get(Kind(row.kind), Behalf.SELF)
    given = StatementGiven(
        meeting=session.slug,
        item=item.slug if item else "",
        behalf=behalf,
        behalf_of=(row.behalf_of or "") if behalf is Behalf.OTHER else "",
        language=sent.language,
        check_delivery=False,
        file=sent.file,
    )
    delivered = Delivered.PARTLY if row.began_at else Delivered.IN_WRITING
    delegation_id = row.delegation_id or ""
    return send_statement_within(delegation_id, given, now, seat.actor, delivered=delivered)


def _kept(
    row: Intervention, number: str | None, file: FileGiven, seat: Seat, now: datetime
) -> FloorStatement:
    return FloorStatement(
        id=random_id(),
        intervention_id=row.id,
        statement_id=number,
        person_id=seat.person_id,
        file=file.key,
        file_name=file.name,
        media_type=file.media_type,
        bytes=file.size,
        digest=file.digest,
        sent_at=now,
        sent_by=seat.actor,
    )

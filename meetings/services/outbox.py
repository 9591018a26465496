"""The outbox: messages are claimed by lease, sent by whoever holds it, and marked one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, and_, or_, select, update

from meetings.domain.codes import MessageState
from meetings.domain.messages import retry_at
from meetings.extensions import db, transaction
from meetings.models.messages import Message, Notice
from meetings.models.registrations import Place
from meetings.queries.phrases import resting_since

WAITING = (MessageState.DUE, MessageState.RETRY)


@dataclass(frozen=True, slots=True)
class Told:
    """What a message said: of a registration's place, which version of which slot."""

    registration_id: str
    slot_id: str
    version: int
    starts_at: datetime


def claim(count: int, lease: str, now: datetime, lease_seconds: int) -> list[str]:
    """Claim the messages most due, with those whose lease ran out; nobody else holds them then. None while all rests.

    Takes: `lease`, a name of this batch that nobody else uses.
    Gives: the ids of messages, the most urgent first.
    """
    wanted = (
        select(Message.id)
        .where(
            or_(
                and_(Message.state.in_(WAITING), Message.due_at <= now),
                and_(Message.state == MessageState.CLAIMED, Message.lease_until < now),
            )
        )
        .order_by(Message.priority, Message.due_at, Message.id)
        .limit(count)
        .with_for_update(skip_locked=True)
    )
    with transaction():
        ids = [] if resting_since() else list(db.session.scalars(wanted))
        db.session.execute(
            update(Message)
            .where(Message.id.in_(ids))
            .values(
                state=MessageState.CLAIMED,
                lease=lease,
                lease_until=now + timedelta(seconds=lease_seconds),
                attempts=Message.attempts + 1,
            )
            .execution_options(synchronize_session=False)
        )
    return ids


def mark_sent(message_id: str, lease: str, subject: str, told: Iterable[Told], now: datetime) -> bool:
    """Mark a message as sent, and note which versions its person has heard; a lost lease changes nothing."""
    said = list(told)
    with transaction():
        written = [
            {"slot": one.slot_id, "version": one.version, "starts_at": one.starts_at.isoformat()}
            for one in said
        ]
        if not _finish(message_id, lease, MessageState.SENT, subject=subject, told=written, sent_at=now):
            return False
        for one in said:
            db.session.execute(
                update(Place)
                .where(
                    Place.registration_id == one.registration_id,
                    Place.slot_id == one.slot_id,
                    or_(Place.told_version.is_(None), Place.told_version < one.version),
                )
                .values(told_version=one.version)
                .execution_options(synchronize_session=False)
            )
        return True


def mark_unneeded(message_id: str, lease: str, state: MessageState, now: datetime) -> None:
    """Mark a message that is not sent: `withdrawn`, because the facts have moved on, or `too_late`."""
    with transaction():
        if _finish(message_id, lease, state):
            db.session.execute(
                update(Notice)
                .where(Notice.message_id == message_id)
                .values(withdrawn_at=now)
                .execution_options(synchronize_session=False)
            )


def mark_failed(message_id: str, lease: str, reason: str, now: datetime, *, permanent: bool) -> None:
    """Plan the next attempt of a message that was not taken, or give it up."""
    with transaction():
        attempts = db.session.scalars(select(Message.attempts).where(Message.id == message_id)).one()
        again = None if permanent else retry_at(attempts, now)
        if again is None:
            _finish(message_id, lease, MessageState.GIVEN_UP, error=reason[:500])
        else:
            _finish(message_id, lease, MessageState.RETRY, error=reason[:500], due_at=again)


def let_go(message_ids: Iterable[str], lease: str) -> None:
    """Give claimed messages back unsent, with the attempt uncounted."""
    ids = list(message_ids)
    if not ids:
        return
    with transaction():
        db.session.execute(
            update(Message)
            .where(Message.id.in_(ids), Message.lease == lease, Message.state == MessageState.CLAIMED)
            .values(state=MessageState.DUE, lease=None, lease_until=None, attempts=Message.attempts - 1)
            .execution_options(synchronize_session=False)
        )


def _finish(message_id: str, lease: str, state: MessageState, **values: Any) -> bool:
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Message)
        .where(Message.id == message_id, Message.lease == lease, Message.state == MessageState.CLAIMED)
        .values(state=state, lease=None, lease_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    return result.rowcount == 1

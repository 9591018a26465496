"""The outbox: messages are claimed by lease, sent by whoever holds it, and marked one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, literal_column, or_, select, update

from meetings.domain.codes import MessageState
from meetings.domain.messages import Failure, retry_at
from meetings.extensions import store, transaction
from meetings.models.messages import Message, Notice
from meetings.models.people import Mailbox
from meetings.models.registrations import Place
from meetings.queries.phrases import resting_since
from meetings.services.paces import keep_pace, resting_domains, slow_down

# Written as the index says it, so that both stores walk the index instead of sorting everything that waits.
IS_WAITING: Final[ColumnElement[bool]] = literal_column("messages.state IN ('due', 'retry')")
RELEASE: Final = (
    update(Message)
    .where(Message.state == MessageState.CLAIMED, Message.lease_until < bindparam("now"))
    .values(state=MessageState.RETRY, lease=None, lease_until=None)
)
FINISH: Final = (
    update(Message)
    .where(
        Message.id == bindparam("message"),
        Message.lease == bindparam("held"),
        Message.state == MessageState.CLAIMED,
    )
    .values(lease=None, lease_until=None)
)
SENT: Final = FINISH.values(
    state=MessageState.SENT,
    subject=bindparam("said"),
    told=bindparam("words", type_=Message.told.type),
    sent_at=bindparam("at", type_=Message.sent_at.type),
    error=None,
)
TOLD: Final = (
    update(Place)
    .where(
        Place.registration_id == bindparam("registration"),
        Place.slot_id == bindparam("slot"),
        or_(Place.told_version.is_(None), Place.told_version < bindparam("version")),
    )
    .values(told_version=bindparam("version"))
)


@dataclass(frozen=True, slots=True)
class Told:
    """What a message said: of a registration's place, which version of which slot."""

    registration_id: str
    slot_id: str
    version: int
    starts_at: datetime


def claim(count: int, lease: str, now: datetime, lease_seconds: int, domain_minute: int = 0) -> list[str]:
    """Claim the messages most due, with those whose lease ran out; nobody else holds them then. None while all rests.

    Takes: `lease`, a name of this batch that nobody else uses; `domain_minute`, how many messages a recipient's
    domain is sent in a minute by all workers together (0: any number).
    Gives: the ids of messages, the most urgent first.
    """
    with transaction():
        if resting_since():
            return []
        store(RELEASE, {"now": now})
        ids = keep_pace(_most_due(count, now), domain_minute, now)
        store(
            update(Message)
            .where(Message.id.in_(ids))
            .values(
                state=MessageState.CLAIMED,
                lease=lease,
                lease_until=now + timedelta(seconds=lease_seconds),
                attempts=Message.attempts + 1,
            )
        )
    return ids


def _most_due(count: int, now: datetime) -> Sequence[str]:
    wanted = (
        select(Message.id)
        .where(IS_WAITING, Message.due_at <= now)
        .order_by(Message.priority, Message.due_at, Message.id)
        .limit(count)
        .with_for_update(skip_locked=True, of=Message)
    )
    resting = resting_domains(now)
    if resting:
        wanted = wanted.join(Mailbox, Mailbox.id == Message.mailbox_id).where(Mailbox.domain.not_in(resting))
    return store(wanted).scalars().all()


def mark_sent(message_id: str, lease: str, subject: str, told: Iterable[Told], now: datetime) -> bool:
    """Mark a message as sent, and note which versions its person has heard; a lost lease changes nothing."""
    said = list(told)
    words = [
        {"slot": one.slot_id, "version": one.version, "starts_at": one.starts_at.isoformat()} for one in said
    ]
    with transaction():
        values = {"message": message_id, "held": lease, "said": subject, "words": words, "at": now}
        if store(SENT, values).rowcount != 1:
            return False
        for one in said:
            store(
                TOLD,
                {"registration": one.registration_id, "slot": one.slot_id, "version": one.version},
            )
        return True


def mark_unneeded(message_id: str, lease: str, state: MessageState, now: datetime) -> None:
    """Mark a message that is not sent: `withdrawn`, because the facts have moved on, or `too_late`."""
    with transaction():
        if _finish(message_id, lease, state=state):
            store(update(Notice).where(Notice.message_id == message_id).values(withdrawn_at=now))


def mark_failed(message_id: str, lease: str, reason: str, failure: Failure, now: datetime) -> None:
    """Plan the next attempt of a message that was not taken, or give it up; a domain that wants less gets less."""
    with transaction():
        row = store(
            select(Message.attempts, Mailbox.domain)
            .join(Mailbox, Mailbox.id == Message.mailbox_id)
            .where(Message.id == message_id)
        ).one()
        again = retry_at(failure, row.attempts, now)
        if again is None:
            _finish(message_id, lease, state=MessageState.GIVEN_UP, error=reason[:500])
            return
        _finish(message_id, lease, state=MessageState.RETRY, error=reason[:500], due_at=again)
        if failure is Failure.THROTTLED:
            slow_down(row.domain, again)


def let_go(message_ids: Iterable[str], lease: str) -> None:
    """Give claimed messages back unsent, with the attempt uncounted."""
    ids = list(message_ids)
    if not ids:
        return
    with transaction():
        store(
            update(Message)
            .where(Message.id.in_(ids), Message.lease == lease, Message.state == MessageState.CLAIMED)
            .values(state=MessageState.DUE, lease=None, lease_until=None, attempts=Message.attempts - 1)
        )


def _finish(message_id: str, lease: str, **values: Any) -> bool:
    return store(FINISH.values(**values), {"message": message_id, "held": lease}).rowcount == 1

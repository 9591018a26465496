"""How the outbox stands, for whoever answers for it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from meetings.domain.codes import MessageState
from meetings.extensions import db
from meetings.models.messages import Message

WAITING = (MessageState.DUE, MessageState.CLAIMED, MessageState.RETRY)


@dataclass(frozen=True, slots=True)
class OutboxShown:
    """Messages by state, and since when the oldest that should have left waits."""

    states: dict[str, int]
    oldest: datetime | None


def outbox_shown(now: datetime) -> OutboxShown:
    """Count messages by state."""
    rows = db.session.execute(select(Message.state, func.count()).group_by(Message.state))
    oldest = select(func.min(Message.created_at)).where(Message.state.in_(WAITING), Message.due_at <= now)
    counts = {state: number for state, number in rows}  # noqa: C416 a row is no pair for mypy
    return OutboxShown({str(one): counts.get(one, 0) for one in MessageState}, db.session.scalar(oldest))

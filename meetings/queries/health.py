"""Whether the parts of the system live: the store and its schema, the processes, and what waits to be sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from meetings.domain.codes import MessageState
from meetings.extensions import db
from meetings.models.journal import Heartbeat
from meetings.models.messages import Message

SILENT_AFTER: Final = timedelta(minutes=2)
FORGOTTEN_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ProcessSeen:
    """A process that gave a sign of life, with the version of its zone data and what troubles it."""

    name: str
    kind: str
    zone_data: str
    at: datetime
    lives: bool
    troubles: dict[str, str]


def store_problem() -> str | None:
    """Say what is wrong with the store, or nothing."""
    try:
        head = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError as error:
        db.session.rollback()
        return f"the store does not answer ({type(error).__name__})"
    return None if head else "the schema is not there: run `meetings migrate`"


def processes(now: datetime) -> list[ProcessSeen]:
    """Give the processes seen within a day, with whether they gave a sign of life lately."""
    rows = db.session.scalars(
        select(Heartbeat).where(Heartbeat.at > now - FORGOTTEN_AFTER).order_by(Heartbeat.process)
    )
    return [
        ProcessSeen(
            row.process, row.kind, row.zone_data, row.at, now - row.at < SILENT_AFTER, dict(row.troubles)
        )
        for row in rows
    ]


def messages_by_state() -> dict[str, int]:
    """Count messages by state; states without any are 0."""
    rows = db.session.execute(select(Message.state, func.count()).group_by(Message.state))
    found = {row[0]: row[1] for row in rows}
    return {str(state): found.get(state, 0) for state in MessageState}


def messages_late(now: datetime) -> int:
    """Count messages that should have left five minutes ago."""
    waiting = (MessageState.DUE, MessageState.RETRY, MessageState.CLAIMED)
    question = select(func.count()).where(
        Message.state.in_(waiting), Message.due_at < now - timedelta(minutes=5)
    )
    return db.session.scalar(question) or 0


def lag_seconds(now: datetime) -> float:
    """Give for how long the message has waited that should have left first."""
    waiting = (MessageState.DUE, MessageState.RETRY, MessageState.CLAIMED)
    first = db.session.scalar(
        select(func.min(Message.due_at)).where(Message.state.in_(waiting), Message.due_at <= now)
    )
    return (now - first).total_seconds() if first else 0.0

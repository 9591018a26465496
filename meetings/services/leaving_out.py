"""What subscriptions leave out: the sessions that their people cancelled."""

from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select

from meetings.extensions import insert_new, store
from meetings.models.programmes import Session
from meetings.models.subscriptions import Subscription, SubscriptionException

COLUMNS = ("subscription_id", "session_id", "at")


def leave_out(person_id: int, session_id: int, now: datetime) -> None:
    """Let no subscription of a person take a session in again; call it within a transaction."""
    question = (
        select(Subscription.id, Session.id, bindparam("now", now, type_=SubscriptionException.at.type))
        .join(
            Session,
            and_(
                Session.programme_id == Subscription.programme_id,
                or_(Subscription.stream_id.is_(None), Subscription.stream_id == Session.stream_id),
            ),
        )
        .where(Subscription.person_id == person_id, Subscription.ended_at.is_(None), Session.id == session_id)
    )
    statement = insert_new(SubscriptionException).from_select(COLUMNS, question)
    store(statement.on_conflict_do_nothing())

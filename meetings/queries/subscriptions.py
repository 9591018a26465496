"""What people follow."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.programmes import Programme, Stream
from meetings.models.subscriptions import Subscription
from meetings.queries.programmes import Words


@dataclass(frozen=True, slots=True)
class SubscriptionShown:
    """Something that is followed: a stream, or a whole programme where `stream` is null.

    `title` is the stream's, else the programme's; `programme_title` is always the programme's.
    """

    id: int
    programme: str
    programme_title: Words
    stream: str | None
    title: Words
    held_twice: str
    since: datetime


def subscriptions_of(person_id: int) -> list[SubscriptionShown]:
    """Give what a person follows, the first to be followed first."""
    rows = db.session.execute(
        select(
            Subscription.id,
            Subscription.held_twice,
            Subscription.created_at,
            Programme.slug,
            Programme.title,
            Stream.slug.label("stream"),
            Stream.title.label("stream_title"),
        )
        .join(Programme, Programme.id == Subscription.programme_id)
        .outerjoin(Stream, Stream.id == Subscription.stream_id)
        .where(Subscription.person_id == person_id, Subscription.ended_at.is_(None))
        .order_by(Subscription.created_at, Subscription.id)
    )
    return [
        SubscriptionShown(
            id=row.id,
            programme=row.slug,
            programme_title=row.title,
            stream=row.stream,
            title=row.stream_title or row.title,
            held_twice=row.held_twice,
            since=row.created_at,
        )
        for row in rows
    ]

"""Subscriptions: standing wishes to attend a stream or a season, and the sessions they leave out."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.codes import HeldTwice
from meetings.models.base import Base, Revised


class Subscription(Revised, Base):
    """A person's wish to attend what a stream holds, or the whole programme where `stream_id` is null.

    `held_twice` says which of several times they want, `consents` what they agreed to and in
    which wording, `shown_in` the language they read it in.
    `followed` is the programme's content (`changes` and `revision`) up to which its sessions were taken in.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        Index(
            "uq_subscriptions_stream",
            "person_id",
            "programme_id",
            "stream_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_subscriptions_whole",
            "person_id",
            "programme_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND stream_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND stream_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    stream_id: Mapped[int | None] = mapped_column(ForeignKey("streams.id"))
    held_twice: Mapped[str] = mapped_column(default=HeldTwice.BEST)
    consents: Mapped[dict[str, str]] = mapped_column(default=dict)
    shown_in: Mapped[str | None]
    followed: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SubscriptionException(Base):
    """A session that a subscription does not take in, because its person cancelled it."""

    __tablename__ = "subscription_exceptions"

    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscriptions.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    at: Mapped[datetime]

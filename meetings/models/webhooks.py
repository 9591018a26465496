"""Webhooks: addresses that are told of events, the events, each sending of one, and every attempt at it.

No row here names a person: events hold ids of registrations, times and sessions, which erasing leaves as they are.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.webhooks import DeliveryState
from meetings.models.base import Base, Revised, random_id


class Webhook(Revised, Base):
    """An address that is told of events, in order, as far as its owner may be told of them.

    `events` are families and types, `owner` the actor who added it. Its secret derives from `id` and `generation`; the
    one before is good until `old_until`. While `wait_until` lies ahead nothing is tried; `given_up_at` stands until
    somebody does something about it. Whoever sends holds the `lease`. `paused` says why nothing is sent: `hand` or
    `gone`.
    """

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    url: Mapped[str]
    events: Mapped[list[str]]
    owner: Mapped[str] = mapped_column(index=True)
    made_at: Mapped[datetime]
    generation: Mapped[int] = mapped_column(default=1)
    old_until: Mapped[datetime | None]
    paused: Mapped[str | None]
    paused_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    wait_until: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    lease: Mapped[str | None]
    lease_until: Mapped[datetime | None]


class WebhookWant(Base):
    """That somebody is to be told of a type: where nobody is, no event is written."""

    __tablename__ = "webhook_wants"

    type: Mapped[str] = mapped_column(primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id"), primary_key=True, index=True)


class WebhookEvent(Base):
    """Something that happened, written with it; `body` is what is sent of it, made when it is laid out for sending.

    `subject` is what it happened to (`slot:abc`), `facts` what was true then.
    """

    __tablename__ = "webhook_events"
    __table_args__ = (
        Index(
            "ix_webhook_events_waiting",
            "id",
            sqlite_where=text("laid_at IS NULL"),
            postgresql_where=text("laid_at IS NULL"),
        ),
        Index("ix_webhook_events_subject", "subject", "type"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    at: Mapped[datetime]
    subject: Mapped[str]
    programme_id: Mapped[int | None]
    session_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[str | None]
    laid_at: Mapped[datetime | None]


class WebhookDelivery(Base):
    """One event on its way to one address; their order is that of their numbers. `replays` names the one it repeats."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("name"),
        Index("ix_webhook_deliveries_webhook_id", "webhook_id", "id"),
        Index(
            "ix_webhook_deliveries_due",
            "webhook_id",
            "id",
            sqlite_where=text("state = 'due'"),
            postgresql_where=text("state = 'due'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default=lambda: random_id(16))
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("webhook_events.id"), index=True)
    state: Mapped[str] = mapped_column(default=DeliveryState.DUE)
    replays: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    laid_at: Mapped[datetime]
    until: Mapped[datetime]
    done_at: Mapped[datetime | None]


class WebhookAttempt(Base):
    """One attempt at a delivery: what was answered, or what was in the way, and the first of the answer."""

    __tablename__ = "webhook_attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("webhook_deliveries.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    trouble: Mapped[str | None]
    value: Mapped[str] = mapped_column(default="")
    milliseconds: Mapped[int]
    answer: Mapped[str] = mapped_column(default="")

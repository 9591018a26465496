"""Notices, which are due, and messages, which carry them: outbox and ledger in one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.codes import MessageState
from meetings.models.base import Base, Revised, random_id
from meetings.models.people import Mailbox, Person

WAITING = text("state IN ('due', 'retry')")


class Message(Base):
    """One mail to one mailbox. `lease` fences its claim; Message-ID is fixed when it is planned.

    `told` lists what it said, for the ledger: `[{"slot": id, "version": n, "starts_at": "…Z"}]`.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_lease", "state", "lease_until"),
        Index(
            "ix_messages_waiting", "priority", "due_at", "id", sqlite_where=WAITING, postgresql_where=WAITING
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: random_id(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"))
    priority: Mapped[int] = mapped_column(default=50)
    language: Mapped[str]
    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default=MessageState.DUE)
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None]
    message_id: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str | None]
    told: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    mailbox: Mapped[Mailbox] = relationship()
    notices: Mapped[list["Notice"]] = relationship(order_by="Notice.id", back_populates="message")


class MailPhrases(Revised, Base):
    """Phrases that staff put in place of ours for a mail in one language; see `mail/phrases` for the keys."""

    __tablename__ = "mail_phrases"

    key: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    heading: Mapped[str]
    lead: Mapped[str]


class Pause(Base):
    """A rest of all sending, from a moment on; without a row, mails leave."""

    __tablename__ = "pauses"

    name: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    by: Mapped[str]


class Pace(Base):
    """How much a recipient's domain was sent in a minute, and until when nothing is sent to it."""

    __tablename__ = "paces"

    domain: Mapped[str] = mapped_column(primary_key=True)
    minute_at: Mapped[datetime]
    taken: Mapped[int] = mapped_column(default=0)
    rests_until: Mapped[datetime | None]


class Notice(Base):
    """Something a person is to be told once: unique by kind, person, subject and occasion."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("kind", "person_id", "subject", "occasion"),
        Index("ix_notices_unsent", "message_id", "due_at"),
        Index("ix_notices_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    subject: Mapped[str]
    occasion: Mapped[str]
    registration_id: Mapped[str | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    slot_id: Mapped[str | None] = mapped_column(ForeignKey("slots.id"))
    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"))
    created_at: Mapped[datetime]
    message: Mapped[Message | None] = relationship(back_populates="notices")


class Inbound(Base):
    """A mail that came in, by the sha256 of what was read of it; of its words only a short reason is kept.

    `message_id` is the mail of ours it names, `handled` whether it marked a mailbox.
    """

    __tablename__ = "inbound"
    __table_args__ = (Index("ix_inbound_kind", "kind", "received_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]
    kind: Mapped[str]
    address: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id"), index=True)
    handled: Mapped[bool]
    message: Mapped[Message | None] = relationship()

"""People and the mailboxes they are reached at; several people may share one mailbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain import heard
from meetings.models.base import Base, Revised, random_id

HELD = text("held_at IS NOT NULL")


def _search_key(context: Any) -> str:
    values = context.get_current_parameters()
    return heard.search_key(values["name"], values.get("organization"))


def _sound_key(context: Any) -> str:
    return heard.sound_key(context.get_current_parameters()["name"])


class Person(Revised, Base):
    """A human being, with the name as written. `name_key` is the name folded for comparing.

    Of whoever was erased, only the number stays, for figures to count: no name, a new `public_id`, `erased_at`.
    `held_at` says since when nothing is mailed to them, because what they wrote looks like an advertisement.
    `search_key` and `sound_key` follow name and organization by themselves, but not past the ORM, see `domain/heard`.
    `merged_into_id` is the person who was found to be the same, and holds what this one held.
    """

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_held", "held_at", sqlite_where=HELD, postgresql_where=HELD),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True, default=random_id)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    country: Mapped[str | None]
    organization: Mapped[str | None]
    category: Mapped[str | None]
    gender: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    zone: Mapped[str | None]
    origin: Mapped[str] = mapped_column(default="registration")
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    search_key: Mapped[str] = mapped_column(default=_search_key)
    sound_key: Mapped[str] = mapped_column(index=True, default=_sound_key)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    mailboxes: Mapped[list["PersonMailbox"]] = relationship(back_populates="person")


@event.listens_for(Person, "before_update")
def _follow_name(_mapper: Any, _connection: Any, row: Person) -> None:
    """Let a person be found by the name and organization they have now."""
    row.search_key = heard.search_key(row.name, row.organization)
    row.sound_key = heard.sound_key(row.name)


def _domain_of(context: Any) -> str:
    key: str = context.get_current_parameters()["address_key"]
    return key.rpartition("@")[2]


class Mailbox(Base):
    """An e-mail address as typed; `address_key`, folded for comparing, is unique, and `domain` is its end.

    `failed_at` says since when it takes no mail, `complained_at` when its owner called a mail of ours unwanted,
    `proved_at` when somebody who reads it first acted on a mail of ours: only then do mails to it carry names.
    One that only erased people had is emptied: mails that went to it still name it.
    """

    __tablename__ = "mailboxes"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    address_key: Mapped[str] = mapped_column(unique=True)
    domain: Mapped[str] = mapped_column(default=_domain_of)
    created_at: Mapped[datetime]
    failed_at: Mapped[datetime | None]
    failed_reason: Mapped[str | None]
    complained_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]


class OptOut(Base):
    """A person's wish not to get mails of a scope; mails about their own registration have none."""

    __tablename__ = "opt_outs"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class PersonMailbox(Base):
    """A person at a mailbox; the same folded name at the same mailbox is the same person."""

    __tablename__ = "person_mailboxes"

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"), primary_key=True)
    name_key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    person: Mapped[Person] = relationship(back_populates="mailboxes")
    mailbox: Mapped[Mailbox] = relationship()


class Refusal(Base):
    """A name that the reader of a mailbox said is nobody there; nothing is mailed to it in that name."""

    __tablename__ = "refusals"

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailboxes.id"), primary_key=True)
    name_key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]

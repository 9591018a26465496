"""Links: rights with one purpose and one bearer. Tokens are derived; nothing usable is stored."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, random_id


class Link(Base):
    """A right of `bearer` (`person:12`, `registration:abc`) for `purpose`; a new `generation` ends the old token.

    `code_key` is the keyed hash under which a dictated code is found, for purpose `join` only.
    """

    __tablename__ = "links"
    __table_args__ = (UniqueConstraint("purpose", "bearer"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    purpose: Mapped[str]
    bearer: Mapped[str]
    generation: Mapped[int] = mapped_column(default=1)
    code_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class LinkAsked(Base):
    """An address whose links somebody asked for on a day, whether we know it or not; once a day, by its keyed hash.

    `address_key` is emptied as soon as the mails are made, so that no stranger's address stays.
    """

    __tablename__ = "links_asked"
    __table_args__ = (Index("ix_links_asked_at", "settled_at", "asked_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    address_key: Mapped[str]
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

"""Links: rights with one purpose and one bearer. Tokens are derived; nothing usable is stored."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.tokens import OLD_ID_LENGTH
from meetings.models import base
from meetings.models.base import Base


def random_id() -> str:
    """Make the identifier of a link; its length says by which letters its code to dictate is made."""
    return base.random_id(OLD_ID_LENGTH + 1)


class Link(Base):
    """A right of `bearer` for `purpose`; a new `generation` ends the old token.

    Bearers are `person:12`, `registration:abc`, and `season:12:3`: all that person 12 has in programme 3, to join.
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

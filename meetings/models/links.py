"""Links: rights with one purpose and one bearer. Tokens are derived; nothing usable is stored."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
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

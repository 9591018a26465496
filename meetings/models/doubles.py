"""People who are there twice: what was put together and how it is taken apart again, and who are two people."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


class Merge(Base):
    """A person found to be another one, with all that was moved: `undone_at` is null while it stands.

    `moved` lists rows by table, `[key, revision]` each; `ended` the registrations that ended, with their places;
    `closed` other rows that ended, by table; `taken` whole rows that were taken away, by table.
    """

    __tablename__ = "merges"
    __table_args__ = (Index("ix_merges_kept", "kept_id", "undone_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    gone_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]


class Apart(Base):
    """Two people who look like one and are not, as somebody decided; the one of the lower id first."""

    __tablename__ = "people_apart"

    low_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    high_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]

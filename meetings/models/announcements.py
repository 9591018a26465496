"""Announcements of sessions by partners and by ourselves elsewhere, with the times that each states."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, Revised
from meetings.models.types import Json


class Announcement(Revised, Base):
    """A page elsewhere that states when a session is held; without a partner it is our own.

    `versions` are those of the times it states, by slot. When its partner was told of other times since, they are
    those that were told, and `told_at` is when.
    """

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    partner: Mapped[str] = mapped_column(default="")
    address: Mapped[str]
    announced_on: Mapped[date]
    versions: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    noted_by: Mapped[str]
    noted_at: Mapped[datetime]
    told_at: Mapped[datetime | None]

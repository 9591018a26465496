"""What stands beside a session: its panel, its documents and its recordings."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base, Revised, Words
from meetings.models.people import Person


class Panelist(Revised, Base):
    """Somebody on a session's panel, with name and affiliation as printed there.

    Country and gender are the person's; they stand here only when the person was erased.
    """

    __tablename__ = "panelists"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(default="speaker")
    position: Mapped[int] = mapped_column(default=0)
    function: Mapped[str | None]
    organization: Mapped[str | None]
    country: Mapped[str | None]
    gender: Mapped[str | None]
    confirmed: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship()


class Material(Revised, Base):
    """A document of a session, at an address; `published_at` is when it was put there, null where nobody noted it."""

    __tablename__ = "materials"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    title: Mapped[Words]
    language: Mapped[str]
    address: Mapped[str]
    bytes: Mapped[int | None]
    audience: Mapped[str] = mapped_column(default="public")
    published_at: Mapped[datetime | None]


class Recording(Revised, Base):
    """The recording of a slot in one language, at an address."""

    __tablename__ = "recordings"
    __table_args__ = (UniqueConstraint("slot_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"))
    language: Mapped[str] = mapped_column(default="en")
    address: Mapped[str]
    captions: Mapped[list[str]] = mapped_column(default=list)
    audience: Mapped[str] = mapped_column(default="public")
    published_at: Mapped[datetime | None]

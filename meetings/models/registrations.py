"""Registrations for sessions, the places they hold, and what happened to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.codes import Mode, PlaceState
from meetings.models.base import Base, Revised, random_id
from meetings.models.people import Person
from meetings.models.programmes import Session
from meetings.models.slots import Slot


class Registration(Revised, Base):
    """A person's wish to attend a session, with a snapshot of who they were when they said so.

    `sequence` rises at every switch, cancelling and slot version, as the calendar entry's does. `subscription_id` names
    the standing wish it came from; one made by hand has none.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        Index(
            "uq_registrations_active",
            "person_id",
            "session_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    sequence: Mapped[int] = mapped_column(default=0)
    country: Mapped[str | None]
    category: Mapped[str | None]
    organization: Mapped[str | None]
    function: Mapped[str | None]
    language: Mapped[str]
    zone: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="form")
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscriptions.id"), index=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    session: Mapped[Session] = relationship()
    places: Mapped[list["Place"]] = relationship(order_by="Place.part", back_populates="registration")


class Place(Base):
    """What a registration holds for one part: a slot, and a seat or a place in line, online or in the room.

    `position` orders the line and has gaps where somebody left it; `first_rank` is how many waited, themself
    included, when it was given.
    `told_version` is the version of the slot its person last heard of; null before the first message. An offered
    place counts as a seat taken, stands until `offered_until`, and keeps its `position` in line.
    """

    __tablename__ = "places"
    __table_args__ = (
        UniqueConstraint("registration_id", "part"),
        Index("ix_places_line", "slot_id", "mode", "state", "position"),
        Index(
            "ix_places_offered",
            "offered_until",
            sqlite_where=text("offered_until IS NOT NULL"),
            postgresql_where=text("offered_until IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[str] = mapped_column(ForeignKey("registrations.id"))
    part: Mapped[int]
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"))
    mode: Mapped[str] = mapped_column(default=Mode.ONLINE)
    state: Mapped[str] = mapped_column(default=PlaceState.CONFIRMED)
    position: Mapped[int | None]
    first_rank: Mapped[int | None]
    told_version: Mapped[int | None]
    offered_until: Mapped[datetime | None]
    registration: Mapped[Registration] = relationship(back_populates="places")
    slot: Mapped[Slot] = relationship()


class RegistrationEvent(Base):
    """Something that happened to a registration; rows are added and never changed."""

    __tablename__ = "registration_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[str] = mapped_column(ForeignKey("registrations.id"), index=True)
    kind: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

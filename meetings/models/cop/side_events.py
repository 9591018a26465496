"""Side events: when and how many at once a segment takes, and what organizers apply for."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.cop.side_events import SideEventState
from meetings.models.base import Base, Revised, random_id


class SideEventCall(Revised, Base):
    """The call for side events of a segment: open from and until, and how many are held at once at most."""

    __tablename__ = "side_event_calls"

    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), primary_key=True)
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    most_at_once: Mapped[int] = mapped_column(default=2)


class SideEvent(Revised, Base):
    """An application for a side event; its link is of purpose `side-event` and bearer `side-event:<id>`.

    Of several that are to become one, each has `merge_id`, the application that stays, and says yes or no in
    `merge_answer`; those that went into it have `merged_into_id`, and their names stand in its `organizers`.
    """

    __tablename__ = "side_events"
    __table_args__ = (Index("ix_side_events_state", "segment_id", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    title: Mapped[str]
    abstract: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    lead: Mapped[str]
    organizers: Mapped[list[str]] = mapped_column(default=list)
    days: Mapped[list[str]] = mapped_column(default=list)
    mode: Mapped[str]
    equipment: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(default=list)
    contact_name: Mapped[str]
    contact_email: Mapped[str]
    state: Mapped[str] = mapped_column(default=SideEventState.APPLIED)
    state_since: Mapped[datetime]
    reason: Mapped[str | None]
    merge_id: Mapped[str | None] = mapped_column(ForeignKey("side_events.id"), index=True)
    merge_answer: Mapped[str | None]
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("side_events.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    sent_at: Mapped[datetime]
    decided_by: Mapped[str | None]

"""Conferences: their segments, the rooms of each, and the agenda; meetings are sessions, held in slots."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.cop.codes import SegmentMode
from meetings.models.base import Base, Revised, Words


class Segment(Revised, Base):
    """A part of a conference with its own dates, place and zone, on whose opening day each State has its standing.

    `slug` names it in addresses (`4-1`). Delegations are given until `nominate_until`, and statements until
    `statements_hours` after a meeting. What identifies people (passports, photos) is erased on `erase_on`.
    `quota` is how many a delegation may name, null for as many as they like.
    """

    __tablename__ = "segments"
    __table_args__ = (UniqueConstraint("programme_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    slug: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Words]
    mode: Mapped[str] = mapped_column(default=SegmentMode.ONLINE)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    zone: Mapped[str]
    place: Mapped[Words] = mapped_column(default=dict)
    venue: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(default=list)
    nominate_until: Mapped[datetime | None]
    quota: Mapped[int | None]
    erase_on: Mapped[date | None]
    statements_hours: Mapped[int] = mapped_column(default=24)
    marks: Mapped[dict[str, str]] = mapped_column(default=dict)
    rooms: Mapped[list["MeetingRoom"]] = relationship(order_by="MeetingRoom.position")


class MeetingRoom(Revised, Base):
    """A room of a segment, or the channel that stands for it online."""

    __tablename__ = "meeting_rooms"
    __table_args__ = (UniqueConstraint("segment_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    slug: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[Words]
    capacity: Mapped[int | None]


class AgendaItem(Revised, Base):
    """An item of the agenda; `number` as printed, `4(a)`, null where it is not known. `segments` are slugs."""

    __tablename__ = "agenda_items"
    __table_args__ = (UniqueConstraint("programme_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id"))
    slug: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    number: Mapped[str | None]
    title: Mapped[Words]
    segments: Mapped[list[str]] = mapped_column(default=list)
    marks: Mapped[dict[str, str]] = mapped_column(default=dict)


class SessionItem(Base):
    """An item of the agenda that is taken up in a meeting."""

    __tablename__ = "session_items"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), primary_key=True)


class ConferenceRecord(Revised, Base):
    """What is on record of a conference beside its meetings: who presided, what was decided, which groups met.

    `kind` is `president`, `secretary`, `host`, `decision`, `contact_group`, `side_event` or `forum`; `people` are names
    of office-holders as the public record prints them; `source` is where it was found, empty where it was filled in.
    """

    __tablename__ = "conference_records"
    __table_args__ = (UniqueConstraint("programme_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segments.id"))
    slug: Mapped[str]
    kind: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    number: Mapped[str | None]
    title: Mapped[Words] = mapped_column(default=dict)
    people: Mapped[list[str]] = mapped_column(default=list)
    country: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    mode: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="")
    marks: Mapped[dict[str, str]] = mapped_column(default=dict)

"""Slots: the holdings of a session, their versions and their seats."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.codes import Mode, SlotState
from meetings.models.base import Base, Revised, random_id
from meetings.models.publications import Recording

if TYPE_CHECKING:
    from meetings.models.programmes import Session


class Slot(Revised, Base):
    """One holding of a part. `local_start`, `zone` and `fold` are decided; `starts_at` follows from them.

    `version` rises when it is moved, cancelled, revived, or changes zone or platform, when it reads differently because
    its session is cancelled or published again, and for nothing else: it is the SEQUENCE of calendars.
    `platform_meeting` is how the platform names the meeting, where its address does not say so.
    `channels` are other ways in when the video fails, see `domain/channels`; like the platform's address they are
    shown to nobody before one may enter.
    """

    __tablename__ = "slots"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes"),
        Index("ix_slots_coming", "state", "starts_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    source_key: Mapped[str | None] = mapped_column(unique=True)
    part: Mapped[int] = mapped_column(default=1)
    local_start: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str]
    fold: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    doors_minutes: Mapped[int] = mapped_column(default=15)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_rooms.id"))
    platform_kind: Mapped[str] = mapped_column(default="manual")
    platform_address: Mapped[str | None]
    platform_meeting: Mapped[str | None]
    channels: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(default=SlotState.PLANNED)
    version: Mapped[int] = mapped_column(default=1)
    marks: Mapped[dict[str, str]] = mapped_column(default=dict)
    session: Mapped["Session"] = relationship(back_populates="slots")
    seats: Mapped["Seats"] = relationship(
        primaryjoin=lambda: and_(Seats.slot_id == Slot.id, Seats.kind == Mode.ONLINE)
    )
    room_seats: Mapped["Seats | None"] = relationship(
        primaryjoin=lambda: and_(Seats.slot_id == Slot.id, Seats.kind == Mode.ROOM), viewonly=True
    )
    versions: Mapped[list["SlotVersion"]] = relationship(order_by="SlotVersion.version")
    recordings: Mapped[list[Recording]] = relationship(order_by="Recording.id")


class SlotVersion(Base):
    """What a slot was from one version to the next; rows are added and never changed."""

    __tablename__ = "slot_versions"

    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    local_start: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str]
    fold: Mapped[int]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    state: Mapped[str]
    platform_kind: Mapped[str]
    platform_address: Mapped[str | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class Seats(Base):
    """The seats of a slot, online or in the room: `taken` and `waiting` count places, `line` is the last number given.

    A capacity of null is unlimited. A capacity lowered below `taken` takes nobody's seat. A slot that is also held in
    a room has a row of that kind.
    """

    __tablename__ = "seats"
    __table_args__ = (CheckConstraint("taken >= 0 AND waiting >= 0", name="counts"),)

    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(default=Mode.ONLINE, primary_key=True)
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    waiting: Mapped[int] = mapped_column(default=0)
    line: Mapped[int] = mapped_column(default=0)

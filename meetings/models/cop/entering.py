"""Tests of connections: the times at which somebody of us is there, and who came and how it went."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.cop.connection_tests import ConnectionState
from meetings.models.base import Base, Revised, random_id
from meetings.models.cop.delegations import Participation

IS_BOOKED = text("state = 'booked'")


class ConnectionTime(Revised, Base):
    """A time at which connections are tested, decided as a wall time in a zone; `taken` counts who booked it.

    `address` is where it is held, shown to nobody but whoever booked it, and not before its entrance opens.
    """

    __tablename__ = "connection_times"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= capacity", name="seats"),
        CheckConstraint("minutes > 0", name="minutes"),
        Index("ix_connection_times_segment", "segment_id", "starts_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    local_start: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str]
    fold: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    address: Mapped[str | None]


class ConnectionTest(Revised, Base):
    """Somebody's test of their connection for a segment: booked or not, and how it went; `time_id` null for unbooked.

    `sound`, `video`, `channel` (of interpretation) and `line` are `good`, `poor` or `none`; null for not looked at.
    One booking stands for a participation, and what became of earlier ones stays. `sequence` is its calendar entry's.
    """

    __tablename__ = "connection_tests"
    __table_args__ = (
        Index(
            "uq_connection_tests_booked",
            "participation_id",
            unique=True,
            sqlite_where=IS_BOOKED,
            postgresql_where=IS_BOOKED,
        ),
        Index("ix_connection_tests_participation", "participation_id"),
        Index("ix_connection_tests_time", "time_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    participation_id: Mapped[str] = mapped_column(ForeignKey("participations.id"))
    time_id: Mapped[str | None] = mapped_column(ForeignKey("connection_times.id"))
    state: Mapped[str] = mapped_column(default=ConnectionState.BOOKED)
    sequence: Mapped[int] = mapped_column(default=0)
    booked_at: Mapped[datetime]
    sound: Mapped[str | None]
    video: Mapped[str | None]
    channel: Mapped[str | None]
    line: Mapped[str | None]
    note: Mapped[str | None]
    recorded_at: Mapped[datetime | None]
    recorded_by: Mapped[str | None]
    participation: Mapped[Participation] = relationship()
    time: Mapped[ConnectionTime | None] = relationship()

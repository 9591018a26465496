"""Calendars of other conventions, and the meetings read from them; these are never edited here."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base, Revised, Words


class ForeignCalendar(Revised, Base):
    """Somebody else's calendar: a feed at an `address`, or a file that was imported.

    `key` is the address, or `file:` and the name. A feed is read when it is `due_at`; `tried_at` is the last time
    anything was asked of it, `fetched_at` the last time that went well, and `problem` the code and values of what went
    wrong since, `failures` times in a row. `counts` are those of the last reading. `ended_at`: nobody wants it
    now. `is_public`: its meetings are in the joint calendar, which everybody sees.
    """

    __tablename__ = "foreign_calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    address: Mapped[str | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tried_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    etag: Mapped[str | None]
    modified: Mapped[str | None]
    digest: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    is_public: Mapped[bool] = mapped_column(default=False)


class ForeignMeeting(Base):
    """One occurrence of an event of a calendar; `occurrence` tells those of one `uid` apart, empty for one alone.

    Days are its first and last; instants are null for whole days. `withdrawn_at`: the calendar does not have it now.
    `titles` are by language where that is known; `origin` and `path` are of what another instance passes on.
    """

    __tablename__ = "foreign_meetings"
    __table_args__ = (
        UniqueConstraint("calendar_id", "uid", "occurrence"),
        Index("ix_foreign_meetings_days", "starts_on", "ends_on"),
        Index("ix_foreign_meetings_uid", "uid", "occurrence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("foreign_calendars.id"))
    uid: Mapped[str]
    occurrence: Mapped[str] = mapped_column(default="")
    sequence: Mapped[int] = mapped_column(default=0)
    modified_at: Mapped[datetime | None]
    title: Mapped[str]
    titles: Mapped[Words] = mapped_column(default=dict)
    origin: Mapped[str] = mapped_column(default="")
    path: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    tag: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    calendar: Mapped[ForeignCalendar] = relationship()

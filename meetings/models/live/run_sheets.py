"""What is to be done before, during and after a slot, its rehearsals, and how panellists' connections were tested."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, Revised, random_id


class RunSheetTask(Revised, Base):
    """A task of a slot's run-sheet, due so many `minutes` after its start, negative before.

    `key` names the words of a template, worded in the language of each page, until somebody writes a `title`. The owner
    is a member of staff, a person, or a name alone; `since` is when the task became as it is, `reminded` the reminder
    its owner was given last. What was done stays as the record of the hour.
    """

    __tablename__ = "run_sheet_tasks"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str]
    key: Mapped[str | None]
    title: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int]
    owner_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    owner_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    owner_name: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    reminders: Mapped[list[Any] | None]
    since: Mapped[datetime]
    reminded: Mapped[str | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]


class Rehearsal(Revised, Base):
    """A rehearsal of a slot, at a wall time in a zone; where it is held is for those who are invited alone."""

    __tablename__ = "rehearsals"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id", ondelete="CASCADE"), index=True)
    local_start: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str]
    fold: Mapped[int] = mapped_column(default=0)
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    address: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="planned")


class RehearsalGuest(Base):
    """Somebody who is invited to a rehearsal: of staff, or of the panel.

    `told` is what they were told last, `before` what they were told before it, `sequence` how often since the
    invitation: it numbers the entry in their calendar.
    """

    __tablename__ = "rehearsal_guests"
    __table_args__ = (
        UniqueConstraint("rehearsal_id", "user_id"),
        UniqueConstraint("rehearsal_id", "person_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    rehearsal_id: Mapped[str] = mapped_column(ForeignKey("rehearsals.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    removed_at: Mapped[datetime | None]
    told: Mapped[str | None]
    before: Mapped[str | None]
    sequence: Mapped[int] = mapped_column(default=-1)
    told_at: Mapped[datetime | None]


class PanelistTest(Base):
    """How the connection of somebody on a panel was tested for a slot; the last row counts."""

    __tablename__ = "panelist_tests"

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[str]
    sound: Mapped[str | None]
    video: Mapped[str | None]
    channel: Mapped[str | None]
    line: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    noted_by: Mapped[str]

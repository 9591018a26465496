"""Who was there: attendance rows, the files they came in, and figures only reported."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.codes import ImportState
from meetings.models.base import Base, random_id

STANDS = text("state <> 'withdrawn'")
NOT_UNDONE = text("undone_at IS NULL")
TOLD = text("connection IS NOT NULL AND withdrawn_at IS NULL")


class Import(Base):
    """A file of attendance, kept raw; it is undone by withdrawing and never edited.

    `digest` knows the same file again, also after names of people who were erased were taken out of `raw`. `zone` is
    what somebody said or was found, `answers` what else a person said of it.
    """

    __tablename__ = "imports"
    __table_args__ = (
        Index(
            "uq_imports_standing",
            "slot_id",
            "digest",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"), index=True)
    name: Mapped[str]
    zone: Mapped[str | None]
    layout: Mapped[str | None]
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(default=ImportState.PREVIEW)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    digest: Mapped[str | None]
    encoding: Mapped[str | None]
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    committed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class Attendance(Base):
    """A stretch of presence in a slot: through our door, as a platform told, or a row of an import; never edited.

    `left_at` null means until the slot's end. `role` sets panellists, interpreters and staff apart. Of `source`
    `room` are those who sit with somebody who entered, whose registration the row carries: one by name, or without
    a name `people` of them, a number that whoever gave it may correct. A delegate's row carries their participation
    instead. `said_role` and `said_country` are the file's words. Whom no rule knew has a `row_key`, by which a
    decision finds the row; what follows from it stands in person, matched, role, and who they were, and is taken back
    exactly. Where a platform told, `source` names it and `connection` one device in one run of its meeting; when it
    tells more, such a row is withdrawn, and another stands in its place.
    `gender` is the person's; it stands here only when they were erased.
    """

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("import_id", "source_row"),
        CheckConstraint("people > 0", name="people"),
        Index("ix_attendances_slot_person", "slot_id", "person_id"),
        Index("ix_attendances_row_key", "slot_id", "row_key"),
        Index(
            "uq_attendances_entry",
            "registration_id",
            "slot_id",
            unique=True,
            sqlite_where=text("source = 'door'"),
            postgresql_where=text("source = 'door'"),
        ),
        Index(
            "uq_attendances_delegate",
            "participation_id",
            "slot_id",
            unique=True,
            sqlite_where=text("source = 'door'"),
            postgresql_where=text("source = 'door'"),
        ),
        Index(
            "uq_attendances_told",
            "slot_id",
            "source",
            "connection",
            "joined_at",
            unique=True,
            sqlite_where=TOLD,
            postgresql_where=TOLD,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"))
    import_id: Mapped[str | None] = mapped_column(ForeignKey("imports.id"))
    source: Mapped[str] = mapped_column(default="door")
    source_row: Mapped[int | None]
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    name: Mapped[str | None]
    address: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    registration_id: Mapped[str | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    participation_id: Mapped[str | None] = mapped_column(ForeignKey("participations.id"), index=True)
    matched: Mapped[str | None]
    people: Mapped[int] = mapped_column(default=1)
    role: Mapped[str] = mapped_column(default="participant")
    country: Mapped[str | None]
    category: Mapped[str | None]
    organization: Mapped[str | None]
    function: Mapped[str | None]
    language: Mapped[str | None]
    row_key: Mapped[str | None]
    said_role: Mapped[str | None]
    said_country: Mapped[str | None]
    connection: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    gender: Mapped[str | None]


class AttendanceDecision(Base):
    """What a person decided of rows of a slot that no rule knew, whatever file they come in, now or later.

    `row_key` is a keyed hash, so that nothing is said of anybody; `act` names what was decided at once. One stands for
    each key until it is taken back.
    """

    __tablename__ = "attendance_decisions"
    __table_args__ = (
        Index(
            "uq_attendance_decisions_standing",
            "slot_id",
            "row_key",
            unique=True,
            sqlite_where=NOT_UNDONE,
            postgresql_where=NOT_UNDONE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"), index=True)
    row_key: Mapped[str]
    verdict: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    act: Mapped[str] = mapped_column(index=True)
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]
    undone_at: Mapped[datetime | None]


class ReportedFigure(Base):
    """A number somebody published and nobody can count any more, with its source.

    `subject` is `programme:slug`, `session:id` or `slot:id`; `count` a name of the report's counts.
    `unit` says what was counted, where that is not the count itself (registrations, not attendances).
    """

    __tablename__ = "reported_figures"
    __table_args__ = (UniqueConstraint("subject", "count", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    subject: Mapped[str]
    count: Mapped[str]
    value: Mapped[float]
    qualifier: Mapped[str | None]
    source: Mapped[str]
    note: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

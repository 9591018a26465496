"""Long work: what somebody asked for, how far a worker is, and the pieces it has made."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.jobs import JobState
from meetings.models.base import Base, random_id


class Job(Base):
    """Long work that whoever asked for it sees growing.

    `subject` is what it is about, as `programme:season`, `asked` all that a worker needs to know. A worker holds it by
    a lease; `fence` rises with each holder, so that one who lost it can add nothing. `problems` says by kind of how
    many things nothing could be made.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state_lease_until", "state", "lease_until"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: random_id(20))
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    asked: Mapped[dict[str, Any]]
    asked_by: Mapped[str]
    state: Mapped[str] = mapped_column(default=JobState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    problems: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class JobPiece(Base):
    """One file that a job has made; its number is its place in the whole, so that no work done twice counts twice."""

    __tablename__ = "job_pieces"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)

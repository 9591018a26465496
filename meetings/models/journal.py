"""What the system keeps of its own doings: audit, answers given before, and signs of life."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


class Audit(Base):
    """An act of staff, with what was before and after; rows are added and never changed."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Idempotency(Base):
    """An answer already given to an Idempotency-Key, with the hash of the body it answered."""

    __tablename__ = "idempotency"

    key: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[str]
    answer: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Heartbeat(Base):
    """A sign of life of one process, with the version of its zone data and what troubles it, by name."""

    __tablename__ = "heartbeats"

    process: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    zone_data: Mapped[str]
    at: Mapped[datetime]
    troubles: Mapped[dict[str, str]] = mapped_column(default=dict)


class Lease(Base):
    """The right of one process to do what should not be done twice at once; `fence` rises with each holder."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    held_until: Mapped[datetime]
    fence: Mapped[int] = mapped_column(default=1)


class ZoneDataUsed(Base):
    """A version of the zone data from which instants were derived, since when, and how many times moved by it."""

    __tablename__ = "zone_data_used"

    version: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    moved: Mapped[int] = mapped_column(default=0)

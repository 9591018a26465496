"""Certificates as they were issued, and the rules by which they are earned."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base

STANDS = text("ended_at IS NULL")


class CertificateRule(Base):
    """The share of the scheduled time that earns a certificate, from a moment on; rows are added and never changed.

    They go with a programme that is deleted as a draft.
    """

    __tablename__ = "certificate_rules"

    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    percent: Mapped[int]
    since: Mapped[datetime]
    set_by: Mapped[str]


class Certificate(Base):
    """A certificate of a person for a session; one stands, others before it have ended.

    `name` is as it was printed, null once its person was erased. `percent` and `rule_version` are the rule it was
    issued by, `seconds` and `minutes` what its person was there for and of how much, `parts` the same by slot. One
    that has `ended_at` was revoked, for the reason `why`; without a reason another one took its place.
    `corrected_at` says when its person put the name right.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        Index(
            "uq_certificates_standing",
            "person_id",
            "session_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str | None]
    language: Mapped[str]
    rule_version: Mapped[int]
    percent: Mapped[int]
    seconds: Mapped[int]
    minutes: Mapped[int]
    parts: Mapped[list[Any]]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    corrected_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    why: Mapped[str | None]

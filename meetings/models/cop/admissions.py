"""Admission of observers to a treaty's meetings: once admitted, a body needs no application at a later one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.cop.codes import AdmissionState
from meetings.models.base import Base, Revised, random_id
from meetings.models.parties import Organization


class Admission(Revised, Base):
    """An observer body's admission to a treaty; `programme_id` is the conference it applied for.

    `field` is in which it is qualified, `detail` what else the application says, `source` the list it is taken from.
    """

    __tablename__ = "admissions"
    __table_args__ = (UniqueConstraint("organization_id", "treaty"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    treaty: Mapped[str] = mapped_column(default="minamata")
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))
    state: Mapped[str] = mapped_column(default=AdmissionState.APPLIED)
    state_since: Mapped[datetime]
    reason: Mapped[str | None]
    field: Mapped[str | None]
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None]
    applied_on: Mapped[date | None]
    notified_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    authority: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source: Mapped[str | None]
    organization: Mapped[Organization] = relationship()

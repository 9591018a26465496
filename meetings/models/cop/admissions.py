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


class AdmissionRule(Revised, Base):
    """How long before a conference observers apply: `months` before it opens, or until `closes_on`, which wins."""

    __tablename__ = "admission_rules"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    months: Mapped[int] = mapped_column(default=2)
    closes_on: Mapped[date | None]


class OrganizationName(Base):
    """Another name of a body: `kind` is `former` or `other`; `key` is the name as it is compared."""

    __tablename__ = "organization_names"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="other")
    key: Mapped[str] = mapped_column(index=True)


class Application(Base):
    """What somebody sent to have a body admitted, as it came; a second one of a body belongs to the same admission.

    `id` is the code that the answer page shows.
    """

    __tablename__ = "applications"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    admission_id: Mapped[str] = mapped_column(ForeignKey("admissions.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    name: Mapped[str]
    acronym: Mapped[str | None]
    category: Mapped[str]
    country: Mapped[str | None]
    field: Mapped[str]
    contact_name: Mapped[str]
    contact_email: Mapped[str]
    language: Mapped[str]
    address: Mapped[str | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime]
    files: Mapped[list["ApplicationFile"]] = relationship(order_by="ApplicationFile.received_at")


class ApplicationFile(Base):
    """A file of an application: the statutes of a body, or what proves that it is qualified."""

    __tablename__ = "application_files"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    application_id: Mapped[str] = mapped_column(ForeignKey("applications.id"), index=True)
    file: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    digest: Mapped[str]
    received_at: Mapped[datetime]

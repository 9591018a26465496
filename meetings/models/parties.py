"""Parties and organizations, as the secretariat's own list gives them."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base, Revised, Words


class Party(Revised, Base):
    """A State or regional organization of the secretariat's list, whether Party or not, by alpha-2 code."""

    __tablename__ = "parties"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    names: Mapped[Words]
    regional_group: Mapped[str | None]
    capital: Mapped[str | None]
    zone: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    statuses: Mapped[list["PartyStatus"]] = relationship(order_by="PartyStatus.starts_on")


class PartyStatus(Base):
    """What a State is to a treaty from a day on: `party`, `deposited` or `to_be_confirmed`."""

    __tablename__ = "party_statuses"

    party_code: Mapped[str] = mapped_column(ForeignKey("parties.code"), primary_key=True)
    treaty: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    starts_on: Mapped[date | None]
    source: Mapped[str]


class Organization(Revised, Base):
    """A body that works with the treaties; admission to a meeting is another fact."""

    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    acronym: Mapped[str | None]
    category: Mapped[str]
    country: Mapped[str | None]
    zone: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

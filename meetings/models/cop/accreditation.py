"""What the accreditation desk keeps of its own: of whom it said that both stand, and what a segment pays for."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, Revised


class BothStand(Base):
    """Two nominations of one name in two delegations that both stand, as somebody decided; the lower id first."""

    __tablename__ = "both_stand"

    low_id: Mapped[str] = mapped_column(ForeignKey("nominations.id"), primary_key=True)
    high_id: Mapped[str] = mapped_column(ForeignKey("nominations.id"), primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]


class FundingRule(Revised, Base):
    """What a segment pays for: how many of a Party, null for any number; `listed` are codes where a list decides."""

    __tablename__ = "funding_rules"

    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), primary_key=True)
    per_party: Mapped[int | None]
    listed: Mapped[list[str]] = mapped_column(default=list)

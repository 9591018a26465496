"""What the secretariat holds of Parties beside its list: other names, what an officer decided, figures it was told."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


class PartyName(Base):
    """Another name by which a State is found in sheets, as an officer noted it."""

    __tablename__ = "party_names"

    party_code: Mapped[str] = mapped_column(ForeignKey("parties.code"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)


class PartyDecision(Base):
    """What an officer decided of a Party, so that the list does not change it any more.

    `subject` is `names`, `regional_group` or `status:<treaty>`. `why` names its source. `listed` is what the list has
    said otherwise since `listed_at`, empty while it has not: a person settles it.
    """

    __tablename__ = "party_decisions"

    party_code: Mapped[str] = mapped_column(ForeignKey("parties.code"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    listed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    listed_at: Mapped[datetime | None]


class DepositaryCount(Base):
    """How many Parties a treaty had on a day, as somebody reported it: a figure with its source, never our count."""

    __tablename__ = "depositary_counts"

    treaty: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]
    source: Mapped[str] = mapped_column(default="")

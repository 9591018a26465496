"""Badges of participations, and who came on which day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.cop.codes import BadgeState
from meetings.models.base import Base, Revised, random_id
from meetings.models.cop.delegations import Participation

IS_VALID = text("state IN ('valid', 'suspended')")


class Badge(Revised, Base):
    """A badge of a participation, of which at most one opens the gate; `code` is what it carries."""

    __tablename__ = "badges"
    __table_args__ = (
        Index(
            "uq_badges_one",
            "participation_id",
            unique=True,
            sqlite_where=IS_VALID,
            postgresql_where=IS_VALID,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    code: Mapped[str] = mapped_column(unique=True)
    participation_id: Mapped[str] = mapped_column(ForeignKey("participations.id"), index=True)
    state: Mapped[str] = mapped_column(default=BadgeState.VALID)
    state_since: Mapped[datetime]
    reason: Mapped[str | None]
    replaced_by_id: Mapped[str | None] = mapped_column(ForeignKey("badges.id"))
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    participation: Mapped[Participation] = relationship()


class CheckIn(Base):
    """That somebody came on a day of a segment; once a day, whichever steward saw them first."""

    __tablename__ = "check_ins"
    __table_args__ = (UniqueConstraint("participation_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    badge_id: Mapped[str] = mapped_column(ForeignKey("badges.id"), index=True)
    participation_id: Mapped[str] = mapped_column(ForeignKey("participations.id"))
    day: Mapped[date]
    at: Mapped[datetime]
    steward: Mapped[str]

"""Papers of participation: badges, who came on which day, what was refused at the gate, and letters that are given."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.cop.codes import BadgeState
from meetings.domain.cop.quorum import TO_DECIDE, TO_OPEN
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
    """That somebody came on a day of a segment; once a day, whichever steward saw them first.

    `entrance` is where; `from_list`, that it was entered afterwards from a list on paper; `gender`, for figures alone,
    of who was erased since.
    """

    __tablename__ = "check_ins"
    __table_args__ = (UniqueConstraint("participation_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    badge_id: Mapped[str] = mapped_column(ForeignKey("badges.id"), index=True)
    participation_id: Mapped[str] = mapped_column(ForeignKey("participations.id"))
    day: Mapped[date]
    at: Mapped[datetime]
    steward: Mapped[str]
    entrance: Mapped[str | None]
    gender: Mapped[str | None]
    from_list: Mapped[bool] = mapped_column(default=False)


class RefusedScan(Base):
    """That a scan was refused at a gate, and why (`domain/cop/badges.Answer`): of a badge, where it was one."""

    __tablename__ = "refused_scans"
    __table_args__ = (Index("ix_refused_scans_segment_id_at", "segment_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    badge_id: Mapped[str | None] = mapped_column(ForeignKey("badges.id"), index=True)
    answer: Mapped[str]
    at: Mapped[datetime]
    steward: Mapped[str]
    entrance: Mapped[str | None]


class Paper(Base):
    """A letter given for a participation, which others can check by its code: of a kind and in a language.

    `name` is as printed, null once its person is erased; `with_passport`, that an officer had the number printed. What
    ended was followed by another one; a letter whose person is not accredited any more tells so by itself.
    """

    __tablename__ = "papers"
    __table_args__ = (Index("ix_papers_participation_id", "participation_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    participation_id: Mapped[str] = mapped_column(ForeignKey("participations.id"))
    kind: Mapped[str]
    language: Mapped[str]
    name: Mapped[str | None]
    with_passport: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    participation: Mapped[Participation] = relationship()


class PaperSettings(Revised, Base):
    """What a conference's papers say of who writes them, and the shares of Parties that are a quorum.

    `letterhead` and `signatory` are lines of text; without them, the site's name stands for both.
    """

    __tablename__ = "paper_settings"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    letterhead: Mapped[str | None]
    signatory: Mapped[str | None]
    to_open: Mapped[str] = mapped_column(default=TO_OPEN)
    to_decide: Mapped[str] = mapped_column(default=TO_DECIDE)

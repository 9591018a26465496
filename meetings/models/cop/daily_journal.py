"""The daily journal of a conference: what the desk announces for a day, and the dated copies that were published."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, Revised


class JournalDay(Revised, Base):
    """What the desk announces for a day; each announcement is a text by language."""

    __tablename__ = "journal_days"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    announcements: Mapped[list[Any]] = mapped_column(default=list)


class JournalCopy(Base):
    """The journal of a day as it was published; rows are added and never changed, and the last one counts."""

    __tablename__ = "journal_copies"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    facts: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[str]

"""Reports as they were published: dated copies, sealed and never changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


class ReportCopy(Base):
    """The figures of a programme at a moment, without anything of a person; rows are added and never changed.

    `number` counts the copies of a programme from 1. `facts` is the sheet of `domain/report_sheet` in the one way in
    which it is written, letter for letter, and `seal` its SHA-256.
    """

    __tablename__ = "report_copies"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    facts: Mapped[str] = mapped_column(Text)
    seal: Mapped[str]

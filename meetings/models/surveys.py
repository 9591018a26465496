"""Surveys: who answered, and what was answered, kept so that nobody can join the two."""

from typing import Any

from sqlalchemy import ForeignKey, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, Revised, Words, random_id


class Survey(Revised, Base):
    """Questions about a session: `[{"key", "words", "kind": "choice" or "text", "choices"}]`."""

    __tablename__ = "surveys"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), unique=True)
    title: Mapped[Words]
    questions: Mapped[list[Any]]


class Ballot(Base):
    """That a person answered a survey; no time, no order."""

    __tablename__ = "ballots"
    __table_args__ = (PrimaryKeyConstraint("survey_id", "person_id"), {"sqlite_with_rowid": False})

    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class Answer(Base):
    """One set of answers under a random key."""

    __tablename__ = "answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(primary_key=True, default=lambda: random_id(20))
    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.id"), index=True)
    values: Mapped[dict[str, Any]]

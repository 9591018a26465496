"""Surveys: who was asked, who answered, and what was answered, kept so that nobody can join the last to the others.

No row here says when; none but the survey itself has a number in order. See docs/surveys.md for what each can tell.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.surveys import SurveyState
from meetings.models.base import Base, Revised, Words, random_id


class Survey(Revised, Base):
    """Questions about a session, or without one about its programme; see `domain/surveys.Question` for their shape.

    `crowds` are who is asked, `remind_days` after how many days once more who has not answered. Answers touch
    nothing of this row.
    """

    __tablename__ = "surveys"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"), unique=True)
    title: Mapped[Words]
    lead: Mapped[Words] = mapped_column(default=dict)
    questions: Mapped[list[Any]]
    crowds: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(default=SurveyState.DRAFT)
    closes_at: Mapped[datetime | None]
    remind_days: Mapped[int | None]


class Asked(Base):
    """That a person is asked, in which crowd."""

    __tablename__ = "survey_asked"
    __table_args__ = (PrimaryKeyConstraint("survey_id", "person_id"), {"sqlite_with_rowid": False})

    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    crowd: Mapped[str]


class Ballot(Base):
    """That a person answered a survey; no time, no order."""

    __tablename__ = "ballots"
    __table_args__ = (PrimaryKeyConstraint("survey_id", "person_id"), {"sqlite_with_rowid": False})

    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))


class Gone(Base):
    """How many of those asked, and of those who answered, were erased since: rates stay as they were."""

    __tablename__ = "survey_gone"
    __table_args__ = (PrimaryKeyConstraint("survey_id", "crowd"),)

    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.id"))
    crowd: Mapped[str]
    asked: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)


class Box(Base):
    """Where the answers of a crowd wait, sealed; `public_key` seals, and what opens is kept outside of the store.

    Its id is the name under which the private key is kept. Of several, answers go into the one that is `current`.
    """

    __tablename__ = "survey_boxes"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: random_id(20))
    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.id"), index=True)
    crowd: Mapped[str]
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    current: Mapped[bool] = mapped_column(default=True)


class Sealed(Base):
    """One set of answers that waits; all of a survey are as long, and all of a box are laid anew with each new one."""

    __tablename__ = "survey_sealed"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(primary_key=True, default=lambda: random_id(20))
    box_id: Mapped[str] = mapped_column(ForeignKey("survey_boxes.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Answer(Base):
    """One set of answers that can be counted, under a random key, which is another one after each batch."""

    __tablename__ = "answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(primary_key=True, default=lambda: random_id(20))
    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.id"), index=True)
    crowd: Mapped[str]
    values: Mapped[dict[str, Any]]


class AnswerText(Base):
    """Something written in answer to one question, apart from what else its writer answered.

    `state` is `waiting` until somebody read it, then `shown` or `hidden`.
    """

    __tablename__ = "answer_texts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(primary_key=True, default=lambda: random_id(20))
    survey_id: Mapped[str] = mapped_column(ForeignKey("surveys.id"), index=True)
    crowd: Mapped[str]
    question: Mapped[str]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")

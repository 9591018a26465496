"""Questions asked while a slot is held, and what the desk notes of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base, Revised, random_id
from meetings.models.people import Person


class LiveQuestion(Revised, Base):
    """A question of somebody who takes part in a slot.

    `asker` is the bearer it was asked by, `registration:…` or `nomination:…`; the same words of one asker, known by
    `digest`, are one question. `text` stays as it was typed, `edited` is how moderators put it shorter. `country` and
    `language` are the asker's when they asked. Who `is_anonymous` is named to the desk alone; who `may_be_named`, in
    the document. `state` is one of `domain/live/questions`, with the actor who put it there; `reason` says why it is
    hidden, `merged_into` which question stands for it, `answered_by` who answered by voice, `answer` what was written.
    """

    __tablename__ = "live_questions"
    __table_args__ = (
        UniqueConstraint("slot_id", "asker", "digest"),
        Index("ix_live_questions_state", "slot_id", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"))
    asker: Mapped[str]
    digest: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    country: Mapped[str | None]
    language: Mapped[str]
    text: Mapped[str]
    edited: Mapped[str | None]
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    may_be_named: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="new")
    state_since: Mapped[datetime]
    state_by: Mapped[str | None]
    reason: Mapped[str | None]
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("live_questions.id"), index=True)
    answered_by: Mapped[str | None]
    answer: Mapped[str | None]
    answer_language: Mapped[str | None]
    person: Mapped[Person] = relationship()


class LiveNote(Base):
    """Something the desk wrote down during a slot; rows are added and never changed."""

    __tablename__ = "live_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"), index=True)
    text: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]

"""Languages of a slot as services, who interprets between which, and what interpreters are given before."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, Revised, random_id


class LanguageService(Revised, Base):
    """Interpretation, a sign language or captions of a slot, and how far it has come.

    `language` is one of ours, empty for a sign language, which `label` names. `promised_at` is when it was confirmed
    first: from then on the public was told. The channel by which it is heard is the slot's of that language.
    """

    __tablename__ = "language_services"
    __table_args__ = (UniqueConstraint("slot_id", "kind", "language", "label"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id", ondelete="CASCADE"))
    kind: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    label: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="needed")
    needed_by: Mapped[date]
    promised_at: Mapped[datetime | None]
    state_since: Mapped[datetime]
    state_by: Mapped[str]


class InterpreterPair(Base):
    """A language somebody interprets from, and one into, in a session where they are on the panel as interpreter."""

    __tablename__ = "interpreter_pairs"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "source", "target"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    source: Mapped[str]
    target: Mapped[str]


class InterpreterBrief(Revised, Base):
    """What interpreters of a slot are given: texts under embargo or not, a glossary, a note."""

    __tablename__ = "interpreter_briefs"

    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id", ondelete="CASCADE"), primary_key=True)
    shows_embargoed: Mapped[bool] = mapped_column(default=False)
    glossary: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")


class Pronunciation(Base):
    """How the name of somebody on a session's panel is said."""

    __tablename__ = "pronunciations"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    text: Mapped[str]

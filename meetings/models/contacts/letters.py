"""Official letters: what they say in which state, the times they state, and who of each government they go to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.contacts.letters import LetterState, Whom
from meetings.models.base import Base, Revised, Words, random_id
from meetings.models.programmes import Programme


class OfficialLetter(Revised, Base):
    """A letter of the secretariat to governments; `series`, `year` and `number` make its symbol, once it is signed.

    `texts` are subject and body by language, with places for facts; `facts` are those of the programme as they stood
    when it was cleared, beside `LetterSlot`. `copies` are the roles that get copies; `instead` lets a permanent mission
    take the place of a channel that does not work. `corrects_id` is the letter whose times it puts right; the
    addressees of a correction are those of that letter. `written_by` changed it last.
    """

    __tablename__ = "official_letters"
    __table_args__ = (UniqueConstraint("series", "year", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    series: Mapped[str]
    year: Mapped[int | None]
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=LetterState.DRAFT)
    dated_on: Mapped[date | None]
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    signatory: Mapped[str] = mapped_column(default="")
    signatory_title: Mapped[str] = mapped_column(default="")
    whom: Mapped[str] = mapped_column(default=Whom.PARTIES)
    copies: Mapped[list[str]] = mapped_column(default=list)
    instead: Mapped[bool] = mapped_column(default=False)
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("official_letters.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    written_by: Mapped[str]
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str | None]
    programme: Mapped[Programme] = relationship()
    slots: Mapped[list["LetterSlot"]] = relationship(order_by="LetterSlot.starts_at")
    recipients: Mapped[list["LetterRecipient"]] = relationship(order_by="LetterRecipient.country")


class LetterSlot(Base):
    """A time that a letter states, as it stood when the letter was cleared; rows are written anew at each clearing."""

    __tablename__ = "letter_slots"

    letter_id: Mapped[str] = mapped_column(ForeignKey("official_letters.id"), primary_key=True)
    slot_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    version: Mapped[int]
    session: Mapped[str]
    title: Mapped[Words]
    stream: Mapped[Words] = mapped_column(default=dict)
    starts_at: Mapped[datetime]
    local_start: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str]
    minutes: Mapped[int]
    state: Mapped[str]


class LetterRecipient(Base):
    """One government's copy of a letter as it was sent: its line of To and of Cc, or why it was not sent.

    `to` and `copies` are `[{"person": id, "kind": role, "name": …, "address": …, "office": true}]`; names and addresses
    of people who are erased go. `person_id` carries the mail. `is_instead` says that a mission took the channel's
    place, `refused` which addresses of the mail the server did not take.
    """

    __tablename__ = "letter_recipients"

    letter_id: Mapped[str] = mapped_column(ForeignKey("official_letters.id"), primary_key=True)
    country: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    language: Mapped[str]
    to: Mapped[list[Any]] = mapped_column(default=list)
    copies: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str | None]
    is_instead: Mapped[bool] = mapped_column(default=False)
    refused: Mapped[list[Any]] = mapped_column(default=list)


class LetterCounter(Base):
    """The last number given in a series and year."""

    __tablename__ = "letter_counters"

    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)

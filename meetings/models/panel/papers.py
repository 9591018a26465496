"""Papers of panellists: what they say of themselves and of when they can, and letters they are given."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.panel.slides import SlidesRule
from meetings.models.base import Base, Revised, Words, random_id

STANDS = text("ended_at IS NULL")


class PanelSettings(Revised, Base):
    """What holds for the panels of a programme: whether slides are taken, and for whom; who signs letters.

    Without a name of who signs, letters say that they are not signed.
    """

    __tablename__ = "panel_settings"

    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True
    )
    slides: Mapped[str] = mapped_column(default=SlidesRule.OPEN)
    signatory: Mapped[str | None]
    signatory_title: Mapped[str | None]


class Profile(Revised, Base):
    """What somebody on panels of a programme says of themselves; it is shown only where `may_print`.

    `photo` is where the file is kept, `photo_name` what it is found by, and that changes with the photo.
    """

    __tablename__ = "panel_profiles"
    __table_args__ = (UniqueConstraint("person_id", "programme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"))
    biography: Mapped[Words]
    photo: Mapped[str | None]
    photo_name: Mapped[str | None] = mapped_column(unique=True)
    photo_type: Mapped[str | None]
    photo_bytes: Mapped[int | None]
    photo_digest: Mapped[str | None]
    may_print: Mapped[bool] = mapped_column(default=False)
    said_at: Mapped[datetime]
    said_by: Mapped[str]


class Availability(Base):
    """That somebody on panels of a programme can, or cannot, at some hours of a day or of a weekday in a zone.

    Just one of `day` and `weekday` (0 is Monday) is set; `first` and `last` are minutes of the day.
    """

    __tablename__ = "panel_availability"
    __table_args__ = (Index("ix_panel_availability_person_id", "person_id", "programme_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"))
    day: Mapped[date | None]
    weekday: Mapped[int | None]
    first: Mapped[int]
    last: Mapped[int]
    zone: Mapped[str]
    can: Mapped[bool] = mapped_column(default=False)
    said_at: Mapped[datetime]
    said_by: Mapped[str]


class PanelLetter(Base):
    """A letter that somebody on panels of a programme was given; one of a kind and language stands.

    `name` is as printed, null once its person is erased; `facts` are what the letter says, as it said it when made.
    """

    __tablename__ = "panel_letters"
    __table_args__ = (
        Index(
            "uq_panel_letters_standing",
            "person_id",
            "programme_id",
            "kind",
            "language",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"))
    kind: Mapped[str]
    language: Mapped[str]
    name: Mapped[str | None]
    facts: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    ended_at: Mapped[datetime | None]

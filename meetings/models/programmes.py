"""Programmes, their streams, and the sessions (topics) in them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.codes import Admission, PanelistState, ProgrammeKind, SessionState
from meetings.models.base import Base, Revised, Words
from meetings.models.publications import Material, Panelist
from meetings.models.slots import Slot


class Programme(Revised, Base):
    """A season or a conference. `changes` rises whenever a public page of it would read differently.

    `reminders` are rules of `domain/reminders`; null means those of the level above, as in streams and sessions.
    Conventions that meet together are `other_treaties`: a delegation has a standing to each.
    `digest` is the day and hour of a weekly mail, null for none. For `offer_hours` a seat that becomes free is
    offered to the next in line; null means that they simply get it.
    """

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default=ProgrammeKind.SEASON)
    treaty: Mapped[str] = mapped_column(default="minamata")
    other_treaties: Mapped[list[str]] = mapped_column(default=list)
    title: Mapped[Words]
    place: Mapped[Words] = mapped_column(default=dict)
    zone: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    published: Mapped[bool] = mapped_column(default=False)
    admission: Mapped[str] = mapped_column(default=Admission.OPEN)
    demonstration: Mapped[bool] = mapped_column(default=False)
    complete: Mapped[bool] = mapped_column(default=True)
    contact: Mapped[str | None]
    reminders: Mapped[list[str] | None]
    digest: Mapped[str | None]
    offer_hours: Mapped[int | None]
    changes: Mapped[int] = mapped_column(default=0)
    streams: Mapped[list["Stream"]] = relationship(order_by="Stream.position", back_populates="programme")
    sessions: Mapped[list["Session"]] = relationship(order_by="Session.position", back_populates="programme")


class Stream(Revised, Base):
    """One line of sessions in a programme; `palette` picks one of three colours and marks."""

    __tablename__ = "streams"
    __table_args__ = (UniqueConstraint("programme_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    slug: Mapped[str]
    title: Mapped[Words]
    palette: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    reminders: Mapped[list[str] | None]
    programme: Mapped[Programme] = relationship(back_populates="streams")


class Session(Revised, Base):
    """A topic. Its `parts` are consecutive; each part is held in one or more slots.

    At a conference it is a meeting of a `segment_id`; `audience` says who may enter, `regions` which groups where it is
    for regions, and nobody else is let in by the entrance or given its files.

    `marks` names the fields that are filled in rather than found: `{"date": "inferred", …}`.
    """

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("programme_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    stream_id: Mapped[int | None] = mapped_column(ForeignKey("streams.id"), index=True)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segments.id"), index=True)
    slug: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Words]
    abstract: Mapped[Words] = mapped_column(default=dict)
    languages: Mapped[list[str]] = mapped_column(default=list)
    interpreted: Mapped[list[str]] = mapped_column(default=list)
    partners: Mapped[list[str]] = mapped_column(default=list)
    articles: Mapped[list[str]] = mapped_column(default=list)
    audience: Mapped[str] = mapped_column(default="public")
    regions: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(default=SessionState.DRAFT)
    register_until: Mapped[datetime | None]
    panelists_expected: Mapped[int | None]
    reminders: Mapped[list[str] | None]
    marks: Mapped[dict[str, str]] = mapped_column(default=dict)
    programme: Mapped[Programme] = relationship(back_populates="sessions")
    stream: Mapped[Stream | None] = relationship()
    slots: Mapped[list[Slot]] = relationship(order_by="Slot.starts_at", back_populates="session")
    panelists: Mapped[list[Panelist]] = relationship(order_by="Panelist.position")
    materials: Mapped[list[Material]] = relationship(order_by="Material.id")

    @property
    def on_panel(self) -> list[Panelist]:
        """Give its panel in order, without those who declined."""
        return [one for one in self.panelists if one.state != PanelistState.DECLINED]

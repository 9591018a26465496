"""What stands beside a session: its panel, its documents and its recordings."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.codes import PanelistState, RecordingState
from meetings.models.base import Base, Revised, Words, random_id
from meetings.models.people import Person


class Panelist(Revised, Base):
    """Somebody on a session's panel, with name and affiliation as printed there.

    `state` is what they said of coming, `state_by` the actor who noted it: they themselves, an assistant or staff;
    `state_words` is what they said beside it.
    `minutes` is how long they speak. Country and gender are the person's; they stand here only when the person was
    erased.
    """

    __tablename__ = "panelists"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(default="speaker")
    position: Mapped[int] = mapped_column(default=0)
    function: Mapped[str | None]
    organization: Mapped[str | None]
    country: Mapped[str | None]
    gender: Mapped[str | None]
    minutes: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=PanelistState.INVITED)
    state_since: Mapped[datetime | None]
    state_by: Mapped[str | None]
    state_words: Mapped[str | None]
    person: Mapped[Person] = relationship()


class Material(Revised, Base):
    """A document of a session: a file that is kept, or an address elsewhere; never both.

    `name` is what it is found by for good, `published_at` when it was put there, null where nobody noted it. Nobody
    but staff has it before `embargo_until`. `regions` goes with the audience `region`. `panelist_id` is who of the
    panel brought it. File and `version` are those that are shown; a later version waits among `MaterialVersion` until
    its own embargo is over.
    """

    __tablename__ = "materials"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True, default=random_id)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    title: Mapped[Words]
    language: Mapped[str]
    address: Mapped[str | None]
    bytes: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    audience: Mapped[str] = mapped_column(default="public")
    regions: Mapped[list[str]] = mapped_column(default=list)
    embargo_until: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    file: Mapped[str | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    digest: Mapped[str | None]
    panelist_id: Mapped[int | None] = mapped_column(
        ForeignKey("panelists.id", ondelete="SET NULL"), index=True
    )


class Recording(Revised, Base):
    """The recording of a slot in one language: a file that is kept, or an address elsewhere; never both.

    `name` is what it is found by for good. `audio` is a smaller file without pictures. `captions` names the languages
    there are captions in, `chapters` are second and title, `cuts` the parts that are no longer in the file.
    `published_at` is when everybody could see it first; null while only some may, or where nobody noted it.
    """

    __tablename__ = "recordings"
    __table_args__ = (UniqueConstraint("slot_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True, default=random_id)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"))
    language: Mapped[str] = mapped_column(default="en")
    state: Mapped[str] = mapped_column(default=RecordingState.PUBLIC)
    address: Mapped[str | None]
    captions: Mapped[list[str]] = mapped_column(default=list)
    audience: Mapped[str] = mapped_column(default="public")
    regions: Mapped[list[str]] = mapped_column(default=list)
    published_at: Mapped[datetime | None]
    seconds: Mapped[int | None]
    chapters: Mapped[list[Any]] = mapped_column(default=list)
    cuts: Mapped[list[Any]] = mapped_column(default=list)
    file: Mapped[str | None]
    media_type: Mapped[str | None]
    bytes: Mapped[int | None]
    digest: Mapped[str | None]
    audio: Mapped[str | None]
    audio_type: Mapped[str | None]
    audio_bytes: Mapped[int | None]
    audio_digest: Mapped[str | None]

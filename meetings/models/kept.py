"""What belongs to recordings and documents: captions, releases, for whom they are, and where their files are."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.codes import ReleaseState
from meetings.models.base import Base, Revised


class Caption(Base):
    """The captions of a recording in one language: the file as it was sent, and its cues as they are shown.

    A cue is begin and end in milliseconds, text and settings.
    """

    __tablename__ = "captions"

    recording_id: Mapped[int] = mapped_column(ForeignKey("recordings.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    file: Mapped[str]
    cues: Mapped[list[Any]]
    updated_at: Mapped[datetime]


class MaterialVersion(Base):
    """A file that a document was, is, or will be: nobody but staff has it before `embargo_until`.

    Rows are added and never changed, but for the embargo of one that waits.
    """

    __tablename__ = "material_versions"

    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    digest: Mapped[str]
    kept_at: Mapped[datetime]
    kept_by: Mapped[str]
    embargo_until: Mapped[datetime | None]


class Release(Revised, Base):
    """What somebody on a panel said of being recorded in a slot: `parts` are seconds from and to that they refuse.

    `mail` is the mail they said it by, kept as it came; erasing them empties it.
    """

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("slot_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    state: Mapped[str] = mapped_column(default=ReleaseState.SILENT)
    parts: Mapped[list[Any]] = mapped_column(default=list)
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    mail: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    mail_name: Mapped[str | None]


class Viewer(Base):
    """Somebody a recording or document is for by name; `subject` is `recording:12` or `document:3`."""

    __tablename__ = "viewers"

    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class DiscardedFile(Base):
    """A file that nothing names any more, and that a tick takes away."""

    __tablename__ = "discarded_files"

    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class LinkCheck(Base):
    """Whether something is at an address elsewhere that a recording or document names; `key` is its hash.

    `broken_since` is when it was first not there, `problem` why, as `domain.feeds.Trouble` has it.
    """

    __tablename__ = "link_checks"
    __table_args__ = (Index("ix_link_checks_due", "due_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    due_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    broken_since: Mapped[datetime | None]
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)

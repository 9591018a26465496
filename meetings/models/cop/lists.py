"""Lists of participants: how a segment's is made, each copy as it was published, and which delegations have seen it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, Revised, Words, random_id


class ListSetting(Revised, Base):
    """How the list of a segment is made, and for whom its copies are.

    `symbol` is that of the document, corrections are taken until `corrections_until`, `unconfirmed_title` is what
    stands over States whose status nobody knows yet, in the secretariat's words. `secretariat` are the delegations
    that stand last, under the officers and the secretariat.
    """

    __tablename__ = "list_settings"

    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), primary_key=True)
    symbol: Mapped[str | None]
    audience: Mapped[str] = mapped_column(default="participants")
    corrections_until: Mapped[datetime | None]
    unconfirmed_title: Mapped[Words] = mapped_column(default=dict)
    with_media: Mapped[bool] = mapped_column(default=False)
    secretariat: Mapped[list[str]] = mapped_column(default=list)


class ListCopy(Base):
    """A list as it was published; rows are added and never changed. `number` counts a segment's from 1.

    `facts` is its head with the bodies on it, letter for letter as it was sealed; the people are `list_entries`.
    """

    __tablename__ = "list_copies"
    __table_args__ = (UniqueConstraint("segment_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"))
    number: Mapped[int]
    kind: Mapped[str]
    symbol: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    facts: Mapped[str] = mapped_column(Text)
    seal: Mapped[str]


class ListEntry(Base):
    """Somebody on a copy of a list, as printed; empty where they only count.

    `digest` is part of the copy's seal. Of whoever is erased, `printed` and `salt` go: they count on without a name,
    and the seal holds.
    """

    __tablename__ = "list_entries"

    copy_id: Mapped[str] = mapped_column(ForeignKey("list_copies.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
    nomination: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str]
    position: Mapped[int]
    printed: Mapped[Words | None]
    salt: Mapped[str | None]
    digest: Mapped[str]


class ListSeen(Base):
    """That a delegation has seen how it is printed: when, by whom (`focal:<id>`), and what.

    `seen` is each nomination with its revision, so that what was changed since is known, and no name is kept.
    """

    __tablename__ = "list_seen"

    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"), primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segments.id"), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    seen: Mapped[dict[str, Any]]

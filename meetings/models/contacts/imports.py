"""Lists of contacts that were read: the file as it came, what became of each row, and what was decided of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, Revised, random_id


class ContactImport(Base):
    """A list of contacts, kept raw; it is undone by withdrawing and never edited.

    `head` is the row of its headings from 0, `columns` the place of each column, `state` as in
    `domain/contacts/imports: ImportState`; `job_id` names the work that a worker does with a long one.
    """

    __tablename__ = "contact_imports"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    name: Mapped[str]
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    head: Mapped[int]
    headings: Mapped[list[str]]
    columns: Mapped[dict[str, Any]]
    total: Mapped[int]
    state: Mapped[str]
    job_id: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    committed_at: Mapped[datetime | None]
    committed_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]


class ContactImportRow(Base):
    """A row of a list: what it says by column, what becomes of it and why, and what taking it in did.

    `person_id` is who is meant, or in a doubt who may be; `who_key` and `at_key` are keyed by name and mailbox, by
    which the same is known in another list. `did` names all that was added and changed, to be taken away exactly.
    """

    __tablename__ = "contact_import_rows"
    __table_args__ = (
        Index("ix_contact_import_rows_state", "import_id", "state", "number"),
        Index("ix_contact_import_rows_at_key", "import_id", "at_key"),
        Index("ix_contact_import_rows_who_key", "who_key"),
    )

    import_id: Mapped[str] = mapped_column(ForeignKey("contact_imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    reason: Mapped[str]
    about: Mapped[str]
    cells: Mapped[dict[str, Any]]
    changes: Mapped[dict[str, Any]]
    who_key: Mapped[str | None]
    at_key: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    did: Mapped[dict[str, Any]]
    taken_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class ContactKey(Base):
    """By what contacts with near names are found: keys of country, organization and the sound of a word."""

    __tablename__ = "contact_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("contacts.person_id"), primary_key=True, index=True)


class ContactBody(Revised, Base):
    """A body of which contacts are members, and how many seats each regional group should have in it."""

    __tablename__ = "contact_bodies"

    name: Mapped[str] = mapped_column(primary_key=True)
    seats: Mapped[dict[str, Any]] = mapped_column(default=dict)

"""What other systems call people, bodies and segments, and the files that were taken from them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, random_id


class ExternalId(Base):
    """What a system calls something of ours: a contact, an organization, an event.

    `subject` is `person:5@party:KE` (a person in a delegation, of whichever conference), `party:KE`,
    `organization:7` or `segment:3`. `settled` is the digest of the record that was last taken in or decided on, by
    which the same record again changes nothing.
    """

    __tablename__ = "external_ids"
    __table_args__ = (Index("ix_external_ids_subject", "system", "kind", "subject"),)

    system: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    settled: Mapped[str | None]
    at: Mapped[datetime]


class ExchangeFile(Base):
    """A file of another system, kept as it came; `state` is `preview` or `committed`.

    `decisions` are what a person decided of its conflicts, by their keys. `outcome` counts what became of it.
    Of whoever is erased, their contacts are taken out of `raw`; `digest` knows the file as it came.
    """

    __tablename__ = "exchange_files"
    __table_args__ = (Index("ix_exchange_files_programme", "programme", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    system: Mapped[str]
    programme: Mapped[str]
    name: Mapped[str]
    raw: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]
    state: Mapped[str] = mapped_column(default="preview")
    decisions: Mapped[dict[str, str]] = mapped_column(default=dict)
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    committed_at: Mapped[datetime | None]

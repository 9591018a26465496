"""Documents of conferences: each by its symbol, on items of the agenda, in versions by language."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.domain.cop.symbols import Distribution, DocumentGroup
from meetings.models.base import Base, Revised, Words, random_id
from meetings.models.cop.conferences import AgendaItem


class OfficialDocument(Revised, Base):
    """A document of a conference; `name` is what it is found by for good.

    `symbol` is as printed, null where it has none, and `key` by what it is told from others; `base` and `suffix` are
    its parts. Nobody but staff has it before `embargo_until`. `audience` is for whom it is, `regions` go with
    `region`; where it belongs to a meeting (`session_id`), nobody has it for whom that meeting is not. Withdrawn, it
    stays in the list with `withdrawn_why`, and its files are closed.
    """

    __tablename__ = "official_documents"
    __table_args__ = (
        UniqueConstraint("programme_id", "key"),
        Index("ix_official_documents_session_id", "session_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True, default=random_id)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segments.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"))
    symbol: Mapped[str | None]
    key: Mapped[str | None]
    base: Mapped[str | None]
    suffix: Mapped[str] = mapped_column(default="")
    title: Mapped[Words]
    group: Mapped[str] = mapped_column(default=DocumentGroup.OTHER)
    distribution: Mapped[str] = mapped_column(default=Distribution.GENERAL)
    original: Mapped[str | None]
    audience: Mapped[str] = mapped_column(default="public")
    regions: Mapped[list[str]] = mapped_column(default=list)
    embargo_until: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str | None]
    marks: Mapped[dict[str, str]] = mapped_column(default=dict)
    items: Mapped[list[AgendaItem]] = relationship(
        secondary="document_items", order_by=AgendaItem.position, viewonly=True
    )
    versions: Mapped[list["DocumentVersion"]] = relationship(order_by="DocumentVersion.version")


class DocumentItem(Base):
    """An item of the agenda that a document belongs to."""

    __tablename__ = "document_items"

    document_id: Mapped[int] = mapped_column(ForeignKey("official_documents.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), primary_key=True, index=True)


class DocumentVersion(Base):
    """A document in a language as it was put there: a file that is kept, or an address elsewhere; never both.

    Rows are added and never changed; the last version of a language is the one that holds. `put_by` is empty for what
    an import gave.
    """

    __tablename__ = "document_versions"

    document_id: Mapped[int] = mapped_column(ForeignKey("official_documents.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str | None]
    file: Mapped[str | None]
    file_name: Mapped[str | None]
    media_type: Mapped[str | None]
    bytes: Mapped[int | None]
    digest: Mapped[str | None]
    put_at: Mapped[datetime]
    put_by: Mapped[str]

"""Statements that delegations send for meetings, and what the desk made of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.cop.statements import Behalf, StatementState
from meetings.models.base import Base, Revised, random_id


class Statement(Revised, Base):
    """A statement of a delegation for a meeting, as a file that is kept; published, it is a document of its own.

    `behalf_of` is a regional group or a name, null where they speak for themselves. `delivered` says how it was made,
    as the desk decides it when it publishes, or before as the list of speakers has it, else null.
    """

    __tablename__ = "statements"
    __table_args__ = (Index("ix_statements_state", "programme_id", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegations.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id"))
    behalf: Mapped[str] = mapped_column(default=Behalf.SELF)
    behalf_of: Mapped[str | None]
    language: Mapped[str]
    check_delivery: Mapped[bool] = mapped_column(default=False)
    file: Mapped[str]
    file_name: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    digest: Mapped[str]
    state: Mapped[str] = mapped_column(default=StatementState.WAITING)
    delivered: Mapped[str | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("official_documents.id"), index=True)
    sent_at: Mapped[datetime]
    sent_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    reason: Mapped[str | None]

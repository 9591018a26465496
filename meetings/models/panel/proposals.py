"""Others whom panellists propose; the organizer takes or leaves them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, random_id


class PanelProposal(Base):
    """Somebody proposed for a session's panel by `person_id`; nobody is written to before the proposal is taken.

    `key` is name and address folded, so that the same proposal sent twice is one. `state` is open, taken or left;
    `decided_by` the actor who decided.
    """

    __tablename__ = "panel_proposals"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "key"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    key: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    organization: Mapped[str | None]
    words: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="open")
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]

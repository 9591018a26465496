"""Who was invited to look after their panels in a programme, and what they have heard of its times."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


class PanelInvitation(Base):
    """Somebody who is given their link; it is mailed once the programme and a session of theirs are published.

    `opened_at` is when somebody who reads their mail was last known to have their page before them.
    """

    __tablename__ = "panel_invitations"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    invited_at: Mapped[datetime]
    invited_by: Mapped[str]
    opened_at: Mapped[datetime | None]


class PanelHeard(Base):
    """Which version of a slot a panellist, or their assistant, knows of; `assistant_id` is empty for themselves.

    Version 0 is of a slot that was added after they were told of the panel, and that they were not told of yet.
    """

    __tablename__ = "panel_heard"

    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    assistant_id: Mapped[str] = mapped_column(primary_key=True, default="")
    version: Mapped[int]

"""Assistants of panellists: they see and do by a link of their own what a panellist may, and it is said who did."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base, random_id
from meetings.models.people import Person


class Assistant(Base):
    """Somebody who looks after a panellist's panels in a programme.

    `person_id` is whose assistant, `helper_id` who they are among those we write to. The link is of purpose `speak` and
    bearer `assistant:<id>`. Whoever was taken away has `ended_at`.
    """

    __tablename__ = "panel_assistants"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    helper: Mapped[Person] = relationship(foreign_keys=[helper_id])

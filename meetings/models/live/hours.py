"""What is decided while a slot is held, and how often anything of it changed."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


class LiveHour(Base):
    """The hour of a slot.

    `changes` rises with everything that the list of speakers or the panel would show differently. Questions raise it
    not, and pages compare what they show of them: whoever asks waits for nobody else who does.
    `delay_minutes` is how much later it begins than it should, 0 for not at all; nobody's calendar moves by it.
    `shows_questions` lets those who take part read each other's questions, once a moderator has shown them.
    """

    __tablename__ = "live_hours"

    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id"), primary_key=True)
    changes: Mapped[int] = mapped_column(default=0)
    delay_minutes: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    shows_questions: Mapped[bool] = mapped_column(default=False)

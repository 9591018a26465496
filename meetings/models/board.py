"""Acts at the season board, kept so that whoever did one can take it back."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, random_id


class BoardAct(Base):
    """An act at the board of a programme (its slug): `act` names it, `steps` say what it did to each session.

    `id` gives their order, `key` names one in a form, so that nobody learns from it how many there are. Steps are
    those of `domain/board: Step`, as JSON.
    """

    __tablename__ = "board_acts"
    __table_args__ = (Index("ix_board_acts_last", "programme", "actor", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True, default=random_id)
    programme: Mapped[str]
    actor: Mapped[str]
    act: Mapped[str]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    steps: Mapped[list[Any]]

"""Drafts: what members of staff typed into forms of the desk and have not saved."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, random_id


class Draft(Base):
    """What one user typed into one form: the form's address without the language, and which of its forms.

    `values` are lists by the names of fields; `revision` is the one the form had seen, as it was written there.
    """

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("user_id", "address", "form"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    address: Mapped[str]
    form: Mapped[str] = mapped_column(default="")
    values: Mapped[dict[str, Any]]
    revision: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[datetime] = mapped_column(index=True)

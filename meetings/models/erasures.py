"""Who was erased, by keyed hashes: enough to know them again in a file, and nothing to know them by."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, random_id


class Erasure(Base):
    """A keyed hash of a name at a mailbox, or of a name alone in an archive, that was erased.

    `person_id` is the nameless person it stands for; null where the store was put back to before it knew them.
    """

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    key: Mapped[str] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]

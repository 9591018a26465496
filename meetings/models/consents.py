"""What people agreed to, in which words and when; rows are added and never changed."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base


class Consent(Base):
    """What a person agreed to with a registration: a version of the words, and the language they read it in.

    `language` is null where it was not recorded.
    """

    __tablename__ = "consents"

    registration_id: Mapped[str] = mapped_column(ForeignKey("registrations.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    text_version: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str | None]
    at: Mapped[datetime]


class PersonConsent(Base):
    """What a person agreed to, or withdrew, for themselves and all they were registered for by then.

    A row with `withdrawn_at` ends the yes whose words and instant it repeats.
    """

    __tablename__ = "person_consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str]
    text_version: Mapped[str]
    language: Mapped[str | None]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

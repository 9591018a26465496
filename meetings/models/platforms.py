"""Accounts at platforms, which times are held with them, the meetings made there, and people's own ways in."""

import json
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.domain.platforms_tasks import State
from meetings.models.base import Base, Revised, random_id

REFERENCE_LENGTH = 16


def seal(value: Any, key: bytes) -> str:
    """Seal a value that JSON can hold, under 32 bytes of a key that the store never sees."""
    return Fernet(urlsafe_b64encode(key)).encrypt(json.dumps(value).encode()).decode()


def unseal(sealed: str, key: bytes) -> Any:
    """Give a value that was sealed, or nothing where another key sealed it."""
    try:
        return json.loads(Fernet(urlsafe_b64encode(key)).decrypt(sealed))
    except InvalidToken:
        return None


def new_reference() -> str:
    """Make the word by which a meeting is found again at its platform; it stands on no page."""
    return f"mm-{random_id(REFERENCE_LENGTH)}"


class PlatformAccount(Revised, Base):
    """An account at a platform: how it is reached, and sealed, what it knows us by.

    `problem` is what its last test or task ran into; until `rests_until` it is left alone. One that was removed stays
    without its keys, because meetings of the past were held with it.
    """

    __tablename__ = "platform_accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    address: Mapped[str]
    settings: Mapped[dict[str, str]] = mapped_column(default=dict)
    sealed: Mapped[str | None]
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)
    checked_at: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class PlatformDefault(Base):
    """The account that times of a programme are held with where nothing else is said."""

    __tablename__ = "platform_defaults"

    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey("platform_accounts.id"), index=True)


class PlatformChoice(Base):
    """What somebody chose for one time: an account, or none, which is by hand.

    `replaces` is the address that stood there and gives way; one typed later is another choice.
    """

    __tablename__ = "platform_choices"

    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("platform_accounts.id"), index=True)
    replaces: Mapped[str | None]


class PlatformMeeting(Base):
    """The meeting of a time at one account: wanted, made, or ended.

    `told` is what the platform was told of the time. `claim` rises with each task that a worker takes, so that one
    that was given up writes nothing any more. `host` is the host's address, sealed.
    """

    __tablename__ = "platform_meetings"
    __table_args__ = (
        UniqueConstraint("slot_id", "account_id"),
        Index("ix_platform_meetings_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[str] = mapped_column(ForeignKey("slots.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("platform_accounts.id"), index=True)
    reference: Mapped[str] = mapped_column(unique=True, default=new_reference)
    state: Mapped[str] = mapped_column(default=State.WANTED)
    number: Mapped[str | None]
    address: Mapped[str | None]
    host: Mapped[str | None]
    told: Mapped[dict[str, Any]] = mapped_column(default=dict)
    claim: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    problem: Mapped[dict[str, Any]] = mapped_column(default=dict)
    due_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    fetches: Mapped[int] = mapped_column(default=0)
    attendance_at: Mapped[datetime | None]
    recordings_at: Mapped[datetime | None]


class PlatformWay(Base):
    """Somebody's own way into a meeting, sealed; without an address it is still to be made."""

    __tablename__ = "platform_ways"

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("platform_meetings.id", ondelete="CASCADE"), primary_key=True
    )
    reference: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str]
    address: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None]
    due_at: Mapped[datetime]

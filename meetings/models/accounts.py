"""Accounts of staff: passwords, second steps, sign-ons by another system, and who is at the desk now."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from meetings.models.base import Base, random_id


class Account(Base):
    """What a member of staff proves by who they are: a hash of the password, and the secret of the second step, sealed.

    `second_step` is the last half minute of which a code was taken; neither it nor an earlier one is taken again.
    """

    __tablename__ = "accounts"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    password_hash: Mapped[str | None]
    password_at: Mapped[datetime | None]
    second_sealed: Mapped[str | None]
    second_at: Mapped[datetime | None]
    second_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code that stands in for a lost telephone once, known by its keyed hash."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    used_at: Mapped[datetime | None]


class SignOn(Base):
    """Who somebody is to the system of their house: bound at the first sign-on, whatever their address becomes."""

    __tablename__ = "sign_ons"
    __table_args__ = (UniqueConstraint("user_id", "issuer"),)

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    bound_at: Mapped[datetime]


class Stay(Base):
    """Somebody at the desk, from one device, until they leave or are sent out; `needs` says what is asked first."""

    __tablename__ = "stays"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: random_id(32))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    way: Mapped[str]
    needs: Mapped[str]
    gave_code: Mapped[bool] = mapped_column(default=False)
    chose_password: Mapped[bool] = mapped_column(default=False)
    device: Mapped[str] = mapped_column(default="")
    began_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class FailedTry(Base):
    """How often in a row somebody failed to prove who they are, by a keyed hash that names nobody."""

    __tablename__ = "failed_tries"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)


class Carried(Base):
    """What somebody typed, sealed, while they sign in by another system or by a mail."""

    __tablename__ = "carried"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: random_id(24))
    sealed: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class StaffMail(Base):
    """A mail to a member of staff that was asked for, also for addresses of nobody: one a kind and address waits."""

    __tablename__ = "staff_mails"

    kind: Mapped[str] = mapped_column(primary_key=True)
    address_key: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    error: Mapped[str | None]

"""Staff: who may sign in, with which roles, and the tokens of their programs."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base, Revised


class User(Revised, Base):
    """A member of staff, known by address."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    zone: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    grants: Mapped[list["Grant"]] = relationship()


class Grant(Base):
    """A role of a user, everywhere or in one programme, its stream, and the sessions of a partner."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("user_id", "role", "programme", "stream", "partner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    programme: Mapped[str] = mapped_column(default="")
    stream: Mapped[str] = mapped_column(default="")
    partner: Mapped[str] = mapped_column(default="")


class SignIn(Base):
    """A single-use link to sign in, known by its hash; `way` says how it was handed over, and so what it proves."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    way: Mapped[str] = mapped_column(default="link")
    user: Mapped[User] = relationship()


class ApiToken(Base):
    """A token of a program, known by its hash, with one role, or some acts of it, for as long as it is good."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    programme: Mapped[str] = mapped_column(default="")
    stream: Mapped[str] = mapped_column(default="")
    partner: Mapped[str] = mapped_column(default="")
    acts: Mapped[list[str] | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

"""Contacts: people and offices the secretariat writes to, the roles they held and hold, and lists of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.models.base import Base, Revised, random_id
from meetings.models.people import Person


class Contact(Revised, Base):
    """Somebody of those the secretariat writes to; name, country, organization and language are the person's.

    `is_office` says that the name is an office's, as of a ministry. `source` names where it comes from: a list that was
    read, or who typed it. Whoever is written to no more has `ended_at`.
    """

    __tablename__ = "contacts"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    title: Mapped[str | None]
    position: Mapped[str | None]
    is_office: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    roles: Mapped[list["ContactRole"]] = relationship(order_by="ContactRole.id", back_populates="contact")
    interests: Mapped[list["ContactInterest"]] = relationship(order_by="ContactInterest.interest")


class ContactRole(Base):
    """A role somebody holds or held: `kind` as in `domain/contacts/roles`, for a `country`, in a `body`, for a term.

    Rows are ended and kept, so that it can be told who held a role on a day.
    """

    __tablename__ = "contact_roles"
    __table_args__ = (Index("ix_contact_roles_kind_country", "kind", "country"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("contacts.person_id"), index=True)
    kind: Mapped[str]
    country: Mapped[str | None]
    body: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]
    noted_at: Mapped[datetime]
    noted_by: Mapped[str]
    contact: Mapped[Contact] = relationship(back_populates="roles")


class ContactInterest(Base):
    """Something a contact wants to hear of: the code of a stream, or a word."""

    __tablename__ = "contact_interests"
    __table_args__ = (Index("ix_contact_interests_interest", "interest"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("contacts.person_id"), primary_key=True)
    interest: Mapped[str] = mapped_column(primary_key=True)


class ContactList(Revised, Base):
    """A list of contacts under a name: a saved filter (`asked`), or (`is_static`) members put in one by one.

    `last_used_at` says when it was last written to, asked or taken along.
    """

    __tablename__ = "contact_lists"

    id: Mapped[str] = mapped_column(primary_key=True, default=random_id)
    name: Mapped[str] = mapped_column(unique=True)
    is_static: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class ContactListMember(Base):
    """A contact of a static list."""

    __tablename__ = "contact_list_members"

    list_id: Mapped[str] = mapped_column(ForeignKey("contact_lists.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("contacts.person_id"), primary_key=True, index=True)
    added_at: Mapped[datetime]
    added_by: Mapped[str]

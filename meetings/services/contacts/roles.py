"""Roles of contacts: given for a term, ended, and never held twice where a government has one."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Select, or_, select

from meetings.domain import errors
from meetings.domain.contacts.contacts_errors import CountryNeeded, RoleHeldAlready, RoleTaken, TermBackwards
from meetings.domain.contacts.roles import OF_A_GOVERNMENT, ONE_AT_A_TIME, ContactRoleKind, overlap
from meetings.domain.registrations import ORGANIZATION_LENGTH, check_line
from meetings.extensions import db, take_turns, transaction
from meetings.models.contacts.contacts import Contact, ContactRole
from meetings.models.parties import Party
from meetings.models.people import Person
from meetings.services.audit import note

TURNS: Final = "contact roles"
DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RoleGiven:
    """A role as a form gives it; with `replaces`, whoever holds it ends the day before this term begins."""

    kind: str
    country: str = ""
    body: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    replaces: bool = False


def give_role(public_id: str, given: RoleGiven, now: datetime, actor: str, *, source: str = "typed") -> int:
    """Give a contact a role, and give its number.

    Raises: NotFound; NotAChoice, CountryNeeded, TermBackwards, with the field; RoleHeldAlready; RoleTaken, with who
    holds it, where a government has one at a time.
    """
    kind = _kind(given.kind)
    body = check_line(given.body, "body", ORGANIZATION_LENGTH)
    if given.starts_on and given.ends_on and given.ends_on < given.starts_on:
        raise TermBackwards(field="ends_on")
    with transaction():
        take_turns(TURNS)
        contact = _contact(public_id)
        country = _country(given.country, kind)
        row = ContactRole(
            person_id=contact.person_id,
            kind=kind,
            country=country,
            body=body,
            starts_on=given.starts_on,
            ends_on=given.ends_on,
            source=source,
            noted_at=now,
            noted_by=actor,
        )
        _check_own(row)
        _make_room(row, given.replaces, now, actor)
        db.session.add(row)
        contact.updated_at = now
        db.session.flush()
        _note("contact.role", row, now, actor)
        return row.id


def end_role(public_id: str, role_id: int, ends_on: date, now: datetime, *, actor: str) -> None:
    """Let a role end with a day, which counts.

    Raises: NotFound; TermBackwards; RoleTaken, where it would last longer than before, and another holds it then.
    """
    with transaction():
        take_turns(TURNS)
        contact = _contact(public_id)
        row = db.session.get(ContactRole, role_id, with_for_update=True, populate_existing=True)
        if row is None or row.person_id != contact.person_id:
            raise errors.NotFound()
        if row.starts_on is not None and ends_on < row.starts_on:
            raise TermBackwards(field="ends_on")
        was, row.ends_on = row.ends_on, ends_on
        holder = _other_holder(row)
        if holder is not None and was is not None and was < ends_on:
            raise _taken(holder)
        contact.updated_at = now
        _note("contact.role_end", row, now, actor)


def check_roles_again(person_id: int, on: date) -> None:
    """Refuse to take somebody back whose role another has now; call it within a transaction.

    Raises: RoleTaken.
    """
    rows = select(ContactRole).where(
        ContactRole.person_id == person_id, or_(ContactRole.ends_on.is_(None), ContactRole.ends_on >= on)
    )
    for row in db.session.scalars(rows).all():
        holder = _other_holder(row) if row.kind in ONE_AT_A_TIME else None
        if holder is not None:
            raise _taken(holder)


def holders(kind: str, country: str | None) -> Select[ContactRole]:
    """Give the question for the roles of a kind that contacts who are written to hold, held or will hold."""
    return (
        select(ContactRole)
        .join(Contact, Contact.person_id == ContactRole.person_id)
        .join(Person, Person.id == Contact.person_id)
        .where(
            ContactRole.kind == kind,
            ContactRole.country == country,
            Contact.ended_at.is_(None),
            Person.erased_at.is_(None),
            Person.merged_into_id.is_(None),
        )
    )


def _kind(value: str) -> ContactRoleKind:
    try:
        return ContactRoleKind(value)
    except ValueError:
        raise errors.NotAChoice(field="kind", value=value[:20]) from None


def _country(code: str, kind: ContactRoleKind) -> str | None:
    if not code:
        if kind in OF_A_GOVERNMENT:
            raise CountryNeeded(field="role_country")
        return None
    if db.session.get(Party, code) is None:
        raise errors.NotAChoice(field="role_country", value=code[:2])
    return code


def _contact(public_id: str) -> Contact:
    row = db.session.scalar(
        select(Contact)
        .join(Person, Person.id == Contact.person_id)
        .where(Person.public_id == public_id, Person.erased_at.is_(None), Person.merged_into_id.is_(None))
        .with_for_update(of=Contact, key_share=True)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise errors.NotFound()
    return row


def _check_own(wanted: ContactRole) -> None:
    own = select(ContactRole).where(
        ContactRole.person_id == wanted.person_id,
        ContactRole.kind == wanted.kind,
        ContactRole.country.is_not_distinct_from(wanted.country),
        ContactRole.body.is_not_distinct_from(wanted.body),
    )
    if any(overlap(_term(one), _term(wanted)) for one in db.session.scalars(own)):
        raise RoleHeldAlready(field="kind")


def _make_room(wanted: ContactRole, replaces: bool, now: datetime, actor: str) -> None:
    """End, if that is meant, who holds a role of which there is one, the day before.

    Raises: RoleTaken.
    """
    if wanted.kind not in ONE_AT_A_TIME:
        return
    begins = wanted.starts_on or now.date()
    for row in db.session.scalars(holders(wanted.kind, wanted.country)).all():
        if row.person_id == wanted.person_id or not overlap(_term(row), _term(wanted)):
            continue
        if not replaces or (row.starts_on is not None and row.starts_on >= begins):
            raise _taken(row)
        row.ends_on, wanted.starts_on = begins - DAY, begins
        _note("contact.role_end", row, now, actor)


def _other_holder(wanted: ContactRole) -> ContactRole | None:
    if wanted.kind not in ONE_AT_A_TIME:
        return None
    others = holders(wanted.kind, wanted.country).where(ContactRole.person_id != wanted.person_id)
    with db.session.no_autoflush:
        return next((one for one in db.session.scalars(others) if overlap(_term(one), _term(wanted))), None)


def _taken(row: ContactRole) -> RoleTaken:
    person = db.session.get_one(Person, row.person_id)
    return RoleTaken(field="kind", holder=person.name, other=person.public_id)


def _term(row: ContactRole) -> tuple[date | None, date | None]:
    return row.starts_on, row.ends_on


def _note(act: str, row: ContactRole, now: datetime, actor: str) -> None:
    after = {
        "kind": str(row.kind),
        "country": row.country,
        "body": row.body,
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
    }
    note(now, actor, act, f"person:{row.person_id}", after=after)

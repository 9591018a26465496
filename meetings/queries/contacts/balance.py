"""Who sits in bodies: by regional group and gender, beside the seats each group should have."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import or_, select

from meetings.domain.contacts.roles import ContactRoleKind, holds_on
from meetings.extensions import db
from meetings.models.contacts.contacts import Contact, ContactRole
from meetings.models.contacts.imports import ContactBody
from meetings.models.parties import Party
from meetings.models.people import Person

BUREAU: Final = "Bureau"
NO_GROUP: Final = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Of a regional group: how many sit in a body, how many seats it should have, and the gender of who said it."""

    group: str
    held: int
    seats: int | None
    women: int | None
    men: int | None
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BodyBalance:
    """A body on a day, by regional group; `revision` guards a save of its seats, 0 where none was saved."""

    name: str
    shares: tuple[Share, ...]
    held: int
    seats: int | None
    women: int | None
    men: int | None
    revision: int


def balances(on: date) -> list[BodyBalance]:
    """Give the bodies that have members on a day, or seats; the Bureau first."""
    rows = db.session.execute(
        select(
            ContactRole.kind,
            ContactRole.body,
            ContactRole.country,
            ContactRole.starts_on,
            ContactRole.ends_on,
            Person.gender,
            ContactRole.person_id,
        )
        .join(Contact, Contact.person_id == ContactRole.person_id)
        .join(Person, Person.id == Contact.person_id)
        .where(
            or_(ContactRole.body.is_not(None), ContactRole.kind == ContactRoleKind.BUREAU),
            or_(Contact.ended_at.is_(None), Person.erased_at.is_not(None)),
            Person.merged_into_id.is_(None),
        )
    ).all()
    members: dict[str, dict[int, Any]] = {}
    for row in rows:
        if holds_on(on, row.starts_on, row.ends_on):
            members.setdefault(row.body or BUREAU, {})[row.person_id] = row
    bodies = {one.name: one for one in db.session.scalars(select(ContactBody))}
    groups = {row[0]: row[1] for row in db.session.execute(select(Party.code, Party.regional_group))}
    names = sorted({*members, *bodies}, key=lambda one: (one != BUREAU, one.casefold()))
    return [_balance(name, list(members.get(name, {}).values()), bodies.get(name), groups) for name in names]


def _balance(
    name: str, members: list[Any], body: ContactBody | None, groups: dict[str, str | None]
) -> BodyBalance:
    seats: dict[str, int] = dict(body.seats) if body else {}
    by_group: dict[str, list[Any]] = {}
    for one in members:
        by_group.setdefault(groups.get(one.country) or NO_GROUP, []).append(one)
    every = sorted(
        {*by_group, *seats, *(one for one in groups.values() if one)}, key=lambda one: (not one, one)
    )
    shares = tuple(_share(group, by_group.get(group, []), seats.get(group)) for group in every)
    women, men = _genders(members)
    return BodyBalance(
        name=name,
        shares=shares,
        held=len(members),
        seats=sum(seats.values()) if seats else None,
        women=women,
        men=men,
        revision=body.revision if body else 0,
    )


def _share(group: str, members: list[Any], seats: int | None) -> Share:
    women, men = _genders(members)
    countries = tuple(sorted({one.country for one in members if one.country}))
    return Share(group, len(members), seats, women, men, countries)


def _genders(members: list[Any]) -> tuple[int | None, int | None]:
    """Count women and men among those who said it; null for both where nobody did."""
    said = Counter(one.gender for one in members if one.gender)
    return (said["female"], said["male"]) if said else (None, None)

"""Contacts as the desk shows them: some at a time, one with all roles, and all of them for a table."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Select, func, select

from meetings.domain.contacts.filters import Filter
from meetings.domain.contacts.roles import holds_on
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.contacts.contacts import (
    Contact,
    ContactInterest,
    ContactList,
    ContactListMember,
    ContactRole,
)
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.queries.contacts.lists import members
from meetings.queries.keys import By, Key, beyond, in_order

AT_ONCE: Final = 50
ORDER: Final = (By(Person.name_key), By(Person.id))
IN_A_TABLE: Final = 1_000
MANY: Final = 30_000


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role somebody holds, held or will hold; `is_held` on the day that was asked for."""

    id: int
    kind: str
    country: str | None
    body: str | None
    starts_on: date | None
    ends_on: date | None
    is_held: bool
    source: str
    noted_at: datetime
    noted_by: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact in a list; `roles` are held on the day that was asked for."""

    public_id: str
    name: str
    title: str | None
    position: str | None
    is_office: bool
    address: str | None
    organization: str | None
    country: str | None
    language: str
    category: str | None
    interests: tuple[str, ...]
    roles: tuple[RoleRow, ...]


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """Some contacts, how many there are in all, and the key of the last one if others follow."""

    rows: tuple[ContactRow, ...]
    number: int
    page: int
    next: Key | None = None

    @property
    def has_more(self) -> bool:
        """Say whether others follow."""
        return self.next is not None


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A contact with all that is known of it; `revisions` of the person and of the contact guard a save."""

    row: ContactRow
    revisions: tuple[int, int]
    source: str
    added_at: datetime
    ended_at: datetime | None
    held: tuple[RoleRow, ...]
    past: tuple[RoleRow, ...]
    lists: tuple[tuple[str, str], ...]


def contacts_page(
    asked: Filter, on: date, page: int = 1, *, ended: bool = False, after: Key | None = None
) -> ContactsPage:
    """Give a page of contacts by name, and their number.

    Takes: the filter; or those who are written to no more, by its text and country alone; the number of the page, or
    the key of the contact that it begins after, as the page before gave it.
    """
    ids = _ended(asked) if ended else members(asked, on)
    number = db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0
    if number <= (page - 1) * AT_ONCE:
        return ContactsPage((), number, page)
    if number > MANY:  # the first by name are soon found in the order of names
        wanted = ids
    else:
        few = ids.cte().prefix_with("MATERIALIZED", dialect="postgresql")
        wanted = select(Person.id).join(few, few.c.person_id == Person.id)
    if after is not None:
        wanted = wanted.where(beyond(ORDER, after))
    keyed = wanted.add_columns(*(one.column for one in ORDER)).order_by(*in_order(ORDER))
    found = db.session.execute(keyed.limit(AT_ONCE + 1).offset((page - 1) * AT_ONCE)).all()
    rows = _rows([row[0] for row in found[:AT_ONCE]], on)
    key = tuple(found[AT_ONCE - 1][1:]) if len(found) > AT_ONCE else None
    return ContactsPage(tuple(rows), number, page, key)


def contact(public_id: str, on: date) -> ContactShown:
    """Give a contact with the roles held and those that were or will be, the latest first.

    Raises: NotFound.
    """
    found = db.session.execute(
        select(Contact, Person.revision)
        .join(Person, Person.id == Contact.person_id)
        .where(Person.public_id == public_id, Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound()
    it, revision = found
    row = _rows([it.person_id], on)[0]
    every = _roles([it.person_id], on)[it.person_id]
    lists = db.session.execute(
        select(ContactList.id, ContactList.name)
        .join(ContactListMember, ContactListMember.list_id == ContactList.id)
        .where(ContactListMember.person_id == it.person_id, ContactList.ended_at.is_(None))
        .order_by(ContactList.name)
    ).all()
    return ContactShown(
        row=row,
        revisions=(revision, it.revision),
        source=it.source,
        added_at=it.added_at,
        ended_at=it.ended_at,
        held=row.roles,
        past=tuple(reversed([one for one in every if not one.is_held])),
        lists=tuple((one, name) for one, name in lists),
    )


def every_contact(asked: Filter, on: date) -> Iterator[ContactRow]:
    """Give all contacts that a filter holds, in the order of their numbers, some at a time."""
    last, ids = 0, members(asked, on).subquery()
    while True:
        question = (
            select(ids.c.person_id).where(ids.c.person_id > last).order_by(ids.c.person_id).limit(IN_A_TABLE)
        )
        some = list(db.session.scalars(question))
        if not some:
            return
        yield from _rows(some, on)
        last = some[-1]


def _ended(asked: Filter) -> Select[int]:
    question = (
        select(Contact.person_id)
        .join(Person, Person.id == Contact.person_id)
        .where(Contact.ended_at.is_not(None), Person.erased_at.is_(None), Person.merged_into_id.is_(None))
    )
    if asked.countries:
        question = question.where(Person.country.in_(asked.countries))
    if asked.text:
        question = question.where(Person.name.icontains(asked.text, autoescape=True))
    return question


def _rows(ids: list[int], on: date) -> list[ContactRow]:
    found = db.session.execute(
        select(Person, Contact).join(Contact, Contact.person_id == Person.id).where(Person.id.in_(ids))
    )
    people = {person.id: (person, it) for person, it in found}
    roles, addresses, interests = _roles(ids, on), _addresses(ids), _interests(ids)
    return [
        ContactRow(
            public_id=person.public_id,
            name=person.name,
            title=it.title,
            position=it.position,
            is_office=it.is_office,
            address=addresses.get(one),
            organization=person.organization,
            country=person.country,
            language=person.language,
            category=person.category,
            interests=tuple(interests[one]),
            roles=tuple(role for role in roles[one] if role.is_held),
        )
        for one in ids
        if one in people
        for person, it in [people[one]]
    ]


def _roles(ids: Iterable[int], on: date) -> dict[int, list[RoleRow]]:
    found: dict[int, list[RoleRow]] = defaultdict(list)
    rows = select(ContactRole).where(ContactRole.person_id.in_(list(ids)))
    for one in db.session.scalars(rows.order_by(ContactRole.starts_on, ContactRole.id)):
        found[one.person_id].append(
            RoleRow(
                one.id,
                one.kind,
                one.country,
                one.body,
                one.starts_on,
                one.ends_on,
                holds_on(on, one.starts_on, one.ends_on),
                one.source,
                one.noted_at,
                one.noted_by,
            )
        )
    return found


def _addresses(ids: Iterable[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(PersonMailbox.person_id, Mailbox.address)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .where(PersonMailbox.person_id.in_(list(ids)))
        .order_by(Mailbox.id.desc())
    )
    return {person_id: address for person_id, address in rows}  # noqa: C416 - the first mailbox wins


def _interests(ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = select(ContactInterest).where(ContactInterest.person_id.in_(list(ids)))
    for one in db.session.scalars(rows.order_by(ContactInterest.interest)):
        found[one.person_id].append(one.interest)
    return found

"""What the desk sees of contact lists: counts by role, region and language, a sample, and whom no mail reaches."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, literal, select, union_all
from sqlalchemy.orm import raiseload

from meetings.domain.contacts.filters import Filter, from_stored
from meetings.domain.contacts.lists import SAMPLE, Unreached
from meetings.domain.errors import NotFound
from meetings.extensions import db
from meetings.models.contacts.contacts import ContactList, ContactRole
from meetings.models.parties import Party
from meetings.models.people import Mailbox, OptOut, Person, PersonMailbox
from meetings.queries.contacts.lists import of_list, stands_on
from meetings.queries.contacts.reaching import REFUSED, has_mailbox, takes_mail, unreached

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list as the desk sees it; `count` is how many it holds on the day it was asked."""

    id: str
    name: str
    is_static: bool
    asked: Filter
    revision: int
    made_at: datetime
    ended_at: datetime | None
    last_used_at: datetime | None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A contact on a list: `roles` as codes, `why` no mail reaches them, empty where it does; `number` orders them."""

    public_id: str
    name: str
    organization: str | None
    country: str | None
    country_names: Words
    language: str
    roles: tuple[str, ...]
    addresses: tuple[str, ...]
    why: str
    number: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many contacts a list holds, by reason why no mail reaches them, and by what they are.

    Regions are of their country, empty where there is none or it is in none. Who has two roles is counted in both.
    `stopped` are those who want no mails of a scope, whom mail reaches else.
    """

    total: int
    unreached: Mapping[str, int]
    regions: Mapping[str, int]
    languages: Mapping[str, int]
    roles: Mapping[str, int]
    stopped: Mapping[str, int]

    @property
    def reached(self) -> int:
        """Give how many mail reaches."""
        return self.total - sum(self.unreached.values())


def list_rows(on: date) -> tuple[ListRow, ...]:
    """Give all lists with how many they hold on a day, by name, those that have ended last; in two questions."""
    rows = db.session.scalars(select(ContactList).options(raiseload("*")).order_by(ContactList.name)).all()
    counts = _counts_of(rows, on)
    found = [_row(one, counts.get(one.id, 0)) for one in rows]
    return tuple(sorted(found, key=lambda one: one.ended_at is not None))


def open_lists() -> tuple[tuple[str, str], ...]:
    """Give id and name of the lists that have not ended, by name."""
    rows = select(ContactList.id, ContactList.name).where(ContactList.ended_at.is_(None))
    return tuple((row[0], row[1]) for row in db.session.execute(rows.order_by(ContactList.name)))


def list_row(list_id: str) -> ListRow:
    """Give a list, without its count.

    Raises: NotFound.
    """
    return _row(_found(list_id), 0)


def whom_of(list_id: str, on: date) -> Select[int]:
    """Give the question for whoever is on a list on a day, also on one that has ended.

    Raises: NotFound.
    """
    return of_list(_found(list_id), on)


def count(whom: Select[int]) -> int:
    """Say how many a question for contacts finds."""
    return db.session.scalar(select(func.count()).select_from(whom.subquery())) or 0


def counts(whom: Select[int], on: date) -> Counts:
    """Count whom a question for contacts finds, in four questions."""
    ids = whom.subquery()
    rows = db.session.execute(
        select(Party.regional_group, Person.language, func.count())
        .select_from(ids)
        .join(Person, Person.id == ids.c.person_id)
        .outerjoin(Party, Party.code == Person.country)
        .group_by(Party.regional_group, Person.language)
    ).all()
    regions, languages = Counter[str](), Counter[str]()
    for region, language, number in rows:
        regions[region or ""] += number
        languages[language] += number
    total = regions.total()
    return Counts(total, _unreached(whom, total), regions, languages, _roles(whom, on), _stopped(whom))


def sample(whom: Select[int], on: date) -> tuple[Member, ...]:
    """Give some of whom a question for contacts finds: those who came first."""
    return members_shown(whom, on, most=SAMPLE)


def members_shown(
    whom: Select[int], on: date, *, most: int | None = None, begin: int = 0, after: int = 0, why: str = ""
) -> tuple[Member, ...]:
    """Give whom a question for contacts finds, by number, in three questions; `why` holds it to whom mail fails.

    Takes: how many at most, after passing over some, or those whose numbers are higher.
    """
    reason = unreached(Person.id)
    ids = whom.subquery()
    chosen = select(Person.id).join(ids, ids.c.person_id == Person.id)
    if why:
        chosen = chosen.where(reason == why)
    if most is not None:  # first the few, so that reasons are asked for them alone
        chosen = chosen.where(Person.id > after).order_by(Person.id).offset(begin).limit(most)
    few = chosen.subquery()
    asked = select(Person, Party.names, reason).join(few, few.c.id == Person.id)
    asked = asked.outerjoin(Party, Party.code == Person.country).options(raiseload("*"))
    rows = db.session.execute(asked.order_by(Person.id)).all()
    people = [row[0].id for row in rows]
    roles = _roles_of(people, on)
    addresses = _addresses_of(people)
    return tuple(
        Member(
            row.public_id,
            row.name,
            row.organization,
            row.country,
            names or {},
            row.language,
            roles.get(row.id, ()),
            addresses.get(row.id, ()),
            why,
            row.id,
        )
        for row, names, why in rows
    )


def stopped_of(whom: Select[int], scope: str, *, most: int) -> tuple[tuple[str, str], ...]:
    """Give public id and name of those who want no mails of a scope."""
    rows = db.session.execute(
        select(Person.public_id, Person.name)
        .join(OptOut, OptOut.person_id == Person.id)
        .where(OptOut.scope == scope, Person.id.in_(whom))
        .order_by(Person.id)
        .limit(most)
    )
    return tuple((public_id, name) for public_id, name in rows)


def _found(list_id: str) -> ContactList:
    row = db.session.get(ContactList, list_id)
    if row is None:
        raise NotFound()
    return row


def _row(row: ContactList, number: int) -> ListRow:
    return ListRow(
        row.id,
        row.name,
        row.is_static,
        from_stored(row.asked),
        row.revision,
        row.made_at,
        row.ended_at,
        row.last_used_at,
        number,
    )


def _counts_of(rows: Iterable[ContactList], on: date) -> dict[str, int]:
    each = [
        select(literal(row.id).label("id"), func.count()).select_from(of_list(row, on).subquery())
        for row in rows
    ]
    if not each:
        return {}
    return {row[0]: row[1] for row in db.session.execute(union_all(*each))}


def _unreached(whom: Select[int], total: int) -> dict[str, int]:
    """Count by reason whom no mail reaches; each sum asks for rows alone, which stores are quick at."""
    ids = whom.subquery()
    free = select(func.count()).select_from(ids).join(Person, Person.id == ids.c.person_id)
    free = free.where(Person.held_at.is_(None))
    sums = [free, free.where(has_mailbox(Person.id)), free.where(takes_mail(Person.id))]
    told, known, works = db.session.execute(select(*(one.scalar_subquery() for one in sums))).one()
    found = {
        Unreached.HELD: total - told,
        Unreached.NO_MAILBOX: told - known,
        Unreached.FAILED: known - works,
    }
    return {str(why): number for why, number in found.items() if number}


def _roles(whom: Select[int], on: date) -> dict[str, int]:
    held = select(ContactRole.kind, ContactRole.person_id).distinct()
    each = held.where(ContactRole.person_id.in_(whom), stands_on(on)).subquery()
    rows = db.session.execute(select(each.c.kind, func.count()).group_by(each.c.kind))
    return {row[0]: row[1] for row in rows}


def _stopped(whom: Select[int]) -> dict[str, int]:
    rows = db.session.execute(
        select(OptOut.scope, func.count()).where(OptOut.person_id.in_(whom)).group_by(OptOut.scope)
    )
    return {row[0]: row[1] for row in rows}


def _roles_of(people: list[int], on: date) -> dict[int, tuple[str, ...]]:
    rows = db.session.execute(
        select(ContactRole.person_id, ContactRole.kind)
        .where(ContactRole.person_id.in_(people), stands_on(on))
        .order_by(ContactRole.id)
    )
    return _together(rows)


def _addresses_of(people: list[int]) -> dict[int, tuple[str, ...]]:
    """Give the addresses of people, those that take mail first; none whose reader said that they are nobody there."""
    rows = db.session.execute(
        select(PersonMailbox.person_id, Mailbox.address)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .where(PersonMailbox.person_id.in_(people), ~REFUSED)
        .order_by(case((Mailbox.failed_at.is_(None), 0), else_=1), Mailbox.id.desc())
    )
    return _together(rows)


def _together(rows: Iterable[Any]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for person_id, value in rows:
        if value not in found.get(person_id, ()):
            found[person_id] = (*found.get(person_id, ()), value)
    return found

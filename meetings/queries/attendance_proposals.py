"""Whom rows of attendance files may be that no rule knew: by address, by name and country, or decided so elsewhere."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.attendance import Row
from meetings.domain.attendance_matching import Known, KnownPeople, match, name_keys
from meetings.domain.permissions import Reach
from meetings.domain.registrations import address_key, name_key
from meetings.extensions import db
from meetings.models.attendance import AttendanceDecision
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.registrations import Registration
from meetings.queries.people import STANDS, addresses_of
from meetings.queries.reach import people_within

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person whom rows may be, with what tells them from others; `why`: name, address, or decided elsewhere."""

    public_id: str
    name: str
    country: Words
    organization: str | None
    addresses: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of a slot that are decided together: what the first of them says, and what all come to.

    `id` names the first row. `verdict` and whatever follows it is what was decided, if anything was.
    """

    id: int
    slot_id: str
    session_id: int
    session: Words
    starts_at: datetime
    zone: str
    minutes: int
    name: str
    address: str
    country: str
    role: str
    rows: int
    first_joined_at: datetime
    last_left_at: datetime | None
    row_key: str
    verdict: str = ""
    person: str = ""
    person_name: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    proposed: tuple[Somebody, ...] = ()


def with_proposals(groups: Sequence[Waiting], where: Reach) -> list[Waiting]:
    """Add to each group whom it may be: decided so elsewhere, of its address, or of its name in its session."""
    asking = [one for one in groups if not one.verdict]
    by_key = _decided_elsewhere({one.row_key for one in asking})
    names = _registered(asking)
    addresses = _at_addresses({address_key(one.address) for one in asking if one.address}, names)
    countries = _countries() if any(one.country for one in asking) else {}
    proposed: dict[int, list[tuple[int, str]]] = {}
    for one in asking:
        row = Row(0, one.name, one.address, None, None, country=one.country)
        by_name = names.get(one.session_id, {})
        rule = match(row, KnownPeople({}, addresses, by_name, countries))
        why = "address" if one.address and address_key(one.address) in addresses else "name"
        ids = dict.fromkeys(by_key.get(one.row_key, ()), "decided")
        for known in (*((rule.known,) if rule.known else ()), *rule.proposed):
            ids.setdefault(known.person_id, why)
        proposed[one.id] = list(ids.items())
    shown = _people({person for found in proposed.values() for person, _why in found}, where)
    return [
        replace(
            one,
            proposed=tuple(
                replace(shown[person], why=why) for person, why in proposed.get(one.id, ()) if person in shown
            ),
        )
        for one in groups
    ]


def _decided_elsewhere(keys: Collection[str]) -> dict[str, list[int]]:
    """Give who rows of the same address and name were found to be in other slots, the latest decision first."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = db.session.execute(
        select(AttendanceDecision.row_key, AttendanceDecision.person_id)
        .where(
            AttendanceDecision.row_key.in_(keys),
            AttendanceDecision.person_id.is_not(None),
            AttendanceDecision.undone_at.is_(None),
        )
        .order_by(AttendanceDecision.id.desc())
    )
    for key, person_id in rows:
        if person_id is not None and person_id not in found[key]:
            found[key].append(person_id)
    return found


def _registered(groups: Iterable[Waiting]) -> dict[int, dict[str, list[Known]]]:
    """Give those registered for the sessions of groups under one of their names, by session and folded name."""
    wanted = {key for one in groups for key in name_keys(one.name) if key}
    rows = db.session.execute(
        select(Registration.session_id, Registration.country, Person.id, Person.name_key)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Registration.session_id.in_({one.session_id for one in groups}),
            Person.name_key.in_(wanted),
            STANDS,
        )
        .order_by(Registration.ended_at.is_(None).desc(), Registration.created_at.desc())
    )
    found: dict[int, dict[str, list[Known]]] = defaultdict(lambda: defaultdict(list))
    for session_id, country, person_id, key in rows:
        same = found[session_id][key]
        if all(one.person_id != person_id for one in same):
            same.append(Known(person_id, key, country, str(person_id)))
    return found


def _at_addresses(
    addresses: Collection[str], registered: Mapping[int, Mapping[str, Sequence[Known]]]
) -> dict[str, list[Known]]:
    known = {one.person_id for by_name in registered.values() for same in by_name.values() for one in same}
    found: dict[str, list[Known]] = defaultdict(list)
    rows = db.session.execute(
        select(Mailbox.address_key, Person.id, Person.name_key, Person.country)
        .join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
        .join(Person, Person.id == PersonMailbox.person_id)
        .where(Mailbox.address_key.in_(addresses), STANDS)
        .order_by(Person.id)
    )
    for at, person_id, key, country in rows:
        if all(one.person_id != person_id for one in found[at]):
            found[at].append(Known(person_id, key, country, str(person_id) if person_id in known else None))
    return dict(found)


def _people(ids: Collection[int], where: Reach) -> dict[int, Somebody]:
    rows = db.session.scalars(
        select(Person)
        .where(Person.id.in_(ids), STANDS, people_within(where))
        .options(selectinload(Person.mailboxes).joinedload(PersonMailbox.mailbox), raiseload("*"))
    ).all()
    wanted = {row.country for row in rows if row.country}
    named = db.session.execute(select(Party.code, Party.names).where(Party.code.in_(wanted)))
    names = {row[0]: row[1] for row in named}
    return {
        row.id: Somebody(
            public_id=row.public_id,
            name=row.name,
            country=names.get(row.country or "", {"en": row.country} if row.country else {}),
            organization=row.organization,
            addresses=addresses_of(row),
            why="",
        )
        for row in rows
    }


def _countries() -> dict[str, str]:
    rows = db.session.execute(select(Party.code, Party.names)).all()
    named = {name_key(name): code for code, names in rows for name in names.values()}
    return named | {name_key(code): code for code in set(named.values())}

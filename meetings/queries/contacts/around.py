"""What is known around rows of a list of contacts: who is at their mailboxes, who is near, who holds their roles."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.contacts.imports import OF_A_CONTACT, OF_A_PERSON, Known, RowState, Verdict
from meetings.domain.contacts.roles import ONE_AT_A_TIME, overlap
from meetings.domain.contacts.rows import (
    Names,
    RoleSaid,
    Row,
    RowRefused,
    at_key,
    check_row,
    near_keys,
    who_key,
)
from meetings.domain.heard import folded
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.models.contacts.contacts import Contact, ContactInterest, ContactRole
from meetings.models.contacts.imports import ContactImport, ContactImportRow, ContactKey
from meetings.models.erasures import Erasure
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox

STANDS: Final = (Person.erased_at.is_(None), Person.merged_into_id.is_(None))
Holders = dict[tuple[str, str | None], list[tuple[RoleSaid, Known]]]


@dataclass(slots=True)
class Surroundings:
    """What is known around some rows; what they bring is added as they are judged, one after the other.

    `meant` says which row of the same turn brought whom a row is about.
    """

    at: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    by_key: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    holders: Holders = field(default_factory=lambda: defaultdict(list))
    decisions: dict[str, tuple[str, Known | None]] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    meant: dict[int, int] = field(default_factory=dict)

    def decided(self, row: Row) -> tuple[str, Known | None] | None:
        """Give what a person decided of the same name at the same mailbox before."""
        return self.decisions.get(who_key(row.name_key, row.address_key))

    def at_mailbox(self, row: Row) -> Sequence[Known]:
        """Give who is at the row's mailbox."""
        return self.at.get(row.address_key, ())

    def near(self, row: Row) -> Iterable[Known]:
        """Give who of the same country and organization sounds alike in part of the name."""
        found: dict[int, Known] = {}
        for key in near_keys(row.name, row.country, row.organization):
            found.update((one.ref, one) for one in self.by_key.get(key, ()))
        return found.values()

    def holder(self, role: RoleSaid) -> Known | None:
        """Give who holds a role of which there is one at a time, in any of its term."""
        held = self.holders.get((role.kind, role.country), ())
        return next((who for one, who in held if overlap(one.term, role.term)), None)

    def is_erased(self, row: Row) -> bool:
        """Say whether whoever the row names was erased."""
        return who_key(row.name_key, row.address_key) in self.erased

    def take(self, number: int, row: Row, verdict: Verdict) -> None:
        """Let what a row brings be known to those that follow; somebody new has the row's number below nought."""
        who = verdict.who
        if who is not None and who.ref < 0:
            self.meant[number] = -who.ref
        if verdict.state == RowState.NEW and who is None:
            who = Known(-number, row.name)
            self.at[row.address_key].append(who)
            for key in near_keys(row.name, row.country, row.organization):
                self.by_key[key].append(who)
        if who is None or verdict.state not in (RowState.NEW, RowState.CHANGED):
            return
        who.is_contact = True
        for name in (*OF_A_PERSON, *OF_A_CONTACT):
            said = getattr(row, name)
            if said is not None:
                who.values[name] = said
        who.roles.extend(verdict.roles)
        who.interests.update(verdict.interests)
        for role in verdict.roles:
            if role.kind in ONE_AT_A_TIME:
                self.holders[role.kind, role.country].append((role, who))


def country_names() -> dict[str, str]:
    """Give what countries are called in any language, folded, with their codes; and the codes themselves."""
    found: dict[str, str] = {}
    rows = db.session.execute(select(Party.code, Party.names).order_by(Party.code)).all()
    for code, names in rows:
        for name in names.values():
            found.setdefault(folded(name), code)
    return found | {folded(code): code for code, _names in rows}


def around(rows: Sequence[Row], keys: Keys) -> Surroundings:
    """Give what the store knows around some rows."""
    found, people = Surroundings(), dict[int, Known]()
    at = _at(rows)
    near = _near(rows)
    held = _held(rows)
    decisions = _decisions(rows)
    wanted = {one for _key, one, _name in at} | {one for _key, one in near} | {one for _role, one in held}
    wanted |= {one for _key, _decision, one in decisions if one is not None}
    people = known_people(wanted)
    for address, person_id, name in at:
        if person_id in people:
            people[person_id].aliases.add(name)
            found.at[address].append(people[person_id])
    for key, person_id in near:
        if person_id in people:
            found.by_key[key].append(people[person_id])
    for role, person_id in held:
        if person_id in people:
            found.holders[role.kind, role.country].append((role, people[person_id]))
    found.decisions = {key: (said, people.get(one or 0)) for key, said, one in decisions}
    found.erased = _erased(rows, keys)
    return found


def earlier_rows(import_id: str, rows: Sequence[Row], names: Names, found: Surroundings) -> None:
    """Let those be known whom earlier rows of the same list bring to the mailboxes of these."""
    wanted = {at_key(one.address_key) for one in rows}
    earlier = db.session.execute(
        select(ContactImportRow.number, ContactImportRow.cells)
        .where(
            ContactImportRow.import_id == import_id,
            ContactImportRow.at_key.in_(wanted),
            ContactImportRow.state == RowState.NEW,
            ContactImportRow.person_id.is_(None),
        )
        .order_by(ContactImportRow.number)
    )
    for number, cells in earlier:
        try:
            row = check_row(cells, names)
        except RowRefused:  # somebody who was erased since
            continue
        found.take(number, row, Verdict(RowState.NEW, roles=row.roles, interests=row.interests))


def known_people(ids: Iterable[int]) -> dict[int, Known]:
    """Give people who stand, as lists compare them, by their numbers."""
    wanted = list(ids)
    rows = db.session.execute(
        select(Person, Contact.person_id, Contact.title, Contact.position, Contact.ended_at)
        .outerjoin(Contact, Contact.person_id == Person.id)
        .where(Person.id.in_(wanted), *STANDS)
    ).all()
    found: dict[int, Known] = {}
    for person, contact, title, position, ended in rows:
        values: dict[str, Any] = {name: getattr(person, name) for name in OF_A_PERSON}
        values |= {"title": title, "position": position}
        is_contact = contact is not None
        known = Known(person.id, person.name, values, is_contact=is_contact, is_ended=ended is not None)
        found[person.id] = known
    for role in db.session.scalars(select(ContactRole).where(ContactRole.person_id.in_(list(found)))):
        found[role.person_id].roles.append(said_of(role))
    interests = select(ContactInterest).where(ContactInterest.person_id.in_(list(found)))
    for interest in db.session.scalars(interests):
        found[interest.person_id].interests.add(interest.interest)
    return found


def said_of(role: ContactRole) -> RoleSaid:
    """Give a role that is stored as a row would say it."""
    return RoleSaid(role.kind, role.country, role.body, role.starts_on, role.ends_on)


def _at(rows: Sequence[Row]) -> list[tuple[str, int, str]]:
    question = (
        select(Mailbox.address_key, PersonMailbox.person_id, PersonMailbox.name_key)
        .join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
        .where(Mailbox.address_key.in_({one.address_key for one in rows}))
        .order_by(PersonMailbox.person_id)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(question)]


def _near(rows: Sequence[Row]) -> list[tuple[str, int]]:
    wanted = {key for one in rows for key in near_keys(one.name, one.country, one.organization)}
    question = select(ContactKey.key, ContactKey.person_id).where(ContactKey.key.in_(wanted))
    return [(row[0], row[1]) for row in db.session.execute(question.order_by(ContactKey.person_id))]


def _held(rows: Sequence[Row]) -> list[tuple[RoleSaid, int]]:
    countries = {role.country for one in rows for role in one.roles if role.kind in ONE_AT_A_TIME}
    question = (
        select(ContactRole)
        .join(Contact, Contact.person_id == ContactRole.person_id)
        .where(
            ContactRole.kind.in_(ONE_AT_A_TIME),
            ContactRole.country.in_(countries),
            Contact.ended_at.is_(None),
        )
    )
    return [(said_of(one), one.person_id) for one in db.session.scalars(question.order_by(ContactRole.id))]


def _decisions(rows: Sequence[Row]) -> list[tuple[str, str, int | None]]:
    question = (
        select(ContactImportRow.who_key, ContactImportRow.decision, ContactImportRow.person_id)
        .join(ContactImport, ContactImport.id == ContactImportRow.import_id)
        .where(
            ContactImportRow.who_key.in_({who_key(one.name_key, one.address_key) for one in rows}),
            ContactImportRow.decision.is_not(None),
            ContactImport.withdrawn_at.is_(None),
        )
        .order_by(ContactImportRow.decided_at)
    )
    return [(key, said, one) for key, said, one in db.session.execute(question) if key and said]


def _erased(rows: Sequence[Row], keys: Keys) -> frozenset[str]:
    """Give the keys of rows that name somebody who was erased."""
    hashes = {
        keys.erasure_key("mailbox", one.name_key, one.address_key): who_key(one.name_key, one.address_key)
        for one in rows
    }
    found = db.session.scalars(select(Erasure.key).where(Erasure.key.in_(hashes)))
    return frozenset(hashes[one] for one in found)

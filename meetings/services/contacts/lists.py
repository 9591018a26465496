"""Contact lists: made, changed, ended and taken back; who is put into a static one and taken out."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select, update

from meetings.domain import errors
from meetings.domain.contacts.filters import Filter, as_stored, check_filter
from meetings.domain.contacts.lists import check_name
from meetings.domain.contacts.lists_errors import FilterNotStatic, ListEnded
from meetings.domain.registrations import address_key, name_key
from meetings.domain.survey_lists import Listed, listed
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.contacts.contacts import Contact, ContactList, ContactListMember
from meetings.models.parties import Party
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.services.audit import note

MOST_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class ListGiven:
    """A list as somebody types it: its name, and what it asks for where it is a filter."""

    name: str
    is_static: bool = False
    asked: Filter = field(default_factory=Filter)


@dataclass(frozen=True, slots=True)
class PutIn:
    """What came of pasted addresses: how many contacts are new on the list, how many were on it.

    `unknown` are addresses of no contact, `several` those at which several are and no name says whom.
    """

    added: int
    there: int
    unknown: tuple[str, ...] = ()
    several: tuple[str, ...] = ()


def subject_of(list_id: str) -> str:
    """Name a list in the journal."""
    return f"contact_list:{list_id}"


def make(given: ListGiven, now: datetime, *, actor: str) -> str:
    """Make a list; give its id.

    Raises: Missing, TooLong, NotOneLine, Taken, with field `name`; what `check_filter` raises.
    """
    with transaction():
        name, asked = _checked(given)
        values = {"is_static": given.is_static, "asked": asked, "made_at": now, "made_by": actor}
        row = ContactList(name=name, updated_at=now, **values)
        db.session.add(row)
        db.session.flush()
        after = {"list": name, "is_static": given.is_static, "asked": asked}
        note(now, actor, "contact_list.make", subject_of(row.id), after=after)
        return row.id


def change(list_id: str, given: ListGiven, revision: int, now: datetime, *, actor: str) -> None:
    """Change a list's name, and what it asks for; a static one stays static.

    Raises: NotFound, Stale, ListEnded; what `make` raises.
    """
    with transaction():
        row = _hold(list_id, revision)
        name, asked = _checked(given, but=list_id)
        if row.is_static:
            asked = {}
        before = {"list": row.name, "asked": row.asked}
        row.name, row.asked = name, asked
        _touch(row, now)
        note(
            now,
            actor,
            "contact_list.change",
            subject_of(list_id),
            before=before,
            after={"list": name, "asked": asked},
        )


def end(list_id: str, revision: int, now: datetime, *, actor: str) -> None:
    """End a list: nobody is written to by it any more; it is kept and can be taken back.

    Raises: NotFound, Stale, ListEnded.
    """
    with transaction():
        row = _hold(list_id, revision)
        row.ended_at = now
        _touch(row, now)
        note(now, actor, "contact_list.end", subject_of(list_id), after={"list": row.name})


def take_back(list_id: str, revision: int, now: datetime, *, actor: str) -> None:
    """Take a list back that has ended, as it was.

    Raises: NotFound, Stale.
    """
    with transaction():
        row = _hold(list_id, revision, even_ended=True)
        row.ended_at = None
        _touch(row, now)
        note(now, actor, "contact_list.take_back", subject_of(list_id), after={"list": row.name})


def put_in(list_id: str, people: Collection[str], now: datetime, *, actor: str) -> int:
    """Put contacts into a static list, by public id; give how many are new on it.

    Raises: NotFound, FilterNotStatic, ListEnded; NothingChosen and TooManyLines, with field `people`.
    """
    if not people:
        raise errors.NothingChosen(field="people")
    if len(people) > MOST_AT_ONCE:
        raise errors.TooManyLines(field="people", most=MOST_AT_ONCE)
    with transaction():
        _static(list_id)
        return _add(list_id, _contacts(people), now, actor)


def put_in_addresses(list_id: str, text: str, now: datetime, *, actor: str) -> PutIn:
    """Put the contacts of a pasted list into a static one; whoever is no contact is named, never made one.

    Raises: NotFound, FilterNotStatic, ListEnded; Missing, NotALine, TooManyLines, with field `addresses`.
    """
    lines = listed(text)
    if not lines:
        raise errors.Missing(field="addresses")
    with transaction():
        _static(list_id)
        found: set[int] = set()
        unknown: list[str] = []
        several: list[str] = []
        at = _at_addresses({address_key(one.address) for one in lines})
        for line in lines:
            people = _meant(line, at)
            if len(people) == 1:
                found |= people
            else:
                (several if people else unknown).append(line.address)
        added = _add(list_id, found, now, actor)
        return PutIn(added, len(found) - added, tuple(unknown), tuple(several))


def take_out(list_id: str, people: Collection[str], now: datetime, *, actor: str) -> int:
    """Take contacts out of a static list, by public id; give how many were on it.

    Raises: NotFound, FilterNotStatic, ListEnded; NothingChosen, with field `people`.
    """
    if not people:
        raise errors.NothingChosen(field="people")
    with transaction():
        _static(list_id)
        chosen = select(Person.id).where(Person.public_id.in_(people))
        of_list = (ContactListMember.list_id == list_id, ContactListMember.person_id.in_(chosen))
        ids = db.session.scalars(select(ContactListMember.person_id).where(*of_list)).all()
        store(delete(ContactListMember).where(*of_list))
        note(now, actor, "contact_list.take_out", subject_of(list_id), after={"people": sorted(ids)})
        return len(ids)


def note_export(list_id: str, count: int, now: datetime, *, actor: str) -> None:
    """Note that a list with so many contacts was taken along as a file.

    Raises: NotFound.
    """
    with transaction():
        row = db.session.get(ContactList, list_id)
        if row is None:
            raise errors.NotFound()
        note(
            now,
            actor,
            "contact_list.export",
            subject_of(list_id),
            after={"list": row.name, "contacts": count},
        )


def use(lists: Collection[str], now: datetime) -> None:
    """Note that lists are used now; call it within the transaction of the act that uses them."""
    store(update(ContactList).where(ContactList.id.in_(lists)).values(last_used_at=now))


def _checked(given: ListGiven, but: str = "") -> tuple[str, dict[str, Any]]:
    name = check_name(given.name)
    taken = select(ContactList.id).where(ContactList.name == name, ContactList.id != but)
    if db.session.scalar(taken):
        raise errors.Taken(field="name", value=name)
    if given.is_static:
        return name, {}
    countries = set(db.session.scalars(select(Party.code)))
    return name, as_stored(check_filter(given.asked, countries))


def _hold(list_id: str, revision: int, *, even_ended: bool = False) -> ContactList:
    row = db.session.get(ContactList, list_id, with_for_update=True)
    if row is None:
        raise errors.NotFound()
    if row.revision != revision:
        raise errors.Stale(current=row.revision)
    if row.ended_at is not None and not even_ended:
        raise ListEnded()
    return row


def _touch(row: ContactList, now: datetime) -> None:
    row.revision, row.updated_at = row.revision + 1, now


def _static(list_id: str) -> ContactList:
    row = db.session.get(ContactList, list_id, with_for_update=True)
    if row is None:
        raise errors.NotFound()
    if not row.is_static:
        raise FilterNotStatic()
    if row.ended_at is not None:
        raise ListEnded()
    return row


def _contacts(public_ids: Collection[str]) -> set[int]:
    """Give the contacts among some people."""
    rows = select(Contact.person_id).join(Person, Person.id == Contact.person_id)
    return set(db.session.scalars(rows.where(Person.public_id.in_(public_ids), Contact.ended_at.is_(None))))


def _add(list_id: str, people: Collection[int], now: datetime, actor: str) -> int:
    of_list = select(ContactListMember.person_id).where(ContactListMember.list_id == list_id)
    new = sorted(set(people) - set(db.session.scalars(of_list)))
    rows = [{"list_id": list_id, "person_id": one, "added_at": now, "added_by": actor} for one in new]
    if rows:
        store(insert_new(ContactListMember).on_conflict_do_nothing(), rows)
        note(now, actor, "contact_list.put_in", subject_of(list_id), after={"people": new})
    return len(rows)


def _at_addresses(keys: Collection[str]) -> dict[str, dict[str, set[int]]]:
    """Give by folded address, and by folded name, which contacts have it."""
    rows = db.session.execute(
        select(Mailbox.address_key, PersonMailbox.name_key, Contact.person_id)
        .join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
        .join(Contact, Contact.person_id == PersonMailbox.person_id)
        .where(Mailbox.address_key.in_(keys), Contact.ended_at.is_(None))
    )
    found: dict[str, dict[str, set[int]]] = {}
    for address, name, person_id in rows:
        found.setdefault(address, {}).setdefault(name, set()).add(person_id)
    return found


def _meant(line: Listed, at: dict[str, dict[str, set[int]]]) -> set[int]:
    """Give whom a line means: by its name whoever has it at this address, without one everybody there."""
    there = at.get(address_key(line.address), {})
    if line.name:
        return there.get(name_key(line.name), set())
    return set[int]().union(*there.values())

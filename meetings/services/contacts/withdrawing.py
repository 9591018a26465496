"""Taking away what a list of contacts added: exactly that, and nobody who holds anything else."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from meetings.domain.contacts.imports import OF_A_PERSON
from meetings.extensions import db, store
from meetings.models.base import Base
from meetings.models.contacts.contacts import Contact, ContactInterest, ContactRole
from meetings.models.contacts.imports import ContactImportRow, ContactKey
from meetings.models.doubles import Apart
from meetings.models.keys import PersonKey
from meetings.models.people import Mailbox, Person, PersonMailbox


def withdraw_rows(rows: Sequence[ContactImportRow], now: datetime) -> None:
    """Take away what rows did, the last one first; what somebody changed since, or holds beside, stays.

    Call it within the transaction. Of whoever stays the row says so.
    """
    if not rows:
        return
    roles = [one for row in rows for one in row.did.get("roles", ())]
    _do(delete(ContactRole).where(ContactRole.id.in_(roles)))
    for row in rows:
        _take_back(row, now)
    db.session.flush()
    _take_contacts([row for row in rows if row.did.get("contact")])
    _take_people([row for row in rows if row.did.get("person")])
    for row in rows:
        row.taken_at = None
    _take_mailboxes([row.did["mailbox"] for row in rows if row.did.get("mailbox")])


def _take_back(row: ContactImportRow, now: datetime) -> None:
    did = row.did
    if did.get("interests"):
        theirs = (ContactInterest.person_id == row.person_id, ContactInterest.interest.in_(did["interests"]))
        _do(delete(ContactInterest).where(*theirs))
    for name, (before, after) in did.get("changed", {}).items():
        table: Any = Person if name in OF_A_PERSON else Contact
        at: Any = db.session.get(table, row.person_id)
        if at is not None and getattr(at, name) == after:
            setattr(at, name, before)
            at.revision, at.updated_at = at.revision + 1, now
    if "place" in did:
        mailbox_id, key = did["place"]
        at_place = (PersonMailbox.mailbox_id == mailbox_id, PersonMailbox.name_key == key)
        others = select(PersonMailbox.mailbox_id).where(
            PersonMailbox.person_id == row.person_id, ~(at_place[0] & at_place[1])
        )
        if db.session.scalar(others.limit(1)) is not None:
            _do(delete(PersonMailbox).where(*at_place, PersonMailbox.person_id == row.person_id))
    if "apart" in did:
        low, high = did["apart"]
        _do(delete(Apart).where(Apart.low_id == low, Apart.high_id == high))


def _take_contacts(rows: Sequence[ContactImportRow]) -> None:
    ids = {row.person_id for row in rows if row.person_id is not None}
    _do(delete(ContactKey).where(ContactKey.person_id.in_(ids)))
    held = _named("contacts", ids)
    _do(delete(Contact).where(Contact.person_id.in_(ids - held)))
    for row in rows:
        if row.person_id in held:
            row.did = {**row.did, "kept": True}


def _take_people(rows: Sequence[ContactImportRow]) -> None:
    """Delete people of whom nothing else tells; rows of lists that brought nothing let them go."""
    ids = {row.person_id for row in rows if row.person_id is not None}
    let_go = (ContactImportRow.person_id.in_(ids),)
    idle = ContactImportRow.taken_at.is_(None)
    own = ContactImportRow.import_id == rows[0].import_id if rows else idle
    busy = set(
        db.session.scalars(
            select(ContactImportRow.person_id).where(*let_go, ContactImportRow.taken_at.is_not(None), ~own)
        )
    )
    aside = frozenset(("person_mailboxes", "contact_import_rows", "person_keys"))
    held = _named("people", ids, aside) | {one for one in busy if one is not None}
    gone = ids - held
    for row in rows:
        if row.person_id in held:
            row.did = {**row.did, "kept": True}
        else:
            row.person_id = None
    db.session.flush()
    _do(update(ContactImportRow).where(ContactImportRow.person_id.in_(gone)).values(person_id=None))
    _do(delete(PersonMailbox).where(PersonMailbox.person_id.in_(gone)))
    _do(delete(PersonKey).where(PersonKey.person_id.in_(gone)))
    _do(delete(Person).where(Person.id.in_(gone)))


def _take_mailboxes(ids: Collection[int]) -> None:
    gone = set(ids) - _named("mailboxes", ids)
    _do(delete(Mailbox).where(Mailbox.id.in_(gone)))


def _named(target: str, ids: Collection[int], aside: Collection[str] = ()) -> set[int]:
    """Give those of some rows of a table that any row of another names."""
    found: set[int] = set()
    wanted = list(ids)
    if not wanted:
        return found
    for table in Base.metadata.sorted_tables:
        for column in table.columns if table.name not in aside else ():
            if any(key.column.table.name == target for key in column.foreign_keys):
                rows = store(select(column).where(column.in_(wanted)).distinct())
                found.update(row[0] for row in rows)
    return found


def _do(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))

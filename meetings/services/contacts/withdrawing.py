"""Taking away what a list of contacts added: exactly that, and nobody who holds anything else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select, update

from meetings.domain.contacts.imports import OF_A_PERSON, RowState
from meetings.domain.contacts.rows import Names, Row, RowRefused, check_row
from meetings.extensions import db, store
from meetings.models.base import Base
from meetings.models.contacts.contacts import Contact, ContactInterest, ContactRole
from meetings.models.contacts.imports import ContactImport, ContactImportRow, ContactKey
from meetings.models.doubles import Apart
from meetings.models.journal import Audit
from meetings.models.keys import PersonKey
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.queries.contacts.around import said_of

BY_HAND: Final = (
    "person.correct", "contact.add", "contact.change", "contact.end", "contact.take_back", "contact.role",
    "contact.role_end",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Since:
    """What speaks for people besides the rows: rows of other lists that stand, and what was done by hand since."""

    rows: dict[int, list[Row]]
    acts: dict[int, list[Audit]]

    def said(self, row: ContactImportRow) -> list[Row]:
        """Give what other lists say of whom a row is about."""
        return self.rows.get(row.person_id or 0, [])

    def ended(self, row: ContactImportRow, role: ContactRole) -> bool:
        """Say whether the end of a role was changed by hand."""
        is_it = {"kind": str(role.kind), "country": role.country, "body": role.body}
        return any(
            one.act == "contact.role_end" and is_it.items() <= one.after.items() for one in self.by_hand(row)
        )

    def by_hand(self, row: ContactImportRow) -> list[Audit]:
        """Give what was done by hand since a row was taken in."""
        acts = self.acts.get(row.person_id or 0, [])
        return [one for one in acts if row.taken_at is not None and one.at >= row.taken_at]

    def kept(self, rows: Sequence[ContactImportRow]) -> set[int]:
        """Give the people of rows of whom another list or a hand tells."""
        return {
            row.person_id
            for row in rows
            if row.person_id is not None and (row.person_id in self.rows or self.by_hand(row))
        }


def withdraw_rows(rows: Sequence[ContactImportRow], names: Names, now: datetime) -> None:
    """Take away what rows did, the last one first; what was changed since, is held beside, or another list says stays.

    Call it within the transaction. Of whoever stays the row says so.
    """
    if not rows:
        return
    since = _since(rows, names)
    _take_roles(rows, since)
    for row in rows:
        _take_back(row, since, now)
    db.session.flush()
    _take_contacts([row for row in rows if row.did.get("contact")], since)
    _take_people([row for row in rows if row.did.get("person")], since)
    for row in rows:
        row.taken_at = None
    _take_mailboxes([row.did["mailbox"] for row in rows if row.did.get("mailbox")])


def _since(rows: Sequence[ContactImportRow], names: Names) -> _Since:
    ids = {row.person_id for row in rows if row.person_id is not None}
    others = db.session.execute(
        select(ContactImportRow.person_id, ContactImportRow.cells)
        .join(ContactImport, ContactImport.id == ContactImportRow.import_id)
        .where(
            ContactImportRow.person_id.in_(ids),
            ContactImportRow.import_id != rows[0].import_id,
            ContactImportRow.state.in_((RowState.SAME, RowState.NEW, RowState.CHANGED)),
            ContactImport.committed_at.is_not(None),
            ContactImport.withdrawn_at.is_(None),
        )
    )
    since = _Since({}, {})
    for person_id, cells in others:
        said = since.rows.setdefault(person_id or 0, [])
        try:
            said.append(check_row(cells, names))
        except RowRefused:  # somebody who was erased, or a country that is called otherwise by now
            continue
    subjects = {f"person:{one}": one for one in ids}
    first = min((row.taken_at for row in rows if row.taken_at is not None), default=None)
    acts = select(Audit).where(Audit.subject.in_(subjects), Audit.act.in_(BY_HAND))
    for act in db.session.scalars(acts.where(Audit.at >= first)) if first is not None else ():
        since.acts.setdefault(subjects[act.subject], []).append(act)
    return since


def _take_roles(rows: Sequence[ContactImportRow], since: _Since) -> None:
    of_row = {number: row for row in rows for number in row.did.get("roles", ())}
    gone = []
    for role in db.session.scalars(select(ContactRole).where(ContactRole.id.in_(of_row))):
        row = of_row[role.id]
        is_said = any(said_of(role).is_like(one) for other in since.said(row) for one in other.roles)
        if not is_said and not since.ended(row, role):
            gone.append(role.id)
    _do(delete(ContactRole).where(ContactRole.id.in_(gone)))


def _take_back(row: ContactImportRow, since: _Since, now: datetime) -> None:
    did, said = row.did, since.said(row)
    if did.get("interests"):
        gone = set(did["interests"]) - {one for other in said for one in other.interests}
        theirs = (ContactInterest.person_id == row.person_id, ContactInterest.interest.in_(gone))
        _do(delete(ContactInterest).where(*theirs))
    for name, (before, after) in did.get("changed", {}).items():
        table: Any = Person if name in OF_A_PERSON else Contact
        at: Any = db.session.get(table, row.person_id)
        is_said = any(getattr(other, name) == after for other in said)
        if at is not None and getattr(at, name) == after and not is_said:
            setattr(at, name, before)
            at.revision, at.updated_at = at.revision + 1, now
    contact = db.session.get(Contact, row.person_id) if "ended" in did else None
    if contact is not None and contact.ended_at is None and not said:
        contact.ended_at = datetime.fromisoformat(did["ended"])
        contact.revision, contact.updated_at = contact.revision + 1, now
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


def _take_contacts(rows: Sequence[ContactImportRow], since: _Since) -> None:
    ids = {row.person_id for row in rows if row.person_id is not None}
    held = _named("contacts", ids, ("contact_keys",)) | since.kept(rows)
    _do(delete(ContactKey).where(ContactKey.person_id.in_(ids - held)))
    _do(delete(Contact).where(Contact.person_id.in_(ids - held)))
    for row in rows:
        if row.person_id in held:
            row.did = {**row.did, "kept": True}


def _take_people(rows: Sequence[ContactImportRow], since: _Since) -> None:
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
    held = _named("people", ids, aside) | {one for one in busy if one is not None} | since.kept(rows)
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

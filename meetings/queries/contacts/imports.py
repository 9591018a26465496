"""Lists of contacts that were read, as the desk shows them, and the rows that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select

from meetings.domain.contacts.imports import ImportState, RowState
from meetings.domain.errors import NotFound
from meetings.domain.jobs import CONTACTS, JobState
from meetings.extensions import db
from meetings.models.contacts.contacts import Contact
from meetings.models.contacts.imports import ContactImport, ContactImportRow
from meetings.models.jobs import Job
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.queries.keys import By, Key, beyond, in_order

AT_ONCE: Final = 50
LATEST: Final = 50
GOING: Final = (ImportState.READING, ImportState.COMMITTING, ImportState.WITHDRAWING)


@dataclass(frozen=True, slots=True)
class ImportShown:
    """A list that was read: where it stands, how many rows are of each kind, and how far a worker is."""

    id: str
    name: str
    state: str
    head: int
    headings: tuple[str, ...]
    columns: dict[str, int]
    total: int
    counts: dict[str, int]
    done: int | None
    created_at: datetime
    committed_at: datetime | None
    withdrawn_at: datetime | None
    is_left: bool = False

    @property
    def is_going_on(self) -> bool:
        """Say whether a worker is at it, or will be."""
        return self.state in GOING and not self.is_left


@dataclass(frozen=True, slots=True)
class Meant:
    """Who a row is about, or may be."""

    public_id: str
    name: str
    addresses: tuple[str, ...]
    organization: str | None
    country: str | None
    is_contact: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row of a list, what becomes of it and why."""

    import_id: str
    number: int
    state: str
    reason: str
    about: str
    cells: dict[str, str]
    changes: dict[str, Any]
    decision: str | None
    is_kept: bool
    who: Meant | None


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Some rows, how many there are in all, and the key of the last one if others follow."""

    rows: tuple[RowShown, ...]
    number: int
    page: int
    next: Key | None = None

    @property
    def has_more(self) -> bool:
        """Say whether others follow."""
        return self.next is not None


def imports() -> list[ImportShown]:
    """Give the lists that were read, the latest first, without their counts."""
    rows = db.session.scalars(select(ContactImport).order_by(ContactImport.created_at.desc()).limit(LATEST))
    return [_import(row, {}, None) for row in rows]


def import_shown(import_id: str) -> ImportShown:
    """Give a list that was read.

    Raises: NotFound.
    """
    row = db.session.get(ContactImport, import_id)
    if row is None:
        raise NotFound()
    counted = db.session.execute(
        select(ContactImportRow.state, func.count())
        .where(ContactImportRow.import_id == import_id)
        .group_by(ContactImportRow.state)
    )
    done = db.session.scalar(select(Job.done).where(Job.id == row.job_id)) if row.job_id else None
    shown = _import(row, {one[0]: one[1] for one in counted}, done)
    return replace(shown, is_left=row.state in GOING and not is_worked_at(import_id))


def is_worked_at(import_id: str) -> bool:
    """Say whether a worker holds a list, or will."""
    of_list = (Job.kind == CONTACTS, Job.subject == f"contacts:{import_id}")
    unfinished = Job.state.in_((JobState.WAITING, JobState.RUNNING))
    return db.session.scalar(select(Job.id).where(*of_list, unfinished).limit(1)) is not None


def rows_of(
    import_id: str, state: str, page: int = 1, *, after: Key | None = None, size: int = AT_ONCE
) -> RowsPage:
    """Give some rows of a list in a state, in their order.

    Takes: the number of the page; or the key of the row that it begins after, as the page before gave it.
    """
    theirs = (ContactImportRow.import_id == import_id, ContactImportRow.state == state)
    question = select(ContactImportRow).where(*theirs)
    return _page(question, (By(ContactImportRow.number),), page, after=after, size=size)


def waiting_rows(page: int = 1, *, after: Key | None = None, size: int = AT_ONCE) -> RowsPage:
    """Give some rows that wait for a person, of whichever list was taken in, the oldest first.

    Takes: the number of the page; or the key of the row that it begins after, as the page before gave it.
    """
    question = (
        select(ContactImportRow)
        .join(ContactImport, ContactImport.id == ContactImportRow.import_id)
        .where(ContactImportRow.state == RowState.DOUBT, ContactImport.state == ImportState.COMMITTED)
    )
    order = (By(ContactImport.created_at), By(ContactImport.id), By(ContactImportRow.number))
    return _page(question, order, page, after=after, size=size)


def count_waiting() -> int:
    """Count the rows that wait for a person."""
    question = (
        select(func.count())
        .select_from(ContactImportRow)
        .join(ContactImport, ContactImport.id == ContactImportRow.import_id)
        .where(ContactImportRow.state == RowState.DOUBT, ContactImport.state == ImportState.COMMITTED)
    )
    return db.session.scalar(question) or 0


def _page(
    question: Select[ContactImportRow], order: Sequence[By], page: int, *, after: Key | None, size: int
) -> RowsPage:
    number = db.session.scalar(select(func.count()).select_from(question.subquery())) or 0
    if after is not None:
        question = question.where(beyond(order, after))
    keyed = question.add_columns(*(one.column for one in order)).order_by(*in_order(order))
    found = db.session.execute(keyed.offset((page - 1) * size).limit(size + 1)).all()
    rows = [one[0] for one in found[:size]]
    people = _meant([row.person_id for row in rows if row.person_id is not None])
    shown = tuple(_row(row, people.get(row.person_id or 0)) for row in rows)
    return RowsPage(shown, number, page, tuple(found[size - 1][1:]) if len(found) > size else None)


def _import(row: ContactImport, counts: dict[str, int], done: int | None) -> ImportShown:
    return ImportShown(
        row.id,
        row.name,
        row.state,
        row.head,
        tuple(row.headings),
        row.columns,
        row.total,
        counts,
        done,
        row.created_at,
        row.committed_at,
        row.withdrawn_at,
    )


def _row(row: ContactImportRow, who: Meant | None) -> RowShown:
    return RowShown(
        row.import_id,
        row.number,
        row.state,
        row.reason,
        row.about,
        row.cells,
        row.changes,
        row.decision,
        bool(row.did.get("kept")),
        who,
    )


def _meant(ids: Sequence[int]) -> dict[int, Meant]:
    addresses: dict[int, list[str]] = {}
    at = (
        select(PersonMailbox.person_id, Mailbox.address)
        .join(Mailbox, Mailbox.id == PersonMailbox.mailbox_id)
        .where(PersonMailbox.person_id.in_(ids))
        .order_by(Mailbox.id)
    )
    for person_id, address in db.session.execute(at):
        addresses.setdefault(person_id, []).append(address)
    rows = db.session.execute(
        select(Person, Contact.person_id)
        .outerjoin(Contact, Contact.person_id == Person.id)
        .where(Person.id.in_(ids), Person.erased_at.is_(None))
    )
    return {
        one.id: Meant(
            one.public_id,
            one.name,
            tuple(dict.fromkeys(addresses.get(one.id, ()))),
            one.organization,
            one.country,
            contact is not None,
        )
        for one, contact in rows
    }

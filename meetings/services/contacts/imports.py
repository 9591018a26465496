"""Lists of contacts: kept as they came, read row by row, taken in, decided on, and withdrawn."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, delete, or_, select

from meetings.domain import errors
from meetings.domain.contacts.contacts_errors import NotThen
from meetings.domain.contacts.imports import ImportState, RowState, judge
from meetings.domain.contacts.rows import Reason, Row
from meetings.domain.jobs import CONTACTS
from meetings.extensions import db, take_turns, transaction
from meetings.models.contacts.imports import ContactImport, ContactImportRow
from meetings.queries.contacts.around import Surroundings, around
from meetings.queries.contacts.imports import is_worked_at
from meetings.services import jobs
from meetings.services.audit import note
from meetings.services.contacts.reading import AT_ONCE, Reading, checked, plain, read_rows
from meetings.services.contacts.roles import TURNS
from meetings.services.contacts.taking import Raced, Taken, take_in
from meetings.services.contacts.withdrawing import withdraw_rows

SHORT: Final = 1_000  # a list that is read while somebody waits
TRIES: Final = 3
# In doubt about somebody whom a row of the list itself was to bring.
ABOUT_A_ROW: Final = and_(
    ContactImportRow.state == RowState.DOUBT,
    ContactImportRow.person_id.is_(None),
    ContactImportRow.reason.in_((Reason.NEAR_AT_MAILBOX, Reason.NEAR_ELSEWHERE)),
)


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A list as it was sent, and how it is laid out."""

    raw: bytes
    name: str
    head: int
    headings: tuple[str, ...]
    columns: Mapping[str, int]
    total: int


def keep_list(given: FileGiven, now: datetime, actor: str) -> str:
    """Keep a list as it came, and give its name in addresses; nothing is read of it yet."""
    with transaction():
        row = ContactImport(
            name=given.name[:200],
            raw=given.raw,
            head=given.head,
            headings=list(given.headings),
            columns=dict(given.columns),
            total=given.total,
            state=ImportState.COLUMNS,
            created_at=now,
            created_by=actor,
        )
        db.session.add(row)
        db.session.flush()
        note(now, actor, "contacts.import", f"contact-import:{row.id}", after={"rows": given.total})
        return row.id


def read_list(
    import_id: str, columns: Mapping[str, int], reading: Reading, now: datetime, *, actor: str
) -> None:
    """Read a list by its columns: a short one at once, a long one by a worker. What was read before is read anew.

    Raises: NotFound; NotThen, where it was taken in or withdrawn.
    """
    with transaction():
        row = _hold_again(import_id, ImportState.READING, ImportState.COLUMNS, ImportState.PREVIEW)
        db.session.execute(delete(ContactImportRow).where(ContactImportRow.import_id == import_id))
        row.columns, row.state = dict(columns), ImportState.READING
    _begin(import_id, reading, now, actor)


def commit_list(import_id: str, reading: Reading, now: datetime, actor: str) -> None:
    """Take in what a list has new and changed; what is in doubt waits for a person.

    Raises: NotFound, NotThen.
    """
    with transaction():
        row = _hold_again(import_id, ImportState.COMMITTING, ImportState.PREVIEW)
        row.state, row.committed_at, row.committed_by = ImportState.COMMITTING, now, actor
        note(now, actor, "contacts.import_commit", f"contact-import:{row.id}")
    _begin(import_id, reading, now, actor)


def withdraw_list(import_id: str, reading: Reading, now: datetime, actor: str) -> None:
    """Take away exactly what a list added and changed; the file and what was decided are kept.

    Raises: NotFound, NotThen.
    """
    with transaction():
        before = (ImportState.COLUMNS, ImportState.PREVIEW, ImportState.COMMITTED)
        row = _hold_again(import_id, ImportState.WITHDRAWING, *before)
        row.state, row.withdrawn_at, row.withdrawn_by = ImportState.WITHDRAWING, now, actor
        note(now, actor, "contacts.import_withdraw", f"contact-import:{row.id}")
    _begin(import_id, reading, now, actor)


def work(import_id: str, done: int, reading: Reading, now: Callable[[], datetime]) -> Iterator[int]:
    """Do what a list waits for, some hundred rows at a time; give after each how many are done."""
    state = db.session.scalar(select(ContactImport.state).where(ContactImport.id == import_id))
    if state == ImportState.READING:
        yield from read_rows(import_id, done, reading)
        _go_on(import_id, ImportState.PREVIEW)
    elif state == ImportState.COMMITTING:
        while number := _commit_some(import_id, reading, now()):
            done += number
            yield done
        _go_on(import_id, ImportState.COMMITTED)
    elif state == ImportState.WITHDRAWING:
        while number := _withdraw_some(import_id, reading, now()):
            done += number
            yield done
        _go_on(import_id, ImportState.WITHDRAWN)


def _begin(import_id: str, reading: Reading, now: datetime, actor: str) -> None:
    """Do what a list waits for at once, or ask a worker for it."""
    total, state = db.session.execute(
        select(ContactImport.total, ContactImport.state).where(ContactImport.id == import_id)
    ).one()
    if total <= SHORT:
        for _done in work(import_id, 0, reading, lambda: now):
            pass
        return
    asked = {"import": import_id, "act": state}
    job_id = jobs.ask(CONTACTS, f"contacts:{import_id}", asked, total, now=now, actor=actor)
    with transaction():
        db.session.get_one(ContactImport, import_id).job_id = job_id


def hold_list(import_id: str, *states: ImportState) -> ContactImport:
    """Load a list, so that nobody else goes on with it; call it within a transaction.

    Raises: NotFound; NotThen, where it stands otherwise.
    """
    row = db.session.get(ContactImport, import_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise errors.NotFound()
    if row.state not in states:
        raise NotThen()
    return row


def _hold_again(import_id: str, act: ImportState, *states: ImportState) -> ContactImport:
    """Load a list for an act, which may be one that came to no end; call it within a transaction.

    Raises: NotFound; NotThen, where it stands otherwise, or a worker holds it.
    """
    row = hold_list(import_id, act, *states)
    if row.state == act and is_worked_at(import_id):
        raise NotThen()
    return row


def _go_on(import_id: str, state: ImportState) -> None:
    with transaction():
        row = db.session.get_one(ContactImport, import_id, with_for_update=True)
        row.state, row.job_id = state, None


def _commit_some(import_id: str, reading: Reading, now: datetime) -> int:
    """Take some rows in; give how many there were. Rows are judged again, by what is stored now."""
    for left in reversed(range(TRIES)):
        try:
            return _take_some(import_id, reading, now)
        except Raced:
            if not left:
                raise
    return 0


def _take_some(import_id: str, reading: Reading, now: datetime) -> int:
    with transaction():
        take_turns(TURNS)
        held = hold_list(import_id, ImportState.COMMITTING)
        waiting = db.session.scalars(
            select(ContactImportRow)
            .where(
                ContactImportRow.import_id == import_id,
                ContactImportRow.taken_at.is_(None),
                or_(ContactImportRow.state.in_((RowState.NEW, RowState.CHANGED)), ABOUT_A_ROW),
            )
            .order_by(ContactImportRow.number)
            .limit(AT_ONCE)
        ).all()
        rows = _readable(waiting, reading)
        found, taken = around([row for _at, row in rows], reading.keys), list[Taken]()
        for at, row in rows:
            verdict = judge(row, found)
            found.take(at.number, row, verdict)
            at.state, at.reason, at.changes = verdict.state, verdict.reason, plain(verdict)
            if verdict.state in (RowState.NEW, RowState.CHANGED):
                taken.append(Taken(at, row, verdict))
            else:
                at.person_id = verdict.who.ref if verdict.who and verdict.who.ref > 0 else None
        take_in(taken, held.name, now, held.committed_by or held.created_by)
        _point_at_new(waiting, found, taken)
        return len(waiting)


def _readable(waiting: Sequence[ContactImportRow], reading: Reading) -> list[tuple[ContactImportRow, Row]]:
    """Give rows as they read now; one that says nothing any more, as of somebody erased since, is refused."""
    found = list[tuple[ContactImportRow, Row]]()
    for at in waiting:
        row = checked(at.cells, reading.names)
        if isinstance(row, Row):
            found.append((at, row))
            continue
        reason = row.reason if at.cells else Reason.ERASED
        at.state, at.reason, at.about, at.changes = RowState.REFUSED, reason, row.about, {}
    return found


def _point_at_new(waiting: Sequence[ContactImportRow], found: Surroundings, taken: Sequence[Taken]) -> None:
    """Let rows in doubt about somebody whom a row of the same turn brought, name them."""
    numbers = {one.at.number: one.person_id for one in taken}
    for at in waiting:
        if at.state != RowState.DOUBT or at.person_id is not None or at.reason == Reason.MAYBE_TWO:
            continue
        meant = found.meant.get(at.number)
        at.person_id = numbers.get(meant) if meant is not None else None


def _withdraw_some(import_id: str, reading: Reading, now: datetime) -> int:
    with transaction():
        take_turns(TURNS)
        waiting = db.session.scalars(
            select(ContactImportRow)
            .where(ContactImportRow.import_id == import_id, ContactImportRow.taken_at.is_not(None))
            .order_by(ContactImportRow.number.desc())
            .limit(AT_ONCE)
            .with_for_update()
        ).all()
        withdraw_rows(waiting, reading.names, now)
        return len(waiting)

"""Two who are one person: put together in one act, and taken apart again as far as nothing happened since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Table, and_, select

from meetings.domain import errors
from meetings.extensions import db, store, take_turns, transaction
from meetings.models.base import Base
from meetings.models.doubles import Apart, Merge
from meetings.models.erasures import Erasure
from meetings.models.people import Person, PersonMailbox
from meetings.models.publications import Panelist
from meetings.models.types import UTCDateTime
from meetings.services.audit import note
from meetings.services.contacts.carrying import carry_contact, doubled_roles, put_contact_back
from meetings.services.correcting import hold_mailboxes
from meetings.services.doubled import Ended, end_doubled, revive
from meetings.services.seats import lock_seats
from meetings.services.survey_traces import hold_surveys

ASIDE: Final = frozenset(
    ("people", Merge.__tablename__, Apart.__tablename__, Erasure.__tablename__, "person_keys", "contacts")
)
NAMES_PEOPLE: Final = frozenset(("people", "contacts"))  # a contact has the number of its person
TAKEN_AWAY: Final = frozenset((Panelist.__tablename__,))  # else one person stands twice on a printed panel
Key = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Holding:
    """A column of a table that names people, and the rest of its key."""

    table: Table
    column: Column[Any]

    @property
    def rest(self) -> list[Column[Any]]:
        """Give the columns of the key without the one that names people."""
        return [one for one in self.table.primary_key.columns if one is not self.column]

    def is_row(self, key: Key) -> Any:
        """Hold a statement to the row of a key."""
        return and_(True, *(self.table.c[name] == value for name, value in key.items()))


def merge(kept_id: int, gone_id: int, now: datetime, actor: str) -> int:
    """Let all that one person holds be another's, and give the number by which it is undone.

    Where both hold a registration for one session, the better place stays and the other ends without a mail; its seat
    is passed on. What the other has already (an opt-out, a notice) stays behind. Asked twice, it is done once.
    Raises: NotFound, MergedAway; NotAChoice, for one and the same.
    """
    if kept_id == gone_id:
        raise errors.NotAChoice(field="kept", value=str(kept_id))
    with transaction():
        hold_surveys((kept_id, gone_id))
        take_turns("planning")  # as erasing does, which holds mails before people
        hold_mailboxes(kept_id, gone_id)
        kept, gone = _hold(kept_id, gone_id)
        if gone.merged_into_id == kept_id:
            return _standing(kept_id, gone_id).id
        if kept.merged_into_id is not None or gone.merged_into_id is not None:
            raise errors.MergedAway()
        record: dict[str, Any] = {"moved": {}, "closed": {}, "taken": {}, "ended": []}
        mailboxes, *others = _holdings()
        _hand_over(mailboxes, kept_id, gone_id, now, record)
        record["ended"] = [one.as_kept for one in end_doubled(kept_id, gone_id, now, actor)]
        record["contact"] = carry_contact(kept_id, gone_id, now)
        for holding in others:
            _hand_over(holding, kept_id, gone_id, now, record)
        gone.merged_into_id = kept_id
        row = Merge(kept_id=kept_id, gone_id=gone_id, at=now, actor=actor, moved=record)
        db.session.add(row)
        db.session.flush()
        _note("person.merge", row, now, actor)
        return row.id


def unmerge(merge_id: int, now: datetime, actor: str) -> int:
    """Put everything back that has not changed since; give how many rows stay, because they did.

    What happened after merging stays with the person who was kept. Asked twice, it is done once.
    Raises: NotFound; MergedAway, where the kept one was merged into another meanwhile.
    """
    with transaction():
        found = db.session.get(Merge, merge_id)
        if found is None:
            raise errors.NotFound()
        hold_surveys((found.kept_id, found.gone_id))
        take_turns("planning")
        hold_mailboxes(found.kept_id, found.gone_id)
        kept, gone = _hold(found.kept_id, found.gone_id)
        row = db.session.get_one(Merge, merge_id, populate_existing=True)
        if row.undone_at is not None:
            return 0
        if kept.merged_into_id is not None:
            raise errors.MergedAway()
        gone.merged_into_id = None
        row.undone_at, row.undone_by = now, actor
        db.session.flush()
        mailboxes, *others = _holdings()
        left = _hand_back(mailboxes, row)
        lock_seats(place["slot"] for one in row.moved["ended"] for place in one["places"])
        left += sum(_hand_back(holding, row) for holding in others)
        put_contact_back(row.moved.get("contact", {}), row.kept_id, row.gone_id, row.at)
        left += revive([Ended.of(one) for one in row.moved["ended"]], row.at, now, actor)
        _note("person.unmerge", row, now, actor)
        return left


def keep_apart(one_id: int, other_id: int, now: datetime, actor: str) -> None:
    """Remember that two are two people, so that nobody is asked again; asked twice, it is done once.

    Raises: NotFound; NotAChoice, for one and the same.
    """
    low, high = sorted((one_id, other_id))
    if low == high:
        raise errors.NotAChoice(field="kept", value=str(low))
    with transaction():
        _hold(low, high)
        if db.session.get(Apart, (low, high)) is None:
            db.session.add(Apart(low_id=low, high_id=high, at=now, actor=actor))
            after = {"other": f"person:{high}"}
            note(now, actor, "person.apart", f"person:{low}", after=after)


def _hold(*ids: int) -> tuple[Person, Person]:
    """Load two people so that nobody else merges them, in one order for everybody; give them as they were named.

    Rows that name them may still be added, as by whoever cancels and holds seats that merging waits for.
    """
    rows = db.session.scalars(
        select(Person)
        .where(Person.id.in_(ids), Person.erased_at.is_(None))
        .order_by(Person.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    by_id = {row.id: row for row in rows}
    if len(by_id) != len(ids):
        raise errors.NotFound()
    return by_id[ids[0]], by_id[ids[1]]


def _standing(kept_id: int, gone_id: int) -> Merge:
    return db.session.scalars(
        select(Merge).where(Merge.kept_id == kept_id, Merge.gone_id == gone_id, Merge.undone_at.is_(None))
    ).one()


def _holdings() -> Iterator[Holding]:
    """Give every column that names people, whichever table has one; mailboxes first, because registering does so."""
    tables = [one for one in Base.metadata.sorted_tables if one.name not in ASIDE]
    for table in sorted(tables, key=lambda one: one.name != PersonMailbox.__tablename__):
        for column in table.columns:
            if any(key.column.table.name in NAMES_PEOPLE for key in column.foreign_keys):
                yield Holding(table, column)


def _hand_over(holding: Holding, kept_id: int, gone_id: int, now: datetime, record: dict[str, Any]) -> None:
    """Move one table's rows; of those the kept one has the like of, end what can end, else leave it or take it away."""
    table, column = holding.table, holding.column
    clashing = _clashing(holding, kept_id, gone_id)
    if clashing and "ended_at" in table.columns:
        for key in clashing:
            store(table.update().where(column == gone_id, holding.is_row(key)).values(ended_at=now))
        record["closed"][str(column)] = clashing
        clashing = _clashing(holding, kept_id, gone_id)
    if clashing and table.name in TAKEN_AWAY:
        record["taken"][str(column)] = [_taken(holding, key) for key in clashing]
        clashing = []
    if table.name == "contact_roles":
        clashing += [{"id": one} for one in doubled_roles(kept_id, gone_id)]
    revision = [table.c.revision] if "revision" in table.columns else []
    rows = store(select(*holding.rest, *revision).where(column == gone_id)).all()
    moved = []
    for row in rows:
        key = {one.name: value for one, value in zip(holding.rest, row, strict=False)}
        if key not in clashing:
            store(table.update().where(column == gone_id, holding.is_row(key)).values({column: kept_id}))
            moved.append([key, row[-1] if revision else None])
    if moved:
        record["moved"][str(column)] = moved


def _hand_back(holding: Holding, row: Merge) -> int:
    """Move one table's rows back where they are as they were moved; give how many are not."""
    table, column, record, left = holding.table, holding.column, row.moved, 0
    for key, revision in record["moved"].get(str(column), ()):
        same = [column == row.kept_id, holding.is_row(key)]
        if revision is not None:
            same.append(table.c.revision == revision)
        if _would_clash(holding, key, row):
            left += 1
            continue
        left += 1 - store(table.update().where(*same).values({column: row.gone_id})).rowcount
    for key in record["closed"].get(str(column), ()):
        was = (holding.is_row(key), column == row.gone_id, table.c.ended_at == row.at)
        store(table.update().where(*was).values(ended_at=None))
    for values in record["taken"].get(str(column), ()):
        store(table.insert().values(_read(table, values)))
    return left


def _clashing(holding: Holding, kept_id: int, gone_id: int) -> list[Key]:
    """Give the keys of rows that cannot move, because the kept one has the like."""
    found: list[Key] = []
    for columns, condition in _uniques(holding):
        others = [one for one in columns if one is not holding.column]
        theirs = {tuple(row) for row in store(_of(holding, kept_id, others, condition))}
        ours = store(_of(holding, gone_id, [*holding.rest, *others], condition)).all()
        width = len(holding.rest)
        for row in ours:
            key = {one.name: value for one, value in zip(holding.rest, row, strict=False)}
            if None not in row[width:] and tuple(row[width:]) in theirs and key not in found:
                found.append(key)
    return found


def _would_clash(holding: Holding, key: Key, row: Merge) -> bool:
    """Say whether a row cannot go back, because the other has got the like since."""
    moved = holding.is_row(key)
    for columns, condition in _uniques(holding):
        others = [one for one in columns if one is not holding.column]
        ours = store(_of(holding, row.kept_id, others, condition).where(moved)).first()
        theirs = {tuple(one) for one in store(_of(holding, row.gone_id, others, condition))}
        if ours is not None and None not in ours and tuple(ours) in theirs:
            return True
    return False


def _of(holding: Holding, person_id: int, columns: list[Column[Any]], condition: Any) -> Any:
    question = select(*columns) if columns else select(holding.column)
    question = question.where(holding.column == person_id)
    return question if condition is None else question.where(condition)


def _uniques(holding: Holding) -> Iterator[tuple[list[Column[Any]], Any]]:
    """Give the sets of columns that no two rows share, with the condition under which they do not."""
    dialect = db.session.get_bind().dialect.name
    rules: list[tuple[list[Column[Any]], Any]] = [(list(holding.table.primary_key.columns), None)]
    for rule in holding.table.constraints:
        if rule.__visit_name__ == "unique_constraint":
            rules.append((list(rule.columns), None))  # type: ignore[attr-defined]
    for index in holding.table.indexes:
        if index.unique:
            rules.append((list(index.columns), index.dialect_options[dialect].get("where")))
    for columns, condition in rules:
        if holding.column in columns:
            yield columns, condition


def _taken(holding: Holding, key: Key) -> Key:
    """Take a row away; give it whole, as JSON can hold it."""
    row = store(select(holding.table).where(holding.is_row(key))).mappings().one()
    store(holding.table.delete().where(holding.is_row(key)))
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _read(table: Table, values: Key) -> Key:
    """Read a row as it was kept."""
    return {
        name: datetime.fromisoformat(value)
        if value is not None and isinstance(table.c[name].type, UTCDateTime)
        else value
        for name, value in values.items()
    }


def _note(act: str, row: Merge, now: datetime, actor: str) -> None:
    after = {"gone": f"person:{row.gone_id}", "merge": row.id}
    note(now, actor, act, f"person:{row.kept_id}", after=after)

"""Rows of attendance files that nobody is matched to, in groups that are decided together, and what was decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, String, and_, case, func, or_, select
from sqlalchemy.orm import raiseload

from meetings.domain.attendance import PARTICIPANT
from meetings.domain.attendance_matching import ADDRESS, LINK
from meetings.domain.codes import ImportState
from meetings.domain.permissions import Reach
from meetings.extensions import db
from meetings.models.attendance import Attendance, AttendanceDecision, Import
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.queries.attendance_proposals import Waiting, with_proposals
from meetings.queries.keys import By, Key, beyond, in_order
from meetings.queries.people import STANDS, escaped
from meetings.queries.presence import is_told
from meetings.queries.reach import people_within, session_within

SIZE: Final = 50
ORDERED_BY: Final = 60  # letters of a name; a cursor carries them
Words = dict[str, str]
WAITING: Final = "waiting"
DECIDED: Final = "decided"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed by; `state` is waiting or decided."""

    state: str = WAITING
    slot: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of groups, how many there are, whether there are more, and the key of the last one if so."""

    groups: tuple[Waiting, ...]
    number: int
    page: int
    has_more: bool
    next: Key | None = None


def waiting_groups(
    programme: str, where: Reach, asked: Asked, page: int = 1, *, after: Key | None = None, size: int = SIZE
) -> WaitingPage:
    """Give a page of groups within reach, of the latest slot first, each with whom it may be.

    Takes: the number of the page; or the key of the group that it begins after, as the page before gave it.
    """
    groups = _groups(_condition(programme, where, asked)).subquery()
    number = db.session.scalar(select(func.count()).select_from(groups)) or 0
    name = func.substr(func.coalesce(groups.c.name, ""), 1, ORDERED_BY, type_=String)
    order = (By(groups.c.starts_at, falls=True), By(groups.c.slot_id), By(name), By(groups.c.id))
    question = select(groups, name.label("ordered_by")).order_by(*in_order(order))
    if after is not None:
        question = question.where(beyond(order, after))
    rows = db.session.execute(question.offset((page - 1) * size).limit(size + 1)).all()
    shown = _with_decisions([_group(row) for row in rows[:size]])
    has_more = len(rows) > size
    last = rows[size - 1] if has_more else None
    key = (last.starts_at, last.slot_id, last.ordered_by, last.id) if last else None
    return WaitingPage(tuple(with_proposals(shown, where)), number, page, has_more, key)


def waiting_number(programme: str, where: Reach, slot_id: str = "") -> int:
    """Give how many groups within reach wait for a decision."""
    question = _groups(_condition(programme, where, Asked(slot=slot_id))).subquery()
    return db.session.scalar(select(func.count()).select_from(question)) or 0


def group_of(attendance_id: int) -> Waiting | None:
    """Give the group that a row belongs to, with what was decided of it; nothing for a row that no one decides."""
    row = db.session.execute(
        select(Attendance.slot_id, Attendance.row_key).where(
            Attendance.id == attendance_id, Attendance.row_key.is_not(None), is_asked()
        )
    ).one_or_none()
    if row is None:
        return None
    same = (Attendance.slot_id == row.slot_id, Attendance.row_key == row.row_key, _counts(), is_asked())
    found = db.session.execute(_groups(and_(*same))).one_or_none()
    return _with_decisions([_group(found)])[0] if found else None


def groups_named(named: Collection[tuple[str, str]], where: Reach) -> list[Waiting]:
    """Give groups by slot and key, each with whom it may be."""
    same = or_(*(and_(Attendance.slot_id == slot, Attendance.row_key == key) for slot, key in sorted(named)))
    rows = db.session.execute(_groups(and_(same, _counts(), is_asked(), session_within(where)))).all()
    return with_proposals(_with_decisions([_group(row) for row in rows]), where)


def with_people(group: Waiting, where: Reach) -> Waiting:
    """Give a group with whom it may be, of people within reach."""
    return with_proposals([group], where)[0]


def named_rows(attendance_ids: Collection[int], where: Reach) -> dict[int, tuple[str, str]]:
    """Give slot and key of rows within reach that can be decided, by their number."""
    rows = db.session.execute(
        select(Attendance.id, Attendance.slot_id, Attendance.row_key)
        .join(Slot, Slot.id == Attendance.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(
            Attendance.id.in_(attendance_ids),
            Attendance.row_key.is_not(None),
            is_asked(),
            session_within(where),
        )
    )
    return {number: (slot_id, key) for number, slot_id, key in rows if key}


def act_within(act: str, where: Reach) -> bool:
    """Say whether everything that was decided at once is within reach."""
    inside = (
        select(func.count(AttendanceDecision.id), func.sum(case((session_within(where), 1), else_=0)))
        .join(Slot, Slot.id == AttendanceDecision.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(AttendanceDecision.act == act)
    )
    every, ours = db.session.execute(inside).one()
    return bool(every) and every == ours


def somebody_within(public_id: str, where: Reach) -> int | None:
    """Give the number of a person within reach, by their public one."""
    return db.session.scalar(
        select(Person.id).where(Person.public_id == public_id, STANDS, people_within(where))
    )


def is_asked() -> ColumnElement[bool]:
    """Hold rows to those whose people no rule knows, so that it is for somebody to say."""
    return or_(Attendance.matched.is_(None), Attendance.matched.not_in((LINK, ADDRESS)))


def _counts() -> ColumnElement[bool]:
    committed = select(Import.id).where(Import.state == ImportState.COMMITTED)
    told = and_(Attendance.import_id.is_(None), is_told())
    return and_(or_(Attendance.import_id.in_(committed), told), Attendance.row_key.is_not(None))


def _condition(programme: str, where: Reach, asked: Asked) -> ColumnElement[bool]:
    found = [Programme.slug == programme, session_within(where), _counts()]
    if asked.state == DECIDED:
        found += [Attendance.matched.is_not(None), is_asked()]
    else:
        found += [
            Attendance.matched.is_(None),
            Attendance.person_id.is_(None),
            Attendance.role == PARTICIPANT,
        ]
    if asked.slot:
        found.append(Attendance.slot_id == asked.slot)
    if asked.text:
        like = f"%{escaped(asked.text)}%"
        found.append(or_(*(one.ilike(like, escape="\\") for one in (Attendance.name, Attendance.address))))
    return and_(*found)


def _groups(condition: ColumnElement[bool]) -> Select[Any]:
    """Put rows together that are decided together; of several spellings of a name, the first in the alphabet stands."""
    open_ended = func.sum(case((Attendance.left_at.is_(None), 1), else_=0))
    columns: list[Any] = [
        func.min(Attendance.id).label("id"),
        Attendance.slot_id,
        Attendance.row_key,
        Slot.session_id,
        Slot.starts_at,
        Slot.zone,
        Slot.minutes,
        func.min(Attendance.name).label("name"),
        func.min(Attendance.address).label("address"),
        func.min(Attendance.said_country).label("country"),
        func.min(Attendance.role).label("role"),
        func.count().label("rows"),
        func.min(Attendance.joined_at).label("first_joined_at"),
        func.max(Attendance.left_at).label("last_left_at"),
        open_ended.label("open_ended"),
    ]
    return (
        select(*columns)
        .join(Slot, Slot.id == Attendance.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(condition)
        .group_by(*columns[1:7])
    )


def _group(row: Any) -> Waiting:
    return Waiting(
        id=row.id,
        slot_id=row.slot_id,
        session_id=row.session_id,
        session={},
        starts_at=row.starts_at,
        zone=row.zone,
        minutes=row.minutes,
        name=row.name or "",
        address=row.address or "",
        country=row.country or "",
        role=row.role,
        rows=row.rows,
        first_joined_at=row.first_joined_at,
        last_left_at=None if row.open_ended else row.last_left_at,
        row_key=row.row_key,
    )


def _with_decisions(groups: Sequence[Waiting]) -> list[Waiting]:
    """Add the titles of sessions and what was decided."""
    wanted = {one.session_id for one in groups}
    titled = db.session.execute(select(Session.id, Session.title).where(Session.id.in_(wanted)))
    titles = {row[0]: row[1] for row in titled}
    rows = db.session.execute(
        select(AttendanceDecision, Person.public_id, Person.name)
        .outerjoin(Person, Person.id == AttendanceDecision.person_id)
        .where(
            AttendanceDecision.row_key.in_({one.row_key for one in groups}),
            AttendanceDecision.undone_at.is_(None),
        )
        .options(raiseload("*"))
    )
    decided = {(one.slot_id, one.row_key): (one, person, name) for one, person, name in rows}
    found = []
    for one in groups:
        decision, person, name = decided.get((one.slot_id, one.row_key), (None, None, None))
        one = replace(one, session=titles[one.session_id])
        if decision is not None:
            one = replace(
                one,
                verdict=decision.verdict,
                person=person or "",
                person_name=name or "",
                decided_at=decision.decided_at,
                decided_by=decision.decided_by,
            )
        found.append(one)
    return found

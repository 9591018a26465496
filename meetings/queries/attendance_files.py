"""Attendance files as staff see them: lists, what became of their rows, and the numbers with and without one."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import defer, joinedload, raiseload

from meetings.domain import statistics as rules
from meetings.domain.attendance import PARTICIPANT, Answers, Row, Stay, fitting
from meetings.domain.attendance_matching import Known, Match
from meetings.domain.attendance_review import OUT
from meetings.domain.codes import SlotState
from meetings.domain.errors import NotFound
from meetings.domain.live.told import REPORTS
from meetings.domain.permissions import Reach
from meetings.domain.seasons import ends_at
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.queries.people import escaped
from meetings.queries.reach import people_within, session_within
from meetings.queries.report_facts import presence_facts

SIZE: Final = 50
AT_ONCE: Final = 5_000
SHOWN: Final = ("attendances", "participants", "unidentified", "countries")
NEAR: Final = timedelta(days=1)
Words = dict[str, str]
Numbers = dict[str, float | None]


@dataclass(frozen=True, slots=True)
class FileAsked:
    """What a list of files is narrowed by."""

    state: str = ""
    text: str = ""
    slot: str = ""


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows a file stored, and of these: matched by a rule, decided, waiting, set apart, out."""

    rows: int = 0
    ruled: int = 0
    decided: int = 0
    waiting: int = 0
    apart: int = 0
    out: int = 0


@dataclass(frozen=True, slots=True)
class FileRow:
    """An attendance file in a list, without its bytes."""

    id: str
    name: str
    state: str
    layout: str | None
    zone: str | None
    created_at: datetime
    created_by: str
    committed_at: datetime | None
    withdrawn_at: datetime | None
    slot_id: str
    session: Words
    starts_at: datetime
    minutes: int
    slot_zone: str
    counts: RowCounts


@dataclass(frozen=True, slots=True)
class OneFile:
    """An attendance file with its bytes, and what was said of it."""

    id: str
    slot_id: str
    name: str
    state: str
    raw: bytes
    digest: str
    zone: str
    layout: str | None
    encoding: str
    answers: Answers
    created_at: datetime
    created_by: str
    committed_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class FilePage:
    """A page of files, the latest first."""

    files: tuple[FileRow, ...]
    number: int
    page: int
    has_older: bool


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A slot to which a file may belong."""

    id: str
    session: Words
    starts_at: datetime
    minutes: int
    zone: str


def files(programme: str, where: Reach, asked: FileAsked, page: int) -> FilePage:
    """Give a page of the files of a programme within reach, the latest first."""
    condition = and_(Programme.slug == programme, session_within(where), *_narrowed(asked))
    question = (
        select(Import, Slot, Session.title)
        .join(Slot, Slot.id == Import.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(condition)
    )
    number = db.session.scalar(
        select(func.count()).select_from(question.with_only_columns(Import.id).subquery())
    )
    rows = db.session.execute(
        question.order_by(Import.created_at.desc(), Import.id)
        .offset((page - 1) * SIZE)
        .limit(SIZE)
        .options(defer(Import.raw), raiseload("*"))
    ).all()
    counted = counts_of([row.id for row, _slot, _title in rows])
    found = tuple(_file(row, slot, title, counted.get(row.id, RowCounts())) for row, slot, title in rows)
    return FilePage(found, number or 0, page, page * SIZE < (number or 0))


def counts_of(import_ids: Collection[str]) -> dict[str, RowCounts]:
    """Count the rows of files by what became of them."""

    def number(*conditions: ColumnElement[bool]) -> Any:
        return func.sum(case((and_(*conditions), 1), else_=0))

    by_rule = Attendance.matched.in_(("link", "address"))
    here = Attendance.role == PARTICIPANT
    rows = db.session.execute(
        select(
            Attendance.import_id,
            func.count(),
            number(by_rule, here),
            number(Attendance.matched.is_not(None), ~by_rule, here),
            number(Attendance.matched.is_(None), here),
            number(Attendance.role.not_in((PARTICIPANT, OUT))),
            number(Attendance.role == OUT),
        )
        .where(Attendance.import_id.in_(import_ids))
        .group_by(Attendance.import_id)
    )
    return {row[0]: RowCounts(*(int(one or 0) for one in tuple(row)[1:])) for row in rows if row[0]}


def file_of(import_id: str) -> OneFile:
    """Give a file with its bytes.

    Raises: NotFound.
    """
    row = db.session.get(Import, import_id)
    if row is None:
        raise NotFound()
    return OneFile(
        id=row.id,
        slot_id=row.slot_id,
        name=row.name,
        state=row.state,
        raw=row.raw,
        digest=row.digest or "",
        zone=row.zone or "",
        layout=row.layout,
        encoding=row.encoding or "",
        answers=Answers(**(row.answers or {})),
        created_at=row.created_at,
        created_by=row.created_by,
        committed_at=row.committed_at,
        withdrawn_at=row.withdrawn_at,
    )


def stored_stays(import_id: str) -> Iterator[tuple[Stay, Match]]:
    """Give the rows that a file stored, in its order, with whom each is matched to."""
    columns: tuple[Any, ...] = (
        Attendance.source_row,
        Attendance.name,
        Attendance.address,
        Attendance.joined_at,
        Attendance.left_at,
        Attendance.role,
        Attendance.matched,
        Attendance.person_id,
        Person.public_id,
    )
    rows = db.session.execute(
        select(*columns)
        .outerjoin(Person, and_(Person.id == Attendance.person_id, Person.erased_at.is_(None)))
        .where(Attendance.import_id == import_id)
        .order_by(Attendance.source_row)
        .execution_options(yield_per=AT_ONCE)
    )
    for number, name, address, joined_at, left_at, role, matched, person_id, public_id in rows:
        row = Row(number or 0, name or "", address or "", joined_at, left_at, role)
        known = Known(person_id, "", None, None, public_id or "") if person_id else None
        yield Stay(row, joined_at, left_at), Match(matched, known)


def names_of(public_ids: Collection[str], where: Reach) -> dict[str, str]:
    """Give the names of people within reach, by their public number."""
    rows = db.session.execute(
        select(Person.public_id, Person.name).where(
            Person.public_id.in_(public_ids), Person.erased_at.is_(None), people_within(where)
        )
    )
    return {row[0]: row[1] for row in rows}


def numbers(session_id: int, now: datetime, without: str = "") -> Numbers:
    """Count who was there in a session, as its report does.

    Takes: a file that is looked past, as if it were withdrawn.
    """
    return _count(presence_facts([session_id], now, without))


def numbers_with(
    session_id: int, now: datetime, more: Iterable[rules.Stretch], slot_id: str, layout: str
) -> tuple[Numbers, Numbers]:
    """Count who was there in a session, and who would be with the rows of a file that is looked at.

    Takes: the slot and the layout of the file; a platform's report takes the place of what it told before.
    """
    facts = presence_facts([session_id], now)
    replaced = {str(platform) for platform, layouts in REPORTS.items() if layout in layouts}
    stay = (
        one for one in facts.stretches if not (one.live and one.slot_id == slot_id and one.file in replaced)
    )
    return _count(facts), _count(replace(facts, stretches=(*stay, *more)))


def _count(facts: rules.Facts) -> Numbers:
    counted = rules.count_all(facts, single=True)
    return {name: counted[name].value for name in SHOWN}


def other_times(slot_id: str, stays: Sequence[Stay], where: Reach) -> list[OtherTime]:
    """Give the slots near that day, within reach, in whose time the rows of a file are; three at most."""
    first = min(one.joined_at for one in stays)
    last = max(one.joined_at for one in stays)
    rows = db.session.scalars(
        select(Slot)
        .join(Session, Session.id == Slot.session_id)
        .where(
            Slot.id != slot_id,
            Slot.state == SlotState.PLANNED,
            Slot.starts_at.between(first - NEAR, last + NEAR),
            session_within(where),
        )
        .options(joinedload(Slot.session), raiseload("*"))
    )
    by_id = {row.id: row for row in rows}
    fit = fitting(stays, ((row.id, row.starts_at, ends_at(row)) for row in by_id.values()))[:3]
    found = [by_id[one] for one in fit]
    return [OtherTime(row.id, row.session.title, row.starts_at, row.minutes, row.zone) for row in found]


def _narrowed(asked: FileAsked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.state:
        found.append(Import.state == asked.state)
    if asked.slot:
        found.append(Import.slot_id == asked.slot)
    if asked.text:
        like = f"%{escaped(asked.text)}%"
        found.append(
            or_(Import.name.ilike(like, escape="\\"), Session.slug.ilike(like, escape="\\"), _titled(like))
        )
    return found


def _titled(like: str) -> ColumnElement[bool]:
    languages = ("en", "fr", "es", "ru", "zh", "ar")
    return or_(*(Session.title[one].as_string().ilike(like, escape="\\") for one in languages))


def _file(row: Import, slot: Slot, title: Words, counts: RowCounts) -> FileRow:
    return FileRow(
        id=row.id,
        name=row.name,
        state=row.state,
        layout=row.layout,
        zone=row.zone,
        created_at=row.created_at,
        created_by=row.created_by,
        committed_at=row.committed_at,
        withdrawn_at=row.withdrawn_at,
        slot_id=slot.id,
        session=title,
        starts_at=slot.starts_at,
        minutes=slot.minutes,
        slot_zone=slot.zone,
        counts=counts,
    )

"""Deciding who rows of attendance files are that no rule knew; a decision finds its rows in every file, and can go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from meetings.domain.attendance_preview import SlotAsked
from meetings.domain.attendance_review import Verdict, role_in, settled
from meetings.domain.errors import NotFound, NotThisMove
from meetings.extensions import db, take_turns, transaction
from meetings.models.attendance import Attendance, AttendanceDecision
from meetings.models.base import random_id
from meetings.models.people import Person
from meetings.queries.attendance import slot_asked
from meetings.queries.attendance_review import is_asked
from meetings.services.attendance_snapshots import UNKNOWN, WAS, snapshots
from meetings.services.audit import note

Named = tuple[str, str]  # a slot, and the key of rows of it


def decide(
    named: Iterable[Named], verdict: Verdict, person_id: int | None, now: datetime, actor: str
) -> tuple[str, int]:
    """Say who rows are whom no rule knew, whatever file they came or will come in; never a row itself is changed.

    Takes: the person for the verdict that it is one.
    Gives: the key by which all of it is taken back, and how many groups were decided.
    Raises: NotFound; NotThisMove, where somebody decided one of them before.
    """
    if (verdict is Verdict.PERSON) != (person_id is not None):
        raise NotFound()
    with transaction():
        act, wanted = random_id(), set(named)
        _take_turns(wanted)
        return act, _decide(wanted, _Said(act, verdict, person_id, now, actor))


def decide_each(pairs: Iterable[tuple[Named, int]], now: datetime, actor: str) -> tuple[str, int]:
    """Say of rows who each is, in one act.

    Gives and raises: as `decide`.
    """
    with transaction():
        act, by_person = random_id(), dict[int, set[Named]]()
        for one, person_id in pairs:
            by_person.setdefault(person_id, set()).add(one)
        _take_turns({one for named in by_person.values() for one in named})
        number = 0
        for person_id, named in sorted(by_person.items()):
            number += _decide(named, _Said(act, Verdict.PERSON, person_id, now, actor))
        return act, number


@dataclass(frozen=True, slots=True)
class _Said:
    act: str
    verdict: Verdict
    person_id: int | None
    now: datetime
    actor: str


def _take_turns(named: set[Named]) -> None:
    """Let whoever decides or brings a file wait for each other, always in the same order."""
    for slot_id in sorted({slot_id for slot_id, _key in named}):
        take_turns(f"attendance:{slot_id}")


def _decide(named: set[Named], said: _Said) -> int:
    _check_person(said.person_id)
    for slot_id in sorted({slot_id for slot_id, _key in named}):
        slot = slot_asked(slot_id)
        keys = sorted(key for other, key in named if other == slot_id)
        if _standing(slot_id, keys):
            raise NotThisMove()
        db.session.add_all(
            AttendanceDecision(
                slot_id=slot_id,
                row_key=key,
                verdict=said.verdict,
                person_id=said.person_id,
                act=said.act,
                decided_at=said.now,
                decided_by=said.actor,
            )
            for key in keys
        )
        rows = _apply(slot, keys, said.verdict, said.person_id)
        after = {"verdict": str(said.verdict), "person": said.person_id, "groups": len(keys), "rows": rows}
        subject, more = f"slot:{slot_id}", {"decision": said.act}
        note(said.now, said.actor, "attendance.decide", subject, after=after | more)
    return len(named)


def take_back(act: str, now: datetime, actor: str, only: Sequence[Named] = ()) -> int:
    """Let rows wait again of which something was decided, all that was decided at once, or only some of it.

    Twice is once. Gives how many groups wait again.
    """
    with transaction():
        question = select(AttendanceDecision.slot_id).where(AttendanceDecision.act == act).distinct()
        number = 0
        for slot_id in sorted(db.session.scalars(question)):
            keys = [key for other, key in only if other == slot_id] if only else None
            number += _take_back(slot_id, act, keys, now, actor)
        return number


def take_back_rows(named: Iterable[Named], now: datetime, actor: str) -> int:
    """Let rows wait again, by slot and key; give how many groups do."""
    with transaction():
        wanted, number = sorted(set(named)), 0
        for slot_id in sorted({slot_id for slot_id, _key in wanted}):
            keys = [key for other, key in wanted if other == slot_id]
            number += _take_back(slot_id, None, keys, now, actor)
        return number


def _take_back(slot_id: str, act: str | None, keys: Sequence[str] | None, now: datetime, actor: str) -> int:
    take_turns(f"attendance:{slot_id}")
    question = (
        select(AttendanceDecision)
        .outerjoin(Person, Person.id == AttendanceDecision.person_id)
        .where(
            AttendanceDecision.slot_id == slot_id,
            AttendanceDecision.undone_at.is_(None),
            Person.erased_at.is_(None),
        )
    )
    if act is not None:
        question = question.where(AttendanceDecision.act == act)
    if keys is not None:
        question = question.where(AttendanceDecision.row_key.in_(keys))
    standing = db.session.scalars(question).all()
    for one in standing:
        one.undone_at = now
    if standing:
        _apply(slot_asked(slot_id), [one.row_key for one in standing], None, None)
        before = {
            "verdict": sorted({one.verdict for one in standing}),
            "person": sorted({one.person_id for one in standing if one.person_id}),
        }
        note(
            now,
            actor,
            "attendance.undo",
            f"slot:{slot_id}",
            before=before | {"groups": len(standing)},
            after={"decision": standing[0].act},
        )
    return len(standing)


def _check_person(person_id: int | None) -> None:
    if person_id is None:
        return
    found = select(Person.id).where(
        Person.id == person_id, Person.erased_at.is_(None), Person.merged_into_id.is_(None)
    )
    if db.session.scalar(found) is None:
        raise NotFound()


def _standing(slot_id: str, keys: Sequence[str]) -> bool:
    """Say whether one of them was decided, or is nobody's to decide."""
    decided = select(AttendanceDecision.id).where(
        AttendanceDecision.slot_id == slot_id,
        AttendanceDecision.row_key.in_(keys),
        AttendanceDecision.undone_at.is_(None),
    )
    there = select(func.count(Attendance.row_key.distinct())).where(
        Attendance.slot_id == slot_id, Attendance.row_key.in_(keys), is_asked()
    )
    return db.session.scalar(decided.limit(1)) is not None or db.session.scalar(there) != len(keys)


def _apply(slot: SlotAsked, keys: Sequence[str], verdict: Verdict | None, person_id: int | None) -> int:
    """Let what follows from a verdict stand beside the rows, or nothing; give how many they are."""
    matched, role = settled(verdict) if verdict is not None else (None, None)
    who = snapshots({person_id}, slot.session_id)[person_id] if person_id is not None else UNKNOWN
    ours = role_in("", person_id, slot.panel)
    values = {
        "person_id": person_id,
        "matched": matched,
        "role": role or ours or func.coalesce(Attendance.said_role, Attendance.role),
        **dict(zip(WAS, who, strict=True)),
    }
    done = db.session.execute(
        update(Attendance)
        .where(Attendance.slot_id == slot.id, Attendance.row_key.in_(keys), is_asked())
        .values(values)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(done, "rowcount", 0))

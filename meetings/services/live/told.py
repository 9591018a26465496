"""What platforms tell while a slot is held: kept once, and followed by rows of presence that anyone can make again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, delete, or_, select, update

from meetings.domain.attendance import PARTICIPANT, Row
from meetings.domain.attendance_matching import ADDRESS, SUGGESTED, Match, is_bot, match
from meetings.domain.attendance_preview import SlotAsked
from meetings.domain.attendance_review import role_in, row_key
from meetings.domain.codes import SlotState
from meetings.domain.live.told import NEAR, Heard, Kind, Stretch, Told, meetings_of, slot_at, stretches
from meetings.domain.tokens import Keys
from meetings.extensions import insert_new, store, take_turns, transaction
from meetings.models.attendance import Attendance, AttendanceDecision, Import
from meetings.models.live.told import HookEvent
from meetings.models.people import Person
from meetings.models.slots import Slot
from meetings.queries.attendance import known_people, slot_asked
from meetings.queries.attendance_decisions import standing_decisions
from meetings.services.attendance import erased_among
from meetings.services.attendance_snapshots import UNKNOWN, WAS, Snapshot, pieces, snapshots
from meetings.services.live.floor_traces import drop_hour
from meetings.services.live.told_traces import empty_events

AT_ONCE: Final = 500
WORKER: Final = "hook events"
WHOLE_DAY: Final = timedelta(days=1)
KEPT: Final = timedelta(days=30)
SAID: Final = ("name", "address", "reference")
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A slot about which a platform told something that is not counted yet."""

    slot_id: str
    platform: str


@dataclass(frozen=True, slots=True)
class Who:
    """Who a connection is: as a row of a file would say it, how that is known, and their number if there is one."""

    row: Row
    how: str | None = None
    person_id: int | None = None
    role: str | None = None
    key: str | None = None


def keep(told: Iterable[Told], raw: bytes, now: datetime) -> int:
    """Keep events that were proved to be their platform's; give how many are new.

    What was kept before is kept once, whatever became of it.
    """
    rows = [_event(one, raw, now) for one in told]
    if not rows:
        return 0
    with transaction():
        new = insert_new(HookEvent).on_conflict_do_nothing().returning(HookEvent.id)
        return sum(store(new, row).one_or_none() is not None for row in rows)


def assign(now: datetime) -> list[Waiting]:
    """Say of events that wait which slot they are about; give the slots of which something is to be counted.

    What is about no slot is done with, until a slot says that it is held in that meeting.
    """
    with transaction():
        take_turns(WORKER)
        waits = (HookEvent.handled_at.is_(None), HookEvent.slot_id.is_(None))
        columns = (HookEvent.id, HookEvent.meeting, HookEvent.at)
        rows = store(select(*columns).where(*waits).order_by(HookEvent.id).limit(AT_ONCE)).all()
        slots = _slots_of({row.meeting for row in rows}, [row.at for row in rows])
        for row in rows:
            slot = slot_at(slots.get(row.meeting, ()), row.at)
            found: Facts = {"slot_id": slot.id} if slot else {"handled_at": now}
            store(update(HookEvent).where(HookEvent.id == row.id).values(**found))
        waiting = select(HookEvent.slot_id, HookEvent.platform).distinct()
        waiting = waiting.where(HookEvent.handled_at.is_(None), HookEvent.slot_id.is_not(None))
        ordered = store(waiting.order_by(HookEvent.slot_id, HookEvent.platform))
        return [Waiting(row.slot_id, row.platform) for row in ordered]


def follow(waiting: Waiting, now: datetime, *, keys: Keys) -> int:
    """Let rows follow from what a platform told about a slot; give how many changed.

    Rows are made from all events of a connection, whatever their order: one that turns out differently is withdrawn,
    and another stands in its place. Done twice, or by two, it is done once.
    """
    with transaction():
        hold_slot = select(Slot.id).where(Slot.id == waiting.slot_id)
        store(hold_slot.with_for_update(read=True, key_share=True))  # held first by everybody
        take_turns(WORKER)
        take_turns(f"attendance:{waiting.slot_id}")
        of_slot = (HookEvent.slot_id == waiting.slot_id, HookEvent.platform == waiting.platform)
        columns = [
            getattr(HookEvent, name) for name in ("id", "key", "kind", "at", "run", "handled_at", *SAID)
        ]
        events = store(select(*columns, HookEvent.connection).where(*of_slot)).all()
        new = [one for one in events if one.handled_at is None]
        if not new:
            return 0
        changed = _recount(waiting, events, new, now, keys=keys)
        store(update(HookEvent).where(HookEvent.id.in_([one.id for one in new])).values(handled_at=now))
        return changed


def expect(slot: Slot) -> None:
    """Look again at what platforms told of a slot's meeting; call it within the transaction that changes the slot."""
    names = sorted(meetings_of(slot.platform_meeting, slot.platform_address))
    elsewhere = and_(HookEvent.slot_id == slot.id, HookEvent.meeting.not_in(names))
    lost = store(select(HookEvent.id).where(elsewhere)).scalars().all()
    if lost:
        store(update(HookEvent).where(HookEvent.id.in_(lost)).values(slot_id=None, handled_at=None))
        stand = (Attendance.slot_id == slot.id, Attendance.withdrawn_at.is_(None))
        told = Attendance.connection.is_not(None)
        store(update(Attendance).where(*stand, told).values(withdrawn_at=slot.updated_at))
        store(update(HookEvent).where(HookEvent.slot_id == slot.id).values(handled_at=None))
    of_none = (HookEvent.slot_id.is_(None), HookEvent.meeting.in_(names))
    if names:
        store(update(HookEvent).where(*of_none).values(handled_at=None))


def let_go(slot_id: str, now: datetime) -> None:
    """Take away who was seen in a slot that will not be there any more, by any file; events stay, about none."""
    drop_hour(slot_id, now)
    for table in (Attendance, AttendanceDecision, Import):
        store(delete(table).where(table.slot_id == slot_id))
    store(update(HookEvent).where(HookEvent.slot_id == slot_id).values(slot_id=None))


def prune(now: datetime) -> None:
    """Throw away what is about no slot, after a month."""
    with transaction():
        old = (HookEvent.slot_id.is_(None), HookEvent.received_at < now - KEPT)
        store(delete(HookEvent).where(*old))


def _event(one: Told, raw: bytes, now: datetime) -> Facts:
    return {
        "platform": one.platform,
        "key": one.key,
        "event": one.event,
        "kind": one.kind,
        "at": one.at,
        "received_at": now,
        "meeting": one.meeting,
        "run": one.run,
        "connection": f"{one.run}|{one.connection}" if one.connection else "",
        "name": one.name,
        "address": one.address,
        "reference": one.reference,
        "raw": raw,
    }


def _slots_of(meetings: set[str], moments: Sequence[datetime]) -> dict[str, list[Slot]]:
    """Hold the slots that are in meetings around some moments; give them by what a platform calls the meeting."""
    found: dict[str, list[Slot]] = {}
    if not meetings:
        return found
    names = [Slot.platform_address.contains(one, autoescape=True) for one in sorted(meetings)]
    around = Slot.starts_at.between(min(moments) - WHOLE_DAY - NEAR, max(moments) + NEAR)
    named = or_(Slot.platform_meeting.in_(meetings), *names)
    wanted = select(Slot.__table__).where(named, around, Slot.state == SlotState.PLANNED)
    for row in store(wanted.order_by(Slot.id).with_for_update(read=True, key_share=True)):
        for name in meetings_of(row.platform_meeting, row.platform_address):
            found.setdefault(name, []).append(row)  # type: ignore[arg-type]  # a row has the slot's columns
    return found


def _recount(
    waiting: Waiting, events: Sequence[Any], new: Sequence[Any], now: datetime, *, keys: Keys
) -> int:
    """Put the rows of connections right of which something new is told; the end of a meeting touches all of them."""
    named = {one.connection for one in new} - {""}
    touched = named
    if any(one.kind == Kind.ENDED for one in new):
        touched = {one.connection for one in events} - {""}
    told = [one for one in events if one.connection in touched]
    bots = {one.connection for one in told if is_bot(one.name)}
    ends = [one for one in events if not one.connection]
    heard = (Heard(Kind(one.kind), one.at, one.run, one.connection) for one in (*told, *ends))
    wanted = {(one.connection, one.joined_at): one for one in stretches(heard) if one.connection not in bots}
    columns = (Attendance.id, Attendance.connection, Attendance.joined_at, Attendance.left_at)
    before = (Attendance.person_id, Attendance.matched, Attendance.withdrawn_at)
    rows = store(
        select(*columns, *before)
        .where(Attendance.slot_id == waiting.slot_id, Attendance.source == waiting.platform)
        .order_by(Attendance.id)
    ).all()
    known = {row.connection: row for row in rows if row.connection in touched}
    stand = {(row.connection, row.joined_at): row for row in rows if row.withdrawn_at is None}
    wrong = {
        row.id
        for key, row in stand.items()
        if key[0] in touched and (key not in wanted or wanted[key].left_at != row.left_at)
    }
    missing = [one for key, one in wanted.items() if key not in stand or stand[key].id in wrong]
    if wrong:
        store(update(Attendance).where(Attendance.id.in_(wrong)).values(withdrawn_at=now))
    asked = {*named, *(one.connection for one in missing)} - bots
    if asked:
        slot = slot_asked(waiting.slot_id)
        begins = sorted(((at, one) for one, at in wanted if one in asked), reverse=True)
        since = {one: at for at, one in begins}
        _insert(waiting, slot, missing, _who(slot, since, told, known, now, keys=keys))
    return len(wrong) + len(missing)


def _who(
    slot: SlotAsked,
    since: Mapping[str, datetime],
    told: Iterable[Any],
    known: Mapping[str, Any],
    now: datetime,
    *,
    keys: Keys,
) -> dict[str, Who]:
    """Say who connections are: by the rules, else as somebody decided, else as they were known before.

    Whoever was erased stays a number.

    Takes: since when each connection was there.
    """
    rows = _said(since, told)
    people = known_people(slot.session_id, list(rows.values()), keys)
    decided = standing_decisions(slot.id)
    found: dict[str, Who] = {}
    for connection, row in rows.items():
        key = row_key(row.name, row.address, since[connection], keys) if row.name or row.address else None
        fits = match(row, people)
        if fits.known is None:
            fits = decided.get(key or "", fits)
        last = known.get(connection)
        who = Who(row, None if fits.how == SUGGESTED else fits.how, _number(fits), fits.role, key)
        if who.person_id is None and who.how is None and last is not None and last.person_id is not None:
            who = Who(row, last.matched, last.person_id, None, key)
        found[connection] = who
    return found | _nameless(found, slot, now, keys=keys)


def _number(fits: Match) -> int | None:
    return fits.known.person_id if fits.known else None


def _said(connections: Iterable[str], told: Iterable[Any]) -> dict[str, Row]:
    """Give what is last said of connections, as rows of a file."""
    said = {one: Row(0, "", "", None, None) for one in connections}
    for event in sorted(told, key=lambda one: (one.at, one.key)):
        row = said.get(event.connection)
        if row is not None:
            facts = {name: getattr(event, name) or getattr(row, name) for name in SAID}
            said[event.connection] = row._replace(**facts)
    return said


def _erased_of(people: Iterable[int]) -> set[int]:
    wanted = select(Person.id).where(Person.id.in_(set(people)), Person.erased_at.is_not(None))
    return set(store(wanted).scalars())


def _nameless(found: Mapping[str, Who], slot: SlotAsked, now: datetime, *, keys: Keys) -> dict[str, Who]:
    """Know those again who were erased, and take their names out of what is kept."""
    gone = _erased_of(who.person_id for who in found.values() if who.person_id is not None)
    strangers = {one: (who.row.name, who.row.address) for one, who in found.items() if who.how is None}
    numbers = erased_among(set(strangers.values()), slot.programme, now, keys=keys)
    done = {one: who.person_id for one, who in found.items() if who.person_id in gone}
    done |= {one: numbers[pair] for one, pair in strangers.items() if pair in numbers}
    for connection in done:
        empty_events(HookEvent.slot_id == slot.id, HookEvent.connection == connection)
    nobody = Row(0, "", "", None, None)
    return {one: Who(nobody, found[one].how or ADDRESS, number) for one, number in done.items()}


def _insert(waiting: Waiting, slot: SlotAsked, missing: Sequence[Stretch], who: Mapping[str, Who]) -> None:
    people = {one.person_id for one in who.values() if one.person_id is not None}
    were = snapshots(people, slot.session_id)
    rows = [_row(waiting, slot, one, who[one.connection], were) for one in missing]
    for some in pieces(rows):
        store(insert_new(Attendance).on_conflict_do_nothing(), list(some))


def _row(waiting: Waiting, slot: SlotAsked, one: Stretch, who: Who, were: Mapping[int, Snapshot]) -> Facts:
    person_id = who.person_id
    snapshot = UNKNOWN if person_id is None else were.get(person_id, UNKNOWN)
    return {
        "slot_id": slot.id,
        "source": waiting.platform,
        "connection": one.connection,
        "joined_at": one.joined_at,
        "left_at": one.left_at,
        "name": who.row.name or None,
        "address": who.row.address or None,
        "row_key": who.key,
        "person_id": person_id,
        "matched": who.how,
        "role": who.role or role_in(PARTICIPANT, person_id, slot.panel),
        "said_role": PARTICIPANT,
        **dict(zip(WAS, snapshot, strict=True)),
    }

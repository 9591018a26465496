"""Taking in other conventions' calendars: what is new or changed is stored, what vanished withdrawn, nothing edited."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update

from meetings.domain.errors import NotFound, Stale
from meetings.domain.foreign import CalendarRead, EventOutcome, MeetingRead, State, state_of
from meetings.extensions import db, insert_new, store, take_turns, transaction
from meetings.models.foreign import ForeignCalendar, ForeignMeeting
from meetings.services.audit import note

COLUMNS: Final = tuple(one.name for one in fields(MeetingRead))
KEPT_REFUSALS: Final = 20
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of each event of a calendar, how many meetings it does not have any more, and how many are ours."""

    name: str
    events: tuple[EventOutcome, ...]
    withdrawn: int
    ours: int = 0
    calendar: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Give how many events are in which state."""
        found = {str(state): 0 for state in State}
        for one in self.events:
            found[one.state] += 1
        return found | {"withdrawn": self.withdrawn, "ours": self.ours}


@dataclass(slots=True)
class _Changes:
    """What is to be stored: rows to add and to change, numbers of rows that are not there any more."""

    add: list[dict[str, Any]] = field(default_factory=list)
    change: list[dict[str, Any]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Stored:
    id: int
    meeting: MeetingRead
    is_withdrawn: bool


def import_calendar(
    read: CalendarRead, name: str, now: datetime, actor: str, *, is_public: bool = False
) -> TakenIn:
    """Take in a calendar from a file; one of the same name adds to it, and withdraws only occurrences of its events.

    Takes: the name for one that has none itself. Whether it is in the joint calendar; one that is in it stays there.
    """
    called = read.name or name
    with transaction():
        key = f"file:{called}"
        take_turns(key)
        values = {"key": key, "name": called, "created_at": now, "updated_at": now, "revision": 1}
        values |= {"failures": 0, "problem": {}, "counts": {}, "is_public": False}
        db.session.execute(insert_new(ForeignCalendar).values(**values).on_conflict_do_nothing())
        row = db.session.scalars(select(ForeignCalendar).where(ForeignCalendar.key == key)).one()
        row.is_public = is_public or (row.is_public and row.ended_at is None)
        row.ended_at = None
        taken = take_in(row, read, now, is_whole=False)
        note(now, actor, "calendar.import", f"calendar:{row.id}", after={"calendar": called} | taken.counts)
    return taken


def take_in(row: ForeignCalendar, read: CalendarRead, now: datetime, *, is_whole: bool) -> TakenIn:
    """Store what a calendar says now; call it within the transaction of the act.

    Takes: whether it is all there is, so that meetings that are not in it are withdrawn.
    """
    stored = _stored(row.id)
    changes, states = _compare(read, stored, now)
    kept = {one.uid for one in read.refused} | {uid for uid, found in states.items() if State.OLDER in found}
    given = {(one.uid, one.occurrence) for one in read.meetings}
    for key, one in stored.items():
        if (
            key not in given
            and not one.is_withdrawn
            and key[0] not in kept
            and (is_whole or key[0] in states)
        ):
            changes.gone.append(one.id)
            states.setdefault(key[0], []).append(State.CHANGED)
    _store(row.id, changes, now)
    events = tuple(_outcomes(read, states, {key[0] for key in stored}))
    taken = TakenIn(row.name, events, len(changes.gone), read.ours, row.id)
    row.fetched_at = row.tried_at = row.updated_at = now
    row.failures, row.problem = 0, {}
    row.counts = taken.counts | {"refusals": _refusals(events)}
    row.revision += 1
    return taken


def withdraw_calendar(calendar_id: int, now: datetime, actor: str) -> None:
    """Let nobody be warned by a calendar any more, and ask no more for it; twice is once.

    Raises: NotFound.
    """
    with transaction():
        row = db.session.get(ForeignCalendar, calendar_id)
        if row is None:
            raise NotFound()
        if row.ended_at is not None:
            return
        row.ended_at, row.due_at, row.updated_at = now, None, now
        row.revision += 1
        db.session.execute(
            update(ForeignMeeting)
            .where(ForeignMeeting.calendar_id == row.id, ForeignMeeting.withdrawn_at.is_(None))
            .values(withdrawn_at=now)
        )
        note(now, actor, "calendar.withdraw", f"calendar:{row.id}", before={"calendar": row.name})


def show_publicly(
    calendar_id: int, is_public: bool, now: datetime, actor: str, seen: int | None = None
) -> None:
    """Show a calendar's meetings in the joint calendar, or do not any more; said again, it changes nothing.

    Takes: the revision that was seen, where that is known.
    Raises: NotFound; Stale.
    """
    with transaction():
        row = db.session.get(ForeignCalendar, calendar_id)
        if row is None or row.ended_at is not None:
            raise NotFound()
        if seen is not None and seen != row.revision:
            raise Stale(current=row.revision)
        if row.is_public == is_public:
            return
        row.is_public, row.updated_at = is_public, now
        row.revision += 1
        act = "calendar.show" if is_public else "calendar.hide"
        note(now, actor, act, f"calendar:{row.id}", after={"calendar": row.name})


def _stored(calendar_id: int) -> dict[Key, _Stored]:
    columns = [getattr(ForeignMeeting, name) for name in COLUMNS]
    rows = store(
        select(ForeignMeeting.id, ForeignMeeting.withdrawn_at, *columns).where(
            ForeignMeeting.calendar_id == calendar_id
        )
    )
    found = {}
    for row in rows:
        values: tuple[Any, ...] = tuple(row)
        meeting = MeetingRead(*values[2:])
        found[meeting.uid, meeting.occurrence] = _Stored(values[0], meeting, values[1] is not None)
    return found


def _compare(
    read: CalendarRead, stored: Mapping[Key, _Stored], now: datetime
) -> tuple[_Changes, dict[str, list[State]]]:
    """Say what is to be stored, and what each occurrence means for its event."""
    changes, states = _Changes(), defaultdict(list)
    for given in read.meetings:
        before = stored.get((given.uid, given.occurrence))
        state = state_of(given, before.meeting if before else None)
        if before and before.is_withdrawn and state is State.SAME:
            state = State.CHANGED
        states[given.uid].append(state)
        values = {name: getattr(given, name) for name in COLUMNS} | {"read_at": now, "withdrawn_at": None}
        if before is None:
            changes.add.append(values)
        elif state is State.CHANGED:
            changes.change.append(values | {"id": before.id})
    return changes, dict(states)


def _store(calendar_id: int, changes: _Changes, now: datetime) -> None:
    if changes.add:
        store(insert(ForeignMeeting), [one | {"calendar_id": calendar_id} for one in changes.add])
    if changes.change:
        db.session.execute(update(ForeignMeeting), changes.change)
    if changes.gone:
        db.session.execute(update(ForeignMeeting), [{"id": one, "withdrawn_at": now} for one in changes.gone])


def _outcomes(
    read: CalendarRead, states: Mapping[str, list[State]], known: set[str]
) -> Iterable[EventOutcome]:
    """Say what became of each event that the calendar has, in its order; the refused ones last."""
    seen = set()
    for one in read.meetings:
        if one.uid not in seen:
            seen.add(one.uid)
            yield EventOutcome(one.uid, one.title, _state(states[one.uid], is_known=one.uid in known))
    for uid, title in read.older:
        yield EventOutcome(uid, title, State.OLDER)
    for refused in read.refused:
        yield EventOutcome(refused.uid, refused.title, State.REFUSED, refused.why, refused.value)


def _state(found: Iterable[State], *, is_known: bool) -> State:
    """Say of an event what its occurrences say together."""
    states = set(found)
    if not is_known:
        return State.NEW
    if State.OLDER in states and not states & {State.NEW, State.CHANGED}:
        return State.OLDER
    return State.SAME if states == {State.SAME} else State.CHANGED


def _refusals(events: Iterable[EventOutcome]) -> list[dict[str, Any]]:
    refused = [one for one in events if one.state is State.REFUSED]
    return [asdict(one) for one in refused[:KEPT_REFUSALS]]

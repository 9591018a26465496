"""Testing connections: times that staff offer, the seats that delegates book in them, and how each test went."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, exists, select, update

from meetings.domain import errors
from meetings.domain.checks import check_web_address
from meetings.domain.cop import connection_tests as rules
from meetings.domain.cop.connection_tests import ConnectionState, Standing
from meetings.domain.cop.entering_errors import NotAccredited, PassedBefore, TimeBooked, TimeFull, TimeGone
from meetings.domain.registrations import check_line
from meetings.domain.zones import check_zone, to_instant, to_local
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.base import random_id
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Participation
from meetings.models.cop.entering import ConnectionTest, ConnectionTime
from meetings.models.programmes import Programme
from meetings.queries.cop.entering import Part, host_of
from meetings.services.audit import note

BOOKED: Final = (ConnectionTest.state == ConnectionState.BOOKED,)


@dataclass(frozen=True, slots=True)
class NewTimes:
    """Times to offer, as typed: the first one's wall time, and how many follow each other without a gap."""

    local_start: datetime
    minutes: str
    capacity: str
    count: str = "1"
    address: str = ""
    zone: str = ""
    fold: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a test went, as typed: passed, again or not tested, and how sound, video, channel and line were."""

    outcome: str
    parts: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def offer_times(programme: str, segment: str, new: NewTimes, now: datetime, actor: str) -> int:
    """Offer times for a segment, in its zone where none is named; those that are there already are left as they are.

    Gives: how many were added.
    Raises: NotFound; NotANumber, UnknownZone, NonexistentTime, AmbiguousTime, TooFar, NotAWebAddress; TimeGone.
    """
    minutes = rules.check_number(new.minutes, "minutes", rules.MOST_MINUTES)
    capacity = rules.check_number(new.capacity, "capacity", rules.MOST_SEATS)
    count = rules.check_number(new.count, "count", rules.MOST_TIMES)
    address = check_web_address(new.address, "address")
    with transaction():
        of = _segment(programme, segment)
        zone = check_zone(new.zone or of.zone)
        first = to_instant(new.local_start, zone, new.fold)
        if first <= now:
            raise TimeGone(field="local_start")
        known = set(
            db.session.scalars(select(ConnectionTime.starts_at).where(ConnectionTime.segment_id == of.id))
        )
        starts = [first + timedelta(minutes=minutes * number) for number in range(count)]
        added = [one for one in starts if one not in known]
        for one in added:
            local = to_local(one, zone).replace(tzinfo=None)
            time = ConnectionTime(
                segment_id=of.id,
                local_start=local,
                zone=zone,
                fold=int(to_instant(local, zone, 0) != one),
                starts_at=one,
                minutes=minutes,
                capacity=capacity,
                address=address,
                updated_at=now,
            )
            db.session.add(time)
        after = {"times": len(added), "minutes": minutes, "capacity": capacity}
        note(now, actor, "connection_times.offer", f"segment:{of.id}", after=after)
        return len(added)


def take_away(programme: str, time_id: str, now: datetime, actor: str) -> None:
    """Take away a time that nobody has booked.

    Raises: NotFound, TimeBooked.
    """
    with transaction():
        time = _time(programme, time_id)
        booked = select(ConnectionTest.id).where(ConnectionTest.time_id == time.id, *BOOKED)
        taken = len(store(booked).all())
        if taken:
            raise TimeBooked(taken=taken)
        loose = update(ConnectionTest).where(ConnectionTest.time_id == time.id).values(time_id=None)
        store(loose)
        store(delete(ConnectionTime).where(ConnectionTime.id == time.id))
        before = {"starts_at": time.starts_at.isoformat(), "capacity": time.capacity}
        note(now, actor, "connection_times.take_away", f"segment:{time.segment_id}", before=before)


def book(bearer: str, time_id: str, now: datetime) -> None:
    """Book a time by a delegate's link, or move what they have booked there; of fifty for the last seat one gets it.

    Raises: LinkDead, NotFound, NotAccredited, PassedBefore, TimeGone, TimeFull.
    """
    with transaction():
        host = host_of(bearer, held=True)
        time = db.session.get(ConnectionTime, time_id)
        part = host.part_in(time.segment_id) if time else None
        if time is None or part is None or part.segment_id != time.segment_id:
            raise errors.NotFound()
        _check(part)
        store(select(Participation.id).where(Participation.id == part.id).with_for_update())
        before = _booked(part.id)
        if before is not None and before.time_id == time_id:
            return
        _lock([time_id, *([before.time_id] if before is not None and before.time_id else [])])
        rules.check_bookable(time, now)
        _take(time_id)
        if before is None:
            _add(part.id, time_id, now)
        else:
            _release(before.time_id)
            values = {"time_id": time_id, "sequence": ConnectionTest.sequence + 1, **_changed(now)}
            store(update(ConnectionTest).where(ConnectionTest.id == before.id).values(values))


def give_up(bearer: str, test_id: str, now: datetime) -> None:
    """Give up a booked time by a delegate's link; its seat is free at once, and twice is once.

    Raises: LinkDead; NotFound, for a booking of somebody else; TimeGone, once it has begun.
    """
    with transaction():
        part_ids = {one.id for one in host_of(bearer, held=True).parts}
        test = db.session.get(ConnectionTest, test_id)
        if test is None or test.participation_id not in part_ids:
            raise errors.NotFound()
        time = db.session.get(ConnectionTime, test.time_id) if test.time_id else None
        if test.state != ConnectionState.BOOKED:
            return
        if time is not None:
            rules.check_bookable(time, now)
        values = {
            "state": ConnectionState.CANCELLED,
            "sequence": ConnectionTest.sequence + 1,
            **_changed(now),
        }
        stands = (ConnectionTest.id == test_id, *BOOKED)
        if store(update(ConnectionTest).where(*stands).values(values)).rowcount:
            _release(test.time_id)


def record(programme: str, participation_id: str, outcome: Outcome, now: datetime, actor: str) -> None:
    """Keep how somebody's test went: of what they had booked, or, where they had nothing, of one held at once.

    Recorded again on the same booking or day, the last one stands.

    Raises: NotFound; NotAChoice, TooLong, NotOneLine, with the field.
    """
    parts = rules.check_outcome(outcome.outcome, dict(outcome.parts))
    words = check_line(outcome.note, "note", rules.NOTE_LENGTH)
    with transaction():
        part = _participation(programme, participation_id)
        test = _booked(part.id) or _last(part.id, now)
        test_id = test.id if test is not None else _add(part.id, None, now)
        said = {"state": outcome.outcome, **parts, "note": words, "recorded_at": now, "recorded_by": actor}
        store(update(ConnectionTest).where(ConnectionTest.id == test_id).values({**said, **_changed(now)}))
        after = {"outcome": outcome.outcome, **parts}
        note(now, actor, "connection_test.record", f"participation:{part.id}", after=after)


def booked_or_passed() -> Any:
    """Say, of participations in a question, whether their connection was tested or a time for it is booked."""
    done = (ConnectionState.BOOKED, ConnectionState.PASSED)
    return exists().where(ConnectionTest.participation_id == Participation.id, ConnectionTest.state.in_(done))


def _segment(programme: str, slug: str) -> Segment:
    found = db.session.scalar(
        select(Segment)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme, Segment.slug == slug)
    )
    if found is None:
        raise errors.NotFound()
    return found


def _time(programme: str, time_id: str) -> ConnectionTime:
    found = db.session.scalar(
        select(ConnectionTime)
        .join(Segment, Segment.id == ConnectionTime.segment_id)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme, ConnectionTime.id == time_id)
        .with_for_update(of=ConnectionTime)
    )
    if found is None:
        raise errors.NotFound()
    return found


def _participation(programme: str, participation_id: str) -> Participation:
    found = db.session.scalar(
        select(Participation)
        .join(Segment, Segment.id == Participation.segment_id)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme, Participation.id == participation_id)
        .with_for_update(of=Participation)
    )
    if found is None:
        raise errors.NotFound()
    return found


def _check(part: Part) -> None:
    """Let somebody book who has a connection to test.

    Raises: NotAccredited, PassedBefore.
    """
    if not rules.is_to_test(part.delegate.state, part.delegate.mode):
        raise NotAccredited(state=part.delegate.state)
    states = store(select(ConnectionTest.state).where(ConnectionTest.participation_id == part.id)).scalars()
    if rules.standing_of(states) == Standing.PASSED:
        raise PassedBefore()


def _booked(participation_id: str) -> Any:
    found = select(ConnectionTest.id, ConnectionTest.time_id)
    return store(found.where(ConnectionTest.participation_id == participation_id, *BOOKED)).one_or_none()


def _last(participation_id: str, now: datetime) -> Any:
    """Give a test whose outcome was recorded within the last day, to be corrected."""
    since = (ConnectionTest.recorded_at > now - timedelta(days=1),)
    found = select(ConnectionTest.id).where(ConnectionTest.participation_id == participation_id, *since)
    return store(found.order_by(ConnectionTest.recorded_at.desc()).limit(1)).one_or_none()


def _lock(times: list[str]) -> None:
    """Hold times in one order, so that two who change places do not wait for each other."""
    wanted = select(ConnectionTime.id).where(ConnectionTime.id.in_(times))
    store(wanted.order_by(ConnectionTime.id).with_for_update())


def _take(time_id: str) -> None:
    """Take a seat, if there is one.

    Raises: TimeFull.
    """
    free = (ConnectionTime.id == time_id, ConnectionTime.taken < ConnectionTime.capacity)
    if not store(update(ConnectionTime).where(*free).values(taken=ConnectionTime.taken + 1)).rowcount:
        raise TimeFull(field="time")


def _release(time_id: str | None) -> None:
    taken = (ConnectionTime.id == time_id, ConnectionTime.taken > 0)
    store(update(ConnectionTime).where(*taken).values(taken=ConnectionTime.taken - 1))


def _add(participation_id: str, time_id: str | None, now: datetime) -> str:
    name = random_id()
    values = {
        "id": name,
        "participation_id": participation_id,
        "time_id": time_id,
        "state": ConnectionState.BOOKED if time_id else ConnectionState.NOT_TESTED,
        "booked_at": now,
        "updated_at": now,
    }
    store(insert_new(ConnectionTest), values)
    return name


def _changed(now: datetime) -> dict[str, Any]:
    return {"updated_at": now, "revision": ConnectionTest.revision + 1}

"""Checking in at the gate: once a day, whichever steward was first; and noting what was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from meetings.domain.cop import badges as rules
from meetings.domain.cop.badges import GOES_IN, Answer, Known
from meetings.domain.cop.codes import ParticipationState
from meetings.domain.cop.tracks import Mover, Track
from meetings.domain.errors import NotFound, TooMany
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Nomination, Participation
from meetings.models.cop.papers import Badge, CheckIn, RefusedScan
from meetings.services.audit import note
from meetings.services.cop.tracks import By, move_within


@dataclass(frozen=True, slots=True)
class Gate:
    """Where somebody stands and scans: the gate of a segment, at an entrance, and who does it."""

    segment_id: int
    steward: str
    entrance: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan was answered; `badge_id` names the badge where it was one, of whatever segment."""

    answer: Answer
    badge_id: str | None = None


def scan(gate: Gate, typed: str, now: datetime) -> Scanned:
    """Check the bearer of a badge in, today; a scan that is refused is noted.

    Takes: what was scanned or typed.
    Raises: NotFound, for no such segment.
    """
    with transaction():
        segment = _segment(gate.segment_id)
        return _scan(gate, typed, rules.day_at(now, segment.zone), now)


def enter_list(gate: Gate, day: str, codes: Sequence[str], now: datetime) -> list[tuple[str, Scanned]]:
    """Check in who was ticked on paper while the line was down; each once, and refused as at the gate.

    A badge that ended only after that day counts for it.
    Takes: the day as it was typed; the codes as they were typed.
    Raises: NotFound; NotADayOfIt, with field `day`; TooMany, with field `codes`.
    """
    if len(codes) > rules.MOST_PASTED:
        raise TooMany(field="codes", most=rules.MOST_PASTED)
    with transaction():
        segment = _segment(gate.segment_id)
        today = rules.day_at(now, segment.zone)
        on = rules.check_day(day, segment.starts_on, segment.ends_on, today)
        zone = segment.zone
        _hold(codes)
        done = [(code, _scan(gate, code, on, now, list_zone=zone)) for code in codes]
        counted = sum(one.answer == Answer.VALID for _code, one in done)
        after = {"day": on.isoformat(), "number": len(codes), "new": counted}
        note(now, gate.steward, "check_ins.list", f"segment:{gate.segment_id}", after=after)
        return done


def _hold(codes: Sequence[str]) -> None:
    """Hold whom a list names in one order, so that two lists do not wait for each other."""
    wanted = [code for one in codes if (code := rules.read_badge_code(one))]
    held = (
        select(Participation.id)
        .join(Badge, Badge.participation_id == Participation.id)
        .where(Badge.code.in_(wanted))
        .order_by(Participation.id)
        .with_for_update(of=Participation)
    )
    db.session.execute(held).all()


def _segment(segment_id: int) -> Any:
    row = db.session.execute(
        select(Segment.zone, Segment.starts_on, Segment.ends_on).where(Segment.id == segment_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _scan(gate: Gate, typed: str, day: date, now: datetime, *, list_zone: str = "") -> Scanned:
    """Answer one scan within an open transaction, and store what follows from it."""
    code = rules.read_badge_code(typed)
    found = _held(code) if code else None
    if found is None:
        answer, badge_id = (Answer.UNKNOWN if code else Answer.MISTYPED), None
    else:
        badge, part, segment, person_id = found
        badge_id = badge.id
        known = _known(badge, part, segment, day, list_zone)
        answer = rules.answer(known, gate.segment_id, day, has_come=False)
        if list_zone and rules.day_at(badge.issued_at, list_zone) > day and answer == Answer.VALID:
            answer = Answer.NOT_TODAY  # nobody can have shown it then
        if answer == Answer.VALID and not _is_new(gate, badge, day, now, from_list=bool(list_zone)):
            answer = Answer.ALREADY
        if answer == Answer.VALID and part.state == ParticipationState.BADGE_ISSUED:
            by = By(Mover.STEWARD, gate.steward)
            to = ParticipationState.CHECKED_IN
            move_within(Track.PARTICIPATION, part, to, by, now, person_id=person_id)
    if answer not in GOES_IN:
        db.session.add(
            RefusedScan(
                segment_id=gate.segment_id,
                badge_id=badge_id,
                answer=answer,
                at=now,
                steward=gate.steward,
                entrance=gate.entrance or None,
            )
        )
    return Scanned(answer, badge_id)


def _held(code: str) -> Any:
    """Load a badge with what it stands on, held so that nobody suspends or moves it meanwhile.

    Who takes part is held before their badge, as by whoever moves them.
    """
    return db.session.execute(
        select(Badge, Participation, Segment, Nomination.person_id)
        .join(Participation, Participation.id == Badge.participation_id)
        .join(Segment, Segment.id == Participation.segment_id)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .where(Badge.code == code)
        .with_for_update(of=(Participation, Badge))
    ).one_or_none()


def _known(badge: Badge, part: Participation, segment: Segment, day: date, list_zone: str) -> Known:
    """Give what is known of a badge; for a list on paper, as it was on its day."""
    state, standing = badge.state, part.state
    if list_zone:
        if rules.day_at(badge.state_since, list_zone) > day:
            state = "valid"
        if rules.day_at(part.state_since, list_zone) > day:
            standing = ParticipationState.CHECKED_IN
    return Known(state, standing, segment.id, segment.starts_on, segment.ends_on)


def _is_new(gate: Gate, badge: Badge, day: date, now: datetime, *, from_list: bool) -> bool:
    """Store that somebody came on a day, and say whether nobody had done so before."""
    values = {
        "badge_id": badge.id,
        "participation_id": badge.participation_id,
        "day": day,
        "at": now,
        "steward": gate.steward,
        "entrance": gate.entrance or None,
        "from_list": from_list,
    }
    insert = insert_new(CheckIn).values(**values).on_conflict_do_nothing().returning(CheckIn.id)
    return store(insert).first() is not None

"""Registrations that two who are one person hold for the same session: the better place stays, the other ends."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import aliased, selectinload

from meetings.domain.codes import ACTIVE_PLACES, MessageState, Mode, PlaceState
from meetings.extensions import db, store
from meetings.models.messages import Message, Notice
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Seats, Slot
from meetings.services.registrations import tell, tell_risen
from meetings.services.seats import (
    HELD,
    add_event,
    give_back,
    kinds_of,
    lock_seats,
    raise_sequence,
    take_seat,
)

ORDER: Final = (PlaceState.CONFIRMED, PlaceState.OFFERED, PlaceState.WAITING, PlaceState.PENDING)


@dataclass(frozen=True, slots=True)
class Ended:
    """A registration that ended, and how to bring it back: its places, and the mails that were held back."""

    registration: str
    sequence: int
    places: list[dict[str, Any]]
    notices: list[int]
    messages: list[list[str]]

    @property
    def as_kept(self) -> dict[str, Any]:
        """Give it as JSON can hold it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Ended":
        """Read it as it was kept."""
        return cls(**kept)


def end_doubled(kept_id: int, other_id: int, now: datetime, actor: str) -> list[Ended]:
    """End of each two registrations for one session the one with the worse place, else the other's; pass its seats on.

    The person is told nothing; those who move up are. Call it within a transaction.
    """
    ended, held = [], []
    for pair in _hold_pairs(kept_id, other_id):
        better, worse = sorted(pair, key=_order)
        places = [place for place in worse.places if place.state in ACTIVE_PLACES]
        kept = [_place(one) for one in places]
        held += [(place.slot_id, place.mode, place.state) for place in places]
        for place in places:
            place.state, place.position, place.offered_until = PlaceState.CANCELLED, None, None
        worse.ended_at = now
        raise_sequence(worse, now)
        add_event(worse.id, "merged", now, actor, {"instead": better.id})
        ended.append(Ended(worse.id, worse.sequence, kept, *_hold_back(worse.id, now)))
    db.session.flush()
    for slot_id, mode, state in sorted(held):
        tell_risen(give_back(slot_id, state, now, mode), now)
    return ended


def revive(ended: Iterable[Ended], ended_at: datetime, now: datetime, actor: str) -> int:
    """Bring registrations back that ended by merging; give how many changed since and stay as they are.

    Whoever held a seat gets one where one is free, else the next place in line, and is told. Call it within a
    transaction that holds the seats.
    """
    left = 0
    for one in ended:
        row = db.session.get_one(Registration, one.registration, with_for_update=True, populate_existing=True)
        if row.ended_at != ended_at or row.sequence != one.sequence or _has_other(row):
            left += 1
            continue
        row.ended_at = None
        raise_sequence(row, now)
        add_event(row.id, "unmerged", now, actor, {})
        got = [_take_back(place) for place in one.places]
        if not all(got):
            tell(row.id, row.person_id, row.sequence, now)
        _let_go(one, ended_at)
    db.session.flush()
    return left


def _hold_pairs(one_id: int, other_id: int) -> Sequence[tuple[Registration, Registration]]:
    """Load the registrations that two hold for the same sessions, after all their seats are held."""
    one, other = aliased(Registration), aliased(Registration)
    question = (
        select(one.id, other.id)
        .join(other, and_(other.session_id == one.session_id, other.ended_at.is_(None)))
        .where(one.person_id == one_id, other.person_id == other_id, one.ended_at.is_(None))
        .order_by(one.id)
    )
    ids = [name for row in db.session.execute(question) for name in row]
    # All times of these sessions, so that nobody switches to one that is not held: a second look would be a deadlock.
    sessions = select(Registration.session_id).where(Registration.id.in_(ids))
    lock_seats(db.session.scalars(select(Slot.id).where(Slot.session_id.in_(sessions))))
    pairs = [(row[0], row[1]) for row in db.session.execute(question)]
    rows = db.session.scalars(
        select(Registration)
        .where(Registration.id.in_([name for pair in pairs for name in pair]))
        .options(selectinload(Registration.places))
        .order_by(Registration.id)
        .with_for_update(of=Registration)
        .execution_options(populate_existing=True)
    )
    by_id = {row.id: row for row in rows if row.ended_at is None}
    return [(by_id[one], by_id[two]) for one, two in pairs if one in by_id and two in by_id]


def _order(registration: Registration) -> tuple[int, int]:
    """Give what decides which of two stays: the better places, then those further ahead in line."""
    active = [place for place in registration.places if place.state in ACTIVE_PLACES]
    worst = len(ORDER) * (len(registration.places) - len(active))
    ranks = sum(ORDER.index(PlaceState(place.state)) for place in active) + worst
    return ranks, sum(place.position or 0 for place in active)


def _place(place: Place) -> dict[str, Any]:
    until = place.offered_until.isoformat() if place.offered_until else None
    return {
        "id": place.id,
        "slot": place.slot_id,
        "mode": str(place.mode),
        "state": str(place.state),
        "position": place.position,
        "until": until,
    }


def _hold_back(registration_id: str, now: datetime) -> tuple[list[int], list[list[str]]]:
    """Withdraw what is not sent yet about a registration; give notices, and messages with their states."""
    about = Notice.registration_id == registration_id
    waits = (about, Notice.message_id.is_(None), Notice.withdrawn_at.is_(None))
    notices = list(db.session.scalars(select(Notice.id).where(*waits).order_by(Notice.id)))
    store(update(Notice).where(Notice.id.in_(notices)).values(withdrawn_at=now))
    more = or_(Notice.registration_id.is_(None), Notice.registration_id != registration_id)
    tells_more = exists().where(Notice.message_id == Message.id, more)
    rows = db.session.execute(
        select(Message.id, Message.state)
        .where(
            Message.state.in_((MessageState.DUE, MessageState.RETRY)),
            Message.id.in_(select(Notice.message_id).where(about)),
            ~tells_more,
        )
        .order_by(Message.id)
    ).all()
    ids = [name for name, _state in rows]
    store(update(Message).where(Message.id.in_(ids)).values(state=MessageState.WITHDRAWN))
    return notices, [[name, str(state)] for name, state in rows]


def _let_go(one: Ended, held_at: datetime) -> None:
    """Let mails leave again that were held back, where nobody withdrew them otherwise."""
    same = (Notice.id.in_(one.notices), Notice.withdrawn_at == held_at)
    store(update(Notice).where(*same).values(withdrawn_at=None))
    for name, state in one.messages:
        same_message = (Message.id == name, Message.state == MessageState.WITHDRAWN)
        store(update(Message).where(*same_message).values(state=state))


def _has_other(row: Registration) -> bool:
    """Say whether its person has another registration for the session that stands."""
    question = select(Registration.id).where(
        Registration.person_id == row.person_id,
        Registration.session_id == row.session_id,
        Registration.ended_at.is_(None),
        Registration.id != row.id,
    )
    return db.session.scalar(question) is not None


def _take_back(kept: dict[str, Any]) -> bool:
    """Take the seat or the place in line again, online where the room was closed since; say whether it is as it was."""
    place = db.session.get_one(Place, kept["id"])
    mode = kept.get("mode", Mode.ONLINE)
    is_there = mode in kinds_of(place.slot_id)
    place.mode = mode if is_there else Mode.ONLINE
    place.state, place.position = kept["state"], kept["position"]
    place.offered_until = datetime.fromisoformat(kept["until"]) if kept["until"] else None
    if is_there and kept["state"] not in HELD:
        line = (Seats.slot_id == place.slot_id, Seats.kind == mode)
        store(update(Seats).where(*line).values(waiting=Seats.waiting + 1))
        return True
    seat = take_seat(place.slot_id, place.mode)
    if is_there and seat.state == PlaceState.CONFIRMED:
        return True
    place.state, place.position, place.offered_until = seat.state, seat.position, None
    place.first_rank = seat.rank
    return False

"""Entering a meeting of a conference: decided at the press, noted for the delegation, and led on by one's role."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, select, update

from meetings.domain import errors
from meetings.domain.codes import PlaceState
from meetings.domain.cop.codes import ADMITTED
from meetings.domain.cop.entering import takes_floor
from meetings.domain.joining import MOST_IN_ROOM, check_room, next_slot
from meetings.domain.platforms import As, Whom
from meetings.domain.registrations import name_key
from meetings.domain.seasons import Standing, doors_at, standing
from meetings.domain.tokens import Keys
from meetings.extensions import insert_new, store, transaction
from meetings.models.attendance import Attendance
from meetings.models.cop.delegations import Nomination, Participation
from meetings.models.slots import Slot
from meetings.queries.cop.entering import Host, Way, host_of, ways_of
from meetings.queries.joining import ROOM
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.services.links import FEED, JOIN, ME, Token, tokens_of

PURPOSES: Final = (JOIN, ME, FEED)


@dataclass(frozen=True, slots=True)
class Entered:
    """Where an entry leads, and whether as somebody who takes the floor."""

    slot_id: str
    address: str
    takes_floor: bool
    whom: Whom


def delegate_links(nominations: Iterable[str], now: datetime, keys: Keys) -> dict[tuple[str, str], Token]:
    """Give the links of delegates, by nomination and purpose: to join, to their meetings, to their calendar."""
    every = list(nominations)
    wanted = [(purpose, delegate_bearer(one)) for one in every for purpose in PURPOSES]
    found = tokens_of(wanted, now, keys) if wanted else {}
    return {(one, purpose): found[purpose, delegate_bearer(one)] for one in every for purpose in PURPOSES}


def enter(bearer: str, slot_id: str | None, now: datetime, *, follows_online: bool = True) -> Entered:
    """Record that a delegate enters, and give the address their role leads to.

    What the meeting is for, their state, and their badge are read now, so that what closed a moment ago is closed.
    Entering again adds no row.

    Takes: whose link it is, `nomination:abc`; `slot_id`, or nothing for the meeting that is open to them.
    Raises: LinkDead, NotAccredited, BadgeSuspended, ForParties, ForRegions, ForNamed, InRoomOnly, DoorClosed,
    SeveralOpen, NoPlatformAddress.
    """
    with transaction():
        way = _open_way(bearer, slot_id, now, follows_online)
        _add_entry(way, now)
        return _entered(way)


def enter_together(
    bearer: str, slot_id: str, names: str, number: str, now: datetime, *, follows_online: bool = True
) -> Entered:
    """Record that a delegate enters with others in the same room, by name or by number, who are counted apart.

    A name of their own delegation who is admitted to the segment is that delegate. A name noted before is not noted
    twice; a number replaces the last.

    Raises: Missing, TooManyLines, TooLong, NotOneLine, NotANumber, with the field; what `enter` raises.
    """
    others, more = check_room(names, number)
    with transaction():
        way = _open_way(bearer, slot_id, now, follows_online)
        _hold(way)
        _add_entry(way, now)
        _add_names(way, others, now)
        if more is not None:
            _set_number(way, more, now)
        return _entered(way)


def _open_way(bearer: str, slot_id: str | None, now: datetime, follows_online: bool) -> Way:
    """Give the meeting that is open now and lets them in.

    Raises: why not: of the meeting asked for, or, where none is asked for, of the next there is.
    """
    host = host_of(bearer, held=True)
    every = ways_of(host, slot_id, follows_online=follows_online)
    if not every:
        raise errors.DoorClosed(opens_at=None, state=PlaceState.PENDING)
    let_in = [one for one in every if one.refusal is None]
    nearest = next_slot(let_in or every, now)
    assert nearest is not None
    if not let_in:
        raise nearest.refusal or errors.Refused()
    found = [one for one in let_in if standing(one, now) is Standing.OPEN]
    if not found:
        raise errors.DoorClosed(opens_at=doors_at(nearest), state=standing(nearest, now))
    if len(found) > 1:
        raise errors.SeveralOpen()
    if not found[0].address:
        raise errors.NoPlatformAddress()
    return found[0]


def _entered(way: Way) -> Entered:
    speaks, host = takes_floor(way.part.delegate), way.host
    whom = Whom(
        way.part.id, host.person_id, host.name, host.language, As.SPEAKER if speaks else As.PARTICIPANT
    )
    return Entered(way.slot_id, way.address or "", speaks, whom)


def _add_entry(way: Way, now: datetime) -> None:
    """Note an entry, once for a participation and slot."""
    values = _row(way, "door", way.host.name, now) | {
        "person_id": way.host.person_id,
        "matched": "link",
        **_snapshot(way.host),
    }
    store(insert_new(Attendance).on_conflict_do_nothing(), values)


def _snapshot(host: Host) -> dict[str, Any]:
    return {
        "country": host.country,
        "category": host.category,
        "organization": host.organization,
        "function": host.function,
        "language": host.language,
    }


def _row(way: Way, source: str, name: str | None, now: datetime) -> dict[str, Any]:
    return {
        "slot_id": way.slot_id,
        "source": source,
        "joined_at": now,
        "participation_id": way.part.id,
        "name": name,
    }


def _hold(way: Way) -> None:
    """Let those who note a room by one delegate do so one after the other; slots are held first by everybody."""
    store(select(Slot.id).where(Slot.id == way.slot_id).with_for_update(read=True, key_share=True))
    store(select(Participation.id).where(Participation.id == way.part.id).with_for_update(key_share=True))


def _add_names(way: Way, names: Iterable[str], now: datetime) -> None:
    noted = [row.name for row in _room_rows(way) if row.name is not None]
    known = {name_key(name) for name in noted}
    new = {name_key(name): name for name in names if name_key(name) not in known}
    if len(noted) + len(new) > MOST_IN_ROOM:
        raise errors.TooManyLines(field="names", most=MOST_IN_ROOM)
    members = _members(way, new)
    rows = [_row(way, ROOM, name, now) | _known(way, members.get(key)) for key, name in new.items()]
    if rows:
        store(insert_new(Attendance), rows)


def _known(way: Way, member: Any) -> dict[str, Any]:
    """Give who a name in the room is: a delegate of the same delegation, or nobody we know."""
    if member is None:
        return {"person_id": None, "matched": None, **dict.fromkeys(_snapshot(way.host))}
    own = {
        "organization": member.organization or way.host.organization,
        "function": member.function,
        "language": member.language,
    }
    return {"person_id": member.person_id, "matched": ROOM, **_snapshot(way.host), **own}


def _members(way: Way, keys: Iterable[str]) -> dict[str, Any]:
    """Find those of these names in the same delegation who are admitted to the segment."""
    wanted = set(keys)
    rows = store(
        select(
            Nomination.name,
            Nomination.person_id,
            Nomination.organization,
            Nomination.function,
            Nomination.language,
        )
        .join(
            Participation,
            and_(
                Participation.nomination_id == Nomination.id,
                Participation.segment_id == way.part.segment_id,
                Participation.state.in_(ADMITTED),
            ),
        )
        .where(Nomination.delegation_id == way.host.delegation_id)
        .order_by(Nomination.position, Nomination.id)
    )
    return {name_key(row.name): row for row in rows if name_key(row.name) in wanted}


def _set_number(way: Way, more: int, now: datetime) -> None:
    noted = next((row for row in _room_rows(way) if row.name is None), None)
    if noted is None:
        row = _row(way, ROOM, None, now) | _known(way, None)
        store(insert_new(Attendance), row | {"people": more})
    else:
        store(update(Attendance).where(Attendance.id == noted.id).values(people=more))


def _room_rows(way: Way) -> list[Any]:
    question = select(Attendance.id, Attendance.name).where(
        Attendance.participation_id == way.part.id,
        Attendance.slot_id == way.slot_id,
        Attendance.source == ROOM,
    )
    return list(store(question))

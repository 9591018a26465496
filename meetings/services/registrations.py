"""Registering for a session, switching to another of its times, and cancelling."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, bindparam, insert, select
from sqlalchemy.orm import selectinload

from meetings.domain import errors
from meetings.domain import registrations as rules
from meetings.domain.codes import ACTIVE_PLACES, Mode, NoticeKind, PlaceState
from meetings.domain.consents import check_given
from meetings.domain.cop.conferences import HIDDEN
from meetings.domain.tokens import Keys
from meetings.extensions import batched, db, insert_new, store, transaction
from meetings.models.base import random_id
from meetings.models.messages import Notice
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.services.choosing import check_waiting, mode_at, modes_of, prefer_seats, seat_instead
from meetings.services.consents import Yes, add_each
from meetings.services.leaving_out import leave_out
from meetings.services.links import add_join_link, give_link, link_code, link_token
from meetings.services.people import PersonChecked, PersonGiven, check_person, find_or_add_person
from meetings.services.seats import (
    Risen,
    add_event,
    give_back,
    kinds_of,
    lock_seats,
    move_up,
    raise_sequence,
    take_seat,
)
from meetings.services.standing import PlaceGiven, as_asked, mail_link, notice_values, standing_of

LOCK_TRIES: Final = 5
# Made once, because registering is what many do at the same moment.
REGISTRATION: Final = insert(Registration)
NOTICE: Final = insert(Notice).inline()
PLACE: Final = insert(Place).inline()
TOPIC: Final = (
    select(
        Session.id.label("session_id"),
        Session.state.label("session_state"),
        Session.register_until,
        Programme.zone.label("programme_zone"),
        Programme.admission,
        Slot.id,
        Slot.part,
        Slot.state,
        Slot.starts_at,
        Slot.minutes,
    )
    .select_from(Session)
    .join(Programme, Programme.id == Session.programme_id)
    .outerjoin(Slot, Slot.session_id == Session.id)
    .where(
        Programme.slug == bindparam("programme"),
        Programme.published,
        Session.slug == bindparam("session"),
        Session.audience.not_in(HIDDEN),
    )
    .order_by(Slot.part, Slot.starts_at)
)


@dataclass(frozen=True, slots=True)
class RegistrationRequest:
    """A wish to register: `slots` holds at most one id a part, and is completed by what suits best.

    `consents` holds kinds, or `kind:version` for the words that were shown; `shown_in` is the language they were
    read in, the person's where it is empty. `wait` names the full slots they accept to wait for although a seat is
    free elsewhere; null for all.
    """

    programme: str
    session: str
    person: PersonGiven
    slots: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    source: str = "form"
    shown_in: str = ""
    mode: str = Mode.ONLINE
    wait: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """The answer to a registration, with the right to enter."""

    id: str
    person_id: int
    places: tuple[PlaceGiven, ...]
    token: str
    code: str

    @property
    def state(self) -> str:
        """Give `waiting` when any part waits, `offered` when a seat is offered for any, else `confirmed`."""
        return rules.state_of(place.state for place in self.places)


def register(request: RegistrationRequest, now: datetime, keys: Keys) -> Registered:
    """Register a person for a session: a place a part, consents, the confirmation that is due, and a link.

    The same person again changes nothing, is answered like the first time, and is mailed the link once a day.
    Raises: Refused with the field to blame.
    """
    with transaction():
        person = check_person(request.person)
        consents = check_given(request.consents)
        topic = _topic(request.programme, request.session)
        rules.check_admission(topic[0].admission)
        rules.check_open(topic[0].session_state, topic[0].register_until, now)
        parts = _parts(topic)
        likely = prefer_seats(parts, request.slots, rules.check_mode(request.mode), now)
        chosen = rules.check_slots(likely, request.slots, now, person.zone or topic[0].programme_zone)
        modes = modes_of(chosen, request.mode)
        person_id, is_new = find_or_add_person(person, now)
        values = registration_values(person_id, topic[0].session_id, person, request.source, now)
        registration_id = values["id"]
        if not is_new and not _added_registration(values):
            again = _again(person_id, topic[0].session_id, chosen, modes, now, keys)
            check_waiting(again.places, parts, request.wait, now)
            return again
        with batched():
            if is_new:
                store(REGISTRATION, values)
            add_each([(registration_id, person_id, Yes(consents, request.shown_in or person.language, now))])
            places = {"places": [slot.id for slot in chosen.values()]}
            add_event(registration_id, "registered", now, request.source, places)
            tell(registration_id, person_id, 0, now)
            token, code = add_join_link(registration_id, now, keys)
        given = _take_places(registration_id, chosen, modes)  # last, because everybody waits for these rows
        check_waiting(given, parts, request.wait, now)
        return Registered(registration_id, person_id, given, token, code)


def switch(
    registration_id: str,
    slot_id: str,
    now: datetime,
    actor: str,
    mode: str | None = None,
    *,
    wait: bool = True,
) -> None:
    """Change to another slot of the same part, or to the other way, in one act; what is held is nothing to do.

    Of a part that was offered and declined, any slot may be taken again, from the end of the line.
    Takes: `mode`, else the present one where it can be; `wait`, whether they give up what they have to wait there.
    Raises: NotFound, RegistrationEnded, NotAChoice, SlotCancelled, SlotPast, SessionNotOpen, NotInRoom, WouldWait.
    """
    with transaction():
        registration = hold_registration(registration_id, also=slot_id)
        if registration.ended_at is not None:
            raise errors.RegistrationEnded()
        wanted = db.session.get(Slot, slot_id)
        if wanted is None or wanted.session_id != registration.session_id:
            raise errors.NotAChoice(field="slot", value=slot_id)
        place = next((one for one in registration.places if one.part == wanted.part), None)
        if place is None or place.state not in (*ACTIVE_PLACES, PlaceState.DECLINED):
            raise errors.NotAChoice(field="slot", value=slot_id)
        rules.check_slot_open(wanted.state, wanted.starts_at, wanted.minutes, now)
        left, left_mode, state = place.slot_id, place.mode, place.state
        if state == PlaceState.DECLINED:
            rules.check_open(registration.session.state, registration.session.register_until, now)
        kind = mode_at(slot_id, mode, left_mode)
        if (left, left_mode) == (slot_id, kind) and state in ACTIVE_PLACES:
            return
        seat = seat_instead(slot_id, kind, wait=wait or state not in ACTIVE_PLACES)
        place.slot_id, place.mode, place.state = slot_id, kind, seat.state
        place.position, place.first_rank = seat.position, seat.rank
        place.told_version = place.offered_until = None
        raise_sequence(registration, now)
        add_event(registration_id, "switched", now, actor, {"from": left, "to": slot_id, "mode": str(kind)})
        tell(registration_id, registration.person_id, registration.sequence, now)
        db.session.flush()
        if state in ACTIVE_PLACES:
            tell_risen(give_back(left, state, now, left_mode), now)


def cancel(registration_id: str, now: datetime, actor: str) -> None:
    """Cancel a registration and pass its seats on; cancelled before is nothing to do.

    What its person follows does not take the session in again.
    Raises: NotFound.
    """
    with transaction():
        registration = hold_registration(registration_id)
        if registration.ended_at is not None:
            return
        end_all([registration], now, actor)
        leave_out(registration.person_id, registration.session_id, now)


def end_all(
    registrations: Iterable[Registration],
    now: datetime,
    actor: str,
    *,
    kind: NoticeKind = NoticeKind.CONFIRMATION,
) -> None:
    """End registrations that are held and tell so, then pass their seats on in one order to those who wait."""
    held = []
    for registration in registrations:
        for place in registration.places:
            if place.state in ACTIVE_PLACES:
                held.append((place.slot_id, place.mode, place.state))
                place.state, place.position, place.offered_until = PlaceState.CANCELLED, None, None
        registration.ended_at = now
        raise_sequence(registration, now)
        add_event(registration.id, "cancelled", now, actor, {})
        tell(registration.id, registration.person_id, registration.sequence, now, kind=kind)
    db.session.flush()
    for slot_id, mode, state in sorted(held):
        tell_risen(give_back(slot_id, state, now, mode), now)


def pass_seats_on(slot_id: str, now: datetime) -> None:
    """Give seats that became free by a raised capacity to those who wait; call it within a transaction."""
    for kind in kinds_of(slot_id):
        tell_risen(move_up(slot_id, now, kind), now)


def tell(
    registration_id: str,
    person_id: int,
    sequence: int,
    now: datetime,
    *,
    kind: NoticeKind = NoticeKind.CONFIRMATION,
    slot_id: str | None = None,
    not_after: datetime | None = None,
) -> None:
    """Make the notice due that tells a person how their registration stands, or what else came of it."""
    values = notice_values(kind, person_id, registration_id, str(sequence), now)
    store(NOTICE, values | {"slot_id": slot_id, "not_after": not_after})


def tell_risen(risen: Iterable[Risen], now: datetime) -> None:
    """Tell those who moved up from the line that the seat is theirs, or offered to them."""
    for one in risen:
        about, until = one.registration, one.offered_until
        more: dict[str, Any] = {}
        if until is not None:
            more = {"kind": NoticeKind.OFFER, "slot_id": one.slot_id, "not_after": until}
        tell(about.id, about.person_id, about.sequence, now, **more)


def _topic(programme: str, session: str) -> Sequence[Row[Any]]:
    """Give a row for each slot of a published programme's session, or one without a slot.

    Raises: NotFound.
    """
    rows = store(TOPIC, {"programme": programme, "session": session}).all()
    if not rows:
        raise errors.NotFound(field="session")
    return rows


def _parts(topic: Sequence[Row[Any]]) -> dict[int, list[Any]]:
    parts: dict[int, list[Any]] = {}
    for slot in topic:
        if slot.id is not None:
            parts.setdefault(slot.part, []).append(slot)
    return parts


def _added_registration(values: dict[str, Any]) -> bool:
    """Add a registration of a known person, unless they have one for the session that stands."""
    statement = insert_new(Registration).on_conflict_do_nothing().returning(Registration.id)
    return store(statement, values).scalar() is not None


def registration_values(
    person_id: int, session_id: int, person: PersonChecked, source: str, now: datetime
) -> dict[str, Any]:
    """Give the row of a registration that is new, with a snapshot of the person."""
    return {
        "id": random_id(),
        "person_id": person_id,
        "session_id": session_id,
        "country": person.country,
        "category": person.category,
        "organization": person.organization,
        "language": person.language,
        "zone": person.zone,
        "source": source,
        "created_at": now,
        "updated_at": now,
    }


def _take_places(
    registration_id: str, chosen: dict[int, Any], modes: dict[int, str]
) -> tuple[PlaceGiven, ...]:
    """Take a seat or a place in line for each part; seats are held in one order for everybody."""
    places = []
    for part, slot in sorted(chosen.items(), key=lambda pair: str(pair[1].id)):
        seat = take_seat(slot.id, modes[part])
        places.append(PlaceGiven(part, slot.id, seat.state, seat.position, modes[part], seat.rank))
    values = [
        {
            "registration_id": registration_id,
            "part": place.part,
            "slot_id": place.slot_id,
            "mode": str(place.mode),
            "state": str(place.state),
            "position": place.position,
            "first_rank": place.rank,
        }
        for place in places
    ]
    store(PLACE, values)
    return tuple(sorted(places, key=lambda place: place.part))


def _again(
    person_id: int, session_id: int, chosen: dict[int, Any], modes: dict[int, str], now: datetime, keys: Keys
) -> Registered:
    """Answer as the first time, in the words of the request, and mail the owner the link."""
    standing = standing_of([person_id], [session_id])[person_id, session_id]
    mail_link(standing, now)
    places = as_asked(standing, chosen, modes)
    link = give_link("join", f"registration:{standing.id}", now, keys)
    return Registered(standing.id, person_id, places, link_token(link, keys), link_code(link, keys))


def hold_registration(registration_id: str, *, also: str | None = None) -> Registration:
    """Load a registration after its slots' seats are held, so that nobody else changes either.

    Raises: NotFound.
    """
    rows = hold_registrations([registration_id], also=also)
    if not rows:
        raise errors.NotFound()
    return rows[0]


def hold_registrations(ids: Collection[str], *, also: str | None = None) -> Sequence[Registration]:
    """Load registrations, in the order of their ids, after their slots' seats are held.

    Seats come first for everybody, and in one order; where places changed in between, all are let go, and held anew
    with those of the new ones.
    """
    slots_question = select(Place.slot_id).where(Place.registration_id.in_(ids))
    needed = {*db.session.scalars(slots_question), *([also] if also else [])}
    for _try in range(LOCK_TRIES):
        held, holding = needed, db.session.begin_nested()
        lock_seats(held)
        needed = held | set(db.session.scalars(slots_question))
        if needed == held:
            holding.commit()
            break
        holding.rollback()
    else:
        lock_seats(needed)
    return db.session.scalars(
        select(Registration)
        .where(Registration.id.in_(ids))
        .order_by(Registration.id)
        .options(selectinload(Registration.places))
        .with_for_update(of=Registration, key_share=True)
    ).all()

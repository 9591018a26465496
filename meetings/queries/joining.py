"""What a link to join leads to: the places of one registration, or of all that a person has in a programme."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, exists, func, select

from meetings.domain.codes import SessionState, SlotState
from meetings.domain.errors import LinkDead
from meetings.extensions import db, store
from meetings.models.attendance import Attendance
from meetings.models.consents import Consent
from meetings.models.live.hours import LiveHour
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot

ROOM: Final = "room"
SEASON: Final = "season"


@dataclass(frozen=True, slots=True)
class PlaceHeld:
    """A place of whoever a link is for, with its slot as it stands, and who they were when they registered.

    `address` and `channels` are for those whose entry is noted, and for nobody before one may enter. What begins
    `delay_minutes` later than announced can be entered so much longer, which `minutes` hold.
    """

    registration_id: str
    person_id: int
    is_ended: bool
    name: str
    country: str | None
    category: str | None
    organization: str | None
    function: str | None
    language: str
    zone: str | None
    place_state: str
    mode: str
    slot_id: str
    state: str
    starts_at: datetime
    minutes: int
    doors_minutes: int
    address: str | None
    channels: tuple[dict[str, Any], ...]
    programme: str
    session: str
    knows_recording: bool
    delay_minutes: int = 0


COLUMNS: Final[dict[str, Any]] = {
    "registration_id": Registration.id,
    "person_id": Registration.person_id,
    "is_ended": Registration.ended_at.is_not(None),
    "name": Person.name,
    "country": Registration.country,
    "category": Registration.category,
    "organization": Registration.organization,
    "function": Registration.function,
    "language": Registration.language,
    "zone": Registration.zone,
    "place_state": Place.state,
    "mode": Place.mode,
    "slot_id": Slot.id,
    "state": Slot.state,
    "starts_at": Slot.starts_at,
    "minutes": Slot.minutes + func.coalesce(LiveHour.delay_minutes, 0),
    "doors_minutes": Slot.doors_minutes,
    "address": Slot.platform_address,
    "channels": Slot.channels,
    "programme": Programme.slug,
    "session": Session.slug,
    "session_state": Session.state,
    "knows_recording": exists().where(
        Consent.registration_id == Registration.id, Consent.kind == "recording"
    ),
    "delay_minutes": func.coalesce(LiveHour.delay_minutes, 0),
}


# Made once, because joining is what many do at the same moment.
EVERY: Final = (
    select(*(column.label(name) for name, column in COLUMNS.items()))
    .join(Person, Person.id == Registration.person_id)
    .join(Place, Place.registration_id == Registration.id)
    .join(Slot, Slot.id == Place.slot_id)
    .join(Session, Session.id == Registration.session_id)
    .join(Programme, Programme.id == Session.programme_id)
    .outerjoin(LiveHour, LiveHour.slot_id == Slot.id)
    .where(Person.erased_at.is_(None))
    .order_by(Slot.starts_at, Registration.id)
)
SEEN: Final = (
    EVERY.where(Registration.id == bindparam("name")),
    EVERY.where(
        Registration.person_id == bindparam("person"), Session.programme_id == bindparam("programme")
    ),
)
HELD: Final = tuple(one.with_for_update(of=Person, read=True, key_share=True) for one in SEEN)


@dataclass(frozen=True, slots=True)
class RoomNoted:
    """Who was noted beside somebody in a room: how many by name, and how many more."""

    names: int
    more: int


def places_of_bearer(bearer: str, *, held: bool = False) -> list[PlaceHeld]:
    """Give every place that a link's bearer holds or held, in the order of their times.

    Takes: the bearer, `registration:abc` or `season:12:3` (person and programme); `held`, so that nobody is erased
    until the transaction ends.
    Raises: LinkDead, when there is none, or the person was erased.
    """
    kind, _, name = bearer.partition(":")
    person, _, programme = name.partition(":")
    values = {"person": int(person), "programme": int(programme)} if kind == SEASON else {"name": name}
    rows = store(HELD[kind == SEASON] if held else SEEN[kind == SEASON], values)
    found = [_place(row) for row in rows]
    if not found:
        raise LinkDead()
    return found


def room_of(registration_id: str, slot_id: str) -> RoomNoted:
    """Give who was noted beside somebody in a slot."""
    rows = db.session.execute(
        select(Attendance.name, Attendance.people).where(
            Attendance.registration_id == registration_id,
            Attendance.slot_id == slot_id,
            Attendance.source == ROOM,
        )
    ).all()
    return RoomNoted(
        names=sum(1 for name, _people in rows if name is not None),
        more=sum(people for name, people in rows if name is None),
    )


def _place(row: Any) -> PlaceHeld:
    values = dict(row._mapping)
    is_off = values.pop("session_state") == SessionState.CANCELLED and values["state"] == SlotState.PLANNED
    if is_off:
        values["state"] = SlotState.CANCELLED
    return PlaceHeld(**values | {"channels": tuple(values["channels"])})

"""The entrance of somebody on a panel: the time with how it stands, as what they come, and who they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, func, select

from meetings.domain.codes import Mode, PanelistState, PlaceState, SessionState, SlotState
from meetings.domain.errors import NotFound
from meetings.extensions import db, store
from meetings.models.live.hours import LiveHour
from meetings.models.people import Person
from meetings.models.programmes import Session
from meetings.models.publications import Panelist
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.queries.panel.holders import is_told

# Of several roles on one panel, the one that says as what somebody comes.
ROLES: Final = ("host", "moderator", "speaker", "interpreter")


@dataclass(frozen=True, slots=True)
class Entrance:
    """A time for somebody on its panel; what begins `delay_minutes` later can be entered so much longer, as `minutes`
    have it. `registration_id` is of the seat they hold beside, so that both ways in note one entry."""

    slot_id: str
    session_id: int
    starts_at: datetime
    minutes: int
    doors_minutes: int
    state: str
    delay_minutes: int
    address: str
    role: str
    person_id: int
    public_id: str
    name: str
    language: str
    registration_id: str | None


def entrance_of(person_id: int, slot_id: str, *, held: bool = False) -> Entrance:
    """Give the entrance of somebody to a time of a published session on whose panel they are and did not decline.

    Takes: `held`, so that they enter once and nobody erases them until the transaction ends.
    Raises: NotFound.
    """
    wanted = select(Person.public_id, Person.name, Person.language).where(
        Person.id == person_id, Person.erased_at.is_(None)
    )
    person = store(wanted.with_for_update(key_share=True) if held else wanted).one_or_none()
    row = store(
        select(
            Slot.session_id,
            Slot.starts_at,
            Slot.minutes,
            Slot.doors_minutes,
            Slot.state,
            Slot.platform_address,
            Session.state.label("session_state"),
            func.coalesce(LiveHour.delay_minutes, 0).label("delay"),
        )
        .join(Session, Session.id == Slot.session_id)
        .outerjoin(LiveHour, LiveHour.slot_id == Slot.id)
        .where(Slot.id == slot_id, is_told())
    ).one_or_none()
    role = _role(row.session_id, person_id) if row is not None else None
    if person is None or row is None or role is None:
        raise NotFound()
    is_off = row.session_state == SessionState.CANCELLED and row.state == SlotState.PLANNED
    return Entrance(
        slot_id=slot_id,
        session_id=row.session_id,
        starts_at=row.starts_at,
        minutes=row.minutes + row.delay,
        doors_minutes=row.doors_minutes,
        state=SlotState.CANCELLED if is_off else row.state,
        delay_minutes=row.delay,
        address=row.platform_address or "",
        role=role,
        person_id=person_id,
        public_id=person.public_id,
        name=person.name,
        language=person.language,
        registration_id=_seat(slot_id, person_id),
    )


def _role(session_id: int, person_id: int) -> str | None:
    held: Iterable[str] = set(
        db.session.scalars(
            select(Panelist.role).where(
                Panelist.session_id == session_id,
                Panelist.person_id == person_id,
                Panelist.state != PanelistState.DECLINED,
            )
        )
    )
    return next((one for one in ROLES if one in held), None)


def _seat(slot_id: str, person_id: int) -> str | None:
    return db.session.scalar(
        select(Registration.id)
        .join(Place, and_(Place.registration_id == Registration.id, Place.slot_id == slot_id))
        .where(
            Registration.person_id == person_id,
            Registration.ended_at.is_(None),
            Place.state == PlaceState.CONFIRMED,
            Place.mode == Mode.ONLINE,
        )
        .order_by(Registration.id)
        .limit(1)
    )

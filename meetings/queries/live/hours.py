"""How the hour of a slot stands, with what is decided in it: for status lines, entrances and desks."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select

from meetings.domain.codes import SessionState, SlotState
from meetings.domain.cop.conferences import HIDDEN
from meetings.domain.errors import NotFound
from meetings.domain.live.hours import Stands, moved_platform_at, stands
from meetings.extensions import db, store
from meetings.models.live.hours import LiveHour
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot, SlotVersion

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided of an hour; where nothing was, it begins as announced, and questions are read by the desk."""

    delay_minutes: int = 0
    shows_questions: bool = False
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Hour:
    """A slot in its hour; `moved_at` is when the meeting last went to another platform, if it did so in the hour."""

    slot_id: str
    session: str
    title: Words
    programme: str
    place: Words
    programme_zone: str
    zone: str
    starts_at: datetime
    minutes: int
    doors_minutes: int
    state: str
    decided: Decided
    moved_at: datetime | None
    audience: str

    def stands(self, now: datetime) -> Stands:
        """Say how it stands at a moment."""
        return stands(self, self.decided.delay_minutes, now)


NOTHING: Final = Decided()
# Made once, because whoever takes part asks every few seconds.
_DECIDED: Final = select(LiveHour.delay_minutes, LiveHour.shows_questions, LiveHour.changes).where(
    LiveHour.slot_id == bindparam("slot")
)
_SLOT: Final = (
    select(
        Slot.id.label("slot_id"),
        Session.slug.label("session"),
        Session.title,
        Session.state.label("session_state"),
        Session.audience,
        Programme.slug.label("programme"),
        Programme.place,
        Programme.zone.label("programme_zone"),
        Slot.zone,
        Slot.starts_at,
        Slot.minutes,
        Slot.doors_minutes,
        Slot.state,
    )
    .join(Session, Session.id == Slot.session_id)
    .join(Programme, Programme.id == Session.programme_id)
    .where(Slot.id == bindparam("slot"))
)
_PUBLIC: Final = _SLOT.where(Programme.published, Session.state != SessionState.DRAFT)
_VERSIONS: Final = (
    select(SlotVersion.platform_kind, SlotVersion.platform_address, SlotVersion.changed_at)
    .where(SlotVersion.slot_id == bindparam("slot"))
    .order_by(SlotVersion.version)
)


def decided_of(slot_id: str) -> Decided:
    """Give what is decided of an hour."""
    row = store(_DECIDED, {"slot": slot_id}).one_or_none()
    return Decided(*row) if row else NOTHING


def delays_of(slot_ids: list[str]) -> dict[str, int]:
    """Give by how many minutes some slots begin later than announced; those that do not are left out."""
    rows = db.session.execute(
        select(LiveHour.slot_id, LiveHour.delay_minutes).where(
            LiveHour.slot_id.in_(slot_ids), LiveHour.delay_minutes > 0
        )
    )
    return {row.slot_id: row.delay_minutes for row in rows}


def hour_of(slot_id: str) -> Hour:
    """Give the hour of a slot that is shown to the public.

    Raises: NotFound.
    """
    return _hour(_PUBLIC, slot_id)


def open_hour(slot_id: str) -> Hour:
    """Give the hour of a slot to anybody at all, who needs no link for it.

    Raises: NotFound, also where it is no business of the public's that it is held.
    """
    hour = hour_of(slot_id)
    if hour.audience in HIDDEN:
        raise NotFound()
    return hour


def hour_at_desk(slot_id: str) -> Hour:
    """Give the hour of a slot, be it shown to the public or not.

    Raises: NotFound.
    """
    return _hour(_SLOT, slot_id)


def _hour(question: Any, slot_id: str) -> Hour:
    row = store(question, {"slot": slot_id}).mappings().one_or_none()
    if row is None:
        raise NotFound()
    facts = dict(row)
    if facts.pop("session_state") == SessionState.CANCELLED and facts["state"] == SlotState.PLANNED:
        facts["state"] = SlotState.CANCELLED
    hour = Hour(**facts, decided=decided_of(slot_id), moved_at=None)
    moved = moved_platform_at(hour, store(_VERSIONS, {"slot": slot_id}).all())
    return replace(hour, moved_at=moved)

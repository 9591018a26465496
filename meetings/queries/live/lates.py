"""Times that begin later than announced, or as announced after all, as mails to panels and delegates tell them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from meetings.domain.codes import SessionState, SlotState
from meetings.domain.live.hours import begins_at, is_idle, late_of
from meetings.extensions import db
from meetings.models.live.hours import LiveHour
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot


@dataclass(frozen=True, slots=True)
class LateTold:
    """A time as it was announced, and by how many minutes it begins later; 0 for as announced after all."""

    slot_id: str
    session_id: int
    title: dict[str, str]
    starts_at: datetime
    minutes: int
    zone: str
    state: str
    doors_minutes: int
    delay_minutes: int

    @property
    def begins_at(self) -> datetime:
        """Give when it really begins."""
        return begins_at(self, self.delay_minutes)


def lates_told(occasions: Collection[str], now: datetime) -> dict[str, LateTold]:
    """Give by occasion what is told of a delay, where that is still so and of use."""
    slots = {one: late_of(one) for one in occasions}
    if not any(slots.values()):
        return {}
    rows = db.session.execute(
        select(
            Slot.id.label("slot_id"),
            Slot.session_id,
            Session.title,
            Slot.starts_at,
            Slot.minutes,
            Slot.zone,
            Slot.state,
            Slot.doors_minutes,
            func.coalesce(LiveHour.delay_minutes, 0).label("delay_minutes"),
        )
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(LiveHour, LiveHour.slot_id == Slot.id)
        .where(
            Slot.id.in_({told[0] for told in slots.values() if told}),
            Slot.state == SlotState.PLANNED,
            Session.state == SessionState.PUBLISHED,
            Programme.published,
        )
    )
    found = {row.slot_id: LateTold(**row._mapping) for row in rows}
    return {
        occasion: found[told[0]]
        for occasion, told in slots.items()
        if told
        and told[0] in found
        and not is_idle(told[1], found[told[0]], found[told[0]].delay_minutes, now)
    }

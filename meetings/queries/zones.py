"""What the zone data in use say of the times that are stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from meetings.domain.codes import SlotState
from meetings.domain.errors import Refused
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.domain.zones import to_instant
from meetings.extensions import db
from meetings.models.journal import ZoneDataUsed
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot, SlotVersion
from meetings.queries.reach import session_within

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Outdated:
    """A coming slot whose instant does not fit its wall time any more; without one where the hour does not exist."""

    id: str
    zone: str
    local_start: datetime
    stored: datetime
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class MovedByZoneData:
    """A coming slot that moved because the rules of its zone changed."""

    slot_id: str
    title: Words
    place: Words
    zone: str
    minutes: int
    before: datetime
    after: datetime
    moved_at: datetime
    by: str


def newest_zone_data() -> str | None:
    """Give the newest version of zone data from which instants were derived."""
    return db.session.scalar(select(func.max(ZoneDataUsed.version)))


def outdated(now: datetime) -> list[Outdated]:
    """Give the coming slots whose stored instant is not what the zone data in use make of their wall time."""
    rows = db.session.execute(
        select(Slot.id, Slot.zone, Slot.local_start, Slot.fold, Slot.starts_at)
        .where(Slot.state == SlotState.PLANNED, Slot.starts_at > now)
        .order_by(Slot.starts_at, Slot.id)
    ).all()
    found = []
    for slot_id, zone, local_start, fold, stored in rows:
        try:
            derived: datetime | None = to_instant(local_start, zone, fold)
        except Refused:
            derived = None
        if derived != stored:
            found.append(Outdated(slot_id, zone, local_start, stored, derived))
    return found


def moved_by_zone_data(
    now: datetime, where: Reach = EVERYWHERE, programme: str = ""
) -> list[MovedByZoneData]:
    """Give the coming slots that moved with zone data, with where they stood before, the earliest first.

    Takes: what is open to whoever asks; a programme's slug, or nothing for all of them.
    """
    earlier = aliased(SlotVersion)
    question = (
        select(
            Slot.id,
            Session.title,
            Programme.place,
            Slot.zone,
            Slot.minutes,
            earlier.starts_at,
            SlotVersion.starts_at,
            SlotVersion.changed_at,
            SlotVersion.changed_by,
        )
        .join(SlotVersion, SlotVersion.slot_id == Slot.id)
        .join(earlier, (earlier.slot_id == Slot.id) & (earlier.version == SlotVersion.version - 1))
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Slot.starts_at > now, SlotVersion.changed_by.like("zone data %"), session_within(where))
        .order_by(SlotVersion.starts_at, Slot.id)
    )
    if programme:
        question = question.where(Programme.slug == programme)
    return [MovedByZoneData(*row) for row in db.session.execute(question)]

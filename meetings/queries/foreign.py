"""What is known of the meetings of other conventions."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload

from meetings.domain.errors import NotFound
from meetings.domain.foreign import MOST_AT_ONCE, ForeignMeeting
from meetings.domain.joint import Origin, Told, merged
from meetings.extensions import db
from meetings.models import foreign as models


def foreign_meetings(first: date, last: date) -> list[ForeignMeeting]:
    """Give the meetings of others that touch some days, cancelled ones too, by their first days.

    Takes: the first and the last day.
    Gives: of each calendar the first 300 at most; one that several calendars have once, as the joint calendar has it.
    """
    row = models.ForeignMeeting
    place = func.row_number().over(partition_by=row.calendar_id, order_by=(row.starts_on, row.id))
    touching = (
        select(row.id, place.label("place"))
        .where(row.starts_on <= last, row.ends_on >= first, row.withdrawn_at.is_(None))
        .subquery()
    )
    rows = db.session.execute(
        select(row, models.ForeignCalendar.name)
        .join(touching, touching.c.id == row.id)
        .join(row.calendar)
        .where(touching.c.place <= MOST_AT_ONCE)
        .options(raiseload("*"))
    )
    found = {(one.calendar_id, one.uid, one.occurrence): (one, name) for one, name in rows}
    once = merged((_told(one, name) for one, name in found.values()), "")
    every = [
        _shown(found[one.told.calendar, one.told.uid, one.told.occurrence][0], one.origins[0]) for one in once
    ]
    return sorted(every, key=lambda one: (one.starts_on, one.title, one.uid))


def _told(one: models.ForeignMeeting, name: str) -> Told:
    return Told(
        calendar=one.calendar_id,
        name=name,
        uid=one.uid,
        occurrence=one.occurrence,
        sequence=one.sequence,
        stamp=one.read_at,
        title=one.title,
        titles=one.titles,
        place=one.place,
        address=one.address,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        is_cancelled=one.is_cancelled,
        origin=one.origin,
        path=one.path,
    )


def _shown(one: models.ForeignMeeting, origin: Origin) -> ForeignMeeting:
    return ForeignMeeting(
        uid=one.uid,
        origin=origin.name,
        title=one.title,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        place=one.place,
        is_cancelled=one.is_cancelled,
        tag=one.tag,
        address=one.address,
    )


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar of others as it stands: how many meetings it has, what the last reading said, what is in trouble.

    `problem` and `refusals` are codes and values; `counts` are numbers of events by state.
    """

    id: int
    name: str
    address: str | None
    due_at: datetime | None
    tried_at: datetime | None
    fetched_at: datetime | None
    problem: dict[str, Any]
    counts: dict[str, Any]
    meetings: int
    is_public: bool
    revision: int


def calendars(calendar_id: int | None = None) -> list[CalendarRow]:
    """Give the calendars of others that are wanted, by their names; or the one of a number."""
    row = models.ForeignCalendar
    number = (
        select(func.count(models.ForeignMeeting.id))
        .where(models.ForeignMeeting.calendar_id == row.id, models.ForeignMeeting.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    found = db.session.execute(
        select(
            row.id,
            row.name,
            row.address,
            row.due_at,
            row.tried_at,
            row.fetched_at,
            row.problem,
            row.counts,
            number,
            row.is_public,
            row.revision,
        )
        .where(row.ended_at.is_(None), *([] if calendar_id is None else [row.id == calendar_id]))
        .order_by(row.name, row.id)
    )
    return [CalendarRow(*each) for each in found]


def calendar(calendar_id: int) -> CalendarRow:
    """Give one calendar of others that is wanted.

    Raises: NotFound.
    """
    found = calendars(calendar_id)
    if not found:
        raise NotFound()
    return found[0]

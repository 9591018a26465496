"""When somebody on panels can and cannot: said and taken back."""

from datetime import datetime

from sqlalchemy import delete, func, select

from meetings.domain.errors import NotFound
from meetings.domain.panel.availability import MOST, Statement
from meetings.domain.panel.availability_errors import TooManyHours
from meetings.extensions import db, transaction
from meetings.models.panel.papers import Availability
from meetings.models.people import Person
from meetings.services.panel.noting import note_panels_within


def say_hours(person_id: int, programme_id: int, given: Statement, *, now: datetime, actor: str) -> None:
    """Keep that somebody can or cannot; said twice, it is kept once.

    Raises: TooManyHours; NotFound.
    """
    values = {
        "day": given.day,
        "weekday": given.weekday,
        "first": given.first,
        "last": given.last,
        "zone": given.zone,
        "can": given.can,
    }
    theirs = (Availability.person_id == person_id, Availability.programme_id == programme_id)
    with transaction():
        if db.session.get(Person, person_id, with_for_update=True) is None:
            raise NotFound()
        same = select(Availability.id).where(
            *theirs, *(getattr(Availability, name) == value for name, value in values.items())
        )
        if db.session.scalar(same) is not None:
            return
        if (db.session.scalar(select(func.count(Availability.id)).where(*theirs)) or 0) >= MOST:
            raise TooManyHours(most=MOST)
        row = Availability(
            person_id=person_id, programme_id=programme_id, **values, said_at=now, said_by=actor
        )
        db.session.add(row)
        facts = {"day": given.day.isoformat() if given.day else given.weekday, "can": given.can}
        note_panels_within(now, actor, "hours", (person_id, programme_id), after=facts)


def take_hours_back(person_id: int, programme_id: int, name: str, *, now: datetime, actor: str) -> None:
    """Take back something that was said of when somebody can; what is gone already is left."""
    with transaction():
        theirs = (Availability.person_id == person_id, Availability.programme_id == programme_id)
        gone = db.session.execute(delete(Availability).where(*theirs, Availability.id == name))
        if gone.rowcount:  # type: ignore[attr-defined]
            note_panels_within(now, actor, "hours_back", (person_id, programme_id))

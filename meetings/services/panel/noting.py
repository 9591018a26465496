"""Noting what was done about all of somebody's panels in a programme, where their page and the desk show it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from meetings.extensions import db
from meetings.models.people import Person
from meetings.models.programmes import Programme
from meetings.queries.panel.doers import subject_of
from meetings.services.audit import note


def note_panels_within(
    now: datetime, actor: str, act: str, of: tuple[int, int], **sides: dict[str, Any]
) -> None:
    """Note an act about somebody on panels; call it within the act's transaction.

    Takes: the numbers of the person and of the programme.
    """
    person_id, programme_id = of
    public_id = db.session.scalars(select(Person.public_id).where(Person.id == person_id)).one()
    programme = db.session.scalars(select(Programme.slug).where(Programme.id == programme_id)).one()
    note(now, actor, f"panel.{act}", subject_of(programme, public_id), person_id=person_id, **sides)

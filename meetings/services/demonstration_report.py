"""The report of the demonstration: what only some told of themselves, and a copy that is published."""

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain import demonstration as plan
from meetings.extensions import db
from meetings.models.attendance import Attendance
from meetings.models.people import Person
from meetings.services.reports import publish_within

TOLD: Final = (("female", 0.25), ("male", 0.45))  # of those who came, so many told their gender


def put_report(script: Mapping[str, Any], now: datetime) -> None:
    """Let some have told their gender, say where panellists are from, and publish the report; in a transaction."""
    given = {one["name"]: one for one in script["speakers"]}
    for person in db.session.scalars(select(Person).where(Person.name.in_(given))):
        person.gender, person.country = given[person.name].get("gender"), given[person.name].get("country")
    came = select(Attendance.person_id).where(Attendance.person_id.is_not(None))
    chance = random.Random(plan.SEED)
    for person in db.session.scalars(select(Person).where(Person.id.in_(came)).order_by(Person.id)):
        told = chance.random()
        person.gender = next((gender for gender, below in TOLD if told < below), None)
    db.session.flush()
    publish_within(plan.SLUG, None, now, plan.SLUG)

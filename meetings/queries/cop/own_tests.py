"""The tests of one person's connection, and the bearers of the links that they have as a delegate."""

from typing import Any, Final

from sqlalchemy import Select, select

from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Nomination, Participation
from meetings.models.cop.entering import ConnectionTest, ConnectionTime
from meetings.models.programmes import Programme

Facts = dict[str, Any]
SAID: Final = ("state", "sound", "video", "channel", "line", "note", "booked_at", "recorded_at")


def tests_of_person(person_id: int) -> dict[str, list[Facts]]:
    """Give somebody's tests, booked or held; who of staff recorded them is theirs and stays out."""
    rows = db.session.execute(
        select(ConnectionTest, Programme.slug, Segment.slug, ConnectionTime.starts_at)
        .join(Participation, Participation.id == ConnectionTest.participation_id)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Segment, Segment.id == Participation.segment_id)
        .join(Programme, Programme.id == Segment.programme_id)
        .outerjoin(ConnectionTime, ConnectionTime.id == ConnectionTest.time_id)
        .where(Nomination.person_id == person_id)
        .order_by(ConnectionTest.booked_at, ConnectionTest.id)
    )
    found = []
    for row, programme, segment, starts_at in rows:
        facts = {"programme": programme, "segment": segment, "at": starts_at}
        found.append(facts | {name: getattr(row, name) for name in SAID})
    return {"connection_tests": found}


def delegate_bearers(person_id: int) -> Select[Any]:
    """Ask for the bearers of somebody's links as a delegate."""
    return select("nomination:" + Nomination.id).where(Nomination.person_id == person_id)

"""What a panellist is told once a session is over: who came, in numbers that name nobody, and its recordings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import raiseload

from meetings.domain import statistics as rules
from meetings.domain.codes import RecordingState
from meetings.domain.permissions import EVERYWHERE
from meetings.domain.report_cuts import cut
from meetings.domain.report_sheet import guarded_numbers
from meetings.extensions import db
from meetings.models.programmes import Session
from meetings.models.publications import Recording
from meetings.models.slots import Slot
from meetings.queries.programmes import is_seen
from meetings.queries.report_facts import facts_of, programme_of, sessions_of

COUNTS: Final = ("registrations", "participants", "countries")
BY: Final = ("region", "category")


@dataclass(frozen=True, slots=True)
class Came:
    """Who came to a session: counts, null where unknown, and cells of which those of 1 to 4 people are hidden.

    `cells` are by `BY`, each `{key, people}` as the public report shows them.
    """

    counts: dict[str, int | float | None]
    cells: dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class RecordingStands:
    """A recording of a session and where it stands; `address` where everybody may see it."""

    language: str
    state: RecordingState
    audience: str
    starts_at: datetime
    zone: str
    address: str


def who_came(programme: str, session: str, now: datetime) -> Came | None:
    """Count who came to a session; nothing where the report does not count it."""
    row = programme_of(programme)
    found = [one for one in sessions_of(row.id, EVERYWHERE) if one.slug == session] if row else []
    if row is None or not found:
        return None
    facts = facts_of(row, found, now, whole=False)
    counts = rules.count_all(facts, single=True)
    return Came(
        {name: counts[name].value for name in COUNTS},
        {by: _cells(facts, by) for by in BY},
    )


def _cells(facts: rules.Facts, by: str) -> list[dict[str, Any]]:
    numbers = [{"key": key or None, "people": people} for key, (people, _times) in cut(facts, by).items()]
    return guarded_numbers(numbers, by)


def recordings_of(session_id: int) -> list[RecordingStands]:
    """Give the recordings of a session, by their times."""
    rows = db.session.execute(
        select(Recording, Slot.starts_at, Slot.zone, Session.audience)
        .join(Slot, Slot.id == Recording.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(Session.id == session_id)
        .order_by(Slot.starts_at, Recording.id)
        .options(raiseload("*"))
    )
    return [
        RecordingStands(
            row.language,
            RecordingState(row.state),
            row.audience,
            starts_at,
            zone,
            (row.address or f"/recordings/{row.name}/recording")
            if is_seen(row) and audience == "public"
            else "",
        )
        for row, starts_at, zone, audience in rows
    ]

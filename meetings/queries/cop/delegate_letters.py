"""What mails to delegates are about, as the facts stand now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.codes import Mode, NoticeKind
from meetings.domain.cop.codes import ADMITTED
from meetings.domain.cop.connection_tests import ConnectionState
from meetings.domain.live.hours import LATE
from meetings.domain.zones import to_local
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.cop.entering import ConnectionTest
from meetings.models.messages import Notice
from meetings.models.people import Person
from meetings.models.programmes import Programme
from meetings.queries.cop.let_in import let_in
from meetings.queries.live.lates import LateTold, lates_told

SUBJECT: Final = "participation:"
ACCREDITED: Final = "accredited"
TEST: Final = "test"
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class PartTold:
    """A segment that a delegate is admitted to, and as what."""

    id: str
    title: Words
    place: Words
    starts_on: date
    ends_on: date
    mode: str
    rights: str


@dataclass(frozen=True, slots=True)
class DelegateLetter:
    """A mail to a delegate: that they are accredited, with their link, that their connection is to be tested, or that a
    meeting begins `late`; times are read in `zone`.
    """

    kind: str
    nomination_id: str
    title: Words
    parts: tuple[PartTold, ...]
    demonstration: bool
    contact: str | None
    zone: str
    place: Words
    late: LateTold | None = None


def delegate_letters(message_ids: Collection[str], now: datetime) -> dict[str, DelegateLetter]:
    """Give by message what is told to a delegate; none to whom nothing ahead is open any more, or who has tested.

    Of a meeting that begins later none is told whom it does not let in any more.
    """
    rows = db.session.execute(
        select(Notice.message_id, Notice.occasion, Participation.nomination_id, Participation.id)
        .join(Participation, Notice.subject == SUBJECT + Participation.id)
        .where(Notice.kind == NoticeKind.DELEGATE, Notice.message_id.in_(list(message_ids)))
        .order_by(Notice.id)
    ).all()
    if not rows:
        return {}
    nominations = {row.nomination_id for row in rows}
    parts, of = _parts(nominations, now), _programmes(nominations)
    tested, lates = _tested([row.id for row in rows]), _lates(rows, now)
    found: dict[str, DelegateLetter] = {}
    for row in rows:
        kind = row.occasion.partition(":")[0]
        mine = parts.get(row.nomination_id, [])
        if kind == TEST:
            mine = [
                one for one in mine if one.id == row.id and one.id not in tested and one.mode == Mode.ONLINE
            ]
        late = lates.get((row.occasion, row.nomination_id))
        if kind == LATE:
            mine = []
        if (mine or late) and row.message_id is not None:
            programme = of[row.nomination_id]
            found[row.message_id] = DelegateLetter(
                kind=kind,
                nomination_id=row.nomination_id,
                title=programme.title,
                parts=tuple(mine),
                demonstration=programme.demonstration,
                contact=programme.contact,
                zone=programme.own_zone or programme.zone,
                place=programme.place if late is None or late.zone == programme.zone else {},
                late=late,
            )
    return found


def _lates(rows: Iterable[Any], now: datetime) -> dict[tuple[str, str], LateTold]:
    """Give by occasion and nomination the meeting that begins later, where it lets them in."""
    every = list(rows)
    lates = lates_told({row.occasion for row in every}, now)
    found: dict[tuple[str, str], LateTold] = {}
    for session_id in {one.session_id for one in lates.values()}:
        here = [
            row for row in every if row.occasion in lates and lates[row.occasion].session_id == session_id
        ]
        open_to = {one.nomination_id for one in let_in(session_id, {row.nomination_id for row in here})}
        for row in here:
            if row.nomination_id in open_to:
                found[row.occasion, row.nomination_id] = lates[row.occasion]
    return found


def _parts(nominations: Iterable[str], now: datetime) -> dict[str, list[PartTold]]:
    rows = db.session.execute(
        select(Participation, Segment)
        .join(Segment, Segment.id == Participation.segment_id)
        .where(Participation.nomination_id.in_(list(nominations)), Participation.state.in_(ADMITTED))
        .order_by(Segment.position, Segment.id)
    )
    found: dict[str, list[PartTold]] = {}
    for part, segment in rows:
        if to_local(now, segment.zone).date() <= segment.ends_on:
            told = PartTold(
                id=part.id,
                title=segment.title,
                place=segment.place,
                starts_on=segment.starts_on,
                ends_on=segment.ends_on,
                mode=part.mode,
                rights=part.rights,
            )
            found.setdefault(part.nomination_id, []).append(told)
    return found


def _programmes(nominations: Iterable[str]) -> dict[str, Any]:
    rows = db.session.execute(
        select(
            Nomination.id,
            Programme.title,
            Programme.demonstration,
            Programme.contact,
            Programme.zone,
            Programme.place,
            Person.zone.label("own_zone"),
        )
        .join(Person, Person.id == Nomination.person_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .join(Programme, Programme.id == Delegation.programme_id)
        .where(Nomination.id.in_(list(nominations)))
    )
    return {row.id: row for row in rows}


def _tested(parts: Iterable[str]) -> set[str]:
    done = (ConnectionState.BOOKED, ConnectionState.PASSED)
    rows = db.session.scalars(
        select(ConnectionTest.participation_id).where(
            ConnectionTest.participation_id.in_(list(parts)), ConnectionTest.state.in_(done)
        )
    )
    return set(rows)

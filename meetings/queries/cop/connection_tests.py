"""Tests of connections: the times a delegate may book, and for the desk who has tested and who has not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from meetings.domain.codes import Mode
from meetings.domain.cop.codes import ADMITTED
from meetings.domain.cop.connection_tests import (
    ConnectionState,
    Standing,
    is_bookable,
    is_shown_where,
    speakers_first,
    standing_of,
)
from meetings.extensions import store
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Delegation, Nomination, Participation
from meetings.models.cop.entering import ConnectionTest, ConnectionTime
from meetings.models.parties import Organization, Party
from meetings.models.programmes import Programme
from meetings.queries.cop.entering import Host

Words = dict[str, str]
TIME: Final = (
    ConnectionTime.id,
    ConnectionTime.segment_id,
    ConnectionTime.starts_at,
    ConnectionTime.minutes,
    ConnectionTime.zone,
    ConnectionTime.capacity,
    ConnectionTime.taken,
    ConnectionTime.address,
)
TEST: Final = (
    "id",
    "participation_id",
    "state",
    "sequence",
    "updated_at",
    "sound",
    "video",
    "channel",
    "line",
    "note",
    "recorded_at",
)


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A time as it stands; its address is for whoever booked it, once it opens, and for the desk."""

    id: str
    segment_id: int
    starts_at: datetime
    minutes: int
    zone: str
    capacity: int
    taken: int
    address: str | None

    @property
    def is_full(self) -> bool:
        """Say whether no seat is left."""
        return self.taken >= self.capacity


@dataclass(frozen=True, slots=True)
class Tested:
    """A test: booked or not, and how it went; `time` null for one that was not booked."""

    id: str
    participation_id: str
    state: str
    sequence: int
    updated_at: datetime
    sound: str | None
    video: str | None
    channel: str | None
    line: str | None
    note: str | None
    recorded_at: datetime | None
    time: TimeRow | None


@dataclass(frozen=True, slots=True)
class OwnTests:
    """What a delegate sees of testing in a segment: what they booked, how it went, and what they may book."""

    standing: Standing
    booked: Tested | None
    address: str | None
    last: Tested | None
    times: tuple[TimeRow, ...]


@dataclass(frozen=True, slots=True)
class Tester:
    """A delegate whose connection is to be tested, with where they stand."""

    participation_id: str
    nomination_id: str
    person_id: int
    name: str
    role: str
    rights: str
    language: str
    delegation_id: str
    party: str | None
    party_names: Words
    body: str
    region: str
    standing: Standing
    booked: Tested | None
    last: Tested | None


def own_tests(host: Host, now: datetime) -> dict[int, OwnTests]:
    """Give by segment what a delegate sees of testing."""
    parts = {one.id: one.segment_id for one in host.parts}
    tests = tests_of(parts)
    times = times_of(parts.values())
    found = {}
    for part, segment in parts.items():
        mine = tests.get(part, [])
        booked = next((one for one in mine if one.state == ConnectionState.BOOKED), None)
        shows = booked is not None and booked.time is not None and is_shown_where(booked.time, now)
        found[segment] = OwnTests(
            standing=standing_of(one.state for one in mine),
            booked=booked,
            address=booked.time.address if shows and booked and booked.time else None,
            last=_last(mine),
            times=tuple(one for one in times if one.segment_id == segment and is_bookable(one, now)),
        )
    return found


def times_of(segments: Iterable[int]) -> list[TimeRow]:
    """Give the times of segments in their order."""
    rows: Any = store(
        select(*TIME)
        .where(ConnectionTime.segment_id.in_(list(segments)))
        .order_by(ConnectionTime.starts_at, ConnectionTime.id)
    )
    return [TimeRow(*row) for row in rows]


def tests_of(parts: Iterable[str]) -> dict[str, list[Tested]]:
    """Give the tests of participations, the earliest first."""
    return _tests(ConnectionTest.participation_id.in_(list(parts)))


def _tests(condition: Any) -> dict[str, list[Tested]]:
    rows: Any = store(
        select(*(getattr(ConnectionTest, name) for name in TEST), *TIME)
        .outerjoin(ConnectionTime, ConnectionTime.id == ConnectionTest.time_id)
        .where(condition)
        .order_by(ConnectionTest.booked_at, ConnectionTest.id)
    )
    found: dict[str, list[Tested]] = {}
    for row in rows:
        own, of_time = tuple(row)[: len(TEST)], tuple(row)[len(TEST) :]
        time = TimeRow(*of_time) if of_time[0] is not None else None
        found.setdefault(row.participation_id, []).append(
            Tested(**dict(zip(TEST, own, strict=True)), time=time)
        )
    return found


def people_to_test(segment_id: int) -> list[Tester]:
    """Give everybody who takes part online in a segment and may enter: speakers first, then by role and name."""
    rows = store(
        select(
            Participation.id.label("participation_id"),
            Participation.rights,
            Nomination.id.label("nomination_id"),
            Nomination.person_id,
            Nomination.name,
            Nomination.role,
            Nomination.language,
            Nomination.delegation_id,
            Delegation.party_code.label("party"),
            Party.names,
            Party.regional_group,
            Organization.name.label("body"),
        )
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Delegation, Delegation.id == Nomination.delegation_id)
        .outerjoin(Party, Party.code == Delegation.party_code)
        .outerjoin(Organization, Organization.id == Delegation.organization_id)
        .where(
            Participation.segment_id == segment_id,
            Participation.mode == Mode.ONLINE,
            Participation.state.in_(ADMITTED),
        )
    ).all()
    of_segment = select(Participation.id).where(Participation.segment_id == segment_id)
    tests = _tests(ConnectionTest.participation_id.in_(of_segment))
    found = [_tester(row, tests.get(row.participation_id, [])) for row in rows]
    return sorted(found, key=lambda one: speakers_first(one.rights, one.role, one.name))


def _tester(row: Any, tests: list[Tested]) -> Tester:
    return Tester(
        participation_id=row.participation_id,
        nomination_id=row.nomination_id,
        person_id=row.person_id,
        name=row.name,
        role=row.role,
        rights=row.rights,
        language=row.language,
        delegation_id=row.delegation_id,
        party=row.party,
        party_names=row.names or {},
        body=row.body or "",
        region=row.regional_group or "",
        standing=standing_of(one.state for one in tests),
        booked=next((one for one in tests if one.state == ConnectionState.BOOKED), None),
        last=_last(tests),
    )


def _last(tests: Iterable[Tested]) -> Tested | None:
    """Give the test that was recorded last."""
    recorded = [(one.recorded_at, one) for one in tests if one.recorded_at is not None]
    return max(recorded, key=lambda pair: pair[0])[1] if recorded else None


def segments_at_desk(programme: str) -> list[Any]:
    """Give the segments of a conference: id, slug, title, zone, in their order."""
    rows = store(
        select(Segment.id, Segment.slug, Segment.title, Segment.zone, Segment.starts_on, Segment.ends_on)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme)
        .order_by(Segment.position, Segment.id)
    )
    return list(rows)

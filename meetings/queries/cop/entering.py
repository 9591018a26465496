"""What a delegate's link leads to: their part in each segment, and its meetings with why they may enter or not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import raiseload

from meetings.domain.codes import SessionState, SlotState
from meetings.domain.cop.codes import ADMITTED, BadgeState
from meetings.domain.cop.entering import Delegate, Meeting, channels_for, is_for, refusal_of, way_in
from meetings.domain.cop.parties import standing_to
from meetings.domain.errors import LinkDead, Refused
from meetings.extensions import db, store
from meetings.models.attendance import Attendance
from meetings.models.cop.conferences import MeetingRoom, Segment
from meetings.models.cop.delegations import Delegation, Nomination, Participation, ParticipationMeeting
from meetings.models.cop.papers import Badge
from meetings.models.live.hours import LiveHour
from meetings.models.parties import Organization, Party, PartyStatus
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.queries.joining import ROOM, RoomNoted
from meetings.queries.programmes import ProgrammeShown, show_programme

NOMINATION: Final = "nomination"
PARTICIPATION: Final = "participation"
SHOWN: Final = (SessionState.PUBLISHED, SessionState.CANCELLED)
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A delegate's part in a segment, with the segment's own facts."""

    id: str
    segment_id: int
    slug: str
    title: Words
    place: Words
    zone: str
    mode: str
    starts_on: date
    ends_on: date
    state_since: datetime
    delegate: Delegate


@dataclass(frozen=True, slots=True)
class Host:
    """Whoever a delegate's link is for: who they are, as rows of presence keep it, and their parts in order."""

    nomination_id: str
    person_id: int
    delegation_id: str
    programme_id: int
    programme: str
    name: str
    role: str
    country: str | None
    category: str
    organization: str | None
    function: str | None
    language: str
    zone: str | None
    party: Words
    body: str
    parts: tuple[Part, ...]

    def part_in(self, segment_id: int | None) -> Part | None:
        """Give the part that opens a meeting; one of no segment is opened by any."""
        if segment_id is not None:
            return next((one for one in self.parts if one.segment_id == segment_id), None)
        admitted = (one for one in self.parts if one.delegate.state in ADMITTED)
        return next(admitted, next(iter(self.parts), None))


@dataclass(frozen=True, slots=True)
class Way:
    """A time of a meeting that a link may lead to; `refusal` says why not, whatever the hour.

    `address` and `channels` are for those whose entry is noted, and for nobody before one may enter. What begins
    `delay_minutes` later than announced can be entered so much longer, which `minutes` hold.
    """

    host: Host
    part: Part
    meeting: Meeting
    refusal: Refused | None
    is_for_them: bool
    session: str
    session_id: int
    title: Words
    slot_id: str
    state: str
    starts_at: datetime
    minutes: int
    doors_minutes: int
    zone: str
    version: int
    updated_at: datetime
    room: Words
    address: str | None
    channels: tuple[Mapping[str, Any], ...]
    delay_minutes: int = 0


def host_of(bearer: str, *, held: bool = False) -> Host:
    """Give whoever a link's bearer is: `nomination:abc`, or `participation:abc`, which is the same person's.

    Takes: `held`, so that nobody is erased until the transaction ends.
    Raises: LinkDead, when there is none, or the person was erased.
    """
    kind, _, name = bearer.partition(":")
    if kind not in (NOMINATION, PARTICIPATION):
        raise LinkDead()
    of_part = select(Participation.nomination_id).where(Participation.id == name).scalar_subquery()
    wanted = Nomination.id == (name if kind == NOMINATION else of_part)
    question = _HOST.where(wanted)
    row = store(question.with_for_update(of=Person, read=True, key_share=True) if held else question).first()
    if row is None:
        raise LinkDead()
    return _host(row)


_HOST: Final = (
    select(
        Nomination.id.label("nomination_id"),
        Nomination.person_id,
        Nomination.delegation_id,
        Nomination.name,
        Nomination.role,
        Nomination.function,
        Nomination.language,
        Nomination.organization.label("own_organization"),
        Delegation.category,
        Delegation.party_code,
        Organization.name.label("body"),
        Organization.country.label("body_country"),
        Party.names.label("party"),
        Party.regional_group,
        Person.zone,
        Programme.id.label("programme_id"),
        Programme.slug.label("programme"),
        Programme.treaty,
    )
    .join(Person, Person.id == Nomination.person_id)
    .join(Delegation, Delegation.id == Nomination.delegation_id)
    .join(Programme, Programme.id == Delegation.programme_id)
    .outerjoin(Party, Party.code == Delegation.party_code)
    .outerjoin(Organization, Organization.id == Delegation.organization_id)
    .where(Person.erased_at.is_(None))
)


def _host(row: Any) -> Host:
    return Host(
        nomination_id=row.nomination_id,
        person_id=row.person_id,
        delegation_id=row.delegation_id,
        programme_id=row.programme_id,
        programme=row.programme,
        name=row.name,
        role=row.role,
        country=row.party_code or row.body_country,
        category=row.category,
        organization=row.own_organization or row.body,
        function=row.function,
        language=row.language,
        zone=row.zone,
        party=row.party or {},
        body=row.body or "",
        parts=_parts(row),
    )


def _parts(of: Any) -> tuple[Part, ...]:
    is_suspended = exists().where(
        Badge.participation_id == Participation.id, Badge.state == BadgeState.SUSPENDED
    )
    rows = store(
        select(
            Participation.id,
            Participation.state,
            Participation.state_since,
            Participation.mode,
            Participation.rights,
            is_suspended.label("is_suspended"),
            Segment.id.label("segment_id"),
            Segment.slug,
            Segment.title,
            Segment.place,
            Segment.zone,
            Segment.mode.label("segment_mode"),
            Segment.starts_on,
            Segment.ends_on,
        )
        .join(Segment, Segment.id == Participation.segment_id)
        .where(Participation.nomination_id == of.nomination_id)
        .order_by(Segment.position, Segment.id)
    ).all()
    named = _named([row.id for row in rows])
    statuses = _statuses(of.party_code, of.treaty)
    return tuple(_part(row, of, statuses, named.get(row.id, frozenset())) for row in rows)


def _part(row: Any, of: Any, statuses: list[Any], named: frozenset[int]) -> Part:
    return Part(
        id=row.id,
        segment_id=row.segment_id,
        slug=row.slug,
        title=row.title,
        place=row.place,
        zone=row.zone,
        mode=row.segment_mode,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state_since=row.state_since,
        delegate=Delegate(
            state=row.state,
            mode=row.mode,
            rights=row.rights,
            standing=standing_to(of.treaty, statuses, row.starts_on) if of.party_code else None,
            region=of.regional_group if of.party_code else None,
            is_suspended=row.is_suspended,
            named=named,
        ),
    )


def _statuses(code: str | None, treaty: str) -> list[Any]:
    if code is None:
        return []
    wanted = (PartyStatus.party_code == code, PartyStatus.treaty == treaty)
    return list(store(select(PartyStatus.status, PartyStatus.starts_on).where(*wanted)))


def _named(parts: Iterable[str]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    rows = store(
        select(ParticipationMeeting.participation_id, ParticipationMeeting.session_id).where(
            ParticipationMeeting.participation_id.in_(list(parts))
        )
    )
    for row in rows:
        found.setdefault(row.participation_id, set()).add(row.session_id)
    return {part: frozenset(sessions) for part, sessions in found.items()}


def ways_of(host: Host, slot_id: str | None = None, *, follows_online: bool = True) -> list[Way]:
    """Give the times of all meetings of a delegate's segments, as their audiences stand now, in their order.

    Takes: a slot, for that one alone.
    """
    segments = [one.segment_id for one in host.parts]
    wanted = [or_(Session.segment_id.in_(segments), Session.segment_id.is_(None))]
    if slot_id is not None:
        wanted.append(Slot.id == slot_id)
    rows = store(
        select(*_COLUMNS.values())
        .join(Session, Session.id == Slot.session_id)
        .outerjoin(MeetingRoom, MeetingRoom.id == Slot.room_id)
        .outerjoin(LiveHour, LiveHour.slot_id == Slot.id)
        .where(Session.programme_id == host.programme_id, Session.state.in_(SHOWN), *wanted)
        .order_by(Slot.starts_at, Slot.id)
    )
    found = (_way(dict(zip(_COLUMNS, row, strict=True)), host, follows_online) for row in rows)
    return [one for one in found if one is not None]


_COLUMNS: Final[dict[str, Any]] = {
    "session": Session.slug,
    "session_id": Session.id,
    "segment_id": Session.segment_id,
    "session_state": Session.state,
    "audience": Session.audience,
    "regions": Session.regions,
    "title": Session.title,
    "slot_id": Slot.id,
    "state": Slot.state,
    "starts_at": Slot.starts_at,
    "minutes": Slot.minutes + func.coalesce(LiveHour.delay_minutes, 0),
    "delay_minutes": func.coalesce(LiveHour.delay_minutes, 0),
    "doors_minutes": Slot.doors_minutes,
    "zone": Slot.zone,
    "version": Slot.version,
    "updated_at": Slot.updated_at,
    "room": MeetingRoom.name,
    "address": Slot.platform_address,
    "channels": Slot.channels,
}


def _way(row: dict[str, Any], host: Host, follows_online: bool) -> Way | None:
    part = host.part_in(row.pop("segment_id"))
    if part is None:
        return None
    meeting = Meeting(row["session_id"], row.pop("audience"), tuple(row.pop("regions")))
    is_off = row.pop("session_state") == SessionState.CANCELLED and row["state"] == SlotState.PLANNED
    delegate, channels = part.delegate, row.pop("channels")
    return Way(
        host=host,
        part=part,
        meeting=meeting,
        refusal=refusal_of(delegate, meeting, follows_online=follows_online),
        is_for_them=is_for(delegate, meeting),
        state=SlotState.CANCELLED if is_off else row.pop("state"),
        room=row.pop("room") or {},
        address=way_in(delegate, row.pop("address"), channels, host.language),
        channels=tuple(channels_for(delegate, channels)),
        **{name: value for name, value in row.items() if name != "state"},
    )


def programme_of(host: Host) -> ProgrammeShown:
    """Give the conference of a delegate, as pages show it."""
    return show_programme(db.session.get_one(Programme, host.programme_id, options=[raiseload("*")]))


def room_of_delegate(participation_id: str, slot_id: str) -> RoomNoted:
    """Give who was noted beside a delegate in a slot."""
    found: Any = store(
        select(func.count(Attendance.name), func.sum(Attendance.people)).where(
            Attendance.participation_id == participation_id,
            Attendance.slot_id == slot_id,
            Attendance.source == ROOM,
        )
    ).one()
    names, people = found[0], found[1] or 0
    return RoomNoted(names=names, more=people - names)

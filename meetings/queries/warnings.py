"""The facts from which warnings follow: times and what they use, panels, and from where people registered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, select

from meetings.domain.codes import Mode, PanelistState, ProgrammeKind, SessionState, SlotState
from meetings.domain.foreign import ForeignMeeting
from meetings.domain.panel.availability import Statement
from meetings.domain.permissions import Reach
from meetings.domain.warnings import Held, OnPanel
from meetings.extensions import db
from meetings.models.panel.papers import Availability
from meetings.models.parties import Party
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.publications import Panelist
from meetings.models.registrations import Registration
from meetings.models.slots import Seats, Slot
from meetings.queries.foreign import foreign_meetings
from meetings.queries.panel.availability import statement_of
from meetings.queries.reach import session_within

AROUND: Final = timedelta(days=1)
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is held, of this programme and at the same time elsewhere, and whom and what it meets.

    `panel` and `audience` are by session, an audience by region (empty for none) and zone; `countries` are names;
    `said` is what people of this programme said of when they can, by their numbers.
    """

    held: tuple[Held, ...]
    panel: dict[int, list[OnPanel]]
    audience: dict[int, dict[tuple[str, str], int]]
    countries: dict[str, Words]
    meetings: tuple[ForeignMeeting, ...]
    said: dict[int, list[Statement]] = field(default_factory=dict)

    @property
    def mine(self) -> list[Held]:
        """Give what is held of this programme and open to whoever asks."""
        return [one for one in self.held if one.is_open and one.is_here]


def warning_facts(programme: str, where: Reach) -> Facts:
    """Gather what warnings about a programme follow from; in six questions, however many sessions it has.

    Takes: what is open to whoever asks. The rest is there too, marked as not open, because it may be in the way.
    """
    own = _held(Programme.slug == programme, programme, where)
    if not own:
        return Facts((), {}, {}, {}, ())
    first, last = own[0].starts_at - AROUND, own[-1].starts_at + AROUND
    others = _held(
        (Programme.slug != programme) & (Slot.starts_at > first) & (Slot.starts_at < last), programme, where
    )
    held = (*own, *others)
    panel, countries = _panel({one.session_id for one in held})
    mine = [one for one in own if one.is_open]
    audience, said = _audience(programme, where), _said(programme)
    return Facts(held, panel, audience, countries, _meetings(mine), said)


def _said(programme: str) -> dict[int, list[Statement]]:
    rows = db.session.scalars(
        select(Availability)
        .join(Programme, Programme.id == Availability.programme_id)
        .where(Programme.slug == programme)
        .order_by(Availability.id)
    )
    found: dict[int, list[Statement]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(statement_of(row))
    return dict(found)


def _held(condition: ColumnElement[bool], programme: str, where: Reach) -> list[Held]:
    in_room = exists().where(Seats.slot_id == Slot.id, Seats.kind == Mode.ROOM)
    rows = db.session.execute(
        select(
            Slot.id,
            Slot.session_id,
            Slot.part,
            Slot.starts_at,
            Slot.minutes,
            Slot.zone,
            Slot.platform_address,
            Session.title,
            Session.state,
            Session.partners,
            Stream.slug.label("stream"),
            Programme.id.label("programme_id"),
            Programme.slug,
            Programme.kind,
            Programme.published,
            in_room.label("in_room"),
        )
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Stream, Stream.id == Session.stream_id)
        .where(condition, Slot.state == SlotState.PLANNED, Session.state != SessionState.CANCELLED)
        .order_by(Slot.starts_at, Slot.id)
    )
    return [_held_row(row, programme, where) for row in rows]


def _held_row(row: Any, programme: str, where: Reach) -> Held:
    """Give a time; at a conference there are many rooms, of which nothing is known, so that none is used twice."""
    is_one_room = row.in_room and row.kind != ProgrammeKind.CONFERENCE
    return Held(
        id=row.id,
        session_id=row.session_id,
        part=row.part,
        starts_at=row.starts_at,
        minutes=row.minutes,
        zone=row.zone,
        title=row.title,
        is_open=where.covers(row.slug, row.stream, row.partners),
        is_public=row.published and row.state == SessionState.PUBLISHED,
        is_here=row.slug == programme,
        room=f"{row.programme_id} {row.zone}" if is_one_room else "",
        platform=(row.platform_address or "").strip().rstrip("/").casefold(),
    )


def _panel(sessions: Collection[int]) -> tuple[dict[int, list[OnPanel]], dict[str, Words]]:
    """Give the panels of sessions, and the names of the countries people on them come from."""
    rows = db.session.execute(
        select(
            Panelist.session_id,
            Person.id,
            Person.name,
            Person.country,
            func.coalesce(Person.zone, Party.zone).label("zone"),
            Party.names,
        )
        .join(Person, Person.id == Panelist.person_id)
        .outerjoin(Party, Party.code == Person.country)
        .where(
            Panelist.session_id.in_(sessions),
            Panelist.state != PanelistState.DECLINED,
            Person.erased_at.is_(None),
        )
        .order_by(Panelist.session_id, Panelist.position, Panelist.id)
    )
    panel: dict[int, list[OnPanel]] = defaultdict(list)
    countries: dict[str, Words] = {}
    for row in rows:
        panel[row.session_id].append(OnPanel(row.session_id, row.id, row.name, row.country, row.zone))
        if row.country:
            countries[row.country] = row.names or {"en": row.country}
    return dict(panel), countries


def _audience(programme: str, where: Reach) -> dict[int, dict[tuple[str, str], int]]:
    zone = func.coalesce(Registration.zone, Party.zone)
    rows = db.session.execute(
        select(Registration.session_id, Party.regional_group, zone, func.count())
        .join(Session, Session.id == Registration.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Party, Party.code == Registration.country)
        .where(Programme.slug == programme, Registration.ended_at.is_(None), session_within(where))
        .group_by(Registration.session_id, Party.regional_group, zone)
    )
    found: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for session_id, region, name, number in rows:
        if name:
            found[session_id][region or "", name] = number
    return dict(found)


def _meetings(held: Sequence[Held]) -> tuple[ForeignMeeting, ...]:
    if not held:
        return ()
    first, last = (held[0].starts_at - AROUND).date(), (held[-1].ends_at + AROUND).date()
    return tuple(one for one in foreign_meetings(first, last) if not one.is_cancelled)


def audience_zones(facts: Iterable[dict[tuple[str, str], int]]) -> dict[str, int]:
    """Add up how many people registered from which zone."""
    zones: dict[str, int] = defaultdict(int)
    for each in facts:
        for (_region, zone), number in each.items():
            zones[zone] += number
    return dict(zones)

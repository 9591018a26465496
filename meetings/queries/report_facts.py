"""The facts of a report, loaded whole: a few questions, however many people came."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain import statistics as rules
from meetings.domain.codes import ACTIVE_PLACES, PanelistState, SessionState, SlotState
from meetings.domain.cop.conferences import HIDDEN
from meetings.domain.live.told import PLATFORMS
from meetings.domain.permissions import EVERYWHERE, Reach
from meetings.domain.report_sheet import NO_STREAM, Heading, Heads, SessionHead, StreamHead
from meetings.domain.seasons import is_over
from meetings.domain.surveys import SurveyState
from meetings.extensions import db, store
from meetings.models.attendance import Attendance, Import, ReportedFigure
from meetings.models.cop.conferences import Segment
from meetings.models.live.hours import LiveHour
from meetings.models.parties import Party, PartyStatus
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot, SlotVersion
from meetings.models.surveys import Ballot, Gone, Survey
from meetings.queries.certificate_grounds import rules_of
from meetings.queries.presence import is_counted
from meetings.queries.reach import session_within

STRETCH: Final = (  # in the order of `domain/statistics.py: Stretch`
    Attendance.slot_id,
    Attendance.person_id,
    Attendance.joined_at,
    Attendance.left_at,
    and_(Attendance.import_id.is_(None), Attendance.source.not_in(PLATFORMS)),
    Attendance.role,
    Attendance.country,
    Attendance.category,
    Attendance.language,
    Attendance.people,
    func.coalesce(
        Attendance.import_id, case((Attendance.source.in_(PLATFORMS), Attendance.source), else_="")
    ),
    case((Attendance.person_id.is_(None), func.coalesce(Attendance.address, Attendance.name, "")), else_=""),
    func.coalesce(Attendance.gender, Person.gender),
    Attendance.source.in_(PLATFORMS),
)

IS_ON_PANEL: Final = Panelist.state != PanelistState.DECLINED
Panels = Mapping[int, frozenset[int]]


def programme_of(slug: str) -> Programme | None:
    """Give a programme with its streams, or nothing."""
    return db.session.scalar(
        select(Programme)
        .where(Programme.slug == slug)
        .options(selectinload(Programme.streams), raiseload("*"))
    )


def sessions_of(programme_id: int, where: Reach = EVERYWHERE) -> list[Session]:
    """Give the published sessions of a programme within reach, with their slots and panels, by their first times.

    Meetings of a body or of named people are in no report, because reports are for everybody.
    """
    rows = db.session.scalars(
        select(Session)
        .where(
            Session.programme_id == programme_id,
            Session.state == SessionState.PUBLISHED,
            Session.audience.not_in(HIDDEN),
            session_within(where),
        )
        .order_by(Session.position, Session.id)
        .options(
            selectinload(Session.stream),
            selectinload(Session.slots),
            selectinload(Session.panelists),
            raiseload("*"),
        )
    )
    return sorted(rows, key=_first)


def heads_of(row: Programme, sessions: Collection[Session]) -> Heads:
    """Name what a report is of; a stream is named where it is not empty, or all of the programme is reported."""
    streams = [StreamHead(one.id, one.slug, one.title, one.palette) for one in row.streams]
    if any(one.stream_id is None for one in sessions):
        streams.append(StreamHead(None, NO_STREAM, {}, 0))
    return Heads(
        of=Heading(
            slug=row.slug,
            title=row.title,
            place=row.place,
            zone=row.zone,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            complete=row.complete,
            demonstration=row.demonstration,
            share_percent=rules_of([row.id])[row.id].percent,
        ),
        streams=tuple(streams),
        sessions=tuple(_session_head(one) for one in sessions),
        countries={
            code: names for code, names in db.session.execute(select(Party.code, Party.names)) if names
        },
    )


def facts_of(
    programme: Programme, sessions: Collection[Session], now: datetime, *, whole: bool
) -> rules.Facts:
    """Load the facts of sessions; `whole`, with what was published of the programme."""
    slots = {slot.id: slot for one in sessions for slot in one.slots if slot.state == SlotState.PLANNED}
    session_ids = [one.id for one in sessions]
    since = _party_days(programme.treaty)
    places = db.session.execute(select(Party.code, Party.regional_group, Party.zone)).all()
    stretches = _stretches(session_ids)
    panels = {one.id: frozenset(each.person_id for each in one.on_panel) for one in sessions}
    return rules.Facts(
        topics=tuple(_topic(one) for one in sessions),
        holdings=_holdings(slots, session_ids, now, panels, opening_days(sessions)),
        wishes=_wishes(session_ids),
        stretches=stretches,
        figures=_figures(programme, session_ids, slots, whole=whole),
        parties=since,
        regions={code: group for code, group, _zone in places if group},
        zones={code: zone for code, _group, zone in places if zone},
        first_seen=_first_seen(session_ids, stretches, slots, panels),
        panel=_on_panel(sessions),
        answered=_answered(session_ids),
        told=frozenset(map(attrgetter("slot_id"), stretches)),
    )


def presence_facts(session_ids: list[int], now: datetime, without: str = "") -> rules.Facts:
    """Load who was there in sessions, and nothing else.

    Takes: an attendance file that is looked past, as if it were withdrawn.
    """
    rows = db.session.scalars(
        select(Slot)
        .where(Slot.session_id.in_(session_ids), Slot.state == SlotState.PLANNED)
        .options(raiseload("*"))
    )
    slots = {row.id: row for row in rows}
    panels: dict[int, set[int]] = {one: set() for one in session_ids}
    panel = select(Panelist.session_id, Panelist.person_id).where(
        Panelist.session_id.in_(session_ids), IS_ON_PANEL
    )
    for session_id, person_id in db.session.execute(panel):
        panels[session_id].add(person_id)
    frozen = {session_id: frozenset(people) for session_id, people in panels.items()}
    holdings = _holdings(slots, session_ids, now, frozen)
    return rules.Facts(topics=(), holdings=holdings, stretches=_stretches(session_ids, without))


def _topic(row: Session) -> rules.Topic:
    return rules.Topic(
        id=row.id,
        stream_id=row.stream_id,
        panel=frozenset(one.person_id for one in row.on_panel if one.role in rules.PANEL_ROLES),
        panel_expected=row.panelists_expected,
        marks=_marked(row.marks),
    )


def opening_days(sessions: Collection[Session]) -> dict[int, date]:
    """Give the opening day of the segment of each meeting of a conference, by session; States count by it."""
    segments = {one.segment_id for one in sessions if one.segment_id is not None}
    if not segments:
        return {}
    rows = db.session.execute(select(Segment.id, Segment.starts_on).where(Segment.id.in_(segments)))
    days = {row[0]: row[1] for row in rows}
    return {one.id: days[one.segment_id] for one in sessions if one.segment_id is not None}


def _holdings(
    slots: dict[str, Slot],
    session_ids: list[int],
    now: datetime,
    panels: Panels,
    days: Mapping[int, date] | None = None,
) -> tuple[rules.Holding, ...]:
    rows = db.session.execute(
        select(Slot.id, func.min(SlotVersion.changed_at), func.coalesce(func.max(LiveHour.delay_minutes), 0))
        .outerjoin(SlotVersion, SlotVersion.slot_id == Slot.id)
        .outerjoin(LiveHour, LiveHour.slot_id == Slot.id)
        .where(Slot.session_id.in_(session_ids))
        .group_by(Slot.id)
    ).all()
    known_at = {slot_id: at for slot_id, at, _delay in rows if at}
    delays = {slot_id: delay for slot_id, _at, delay in rows}
    return tuple(
        rules.Holding(
            id=slot.id,
            session_id=slot.session_id,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            held=is_over(slot, now - timedelta(minutes=delays[slot.id])),
            ours=slot.id in known_at and not is_over(slot, known_at[slot.id]),
            marks=_marked(slot.marks),
            part=slot.part,
            zone=slot.zone,
            status_on=(days or {}).get(slot.session_id),
            delay_minutes=delays[slot.id],
            panel=panels.get(slot.session_id, frozenset()),
        )
        for slot in slots.values()
    )


def _wishes(session_ids: list[int]) -> tuple[rules.Wish, ...]:
    """Give registrations, each with the slots in which it holds a place."""
    holds = and_(Place.registration_id == Registration.id, Place.state.in_(ACTIVE_PLACES))
    rows: Any = store(
        select(
            Registration.id,
            Registration.person_id,
            Registration.session_id,
            Registration.ended_at.is_(None),
            Place.slot_id,
        )
        .outerjoin(Place, holds)
        .where(Registration.session_id.in_(session_ids))
        .order_by(Registration.id)
    )
    found: dict[str, rules.Wish] = {}
    for number, person, session, stands, slot_id in rows.all():
        before = found.get(number)
        slots = (*(before.slots if before else ()), *((slot_id,) if slot_id else ()))
        found[number] = rules.Wish(person, session, bool(stands and slots), slots)
    return tuple(found.values())


def _stretches(session_ids: list[int], without: str = "") -> tuple[rules.Stretch, ...]:
    rows = store(
        select(*STRETCH)
        .join(Slot, Slot.id == Attendance.slot_id)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .outerjoin(Person, Person.id == Attendance.person_id)
        .where(Slot.session_id.in_(session_ids), Slot.state == SlotState.PLANNED, is_counted(without))
        .order_by(Attendance.id)
    )
    return tuple(map(rules.Stretch._make, rows.all()))


def _first_seen(
    session_ids: list[int], stretches: Iterable[rules.Stretch], slots: dict[str, Slot], panels: Panels
) -> dict[int, datetime]:
    """Give when the first slot began in which each person was seen who came to these sessions, in any programme."""
    begins = {one.id: one.starts_at for one in slots.values()}
    apart = {one.id: panels[one.session_id] for one in slots.values()}
    first = dict(_seen_elsewhere(session_ids))
    for one in stretches:
        person, left = one.person_id, one.left_at
        if person is None or one.role != "participant" or (left is not None and left <= one.joined_at):
            continue
        at, known = begins[one.slot_id], first.get(person)
        if (known is None or at < known) and person not in apart[one.slot_id]:
            first[person] = at
    return first


def _seen_elsewhere(session_ids: list[int]) -> list[tuple[int, datetime]]:
    """Give who of those who came to sessions was seen at any other, and when that began."""
    came = (
        select(Attendance.person_id)
        .join(Slot, Slot.id == Attendance.slot_id)
        .where(Slot.session_id.in_(session_ids), Attendance.person_id.is_not(None))
    )
    rows = db.session.execute(
        select(Attendance.person_id, func.min(Slot.starts_at))
        .join(Slot, Slot.id == Attendance.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(
            Attendance.person_id.in_(came),
            Attendance.role == "participant",
            ~exists().where(
                Panelist.session_id == Session.id, Panelist.person_id == Attendance.person_id, IS_ON_PANEL
            ),
            or_(Attendance.left_at.is_(None), Attendance.left_at > Attendance.joined_at),
            Slot.session_id.not_in(session_ids),
            Session.state == SessionState.PUBLISHED,
            Slot.state == SlotState.PLANNED,
            is_counted(),
        )
        .group_by(Attendance.person_id)
    )
    return [(person, at) for person, at in rows if person is not None]


def _on_panel(sessions: Collection[Session]) -> dict[int, rules.OnPanel]:
    """Give country and gender of those who speak or moderate; of who was erased, as they were kept beside."""
    rows = [one for each in sessions for one in each.on_panel if one.role in rules.PANEL_ROLES]
    people = db.session.execute(
        select(Person.id, Person.country, Person.gender).where(Person.id.in_({one.person_id for one in rows}))
    )
    found = {number: rules.OnPanel(country, gender) for number, country, gender in people}
    for one in rows:
        known = found[one.person_id]
        found[one.person_id] = rules.OnPanel(known.country or one.country, known.gender or one.gender)
    return found


def _answered(session_ids: list[int]) -> dict[int, int]:
    """Give how many answered the survey of each session that has one; whoever was erased since is among them."""
    ballots = select(func.count()).where(Ballot.survey_id == Survey.id).scalar_subquery()
    gone = (
        select(func.coalesce(func.sum(Gone.answered), 0)).where(Gone.survey_id == Survey.id).scalar_subquery()
    )
    rows = db.session.execute(
        select(Survey.session_id, ballots, gone).where(
            Survey.session_id.in_(session_ids), Survey.state != SurveyState.DRAFT
        )
    )
    return {
        session_id: int(answered + erased) for session_id, answered, erased in rows if session_id is not None
    }


def _figures(
    programme: Programme, session_ids: list[int], slots: dict[str, Slot], *, whole: bool
) -> tuple[rules.Figure, ...]:
    rows = db.session.scalars(
        select(ReportedFigure)
        .where(ReportedFigure.programme_id == programme.id)
        .order_by(ReportedFigure.id)
        .options(raiseload("*"))
    )
    sessions = set(map(str, session_ids))
    found = []
    for row in rows:
        kind, _, key = row.subject.partition(":")
        is_here = {"slot": key in slots, "session": key in sessions, "segment": False}.get(kind, whole)
        if is_here:
            found.append(
                rules.Figure(
                    count=row.count,
                    value=int(row.value) if row.value == int(row.value) else row.value,
                    qualifier=row.qualifier,
                    source=row.source,
                    slot_id=key if kind == "slot" else None,
                    session_id=int(key) if kind == "session" else None,
                )
            )
    return tuple(found)


def _party_days(treaty: str) -> dict[str, date]:
    since = select(PartyStatus.party_code, PartyStatus.starts_on).where(
        PartyStatus.treaty == treaty, PartyStatus.status == "party", PartyStatus.starts_on.is_not(None)
    )
    return {code: day for code, day in db.session.execute(since) if day}


def _session_head(row: Session) -> SessionHead:
    first = min(row.slots, key=lambda slot: slot.starts_at, default=None)
    return SessionHead(
        id=row.id,
        slug=row.slug,
        stream=row.stream.slug if row.stream else NO_STREAM,
        palette=row.stream.palette if row.stream else 0,
        title=row.title,
        starts_at=first.starts_at if first else None,
        zone=first.zone if first else "UTC",
        date_inferred="date" in row.marks,
    )


def _first(row: Session) -> tuple[bool, float, int]:
    starts = [slot.starts_at.timestamp() for slot in row.slots]
    return (not starts, min(starts, default=0.0), row.position)


def _marked(marks: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name, mark in marks.items() if mark == rules.INFERRED)

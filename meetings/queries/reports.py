"""A programme's report: its facts loaded whole and counted by the rules of `domain/statistics.py`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain import statistics as rules
from meetings.domain.codes import ACTIVE_PLACES, SessionState, SlotState
from meetings.domain.live import PLATFORMS
from meetings.domain.seasons import is_over
from meetings.extensions import db
from meetings.models.attendance import Attendance, Import, ReportedFigure
from meetings.models.parties import Party, PartyStatus
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot, SlotVersion
from meetings.queries.presence import is_counted

Words = dict[str, str]
NO_STREAM: Final = "none"


@dataclass(frozen=True, slots=True)
class StreamCounted:
    """A stream and its counts."""

    slug: str
    title: Words
    palette: int
    counts: dict[str, rules.Count]


@dataclass(frozen=True, slots=True)
class SessionCounted:
    """A session and its counts; `starts_at` is its first time, null where it has none."""

    slug: str
    stream: str
    palette: int
    title: Words
    starts_at: datetime | None
    zone: str
    date_inferred: bool
    counts: dict[str, rules.Count]


@dataclass(frozen=True, slots=True)
class Report:
    """A programme counted at a moment."""

    programme: str
    title: Words
    place: Words
    zone: str
    starts_on: date | None
    ends_on: date | None
    complete: bool
    demonstration: bool
    drawn_up_at: datetime
    counts: dict[str, rules.Count]
    streams: tuple[StreamCounted, ...]
    sessions: tuple[SessionCounted, ...]
    regions: dict[str, tuple[int, int]]


def report(slug: str, now: datetime) -> Report | None:
    """Count a programme, its streams and its sessions; or nothing where there is no such programme."""
    row = _programme(slug)
    if row is None:
        return None
    sessions = _sessions(row.id)
    facts = _facts(row, sessions, now)
    return Report(
        programme=row.slug,
        title=row.title,
        place=row.place,
        zone=row.zone,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        complete=row.complete,
        demonstration=row.demonstration,
        drawn_up_at=now,
        counts=rules.count_all(facts),
        streams=tuple(_streams(row, sessions, facts)),
        sessions=tuple(_session(one, facts) for one in sorted(sessions, key=_first)),
        regions=rules.cut(facts, "region"),
    )


def cut(slug: str, by: str, now: datetime) -> dict[str, tuple[int, int]] | None:
    """Cut a programme's participants and attendances by one of `rules.CUTS`, or nothing for no such programme."""
    row = _programme(slug)
    return rules.cut(_facts(row, _sessions(row.id), now), by) if row else None


def _programme(slug: str) -> Programme | None:
    return db.session.scalar(
        select(Programme)
        .where(Programme.slug == slug)
        .options(selectinload(Programme.streams), raiseload("*"))
    )


def _sessions(programme_id: int) -> list[Session]:
    rows = db.session.scalars(
        select(Session)
        .where(Session.programme_id == programme_id, Session.state == SessionState.PUBLISHED)
        .order_by(Session.position, Session.id)
        .options(
            selectinload(Session.stream),
            selectinload(Session.slots),
            selectinload(Session.panelists),
            raiseload("*"),
        )
    )
    return list(rows)


def _facts(programme: Programme, sessions: list[Session], now: datetime) -> rules.Facts:
    slots = {slot.id: slot for one in sessions for slot in one.slots if slot.state == SlotState.PLANNED}
    session_ids = [one.id for one in sessions]
    since, regions = _parties(programme.treaty)
    return rules.Facts(
        topics=tuple(_topic(one) for one in sessions),
        holdings=_holdings(slots, session_ids, now),
        wishes=_wishes(session_ids),
        stretches=_stretches(session_ids, slots),
        figures=_figures(programme, session_ids, slots),
        parties=since,
        regions=regions,
    )


def _topic(row: Session) -> rules.Topic:
    return rules.Topic(
        id=row.id,
        stream_id=row.stream_id,
        panel=frozenset(one.person_id for one in row.panelists if one.role in rules.PANEL_ROLES),
        panel_expected=row.panelists_expected,
        marks=_marked(row.marks),
    )


def _holdings(slots: dict[str, Slot], session_ids: list[int], now: datetime) -> tuple[rules.Holding, ...]:
    rows = db.session.execute(
        select(SlotVersion.slot_id, func.min(SlotVersion.changed_at))
        .join(Slot, Slot.id == SlotVersion.slot_id)
        .where(Slot.session_id.in_(session_ids))
        .group_by(SlotVersion.slot_id)
    )
    known_at = {slot_id: at for slot_id, at in rows if at}
    return tuple(
        rules.Holding(
            id=slot.id,
            session_id=slot.session_id,
            starts_at=slot.starts_at,
            minutes=slot.minutes,
            held=is_over(slot, now),
            ours=slot.id in known_at and not is_over(slot, known_at[slot.id]),
            marks=_marked(slot.marks),
        )
        for slot in slots.values()
    )


def _wishes(session_ids: list[int]) -> tuple[rules.Wish, ...]:
    has_place = (
        select(Place.id)
        .where(Place.registration_id == Registration.id, Place.state.in_(ACTIVE_PLACES))
        .exists()
    )
    rows = db.session.execute(
        select(
            Registration.person_id, Registration.session_id, Registration.ended_at.is_(None) & has_place
        ).where(Registration.session_id.in_(session_ids))
    )
    return tuple(rules.Wish(person, session, bool(active)) for person, session, active in rows)


def _stretches(session_ids: list[int], slots: dict[str, Slot]) -> tuple[rules.Stretch, ...]:
    rows = db.session.scalars(
        select(Attendance)
        .join(Slot, Slot.id == Attendance.slot_id)
        .outerjoin(Import, Import.id == Attendance.import_id)
        .where(
            Slot.session_id.in_(session_ids),
            is_counted(),
        )
        .options(raiseload("*"))
    )
    return tuple(
        rules.Stretch(
            slot_id=row.slot_id,
            person_id=row.person_id,
            joined_at=row.joined_at,
            left_at=row.left_at,
            door=row.import_id is None and row.source not in PLATFORMS,
            live=row.source in PLATFORMS,
            role=row.role,
            country=row.country,
            category=row.category,
            language=row.language,
            people=row.people,
            file=row.import_id or (row.source if row.source in PLATFORMS else ""),
            row_key=(row.address or row.name or "").lower(),
        )
        for row in rows
        if row.slot_id in slots
    )


def _figures(
    programme: Programme, session_ids: list[int], slots: dict[str, Slot]
) -> tuple[rules.Figure, ...]:
    rows = db.session.scalars(
        select(ReportedFigure)
        .where(ReportedFigure.programme_id == programme.id)
        .order_by(ReportedFigure.id)
        .options(raiseload("*"))
    )
    found = []
    for row in rows:
        kind, _, key = row.subject.partition(":")
        if kind == "slot" and key not in slots:
            continue
        if kind == "session" and key not in map(str, session_ids):
            continue
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


def _parties(treaty: str) -> tuple[dict[str, date], dict[str, str]]:
    since = select(PartyStatus.party_code, PartyStatus.starts_on).where(
        PartyStatus.treaty == treaty, PartyStatus.status == "party", PartyStatus.starts_on.is_not(None)
    )
    groups = select(Party.code, Party.regional_group).where(Party.regional_group.is_not(None))
    days = {code: day for code, day in db.session.execute(since) if day}
    return days, {code: group for code, group in db.session.execute(groups) if group}


def _streams(row: Programme, sessions: list[Session], facts: rules.Facts) -> list[StreamCounted]:
    counted = [
        StreamCounted(one.slug, one.title, one.palette, _of_stream(one.id, sessions, facts))
        for one in row.streams
    ]
    if any(one.stream_id is None for one in sessions):
        counted.append(StreamCounted(NO_STREAM, {}, 0, _of_stream(None, sessions, facts)))
    return counted


def _of_stream(stream_id: int | None, sessions: list[Session], facts: rules.Facts) -> dict[str, rules.Count]:
    return rules.count_all(rules.narrow(facts, {one.id for one in sessions if one.stream_id == stream_id}))


def _session(row: Session, facts: rules.Facts) -> SessionCounted:
    first = min(row.slots, key=lambda slot: slot.starts_at, default=None)
    return SessionCounted(
        slug=row.slug,
        stream=row.stream.slug if row.stream else NO_STREAM,
        palette=row.stream.palette if row.stream else 0,
        title=row.title,
        starts_at=first.starts_at if first else None,
        zone=first.zone if first else "UTC",
        date_inferred="date" in row.marks,
        counts=rules.count_all(rules.narrow(facts, {row.id}), single=True),
    )


def _first(row: Session) -> tuple[bool, float, int]:
    starts = [slot.starts_at.timestamp() for slot in row.slots]
    return (not starts, min(starts, default=0.0), row.position)


def _marked(marks: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name, mark in marks.items() if mark == rules.INFERRED)

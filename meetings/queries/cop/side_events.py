"""Side events: calls that are open, an applicant's own application, the queue of the desk, and what was scheduled."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import raiseload, selectinload

from meetings.domain.codes import SlotState
from meetings.domain.cop.side_events import SideEventState, is_open
from meetings.domain.errors import LinkDead, NotFound
from meetings.domain.tokens import Keys
from meetings.extensions import db
from meetings.models.cop.conferences import Segment
from meetings.models.cop.side_events import SideEvent, SideEventCall
from meetings.models.people import Mailbox, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.queries.cop.daily_journal import days_of
from meetings.queries.links import bearer_of
from meetings.queries.programmes import ProgrammeShown, show_programme

Words = dict[str, str]
PURPOSE = "side-event"
DEFAULT_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class CallShown:
    """The call of a segment; `revision` is 0 where none was ever set. `rooms` are slugs and names."""

    segment: str
    title: Words
    zone: str
    days: tuple[date, ...]
    opens_at: datetime | None
    closes_at: datetime | None
    most_at_once: int
    revision: int
    rooms: tuple[tuple[str, Words], ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """An application for a side event; `starts_at` and `meeting` where it is scheduled, `partners` of a proposal."""

    id: str
    segment: str
    segment_title: Words
    zone: str
    place: Words
    title: str
    abstract: str
    language: str
    lead: str
    organizers: tuple[str, ...]
    days: tuple[str, ...]
    mode: str
    equipment: str
    languages: tuple[str, ...]
    contact_name: str
    contact_email: str
    state: SideEventState
    state_since: datetime
    reason: str | None
    merge_id: str | None
    merge_answer: str | None
    merged_into: str | None
    meeting: str | None
    meeting_state: str | None
    starts_at: datetime | None
    minutes: int
    sent_at: datetime
    revision: int


def calls(programme_id: int, now: datetime) -> list[CallShown]:
    """Give the calls of a conference's segments, in order."""
    rows = db.session.execute(
        select(Segment, SideEventCall)
        .outerjoin(SideEventCall, SideEventCall.segment_id == Segment.id)
        .where(Segment.programme_id == programme_id)
        .order_by(Segment.starts_on, Segment.position, Segment.id)
        .options(selectinload(Segment.rooms), raiseload("*"))
    ).all()
    return [_call(segment, call, now) for segment, call in rows]


def _call(segment: Segment, call: SideEventCall | None, now: datetime) -> CallShown:
    opens, closes = (call.opens_at, call.closes_at) if call else (None, None)
    return CallShown(
        segment=segment.slug,
        title=segment.title,
        zone=segment.zone,
        days=tuple(day for day, _segment in days_of([segment])),
        opens_at=opens,
        closes_at=closes,
        most_at_once=call.most_at_once if call else DEFAULT_AT_ONCE,
        revision=call.revision if call else 0,
        rooms=tuple((one.slug, one.name) for one in segment.rooms),
        is_open=is_open(opens, closes, now),
    )


def events(programme_id: int) -> list[EventRow]:
    """Give all applications of a conference, in the order they came."""
    return _rows(Segment.programme_id == programme_id)


def event(programme_id: int, event_id: str) -> EventRow:
    """Give one application of a conference.

    Raises: NotFound.
    """
    found = _rows(Segment.programme_id == programme_id, SideEvent.id == event_id)
    if not found:
        raise NotFound()
    return found[0]


def own_event(token: str, keys: Keys) -> tuple[ProgrammeShown, EventRow]:
    """Give whoever holds an applicant's link their own application, and its conference.

    Raises: LinkDead.
    """
    event_id = bearer_of(token, PURPOSE, keys).removeprefix(f"{PURPOSE}:")
    found = _rows(SideEvent.id == event_id)
    programme = db.session.scalar(
        select(Programme)
        .join(Segment, Segment.programme_id == Programme.id)
        .join(SideEvent, SideEvent.segment_id == Segment.id)
        .where(SideEvent.id == event_id)
        .options(raiseload("*"))
    )
    if not found or programme is None:
        raise LinkDead()
    return show_programme(programme), found[0]


def beside(row: EventRow) -> list[EventRow]:
    """Give the other applications of a proposal to merge: their titles and organizers are shown to each other."""
    if row.merge_id is None:
        return []
    return _rows(SideEvent.merge_id == row.merge_id, SideEvent.id != row.id)


def _rows(*which: ColumnElement[bool]) -> list[EventRow]:
    rows = db.session.execute(
        select(SideEvent, Segment, Session)
        .join(Segment, Segment.id == SideEvent.segment_id)
        .outerjoin(Session, Session.id == SideEvent.session_id)
        .where(*which)
        .order_by(SideEvent.sent_at, SideEvent.id)
        .options(selectinload(Session.slots), raiseload("*"))
    ).all()
    titles = _titles({row.merged_into_id for row, _segment, _session in rows if row.merged_into_id})
    return [_row(row, segment, session, titles) for row, segment, session in rows]


def _titles(ids: set[str]) -> dict[str, str]:
    found = db.session.execute(select(SideEvent.id, SideEvent.title).where(SideEvent.id.in_(ids)))
    return {one.id: one.title for one in found}


def _row(row: SideEvent, segment: Segment, session: Session | None, titles: dict[str, str]) -> EventRow:
    slots = [one for one in session.slots if one.state == SlotState.PLANNED] if session else []
    return EventRow(
        id=row.id,
        segment=segment.slug,
        segment_title=segment.title,
        zone=segment.zone,
        place=segment.place,
        title=row.title,
        abstract=row.abstract,
        language=row.language,
        lead=row.lead,
        organizers=tuple(row.organizers),
        days=tuple(row.days),
        mode=row.mode,
        equipment=row.equipment or "",
        languages=tuple(row.languages),
        contact_name=row.contact_name,
        contact_email=row.contact_email,
        state=SideEventState(row.state),
        state_since=row.state_since,
        reason=row.reason,
        merge_id=row.merge_id,
        merge_answer=row.merge_answer,
        merged_into=titles.get(row.merged_into_id or ""),
        meeting=session.slug if session else None,
        meeting_state=session.state if session else None,
        starts_at=slots[0].starts_at if slots else None,
        minutes=slots[0].minutes if slots else 0,
        sent_at=row.sent_at,
        revision=row.revision,
    )


def applications_for_side_events(person_id: int) -> list[dict[str, Any]]:
    """Give what somebody sent from their own mailbox to hold side events, for the page of their own data."""
    own = select(Mailbox.address_key).join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
    rows = db.session.scalars(
        select(SideEvent)
        .where(func.lower(SideEvent.contact_email).in_(own.where(PersonMailbox.person_id == person_id)))
        .order_by(SideEvent.sent_at, SideEvent.id)
        .options(raiseload("*"))
    )
    return [
        {
            "title": one.title,
            "contact_name": one.contact_name,
            "contact_email": one.contact_email,
            "state": one.state,
            "sent_at": one.sent_at,
        }
        for one in rows
    ]

"""Side events: the call of a segment, applications by organizers, and what the desk decides of them."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from meetings.domain import errors
from meetings.domain.checks import check_number
from meetings.domain.cop.documents_errors import NotThisStep
from meetings.domain.cop.errors import ReasonNeeded
from meetings.domain.cop.side_events import (
    APPLICANT,
    DESK,
    SAYS_WHY,
    ApplicationTyped,
    SideEventState,
    check_application,
    check_open,
    check_step,
)
from meetings.domain.registrations import check_line
from meetings.domain.tokens import Keys
from meetings.extensions import db, transaction
from meetings.models.cop.conferences import Segment
from meetings.models.cop.side_events import SideEvent, SideEventCall
from meetings.models.programmes import Programme
from meetings.services.audit import note
from meetings.services.links import give_link, link_token

PURPOSE: Final = "side-event"
MOST_AT_ONCE: Final = 20
WHY_LENGTH: Final = 500


def set_call(
    programme: str,
    segment: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    most_at_once: int,
    *,
    revision: int,
    now: datetime,
    actor: str,
) -> None:
    """Say from when until when a segment takes applications, and how many side events it holds at once.

    Takes: the revision of the call, 0 where there is none yet.
    Raises: NotFound, Stale; NotANumber, NotATime, with the field.
    """
    check_number(most_at_once, "most_at_once", 1, MOST_AT_ONCE)
    if opens_at and closes_at and closes_at <= opens_at:
        raise errors.NotATime(field="closes_at", value="")
    with transaction():
        parent, place = segment_within(programme, segment)
        row = db.session.get(SideEventCall, place.id, with_for_update=True)
        if (row.revision if row else 0) != revision:
            raise errors.Stale(current=row.revision if row else 0)
        before = _call(row) if row else {}
        if row is None:
            row = SideEventCall(segment_id=place.id, revision=0)
            db.session.add(row)
        row.opens_at, row.closes_at, row.most_at_once = opens_at, closes_at, most_at_once
        row.revision, row.updated_at = row.revision + 1, now
        parent.changes += 1
        subject = f"document:{parent.slug}/side-events/{segment}"
        note(now, actor, "side_events.call", subject, before=before, after=_call(row))


def apply_for(
    programme: str, segment: str, given: ApplicationTyped, now: datetime, keys: Keys
) -> tuple[str, str]:
    """Take an application, and give its id and the token of the applicant's own page.

    Raises: NotFound; CallClosed; Refused with the field, for the first answer that is wrong.
    """
    with transaction():
        parent, place = segment_within(programme, segment)
        if not parent.published:
            raise errors.NotFound()
        call = db.session.get(SideEventCall, place.id)
        check_open(call.opens_at if call else None, call.closes_at if call else None, now)
        values = check_application(given, days_of(place))
        row = SideEvent(segment_id=place.id, state_since=now, sent_at=now, updated_at=now, **values)
        db.session.add(row)
        db.session.flush()
        link = give_link(PURPOSE, bearer_of_event(row.id), now, keys)
        noted(row, parent.slug, now, "applicant", "apply", {})
        return row.id, link_token(link, keys)


def correct(event_id: str, given: ApplicationTyped, revision: int, now: datetime) -> None:
    """Change an application that waits or was returned; it waits for the desk again.

    Raises: NotFound, Stale, NotThisStep; Refused with the field.
    """
    with transaction():
        row, place = _event(event_id), None
        _check(row, revision)
        check_step(row.state, SideEventState.APPLIED, APPLICANT)
        place = db.session.get_one(Segment, row.segment_id)
        values, before = check_application(given, days_of(place)), row.state
        for name, value in values.items():
            setattr(row, name, value)
        move(row, SideEventState.APPLIED, now)
        noted(row, _slug(place), now, "applicant", "correct", {"state": before})


def withdraw_application(event_id: str, revision: int, now: datetime) -> None:
    """Take an application back.

    Raises: NotFound, Stale, NotThisStep.
    """
    with transaction():
        row = _event(event_id)
        _check(row, revision)
        check_step(row.state, SideEventState.WITHDRAWN, APPLICANT)
        before, place = row.state, db.session.get_one(Segment, row.segment_id)
        move(row, SideEventState.WITHDRAWN, now)
        leave_merge(row, now)
        noted(row, _slug(place), now, "applicant", "withdraw", {"state": before})


def decide(
    programme: str, event_id: str, to: str, why: str, *, revision: int, now: datetime, actor: str
) -> None:
    """Accept an application, return it to be completed, decline it, or look at a declined one again.

    Raises: NotFound, Stale, NotThisStep; ReasonNeeded, TooLong, NotOneLine, with field `why`.
    """
    if to not in (
        SideEventState.APPLIED,
        SideEventState.ACCEPTED,
        SideEventState.RETURNED,
        SideEventState.DECLINED,
    ):
        raise errors.NotAChoice(field="to", value=to[:20])
    wanted, reason = SideEventState(to), check_line(why, "why", WHY_LENGTH)
    if wanted in SAYS_WHY and not reason:
        raise ReasonNeeded(field="why")
    with transaction():
        row = event_within(programme, event_id, revision)
        if row.state == SideEventState.SCHEDULED:
            raise NotThisStep(state=row.state, to=to)
        check_step(row.state, wanted, DESK)
        before = row.state
        move(row, wanted, now)
        row.reason, row.decided_by = reason if wanted in SAYS_WHY else None, actor
        if wanted is SideEventState.DECLINED:
            leave_merge(row, now)
        noted(row, programme, now, actor, wanted, {"state": before})


def bearer_of_event(event_id: str) -> str:
    """Name the bearer of an applicant's link."""
    return f"{PURPOSE}:{event_id}"


def days_of(place: Segment) -> list[Any]:
    """Give the days of a segment."""
    return [
        place.starts_on + timedelta(days=number)
        for number in range((place.ends_on - place.starts_on).days + 1)
    ]


def move(row: SideEvent, state: SideEventState, now: datetime) -> None:
    """Move an application, within a transaction."""
    row.state, row.state_since = state, now
    row.revision, row.updated_at = row.revision + 1, now


def leave_merge(row: SideEvent, now: datetime) -> None:
    """Let a proposal to merge go with one of those it is of; within a transaction."""
    if row.merge_id is None:
        return
    for each in db.session.scalars(select(SideEvent).where(SideEvent.merge_id == row.merge_id)):
        each.merge_id = each.merge_answer = None
        each.revision, each.updated_at = each.revision + 1, now


def leave_session_within(session_id: int, now: datetime) -> None:
    """Let the side event of a meeting that goes be scheduled anew, within that act's transaction."""
    for row in db.session.scalars(select(SideEvent).where(SideEvent.session_id == session_id)):
        row.session_id = None
        if row.state == SideEventState.SCHEDULED:
            move(row, SideEventState.ACCEPTED, now)
    db.session.flush()


def segment_within(programme: str, segment: str) -> tuple[Programme, Segment]:
    """Give a segment by its names, within a transaction.

    Raises: NotFound.
    """
    parent = db.session.scalar(select(Programme).where(Programme.slug == programme))
    place = (
        db.session.scalar(select(Segment).where(Segment.programme_id == parent.id, Segment.slug == segment))
        if parent
        else None
    )
    if parent is None or place is None:
        raise errors.NotFound()
    return parent, place


def event_within(programme: str, event_id: str, revision: int) -> SideEvent:
    """Give an application of a conference as it was seen, within a transaction.

    Raises: NotFound, Stale.
    """
    row = db.session.scalar(
        select(SideEvent)
        .join(Segment, Segment.id == SideEvent.segment_id)
        .join(Programme, Programme.id == Segment.programme_id)
        .where(Programme.slug == programme, SideEvent.id == event_id)
        .with_for_update(of=SideEvent)
    )
    if row is None:
        raise errors.NotFound()
    _check(row, revision)
    return row


def noted(
    row: SideEvent, programme: str, now: datetime, actor: str, act: str, before: dict[str, Any]
) -> None:
    """Note an act on an application; nobody's name or address is in it."""
    after = {"state": row.state, "reason": row.reason, "title": row.title, "session_id": row.session_id}
    subject = f"document:{programme}/side-events/{row.id}"
    note(now, actor, f"side_event.{act}", subject, before=before, after=after)


def _event(event_id: str) -> SideEvent:
    row = db.session.scalar(select(SideEvent).where(SideEvent.id == event_id).with_for_update())
    if row is None:
        raise errors.NotFound()
    return row


def _check(row: SideEvent, revision: int) -> None:
    if row.revision != revision:
        raise errors.Stale(current=row.revision)


def _slug(place: Segment) -> str:
    return db.session.scalars(select(Programme.slug).where(Programme.id == place.programme_id)).one()


def _call(row: SideEventCall) -> dict[str, Any]:
    return {
        "opens_at": row.opens_at.isoformat() if row.opens_at else None,
        "closes_at": row.closes_at.isoformat() if row.closes_at else None,
        "most_at_once": row.most_at_once,
    }

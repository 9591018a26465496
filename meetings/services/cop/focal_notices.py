"""What focal points are told: each notice follows from the facts of a delegation, and goes to their own address."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import exists, func, insert, literal, select, update

from meetings.domain.codes import MessageState, NoticeKind
from meetings.domain.cop.codes import LetterState, ParticipationState, RequestState
from meetings.domain.devices import CODE_LASTS
from meetings.domain.messages import occasion_of
from meetings.extensions import db, insert_new, store, take_turns, transaction
from meetings.models.base import random_id
from meetings.models.cop.delegations import (
    ChangeRequest,
    Delegation,
    FocalPoint,
    Letter,
    Nomination,
    Participation,
)
from meetings.models.devices import DeviceCode
from meetings.models.links import Link
from meetings.models.messages import Message, Notice
from meetings.models.people import Person
from meetings.queries.cop.focal_points import BEARER, PURPOSE
from meetings.services.cop.delegations import person_of
from meetings.services.people import find_or_add_mailbox
from meetings.services.planning import JUST_ASKED

# Officers decide on several people one after the other: what they return or decide is told when they rest.
SETTLES: Final = timedelta(minutes=2)
USEFUL: Final = timedelta(days=14)
INVITED: Final = "invited"
RECENT: Final = timedelta(days=1)
Due = tuple[str, str, timedelta]
SUBJECT: Final = literal(BEARER) + FocalPoint.id


def notice_focal_points(now: datetime) -> None:
    """Make the notices that today's facts make due; it may run twice at once."""
    due = [*_due(now)]
    told = _told({one[0] for one in due})
    new = [one for one in due if (one[0], one[1]) not in told]
    if new:
        with transaction():
            for point, occasion, lasts in new:
                _insert(point, occasion, now, now + lasts)


def write_messages(now: datetime, host: str) -> int:
    """Make the messages of focal points' notices, each to the address they were invited at; give how many.

    Takes: `host`, the domain of Message-IDs.
    """
    waiting = (
        Notice.kind == NoticeKind.DELEGATION,
        Notice.message_id.is_(None),
        Notice.withdrawn_at.is_(None),
        Notice.due_at <= now,
    )
    if db.session.scalar(select(Notice.id).where(*waiting).limit(1)) is None:
        return 0
    with transaction():
        take_turns("planning")
        notices = db.session.scalars(select(Notice).where(*waiting).order_by(Notice.id)).all()
        points = {
            f"{BEARER}{one.id}": one
            for one in db.session.scalars(select(FocalPoint).where(SUBJECT.in_([n.subject for n in notices])))
        }
        for notice in notices:
            _write(notice, points.get(notice.subject), now, host)
        return len(notices)


def _write(notice: Notice, point: FocalPoint | None, now: datetime, host: str) -> None:
    if point is None or point.ended_at is not None:
        notice.withdrawn_at = now
        return
    name = random_id(16)
    message = {
        "id": name,
        "person_id": notice.person_id,
        "mailbox_id": find_or_add_mailbox(point.email, now),
        "priority": JUST_ASKED,
        "language": point.language,
        "due_at": now,
        "not_after": notice.not_after,
        "state": MessageState.DUE,
        "message_id": f"<{name}@{host}>",
        "created_at": now,
    }
    store(insert(Message), message)
    store(update(Notice).where(Notice.id == notice.id).values(message_id=name))


def _insert(focal_point_id: str, occasion: str, now: datetime, not_after: datetime) -> None:
    point = db.session.get_one(FocalPoint, focal_point_id)
    person_id = person_of(point, now)
    held = select(Person.id).where(Person.id == person_id, Person.erased_at.is_not(None))
    if db.session.scalar(held) is not None:
        return
    values = {
        "kind": str(NoticeKind.DELEGATION),
        "person_id": person_id,
        "subject": f"{BEARER}{focal_point_id}",
        "occasion": occasion,
        "due_at": now,
        "not_after": not_after,
        "created_at": now,
    }
    store(insert_new(Notice).on_conflict_do_nothing(), values)


def _due(now: datetime) -> Iterator[Due]:
    """Give focal points with what they are to be told, and for how long that is of use."""
    stand = FocalPoint.ended_at.is_(None)
    told = exists().where(
        Notice.kind == NoticeKind.DELEGATION, Notice.subject == SUBJECT, Notice.occasion == INVITED
    )
    for one in db.session.scalars(select(FocalPoint.id).where(stand, ~told)):
        yield one, INVITED, USEFUL
    renewed = select(FocalPoint.id, Link.generation).join(Link, Link.bearer == SUBJECT)
    is_new = (Link.purpose == PURPOSE, Link.generation > 1, Link.withdrawn_at.is_(None))
    for one, generation in db.session.execute(renewed.where(stand, *is_new)):
        yield one, f"link:{generation}", USEFUL
    asked = select(FocalPoint.id, DeviceCode.number).join(DeviceCode, DeviceCode.holder == FocalPoint.id)
    waits = (DeviceCode.used_at.is_(None), DeviceCode.asked_at > now - CODE_LASTS, DeviceCode.number > 0)
    for one, number in db.session.execute(asked.where(stand, *waits)):
        yield one, f"code:{number}", CODE_LASTS
    reminded = select(FocalPoint.id, FocalPoint.reminded_at)
    for one, at in db.session.execute(reminded.where(stand, FocalPoint.reminded_at > now - RECENT)):
        if at is not None:
            yield one, f"reminder:{occasion_of(at)}", USEFUL
    reopened = select(FocalPoint.id, Delegation.reopened_until).join(
        Delegation, Delegation.id == FocalPoint.delegation_id
    )
    for one, until in db.session.execute(reopened.where(stand, Delegation.reopened_until > now)):
        if until is not None:
            yield one, f"reopened:{occasion_of(until)}", USEFUL
    for kind, latest in (("returned", _returned(now)), ("answered", _answered(now))):
        about = latest.subquery()
        those = select(FocalPoint.id, about.c.at).join(
            about, about.c.delegation_id == FocalPoint.delegation_id
        )
        for one, at in db.session.execute(those.where(stand)):
            yield one, f"{kind}:{at:%Y-%m-%dT%H:%M:%S}Z", USEFUL


def _told(points: Collection[str]) -> set[tuple[str, str]]:
    """Give what some focal points were told already."""
    subjects = [f"{BEARER}{one}" for one in points]
    rows = db.session.execute(
        select(Notice.subject, Notice.occasion).where(
            Notice.kind == NoticeKind.DELEGATION, Notice.subject.in_(subjects)
        )
    )
    return {(row[0].removeprefix(BEARER), row[1]) for row in rows}


def _returned(now: datetime) -> Any:
    """Ask when something was last returned to each delegation, once officers rest."""
    letters = select(Letter.delegation_id, Letter.state_since.label("at")).where(
        Letter.state == LetterState.RETURNED
    )
    people = (
        select(Nomination.delegation_id, Participation.state_since.label("at"))
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .where(Participation.state == ParticipationState.RETURNED)
    )
    return _latest(letters.union_all(people).subquery(), now)


def _answered(now: datetime) -> Any:
    """Ask when a request of each delegation was last decided, once officers rest."""
    decided = select(ChangeRequest.delegation_id, ChangeRequest.decided_at.label("at")).where(
        ChangeRequest.state.in_((RequestState.ACCEPTED, RequestState.DECLINED))
    )
    return _latest(decided.subquery(), now)


def _latest(events: Any, now: datetime) -> Any:
    latest = func.max(events.c.at)
    question = select(events.c.delegation_id, latest.label("at")).group_by(events.c.delegation_id)
    return question.having(latest <= now - SETTLES, latest > now - USEFUL)

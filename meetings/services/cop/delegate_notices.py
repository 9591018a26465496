"""What delegates are told: their link once they are accredited, and that a test of their connection is missing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import String, cast, exists, func, literal, select

from meetings.domain.codes import Mode, NoticeKind
from meetings.domain.cop.codes import ADMITTED, ParticipationState
from meetings.domain.cop.tracks import Track
from meetings.domain.errors import NotFound
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.cop.conferences import Segment
from meetings.models.cop.delegations import Nomination, Participation, TrackEvent
from meetings.models.links import Link
from meetings.models.messages import Message, Notice
from meetings.models.people import Person, PersonMailbox
from meetings.models.programmes import Programme
from meetings.queries.cop.delegate_letters import ACCREDITED, SUBJECT, TEST
from meetings.services.audit import note
from meetings.services.cop.connection_tests import booked_or_passed
from meetings.services.cop.entering import PURPOSES
from meetings.services.cop.entering_traces import delegate_bearer
from meetings.services.links import renew_link

# Officers accredit somebody for one segment after the other: one mail tells of all, when they rest.
SETTLES: Final = timedelta(minutes=2)
USEFUL: Final = timedelta(days=30)
AT_ONCE: Final = 500
BOX: Final = (
    select(func.max(PersonMailbox.mailbox_id))
    .where(PersonMailbox.person_id == Nomination.person_id)
    .correlate(Nomination)
    .scalar_subquery()
)
MOVED: Final = (
    select(func.coalesce(func.max(TrackEvent.id), 0))
    .where(
        TrackEvent.track == Track.PARTICIPATION,
        TrackEvent.subject == Participation.id,
        TrackEvent.to_state == ParticipationState.ACCREDITED,
    )
    .correlate(Participation)
    .scalar_subquery()
)
OCCASION: Final = literal(f"{ACCREDITED}:") + cast(MOVED, String) + literal(":") + cast(BOX, String)


def notice_delegates(now: datetime) -> None:
    """Make due what tells delegates that they are accredited, once for each time they are; it may run twice at once.

    One mail tells of all segments, so that what is found while it waits needs none of its own. Whoever has another
    address since is told again, there.
    """
    told = exists().where(
        Notice.kind == NoticeKind.DELEGATE,
        Notice.person_id == Nomination.person_id,
        Notice.subject == literal(SUBJECT) + Participation.id,
        Notice.occasion == OCCASION,
    )
    rows = db.session.execute(
        _admitted(now)
        .add_columns(OCCASION.label("occasion"), Participation.state_since)
        .where(Programme.published, BOX.is_not(None), ~told)
        .order_by(Participation.id)
        .limit(AT_ONCE)
    ).all()
    if not rows:
        return
    with transaction():
        waiting = _waiting([row.nomination_id for row in rows])
        for row in rows:
            at = min(row.state_since, now) + SETTLES
            _insert([(row.id, row.person_id, row.occasion)], now, at, told=row.nomination_id in waiting)
            waiting.add(row.nomination_id)


def _waiting(nominations: Iterable[str]) -> set[str]:
    """Give the nominations of which a mail waits already."""
    rows = db.session.scalars(
        select(Participation.nomination_id)
        .join(Notice, Notice.subject == literal(SUBJECT) + Participation.id)
        .where(
            Participation.nomination_id.in_(list(nominations)),
            Notice.kind == NoticeKind.DELEGATE,
            Notice.occasion.startswith(ACCREDITED),
            Notice.message_id.is_(None),
            Notice.withdrawn_at.is_(None),
        )
    )
    return set(rows)


def renew_moved(now: datetime, keys: Keys) -> int:
    """Give new links to delegates whose last ones went to an address that is not theirs any more; give how many.

    It is done before they are told anew, so that whoever reads the old address does not enter for them.
    """
    rows = db.session.execute(
        select(Participation.nomination_id, func.max(Message.sent_at).label("at"))
        .join(Notice, Notice.subject == literal(SUBJECT) + Participation.id)
        .join(Message, Message.id == Notice.message_id)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .where(
            Notice.kind == NoticeKind.DELEGATE,
            Notice.occasion.startswith(ACCREDITED),
            Message.sent_at.is_not(None),
            ~exists().where(
                PersonMailbox.person_id == Nomination.person_id,
                PersonMailbox.mailbox_id == Message.mailbox_id,
            ),
        )
        .group_by(Participation.nomination_id)
    ).all()
    bearers = {delegate_bearer(row.nomination_id): row.at for row in rows}
    wanted = select(Link).where(Link.bearer.in_(list(bearers)), Link.purpose.in_(PURPOSES))
    stale = [one for one in db.session.scalars(wanted) if one.created_at <= bearers[one.bearer]]
    return len(stale) and _renew({one.bearer for one in stale}, now, keys)


def remind_to_test(programme: str, segment: str, now: datetime, actor: str) -> int:
    """Remind everybody online in a segment whose connection was neither tested nor has a time; once a day at most.

    Gives: how many are reminded now.
    Raises: NotFound.
    """
    with transaction():
        of = db.session.scalar(
            select(Segment)
            .join(Programme, Programme.id == Segment.programme_id)
            .where(Programme.slug == programme, Segment.slug == segment)
        )
        if of is None:
            raise NotFound()
        rows = db.session.execute(
            _admitted(now).where(
                Participation.segment_id == of.id,
                Participation.mode == Mode.ONLINE,
                BOX.is_not(None),
                ~booked_or_passed(),
            )
        ).all()
        occasion = f"{TEST}:{now:%Y-%m-%d}"
        number = _insert([(row.id, row.person_id, occasion) for row in rows], now, now)
        note(now, actor, "connection_test.remind", f"segment:{of.id}", after={"people": number})
        return number


def _admitted(now: datetime) -> Any:
    """Ask for participations that are admitted to what is not over, of people who are there."""
    return (
        select(Participation.id, Participation.nomination_id, Nomination.person_id)
        .join(Nomination, Nomination.id == Participation.nomination_id)
        .join(Segment, Segment.id == Participation.segment_id)
        .join(Programme, Programme.id == Segment.programme_id)
        .join(Person, Person.id == Nomination.person_id)
        .where(
            Participation.state.in_(ADMITTED),
            Segment.ends_on >= (now - timedelta(days=1)).date(),
            Person.erased_at.is_(None),
        )
    )


def _insert(due: Iterable[tuple[str, int, str]], now: datetime, at: datetime, *, told: bool = False) -> int:
    """Store notices, and give how many are new; those that another mail tells are withdrawn from the beginning."""
    values = [
        {
            "kind": str(NoticeKind.DELEGATE),
            "person_id": person,
            "subject": f"{SUBJECT}{part}",
            "occasion": occasion,
            "due_at": at,
            "not_after": now + USEFUL,
            "created_at": now,
            "withdrawn_at": now if told else None,
        }
        for part, person, occasion in due
    ]
    added = insert_new(Notice).on_conflict_do_nothing().returning(Notice.id)
    return sum(store(added, one).one_or_none() is not None for one in values)


def _renew(bearers: Iterable[str], now: datetime, keys: Keys) -> int:
    every = sorted(bearers)
    with transaction():
        for bearer in every:
            for purpose in PURPOSES:
                renew_link(purpose, bearer, now, keys).created_at = now
    return len(every)

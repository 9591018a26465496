"""Following a stream or a season: the standing wish, the sessions it takes in, and leaving it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, and_, exists, func, or_, select, update

from meetings.domain import errors
from meetings.domain.codes import NoticeKind
from meetings.domain.consents import Given
from meetings.domain.publishing import QUIET, enrolled_at
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.attendance import Attendance
from meetings.models.messages import Notice
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.models.subscriptions import Subscription, SubscriptionException
from meetings.services.consents import Yes
from meetings.services.enrolling import Wish, add_notices, add_registrations, note_registrations, take_places
from meetings.services.people import PersonChecked
from meetings.services.registrations import end_all, hold_registrations, registration_values
from meetings.services.standing import notice_values
from meetings.services.topics import Choice, Chosen, Scope, choose_open, scope_of

AT_ONCE: Final = 200
SOURCE: Final = "subscription"
CONTENT: Final = Programme.changes + Programme.revision
IS_BEHIND: Final = and_(
    Subscription.ended_at.is_(None),
    Subscription.followed != CONTENT,
    Programme.published,
    Person.erased_at.is_(None),
)
Whose = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Following:
    """What people follow from now on: subscriptions by person and stream (null: all), and those that are new."""

    ids: Mapping[Whose, int]
    new: frozenset[int]

    def of(self, person_id: int, stream_id: int | None) -> int | None:
        """Give the subscription that takes a session of a stream in; the stream's before that of all."""
        return self.ids.get((person_id, stream_id)) or self.ids.get((person_id, None))


def add_subscriptions(
    people: Iterable[int],
    streams: Iterable[int | None],
    scope: Scope,
    *,
    held_twice: str,
    agreed: Mapping[int, Yes],
    now: datetime,
) -> Following:
    """Let people follow streams, or all where a stream is null; what they follow already stays as it is.

    Call it within a transaction that read the sessions of `scope` and takes in those that are open.
    """
    wanted = [(person, stream) for person in sorted(people) for stream in _in_order(streams)]
    if not wanted:
        return Following({}, frozenset())
    rows = [
        {
            "person_id": person,
            "programme_id": scope.programme_id,
            "stream_id": stream,
            "held_twice": str(held_twice),
            "consents": agreed[person].of_registrations,
            "shown_in": agreed[person].language,
            "followed": scope.content,
            "created_at": now,
            "updated_at": now,
        }
        for person, stream in wanted
    ]
    columns = (Subscription.id, Subscription.person_id, Subscription.stream_id)
    statement = insert_new(Subscription).on_conflict_do_nothing().returning(*columns)
    found = {(row.person_id, row.stream_id): row.id for row in store(statement, rows)}
    new = frozenset(found.values())
    if len(found) < len(wanted):
        stand = and_(
            Subscription.person_id.in_({person for person, _stream in wanted}),
            Subscription.programme_id == scope.programme_id,
            Subscription.ended_at.is_(None),
        )
        every = {(row.person_id, row.stream_id): row.id for row in store(select(*columns).where(stand))}
        found |= {whose: every[whose] for whose in wanted if whose in every}
    return Following(found, new)


def _in_order(streams: Iterable[int | None]) -> list[int | None]:
    return sorted(streams, key=lambda stream: stream or 0)


def follow(now: datetime) -> None:
    """Register those who follow something for what was published or added since; it may run twice at once.

    Who was ever registered for a session, or left it out, is not registered again.
    """
    while _behind() and _follow_some(now):
        pass


def _behind() -> bool:
    question = select(exists(_joined(select(Subscription.id)).where(IS_BEHIND)))
    return bool(db.session.scalar(question))


def _joined(question: Any) -> Any:
    return question.join(Programme, Programme.id == Subscription.programme_id).join(
        Person, Person.id == Subscription.person_id
    )


def _follow_some(now: datetime) -> bool:
    """Take in what some people of one programme follow; false where somebody else does."""
    with transaction():
        rows = store(
            _joined(
                select(
                    Subscription.id,
                    Subscription.person_id,
                    Subscription.stream_id,
                    Subscription.held_twice,
                    Subscription.consents,
                    Subscription.shown_in,
                    Subscription.created_at,
                    Programme.slug,
                    Person.name,
                    Person.country,
                    Person.category,
                    Person.organization,
                    Person.language,
                    Person.zone,
                )
            )
            .where(IS_BEHIND)
            .order_by(Subscription.programme_id, Subscription.id)
            .limit(AT_ONCE)
            .with_for_update(of=Subscription, key_share=True, skip_locked=True)
        ).all()
        if not rows:
            return False
        some = [row for row in rows if row.slug == rows[0].slug]
        scope = scope_of(some[0].slug)
        _enrol(some, scope, now)
        ids = [row.id for row in some]
        store(update(Subscription).where(Subscription.id.in_(ids)).values(followed=scope.content))
        return True


def _enrol(rows: Sequence[Row[Any]], scope: Scope, now: datetime) -> None:
    wishes: dict[tuple[int, int], Wish] = {}
    starts: dict[tuple[int, int], datetime] = {}
    made: dict[tuple[Any, ...], list[Chosen]] = {}
    ever, left_out = _ever(rows, scope), _left_out(rows)
    for row in sorted(rows, key=lambda row: (row.stream_id is None, row.id)):  # a stream's before that of all
        alike = (row.stream_id, row.zone, row.held_twice)
        if alike not in made:
            made[alike] = _open_to(row, scope, now)
        for chosen in made[alike]:
            whose = (row.person_id, chosen.topic.id)
            if whose not in wishes and whose not in ever and (row.id, chosen.topic.id) not in left_out:
                wishes[whose], starts[whose] = _wish(row, chosen, now), chosen.starts_at
    added = add_registrations(list(wishes.values()), {row.person_id for row in rows})
    note_registrations(added, now)
    told_at = _last_told({one.values["person_id"] for one in added}, now)
    in_time = sorted(added, key=lambda one: starts[one.whose])
    add_notices([_notice(one, starts[one.whose], told_at, now) for one in in_time])
    take_places(added)


def _open_to(row: Row[Any], scope: Scope, now: datetime) -> list[Chosen]:
    streams = None if row.stream_id is None else [row.stream_id]
    return choose_open(scope, streams, Choice(now, row.zone or scope.zone, row.held_twice))


def _ever(rows: Sequence[Row[Any]], scope: Scope) -> set[tuple[int, int]]:
    """Give who was ever registered for which session."""
    question = select(Registration.person_id, Registration.session_id).where(
        Registration.session_id.in_([topic.id for topic in scope.topics.values()]),
        Registration.person_id.in_({row.person_id for row in rows}),
    )
    return {(row.person_id, row.session_id) for row in store(question)}


def _left_out(rows: Sequence[Row[Any]]) -> set[tuple[int, int]]:
    """Give which sessions are left out, by subscription."""
    question = select(SubscriptionException.subscription_id, SubscriptionException.session_id).where(
        SubscriptionException.subscription_id.in_([row.id for row in rows])
    )
    return {(row.subscription_id, row.session_id) for row in store(question)}


def _wish(row: Row[Any], chosen: Chosen, now: datetime) -> Wish:
    person = PersonChecked(row.name, "", row.country, row.organization, row.category, row.language, row.zone)
    values = registration_values(row.person_id, chosen.topic.id, person, SOURCE, now)
    given = tuple(Given(kind, version) for kind, version in sorted(row.consents.items()))
    yes = Yes(given, row.shown_in, row.created_at)  # said when they began to follow
    return Wish(values | {"subscription_id": row.id}, chosen.slots, yes)


def _last_told(people: Collection[int], now: datetime) -> dict[int, datetime]:
    """Give when people were last told that they were registered, or will be, where that is within the hour."""
    if not people:
        return {}
    rows = store(
        select(Notice.person_id, func.max(Notice.due_at).label("at"))
        .where(
            Notice.kind == NoticeKind.ENROLLED,
            Notice.person_id.in_(people),
            Notice.due_at > now - QUIET,
        )
        .group_by(Notice.person_id)
    )
    return {row.person_id: row.at for row in rows}


def _notice(one: Wish, starts_at: datetime, told_at: Mapping[int, datetime], now: datetime) -> dict[str, Any]:
    """Write a notice: at once, or an hour after the last one together with others, unless it begins soon."""
    person_id = one.values["person_id"]
    due_at = enrolled_at(told_at.get(person_id), starts_at, now)
    return notice_values(NoticeKind.ENROLLED, person_id, one.id, "0", now) | {"due_at": due_at}


def leave(subscription_id: int, now: datetime, actor: str) -> None:
    """End a subscription and its registrations that are all ahead; left before is nothing to do.

    What has begun or was held stays, with its attendance; so do registrations made by hand, and those that
    something else takes in that the person follows, to which they belong from then on.
    Raises: NotFound.
    """
    with transaction():
        row = db.session.get(Subscription, subscription_id, with_for_update={"key_share": True})
        if row is None:
            raise errors.NotFound()
        if row.ended_at is not None:
            return
        row.ended_at = row.updated_at = now
        row.revision += 1
        db.session.flush()
        ours = select(Registration.id).where(
            Registration.subscription_id == subscription_id, Registration.ended_at.is_(None)
        )
        held = hold_registrations(db.session.scalars(ours).all())
        kept = _kept(row, now)
        starts = _starts([one.id for one in held])
        ending = [one for one in held if one.ended_at is None and one.id not in kept]
        end_all(sorted(ending, key=lambda one: starts[one.id]), now, actor, kind=NoticeKind.UNFOLLOWED)


def _kept(row: Subscription, now: datetime) -> set[str]:
    """Give the registrations that stay, and let them belong to what else their person follows, if anything does."""
    other = (
        select(Subscription.id)
        .join(Session, Session.programme_id == Subscription.programme_id)
        .where(
            Session.id == Registration.session_id,
            Subscription.person_id == row.person_id,
            Subscription.ended_at.is_(None),
            or_(Subscription.stream_id.is_(None), Subscription.stream_id == Session.stream_id),
        )
        .order_by(Subscription.id)
        .limit(1)
        .correlate(Registration)
        .scalar_subquery()
    )
    ours = and_(Registration.subscription_id == row.id, Registration.ended_at.is_(None))
    begun = set(store(select(Registration.id).where(ours)).scalars()) - set(_ahead(row.id, now))
    taken = update(Registration).where(ours, other.is_not(None)).values(subscription_id=other)
    return begun | set(store(taken.returning(Registration.id)).scalars())


def _ahead(subscription_id: int, now: datetime) -> Sequence[str]:
    """Give the registrations of a subscription none of whose times has begun, and that nobody entered by."""
    begun = (
        select(Place.id)
        .join(Slot, Slot.id == Place.slot_id)
        .where(Place.registration_id == Registration.id, Slot.starts_at <= now)
    )
    entered = select(Attendance.id).where(Attendance.registration_id == Registration.id)
    question = select(Registration.id).where(
        Registration.subscription_id == subscription_id,
        Registration.ended_at.is_(None),
        ~begun.exists(),
        ~entered.exists(),
    )
    return store(question).scalars().all()


def _starts(registration_ids: Sequence[str]) -> dict[str, datetime]:
    """Give when registrations first begin."""
    rows = store(
        select(Place.registration_id, func.min(Slot.starts_at).label("at"))
        .join(Slot, Slot.id == Place.slot_id)
        .where(Place.registration_id.in_(registration_ids))
        .group_by(Place.registration_id)
    )
    return {row.registration_id: row.at for row in rows}

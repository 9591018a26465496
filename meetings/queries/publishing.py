"""What is not published yet, who follows what would be published, and which changes are not told yet."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, raiseload, selectinload

from meetings.domain.changes import Group as ChangeGroup
from meetings.domain.changes import Moment, Outcome, who_is_told
from meetings.domain.codes import NoticeKind, SessionState
from meetings.domain.permissions import Reach
from meetings.domain.publishing import QUIET, Follower, Group, Opening, Past, mark_of, who_hears
from meetings.domain.registrations import is_slot_open
from meetings.extensions import db
from meetings.models.messages import Notice
from meetings.models.people import Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot
from meetings.models.subscriptions import Subscription, SubscriptionException
from meetings.queries.changes import holders_of
from meetings.queries.desk import SlotRow, VersionRow, slot_row, version_rows
from meetings.queries.reach import session_within

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A session that is not published; `mark` stands for how it and its times were when it was read."""

    id: int
    slug: str
    title: Words
    abstract: Words
    stream_id: int | None
    stream: str | None
    stream_title: Words
    palette: int
    languages: tuple[str, ...]
    partners: tuple[str, ...]
    panelists: int
    register_until: datetime | None
    slots: tuple[SlotRow, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a programme is published, with its revision."""

    id: int
    published: bool
    revision: int


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A time of which some have not heard as it stands, with its versions in their order."""

    slot: SlotRow
    session: str
    title: Words
    versions: tuple[VersionRow, ...]


def standing(slug: str) -> Standing:
    """Say how a programme stands."""
    row = db.session.execute(
        select(Programme.id, Programme.published, Programme.revision).where(Programme.slug == slug)
    ).one()
    return Standing(row.id, row.published, row.revision)


def drafts(slug: str, where: Reach) -> list[DraftRow]:
    """Give the sessions of a programme that are drafts, as far as they are open to whoever asks, in order of time."""
    rows = db.session.scalars(
        select(Session)
        .join(Session.programme)
        .where(Programme.slug == slug, Session.state == SessionState.DRAFT, session_within(where))
        .order_by(Session.position, Session.id)
        .options(
            joinedload(Session.stream),
            selectinload(Session.slots).options(joinedload(Slot.seats), joinedload(Slot.room_seats)),
            selectinload(Session.slots).selectinload(Slot.recordings),
            selectinload(Session.panelists),
            raiseload("*"),
        )
    )
    found = [_draft(row) for row in rows]
    return sorted(
        found, key=lambda one: (not one.slots, one.slots[0].starts_at.timestamp() if one.slots else 0)
    )


def _draft(row: Session) -> DraftRow:
    return DraftRow(
        id=row.id,
        slug=row.slug,
        title=row.title,
        abstract=row.abstract,
        stream_id=row.stream_id,
        stream=row.stream.slug if row.stream else None,
        stream_title=row.stream.title if row.stream else {},
        palette=row.stream.palette if row.stream else 0,
        languages=tuple(row.languages),
        partners=tuple(row.partners),
        panelists=len(row.panelists),
        register_until=row.register_until,
        slots=tuple(slot_row(one) for one in sorted(row.slots, key=lambda one: one.starts_at)),
        mark=mark_of(row.revision, [(one.id, one.revision) for one in row.slots]),
    )


def followers(programme_id: int) -> list[Follower]:
    """Give the wishes that stand to attend what a programme or its streams hold."""
    has_mailbox = exists().where(PersonMailbox.person_id == Subscription.person_id)
    rows = db.session.execute(
        select(
            Subscription.id,
            Subscription.person_id,
            Subscription.stream_id,
            Person.language,
            has_mailbox.label("has_mailbox"),
            Person.held_at.is_not(None).label("is_held"),
        )
        .join(Person, Person.id == Subscription.person_id)
        .where(
            Subscription.programme_id == programme_id,
            Subscription.ended_at.is_(None),
            Person.erased_at.is_(None),
        )
        .order_by(Subscription.id)
    )
    return [
        Follower(row.id, row.person_id, row.stream_id, row.language, bool(row.has_mailbox), bool(row.is_held))
        for row in rows
    ]


def past(programme_id: int, session_ids: Collection[int], now: datetime) -> Past:
    """Give what was before sessions are published: registrations, what wishes leave out, and mails within the hour."""
    registered = db.session.execute(
        select(Registration.person_id, Registration.session_id).where(
            Registration.session_id.in_(session_ids)
        )
    )
    left_out = db.session.execute(
        select(SubscriptionException.subscription_id, SubscriptionException.session_id).where(
            SubscriptionException.session_id.in_(session_ids)
        )
    )
    follows = select(Subscription.person_id).where(Subscription.programme_id == programme_id)
    told = db.session.execute(
        select(Notice.person_id, func.max(Notice.due_at).label("at"))
        .where(Notice.kind == NoticeKind.ENROLLED, Notice.due_at > now - QUIET, Notice.person_id.in_(follows))
        .group_by(Notice.person_id)
    )
    return Past(
        {(person, session) for person, session in registered},
        {(wish, session) for wish, session in left_out},
        {row.person_id: row.at for row in told},
    )


def changed(slug: str, where: Reach) -> list[ChangedRow]:
    """Give the times of which somebody with a place has not heard as they stand, by their first instants."""
    is_behind = (
        select(Place.id)
        .join(Registration, Registration.id == Place.registration_id)
        .where(Place.slot_id == Slot.id, Place.told_version < Slot.version, Registration.ended_at.is_(None))
    )
    rows: Sequence[Slot] = db.session.scalars(
        select(Slot)
        .join(Slot.session)
        .join(Session.programme)
        .where(Programme.slug == slug, Slot.version > 1, session_within(where), is_behind.exists())
        .order_by(Slot.starts_at, Slot.id)
        .options(
            joinedload(Slot.seats),
            joinedload(Slot.room_seats),
            joinedload(Slot.session),
            selectinload(Slot.recordings),
            selectinload(Slot.versions),
            raiseload("*"),
        )
    ).all()
    return [ChangedRow(slot_row(row), row.session.slug, row.session.title, version_rows(row)) for row in rows]


def openings(rows: Iterable[DraftRow], now: datetime) -> list[Opening]:
    """Give those of the sessions that can be registered for once they are published."""
    found = []
    for draft in rows:
        coming = [slot.starts_at for slot in draft.slots if is_slot_open(slot, now)]
        is_open = draft.register_until is None or now < draft.register_until
        if coming and is_open:
            found.append(Opening(draft.id, draft.stream_id, min(coming)))
    return found


def hearing(rows: Sequence[DraftRow], programme_id: int, now: datetime) -> list[Group]:
    """Say whom publishing sessions together is told, and whom not and why."""
    every, before = followers(programme_id), past(programme_id, [one.id for one in rows], now)
    return who_hears(every, openings(rows, now), before, now)


def untold(slug: str, where: Reach, settling_seconds: int) -> list[tuple[ChangedRow, list[ChangeGroup]]]:
    """Give the changes that rest and are not told yet, each with who will be told, and when."""
    rows = changed(slug, where)
    held = holders_of([one.slot.id for one in rows])
    found = []
    for one in rows:
        current = one.versions[-1]
        resting = Moment(current.changed_at, settling_seconds)
        groups = [
            group
            for group in who_is_told(held.get(one.slot.id, []), one.versions[:-1], current, resting)
            if group.outcome is Outcome.TOLD and group.told_version != current.version
        ]
        if groups:
            found.append((one, groups))
    return found

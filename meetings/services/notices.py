"""Which notices today's facts make due; each question may be asked twice at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, exists, func, literal, select, true, update
from sqlalchemy.orm import selectinload

from meetings.domain.codes import NoticeKind, PlaceState, SessionState, SlotState
from meetings.domain.messages import has_settled, is_same_for_people, occasion_of, over_at, useless_at
from meetings.domain.reminders import MOST_AHEAD, QUIET, TOGETHER, Rule, rules_of
from meetings.extensions import db, insert_new, transaction
from meetings.models.messages import Notice
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot

TOLD_STATES: Final = (PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.OFFERED)
READER_ZONE: Final = func.coalesce(Registration.zone, Programme.zone)
LONGEST_DAY: Final = timedelta(days=2)
COLUMNS: Final = (
    "kind",
    "person_id",
    "subject",
    "occasion",
    "registration_id",
    "slot_id",
    "due_at",
    "not_after",
    "created_at",
)


def notice_reminders(now: datetime) -> None:
    """Make the reminders due by rule: one for each person, slot, rule and start, up to an hour ahead of their moments.

    Nobody is reminded who registered, switched or was moved after the moment or shortly before it, because they have
    just been told; whoever was not yet told of the present version is told that first.
    """
    for slot in _slots_ahead(now):
        for rule in slot.rules:
            for zones, moment in _moments(slot, rule).items():
                if moment <= now + TOGETHER:
                    _notice_reminder(slot, rule, zones, moment, now)


@dataclass(frozen=True, slots=True)
class SlotAhead:
    """A slot to remind of, with the rules that hold for it."""

    id: str
    starts_at: datetime
    version: int
    doors_minutes: int
    zone: str
    rules: tuple[Rule, ...]


def _slots_ahead(now: datetime) -> list[SlotAhead]:
    rows = db.session.execute(
        select(Slot, Session.reminders, Stream.reminders, Programme.reminders, Programme.zone)
        .join(Session, Session.id == Slot.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .outerjoin(Stream, Stream.id == Session.stream_id)
        .where(
            Slot.state == SlotState.PLANNED,
            Session.state == SessionState.PUBLISHED,
            Slot.starts_at > now,
            Slot.starts_at <= now + MOST_AHEAD + LONGEST_DAY,
        )
    )
    return [
        SlotAhead(slot.id, slot.starts_at, slot.version, slot.doors_minutes, zone, rules_of(*levels))
        for slot, *levels, zone in rows
    ]


def _moments(slot: SlotAhead, rule: Rule) -> dict[tuple[str, ...], datetime]:
    """Give the moments of a rule: for everybody, or for groups of zones where it names an hour."""
    if rule.at is None:
        moment = rule.moment(slot.starts_at, slot.doors_minutes, slot.zone)
        return {(): moment} if moment else {}
    zones = db.session.scalars(
        select(READER_ZONE)
        .distinct()
        .select_from(Place)
        .join(Registration, Registration.id == Place.registration_id)
        .join(Session, Session.id == Registration.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(Place.slot_id == slot.id, Registration.ended_at.is_(None))
    )
    groups: dict[datetime, list[str]] = {}
    for zone in zones:
        moment = rule.moment(slot.starts_at, slot.doors_minutes, zone)
        if moment:
            groups.setdefault(moment, []).append(zone)
    return {tuple(names): moment for moment, names in groups.items()}


def _notice_reminder(
    slot: SlotAhead, rule: Rule, zones: tuple[str, ...], moment: datetime, now: datetime
) -> None:
    condition = and_(
        Place.slot_id == slot.id,
        Place.state == PlaceState.CONFIRMED,
        Place.told_version == slot.version,
        Registration.updated_at <= moment - QUIET,
        READER_ZONE.in_(zones) if zones else true(),
    )
    with transaction():
        due = Due(rule.kind, f"slot:{slot.id}", occasion_of(slot.starts_at), moment, slot.starts_at, slot.id)
        insert_notices(condition, due, now)


def notice_changes(now: datetime, settling_seconds: int) -> None:
    """Make the notices due of slots that changed since somebody heard of them, and have settled."""
    changed = db.session.scalars(
        select(Slot.id)
        .distinct()
        .join(Place, Place.slot_id == Slot.id)
        .join(Registration, Registration.id == Place.registration_id)
        .where(
            Place.state.in_(TOLD_STATES), Registration.ended_at.is_(None), Place.told_version < Slot.version
        )
    ).all()
    for slot_id in changed:
        with transaction():
            _notice_change(slot_id, now, settling_seconds)


def _notice_change(slot_id: str, now: datetime, settling_seconds: int) -> None:
    slot = db.session.scalars(
        select(Slot).where(Slot.id == slot_id).options(selectinload(Slot.versions)).with_for_update()
    ).one()
    by_number = {one.version: one for one in slot.versions}
    told = db.session.scalars(
        select(Place.told_version)
        .distinct()
        .where(Place.slot_id == slot_id, Place.told_version < slot.version)
    ).all()
    for number in told:
        if number is None or number not in by_number:
            continue
        before = by_number[number]
        heard = and_(Place.slot_id == slot_id, Place.told_version == number, Place.state.in_(TOLD_STATES))
        if is_same_for_people(before, slot):
            db.session.execute(
                update(Place)
                .where(heard)
                .values(told_version=slot.version)
                .execution_options(synchronize_session=False)
            )
            continue
        no_use_at = useless_at(before, slot)
        first_at = by_number[number + 1].changed_at
        last_at = by_number[slot.version].changed_at
        soonest = min(slot.starts_at, before.starts_at)
        is_of_use = last_at < over_at(before, slot) and now < no_use_at
        if is_of_use and has_settled(first_at, last_at, soonest, now, settling_seconds):
            kind = NoticeKind.CHANGE if slot.state == SlotState.PLANNED else NoticeKind.CANCELLATION
            due = Due(kind, f"slot:{slot_id}", str(slot.version), now, no_use_at, slot_id)
            insert_notices(heard, due, now)


@dataclass(frozen=True, slots=True)
class Due:
    """What makes notices one: what they tell, of which occasion; from when on they are due, and when useless."""

    kind: str
    subject: str
    occasion: str
    due_at: datetime
    not_after: datetime
    slot_id: str | None = None


def insert_notices(condition: Any, due: Due, now: datetime) -> None:
    """Insert a notice for each person with a place that fits, in one statement; those that are there stay as they are.

    Takes: `condition` on places, their registrations, sessions and programmes; call it within a transaction.
    """
    is_there = exists().where(
        Notice.kind == due.kind,
        Notice.person_id == Registration.person_id,
        Notice.subject == due.subject,
        Notice.occasion == due.occasion,
    )
    question = (
        select(
            literal(str(due.kind)),
            Registration.person_id,
            literal(due.subject),
            literal(due.occasion),
            Registration.id,
            literal(due.slot_id, Notice.slot_id.type),
            literal(due.due_at, Notice.due_at.type),
            literal(due.not_after, Notice.due_at.type),
            literal(now, Notice.due_at.type),
        )
        .distinct()
        .join(Place, Place.registration_id == Registration.id)
        .join(Session, Session.id == Registration.session_id)
        .join(Programme, Programme.id == Session.programme_id)
        .where(condition, Registration.ended_at.is_(None), ~is_there)
    )
    statement = insert_new(Notice).from_select(COLUMNS, question, include_defaults=False)
    db.session.execute(statement.on_conflict_do_nothing())

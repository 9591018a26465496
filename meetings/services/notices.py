"""Which notices today's facts make due, and the messages that carry them; each may run twice at once."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, insert, literal, select, update
from sqlalchemy.orm import selectinload

from meetings.domain.codes import NoticeKind, PlaceState, SessionState, SlotState
from meetings.domain.messages import REMINDER_AHEAD, has_settled, occasion_of, reminder_at
from meetings.domain.seasons import ends_at
from meetings.extensions import db, insert_new, transaction
from meetings.models.base import random_id
from meetings.models.messages import Message, Notice
from meetings.models.people import PersonMailbox
from meetings.models.programmes import Session
from meetings.models.registrations import Place, Registration
from meetings.models.slots import Slot, SlotVersion

PRIORITIES: Final = {
    NoticeKind.CANCELLATION: 10,
    NoticeKind.CHANGE: 20,
    NoticeKind.CONFIRMATION: 30,
    NoticeKind.LINK: 30,
    NoticeKind.REMINDER: 50,
}
TOLD_STATES: Final = (PlaceState.CONFIRMED, PlaceState.WAITING)
MESSAGES_AT_ONCE: Final = 200
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
    """Make the reminders due of slots that begin within a day: one for each person, slot and start.

    Whoever registered, switched or was moved after the moment of reminding has just been told and is not reminded;
    whoever was not yet told of the present version is told that first.
    """
    slots = db.session.scalars(
        select(Slot)
        .join(Slot.session)
        .where(
            Slot.state == SlotState.PLANNED,
            Session.state == SessionState.PUBLISHED,
            Slot.starts_at > now,
            Slot.starts_at <= now + REMINDER_AHEAD,
        )
    ).all()
    due = [(slot.id, slot.starts_at, slot.version) for slot in slots]
    for slot_id, starts_at, version in due:
        moment = reminder_at(starts_at)
        condition = and_(
            Place.slot_id == slot_id,
            Place.state == PlaceState.CONFIRMED,
            Place.told_version == version,
            Registration.updated_at <= moment,
        )
        with transaction():
            values = (NoticeKind.REMINDER, slot_id, occasion_of(starts_at), moment, starts_at)
            _insert_notices(condition, values, now)


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
        useless_at = max(ends_at(slot), _end(before))
        first_at = by_number[number + 1].changed_at
        last_at = by_number[slot.version].changed_at
        soonest = min(slot.starts_at, before.starts_at)
        if now < useless_at and has_settled(first_at, last_at, soonest, now, settling_seconds):
            kind = NoticeKind.CHANGE if slot.state == SlotState.PLANNED else NoticeKind.CANCELLATION
            _insert_notices(heard, (kind, slot_id, str(slot.version), now, useless_at), now)


def is_same_for_people(before: SlotVersion, slot: Slot) -> bool:
    """Say whether a slot is again what somebody was told: same instants, same state."""
    return (before.starts_at, before.minutes, before.state) == (slot.starts_at, slot.minutes, slot.state)


def _end(version: SlotVersion) -> datetime:
    return version.starts_at + timedelta(minutes=version.minutes)


def _insert_notices(
    condition: Any, values: tuple[NoticeKind, str, str, datetime, datetime], now: datetime
) -> None:
    """Insert one notice for each place that fits, in one statement; those that are there stay as they are."""
    kind, slot_id, occasion, due_at, not_after = values
    question = (
        select(
            literal(str(kind)),
            Registration.person_id,
            literal(f"slot:{slot_id}"),
            literal(occasion),
            Registration.id,
            literal(slot_id),
            literal(due_at, Notice.due_at.type),
            literal(not_after, Notice.due_at.type),
            literal(now, Notice.due_at.type),
        )
        .join(Place, Place.registration_id == Registration.id)
        .where(condition, Registration.ended_at.is_(None))
    )
    statement = insert_new(Notice).from_select(COLUMNS, question, include_defaults=False)
    db.session.execute(statement.on_conflict_do_nothing())


def plan_messages(now: datetime, host: str) -> int:
    """Make a message for each notice that is due and has none; give how many.

    Takes: `host`, the domain of Message-IDs, which are fixed here so that a second copy is known as one.
    """
    with transaction():
        notices = db.session.scalars(
            select(Notice)
            .where(Notice.message_id.is_(None), Notice.withdrawn_at.is_(None), Notice.due_at <= now)
            .order_by(Notice.due_at, Notice.id)
            .limit(MESSAGES_AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        if not notices:
            return 0
        facts = _message_facts(notices)
        made = {notice.id: _message(notice, facts, now, host) for notice in notices}
        rows = [row for row in made.values() if row is not None]
        if rows:
            db.session.execute(insert(Message), rows)
        for notice in notices:
            row = made[notice.id]
            if row is None:
                notice.withdrawn_at = now  # nobody to write to: erased, or known from an archive only
            else:
                notice.message_id = row["id"]
        return len(rows)


def _message_facts(notices: Any) -> dict[str, dict[Any, Any]]:
    people = {notice.person_id for notice in notices}
    registrations = {notice.registration_id for notice in notices if notice.registration_id}
    mailboxes = db.session.execute(
        select(PersonMailbox.person_id, PersonMailbox.mailbox_id)
        .where(PersonMailbox.person_id.in_(people))
        .order_by(PersonMailbox.mailbox_id.desc())
    )
    languages = db.session.execute(
        select(Registration.id, Registration.language).where(Registration.id.in_(registrations))
    )
    return {
        "mailboxes": {row[0]: row[1] for row in mailboxes},
        "languages": {row[0]: row[1] for row in languages},
    }


def _message(
    notice: Notice, facts: dict[str, dict[Any, Any]], now: datetime, host: str
) -> dict[str, Any] | None:
    mailbox_id = facts["mailboxes"].get(notice.person_id)
    if mailbox_id is None:
        return None
    message_id = random_id(16)
    return {
        "id": message_id,
        "person_id": notice.person_id,
        "mailbox_id": mailbox_id,
        "priority": PRIORITIES[NoticeKind(notice.kind)],
        "language": facts["languages"].get(notice.registration_id, "en"),
        "due_at": notice.due_at,
        "not_after": notice.not_after,
        "message_id": f"<{message_id}@{host}>",
        "created_at": now,
    }

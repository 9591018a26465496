"""What owners of tasks and guests of rehearsals are told: each notice follows from the facts, and goes once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, or_, select

from meetings.domain.codes import NoticeKind, SessionState, SlotState
from meetings.domain.live.rehearsals import OFF, PLANNED, SETTLES_SECONDS, facts_told, is_to_tell
from meetings.domain.live.run_sheets import FARTHEST, due_at, reminder_due
from meetings.domain.messages import occasion_of
from meetings.domain.registrations import name_key
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.live.run_sheets import Rehearsal, RehearsalGuest, RunSheetTask
from meetings.models.messages import Notice
from meetings.models.people import Person
from meetings.models.programmes import Programme, Session
from meetings.models.slots import Slot
from meetings.models.staff import User
from meetings.queries.live.run_sheet_letters import GUEST, TASKS
from meetings.queries.panel.holders import is_told
from meetings.services.people import PersonGiven, check_person, find_or_add_person

ORIGIN: Final = "staff"
AWAY: Final = timedelta(minutes=FARTHEST)
USEFUL: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Reminded:
    """Somebody to be reminded of a task: by which rule, of what is due when."""

    task_id: str
    slot_id: str
    rule: int
    due: datetime

    @property
    def occasion(self) -> str:
        """Name the reminder: moved with the start, it is another."""
        return f"{self.rule}:{occasion_of(self.due)}"


def notice_run_sheets(now: datetime, settling_seconds: int) -> None:
    """Make the notices that today's facts make due; it may run twice at once."""
    for one in list(_owners(now)):
        with transaction():
            _remind(one, now)
    for guest_id in list(_guests(now, min(settling_seconds, SETTLES_SECONDS))):
        with transaction():
            _tell(guest_id, now)


def _owners(now: datetime) -> Iterator[Reminded]:
    """Give whom to remind: not of what is done, nor for a time that is not held; of drafts nobody but staff."""
    rows = store(
        select(
            RunSheetTask.id,
            RunSheetTask.slot_id,
            RunSheetTask.minutes,
            RunSheetTask.reminders,
            RunSheetTask.since,
            RunSheetTask.reminded,
            Slot.starts_at,
        )
        .join(Slot, Slot.id == RunSheetTask.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(
            RunSheetTask.done_at.is_(None),
            or_(
                RunSheetTask.owner_user_id.is_not(None),
                and_(RunSheetTask.owner_person_id.is_not(None), is_told()),
            ),
            Slot.state == SlotState.PLANNED,
            Session.state != SessionState.CANCELLED,
            Slot.starts_at.between(now - AWAY, now + 2 * AWAY),
        )
        .order_by(RunSheetTask.id)
    ).all()
    for row in rows:
        due = due_at(row.starts_at, row.minutes)
        rule = reminder_due(due, row.reminders, row.since, now)
        if rule is not None:
            found = Reminded(row.id, row.slot_id, rule, due)
            if found.occasion != row.reminded:
                yield found


def _remind(one: Reminded, now: datetime) -> None:
    row = db.session.scalar(select(RunSheetTask).where(RunSheetTask.id == one.task_id).with_for_update())
    if row is None or row.done_at is not None or row.reminded == one.occasion:
        return
    row.reminded = one.occasion
    user = db.session.get(User, row.owner_user_id) if row.owner_user_id else None
    person_id = _person(user, row.owner_person_id, row.slot_id, now)
    if person_id is not None:
        _insert(person_id, f"{TASKS}{one.slot_id}", one.occasion, now, one.due)


def _guests(now: datetime, settling_seconds: int) -> Iterator[str]:
    """Give the guests who do not know how a rehearsal of theirs stands, once it has rested; of drafts only staff."""
    rows = store(
        select(RehearsalGuest.id, RehearsalGuest.told, RehearsalGuest.removed_at, Rehearsal, Slot.state)
        .join(Rehearsal, Rehearsal.id == RehearsalGuest.rehearsal_id)
        .join(Slot, Slot.id == Rehearsal.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(
            Rehearsal.starts_at > now,
            Rehearsal.updated_at <= now - timedelta(seconds=settling_seconds),
            or_(RehearsalGuest.user_id.is_not(None), RehearsalGuest.told.is_not(None), is_told()),
        )
        .order_by(RehearsalGuest.id)
    ).all()
    for row in rows:
        stands = row[-1] == SlotState.PLANNED and row.state == PLANNED and row.removed_at is None
        if is_to_tell(row.told, facts_told(row.starts_at, row.minutes, stands=stands)):
            yield row[0]


def _tell(guest_id: str, now: datetime) -> None:
    guest = db.session.scalar(select(RehearsalGuest).where(RehearsalGuest.id == guest_id).with_for_update())
    if guest is None:
        return
    row = db.session.get_one(Rehearsal, guest.rehearsal_id)
    slot = db.session.get_one(Slot, row.slot_id)
    stands = slot.state == SlotState.PLANNED and row.state == PLANNED and guest.removed_at is None
    facts = facts_told(row.starts_at, row.minutes, stands=stands)
    if not is_to_tell(guest.told, facts):
        return
    guest.before, guest.told, guest.told_at = guest.told, facts, now
    guest.sequence += 1
    user = db.session.get(User, guest.user_id) if guest.user_id else None
    person_id = _person(user, guest.person_id, row.slot_id, now)
    if person_id is not None:
        until = now + USEFUL if facts == OFF else row.starts_at
        _insert(person_id, f"{GUEST}{guest_id}", str(guest.sequence), now, until)


def _person(user: User | None, person_id: int | None, slot_id: str, now: datetime) -> int | None:
    """Give who is written to: a member of staff at the address they sign in with, or nobody who left or was erased."""
    if user is not None:
        if not user.active:
            return None
        zone = user.zone or db.session.scalar(
            select(Programme.zone)
            .join(Session, Session.programme_id == Programme.id)
            .join(Slot, Slot.session_id == Session.id)
            .where(Slot.id == slot_id)
        )
        name = user.name if user.name and name_key(user.name) else user.email.partition("@")[0]
        given = PersonGiven(name=name, email=user.email, language=user.language, zone=zone or "")
        return find_or_add_person(check_person(given), now, origin=ORIGIN)[0]
    held = select(Person.id).where(Person.id == person_id, Person.erased_at.is_(None))
    return db.session.scalar(held)


def _insert(person_id: int, subject: str, occasion: str, now: datetime, not_after: datetime) -> None:
    values: dict[str, Any] = {
        "kind": str(NoticeKind.RUN_SHEET),
        "person_id": person_id,
        "subject": subject,
        "occasion": occasion,
        "due_at": now,
        "not_after": not_after,
        "created_at": now,
    }
    store(insert_new(Notice).on_conflict_do_nothing(), values)

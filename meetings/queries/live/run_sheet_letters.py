"""What mails about run-sheets are about, as the facts stand now: tasks that are due, and rehearsals."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, or_, select

from meetings.domain.codes import NoticeKind, PanelistState, SessionState, SlotState
from meetings.domain.live.rehearsals import OFF
from meetings.domain.live.run_sheets import due_at
from meetings.domain.messages import occasion_of
from meetings.extensions import db
from meetings.models.live.run_sheets import Rehearsal, RehearsalGuest, RunSheetTask
from meetings.models.messages import Notice
from meetings.models.panel.invitations import PanelInvitation
from meetings.models.people import Mailbox, Person, PersonMailbox
from meetings.models.programmes import Programme, Session
from meetings.models.publications import Panelist
from meetings.models.slots import Slot
from meetings.models.staff import User
from meetings.queries.panel.holders import own_bearer

TASKS: Final = "tasks:"
GUEST: Final = "guest:"
Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class TaskTold:
    """A task in a mail; `key` names the words of a template where it has no title."""

    key: str | None
    title: str
    due: datetime


@dataclass(frozen=True, slots=True)
class RehearsalTold:
    """A rehearsal in a mail; `before` is the start that was told last, where it was another one."""

    guest_id: str
    starts_at: datetime
    minutes: int
    note: str
    before: datetime | None
    sequence: int
    stamp: datetime
    is_off: bool


@dataclass(frozen=True, slots=True)
class RunSheetLetter:
    """A mail to an owner of tasks or a guest of a rehearsal, who reads times in `zone`.

    `bearer` is whose link leads to a page of theirs, empty for whoever has none; staff come by the desk.
    """

    slot_id: str
    programme: str
    title: Words
    place: Words
    zone: str
    starts_at: datetime
    demonstration: bool
    contact: str | None
    bearer: str
    is_staff: bool
    tasks: tuple[TaskTold, ...] = ()
    rehearsal: RehearsalTold | None = None


def run_sheet_letters(message_ids: Collection[str]) -> dict[str, RunSheetLetter]:
    """Give by message what is told; nothing of what is done, of what was told since, or of a time not held any more."""
    notices = db.session.execute(
        select(Notice.message_id, Notice.person_id, Notice.subject, Notice.occasion).where(
            Notice.kind == NoticeKind.RUN_SHEET, Notice.message_id.in_(list(message_ids))
        )
    ).all()
    found: dict[str, RunSheetLetter] = {}
    for one in notices:
        is_task = one.subject.startswith(TASKS)
        letter = _reminder(one) if is_task else _invitation(one)
        if letter is not None:
            found[one.message_id] = letter
    return found


def _reminder(one: Any) -> RunSheetLetter | None:
    slot_id, (rule, _colon, due) = one.subject.removeprefix(TASKS), one.occasion.partition(":")
    slot = db.session.get(Slot, slot_id)
    if slot is None or slot.state != SlotState.PLANNED:
        return None
    rows = db.session.scalars(
        select(RunSheetTask)
        .where(
            RunSheetTask.slot_id == slot_id,
            RunSheetTask.done_at.is_(None),
            RunSheetTask.reminded == f"{rule}:{due}",
            or_(
                RunSheetTask.owner_person_id == one.person_id,
                RunSheetTask.owner_user_id.in_(_users(one.person_id)),
            ),
        )
        .order_by(RunSheetTask.position, RunSheetTask.id)
    ).all()
    told = [TaskTold(row.key, row.title, due_at(slot.starts_at, row.minutes)) for row in rows]
    mine = tuple(task for task in told if occasion_of(task.due) == due)
    if not mine:
        return None
    is_staff = any(row.owner_user_id is not None for row in rows)
    return _letter(slot, one.person_id, is_staff=is_staff, tasks=mine)


def _invitation(one: Any) -> RunSheetLetter | None:
    guest = db.session.get(RehearsalGuest, one.subject.removeprefix(GUEST))
    if guest is None or guest.told_at is None or str(guest.sequence) != one.occasion:
        return None
    row = db.session.get_one(Rehearsal, guest.rehearsal_id)
    slot = db.session.get_one(Slot, row.slot_id)
    told = RehearsalTold(
        guest_id=guest.id,
        starts_at=row.starts_at,
        minutes=row.minutes,
        note=row.note,
        before=_start(guest.before, guest.told),
        sequence=guest.sequence,
        stamp=guest.told_at,
        is_off=guest.told == OFF,
    )
    return _letter(slot, one.person_id, is_staff=guest.user_id is not None, rehearsal=told)


def _start(before: str | None, told: str | None) -> datetime | None:
    """Read the start that was told last, where something else is told now; there is none behind an end."""
    if before in (None, OFF) or told == OFF or before is None:
        return None
    return datetime.fromisoformat(before.partition("/")[0])


def _letter(
    slot: Slot,
    person_id: int,
    *,
    is_staff: bool,
    tasks: tuple[TaskTold, ...] = (),
    rehearsal: RehearsalTold | None = None,
) -> RunSheetLetter | None:
    session = db.session.get_one(Session, slot.session_id)
    programme = db.session.get_one(Programme, session.programme_id)
    is_off = rehearsal is not None and rehearsal.is_off
    is_draft = session.state == SessionState.DRAFT or not programme.published
    if not is_off and (session.state == SessionState.CANCELLED or (is_draft and not is_staff)):
        return None
    zones: Iterable[str | None] = db.session.execute(
        select(User.zone).where(User.id.in_(_users(person_id))) if is_staff else _person_zone(person_id)
    ).scalars()
    has_page = not is_staff and not is_draft and _has_page(session, person_id)
    return RunSheetLetter(
        slot_id=slot.id,
        programme=programme.slug,
        title=session.title,
        place=programme.place,
        zone=next(iter(zones), None) or programme.zone,
        starts_at=slot.starts_at,
        demonstration=programme.demonstration,
        contact=programme.contact,
        bearer=own_bearer(person_id, programme.id) if has_page else "",
        is_staff=is_staff,
        tasks=tasks,
        rehearsal=rehearsal,
    )


def _has_page(session: Session, person_id: int) -> bool:
    """Say whether somebody was given their own page, where they are on the panel: nobody gets a link uninvited."""
    on_panel = (
        select(Panelist.id)
        .join(
            PanelInvitation,
            and_(
                PanelInvitation.person_id == Panelist.person_id,
                PanelInvitation.programme_id == session.programme_id,
            ),
        )
        .where(
            Panelist.session_id == session.id,
            Panelist.person_id == person_id,
            Panelist.state != PanelistState.DECLINED,
        )
    )
    return db.session.scalar(on_panel.limit(1)) is not None


def _person_zone(person_id: int) -> Any:
    return select(Person.zone).where(Person.id == person_id)


def _users(person_id: int) -> Any:
    """Ask for those of staff who sign in with an address of a person."""
    return (
        select(User.id)
        .join(Mailbox, Mailbox.address_key == User.email)
        .join(PersonMailbox, PersonMailbox.mailbox_id == Mailbox.id)
        .where(PersonMailbox.person_id == person_id, User.active)
    )

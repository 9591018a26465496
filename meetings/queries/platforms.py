"""Accounts at platforms and the meetings made there, as the desk shows them and as workers ask for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, or_, select

from meetings.domain.codes import SessionState, SlotState
from meetings.domain.permissions import Reach
from meetings.domain.platforms import Kind, Meeting
from meetings.domain.platforms_tasks import Stand, State, facts_of
from meetings.extensions import db
from meetings.models.attendance import Import
from meetings.models.platforms import (
    PlatformAccount,
    PlatformChoice,
    PlatformDefault,
    PlatformMeeting,
    PlatformWay,
)
from meetings.models.programmes import Programme, Session, Stream
from meetings.models.slots import Slot

BEHIND: Final = timedelta(days=4)
SHOWN: Final = (SessionState.PUBLISHED, SessionState.CANCELLED)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the desk shows it; of its keys only whether there are any."""

    id: int
    name: str
    kind: Kind
    address: str
    settings: dict[str, str]
    has_keys: bool
    problem: dict[str, Any]
    checked_at: datetime | None
    revision: int
    coming: int


@dataclass(frozen=True, slots=True)
class Held:
    """A time, the account that is to hold it, and how its meeting there stands; without an account it is by hand.

    `chosen`: for this time, by somebody; else by the programme's default.
    """

    slot_id: str
    session_id: int
    session: str
    title: dict[str, str]
    starts_at: datetime
    minutes: int
    zone: str
    address: str | None
    account_id: int | None
    chosen: bool
    chosen_id: int | None
    meeting: "MeetingRow | None"


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """How a meeting at a platform stands."""

    state: str
    kind: Kind
    account: str
    problem: dict[str, Any]
    due_at: datetime
    is_told: bool
    attendance_at: datetime | None
    recordings_at: datetime | None
    failures: int


WANTED: Final[dict[str, Any]] = {
    "slot_id": Slot.id,
    "session_id": Session.id,
    "session": Session.slug,
    "session_state": Session.state,
    "stream": Stream.slug,
    "partners": Session.partners,
    "title": Session.title,
    "languages": Session.languages,
    "state": Slot.state,
    "starts_at": Slot.starts_at,
    "minutes": Slot.minutes,
    "doors_minutes": Slot.doors_minutes,
    "zone": Slot.zone,
    "platform_kind": Slot.platform_kind,
    "platform_address": Slot.platform_address,
    "default_account": PlatformDefault.account_id,
    "choice_slot": PlatformChoice.slot_id,
    "chosen_account": PlatformChoice.account_id,
    "replaces": PlatformChoice.replaces,
}


def times(*more: Any) -> Select[Any]:
    """Ask for times that anybody may know of, with what was chosen for them."""
    return (
        select(*(column.label(name) for name, column in WANTED.items()), *more)
        .select_from(Slot)
        .join(Session, Session.id == Slot.session_id)
        .outerjoin(Stream, Stream.id == Session.stream_id)
        .outerjoin(PlatformDefault, PlatformDefault.programme_id == Session.programme_id)
        .outerjoin(PlatformChoice, PlatformChoice.slot_id == Slot.id)
        .where(Session.state.in_(SHOWN))
        .order_by(Slot.starts_at, Slot.id)
    )


def account_wanted(row: Any) -> int | None:
    """Say with which account a time is to be held; an address that somebody typed stands before all."""
    if row.session_state != SessionState.PUBLISHED or row.state != SlotState.PLANNED:
        return None
    is_chosen = row.choice_slot is not None
    account: int | None = row.chosen_account if is_chosen else row.default_account
    is_typed = row.platform_kind == Kind.MANUAL and row.platform_address is not None
    if is_typed and not (is_chosen and row.platform_address == row.replaces):
        return None
    return account


def stand_of(row: Any, meeting: PlatformMeeting) -> Stand:
    """Give how a meeting stands beside what is wanted of it."""
    return Stand(
        state=meeting.state,
        is_wanted=account_wanted(row) == meeting.account_id,
        is_off=row.state != SlotState.PLANNED or row.session_state != SessionState.PUBLISHED,
        is_replaced=meeting.state == State.WANTED or row.platform_address != meeting.address,
        told=meeting.told,
        facts=facts_of(title_of(row.title), row.starts_at, row.minutes),
        looked_at=meeting.looked_at,
        doors_at=row.starts_at - timedelta(minutes=row.doors_minutes),
        starts_at=row.starts_at,
        ends_at=row.starts_at + timedelta(minutes=row.minutes),
        fetches=meeting.fetches,
        has_attendance=meeting.attendance_at is not None,
        has_recordings=meeting.recordings_at is not None,
    )


def meeting_of(row: Any, meeting: PlatformMeeting) -> Meeting:
    """Give a time as platforms are told of it."""
    return Meeting(meeting.reference, title_of(row.title), row.starts_at, row.minutes, row.zone)


def title_of(words: dict[str, str]) -> str:
    """Give the title that platforms show, which know one language: English, or what there is."""
    return words.get("en") or next((one for one in words.values() if one), "–")


def accounts(now: datetime) -> list[AccountRow]:
    """Give the accounts there are, by name."""
    wanted = coming_with(now)
    rows = db.session.scalars(
        select(PlatformAccount)
        .where(PlatformAccount.removed_at.is_(None))
        .order_by(func.lower(PlatformAccount.name), PlatformAccount.id)
    )
    return [
        AccountRow(
            id=one.id,
            name=one.name,
            kind=Kind(one.kind),
            address=one.address,
            settings=one.settings,
            has_keys=one.sealed is not None,
            problem=one.problem,
            checked_at=one.checked_at,
            revision=one.revision,
            coming=wanted.get(one.id, 0),
        )
        for one in rows
    ]


def choices() -> list[tuple[int, str, Kind]]:
    """Give the accounts that a time may be held with: number, name, kind."""
    return [
        (one.id, one.name, Kind(one.kind))
        for one in db.session.execute(
            select(PlatformAccount.id, PlatformAccount.name, PlatformAccount.kind)
            .where(PlatformAccount.removed_at.is_(None))
            .order_by(func.lower(PlatformAccount.name), PlatformAccount.id)
        )
    ]


def coming_with(now: datetime) -> dict[int, int]:
    """Count the coming times that are to be held with each account."""
    found: dict[int, int] = {}
    for row in db.session.execute(times().where(Slot.starts_at > now - timedelta(days=1))):
        account = account_wanted(row)
        if account is not None and row.starts_at + timedelta(minutes=row.minutes) > now:
            found[account] = found.get(account, 0) + 1
    return found


def default_of(programme: str) -> int | None:
    """Give the account that times of a programme are held with."""
    return db.session.scalar(
        select(PlatformDefault.account_id)
        .join(Programme, Programme.id == PlatformDefault.programme_id)
        .where(Programme.slug == programme)
    )


def held_in(programme: str, where: Reach, now: datetime) -> list[Held]:
    """Give the times of a programme that are coming or were held in the last days, as far as somebody sees them."""
    rows = db.session.execute(
        times()
        .join(Programme, Programme.id == Session.programme_id)
        .where(Programme.slug == programme, Slot.starts_at > now - BEHIND, Slot.state == SlotState.PLANNED)
        .where(Session.state == SessionState.PUBLISHED)
    ).all()
    mine = [row for row in rows if where.covers(programme, row.stream, row.partners)]
    return _held(mine)


def held_slot(slot_id: str) -> Held | None:
    """Give how one time is held; nothing for one that nobody may know of yet."""
    found = _held(db.session.execute(times().where(Slot.id == slot_id)).all())
    return found[0] if found else None


def _held(rows: Sequence[Any]) -> list[Held]:
    meetings = _meetings([row.slot_id for row in rows])
    return [_held_one(row, meetings.get(row.slot_id, {})) for row in rows]


def _held_one(row: Any, meetings: dict[int, tuple[PlatformMeeting, PlatformAccount]]) -> Held:
    account = account_wanted(row)
    found = meetings.get(account or 0) or next(
        (one for one in meetings.values() if one[0].address and one[0].address == row.platform_address), None
    )
    return Held(
        slot_id=row.slot_id,
        session_id=row.session_id,
        session=row.session,
        title=row.title,
        starts_at=row.starts_at,
        minutes=row.minutes,
        zone=row.zone,
        address=row.platform_address,
        account_id=account,
        chosen=row.choice_slot is not None,
        chosen_id=row.chosen_account,
        meeting=_meeting_row(row, *found) if found else None,
    )


def _meetings(slots: Iterable[str]) -> dict[str, dict[int, tuple[PlatformMeeting, PlatformAccount]]]:
    found: dict[str, dict[int, tuple[PlatformMeeting, PlatformAccount]]] = {}
    rows = db.session.execute(
        select(PlatformMeeting, PlatformAccount)
        .join(PlatformAccount, PlatformAccount.id == PlatformMeeting.account_id)
        .where(PlatformMeeting.slot_id.in_(list(slots)))
    )
    for meeting, account in rows:
        found.setdefault(meeting.slot_id, {})[meeting.account_id] = (meeting, account)
    return found


def _meeting_row(row: Any, meeting: PlatformMeeting, account: PlatformAccount) -> MeetingRow:
    return MeetingRow(
        state=meeting.state,
        kind=Kind(account.kind),
        account=account.name,
        problem=meeting.problem,
        due_at=max(meeting.due_at, account.rests_until or meeting.due_at),
        is_told=meeting.told == facts_of(title_of(row.title), row.starts_at, row.minutes),
        attendance_at=meeting.attendance_at,
        recordings_at=meeting.recordings_at,
        failures=meeting.failures,
    )


def file_of_platform(slot_id: str, since: datetime) -> str | None:
    """Name the import in which a platform's own list of a time waits, or nothing."""
    return db.session.scalar(
        select(Import.id)
        .where(Import.slot_id == slot_id, Import.created_by == "platform", Import.created_at >= since)
        .order_by(Import.created_at.desc())
        .limit(1)
    )


def with_tasks(now: datetime) -> list[tuple[Any, PlatformMeeting, PlatformAccount]]:
    """Give meetings of which something may be to do now, the longest due first."""
    question = (
        times(PlatformMeeting, PlatformAccount)
        .join(PlatformMeeting, PlatformMeeting.slot_id == Slot.id)
        .join(PlatformAccount, PlatformAccount.id == PlatformMeeting.account_id)
        .where(
            Slot.starts_at > now - BEHIND,
            PlatformMeeting.due_at <= now,
            PlatformAccount.removed_at.is_(None),
            or_(PlatformAccount.rests_until.is_(None), PlatformAccount.rests_until <= now),
        )
        .order_by(None)
        .order_by(PlatformMeeting.due_at, PlatformMeeting.id)
    )
    found = db.session.execute(question).all()
    return [(row, row.PlatformMeeting, row.PlatformAccount) for row in found]


def ways_of_person(person_id: int) -> list[dict[str, Any]]:
    """Give at which platforms somebody has a way in of their own, without the way itself."""
    rows = db.session.execute(
        select(PlatformAccount.kind, PlatformWay.role, Session.title)
        .select_from(PlatformWay)
        .join(PlatformMeeting, PlatformMeeting.id == PlatformWay.meeting_id)
        .join(PlatformAccount, PlatformAccount.id == PlatformMeeting.account_id)
        .join(Slot, Slot.id == PlatformMeeting.slot_id)
        .join(Session, Session.id == Slot.session_id)
        .where(PlatformWay.person_id == person_id)
        .order_by(Slot.starts_at, PlatformWay.reference)
    )
    return [{"kind": one.kind, "role": one.role, "title": one.title} for one in rows]

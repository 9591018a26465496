"""What workers do at platforms: a task is taken by one of them, done outside of transactions, and kept if it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, select, update

from meetings.domain.attendance import FileRead
from meetings.domain.errors import Refused
from meetings.domain.platforms import (
    ABILITIES,
    Account,
    Kind,
    Meeting,
    MeetingMade,
    Platform,
    Platforms,
    Presence,
    RecordingMade,
    What,
)
from meetings.domain.platforms_errors import FAILURES, NotThere, PlatformFailed, Slow
from meetings.domain.platforms_tasks import (
    FETCH_AGAIN,
    LEASE,
    State,
    Task,
    facts_of,
    next_try,
    task_of,
    wanted_of,
)
from meetings.domain.tokens import Keys
from meetings.extensions import db, insert_new, transaction
from meetings.models.platforms import PlatformAccount, PlatformMeeting, PlatformWay, new_reference, seal
from meetings.models.slots import Slot
from meetings.queries.platforms import (
    BEHIND,
    account_wanted,
    meeting_of,
    stand_of,
    times,
    with_tasks,
)
from meetings.services.attendance import FileGiven, keep_file
from meetings.services.platforms import PURPOSE, account_of, problem_of
from meetings.services.platforms_after import keep_recordings
from meetings.services.slots import put_platform_within

ACTOR: Final = "platform"
NAMED_TO_US: Final = (Kind.ZOOM, Kind.BIGBLUEBUTTON)  # by the number of a meeting these tell what happens
# Writes what a platform's list says as the file that a person might bring, and reads it as such.
AsFile = Callable[[Kind, list[Presence], date], tuple[bytes, FileRead]]


@dataclass(frozen=True, slots=True)
class Due:
    """A task that this worker has taken; `claim` is by what it is known that nobody else took it since."""

    id: int
    claim: int
    task: Task
    slot_id: str
    account_id: int
    account: Account
    meeting: Meeting
    made: MeetingMade | None
    language: str
    wanted: tuple[What, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a platform gave of a time that is over; nothing where it was not asked."""

    presences: list[Presence] | None = None
    recordings: list[RecordingMade] | None = None


def expect(now: datetime) -> None:
    """Want a meeting for each coming time that is to be held with an account and has none there; twice is once."""
    rows = db.session.execute(select(PlatformMeeting.slot_id, PlatformMeeting.account_id))
    known = {(row.slot_id, row.account_id) for row in rows}
    missing = [
        {
            "slot_id": row.slot_id,
            "account_id": account,
            "reference": new_reference(),
            "state": str(State.WANTED),
            "told": {},
            "claim": 0,
            "failures": 0,
            "problem": {},
            "due_at": now,
            "fetches": 0,
        }
        for row in db.session.execute(times().where(Slot.starts_at > now - BEHIND))
        if (account := account_wanted(row)) is not None and (row.slot_id, account) not in known
        if row.starts_at > now
    ]
    if missing:
        with transaction():
            db.session.execute(insert_new(PlatformMeeting).on_conflict_do_nothing(), missing)


def run_next(platforms: Platforms, now: datetime, *, keys: Keys, as_file: AsFile) -> bool:
    """Take one task that is due, do it, and keep what came of it; say whether there was one."""
    due = claim(now, keys=keys)
    if due is None:
        return False
    try:
        _do(due, platforms.open(due.account), now, keys=keys, as_file=as_file)
    except PlatformFailed as failure:
        keep_failure(due, failure, now)
    return True


def claim(now: datetime, *, keys: Keys) -> Due | None:
    """Take a task by one conditional update, so that no other worker does it; nothing where none is due.

    Whoever takes one and falls silent leaves it for minutes; what they may have done is looked for before it is done
    again.
    """
    for row, meeting, account in with_tasks(now):
        stand = stand_of(row, meeting)
        abilities = ABILITIES[Kind(account.kind)]
        task = task_of(stand, abilities, now)
        if task is None:
            continue
        try:
            opened = account_of(account, keys)
        except PlatformFailed as failure:
            _keep_unopened(meeting.id, failure, now)
            return None
        due = Due(
            id=meeting.id,
            claim=meeting.claim + 1,
            task=task,
            slot_id=meeting.slot_id,
            account_id=account.id,
            account=opened,
            meeting=meeting_of(row, meeting),
            made=_made(meeting),
            language=(row.languages or ["en"])[0],
            wanted=wanted_of(stand, abilities),
        )
        if _take(due, now):
            return due
    db.session.rollback()
    return None


def _take(due: Due, now: datetime) -> bool:
    mine = (
        PlatformMeeting.id == due.id,
        PlatformMeeting.claim == due.claim - 1,
        PlatformMeeting.due_at <= now,
    )
    with transaction():
        found: Any = db.session.execute(
            update(PlatformMeeting).where(*mine).values(claim=due.claim, due_at=now + LEASE)
        )
        return bool(found.rowcount)


def _made(meeting: PlatformMeeting) -> MeetingMade | None:
    if meeting.state != State.MADE or meeting.number is None:
        return None
    return MeetingMade(meeting.number, meeting.address or "")


def _do(due: Due, platform: Platform, now: datetime, *, keys: Keys, as_file: AsFile) -> None:
    """Do a task at the platform, then keep it."""
    if due.task is Task.FETCH and due.made is not None:
        _keep_fetched(due, _fetch(due, platform, due.made), now, as_file=as_file)
    elif due.task is Task.END:
        _end(due, platform)
        _keep_ended(due, now)
    elif due.task is Task.TELL and due.made is not None:
        if What.UPDATE in ABILITIES[platform.kind].can:
            platform.update(due.meeting, due.made)
        _keep_made(due, due.made, now, keys=keys)
    else:
        number = due.made.number if due.made else ""
        made = platform.find(due.meeting, number)
        if made is None and due.made is not None:
            if not ABILITIES[platform.kind].forgets:
                raise NotThere(word=str(due.task))
            made = platform.create(due.meeting)
        _keep_made(due, made or platform.create(due.meeting), now, keys=keys)


def _end(due: Due, platform: Platform) -> None:
    if What.CANCEL not in ABILITIES[platform.kind].can:
        return
    made = due.made or platform.find(due.meeting)
    if made is not None:
        platform.cancel(due.meeting, made)


def _fetch(due: Due, platform: Platform, made: MeetingMade) -> Fetched:
    presences = platform.attendance(due.meeting, made) if What.ATTENDANCE in due.wanted else None
    recordings = platform.recordings(due.meeting, made) if What.RECORDINGS in due.wanted else None
    return Fetched(presences, recordings)


def _mine(due: Due) -> PlatformMeeting | None:
    """Hold a meeting whose task this worker still has, and its account before it, as whoever mends an account does."""
    _hold_account(due.account_id)
    return db.session.scalar(
        select(PlatformMeeting)
        .where(PlatformMeeting.id == due.id, PlatformMeeting.claim == due.claim)
        .with_for_update()
    )


def _hold_account(account_id: int) -> PlatformAccount:
    return db.session.get_one(PlatformAccount, account_id, with_for_update=True, populate_existing=True)


def _keep_made(due: Due, made: MeetingMade, now: datetime, *, keys: Keys) -> None:
    """Keep a meeting that stands, and put it in place of the time's address, if it is still wanted there."""
    with transaction():
        row = db.session.execute(times().where(Slot.id == due.slot_id)).one_or_none()
        if row is not None and account_wanted(row) == due.account_id:
            number = made.number if due.account.kind in NAMED_TO_US else None
            put_platform_within(due.slot_id, due.account.kind, made.address, number, now, ACTOR)
        meeting = _mine(due)
        if meeting is None:
            return
        meeting.state, meeting.number, meeting.address = State.MADE, made.number, made.address
        if made.host_address:
            meeting.host = seal(made.host_address, keys.key(PURPOSE))
        told = due.meeting
        meeting.told = facts_of(told.title, told.starts_at, told.minutes)
        meeting.looked_at, meeting.due_at = now, now
        _all_well(meeting)


def _keep_ended(due: Due, now: datetime) -> None:
    with transaction():
        meeting = _mine(due)
        if meeting is None:
            return
        meeting.state, meeting.number, meeting.address, meeting.host = State.ENDED, None, None, None
        meeting.told, meeting.looked_at, meeting.due_at = {}, None, now
        db.session.execute(delete(PlatformWay).where(PlatformWay.meeting_id == meeting.id))
        _all_well(meeting)


def _all_well(meeting: PlatformMeeting) -> None:
    meeting.failures, meeting.problem = 0, {}
    account = db.session.get(PlatformAccount, meeting.account_id)
    if account is not None:
        account.problem = {}


def _keep_fetched(due: Due, found: Fetched, now: datetime, *, as_file: AsFile) -> None:
    """Keep a list as a file that waits for review, and recordings that nobody sees yet; what is missing comes later."""
    if found.presences:
        raw, read = as_file(due.account.kind, found.presences, due.meeting.starts_at.date())
        keep_file(FileGiven(f"{due.account.kind}.csv", raw), read, due.slot_id, now, ACTOR)
    if found.recordings:
        keep_recordings(due.slot_id, due.language, found.recordings, now, ACTOR)
    with transaction():
        meeting = _mine(due)
        if meeting is None:
            return
        meeting.attendance_at = meeting.attendance_at or (now if found.presences else None)
        meeting.recordings_at = meeting.recordings_at or (now if found.recordings else None)
        meeting.fetches, meeting.due_at = meeting.fetches + 1, now + FETCH_AGAIN
        _all_well(meeting)


def keep_failure(due: Due, failure: PlatformFailed, now: datetime) -> None:
    """Keep why a task was not done and when it is tried again; a meeting that is gone is wanted anew at once."""
    with transaction():
        meeting = _mine(due)
        if meeting is None:
            return
        _keep_problem(meeting, failure, now)
        if isinstance(failure, NotThere) and meeting.state == State.MADE and due.task is not Task.FETCH:
            meeting.state, meeting.number, meeting.told = State.WANTED, None, {}
            meeting.reference, meeting.due_at = new_reference(), now
            db.session.execute(delete(PlatformWay).where(PlatformWay.meeting_id == meeting.id))


def _keep_unopened(meeting_id: int, failure: PlatformFailed, now: datetime) -> None:
    with transaction():
        account_id = select(PlatformMeeting.account_id).where(PlatformMeeting.id == meeting_id)
        _hold_account(db.session.scalars(account_id).one())
        _keep_problem(db.session.get_one(PlatformMeeting, meeting_id), failure, now)


def _keep_problem(meeting: PlatformMeeting, failure: PlatformFailed, now: datetime) -> None:
    seconds = failure.seconds if isinstance(failure, Slow) else 0
    meeting.failures += 1
    meeting.problem = problem_of(failure)
    again = next_try(meeting.failures, now, tries_again=failure.tries_again, seconds=seconds)
    meeting.due_at = again
    account = db.session.get_one(PlatformAccount, meeting.account_id)
    account.problem = meeting.problem
    if isinstance(failure, Slow):
        account.rests_until = again


def failure_of(problem: dict[str, Any]) -> Refused:
    """Give back a failure as it was kept, for its sentence."""
    values = {name: value for name, value in problem.items() if name != "code"}
    return FAILURES.get(str(problem.get("code")), PlatformFailed)(**values)

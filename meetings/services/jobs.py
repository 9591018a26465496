"""Long work: asked for, held by one worker at a time, added to piece by piece, and emptied after a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from meetings.domain.jobs import KEPT, LEASE, MOST_TRIES, REMEMBERED, JobState
from meetings.extensions import db, insert_new, store, transaction
from meetings.models.jobs import Job, JobPiece

UNFINISHED = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Held:
    """A job that this worker holds: what is asked, how much of it is done, and which holder it is."""

    id: str
    kind: str
    asked: Mapping[str, Any]
    done: int
    fence: int
    lease: timedelta


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that was made: its place in the whole, its name and its bytes."""

    number: int
    name: str
    content: bytes


def ask(kind: str, subject: str, asked: Mapping[str, Any], total: int, *, now: datetime, actor: str) -> str:
    """Ask for long work; the same, while it is not done, is not begun again. Give its name."""
    with transaction():
        return ask_within(kind, subject, asked, total, now=now, actor=actor)


def ask_within(
    kind: str, subject: str, asked: Mapping[str, Any], total: int, *, now: datetime, actor: str
) -> str:
    """Ask for long work within a transaction, so that it is asked for together with what needs it."""
    standing = select(Job).where(
        Job.kind == kind, Job.subject == subject, Job.asked_by == actor, Job.state.in_(UNFINISHED)
    )
    for row in db.session.scalars(standing):
        if row.asked == asked:
            return row.id
    job = Job(kind=kind, subject=subject, asked=dict(asked), asked_by=actor, total=total, created_at=now)
    db.session.add(job)
    db.session.flush()
    return job.id


def claim(now: datetime, lease: timedelta = LEASE) -> Held | None:
    """Take the next job that nobody works at; nothing where there is none.

    Whoever held it and fell silent has lost it: what was made stays, and the rest is made by this one. One that ended
    several workers is given up.

    Takes: for how long it is held from each piece to the next.
    """
    fell_silent = and_(Job.state == JobState.RUNNING, Job.lease_until < now)
    free = or_(Job.state == JobState.WAITING, fell_silent)
    first = select(Job.id).where(free).order_by(Job.created_at, Job.id).limit(1)
    if db.session.scalar(first) is None:
        return None
    with transaction():
        job_id = db.session.scalar(first.with_for_update(skip_locked=True))
        if job_id is None:
            return None
        row = db.session.get_one(Job, job_id)
        if row.fence >= MOST_TRIES:
            row.state, row.ended_at, row.lease_until = JobState.FAILED, now, None
            return None
        row.state, row.lease_until, row.fence = JobState.RUNNING, now + lease, row.fence + 1
        return Held(row.id, row.kind, row.asked, row.done, row.fence, lease)


def add(held: Held, pieces: Sequence[Piece], done: int, problems: Mapping[str, int], now: datetime) -> bool:
    """Keep what was made, and how far the work is; give whether this worker still holds it.

    Takes: `problems`, by kind how many things more nothing could be made of.
    """
    with transaction():
        row = _mine(held)
        if row is None:
            return False
        if pieces:
            values = [
                {"job_id": held.id, "number": one.number, "name": one.name, "content": one.content}
                for one in pieces
            ]
            store(insert_new(JobPiece).on_conflict_do_nothing(), values)
        row.done, row.lease_until = done, now + held.lease
        row.problems = _added(row.problems, problems)
        return True


def finish(held: Held, now: datetime, *, problem: str = "") -> None:
    """Say that a job is done; or, for a problem, that it cannot be."""
    with transaction():
        row = _mine(held)
        if row is not None:
            row.state = JobState.FAILED if problem else JobState.DONE
            row.ended_at, row.lease_until = now, None
            row.problems = _added(row.problems, {problem: 1} if problem else {})


def give_back(held: Held) -> None:
    """Let another worker go on at once; it is no try that failed."""
    with transaction():
        row = _mine(held)
        if row is not None:
            row.state, row.lease_until, row.fence = JobState.WAITING, None, row.fence - 1


def prune(now: datetime) -> None:
    """Throw away what was made a day ago, and after a month that it was."""
    with transaction():
        is_old = Job.ended_at < now - KEPT
        _empty(db.session.scalars(select(Job.id).where(is_old, Job.state != JobState.EMPTIED)).all())
        db.session.execute(
            delete(Job).where(Job.state == JobState.EMPTIED, Job.created_at < now - REMEMBERED)
        )


def empty_of(kind: str, ids: Iterable[int | str], now: datetime) -> None:
    """Throw away what was made of any of these, done or not; call it within a transaction.

    Takes: the kind of job, and the numbers or ids that `asked` names.
    """
    gone = set(ids)
    if not gone:
        return
    rows = db.session.scalars(
        select(Job).where(Job.kind == kind, Job.state != JobState.EMPTIED).with_for_update()
    ).all()
    theirs = [row for row in rows if gone & set(row.asked.get("ids", ()))]
    for row in theirs:
        row.ended_at = row.ended_at or now
    db.session.flush()
    _empty([row.id for row in theirs])


def _empty(job_ids: Sequence[str]) -> None:
    db.session.execute(delete(JobPiece).where(JobPiece.job_id.in_(job_ids)))
    emptied: dict[str, Any] = {"state": JobState.EMPTIED, "lease_until": None, "asked": {}}
    db.session.execute(update(Job).where(Job.id.in_(job_ids)).values(**emptied))


def _mine(held: Held) -> Job | None:
    """Load a job, if this worker still holds it."""
    return db.session.scalar(
        select(Job)
        .where(Job.id == held.id, Job.fence == held.fence, Job.state == JobState.RUNNING)
        .with_for_update()
    )


def _added(problems: Mapping[str, Any], more: Mapping[str, int]) -> dict[str, Any]:
    return {**problems, **{name: problems.get(name, 0) + number for name, number in more.items()}}

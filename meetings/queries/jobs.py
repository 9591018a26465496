"""How far long work is, and what it has made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from meetings.domain.errors import NotAllowed
from meetings.domain.jobs import KEPT, JobState, act_of, where_of
from meetings.domain.permissions import Holder, Reach, reach
from meetings.extensions import db
from meetings.models.jobs import Job, JobPiece

AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class JobShown:
    """A job as whoever asked for it sees it: what it is about, and when what was made is thrown away."""

    id: str
    kind: str
    subject: str
    where: Reach
    state: JobState
    done: int
    total: int
    pieces: int
    problems: dict[str, Any]
    created_at: datetime
    ended_at: datetime | None
    kept_until: datetime | None

    @property
    def is_going_on(self) -> bool:
        """Say whether a worker is at it, or will be."""
        return self.state in (JobState.WAITING, JobState.RUNNING)


def job(job_id: str, holder: Holder) -> JobShown:
    """Give a job to whoever asked for it, if they still may do all of what it is about.

    Raises: NotAllowed, whether it is somebody else's or none.
    """
    row = db.session.get(Job, job_id)
    if row is None or row.asked_by != holder.actor:
        raise NotAllowed()
    found = _all_shown([row])[0]
    if not reach(holder, act_of(found.kind)).includes(found.where):
        raise NotAllowed()
    return found


def jobs_of(actor: str, subject: str) -> list[JobShown]:
    """Give what somebody asked for about something, the latest first, as long as there is anything to see of it."""
    rows = db.session.scalars(
        select(Job)
        .where(Job.asked_by == actor, Job.subject == subject, Job.state != JobState.EMPTIED)
        .order_by(Job.created_at.desc())
        .limit(5)
    )
    return _all_shown(rows.all())


def files(job_id: str) -> Iterator[tuple[str, bytes]]:
    """Give what a job has made, name and bytes of each file, a few at a time."""
    last = -1
    while True:
        rows = db.session.execute(
            select(JobPiece.number, JobPiece.name, JobPiece.content)
            .where(JobPiece.job_id == job_id, JobPiece.number > last)
            .order_by(JobPiece.number)
            .limit(AT_ONCE)
        ).all()
        if not rows:
            return
        for number, name, content in rows:
            yield name, content
            last = number


def _all_shown(rows: Sequence[Job]) -> list[JobShown]:
    counted = db.session.execute(
        select(JobPiece.job_id, func.count())
        .where(JobPiece.job_id.in_([row.id for row in rows]))
        .group_by(JobPiece.job_id)
    )
    pieces = {row[0]: row[1] for row in counted}
    return [_shown(row, pieces.get(row.id, 0)) for row in rows]


def _shown(row: Job, pieces: int) -> JobShown:
    return JobShown(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        where=where_of(row.subject, row.asked),
        state=JobState(row.state),
        done=row.done,
        total=row.total,
        pieces=pieces,
        problems=row.problems,
        created_at=row.created_at,
        ended_at=row.ended_at,
        kept_until=row.ended_at + KEPT if row.ended_at and row.state == JobState.DONE else None,
    )

"""Moving something along its track: decided by one conditional update, noted for good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update

from meetings.domain.cop.codes import GONE, BadgeState, ParticipationState
from meetings.domain.cop.tracks import NOTHING, Mover, Says, Track, check_move
from meetings.domain.errors import Stale
from meetings.extensions import db
from meetings.models.cop.admissions import Admission
from meetings.models.cop.delegations import Credentials, Letter, Participation, TrackEvent
from meetings.models.cop.papers import Badge
from meetings.services.audit import note
from meetings.services.webhooks.noting import note_participation

TABLES: Final[dict[Track, Any]] = {
    Track.PARTICIPATION: Participation,
    Track.LETTER: Letter,
    Track.CREDENTIALS: Credentials,
    Track.ADMISSION: Admission,
}


@dataclass(frozen=True, slots=True)
class By:
    """Who moves something: as what, and the name under which it is noted (`user:3`, `focal:abc`)."""

    mover: Mover
    actor: str


def move_within(
    track: Track,
    row: Any,
    to: str,
    by: By,
    now: datetime,
    *,
    says: Says = NOTHING,
    is_observer: bool = False,
    seen: int | None = None,
    person_id: int | None = None,
) -> None:
    """Move a row of a track within an open transaction; of two who move it at once, the second is told.

    Takes: the row as loaded within; `seen`, the revision of it that the mover decided on, where a form carried one.
    Raises: AlreadySo, NoSuchMove, NotYourMove, ObserversOnly, ReasonNeeded, AuthorityNeeded; Stale, when somebody else
    was first.
    """
    if seen is not None and row.revision != seen:
        raise Stale(current=row.revision)
    check_move(track, row.state, to, by.mover, says=says, is_observer=is_observer)
    table, before = TABLES[track], row.state
    done = db.session.execute(
        update(table)
        .where(table.id == row.id, table.state == before, table.revision == row.revision)
        .values(state=to, state_since=now, revision=table.revision + 1, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Stale(current=row.revision + 1)
    db.session.refresh(row)
    begin(track, row, by, now, before=before, says=says, person_id=person_id)
    if track == Track.PARTICIPATION and to in GONE:
        _end_badges(row, by, now)


def begin(
    track: Track,
    row: Any,
    by: By,
    now: datetime,
    *,
    before: str = "",
    says: Says = NOTHING,
    person_id: int | None = None,
) -> None:
    """Note that something is now in the state it is in; for a new row, that it began there."""
    why, authority = says.why.strip() or None, says.authority.strip() or None
    db.session.add(
        TrackEvent(
            track=track,
            subject=row.id,
            at=now,
            from_state=before,
            to_state=row.state,
            actor=by.actor,
            reason=why,
            authority=authority,
        )
    )
    note(
        now,
        by.actor,
        f"{track}.{row.state}",
        f"{track}:{row.id}",
        before={"state": before} if before else {},
        after={"state": row.state, "reason": why, "authority": authority},
        person_id=person_id,
    )
    if track == Track.PARTICIPATION:
        note_participation(row, now)


def _end_badges(row: Any, by: By, now: datetime) -> None:
    """Let the badge of whoever is gone open nothing any more, whichever way they went."""
    state = BadgeState.REPLACED if row.state == ParticipationState.REPLACED else BadgeState.WITHDRAWN
    stands = (BadgeState.VALID, BadgeState.SUSPENDED)
    badges = select(Badge).where(Badge.participation_id == row.id, Badge.state.in_(stands))
    for badge in db.session.scalars(badges.with_for_update()):
        badge.state, badge.state_since, badge.updated_at = state, now, now
        badge.revision += 1
        note(now, by.actor, f"badge.{state}", f"badge:{badge.id}", after={"participation": row.state})
